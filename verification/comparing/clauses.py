"""A sentence cut into clauses: which words stand in which, under which preposition, and which only say who says so. What happened is found elsewhere."""

from __future__ import annotations

from dataclasses import dataclass

from tracker.language.words import Word
from verification.comparing.lexicon import happenings, lemma
from verification.comparing.shapes import Role
from verification.comparing.verbs import negated_at

SUBORDINATORS = frozenset(["when", "after", "before", "while", "because", "since", "who", "which", "whose", "where", "whom", "although", "though", "if", "until", "whereas", "as", "unless", "once", "amid", "following"])
PREPOSITIONS = {
    "in": Role.PLACE, "at": Role.PLACE, "near": Role.PLACE, "off": Role.PLACE, "outside": Role.PLACE, "inside": Role.PLACE, "around": Role.PLACE, "across": Role.PLACE, "on": Role.PLACE,
    "over": Role.PLACE, "along": Role.PLACE, "under": Role.PLACE, "beneath": Role.PLACE, "through": Role.PLACE, "between": Role.OTHER, "from": Role.SOURCE, "to": Role.GOAL, "into": Role.GOAL,
    "towards": Role.GOAL, "toward": Role.GOAL, "onto": Role.GOAL, "by": Role.AGENT, "of": Role.OF, "with": Role.OTHER, "for": Role.OTHER, "against": Role.OTHER, "about": Role.OTHER, "via": Role.OTHER,
    "during": Role.OTHER, "after": Role.OTHER, "before": Role.OTHER, "amid": Role.OTHER, "as": Role.OTHER, "than": Role.OTHER, "per": Role.OTHER, "within": Role.PLACE, "following": Role.OTHER,
}


SPEECH = frozenset(
    ["say", "tell", "report", "announce", "state", "claim", "add", "note", "warn", "write", "explain", "insist", "acknowledge", "admit", "declare", "allege", "assert", "confirm", "believe", "think", "assess", "estimate", "suggest", "argue", "conclude", "find", "reveal", "disclose", "indicate", "show", "suspect", "fear", "accuse", "deny", "reject", "refute", "dispute", "dismiss"]
)


PLAIN_SPEECH = frozenset(["say", "tell", "report", "announce", "state", "claim", "add", "note", "warn", "write", "explain", "insist", "acknowledge", "admit", "declare", "allege", "assert", "argue", "conclude", "reveal", "disclose", "confirm", "believe", "think", "assess", "estimate", "suspect"])
WAVED_OFF = frozenset([("brush", "aside"), ("brush", "off"), ("shrug", "off"), ("wave", "away"), ("wave", "aside"), ("laugh", "off"), ("bat", "away")])
CALLING = frozenset(["call", "brand", "describe", "label", "denounce", "dismiss"])
BELIED = frozenset(["tale", "fantasy", "myth", "smear", "invention", "lie", "lies", "hoax", "fabrication", "nonsense", "false", "untrue", "absurd", "ridiculous", "rubbish", "baseless", "groundless", "unfounded", "propaganda", "fiction", "absurdity"])
REPORT_NOUNS = frozenset(["report", "claim", "rumour", "rumor", "allegation", "suggestion", "story", "assertion", "accusation", "speculation", "news", "idea", "belief"])


@dataclass(slots=True)
class Token:
    """One word with its lemma and where it stands: ``clause`` counts the clauses, ``prep`` is the preposition that governs its noun phrase.

    ``taken``: part of a date or a bare number; ``figure``: within a figure; ``person``: within a person's name; ``named``: within any name of several words; ``speech``: says who says so.
    """

    word: Word
    lemma: str
    clause: int = 0
    beside: bool = False
    prep: str = ""
    taken: bool = False
    speech: bool = False
    happening: bool = False
    figure: bool = False
    person: bool = False
    named: bool = False

    verb: bool = False
    noun: bool = False

    def __post_init__(self) -> None:
        self.verb = self.word.tag[:1] == "V"
        self.noun = self.word.tag[:1] == "N"


def tokens_of(words: list[Word]) -> list[Token]:
    """The words with their lemmas, cut into clauses, each noun phrase under its preposition."""
    tokens = [Token(word, lemma(word.low)) for word in _with_infinitives(words)]
    _cut_clauses(tokens)
    _govern(tokens)
    return tokens


# Behind these "to" governs a noun: "led to fire damage".
TO_A_THING = frozenset(["lead", "add", "amount", "come", "contribute", "give", "go", "link", "point", "turn", "respond", "react", "return", "refer", "object", "belong", "move", "due", "thank", "according", "close", "next", "relate", "access", "damage", "response", "end", "threat"])


def _with_infinitives(words: list[Word]) -> list[Word]:
    """The words, with verbs put right that the tagger takes for nouns: "urged them to exchange prisoners"."""
    found = list(words)
    for i in range(1, len(words) - 1):
        word = words[i]
        if words[i - 1].low != "to" or word.tag != "NN" or words[i + 1].tag not in ("DT", "NNS", "NNP", "PRP$", "PRP", "JJ", "CD") or i < 2:
            continue
        if (lemma(word.low),) in happenings() and lemma(words[i - 2].low) not in TO_A_THING:
            found[i] = Word(word.start, word.end, word.text, word.low, "VB", word.quote)
    return found


def _finite_ahead(tokens: list[Token], start: int) -> bool:
    for token in tokens[start + 1 : start + 14]:
        if token.word.text in ",;.:":
            return False
        if token.word.tag in ("VBD", "VBZ", "VBP", "MD", "VBN", "VBG"):
            return True
    return False


def _cut_clauses(tokens: list[Token]) -> None:
    clause, beside, opened = 0, False, 0
    bound, told = False, False      # within a relative clause without comma; whether it has had its verb
    for i, token in enumerate(tokens):
        low, tag = token.word.low, token.word.tag
        relative = low == "that" and tag == "WDT"
        if relative or (low in SUBORDINATORS and not (low == "as" and i + 1 < len(tokens) and tokens[i + 1].word.low in ("many", "much", "of", "a", "well", "such"))):
            if relative or low in ("who", "which", "whose") or _finite_ahead(tokens, i):
                bound, told = (relative or low in ("who", "which")) and not _main_seen(tokens[:i]), False
                clause, beside, opened = opened + 1, True, opened + 1
        elif bound and tag in ("VBD", "VBZ", "VBP", "MD"):
            if told and tokens[i - 1].word.tag not in ("CC", "RB", "MD", "TO", "VBD", "VBZ", "VBP", "VB", "VBN", ","):
                clause, beside, bound = 0, False, False
            told = True
        elif token.word.text in (";", "—", "–") or (low in ("but", "however") and not beside):
            clause, beside, opened, bound = opened + 1, False, opened + 1, False
        elif token.word.text == "," and beside:
            clause, beside, opened = (0, False, opened) if clause and _main_seen(tokens[:i]) else (opened + 1, False, opened + 1)
            bound = False
        token.clause, token.beside = clause, beside


def _main_seen(tokens: list[Token]) -> bool:
    return any(not t.beside and t.verb for t in tokens)


def _govern(tokens: list[Token]) -> None:
    prep = ""
    for i, token in enumerate(tokens):
        low, tag = token.word.low, token.word.tag
        after = tokens[i + 1].word if i + 1 < len(tokens) else None
        particle = low in ("off", "over", "through", "under") and i > 0 and tokens[i - 1].verb and (tokens[i - 1].lemma, low) in happenings()
        if low in PREPOSITIONS and not particle and not (after and ((low == "to" and after.tag == "VB") or after.low in ("least", "most") or (low in ("over", "around", "about") and _number_follows(tokens, i)) or (low == "than" and _number_follows(tokens, i)))):
            prep = low
        elif token.verb or tag == "MD" or (tag == "CC" and not (i + 1 < len(tokens) and tokens[i + 1].word.tag in ("NNP", "NN", "NNS", "DT", "JJ") and prep)) or token.word.text in ";.:":
            prep = ""
        elif token.word.text == ",":
            prep = prep if i and tokens[i - 1].word.tag == "NNP" and i + 1 < len(tokens) and tokens[i + 1].word.tag == "NNP" and prep in ("in", "at", "near", "from", "to") else ""
        token.prep = prep


def _number_follows(tokens: list[Token], i: int) -> bool:
    """Whether a number stands behind the word at *i*: "over 40", "more than a million"."""
    after = tokens[i + 1].word if i + 1 < len(tokens) else None
    if after is None:
        return False
    scale = tokens[i + 2].word.low if i + 2 < len(tokens) else ""
    return after.tag == "CD" or (after.low in ("a", "half") and scale in ("hundred", "thousand", "million", "billion", "dozen", "third", "quarter", "half"))


def attribution_ranges(tokens: list[Token]) -> tuple[list[tuple[int, int]], bool]:
    """Where the text says who says so, as token ranges, and whether that attribution denies what it introduces."""
    ranges: list[tuple[int, int]] = []
    denies = False
    for i, token in enumerate(tokens):
        low = token.word.low
        if token.lemma in REPORT_NOUNS and i < 6 and i + 1 < len(tokens) and tokens[i + 1].word.low == "that" and (judged := _judged(tokens, i + 2)) is not None:
            for told in tokens[i + 1 : judged]:
                told.clause, told.beside = 0, False
            return [(0, i + 2), (judged, len(tokens))], False
        if low == "according" and i + 1 < len(tokens) and tokens[i + 1].word.low == "to":
            end = _until_mark(tokens, i)
            start = i
            ranges.append((start, len(tokens) if start and end >= len(tokens) - 1 else end + 1))
        elif low == "citing":
            ranges.append((i, _until_mark(tokens, i)))
        elif token.verb and (waved := _waved_off(tokens, i)) is not None:
            ranges.append((0, waved + 1))
            denies = True
        elif token.verb and token.lemma in SPEECH:
            that = next((j for j in range(i + 1, min(i + 8, len(tokens))) if tokens[j].word.low == "that" and not any(t.word.text == "," for t in tokens[i:j])), None)
            if that is not None and not any(t.word.tag in ("VBD", "VBZ", "VBP") and not t.beside for t in tokens[:i]):
                ranges.append((0, that + 1))
                denies = token.lemma in ("deny", "reject", "refute", "dispute", "dismiss") and not negated_at(tokens, i)
            elif token.lemma in PLAIN_SPEECH and (comma := _clause_final(tokens, i)) is not None:
                ranges.append((comma, len(tokens)))
            elif token.lemma in PLAIN_SPEECH and not _main_before(tokens, i) and i and _finite_after(tokens, i) and tokens[i].word.tag in ("VBD", "VBZ", "VBP"):
                ranges.append((0, i + 1))
    return ranges, denies


def _waved_off(tokens: list[Token], i: int) -> int | None:
    """Where "brushed aside the statement that" reaches its "that", None for any other verb."""
    after = tokens[i + 1].word.low if i + 1 < len(tokens) else ""
    called = tokens[i].lemma in CALLING and any(t.word.low in BELIED for t in tokens[i + 3 :])
    if not (called or (tokens[i].lemma, after) in WAVED_OFF) or negated_at(tokens, i):
        return None
    return next((j for j in range(i + 2, min(i + 12, len(tokens))) if tokens[j].word.low == "that" and tokens[j - 1].lemma in REPORT_NOUNS | {"statement", "charge", "finding", "warning"}), None)


def _judged(tokens: list[Token], start: int) -> int | None:
    """Where "(Reports that …) are false" passes its judgement, None where it passes none."""
    for j in range(start + 2, len(tokens) - 1):
        if tokens[j].lemma == "be" and any(t.word.low in ("false", "untrue", "wrong", "fake", "baseless", "groundless", "unfounded", "nonsense", "incorrect", "inaccurate", "hoax", "lie", "true", "correct") for t in tokens[j + 1 : j + 5]):
            return j
    return None


def _until_mark(tokens: list[Token], start: int) -> int:
    for j in range(start + 1, len(tokens)):
        if tokens[j].word.text in ",;.":
            return j
    return len(tokens)


def _main_before(tokens: list[Token], i: int) -> bool:
    """Whether a full verb other than of saying stands before *i* in the main clause."""
    return any(t.verb and t.lemma not in ("be", "have", "do") and not t.beside and t.word.tag in ("VBD", "VBZ", "VBP", "MD") and t.lemma not in SPEECH for t in tokens[:i])


def _finite_after(tokens: list[Token], i: int) -> bool:
    """Whether what follows the word of saying is a clause: a subject, then a finite verb or a modal."""
    if i + 1 >= len(tokens) or tokens[i + 1].word.tag in ("IN", ",", ".", "TO"):
        return False
    subject = False
    for token in tokens[i + 1 : i + 20]:
        if token.word.text in ",;":
            return False
        if subject and (token.word.tag in ("VBD", "VBZ", "VBP", "MD")):
            return True
        if token.noun or token.word.tag in ("PRP", "EX", "CD"):
            subject = True
    return False


def _clause_final(tokens: list[Token], i: int) -> int | None:
    """The comma before a closing "…, the ministry said (on Tuesday)", None where the word of saying stands elsewhere."""
    comma = next((j for j in range(i - 1, max(-1, i - 16), -1) if tokens[j].word.text == ","), None)
    if comma is None or not any(t.verb for t in tokens[:comma]) or any(t.verb for t in tokens[comma:i]):
        return None
    if _finite_after(tokens, i) or len(tokens) - i > 22 or any(t.word.low == "that" for t in tokens[i : i + 2]):
        return None
    return comma
