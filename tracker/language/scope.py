"""How far a hedge or a negation reaches in its sentence, the cue given. Syntax by parts of speech alone; whether a cue is live is decided in hedging.

The convention is that of BioScope (Vincze et al. 2008): the cue is inside its scope; a verb's or adverb's scope runs to the end of its clause, that of
an attribute to the end of its noun phrase; a passive, and a word that says something of its subject ("is unlikely"), take the subject in.
"""

from __future__ import annotations

from collections.abc import Sequence

from tracker.language.words import BE, HAVE, Word

_BREAKS = frozenset((";", ":", "?", "!", "—", "–", "--"))
_JOINTS = frozenset("but whereas while although though because since thus unless however therefore hence except".split())
_RELATIVE = frozenset(("which", "who", "whose", "where", "whom"))
_FINITE = frozenset(("VBD", "VBZ", "VBP", "MD"))
_NOUNS = frozenset(("NN", "NNS", "NNP", "NNPS"))
_SUBJECTLESS = frozenset(("that", "whether", "if"))


def scope_of(words: Sequence[Word], first: int, last: int) -> tuple[int, int]:
    """The half-open range of words under the cue ``words[first:last]``; it holds the cue. *words* are one sentence, tagged."""
    cue, size = words[first], _without_end(words)
    last = min(max(last, first + 1), len(words))
    if cue.low in ("or", "and/or", "either") and last == first + 1:
        return _alternatives(words, first, size)
    if cue.low in ("no", "without", "neither", "nor", "rather", "instead", "lack", "absence", "lacking", "lacks", "lacked", "absent", "loss", "failure") or (
        cue.tag in ("JJ", "DT", "NN", "NNS", "JJR") and last == first + 1
    ):
        return _nominal(words, first, last, size)
    end = clause_end(words, last, size)
    if _takes_subject(words, first, last):
        return subject_start(words, first), max(end, last)
    return first, max(end, last)


def _without_end(words: Sequence[Word]) -> int:
    size = len(words)
    while size > 1 and words[size - 1].text in (".", "!", "?", ";", ":", ",", "..", "…"):
        size -= 1
    return size


def clause_end(words: Sequence[Word], at: int, size: int) -> int:
    """Where the clause that holds ``words[at]`` ends: before a break, a contrasting conjunction, a relative clause behind a comma, or a new clause."""
    depth = 0
    for k in range(at, size):
        word = words[k]
        if word.text in "([":
            depth += 1
        elif word.text in ")]":
            if depth == 0:
                return k
            depth -= 1
        if depth:
            continue
        if word.text in _BREAKS:
            return k
        after = words[k + 1] if k + 1 < size else None
        if word.text == "," and after is not None and k > at:
            if after.low in _JOINTS or after.low in _RELATIVE or after.low == "suggesting":
                return k
            if after.tag == "VBG" and after.low in ("indicating", "implying"):
                return k
            if (after.tag == "CC" or after.low == "as") and _begins_clause(words, k + 2, size):
                return k
        if word.low in ("but", "whereas", "although", "though") and k > at:
            return k
        if word.tag == "CC" and word.low == "and" and k > at and _begins_clause(words, k + 1, size):
            return k
    return size


def _begins_clause(words: Sequence[Word], at: int, size: int) -> bool:
    """Whether a finite verb follows within reach, behind a subject of its own or as a second predicate."""
    if at < size and (words[at].tag in _FINITE or words[at].low in ("suggest", "indicate", "that")):
        return True
    nouns = False
    for k in range(at, min(size, at + 14)):
        word = words[k]
        if word.tag in _NOUNS or word.tag in ("PRP", "EX"):
            nouns = True
        elif word.tag in _FINITE:
            return nouns
        elif word.text in (",", ";", ":") or word.tag in ("CC", "WDT", "WP", "WRB") or word.low in ("that", "which"):
            return False
    return False


def _nominal(words: Sequence[Word], first: int, last: int, size: int) -> tuple[int, int]:
    """The noun phrase with what hangs on it; the whole clause where the cue stands in its subject or says something of it."""
    before = words[first - 1] if first else None
    if words[first].tag in ("JJ", "JJR") and before is not None and (before.low in BE or before.tag == "RB"):
        return subject_start(words, first), clause_end(words, last, size)
    if words[first].low == "no" and not any(word.tag in _FINITE for word in words[:first]):
        return first, clause_end(words, last, size)
    return first, max(last, phrase_end(words, last, size))


def phrase_end(words: Sequence[Word], at: int, size: int) -> int:
    """Where the noun phrase that begins at ``words[at]`` ends, prepositional phrases taken in."""
    depth = 0
    for k in range(at, size):
        word = words[k]
        if word.text in "([":
            depth += 1
        elif word.text in ")]":
            if depth == 0:
                return k
            depth -= 1
        if depth:
            continue
        if word.text in _BREAKS or word.text == "," or word.tag in _FINITE or word.tag in ("WDT", "WP", "WRB") or word.low in _JOINTS or word.low in ("that", "as", "to"):
            return k
        if word.tag == "CC" and word.low in ("and", "but"):
            return k
    return size


def _alternatives(words: Sequence[Word], first: int, size: int) -> tuple[int, int]:
    """Both sides of an "or": one phrase before it, one behind."""
    start = first
    while start and words[start - 1].tag in ("JJ", "NN", "NNS", "NNP", "VBN", "CD", "VBG", "RB"):
        start -= 1
    return start, max(first + 1, phrase_end(words, first + 1, size))


def _takes_subject(words: Sequence[Word], first: int, last: int) -> bool:
    """Whether the cue is a passive, or an auxiliary or negation before one, or says something of its subject."""
    cue = words[first]
    if cue.low in ("unable", "unknown", "unclear", "unlikely"):
        return True
    at = last
    seen_be = first > 0 and words[first - 1].low in BE
    while at < len(words) and (words[at].tag in ("RB", "RBR") or words[at].low in BE or words[at].low in HAVE):
        seen_be = seen_be or words[at].low in BE
        at += 1
    if cue.tag == "VBN" and first and words[first - 1].low in BE:
        return True
    return seen_be and at < len(words) and words[at].tag == "VBN" and cue.low not in _SUBJECTLESS


def subject_start(words: Sequence[Word], at: int) -> int:
    """Where the subject of the verb group around ``words[at]`` begins."""
    k = at
    while k and (words[k - 1].tag in ("MD", "RB", "RBR") or words[k - 1].low in BE or words[k - 1].low in HAVE):
        k -= 1
    start = k
    while start:
        word = words[start - 1]
        if word.text in _BREAKS or word.text == "," or word.tag in _FINITE or word.low in _JOINTS or word.low in _SUBJECTLESS or word.tag in ("WDT", "WP", "WRB"):
            break
        if word.tag == "CC" and word.low in ("and", "but") and start - 1 < k - 6:
            break
        start -= 1
    return start
