"""Where clauses and noun phrases begin and end, from tags alone. Cues and speakers are not known here."""

from __future__ import annotations

from tracker.language.words import BE, DO, HAVE, Word

FINITE = frozenset(("VBD", "VBZ", "VBP", "MD"))
NOUNS = frozenset(("NN", "NNS", "NNP", "NNPS", "PRP", "CD"))
NOMINATIVE = frozenset(["he", "she", "they", "we", "i", "it", "you"])
NOMINAL = frozenset("DT PDT JJ JJR JJS NN NNS NNP NNPS CD POS PRP PRP$ VBN VBG EX FW $ #".split())
INNER_PREPOSITIONS = frozenset("of for in at from on with to about near against between within inside outside under over into".split())
SUBORDINATORS = frozenset("after before when while because as if since until till although though whereas unless where once so".split())
RELATIVES = frozenset(["who", "which", "whose", "whom"])
TIMES = frozenset(
    "monday tuesday wednesday thursday friday saturday sunday january february march april may june july august september october "
    "november december jan feb mar apr jun jul aug sep sept oct nov dec today yesterday tomorrow tonight morning afternoon evening "
    "night week month year earlier later".split()
)
QUANTIFIERS = frozenset(["many", "most", "some", "few", "several", "others", "half"])
NEGATORS = frozenset(["not", "n't", "n’t", "never"])
_BOUNDS = frozenset([("up", "to"), ("at", "least"), ("more", "than"), ("less", "than"), ("fewer", "than"), ("at", "most"), ("close", "to")])
_AUX = BE | HAVE | DO


def finite(word: Word) -> bool:
    return word.tag in FINITE


def has_finite(words: list[Word]) -> bool:
    return any(w.tag in FINITE for w in words)


def has_noun(words: list[Word]) -> bool:
    return any(w.tag in NOUNS for w in words)


def group_start(words: list[Word], verb: int, floor: int = 0) -> int:
    """Where the verb group that ends in ``words[verb]`` begins: "had not yet | said" → at "had"."""
    i = verb
    while i > floor:
        word = words[i - 1]
        if word.tag in ("RB", "RBR", "MD") or (word.low in _AUX and word.tag[0] == "V") or word.low in NEGATORS or (word.low == "been"):
            i -= 1
        else:
            break
    while i < verb and words[i].tag in ("RB", "RBR") and words[i].low not in NEGATORS and words[i].low in ("here", "there", "ago"):
        i += 1
    return i


def strip_marks(words: list[Word]) -> list[Word]:
    """Without leading and trailing commas, dashes, stray quotation marks, colons and conjunctions."""
    first, last = 0, len(words)
    while first < last and (words[first].tag in (",", ":", ".", ";", ")", '"') and words[first].text not in "…"):
        first += 1
    while last > first and (words[last - 1].tag in (",", ":", ";", "(", ".", '"') or words[last - 1].text in ".…"):
        last -= 1
    return words[first:last]


def drop_conjunction(words: list[Word]) -> list[Word]:
    """Without a conjunction or a bare "that" at the head."""
    words = strip_marks(words)
    while words and (words[-1].tag == "CC" or (words[-1].low in ("though", "although", "while", "whereas") and words[-1].tag == "IN")):
        words = strip_marks(words[:-1])
    while words and ((words[0].tag == "CC" and words[0].low not in ("both", "either", "neither")) or (words[0].low == "that" and words[0].tag in ("IN", "WDT"))):
        words = strip_marks(words[1:])
    return words


def clause_begins(words: list[Word], at: int) -> bool:
    """Whether a clause with a subject of its own begins at *at*: a noun phrase, then a finite verb, before any comma clause or conjunction ends it."""
    size = len(words)
    if at >= size:
        return False
    while at < size and words[at].tag in ("RB", '"', "("):
        at += 1
    if at + 2 < size and (words[at].low, words[at + 1].low) in _BOUNDS and words[at + 2].tag == "CD":
        at += 2
    if at >= size:
        return False
    head = words[at]
    if head.tag == "EX":
        return True
    if head.low in NOMINATIVE:
        return any(w.tag in FINITE for w in words[at + 1 : at + 8])
    if head.tag not in NOMINAL or head.tag in ("VBN", "PRP"):
        return head.tag == "VBG" and any(w.tag in FINITE for w in words[at + 1 : at + 12])
    owed = nouns = commas = 0
    for i in range(at, min(size, at + 40)):
        word = words[i]
        tag = word.tag
        if tag in ("NN", "NNS", "NNP", "NNPS", "PRP", "CD", "DT") or word.low in QUANTIFIERS:
            nouns += 1
        if i > at and tag == "PRP" and word.low in NOMINATIVE and not owed and nouns:
            return False
        if tag in FINITE:
            if owed:
                owed -= 1
                continue
            before = words[group_start(words, i, at) - 1] if i > at else word
            if before.tag == "CC" and i > at + 1:
                return False  # "confirmed | two deaths and said": the verb goes with the one before the phrase
            return nouns > 0
        if word.low in RELATIVES or (word.low == "that" and tag == "WDT"):
            owed += 1
        elif word.text == "," and i + 1 < size and words[i + 1].tag == "CC" and not commas:
            # "August, and there have been": the comma ends the phrase, unless a list went before ("A, B, and C were")
            return False
        elif word.text == ",":
            if i + 1 < size and words[i + 1].tag == "VBG":
                return False
            commas += 1
        elif (word.low in SUBORDINATORS and word.low not in ("as", "since", "after", "before", "until", "so")) or word.text in ";:" or (word.low in ("as", "since", "after", "before", "until", "so") and clause_begins_simply(words, i + 1)):
            return False
        elif word.low == "that" and tag == "IN":
            # "reports that the dam broke are false": a clause that hangs on the noun
            owed += 1
        elif tag == "TO" and nouns == 0:
            return False
    return False


def clause_begins_simply(words: list[Word], at: int) -> bool:
    """A cheap look: a noun phrase without marks, then a finite verb."""
    nouns = 0
    for word in words[at : at + 10]:
        if word.tag in FINITE:
            return nouns > 0
        if word.tag in NOUNS or word.tag in ("DT", "EX"):
            nouns += 1
        elif word.tag not in NOMINAL and word.tag not in ("IN", "RB"):
            return False
    return False


def is_time(words: list[Word]) -> bool:
    """"On Tuesday", "October 13": only words of time."""
    return bool(words) and all(w.low in TIMES or w.tag in ("IN", "CD", "DT", "JJ", "RB", "TO") or w.low in ("a.m.", "p.m.") for w in words) and any(w.low in TIMES or w.tag == "CD" for w in words)


def subject_of(words: list[Word]) -> list[Word]:
    """The noun phrase before the first finite verb, without an introductory phrase; empty if there is none."""
    for i, word in enumerate(words):
        if word.tag in FINITE:
            start = phrase_start(words, group_start(words, i))
            return words[start[0] : start[1]] if start else []
    return []


_STRETCHES = frozenset("moment moments second seconds minute minutes hour hours day days week weeks month months year years".split())


def phrase_start(words: list[Word], end: int) -> tuple[int, int] | None:
    """The noun phrase that ends before ``words[end]``, with its appositions and relative clauses, as [start, end); None if there is none.

    "On Monday, John Smith, head of the agency, | said" → "John Smith, head of the agency".
    """
    last = end
    closed = last > 0 and words[last - 1].text in (",", "—", "–", ")")
    if closed:
        last -= 1
    segments: list[tuple[int, int]] = []
    stop = last
    i = last - 1
    nested = 0
    while i >= 0:
        word = words[i]
        tag = word.tag
        if word.low in ("a.m.", "p.m.", "a.m", "p.m") and i and words[i - 1].tag == "CD" and i + 1 < last:
            # "5:55 p.m. The minister | said": a line that begins with its hour
            segments.append((i + 1, stop))
            return _head_first(words, segments, last, verb_left=False)
        if word.text in (",", "—", "–", "("):
            segments.append((i + 1, stop))
            if not closed:
                break
            stop = i
            nested += 1
            if nested > 6:
                break
        elif closed and tag == "VBD" and i and words[i - 1].tag in NOUNS and words[i + 1].tag in ("IN", "TO") and word.low.endswith("ed"):
            # "the results published in the journal, revealed": a participle, not the verb
            pass
        elif not closed and tag in ("VBD", "VBN") and word.low.endswith("ed") and i + 1 < last and words[i + 1].tag in ("IN", "TO") and _begins_after_comma(words, i):
            # ", a person briefed on the inquiry, | told": a participle, not the verb
            pass
        elif tag in FINITE and closed and (aside := _aside_begins(words, i)) is not None:
            # ", speaking freely because they were not named, | said": the aside is passed over as a whole
            segments.append((aside + 1, stop))
            stop = i = aside
            nested += 1
        elif tag in FINITE:
            # a verb inside a relative clause belongs to the phrase
            j = i - 1
            while j >= 0 and (words[j].tag in ("RB", "MD") or words[j].low in _AUX):
                j -= 1
            k = j
            while k >= 0 and words[k].tag in NOMINAL and j - k < 4 and words[k].low not in RELATIVES:
                k -= 1
            if j >= 0 and (words[j].low in RELATIVES or words[j].tag == "WDT"):
                i = j
            elif k >= 0 and words[k].low in RELATIVES:
                i = k
            else:
                segments.append((i + 1, stop))
                return _head_first(words, segments, last, verb_left=True)
        elif tag in NOMINAL or tag in ("RB", "WP", "WDT", "WP$", "TO", "RBS", "VBG") or (tag == "VB" and i and words[i - 1].tag == "TO") or word.low in INNER_PREPOSITIONS or (closed and tag == "IN") or word.text in "&)'’-/" or tag == "CC" or word.low in ("as", "by", "than"):
            if tag == "WDT" and word.low == "that" and not closed:
                pass
        elif tag == '"' and stop - i < 30 and closed is False and word.text in "\"”“'’‘" and i > 0 and words[i - 1].tag in NOMINAL and words[i - 1].text not in ".,":
            pass
        else:
            segments.append((i + 1, stop))
            return _head_first(words, segments, last, verb_left=tag.startswith("V"))
        i -= 1
    if i < 0:
        segments.append((0, stop))
    return _head_first(words, segments, last, verb_left=False)


def _aside_begins(words: list[Word], i: int) -> int | None:
    """The comma before ``words[i]`` behind which a participle or a relative clause begins, with a noun before it; None if there is none near."""
    for k in range(i - 1, max(0, i - 40), -1):
        if words[k].tag in (".", ";", ":", '"'):
            return None
        if words[k].text == "," and (words[k + 1].tag == "VBG" or words[k + 1].low in RELATIVES):
            return k if words[k - 1].tag in NOUNS else None
    return None


def _begins_after_comma(words: list[Word], i: int) -> bool:
    """Whether a short noun phrase with an article begins behind a comma and ends before ``words[i]``: ", a person | briefed on"."""
    start = i
    while start and words[start - 1].tag in ("NN", "NNS", "JJ", "DT", "CD") and words[start - 1].tag != "DT":
        start -= 1
    if start and words[start - 1].low in ("a", "an", "one"):
        start -= 1
    elif not (start < i and words[start].tag == "CD"):
        return False
    return start > 1 and start < i and (words[start - 1].text == "," or words[start - 1].tag == '"')


def _behind_interval(words: list[Word], first: int, end: int) -> int:
    """Where the phrase goes on behind "hours later", "two days earlier" or "a week later" without a comma; *first* if it does not begin so."""
    unit = next((k for k in range(first, min(first + 3, end)) if words[k].low in _STRETCHES), None)
    if unit is None or unit + 2 >= end or words[unit + 1].low not in ("later", "earlier", "afterwards", "before"):
        return first
    return unit + 2 if all(w.tag in ("CD", "DT", "JJ", "RB") for w in words[first:unit]) else first


def _head_first(words: list[Word], segments: list[tuple[int, int]], last: int, *, verb_left: bool) -> tuple[int, int] | None:
    """Of comma-parted segments, right to left, the phrase from its head on; introductory ones are left out."""
    parts = [(a, b) for a, b in reversed(segments) if a < b]
    if verb_left and len(parts) > 1 and not _introduces(words[parts[0][0] : parts[0][1]]):
        # the leftmost segment is cut by a verb: it is the object of that verb, not the head
        head = words[parts[0][0] : parts[0][1]]
        if not any(w.tag == "CC" for w in head):
            parts = parts[1:]
    while parts:
        a, b = parts[0]
        segment = words[a:b]
        while a < b and ((words[a].tag in ("CC", "RB") and words[a].low not in ("both", "either")) or words[a].text in ",:"):
            a += 1
        a = _behind_interval(words, a, b)
        segment = words[a:b]
        if verb_left and any(w.tag == "CC" for w in segment):
            cut = max(k for k in range(a, b) if words[k].tag == "CC")
            a = cut + 1
            segment = words[a:b]
        if segment and segment[0].tag in ("IN", "TO"):
            trimmed = _after_introduction(words, a, b)
            if trimmed is not None:
                a = trimmed
                segment = words[a:b]
            else:
                segment = []
        if segment and is_time(segment) and len(parts) > 1:
            segment = []
        if segment and segment[0].tag in ("VBG", "VBN") and len(parts) > 1 and segment[0].low not in ("leading", "ruling", "governing", "visiting", "acting", "outgoing", "incoming"):
            segment = []
        if segment and has_noun(segment) | any(w.tag == "DT" for w in segment):
            return a, last
        parts = parts[1:]
    return None


def _introduces(segment: list[Word]) -> bool:
    return bool(segment) and (segment[0].tag in ("IN", "RB", "VBG", "CC", "TO") or is_time(segment))


def _after_introduction(words: list[Word], a: int, b: int) -> int | None:
    """In "On Tuesday the ministry", the place of "the"; None where all of it is the introduction."""
    nouns = False
    for i in range(a + 1, b):
        word, before = words[i], words[i - 1]
        if nouns and (word.tag in ("DT", "PRP", "PRP$") and before.tag not in ("IN", "DT", "CC", "TO") and before.low not in INNER_PREPOSITIONS):
            return i
        if nouns and before.low in TIMES and word.low not in TIMES and word.tag not in ("IN", "CD", "TO", "CC", "POS"):
            return i
        if word.tag in NOUNS:
            nouns = True
    return None
