"""Who says what: finds the attribution that governs a stretch of words and parts it into source, cue and content. Names are resolved in speakers."""

from __future__ import annotations

from dataclasses import dataclass, field

from tracker.language import clauses
from tracker.language.clauses import NEGATORS, clause_begins, finite, group_start, has_finite, has_noun, phrase_start, strip_marks
from tracker.language.cues import Lexicon, Verb
from tracker.language.outlets import is_outlet
from tracker.language.words import BE, Word
from tracker.terms import Level, Marker

DOCUMENTS = frozenset(
    "image images imagery photo photos photograph photographs picture pictures video videos footage clip recording recordings "
    "figures statistics document documents report reports study studies survey surveys poll polls analysis analyses investigation "
    "investigations inquiry examination examinations records evidence intelligence findings results letter letters statement "
    "indictment filing filings complaint lawsuit audit memo memos email emails test tests tracking trial transcript transcripts "
    "review research data assessment assessments bulletin log logs map maps readings model models simulation simulations report's "
    "autopsy article census projection projections estimates forecast forecasts indications signs wreckage debris fragments radar "
    "satellite paper papers tweet post posts observations measurements samples clues traces".split()
)
CLAIM_NOUNS = frozenset(
    "allegation allegations claim claims report reports accusation accusations rumour rumours rumor rumors suggestion suggestions "
    "criticism charge charges notion idea speculation assertion assertions statement statements findings finding figures narrative "
    "story stories version account accounts theory theories insinuation insinuations it this them that responsibility involvement "
    "wrongdoing complaint complaints reporting media leak leaks remarks link links role".split()
)
EARLY = frozenset(["preliminary", "initial", "early", "provisional", "tentative", "interim"])
FALSE = frozenset(
    "false untrue fake fabricated baseless groundless unfounded bogus hoax nonsense unsubstantiated lie lies fabrication "
    "fabrications fiction absurd misleading disinformation propaganda".split()
)
_SAYING = frozenset("say add insist argue".split())
_OFFERED = frozenset(["offered", "gave", "provided", "produced", "cited", "declined", "refused", "presented"])
_NO_DENIAL = frozenset(
    "bail entry access permission visa visas request requests parole asylum leave appeal application applications citizenship "
    "service boarding treatment care".split()
)
_TELL = frozenset(["tell", "inform", "assure", "remind", "notify", "brief", "warn", "ask"])
_SAY_NOUNS = frozenset(
    "statement interview briefing speech post tweet letter report message news conference telegram address remarks comment "
    "comments broadcast call".split()
)
_INVERTING = frozenset(
    "say add note tell write explain warn report declare announce insist admit claim argue recall state tweet reply confirm "
    "conclude stress post".split()
)


@dataclass(slots=True)
class Speech:
    """One link as found: the source's words (empty where nobody is named), the cue's, and what the cue commits to."""

    source: list[Word]
    cue: list[Word]
    level: Level = Level.STATED_AS_FACT
    low: float = 0.95
    high: float = 1.0
    basis: str = "judgement"
    marker: Marker | None = None
    kind: str = "say"
    lemma: str = "say"
    past: bool = False
    relay: bool = False


@dataclass(slots=True)
class Frame:
    """An attribution: ``links`` from the outermost inwards, the ``contents`` it governs, and what ``beside`` it is not governed.

    ``whole`` is True where cue and content cannot be parted ("reported twelve deaths"); ``denied`` turns the contents round. ``elided`` holds verb phrases with
    the subject that they borrow and whether they are governed by the attribution too.
    """

    links: list[Speech]
    contents: list[list[Word]] = field(default_factory=list)
    beside: list[list[Word]] = field(default_factory=list)
    carried: list[list[Word]] = field(default_factory=list)
    denied: bool = False
    whole: bool = False
    lead: list[Word] = field(default_factory=list)
    gerund: bool = False
    elided: list[tuple[list[Word], list[Word], bool]] = field(default_factory=list)
    doubted: bool = False


@dataclass(frozen=True, slots=True)
class Candidate:
    at: int
    end: int
    start: int
    verb: Verb
    negated: bool
    passive: bool


def verb_at(words: list[Word], i: int, lexicon: Lexicon) -> tuple[Verb, int] | None:
    """The reporting verb at ``words[i]`` and where it ends, None if none."""
    most = lexicon.verb_longest.get(words[i].low)
    if not most:
        return None
    for length in range(min(most, len(words) - i), 0, -1):
        verb = lexicon.verbs.get(tuple(w.low for w in words[i : i + length]))
        if verb is not None:
            after = words[i + length].low if i + length < len(words) else ""
            return None if verb.marker is Marker.HEARSAY and after in ("victory", "responsibility", "credit", "lives", "asylum", "at") else (verb, i + length)
    return None


def candidates(words: list[Word], lexicon: Lexicon) -> list[Candidate]:
    """The reporting verbs of *words* in order; those inside a quotation only where all is inside it."""
    mixed = any(w.quote < 0 and w.text[0].isalnum() for w in words)
    found = []
    for i, word in enumerate(words):
        if word.low not in lexicon.verb_longest or (mixed and word.quote >= 0) or word.tag[0] != "V":
            continue
        match = verb_at(words, i, lexicon)
        if match is None:
            continue
        verb, end = match
        start = group_start(words, i)
        group = words[start:i]
        if (word.tag == "VBG" and not any(w.low in BE for w in group)) or (word.tag == "VB" and not group) or (i and words[i - 1].tag == "TO"):
            continue
        be = any(w.low in BE for w in group)
        if not group and word.tag in ("VBN", "VBD") and i and words[i - 1].text == "," and end < len(words) and words[end].tag in ("TO", "IN") and words[end].low != "that":
            continue
        if word.tag == "VBN" and not group and not (i and words[i - 1].tag in ("NNP", "PRP", "NNS", "NN", ",") and verb.kind in ("say", "belief", "deny")):
            continue
        found.append(Candidate(i, end, start, verb, any(w.low in NEGATORS or w.low in ("cannot", "neither") for w in group) or (start > 0 and words[start - 1].low in ("nor", "neither")), be and word.tag == "VBN"))
    return found


def speech(candidate: Candidate, source: list[Word], words: list[Word]) -> Speech:
    verb = candidate.verb
    level, low, high = verb.level, verb.low, verb.high
    if level == Level.STATED_AS_FACT and any(w.low in EARLY for w in source) and any(w.low in DOCUMENTS for w in source):
        # "a preliminary examination confirms": what is called early is not yet the last word
        level, low, high = Level.VERY_LIKELY, 0.8, 0.95
    return Speech(
        source, words[candidate.at : candidate.end], level, low, high, verb.basis, verb.marker, verb.kind, verb.lemma,
        any(w.tag in ("VBD", "VBN") for w in words[candidate.start : candidate.end]),
    )


def find_frame(words: list[Word], lexicon: Lexicon) -> Frame | None:
    """The attribution that governs *words*, the outermost first; None where nobody is said to say it."""
    frame = _according(words)
    if frame is not None:
        return frame
    if not any(w.low in lexicon.verb_longest for w in words):
        return _colon(words)
    found = candidates(words, lexicon)
    for candidate in reversed(found):
        frame = _trailing(words, candidate, lexicon)
        if frame is not None:
            return frame
    for candidate in found:
        frame = _passive(words, candidate, lexicon) if candidate.passive else _leading(words, candidate, lexicon)
        if frame is not None:
            return frame
    return _colon(words)


# --- according to -------------------------------------------------------------------------------------------------------------------------------------------------


def _according(words: list[Word]) -> Frame | None:
    for i, word in enumerate(words):
        if word.low == "according" and i + 1 < len(words) and words[i + 1].low == "to" and word.quote < 0:
            cue, at = words[i : i + 2], i + 2
        elif word.low == "per" and i + 1 < len(words) and words[i + 1].tag == "NNP" and i and words[i - 1].text == ",":
            cue, at = words[i : i + 1], i + 1
        elif word.low == "words" and i and words[i - 1].low == "the" and i + 1 < len(words) and words[i + 1].low == "of" and i > 1 and words[i - 2].low == "in":
            cue, at = words[i - 2 : i + 2], i + 2
        else:
            continue
        end = _source_end(words, at)
        source = strip_marks(words[at:end])
        if not source:
            continue
        start = words.index(cue[0])
        left, right = words[:start], words[end:]
        if len(left) and left[-1].text == "," and strip_marks(left) and clauses.is_time(strip_marks(left)):
            left = []
        said = Speech(source, cue)
        if cue[0].low == "in":
            mark = next((k for k in range(at, len(words)) if words[k].tag == '"'), None)
            if mark is not None:
                frame = Frame([Speech(strip_marks(words[at:mark]), cue)], [strip_marks(words[mark:])])
                if has_finite(left):
                    frame.beside.append(strip_marks(left))
                return frame
        left_bare, right_bare = strip_marks(left), strip_marks(right)
        if left_bare and right_bare and has_finite(left_bare) and (clause_begins(right_bare, 0) or (right_bare[0].tag == "CC" and clause_begins(right_bare, 1))):
            if right_bare[0].low in ("but", "while", "although"):
                return Frame([said], [left_bare], beside=[right_bare])
            return Frame([said], [left_bare, right_bare])
        both = left_bare + right if right_bare and left_bare else left_bare or right_bare
        return Frame([said], [strip_marks(both)] if both else [])
    return None


def _source_end(words: list[Word], at: int) -> int:
    """Where the noun phrase that begins at *at* ends, appositions included."""
    i = at
    size = len(words)
    while i < size:
        word = words[i]
        if word.text == ",":
            following = words[i + 1 : i + 40]
            close = next((k for k, w in enumerate(following) if w.text == ","), None)
            piece = following if close is None else following[:close]
            apposed = piece and piece[0].low not in ("and", "but", "while", "which") and not has_finite(piece) and piece[0].tag in ("DT", "NN", "NNS", "JJ", "CD", "NNP", "PRP$")
            if (apposed and at < i and (close is not None or i + 1 + len(piece) >= size or piece[-1].tag == ".") and words[i - 1].tag.startswith("NNP")) or (piece and piece[0].low in ("who", "which", "whose")):
                i += 1 + len(piece)
                if close is None:
                    return size
                if clause_begins(words, i + 1) or i + 1 >= size:
                    return i
                continue
            return i
        if word.tag in (".", ";", ":", '"') or word.text in ";—–" or (word.low == "that" and word.tag == "IN"):
            return i
        if word.tag in clauses.FINITE and i > at:
            j = i - 1
            while j > at and words[j].low not in clauses.RELATIVES and words[j].low != "that":
                j -= 1
            if j == at:
                begins = phrase_start(words, group_start(words, i))
                return begins[0] if begins and begins[0] > at else i
        if word.tag == "CC" and clause_begins(words, i + 1):
            return i
        i += 1
    return size


# --- X said (that) ------------------------------------------------------------------------------------------------------------------------------------------------


def complement(words: list[Word], at: int, verb: Verb) -> tuple[str, int]:
    """What follows a reporting verb: ("clause", place), ("quote", place), ("wh", …), ("object", …), ("infinitive", …), ("gerund", …) or ("none", place)."""
    size = len(words)
    i = at
    telling = verb.lemma in _TELL
    moved = 0
    while i < size:
        word = words[i]
        if moved > 3 or (word.low == "that" and moved and words[i - 1].low in ("point", "extent", "degree", "fact", "so", "everything", "all", "anything")):
            return "object", i
        if word.low == "that" and word.tag in ("IN", "WDT", "DT") and (word.tag != "DT" or i == at or clause_begins(words, i + 1)):
            if i + 1 >= size or words[i + 1].tag in (",", ".", ":"):
                return "object", i
            if i + 1 < size and (word.tag == "IN" or clause_begins(words, i + 1) or any(finite(w) for w in words[i + 1 :])):
                return "clause", i + 1
        if word.low in ("whether", "if") and verb.lemma in ("doubt", "wonder", "question") and i + 1 < size:
            return "clause", i + 1
        if word.low in ("whether", "how", "why", "if", "what", "when", "where", "who", "which") and not moved:
            return "wh", i
        if word.text == ":":
            return ("quote", i + 1) if i + 1 < size else ("none", i)
        if word.tag == '"' and word.text not in "”»":
            return ("quote", i) if _long_quote(words, i) or (not moved and clause_begins(words, i + 1)) else ("object", i)
        if word.text == ",":
            if i + 1 < size and (words[i + 1].tag == '"' or (words[i + 1].low == "that" and words[i + 1].tag in ("IN", "DT") and clause_begins(words, i + 2))):
                i += 1
                continue
            if i + 1 < size and words[i + 1].low in ("citing", "quoting", "referring", "speaking", "using", "according"):
                close = next((k for k in range(i + 2, size) if words[k].text == "," or (words[k].low == "that" and words[k].tag == "IN")), None)
                if close is not None and close + 1 < size and words[close].text == "," and words[close + 1].low == "that":
                    close += 1
                if close is not None and clause_begins(words, close + 1):
                    return "clause", close + 1
            return "none", i
        if word.tag == "TO" and i == at and i + 1 < size and words[i + 1].tag in ("VB", "VBP", "RB", "NN"):
            return "infinitive", i
        if not (telling and not moved) and clause_begins(words, i):
            return "clause", i
        if word.tag == "VBG" and i == at:
            return "gerund", i
        if word.tag in (".", ";"):
            return "none", i
        if word.tag in ("IN", "TO") or word.low in clauses.TIMES or word.tag in ("RB", "RBR") or word.low == "reporters" or (telling and not moved) or word.low in ("late", "early"):
            i = _chunk(words, i, telling and not moved)
            moved += 1
            continue
        if moved or telling:
            return ("none", i) if word.tag in ("CC", "VBG") else ("object", i)
        return ("object", i) if word.tag in clauses.NOMINAL else ("none", i)
    return "none", size


def _long_quote(words: list[Word], i: int) -> bool:
    rest = words[i + 1 : i + 60]
    close = next((k for k, w in enumerate(rest) if w.tag == '"'), len(rest))
    return has_finite(rest[:close]) or close >= 6


def _chunk(words: list[Word], i: int, object_first: bool) -> int:
    """One adjunct further: a preposition and its noun phrase ("in a statement", "on Tuesday"), an adverb, or the person told."""
    size = len(words)
    start = i
    if words[i].tag in ("IN", "TO"):
        i += 1
        if i < size and words[i].tag == "IN":
            i += 1
    nouns = 0
    while i < size:
        word = words[i]
        if word.low == "that" or word.text in ",:;." or word.tag == '"':
            break
        if nouns and word.tag in ("DT", "PRP", "PRP$", "EX", "IN", "TO", "CC", "VBG") and words[i - 1].tag not in ("DT", "CC"):
            if word.low == "of" or (word.tag == "CC" and not clause_begins(words, i + 1)):
                nouns = 0
                i += 1
                continue
            break
        if nouns and words[i - 1].low in clauses.TIMES and word.low not in clauses.TIMES and word.tag != "CD":
            break
        if nouns and not object_first and word.tag in ("NNP", "NNS", "JJ") and not words[i - 1].tag.startswith("NNP") and words[i - 1].low not in ("news", "press") and clause_begins(words, i) and words[i - 1].tag in ("NN", "NNS"):
            break
        if nouns and object_first and clause_begins(words, i) and not (words[i - 1].tag.startswith("NNP") and word.tag.startswith("NNP")) and word.tag in ("NNP", "NNS", "CD", "JJ"):
            break
        if word.tag in NOUNS_OR_TIMES or word.low in clauses.TIMES:
            nouns += 1
        elif word.tag not in clauses.NOMINAL and word.tag not in ("RB", "RBR"):
            break
        i += 1
        if word.tag in ("RB", "RBR") and start == i - 1:
            break
    return max(i, start + 1)


NOUNS_OR_TIMES = clauses.NOUNS


def _is_source(words: list[Word], candidate: Candidate, explicit: bool) -> bool:
    """Whether *words* can speak: a reporting verb needs somebody or something that reports."""
    lows = {w.low for w in words}
    if words and words[0].low in ("there", "nothing", "what"):
        return False
    if candidate.verb.kind == "show" and not explicit:
        return bool(lows & DOCUMENTS)
    if len(words) == 1 and words[0].low in ("this", "that", "which", "what"):
        return candidate.verb.kind == "show"
    return has_noun(words)


def _leading(words: list[Word], c: Candidate, lexicon: Lexicon) -> Frame | None:
    kind = c.verb.kind
    if c.negated and kind in ("say", "strict", "show", "order", "accuse", "deny"):
        return None
    place = phrase_start(words, c.start)
    how, at = complement(words, c.end, c.verb)
    explicit = how == "quote" or (how == "clause" and any(w.low == "that" for w in words[c.end:at]))
    if place is None or (place[0] and words[place[0] - 1].tag in ("VB", "VBG")):
        # a noun that looks like a subject is the object of the verb before it: "confirm opposition claims that"
        return None
    source = words[place[0] : place[1]]
    if c.verb.lemma == "call" and how != "object":
        return None
    if how == "object" and kind == "strict" and c.verb.lemma in ("call", "describe") and has_noun(source) and any(w.low in FALSE for w in words[at:]):
        return Frame([speech(c, source, words)], [words], whole=True)
    if (len(source) > 1 and (source[0].low in clauses.RELATIVES or (source[0].low == "that" and source[0].tag == "WDT")) and how == "none") or (len(source) > 1 and source[0].low in ("which", "who", "whom")):
        return _relative(words, c, place[0], source[1:])
    if not _is_source(source, c, explicit) or (kind == "strict" and not explicit and c.verb.lemma != "put"):
        return None
    said = speech(c, source, words)
    if kind == "order":
        if how != "quote":
            return None
    left = strip_marks(words[: place[0]])
    if how in ("clause", "quote"):
        content = words[at:]
        frame = Frame([said], denied=kind == "deny", doubted=c.negated)
        cited = _cited(words[c.end : at]) or _cited(source)
        tail = next((k for k in range(len(content) - 1, 0, -1) if content[k].low in ("citing", "quoting") and content[k - 1].text == "," and content[k].quote < 0), None)
        if tail is not None and cited is None and not has_finite(strip_marks(content[tail:])):
            cited = _cited(content[tail:])
            content = content[: tail - 1]
        if cited is not None:
            frame.links.append(cited)
        if has_finite(left) and not _subordinate(left):
            if any(w.quote >= 0 for w in left) and words[place[0] - 1].tag in (",", '"', "."):
                frame.contents.append(left)
            else:
                frame.beside.append(left)
        _part(frame, content, source, lexicon)
        relay = _told(words, c)
        if relay is not None:
            frame.links.insert(0, relay)
        return frame
    if how == "none":
        right = strip_marks(words[at:])
        if left and not has_finite(left) and right and has_finite(right) and place[0] and words[place[0] - 1].text == "," and not clauses.is_time(left):
            return Frame([said], [strip_marks(words[: place[0] - 1]) + right])
        return None
    if c.negated:
        return None
    if has_finite(left) and not _subordinate(left):
        return None
    rest = words[at:]
    head = _object_nouns(rest)
    if kind == "deny":
        if how == "gerund":
            return Frame([said], [rest], denied=True, gerund=True, lead=source)
        if how != "object" or head & _NO_DENIAL:
            return None
        if c.verb.lemma in ("deny", "refute", "debunk", "rule") or head & CLAIM_NOUNS:
            return _whole(said, words, c, lexicon, denied=True)
        return None
    if kind == "accuse":
        accused = next((k for k, w in enumerate(rest) if (w.low == "of" and k + 1 < len(rest) and rest[k + 1].tag == "VBG") or (w.low == "of" and k + 2 < len(rest) and rest[k + 1].tag == "RB" and rest[k + 2].tag == "VBG")), None)
        if accused and how == "object":
            return Frame([said], [rest[accused + 1 :]], lead=rest[:accused], gerund=True)
        return _whole(said, words, c, lexicon) if how == "object" else None
    if kind == "show" and how == "object" and {w.low for w in source} & DOCUMENTS and c.verb.lemma in ("show", "indicate", "suggest", "reveal", "depict", "record"):
        return _whole(said, words, c, lexicon)
    if c.verb.lemma == "put":
        return _whole(said, words, c, lexicon) if how == "object" and head & {"toll", "number", "figure", "cost", "total", "count", "losses", "damage", "size", "strength", "magnitude", "damages", "death", "casualties", "dead", "injured", "price", "value"} else None
    if how == "object" and c.verb.lemma in _SAYING and len(strip_marks(rest)) > 3 and rest[0].low not in ("so", "nothing", "no", "yes", "it", "this", "something", "that"):
        # what follows "said" is what was said, also where its verb was not recognised
        frame = Frame([said])
        _part(frame, rest, source, lexicon)
        return frame
    if how == "object" and c.verb.complement == "object":
        return _whole(said, words, c, lexicon)
    if how == "infinitive" and kind in ("say", "belief") and c.verb.lemma not in ("hope", "tell", "ask"):
        return _whole(said, words, c, lexicon)
    quoted = next((k for k, w in enumerate(rest) if w.low == "as" and k + 1 < len(rest) and rest[k + 1].low in ("saying", "telling", "adding")), None)
    if c.verb.lemma in ("cite", "quote") and quoted:
        origin = Speech(rest[:quoted], rest[quoted + 1 : quoted + 2])
        after = rest[quoted + 2 :]
        if after and after[0].low == "that":
            after = after[1:]
        return Frame([said, origin], [strip_marks(after)])
    return None


def _relative(words: list[Word], c: Candidate, first: int, source: list[Word]) -> Frame | None:
    """"The blast, which officials say was caused by a leak, destroyed …": the relative clause is theirs, the rest is the reporter's."""
    end = first - 1 if first and words[first - 1].text == "," else first
    start = end
    while start > 0 and ((words[start - 1].tag in clauses.NOMINAL and words[start - 1].tag != "VBN") or words[start - 1].low == "of"):
        start -= 1
    stop = next((k for k in range(c.end, len(words)) if words[k].text == ","), len(words))
    inside = strip_marks(words[c.end : stop])
    if not source or not inside or not has_finite(inside) or start == end:
        return None
    rest = [*words[:end], *words[stop + 1 :]]
    frame = Frame([speech(c, source, words)], beside=[rest] if has_finite(rest) else [])
    frame.elided.append((inside, words[start:end], True))
    return frame


def _whole(said: Speech, words: list[Word], c: Candidate, lexicon: Lexicon, *, denied: bool = False) -> Frame:
    """Cue and content that cannot be parted, and what the same speaker adds: "rejected the charge, saying that …"."""
    for i in range(c.end + 1, len(words) - 1):
        said_on = words[i].tag == "VBG" and words[i - 1].text == ","
        if said_on or (words[i].tag in ("VBD", "VBZ") and words[i - 1].tag == "CC"):
            match = verb_at(words, i, lexicon)
            if match and match[0].kind in ("say", "belief", "deny") and complement(words, match[1], match[0])[0] in ("clause", "quote"):
                return Frame([said], [words[: i - 1]], carried=[words[i:]], denied=denied, whole=True)
    return Frame([said], [words], denied=denied, whole=True)


def _object_nouns(rest: list[Word]) -> set[str]:
    lows: set[str] = set()
    for word in rest[:12]:
        if word.tag in (".", ",", ":") or word.tag in clauses.FINITE or (word.tag == "IN" and word.low not in ("of",)):
            break
        lows.add(word.low)
    return lows


def _subordinate(words: list[Word]) -> bool:
    """An introductory clause ("After the dam broke") is context, not an assertion that stands beside."""
    words = next((words[k:] for k, w in enumerate(words) if w.tag not in ("RB", ",")), words)
    return (words[0].low in clauses.SUBORDINATORS and words[0].low not in ("although", "though", "while", "whereas")) or words[0].tag in ("VBG", "IN")


def _part(frame: Frame, content: list[Word], source: list[Word], lexicon: Lexicon) -> None:
    """Cuts the content where another attribution takes over: "…, and the army said", "… but denied that", "…, adding that"."""
    depth_quote = content[0].quote if content else -1
    for i in range(1, len(content)):
        word = content[i]
        if word.quote >= 0 and word.quote == depth_quote and any(w.quote != depth_quote for w in content):
            continue
        if (word.tag == "VBG" and content[i - 1].text == ",") or (word.tag == "VBG" and content[i - 1].low == "and"):
            match = verb_at(content, i, lexicon)
            if match and match[0].kind in ("say", "belief", "deny", "strict"):
                how, _ = complement(content, match[1], match[0])
                if how in ("clause", "quote") or match[0].kind == "deny" or (match[0].lemma == "call" and any(w.low in FALSE for w in content[i:])):
                    frame.contents.append(content[: i - 1])
                    frame.carried.append(content[i:])
                    return
        if word.tag == "CC" or word.low in ("while", "whereas", "although", "though") or word.text == ";":
            rest = content[i + 1 :]
            if word.tag == "CC" and rest and rest[0].low in _OFFERED and has_finite(content[:i]):
                frame.contents.append(content[:i])
                frame.elided.append((rest, source, False))
                return
            if word.low == "but" and content[i - 1].text == "," and frame.links[-1].kind == "belief" and clause_begins(rest, 0) and has_finite(content[:i]):
                # "had feared that the river would rise, but the levees held": what came of it is told by the reporter
                frame.contents.append(content[:i])
                frame.beside.append(rest)
                return
            j = 0
            while (j < len(rest) and rest[j].tag in ("RB", "MD")) or (j < len(rest) and rest[j].low in ("has", "have", "had")):
                j += 1
            if j < len(rest) and rest[j].tag in ("VBD", "VBZ", "VBN", "VBP") and word.tag == "CC":
                match = verb_at(rest, j, lexicon)
                if match and match[0].kind in ("say", "belief", "deny", "strict") and has_finite(content[:i]):
                    how, _ = complement(rest, match[1], match[0])
                    if how in ("clause", "quote") or (match[0].kind == "deny" and how in ("gerund", "object")):
                        frame.contents.append(content[:i])
                        frame.carried.append(rest)
                        return
            if has_finite(content[:i]) and clause_begins(rest, 0):
                verb = next((k for k, w in enumerate(rest) if w.tag in clauses.FINITE), None)
                if verb is not None:
                    k = verb
                    while k < len(rest) and (rest[k].tag in ("RB", "MD", "VBP", "VBZ", "VBD", "VB") and rest[k].low not in lexicon.verb_longest):
                        k += 1
                    match = verb_at(rest, k, lexicon) if k < len(rest) and rest[k].tag[0] == "V" else None
                    if match and match[0].kind in ("say", "deny") and (match[0].kind == "deny" or complement(rest, match[1], match[0])[0] in ("clause", "quote", "gerund")) and rest[0].low not in ("it",):
                        frame.contents.append(content[:i])
                        frame.beside.append(rest)
                        return
        if word.text == "," and i + 2 < len(content) and content[i + 1].tag == '"' and content[i - 1].tag == '"':
            continue
    frame.contents.append(content)


def _cited(words: list[Word]) -> Speech | None:
    """Whom a relay leans on: ", citing two officials, "."""
    for i, word in enumerate(words):
        if word.low in ("citing", "quoting") and i + 1 < len(words):
            end = _source_end(words, i + 1)
            source = strip_marks(words[i + 1 : end])
            if source:
                return Speech(source, words[i : i + 1])
    return None


def _told(words: list[Word], c: Candidate) -> Speech | None:
    """An outlet that was told is a relay: "the minister told the Harbour Post"."""
    if c.verb.lemma == "tell":
        end = _chunk(words, c.end, True)
        heard = strip_marks(words[c.end : end])
        if heard and is_outlet(heard):
            return Speech(heard, words[c.at : c.end], relay=True)
    for i in range(c.end, min(len(words) - 2, c.end + 6)):
        if words[i].low == "interview" and words[i + 1].low in ("with", "to"):
            heard = strip_marks(words[i + 2 : _chunk(words, i + 2, True)])
            if heard and is_outlet(heard):
                return Speech(heard, words[i : i + 2], relay=True)
    return None


# --- …, X said ----------------------------------------------------------------------------------------------------------------------------------------------------


def _trailing(words: list[Word], c: Candidate, lexicon: Lexicon) -> Frame | None:
    if (c.verb.kind in ("order", "accuse", "deny", "strict") and not (c.at and words[c.at - 1].tag == '"')) or c.negated or c.passive:
        return None
    how, at = complement(words, c.end, c.verb)
    before = words[c.start - 1] if c.start else None
    if before is None:
        return None
    if before.text == "," and how == "clause":
        return None
    inverted = (before.text == "," or before.tag == '"') and c.verb.lemma in _INVERTING and c.start == c.at
    if inverted and c.end < len(words):
        left = strip_marks(words[: c.start])
        head = words[c.end]
        if head.tag in clauses.NOMINAL and (has_finite(left) or before.tag == '"' or any(w.quote >= 0 for w in left)) and (how in ("object", "none") or head.tag in ("NNP", "DT", "NN", "NNS", "JJ", "PRP")):
            end = _inverted_end(words, c.end)
            source = strip_marks(words[c.end : end])
            if source and has_noun(source):
                return _after(words, c, source, left, end, lexicon)
    if how not in ("none", "clause", "quote", "object", "infinitive"):
        return None
    place = phrase_start(words, c.start)
    if place is None or place[0] == 0:
        return None
    mark = words[place[0] - 1]
    if mark.text not in (",", "—", "–") and mark.tag not in ('"', "."):
        return None
    left = strip_marks(words[: place[0]])
    # "A, he said, and B" continues; "A," he told reporters. — but "A, and he said B" leads a clause of its own
    after_quote = mark.tag == '"' or words[place[0] - 1].text == "," and any(w.quote >= 0 for w in left[-2:])
    if how != "none" and (not after_quote or how in ("clause", "infinitive")):
        return None
    if how == "quote" and not any(w.quote >= 0 for w in left):
        return None
    quoted = mark.tag == '"' or any(w.quote >= 0 for w in left[-3:])
    if not left or not (has_finite(left) or quoted) or (_subordinate(left) and not quoted and not _main_clause(left)):
        return None
    source = words[place[0] : place[1]]
    if not _is_source(source, c, quoted) or (c.verb.kind == "show" and not {w.low for w in source} & DOCUMENTS):
        return None
    if how == "quote":
        return _after(words, c, source, left, at, lexicon)
    return _after(words, c, source, left, at, lexicon)


def _main_clause(words: list[Word]) -> bool:
    """Whether a clause of its own follows the introductory one."""
    for i, word in enumerate(words):
        if word.text == "," and clause_begins(words, i + 1):
            return True
    return (words[0].tag == "IN" and words[0].low not in ("if", "because", "although", "while") and clause_begins(words, 1) is False) or (words[0].tag == "IN" and any(w.tag in ("DT", "NNP", "NNS", "PRP", "EX", "CD") for w in words[2:]))


def _after(words: list[Word], c: Candidate, source: list[Word], left: list[Word], at: int, lexicon: Lexicon) -> Frame:
    said = speech(c, source, words)
    frame = Frame([said], [left])
    cited = _cited(words[at:])
    right = words[at:]
    relay = _told(words, c)
    if relay is not None:
        frame.links.insert(0, relay)
    if cited is not None:
        frame.links.append(cited)
        return frame
    bare = strip_marks(right)
    if not bare:
        return frame
    if right[0].text == "," and bare[0].tag == "VBG":
        match = verb_at(bare, 0, lexicon)
        if match:
            frame.carried.append(bare)
        return frame
    if bare[0].quote >= 0 or right[0].tag == '"' or (right[0].text == "," and bare[0].tag == "CC" and clause_begins(bare, 1)):
        frame.contents.append(bare)
    elif right[0].tag == "CC" or bare[0].tag == "CC":
        match = verb_at(bare, 1, lexicon) if len(bare) > 1 else None
        if not match and len(bare) > 2 and bare[1].tag in clauses.FINITE:
            # "…, the ministry said, and is expected to rise": what was said goes on
            governed = bare[1].tag == "MD" or bare[1].low in BE or bare[1].low in ("has", "have")
            frame.elided.append((bare[1:], clauses.subject_of(left) if governed else source, governed))
            return frame
        if match and bare[1].tag in ("VBD", "VBZ"):
            frame.carried.append(bare[1:])
        elif clause_begins(bare, 1):
            frame.beside.append(bare)
    elif right[0].text == "," and clause_begins(bare, 0) and bare[0].low not in ("who", "which"):
        frame.contents.append(bare)
    return frame


def _inverted_end(words: list[Word], at: int) -> int:
    size = len(words)
    i = at
    while i < size:
        word = words[i]
        if (word.tag in (".", '"', ":") and word.text != "'") or word.text in ";—":
            return i
        if word.text == ",":
            rest = words[i + 1 :]
            close = next((k for k, w in enumerate(rest) if w.text == ","), len(rest))
            piece = strip_marks(rest[:close])
            if (piece and piece[0].tag in ("DT", "NN", "NNS", "JJ", "NNP", "CD", "PRP$") and not has_finite(piece)) or (piece and piece[0].low in ("who", "which", "whose")):
                i += 1 + close
                continue
            return i
        if (word.tag in ("IN", "TO") and word.low not in ("of", "for", "in", "at", "from", "with")) or word.tag in ("CC", "VBG") or word.low in clauses.TIMES or word.low in ("late", "earlier"):
            if word.tag == "CC" and not clause_begins(words, i + 1):
                i += 1
                continue
            return i
        i += 1
    return size


# --- passive and headlines -------------------------------------------------------------------------------------------------------------------------------------------


def _passive(words: list[Word], c: Candidate, lexicon: Lexicon) -> Frame | None:
    place = phrase_start(words, c.start)
    subject = words[place[0] : place[1]] if place else []
    rest = words[c.end :]
    by = rest and rest[0].low == "by"
    if c.negated and c.verb.kind != "belief":
        return None
    if len(subject) == 1 and subject[0].low == "it" and c.verb.kind in ("say", "belief", "show"):
        how, at = complement(words, c.end, c.verb)
        if how == "clause":
            middle = words[c.end : at]
            source: list[Word] = []
            if middle and middle[0].low == "by":
                source = strip_marks([w for w in middle[1:] if w.low != "that"])
            said = speech(c, source, words)
            if not source and c.verb.lemma in ("report", "say", "claim", "allege"):
                said.marker = Marker.HEARSAY
            return Frame([said], [words[at:]], doubted=c.negated)
    if c.verb.lemma in ("quote", "cite") and rest and any(w.low == "saying" for w in rest[:8]):
        cut = next(k for k, w in enumerate(rest) if w.low == "saying")
        links = [Speech(subject, rest[max(0, cut - 1) : cut + 1])]
        if by:
            links.insert(0, Speech(strip_marks(rest[1 : max(1, cut - 1)]), [*words[c.at : c.end], rest[0]]))
        after = rest[cut + 1 :]
        if after and after[0].low == "by":
            end = _chunk(after, 0, False)
            links.insert(0, Speech(strip_marks(after[1:end]), after[:1]))
            after = after[end:]
        after = strip_marks(after)
        if after and after[0].low == "that":
            after = after[1:]
        left = strip_marks(words[: place[0]]) if place else []
        return Frame(links, [after or left]) if after or left else None
    if c.verb.lemma == "tell" and place:
        how, at = complement(words, c.end, c.verb)
        if how == "clause":
            return Frame([speech(c, subject, words)], [words[at:]])
    if by and c.verb.kind in ("deny", "say", "show", "belief", "strict") and place:
        end = _chunk(rest, 0, False)
        source = strip_marks(rest[1:end])
        if source and has_noun(source):
            said = speech(c, source, words)
            if c.verb.kind == "strict":
                return None
            denied = c.verb.kind == "deny"
            if denied and c.verb.lemma in ("dismiss", "reject", "dispute") and not ({w.low for w in subject} & CLAIM_NOUNS):
                return None
            return Frame([said], [words], denied=denied, whole=True)
    return None


def _colon(words: list[Word]) -> Frame | None:
    """"Minister: dam may have been mined" and "Dam may have been mined: minister", as headlines have it."""
    marks = [i for i, w in enumerate(words) if w.text == ":"]
    if len(marks) != 1:
        return None
    i = marks[0]
    left, right = words[:i], strip_marks(words[i + 1 :])
    if not left or not right:
        return None
    if len(left) <= 6 and not has_finite(left) and has_finite(right) and (any(w.tag in ("NNP", "NNPS") for w in left) or left[-1].low in ("officials", "police", "report", "sources", "minister", "study", "army")) and (right[0].quote >= 0 or left[-1].tag.startswith("NN")):
        if not any(w.tag in ("CD", "VBG", "IN") for w in left):
            return Frame([Speech(left, words[i : i + 1])], [right])
    if len(right) <= 4 and has_finite(left) and not has_finite(right) and has_noun(right) and not any(w.tag == "CD" for w in right):
        return Frame([Speech(right, words[i : i + 1])], [left])
    return None
