"""What attributions are made of: the reporting verb, its complement, the phrase that names a source. How they combine is decided in attribution and asides."""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import pairwise

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
    "autopsy inspection postmortem article census projection projections estimates forecast forecasts indications signs wreckage debris fragments radar "
    "information copy copies excerpt excerpts draft drafts satellite paper papers tweet post posts observations measurements samples clues traces minutes calculations payslips invoices receipts screenshots".split()
)
CLAIM_NOUNS = frozenset(
    "allegation allegations claim claims report reports accusation accusations rumour rumours rumor rumors suggestion suggestions "
    "criticism charge charges notion idea speculation assertion assertions statement statements findings finding figures narrative "
    "story stories version account accounts theory theories insinuation insinuations it this them that responsibility involvement "
    "wrongdoing complaint complaints reporting media leak leaks remarks link links role".split()
)
COUNTS = frozenset(("number", "total", "toll", "count", "tally", "amount", "share", "percentage"))
EARLY = frozenset(["preliminary", "initial", "early", "provisional", "tentative", "interim"])
CONFIDENCE = {"high": Level.VERY_LIKELY, "strong": Level.VERY_LIKELY, "moderate": Level.PROBABLE, "medium": Level.PROBABLE, "low": Level.POSSIBLE}
FALSE = frozenset(
    "false untrue fake fabricated baseless groundless unfounded bogus hoax nonsense unsubstantiated lie lies fabrication "
    "fabrications fiction absurd misleading disinformation propaganda".split()
)
SAYING = frozenset("say add insist argue".split())
OFFERED = frozenset(["offered", "gave", "provided", "produced", "cited", "declined", "refused", "presented"])
NO_DENIAL = frozenset(
    "bail entry access permission visa visas request requests parole asylum leave appeal application applications citizenship "
    "service boarding treatment care".split()
)
_SHOWN = frozenset(("seen", "obtained", "reviewed", "published", "shown", "shared", "provided", "quoted", "cited", "given", "leaked", "sent", "carried", "broadcast"))
_TELL = frozenset(["tell", "inform", "assure", "remind", "notify", "brief", "warn", "ask"])
INVERTING = frozenset(
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
        if not group and word.tag in ("VBN", "VBD") and word.low not in ("said", "wrote", "added", "told") and i and words[i - 1].text == "," and end < len(words) and words[end].tag in ("TO", "IN") and words[end].low != "that":
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
    stated = [w.low for w in words[candidate.end : candidate.end + 3]]
    if verb.kind == "belief" and stated[:1] == ["with"] and stated[2:] == ["confidence"] and (sure := CONFIDENCE.get(stated[1])):
        level, low, high = sure, sure.low, sure.high
    marker = verb.marker or (Marker.UNVERIFIED if _unverified(source) else None)
    return Speech(
        source, words[candidate.at : candidate.end], level, low, high, verb.basis, marker, verb.kind, verb.lemma,
        any(w.tag in ("VBD", "VBN") for w in words[candidate.start : candidate.end]),
    )


def _unverified(source: list[Word]) -> bool:
    """Whether the source itself is called unconfirmed: "unconfirmed reports", "a video, which the agency was unable to verify, "."""
    if any(w.low in ("unconfirmed", "unverified") for w in source):
        return True
    at = next((k for k, w in enumerate(source) if k and w.low in clauses.RELATIVES), len(source))
    aside = [w.low for w in source[at:]]
    limited = any(low in NEGATORS or low in ("cannot", "unable", "impossible", "yet") for low in aside)
    return limited and any(low in ("verify", "verified", "confirm", "confirmed", "authenticate", "authenticated", "corroborated") for low in aside)


def source_end(words: list[Word], at: int) -> int:
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
            names = bool(piece) and close is None and all(w.tag in ("NNP", "NNPS", ".") for w in piece) and any(w.tag == "PRP$" or w.tag == "DT" for w in words[at:i])
            if (apposed and at < i and (close is not None or i + 1 + len(piece) >= size or piece[-1].tag == ".") and (words[i - 1].tag.startswith("NNP") or names)) or (piece and piece[0].low in ("who", "which", "whose")):
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


def complement(words: list[Word], at: int, verb: Verb) -> tuple[str, int]:
    """What follows a reporting verb: ("clause", place), ("quote", place), ("wh", …), ("object", …), ("infinitive", …), ("gerund", …) or ("none", place)."""
    size = len(words)
    i = at
    telling = verb.lemma in _TELL
    moved = 0
    named = _that_behind(words, at, telling)
    if named is not None:
        return "clause", named
    while i < size:
        word = words[i]
        if moved > 3 or (word.low == "that" and moved and words[i - 1].low in ("point", "extent", "degree", "fact", "so", "everything", "all", "anything")):
            return "object", i
        if word.low == "that" and word.tag in ("IN", "WDT", "DT") and (word.tag != "DT" or i == at or clause_begins(words, i + 1)):
            if i + 2 < size and word.tag == "IN" and words[i + 1].text == "," and any(w.text == "," and clause_begins(words, k + 1) for k, w in enumerate(words[:-2]) if k > i + 2):
                return "clause", i + 2  # "said that, as the road was shut, the convoy had turned back"
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
            i = adjunct_end(words, i, telling and not moved)
            moved += 1
            continue
        if moved or telling:
            return ("none", i) if word.tag in ("CC", "VBG", "VBN", "VBD") else ("object", i)
        return ("object", i) if word.tag in clauses.NOMINAL else ("none", i)
    return "none", size


def _that_behind(words: list[Word], at: int, telling: bool) -> int | None:
    """The place behind a "that" which only adjuncts (or the one who is told) part from the verb: "said during a night of protest in Marlow that | …"."""
    if at >= len(words) or not ((words[at].tag in ("IN", "TO") and words[at].low not in ("that", "of")) or telling):
        return None
    for k in range(at, min(at + 16, len(words) - 1)):
        word = words[k]
        if word.low == "that" and k > at and word.tag in ("IN", "DT"):
            return k + 1 if has_finite(words[k + 1 :]) else None
        if word.tag in clauses.FINITE or word.text in ",:;.()—" or word.tag == '"' or word.low in clauses.RELATIVES or (word.tag == "TO" and k > at):
            return None
    return None


def _long_quote(words: list[Word], i: int) -> bool:
    rest = words[i + 1 : i + 60]
    close = next((k for k, w in enumerate(rest) if w.tag == '"'), len(rest))
    return has_finite(rest[:close]) or close >= 6


def adjunct_end(words: list[Word], i: int, object_first: bool) -> int:
    """One adjunct further: a preposition and its noun phrase ("in a statement", "on Tuesday"), an adverb, or the person told."""
    size = len(words)
    start = i
    if i >= size:
        return i
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
        if nouns and words[i - 1].low in clauses.TIMES and word.low not in clauses.TIMES and word.tag != "CD" and words[i - 2].tag != "DT":
            break
        if nouns and not object_first and word.tag in ("NNP", "NNS", "JJ") and not words[i - 1].tag.startswith("NNP") and words[i - 1].low not in ("news", "press") and clause_begins(words, i) and words[i - 1].tag in ("NN", "NNS"):
            break
        if nouns and object_first and clause_begins(words, i) and not (words[i - 1].tag.startswith("NNP") and word.tag.startswith("NNP")) and word.tag in ("NNP", "NNS", "CD", "JJ"):
            break
        if word.tag in clauses.NOUNS or word.low in clauses.TIMES:
            nouns += 1
        elif word.tag not in clauses.NOMINAL and word.tag not in ("RB", "RBR"):
            break
        i += 1
        if word.tag in ("RB", "RBR") and start == i - 1:
            break
    return max(i, start + 1)


ASKED = frozenset(("asked", "pressed", "questioned"))  # what heads the clause of somebody's question
FINDING = frozenset(("find", "establish", "determine", "discover"))  # what an inquiry does; a boy finds a dog
INQUIRERS = frozenset(
    "commission committee board court jury judge tribunal panel inspectorate ombudsman regulator watchdog authority agency ministry police bureau office team inspectors investigators "
    "researchers scientists prosecutors auditors auditor experts engineers examiner coroner doctors epidemiologists analysts mission monitors commissioner inspector service institute university".split()
)


def can_speak(words: list[Word], candidate: Candidate, explicit: bool) -> bool:
    """Whether *words* can speak: a reporting verb needs somebody or something that reports."""
    lows = {w.low for w in words}
    if words and words[0].low in ("there", "nothing", "what"):
        return False
    if any(w.low in COUNTS and after.low == "of" for w, after in pairwise(words)) and not explicit:
        return False  # "the number of pupils admitted to hospital": a number admits nothing
    if candidate.verb.kind == "show" and not explicit:
        return bool(lows & DOCUMENTS) or (candidate.verb.lemma in FINDING and bool(lows & INQUIRERS))
    if len(words) == 1 and words[0].low in ("this", "that", "which", "what"):
        return candidate.verb.kind == "show"
    return has_noun(words)


def introductory(words: list[Word]) -> bool:
    """An introductory clause ("After the dam broke") is context, not an assertion that stands beside."""
    words = next((words[k:] for k, w in enumerate(words) if w.tag not in ("RB", ",")), words)
    if words[0].low in ("had", "were", "should") and words[0].tag in ("VBD", "MD") and len(words) > 2 and words[1].tag in clauses.NOMINAL:
        return True  # "Had the loan been repaid, …": a condition
    return (words[0].low in clauses.SUBORDINATORS and words[0].low not in ("although", "though", "while", "whereas")) or words[0].tag in ("VBG", "IN") or words[0].low in ASKED


def cited_source(words: list[Word]) -> Speech | None:
    """Whom a relay leans on: ", citing two officials, "."""
    for i, word in enumerate(words):
        if word.low in ("citing", "quoting") and i + 1 < len(words):
            end = source_end(words, i + 1)
            source = strip_marks(words[i + 1 : end])
            if source:
                return Speech(source, words[i : i + 1])
    return None


def told_outlet(words: list[Word], c: Candidate) -> Speech | None:
    """An outlet that was told is a relay: "the minister told the Harbour Post"."""
    if c.verb.lemma == "tell":
        end = adjunct_end(words, c.end, True)
        heard = strip_marks(words[c.end : end])
        if heard and is_outlet(heard):
            return Speech(heard, words[c.at : c.end], relay=True)
    return heard_by(words[c.end : c.end + 12]) or seen_by(words[c.end : c.end + 16])


def seen_by(words: list[Word]) -> Speech | None:
    """The outlet that saw the document or was shown it: "in a letter seen by the Evening Star"."""
    for i in range(len(words) - 2):
        if words[i].low in _SHOWN and words[i].tag[0] == "V" and words[i + 1].low in ("by", "to", "with"):
            heard = strip_marks(words[i + 2 : adjunct_end(words, i + 2, True)])
            if heard and is_outlet(heard):
                return Speech(heard, words[i : i + 2], relay=True)
    return None


def heard_by(words: list[Word]) -> Speech | None:
    """The outlet to which an interview was given: "in an interview with the Evening Star"."""
    for i in range(min(len(words) - 2, 7)):
        if words[i].low in ("interview", "interviews") and words[i + 1].low in ("with", "to"):
            heard = strip_marks(words[i + 2 : adjunct_end(words, i + 2, True)])
            if heard and is_outlet(heard):
                return Speech(heard, words[i : i + 2], relay=True)
    return None
