"""What a text puts an event down to. Whether two causes exclude one another is decided by the rules, not here."""

from __future__ import annotations

from tracker.language.spans import Span
from verification.comparing.clauses import REPORT_NOUNS, Token
from verification.comparing.lexicon import causes, loose
from verification.comparing.shapes import Cause
from verification.comparing.verbs import negated_at

FALSE = frozenset(("false", "untrue", "wrong", "fake", "baseless", "groundless", "unfounded", "nonsense", "incorrect", "inaccurate", "rubbish", "invented", "fabricated"))
# Behind these the cause comes next: "was caused by", "because of", "due to", "blamed on".
FORWARD = (
    ("cause", "by"), ("due", "to"), ("because", "of"), ("blame", "on"), ("attribute", "to"), ("put", "down", "to"), ("result", "of"), ("result", "from"), ("trigger", "by"), ("spark", "by"),
    ("start", "by"), ("set", "off", "by"), ("bring", "about", "by"), ("bring", "down", "by"), ("owing", "to"), ("stem", "from"), ("originate", "in"), ("originate", "from"), ("work", "of"), ("act", "of"),
    ("die", "of"), ("die", "from"), ("blame",), ("point", "to"), ("trace", "to"), ("trace", "back", "to"), ("cause", "be"), ("thanks", "to"), ("follow",), ("consequence", "of"), ("down", "to"), ("blame", "for", "by"),
    ("explain", "by"), ("link", "to"), ("ignite", "by"), ("hit", "by"), ("strike", "by"), ("sink", "by"), ("cut", "by"), ("sever", "by"), ("damage", "by"), ("destroy", "by"), ("kill", "by"), ("down", "by"), ("break", "by"),
    ("bring", "down", "by"), ("shoot", "down", "by"), ("wreck", "by"), ("poison", "by"), ("fell", "by"), ("knock", "out", "by"), ("snap", "by"), ("rupture", "by"), ("tear", "by"), ("disrupt", "by"), ("contaminate", "by"), ("contaminate", "with"), ("taint", "with"), ("lace", "with"),
    ("fuel", "by"), ("lead", "by"), ("take", "down", "by"), ("crash", "by"), ("lie", "in"), ("lie", "with"), ("rather", "a"),
)
FIRM = frozenset((("follow",), ("hit", "by"), ("strike", "by"), ("lead", "by"), ("point", "to"), ("link", "to")))
CULPRIT = (("be", "behind"), ("be", "to", "blame"), ("be", "responsible"))
# "The fire started on the car deck": where it began says what began it, unless it names a town or a time.
WHERE_BEGUN = (("start", "in"), ("start", "on"), ("start", "at"), ("begin", "in"), ("begin", "on"), ("begin", "at"), ("originate", "in"), ("originate", "on"))
# Before these the cause has just been named: "a gas leak caused", "corrosion led to", "was behind".
BACKWARD = (
    ("cause",), ("lead", "to"), ("trigger",), ("spark",), ("set", "off"), ("bring", "down"), ("be", "behind"), ("be", "to", "blame"), ("be", "responsible"), ("be", "the", "cause"), ("start",), ("ignite",), ("result", "in"),
    ("be", "cause"), ("be", "the", "source"), ("be", "source"), ("bring", "about"), ("sever",), ("cut",), ("damage",), ("sink",), ("down",), ("account", "for"), ("contaminate",), ("contribute", "to"), ("knock", "out"), ("kill",), ("destroy",), ("take", "down"), ("rupture",), ("snap",), ("blow", "up"),
    ("doom",), ("fell",), ("poison",), ("wreck",), ("break",), ("explain",), ("tear",),
)
# Of these the ones that name whatever stands before them a cause, also one that no table knows: "a loose bolt caused the accident".
NAMING = frozenset((("cause",), ("lead", "to"), ("trigger",), ("spark",), ("set", "off"), ("bring", "down"), ("be", "the", "cause"), ("be", "cause"), ("be", "the", "source"), ("be", "source"), ("bring", "about")))
PARTED = frozenset((("bring", "down"), ("set", "off"), ("bring", "about"), ("take", "down")))  # the object may stand between
CAUSE_NOUNS = frozenset(("cause", "source", "reason", "culprit", "trigger"))
UNKNOWN = frozenset(("injury", "wound", "burn", "unknown", "unclear", "mystery", "mysterious", "unidentified", "undetermined", "unexplained", "determine", "establish"))
AFTER = frozenset(("after", "when", "as", "because", "following", "amid", "since"))
STOPS = frozenset((",", ";", ".", "(", ")", ":", "but", "when", "while", "and", "which", "who", "that", "rather", "not", "killing", "leaving", "after", "during", "following", "since", "before", "until"))
ARTICLES = frozenset(("the", "a", "an", "by", "of", "also", "probably", "likely", "possibly", "been", "have"))


def _by_first(phrases: tuple[tuple[str, ...], ...]) -> dict[str, tuple[tuple[str, ...], ...]]:
    return {first: tuple(p for p in phrases if p[0] == first) for first in {p[0] for p in phrases}}


FORWARD_BY_FIRST = _by_first(FORWARD + WHERE_BEGUN)
BACKWARD_BY_FIRST = _by_first(BACKWARD)


def _beginning(table: dict[str, tuple[tuple[str, ...], ...]], token: Token) -> tuple[tuple[str, ...], ...]:
    """The phrases that may begin at this word."""
    found = table.get(token.lemma, ())
    return found if token.word.low == token.lemma else found + table.get(token.word.low, ())


def _matches(tokens: list[Token], i: int, phrase: tuple[str, ...]) -> int:
    """How many tokens from *i* hold *phrase*, small words between left out; 0 where they do not."""
    j = i
    for number, part in enumerate(phrase):
        while number and j < len(tokens) and j - i < 6 and tokens[j].lemma != part and (tokens[j].word.low in ARTICLES or tokens[j].word.tag in ("RB", "MD")):
            j += 1
        if j >= len(tokens) or (tokens[j].lemma != part and tokens[j].word.low != part):
            return 0
        j += 1
    return j - i


def families_in(tokens: list[Token], a: int, b: int) -> tuple[frozenset[str], int, int]:
    """The families of causes that the words from *a* to *b* name, the longest phrases first, and the range that names them."""
    table = causes()
    found: set[str] = set()
    first, last = b, a
    i = a
    while i < b:
        for size in (3, 2, 1):
            phrase = tuple(t.lemma for t in tokens[i : min(b, i + size)] if t.word.low not in ("a", "an", "the"))
            if len(phrase) and i + size <= b and phrase in table and (size == len(phrase)):
                found.add(table[phrase])
                first, last = min(first, i), max(last, i + size)
                i += size
                break
        else:
            i += 1
    return frozenset(found), first, last


def _phrase_end(tokens: list[Token], start: int) -> int:
    end = start
    while end < len(tokens) and end - start < 9 and tokens[end].word.text.lower() not in STOPS and tokens[end].word.tag not in ("VBD", "VBZ", "MD") :
        end += 1
    return end


def _phrase_start(tokens: list[Token], end: int) -> int:
    start = _before_aside(tokens, end)
    aside = start < end
    end = start
    if aside and start > 1 and tokens[start - 1].word.tag == "VBZ":
        start -= 1  # "rotten timber supports, and not gas, …": a noun, whatever the tag
    while start > 0 and end - start < 9 and tokens[start - 1].word.text.lower() not in STOPS and not (start > 1 and tokens[start - 1].verb and tokens[start - 1].word.tag in ("VBD", "VBZ", "VBP")):
        start -= 1
    return start


def _before_aside(tokens: list[Token], end: int) -> int:
    """Where the words before *end* go on in front of an aside that rules something out: "rotten props, and not gas, brought down"."""
    if not end or tokens[end - 1].word.text != ",":
        return end
    comma = next((i for i in range(end - 2, max(-1, end - 9), -1) if tokens[i].word.text == ","), None)
    aside = [t.word.low for t in tokens[comma + 1 : comma + 3]] if comma is not None else []
    return comma if comma and ("not" in aside or "rather" in aside) else end


def _named_so(tokens: list[Token], i: int) -> tuple[int, int] | None:
    """The words behind "the cause of the fire was" or "the source of the outbreak is", by their range."""
    if tokens[i].lemma not in CAUSE_NOUNS or not tokens[i].noun or i + 1 >= len(tokens) or tokens[i + 1].lemma not in ("of", "for", "behind"):
        return None
    verb = next((j for j in range(i + 2, min(len(tokens), i + 14)) if tokens[j].lemma == "be" and tokens[j].verb), None)
    if verb is None or any(t.word.text in ",.;" for t in tokens[i:verb]):
        return None
    start = verb + 1
    while start < len(tokens) and (tokens[start].word.tag in ("RB", "MD") or tokens[start].lemma in ("be", "have")) and tokens[start].word.low != "not":
        start += 1
    if start >= len(tokens) or tokens[start].word.tag not in ("DT", "NN", "NNS", "NNP", "NNPS", "JJ", "CD", "PRP$", "VBG") or tokens[start].word.low == "not":
        return None
    end = _phrase_end(tokens, start)
    return (start, end) if end > start else None


def _cause(tokens: list[Token], a: int, b: int, firm: bool, denied: bool) -> Cause | None:
    families, first, last = families_in(tokens, a, b)
    ignored = loose()
    words = frozenset(t.lemma for t in tokens[a:b] if t.word.text[0].isalnum() and t.lemma not in ignored and t.word.tag != "CD")
    if (not words and not families) or (words & UNKNOWN and not families):
        return None
    span = Span(tokens[first if families else a].word.start, tokens[(last if families else b) - 1].word.end)
    return Cause(span, words, families, firm, denied, Span(tokens[a].word.start, tokens[b - 1].word.end))


def _parted(tokens: list[Token], i: int, phrase: tuple[str, ...]) -> int:
    """How many tokens from *i* hold a verb and its particle with the object between: "brought the plane down"; 0 where they do not."""
    if tokens[i].lemma != phrase[0]:
        return 0
    for j in range(i + 2, min(len(tokens), i + 7)):
        if tokens[j].word.low == phrase[1]:
            return j - i + 1
        if not (tokens[j].noun or tokens[j].word.tag in ("DT", "JJ", "PRP$", "CD", "POS")):
            return 0
    return 0


def _names_a_thing(tokens: list[Token], a: int, b: int) -> bool:
    """Whether the words name something by a noun, and not what nobody knows."""
    words = tokens[a:b]
    return any(t.noun and t.word.tag[:3] != "PRP" and t.lemma not in loose() for t in words) and not any(t.lemma in UNKNOWN for t in words)


def _was_brought_about(tokens: list[Token], i: int) -> bool:
    """Whether what follows from token *i* on is one event told as a noun: "the derailment", "a fire at the depot", "the cholera outbreak"."""
    words = []
    for token in tokens[i : i + 8]:
        if token.word.text in ",.;:" or token.verb or (token.word.tag in ("IN", "TO", "WDT") and token.word.low not in ("of", "for")):
            break
        words.append(token)
    return any(t.noun for t in words) and any(t.word.low in ("the", "this", "that", "its", "their") or t.happening or t.word.tag.startswith("NNP") for t in words)


RULING_OUT = (("not",), ("rather", "than"), ("instead", "of"), ("rule", "out"), ("exclude",), ("no", "evidence", "of"), ("no", "sign", "of"), ("no", "trace", "of"), ("nor",), ("no",))


def _begins_burning(tokens: list[Token], i: int) -> bool:
    """Whether it is a fire, a blast, a leak or an outbreak that begins at *i*."""
    return any(t.lemma in ("fire", "blaze", "explosion", "blast", "wildfire", "inferno", "leak", "outbreak", "infection", "outage", "fault", "failure", "crack", "landslide") for t in tokens[max(0, i - 12) : i])


def _called_false(tokens: list[Token], i: int) -> int | None:
    """Where "(reports of a blast) were false" passes its judgement on the thing reported, None where it passes none."""
    if tokens[i].lemma not in REPORT_NOUNS or i + 2 >= len(tokens) or tokens[i + 1].word.low not in ("of", "about"):
        return None
    for j in range(i + 3, min(i + 12, len(tokens))):
        if tokens[j].lemma == "be" and not any(t.word.low in ("not", "n't") for t in tokens[j + 1 : j + 3]) and any(t.word.low in FALSE for t in tokens[j + 1 : j + 5]):
            return j
    return None


def find_ruled_out(tokens: list[Token], skip: list[tuple[int, int]]) -> tuple[Cause, ...]:
    """The known causes that the text rules out: "a battery and not a gas leak", "not sabotage but corrosion", "ruled out a bird strike"."""
    skipped = {i for a, b in skip for i in range(a, b)}
    found: list[Cause] = []
    for i in range(len(tokens)):
        if i in skipped:
            continue
        if (called := _called_false(tokens, i)) is not None:
            families, first, last = families_in(tokens, i + 2, called)
            if families:
                found.append(Cause(Span(tokens[first].word.start, tokens[last - 1].word.end), frozenset(t.lemma for t in tokens[first:last]), families, True, True))
            continue
        for phrase in RULING_OUT:
            size = _matches(tokens, i, phrase)
            if not size or (i + size < len(tokens) and tokens[i + size].word.low in ("only", "just", "yet")):
                continue
            start = i + size
            end = start
            while end < len(tokens) and end - start < 6 and tokens[end].word.text not in (",", ";", ".") and tokens[end].word.low not in ("but", "and", "which"):
                end += 1
            verbs = [t for t in tokens[start:end] if t.verb and t.lemma not in ("be", "cause", "have")]
            families, first, last = families_in(tokens, start, end)
            if any(t.lemma in CAUSE_NOUNS or t.word.low in ("behind", "blame", "responsible") for t in tokens[start:first]):
                continue  # "is not the source of the cholera outbreak" rules out the source, not the cholera
            if families and not verbs:
                found.append(Cause(Span(tokens[first].word.start, tokens[last - 1].word.end), frozenset(t.lemma for t in tokens[first:last]), families, True, True))
            break
    return tuple(found)


def find_cause(tokens: list[Token], skip: list[tuple[int, int]]) -> Cause | None:
    """The cause that the text names: behind "caused by", before "led to", in a clause with "after". A cause that is ruled out is marked as denied."""
    skipped = {i for a, b in skip for i in range(a, b)}
    denied: Cause | None = None
    for i, token in enumerate(tokens):
        if i in skipped:
            continue
        named = _named_so(tokens, i)
        if named is not None and (found := _cause(tokens, *named, True, False)) is not None:
            return found
        for phrase in _beginning(FORWARD_BY_FIRST, token):
            size = _matches(tokens, i, phrase)
            if size and i + size < len(tokens):
                end = _phrase_end(tokens, i + size)
                found = _cause(tokens, i + size, end, phrase not in FIRM, negated_at(tokens, i) or (end > i + size and tokens[i + size].word.low == "not")) if end > i + size else None
                if phrase in WHERE_BEGUN and (end == i + size or not _begins_burning(tokens, i) or any(t.taken or t.word.tag.startswith("NNP") for t in tokens[i + size : end])):
                    continue
                if found is not None and not (len(phrase) == 1 and not found.families) and not (phrase in FIRM and not found.families):
                    if not found.denied:
                        return found
                    denied = denied or found
        if token.word.low in ("deliberately", "intentionally", "accidentally", "accidental", "deliberate", "arson", "sabotage") or token.lemma in ("arson", "sabotage", "murder", "suicide") or (token.lemma in ("poison", "strangle", "stab") and token.verb):
            families, _a, _b = families_in(tokens, i, i + 1)
            negated = negated_at(tokens, i) or (i > 0 and tokens[i - 1].word.low == "not")
            family = families or {"deliberately": frozenset(("deliberate",)), "intentionally": frozenset(("deliberate",)), "accidentally": frozenset(("accident",)), "strangled": frozenset(("murder",)), "stabbed": frozenset(("murder",))}.get(token.word.low)
            if family:
                found = Cause(Span(token.word.start, token.word.end), frozenset((token.lemma,)), frozenset(family), True, negated)
                if not negated:
                    return found
                denied = denied or found
    for i, token in enumerate(tokens):
        if i in skipped or not token.verb:
            continue
        for phrase in _beginning(BACKWARD_BY_FIRST, token):
            size = _matches(tokens, i, phrase)
            brought = i + size
            if not size and phrase in PARTED and (size := _parted(tokens, i, phrase)):
                brought = i + 1
            if not size or (len(phrase) == 1 and (i + size >= len(tokens) or tokens[i + size].word.text in ",.")):
                continue
            if len(phrase) == 1 and tokens[i + size].word.tag not in ("DT", "NN", "NNS", "NNP", "NNPS", "PRP$", "PRP", "CD", "JJ", "RB", "VBN"):
                continue
            start = i
            while start > 0 and (tokens[start - 1].word.tag in ("MD", "RB") or tokens[start - 1].lemma in ("have", "be")):
                start -= 1
            begin = _phrase_start(tokens, start)
            families, first, last = families_in(tokens, begin, start)
            start = _before_aside(tokens, start)
            is_named = begin < start and (phrase in CULPRIT or (phrase in NAMING and _names_a_thing(tokens, begin, start) and _was_brought_about(tokens, brought)))
            if families or is_named:
                a, b = (begin, start) if is_named else (first, last)
                words = frozenset(t.lemma for t in tokens[a:b] if t.word.text[0].isalnum() and t.lemma not in loose())
                denied_here = negated_at(tokens, min(i + 1, len(tokens) - 1)) or any(t.word.low in ("not", "n't", "n’t", "never") for t in tokens[i : i + size])
                found = Cause(Span(tokens[a].word.start, tokens[b - 1].word.end), words, families, True, denied_here, Span(tokens[begin].word.start, tokens[start - 1].word.end))
                if not found.denied:
                    return found
                denied = denied or found
    for i, token in enumerate(tokens):
        if i in skipped or token.word.low not in AFTER or (token.word.low == "as" and not token.beside):
            continue
        end = i + 1
        while end < len(tokens) and end - i < 14 and tokens[end].word.text not in (",", ".", ";"):
            end += 1
        found = _cause(tokens, i + 1, end, False, False)
        if found is not None and found.families:
            return found
    return denied
