"""Affirmed or denied: which negations turn the main assertion of a stretch of words. How firmly it is said is not decided here."""

from __future__ import annotations

from tracker.language import clauses
from tracker.language.hedging import Hit
from tracker.language.speech import FALSE
from tracker.language.words import BE, Word
from tracker.terms import CueKind, Marker, Polarity

_TURNERS = ("failed", "fails", "fail", "failing")


def polarity_of(words: list[Word], hits: list[Hit], inner: set[int]) -> Polarity:
    """*inner* holds the places (word offsets) that belong to a nested clause, whose negations leave the main assertion alone."""
    turned = 0
    unverified = any(h.phrase.marker is Marker.UNVERIFIED for h in hits)
    for hit in hits:
        if hit.phrase.kind is not CueKind.NEGATION or words[hit.first].start in inner:
            continue
        if not _turns(words, hit) or (unverified and _of_limit(words, hit)):
            continue
        turned += 1
    failing = sum(1 for h in hits if h.phrase.kind is CueKind.NEGATION and words[h.first].low in _TURNERS)
    if failing and turned > 1:
        return Polarity.AFFIRMED
    return Polarity.DENIED if turned else Polarity.AFFIRMED


def _of_limit(words: list[Word], hit: Hit) -> bool:
    """The "not" of "could not independently verify" belongs to the limit."""
    return any(w.low in ("confirm", "verify", "verified", "confirmed", "identify", "determine", "known", "clear", "say") for w in words[hit.last : hit.last + 4])


def _turns(words: list[Word], hit: Hit) -> bool:
    word = words[hit.first]
    after = words[hit.last] if hit.last < len(words) else None
    before = words[hit.first - 1] if hit.first else None
    if word.low in ("not", "n't", "n’t", "never"):
        if after is not None and after.low == "to" and word.low != "n't":
            return False
        if before is not None and before.low in ("or", "if", "why", "whether", "although", "but", "and", ",") and word.low == "not" and after is not None and after.tag not in ("VB", "VBN"):
            return False
        if (after is not None and after.low in ("because", "just", "since", "as")) or (before is not None and before.text == "," and word.low == "not"):
            return False
        rest = [w.low for w in words[hit.last : hit.last + 12]]
        if rest[:1] == ["have"] and before is not None and before.low in ("could", "would") and "without" in rest:
            return False  # "could not have won without help": won with help
        return not ("but" in rest and word.low == "not" and after is not None and after.tag in ("DT", "IN", "NN", "NNS", "JJ") and before is not None and before.low in BE)
    if word.low == "no" and hit.last == hit.first + 1:
        if before is None:
            return True
        if before.tag == "IN" and before.low not in ("that", "because", "as", "while", "of"):
            return False
        return before.tag in ("VBD", "VBZ", "VBP", "VB", "VBN", "CC", ",", "RB", "IN", '"', "DT", ":", "VBG", "WDT")
    return True


def turned(polarity: Polarity, times: bool) -> Polarity:
    """The opposite where *times* is true."""
    return polarity.opposite if times else polarity


def called_false(words: list[Word]) -> list[Word] | None:
    """In "the claim that the dam was mined is false", the words of the claim."""
    if len(words) < 6:
        return None
    at = 1 if words[0].low in ("the", "any", "these", "a", "all") else 0
    if words[at].low not in ("claim", "claims", "allegation", "allegations", "report", "reports", "rumor", "rumors", "rumour", "rumours", "suggestion", "suggestions", "idea", "story", "it"):
        return None
    if words[at].low == "it":
        if words[at + 1].low in ("is", "was", "'s") and words[at + 2].low in FALSE and len(words) > at + 4 and words[at + 3].low == "that":
            return words[at + 4 :]
        return None
    if words[at + 1].low != "that":
        return None
    tail = clauses.strip_marks(words)
    if tail[-1].low not in FALSE:
        return None
    cut = len(tail) - 1
    while cut > at + 2 and tail[cut].tag not in clauses.FINITE:
        cut -= 1
    content = tail[at + 2 : cut]
    return content if clauses.has_finite(content) else None
