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
#: verbs and nouns that take a clause: what they leave open runs on to the end of the sentence, coordinated clauses and all
_CLAUSAL = frozenset(
    "suggest suggests suggested suggesting indicate indicates indicated indicating imply implies implied implying propose proposes proposed postulate postulated hypothesize "
    "hypothesized speculate speculated hypothesis hypotheses possibility notion idea suggestion assumption believe think assume predict predicts suspect suggestive".split()
)
_RAISING = frozenset("appear appears appeared seem seems seemed likely unlikely thought believed assumed known presumed suspected considered predicted expected proposed suggested hypothesized postulated unable able unknown unclear uncertain".split())
_MODAL = frozenset(("may", "might"))


def scope_of(words: Sequence[Word], first: int, last: int) -> tuple[int, int]:
    """The half-open range of words under the cue ``words[first:last]``; it holds the cue. *words* are one sentence, tagged."""
    cue, size = words[first], _without_end(words)
    last = min(max(last, first + 1), len(words))
    if cue.low in ("or", "and/or", "either") and last == first + 1:
        return _alternatives(words, first, size)
    if any(word.low in _CLAUSAL for word in words[first:last]) and not _takes_subject(words, first, last):
        return first, max(last, sentence_end(words, last, size))
    if cue.low == "not" and _contrasted(words, first):
        return first, max(last, phrase_end(words, last, size))
    if cue.low in ("no", "without", "neither", "nor", "rather", "instead", "lack", "absence", "lacking", "lacks", "lacked", "absent", "loss", "failure") or (
        cue.tag in ("JJ", "DT", "NN", "NNS", "JJR") and last == first + 1
    ):
        return _nominal(words, first, last, size)
    end = clause_end(words, last, size)
    if _takes_subject(words, first, last):
        return subject_start(words, first), max(end, last)
    return first, max(end, last)


def sentence_end(words: Sequence[Word], at: int, size: int) -> int:
    """Where what a clause-taking word leaves open ends: before a break or a contrast, else with the sentence."""
    depth = 0
    for k in range(at, size):
        word = words[k]
        depth += word.text in "(["
        if word.text in ")]":
            if depth == 0:
                return k
            depth -= 1
        if not depth and (word.text in (";", "—") or (word.text == "," and k + 1 < size and words[k + 1].low in ("whereas", "although", "though", "however", "but", "thus"))):
            return k
    return size


def _contrasted(words: Sequence[Word], first: int) -> bool:
    """ "but not the second", ", not the second": what is set against something, no verb of its own behind."""
    before = words[first - 1] if first else None
    return before is not None and (before.low in ("but", "and", "although", "though") or before.text == ",") and first + 1 < len(words) and words[first + 1].tag not in ("VB", "VBN", "VBG")


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
        if word.low in ("but", "whereas", "although", "though", "because") and k > at:
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
    end = max(last, phrase_end(words, last, size))
    if words[first].low in ("no", "neither", "none") and end < size and words[end].tag in _FINITE:
        return first, clause_end(words, end, size)
    return first, end


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
        if k > at and (word.tag in ("WDT", "WP", "WRB") or word.low in ("that", "whereby")):
            return clause_end(words, k + 1, size)
        finite = word.tag in _FINITE and not (k and words[k - 1].tag in ("IN", "DT", "JJ", "PRP$"))  # "of shoots": a noun, whatever its tag
        if word.text in _BREAKS or word.text == "," or finite or word.low in _JOINTS or word.low in ("that", "as"):
            return k
        if word.tag == "CC" and (word.low == "but" or _begins_clause(words, k + 1, size)):
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
    if cue.low in _MODAL:
        return False
    if cue.low in _RAISING:
        after = words[last] if last < len(words) else None
        before = words[first - 1] if first else None
        if after is not None and after.low == "that":
            return False
        if cue.tag in ("VBZ", "VBP", "VBD") and cue.low in ("appear", "appears", "appeared", "seem", "seems", "seemed"):
            return before is not None and before.low != "it"
        return before is not None and (before.low in BE or before.tag == "RB" or before.low in ("remain", "remains", "remained"))
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
        if word.tag in ("WDT", "WP") and start == k:
            return start - 1
        if word.text in _BREAKS or word.text == "," or word.tag in _FINITE or word.low in _JOINTS or word.low in _SUBJECTLESS or word.tag in ("WDT", "WP", "WRB"):
            break
        if word.tag == "CC" and word.low in ("and", "but") and start - 1 < k - 6:
            break
        start -= 1
    while start < k and (words[start].tag in ("CC", "RB") or words[start].low in ("thus", "therefore", "that", ",")):
        start += 1
    if start == k - 1 and words[start].low == "it":
        return at
    return start
