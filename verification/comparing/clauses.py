"""A sentence cut into clauses, and each clause's happenings and terms with their roles. Figures, dates and causes are found elsewhere."""

from __future__ import annotations

from dataclasses import dataclass, replace

from tracker.language.words import Word
from verification.comparing.lexicon import Sense, concepts, families, happenings, lemma, loose, rarity
from verification.comparing.shapes import Happening, Rank, Role, Term
from tracker.language.spans import Span

SUBORDINATORS = frozenset("when after before while because since who which whose where whom although though if until whereas as unless once amid following".split())
NEGATIONS = frozenset("not n't n’t never no none nobody nothing neither nor without cannot".split())
FAILING = frozenset("fail refuse decline deny reject dispute avoid stop prevent refute rebut abandon drop cancel scrap".split())
BE = frozenset(("be",))
SPEECH = frozenset(
    "say tell report announce state claim add note warn write explain insist acknowledge admit declare allege assert confirm believe think assess estimate suggest argue conclude find reveal disclose"
    " indicate show suspect fear accuse deny reject refute dispute dismiss".split()
)
PLAIN_SPEECH = frozenset("say tell report announce state claim add note warn write explain insist acknowledge admit declare allege assert argue conclude reveal disclose confirm believe think assess estimate suspect".split())
LIGHT = frozenset("happen occur strike hit take break make have do be get go come become remain stay keep leave result follow cause spark trigger rip shake rock jolt sweep tear stand reach begin start continue suffer see face".split())
OCCURRING = frozenset("happen occur strike hit break rip shake rock jolt sweep tear rage hit devastate engulf erupt rattle batter lash pummel slam near".split())
OCCURRENCES = frozenset("quake storm landslide fire explode outbreak erupt flood collapse outage protest clash crash collide leak attack shoot walkout".split())
COUNT_NOUNS = frozenset("toll number total tally count figure".split())
PREPOSITIONS = {
    "in": Role.PLACE, "at": Role.PLACE, "near": Role.PLACE, "off": Role.PLACE, "outside": Role.PLACE, "inside": Role.PLACE, "around": Role.PLACE, "across": Role.PLACE, "on": Role.PLACE,
    "over": Role.PLACE, "along": Role.PLACE, "under": Role.PLACE, "beneath": Role.PLACE, "through": Role.PLACE, "between": Role.OTHER, "from": Role.SOURCE, "to": Role.GOAL, "into": Role.GOAL,
    "towards": Role.GOAL, "toward": Role.GOAL, "onto": Role.GOAL, "by": Role.AGENT, "of": Role.OF, "with": Role.OTHER, "for": Role.OTHER, "against": Role.OTHER, "about": Role.OTHER, "via": Role.OTHER,
    "during": Role.OTHER, "after": Role.OTHER, "before": Role.OTHER, "amid": Role.OTHER, "as": Role.OTHER, "than": Role.OTHER, "per": Role.OTHER, "within": Role.PLACE, "following": Role.OTHER,
}
# Classes whose verbs need an object: without one, the subject is the object.
DONE_TO = frozenset("die injure detain charge convict imprison abduct evacuate dismiss appoint rescue hospitalise sanction fine suspend ban damage recall sue expel identify seize approve poison build produce diagnose".split())
# Classes that are aimed at somebody: "fired at Orlan", "imposed sanctions on Veria".
AIMED = frozenset("launch shoot attack sanction tariff".split())
REPORT_NOUNS = frozenset("report claim rumour rumor allegation suggestion story assertion accusation speculation news idea belief".split())
DETERMINERS = frozenset("the a an this that these those its their his her our your my".split())


@dataclass(slots=True)
class Token:
    """One word with its lemma and where it stands: ``clause`` counts the clauses, ``prep`` is the preposition that governs its noun phrase.

    ``taken``: part of a date or a bare number; ``figure``: within a figure; ``person``: within a person's name; ``speech``: says who says so.
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

    verb: bool = False
    noun: bool = False

    def __post_init__(self) -> None:
        self.verb = self.word.tag[:1] == "V"
        self.noun = self.word.tag[:1] == "N"


def tokens_of(words: list[Word]) -> list[Token]:
    """The words with their lemmas, cut into clauses, each noun phrase under its preposition."""
    tokens = [Token(word, lemma(word.low)) for word in words]
    _cut_clauses(tokens)
    _govern(tokens)
    return tokens


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
        if low in PREPOSITIONS and not (after and (low == "to" and after.tag == "VB" or after.low in ("least", "most") or low in ("over", "around", "about") and after.tag == "CD")):
            prep = low
        elif token.verb or tag == "MD" or tag == "CC" and not (i + 1 < len(tokens) and tokens[i + 1].word.tag in ("NNP", "NN", "NNS", "DT", "JJ") and prep) or token.word.text in ";.:":
            prep = ""
        elif token.word.text == ",":
            prep = prep if i + 1 < len(tokens) and tokens[i + 1].word.tag == "NNP" and prep in ("in", "at", "near", "from", "to") else ""
        token.prep = prep


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
        elif token.verb and token.lemma in SPEECH:
            that = next((j for j in range(i + 1, min(i + 8, len(tokens))) if tokens[j].word.low == "that" and not any(t.word.text == "," for t in tokens[i:j])), None)
            if that is not None and not _main_before(tokens, i):
                ranges.append((0, that + 1))
                denies = token.lemma in ("deny", "reject", "refute", "dispute", "dismiss") and not _negated_at(tokens, i)
            elif token.lemma in PLAIN_SPEECH and (comma := _clause_final(tokens, i)) is not None:
                ranges.append((comma, len(tokens)))
            elif token.lemma in PLAIN_SPEECH and not _main_before(tokens, i) and i and _finite_after(tokens, i) and tokens[i].word.tag in ("VBD", "VBZ", "VBP"):
                ranges.append((0, i + 1))
    return ranges, denies


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
    if _finite_after(tokens, i) or len(tokens) - i > 14 or any(t.word.low == "that" for t in tokens[i : i + 6]):
        return None
    return comma


def _negated_at(tokens: list[Token], i: int) -> bool:
    """Whether a word of negation reaches the verb or noun at *i* within its clause."""
    clause = tokens[i].clause
    steps = 0
    for j in range(i - 1, max(-1, i - 12), -1):
        token = tokens[j]
        if token.clause != clause or token.word.text in ",;:" or token.speech:
            break
        low = token.word.low
        if low in ("not", "n't", "n’t", "never", "cannot") and steps <= 4:
            return not (j + 1 < len(tokens) and tokens[j + 1].word.low in ("only", "just"))
        if low in ("no", "none", "nobody", "neither", "nothing") and low != "nor":
            after = tokens[j + 1].word.low if j + 1 < len(tokens) else ""
            return after not in ("longer", "fewer", "less", "more", "later", "doubt", "matter", "one's")
        if low == "without":
            return steps <= 3
        if token.lemma in FAILING and (token.verb or token.word.tag[:1] == "N") and steps <= 5 and j != i:
            following = tokens[j + 1].word
            if token.lemma in ("deny", "dispute", "refute", "rebut", "avoid", "prevent", "stop", "reject", "abandon", "drop", "cancel", "scrap") or following.low == "to":
                return not _negated_at(tokens, j)
        if token.verb and token.lemma not in ("be", "have", "do") and steps and token.lemma not in LIGHT:
            steps += 2
        steps += 0 if token.word.tag in ("CD", "JJ") else 1
    return False


def _condition_holds(sense: Sense, token: Token, tokens: list[Token], i: int) -> bool:
    if not sense.condition:
        return True
    tag = token.word.tag
    if sense.condition[:1] == "n":
        if sense.condition != "n" and (tag[:1] == "V" or sense.condition == "n:work") != (tag[:1] != "V" and _about_work(tokens)):
            return False
        return tag[:1] in ("N", "J") or token.word.text[:1].isupper() and tag[:1] != "V"
    if tag[:1] != "V" and not (tag[:1] == "N" and token.word.low.endswith(("ed", "s")) and i + 1 < len(tokens) and tokens[i + 1].word.tag in ("DT", "CD", "PRP$", "NNP")) and tag not in ("VBN", "JJ"):
        return False
    if sense.condition == "v":
        return tag != "JJ" or token.word.low.endswith("ed")
    around = tokens[max(0, i - 8) : i + 9]
    groups = {c.group for t in around if (c := concepts().get((t.lemma,)))}
    names = {c.name for t in around if (c := concepts().get((t.lemma,)))}
    if sense.condition == "v:going":
        return not any(t.lemma in ("homeless", "dead", "injure", "trap", "strand", "wound", "miss", "without", "behind", "open", "damage", "orphan", "displace", "stick") or t.figure for t in tokens[i + 1 : i + 9])
    if sense.condition == "v:disease":
        return "disease" in groups or bool(names & {"virus"})
    if sense.condition == "v:weapon":
        return "weapon" in groups
    if sense.condition == "v:post":
        return "weapon" not in groups and bool("office" in groups or names & {"worker", "coach", "mayor"} or any(t.lemma in ("manager", "chief", "head", "director", "minister", "general", "boss") for t in around))
    return "measure" in groups or any(t.lemma in ("index", "currency", "market", "bond", "percent") or t.word.text == "%" for t in around)


WORK_WORDS = frozenset("worker union staff employee wage pay driver nurse doctor teacher crew pilot labour labor railway walkout job company firm miner docker picket".split())


def _about_work(tokens: list[Token]) -> bool:
    return any(t.lemma in WORK_WORDS for t in tokens)


def _senses_at(tokens: list[Token], i: int) -> tuple[tuple[Sense, ...], int, str]:
    """The senses of the longest known phrase from token *i* on, how many tokens it takes, and its words."""
    table = happenings()
    token = tokens[i]
    best: tuple[tuple[Sense, ...], int, str] = ((), 1, token.lemma)
    phrase: list[str] = []
    for j in range(i, min(i + 6, len(tokens))):
        low = tokens[j].word.low
        if j > i and (low in ("the", "a", "an", "of", "their", "its", "his", "her") or tokens[j].word.tag == "CD"):
            continue
        if tokens[j].word.text in ",;.":
            break
        if j > i and low == "at" and j + 1 < len(tokens) and tokens[j + 1].word.low in ("least", "most"):
            break
        phrase.append(tokens[j].lemma)
        if len(phrase) > 4:
            break
        senses = table.get(tuple(phrase))
        if senses and not (j > i and tokens[j].word.tag in ("IN", "TO") and j + 1 < len(tokens) and tokens[j + 1].figure):
            held = tuple(s for s in senses if _condition_holds(s, token, tokens, i))
            if held:
                best = (held, j - i + 1, " ".join(phrase))
    return best


def happenings_in(tokens: list[Token], skip: list[tuple[int, int]]) -> list[tuple[Happening, int]]:
    """The happenings in reading order, without arguments, each with its number of tokens; ranks are settled by ``settle_ranks``."""
    found: list[tuple[Happening, int]] = []
    taken = -1
    for i, token in enumerate(tokens):
        if i <= taken or token.speech or token.person or any(a <= i < b for a, b in skip) or token.taken:
            continue
        senses, size, word = _senses_at(tokens, i)
        if token.lemma in ("shoot", "stab", "beat", "leave", "find", "club") and any(t.word.low == "dead" for t in tokens[i + 1 : i + 6]):
            senses = tuple(s for s in senses if s.happening != "depart") + (Sense("die", 1, "act"),)
        tag = token.word.tag
        nominal = tag[:1] == "N" or tag in ("JJ", "CD") or (tag == "VBN" and i + 1 < len(tokens) and tokens[i + 1].noun and i and tokens[i - 1].word.low in DETERMINERS)
        if not senses and tag == "JJ" and not token.figure and _predicative(tokens, i):
            senses, nominal = (), False
        elif not senses:
            if not token.verb or token.lemma in ("be", "have", "do") or token.lemma in SPEECH or token.word.low.startswith(("'", "’")):
                continue
            if token.lemma in loose() and token.lemma not in LIGHT:
                continue
            senses, nominal = (), False
        if tag in ("VBN", "JJ", "VBD") and i and tokens[i - 1].word.low in ("the", "those") and not (i + 1 < len(tokens) and (tokens[i + 1].noun or tokens[i + 1].word.tag == "JJ")):
            nominal = True  # "one of the injured"
        if tag == "VBG" and i and tokens[i - 1].word.tag in ("DT", "PRP$", "JJ", "POS") and not (i + 1 < len(tokens) and tokens[i + 1].word.tag in ("DT", "CD")):
            nominal = True
        frame = senses[0].frame if senses else "act"
        if frame == "event":
            nominal = True
        rank = Rank.NAMED if nominal and not _turned_down(tokens, i) else Rank.BESIDE if token.beside or _reduced(tokens, i) else Rank.MAIN
        found.append(
            (
                Happening(
                    word=word,
                    senses=frozenset((s.happening, s.sign) for s in senses),
                    frame=frame,
                    rank=rank,
                    span=Span(token.word.start, tokens[i + size - 1].word.end),
                    index=i,
                    negated=_negated_at(tokens, i),
                    passive=not nominal and _passive(tokens, i, size, bool({x.happening for x in senses} & DONE_TO)),
                    planned=_planned(tokens, i),
                    nominal=nominal,
                ),
                size,
            )
        )
        token.happening = True
        taken = i + size - 1
    return found


def _predicative(tokens: list[Token], i: int) -> bool:
    """Whether the adjective is what is said of the subject: "the pilot was (not) drunk"."""
    j = i - 1
    while j >= 0 and tokens[j].word.tag == "RB":
        j -= 1
    return j >= 0 and tokens[j].lemma == "be" and (i + 1 >= len(tokens) or not tokens[i + 1].noun) and tokens[i].lemma not in loose()


def _turned_down(tokens: list[Token], i: int) -> bool:
    """Whether the named happening is what the main verb rejects, denies or drops: "rejected a ceasefire", "denied any involvement in the attack"."""
    for j in range(i - 1, max(-1, i - 5), -1):
        if tokens[j].verb:
            return tokens[j].lemma in ("reject", "deny", "cancel", "scrap", "drop", "abandon", "refuse", "dispute", "avoid", "prevent") and not tokens[j].beside
        if tokens[j].word.text in ",;:" or tokens[j].word.tag == "IN" and tokens[j].word.low not in ("of", "in"):
            return False
    return False


def _reduced(tokens: list[Token], i: int) -> bool:
    """Whether a participle only describes the noun before it: "the containers shipped from Rajin could hold …"."""
    if tokens[i].word.tag not in ("VBN", "VBD") or not i or not (tokens[i - 1].noun or tokens[i - 1].word.tag == "RB"):
        return False
    if tokens[i].word.tag == "VBD" and i + 1 < len(tokens) and tokens[i + 1].word.tag not in ("IN", "TO"):
        return False
    for token in tokens[i + 1 : i + 16]:
        if token.word.text in ",;" or token.clause != tokens[i].clause or token.word.tag == "CC" or token.speech:
            return False
        if token.word.tag in ("MD", "VBZ", "VBP") or token.word.tag == "VBD":
            return True
    return False


def _passive(tokens: list[Token], i: int, size: int, transitive: bool) -> bool:
    """Whether the subject is the one it was done to. Headlines leave out the auxiliary ("Minister arrested over …"); only verbs that need an object are taken so."""
    tag = tokens[i].word.tag
    if tag not in ("VBN", "VBD", "JJ"):
        return False
    for j in range(i - 1, max(-1, i - 6), -1):
        low = tokens[j].word.low
        if tokens[j].lemma in ("be", "get") and (tokens[j].verb or low in ("'s", "be")):
            return True
        if tokens[j].lemma == "have" or low in ("to",) or tokens[j].verb:
            return False
        if tokens[j].noun or tokens[j].word.text == ",":
            break
    after = tokens[i + size] if i + size < len(tokens) else None
    if after is not None and after.figure:
        return False
    if after is not None and after.word.low == "by":
        return True
    return transitive and i > 0 and (after is None or after.word.tag in ("IN", ".", ",", "TO", "CC"))


def _planned(tokens: list[Token], i: int) -> bool:
    """Whether the happening lies ahead: "will send", "plans to send", "is to send"."""
    for j in range(i - 1, max(-1, i - 8), -1):
        token = tokens[j]
        if token.clause != tokens[i].clause or token.word.text in ",;":
            return False
        if token.word.low in ("will", "shall", "wo", "'ll", "would", "going"):
            return True
        if token.word.low == "to" and i - j <= 3:
            before = tokens[j - 1] if j else None
            return before is not None and (
                before.lemma in ("plan", "intend", "intention", "set", "agree", "pledge", "promise", "vow", "prepare", "expect", "be", "decide", "threaten", "offer", "want", "due", "aim", "seek", "ready", "poise", "schedule", "propose")
                or before.word.tag in ("NNP", "NNS", "NNPS") and not any(t.verb for t in tokens[:j])
            )
    return False


def _with_rejected(found: list[tuple[Happening, int]]) -> list[tuple[Happening, int]]:
    """What is rejected or turned down is asserted not to be: "turned down a prisoner swap"."""
    settled = []
    for h, n in found:
        turned = next((v for v, _ in found if v.rank is Rank.MAIN and ("approve", -1) in v.senses and 0 < h.index - v.index <= 6), None) if h.rank is Rank.NAMED else None
        settled.append((replace(h, rank=Rank.MAIN, negated=not turned.negated), n) if turned else (h, n))
    return settled


def settle_ranks(tokens: list[Token], found: list[tuple[Happening, int]], counting: bool, tolled: bool) -> list[tuple[Happening, int]]:
    """A noun that names a happening is the assertion where the verb only says that it took place, or where there is no verb.

    *counting*: the text says that a number grew or stands at something; then the verb of growing is not what happened. *tolled*: it counts dead or hurt, which is what it asserts.
    """
    settled = _with_rejected(found)
    if counting:
        settled = [(h, n) for h, n in settled if not (h.classes & {"rise", "arrive"} or h.word in ("stand", "reach", "rise"))] or settled
        settled = [(replace(h, rank=Rank.MAIN) if h.rank is Rank.BESIDE and not tokens[h.index].beside else h, n) for h, n in settled]
    specific = [h for h, _ in settled if h.rank is Rank.MAIN and h.senses and not (h.word in OCCURRING and _subject_named(settled, h))]
    if specific or tolled:
        return settled
    promoted = []
    for h, n in settled:
        if h.rank is Rank.NAMED and not tokens[h.index].beside:
            h = replace(h, rank=Rank.MAIN)
        elif h.rank is Rank.MAIN and h.word in OCCURRING and _subject_named(settled, h):
            continue
        promoted.append((h, n))
    return promoted


def _subject_named(found: list[tuple[Happening, int]], verb: Happening) -> bool:
    """Whether the verb only says that a named happening took place: "a quake hit the town", "the town was hit by a quake"."""
    if verb.passive:
        return any(h.rank is Rank.NAMED and h.classes & OCCURRENCES and 0 < h.index - verb.index <= 6 for h, _ in found)
    return any(h.rank is Rank.NAMED and h.classes & OCCURRENCES and 0 < verb.index - h.index <= 6 for h, _ in found)


def terms_in(tokens: list[Token], skip: list[tuple[int, int]], names: list[tuple[int, int, str, frozenset[str], bool]]) -> list[Term]:
    """Names and telling words outside of *skip*, in order. *names*: (first token, after the last, key, keys, whether a place)."""
    found: list[Term] = []
    named = {i for a, b, *_ in names for i in range(a, b)}
    for a, b, key, keys, place in names:
        if any(s <= a < e for s, e in skip):
            continue
        role = _role(tokens[a])
        found.append(Term(key, keys, Span(tokens[a].word.start, tokens[b - 1].word.end), 2.0, a, role, name=True, place=place or False, clause=tokens[a].clause))
    table = concepts()
    i = 0
    while i < len(tokens):
        token = tokens[i]
        if i in named or token.taken or any(s <= i < e for s, e in skip) or not token.word.text[0].isalnum():
            i += 1
            continue
        size, concept = 1, None
        for length in (3, 2, 1):
            phrase = tuple(t.lemma for t in tokens[i : i + length])
            if len(phrase) == length and phrase in table and not any(j in named for j in range(i, i + length)):
                size, concept = length, table[phrase]
                break
        if token.word.tag == "CD" or token.happening and concept is None or (concept is None and (token.lemma in loose() or token.word.low in loose() or token.lemma in COUNT_NOUNS or len(token.lemma) < 2)):
            i += 1
            continue
        if concept is not None and token.verb and token.word.tag != "VBN" and size == 1:
            concept = None
            if token.lemma in loose():
                i += 1
                continue
        if concept is not None and concept.name in ("person", "toll"):
            i += size
            continue
        head = tokens[i + size - 1]
        key = concept.name if concept else families().get(token.lemma, token.lemma)
        keys = concept.line if concept else frozenset((key,))
        band = rarity(token.lemma if size == 1 else head.lemma)
        weight = 0.5 if band <= 5 else 0.8 if band <= 7 else 1.0 if band <= 10 else 1.25
        if token.word.tag[:1] in ("J", "R"):
            weight *= 0.6
        found.append(Term(key, keys, Span(token.word.start, head.word.end), weight, i, _role(token), group=concept.group if concept else None, clause=token.clause))
        i += size
    return sorted(found, key=lambda t: t.index)


def _role(token: Token) -> Role:
    if not token.prep:
        return Role.OTHER
    return PREPOSITIONS.get(token.prep, Role.OTHER)


def with_arguments(tokens: list[Token], found: list[tuple[Happening, int]], terms: list[Term]) -> list[Happening]:
    """The happenings with who did it, to whom, to and from where."""
    verbs = [h.index for h, _ in found if h.rank is not Rank.NAMED]
    full: list[Happening] = []
    for h, size in found:
        clause = tokens[h.index].clause
        near = [t for t in terms if t.clause == clause]
        if h.rank is Rank.NAMED or (h.rank is Rank.MAIN and tokens[h.index].noun):
            agents = tuple(t for t in near if (t.role is Role.AGENT and t.index > h.index) or (t.index < h.index and _possessive(tokens, t, h.index)))
            patients = tuple(t for t in near if (t.role is Role.OF and h.index < t.index <= h.index + 8) or (t.index < h.index and h.index - t.index <= 3 and not t.name and not _possessive(tokens, t, h.index) and t.role is not Role.PLACE))
        else:
            first = min((v for v in verbs if tokens[v].clause == clause), default=h.index)
            later = min((v for v in verbs if v > h.index and tokens[v].clause == clause), default=len(tokens))
            subjects = tuple(t for t in near if t.index < min(first, h.index) + (0 if first < h.index else 1) and t.index < h.index and t.role in (Role.OTHER, Role.OF) and not (t.role is Role.OTHER and tokens[t.index].prep))
            objects = tuple(t for t in near if h.index < t.index < later and (not tokens[t.index].prep or t.role is Role.OF))
            bys = tuple(t for t in near if t.role is Role.AGENT and t.index > h.index)
            if h.frame in ("undergo", "state", "event"):
                agents, patients = bys, subjects or objects
            elif h.passive:
                agents, patients = bys, subjects + objects
            else:
                agents, patients = subjects, objects
        goals = tuple(t for t in near if t.index > h.index and (t.role is Role.GOAL or (tokens[t.index].prep in ("at", "on", "against") and h.classes & AIMED)))
        origins = tuple(t for t in near if t.role is Role.SOURCE)
        if h.frame == "give" and not h.passive:
            # "gave Russia missiles": a name right behind the verb receives
            indirect = tuple(t for t in patients if t.name and t.index <= h.index + size + 2 and any(p.index > t.index and not p.name for p in patients))
            goals, patients = goals + indirect, tuple(t for t in patients if t not in indirect)
        full.append(replace(h, agents=agents, patients=patients, goals=goals, origins=origins))
    return full


def _possessive(tokens: list[Token], term: Term, before: int) -> bool:
    return any(tokens[j].word.low in ("'s", "’s") for j in range(term.index + 1, min(before, term.index + 5)))
