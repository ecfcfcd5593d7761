"""The words around a place: the next and the last one that counts, and the subject before a verb. What they mean is decided by who asks."""

from __future__ import annotations

from tracker.language.words import Word

ADVERBS = ("RB", "RBR", "RBS")
_SUBJECT = frozenset("DT PDT JJ JJR JJS NN NNS NNP NNPS CD POS PRP PRP$ VBN VBG EX".split())


def following(words: list[Word], j: int, skip: tuple[str, ...] = ADVERBS) -> Word | None:
    """The first word from *j* on whose tag is not in *skip*."""
    while j < len(words) and words[j].tag in skip:
        j += 1
    return words[j] if j < len(words) else None


def preceding(words: list[Word], i: int, skip: tuple[str, ...] = ADVERBS) -> Word | None:
    """The last word before *i* whose tag is not in *skip*."""
    i -= 1
    while i >= 0 and words[i].tag in skip:
        i -= 1
    return words[i] if i >= 0 else None


def subject_before(words: list[Word], i: int) -> list[Word]:
    """The noun phrase right before the verb at *i*; where a relative clause ends there ("voters who have lost it may"), the phrase before the clause."""
    end = i
    while end and words[end - 1].tag in ADVERBS:
        end -= 1
    for k in range(end - 1, max(-1, end - 12), -1):
        if words[k].low in ("who", "which") or (words[k].low == "that" and words[k].tag == "WDT"):
            end = k
            break
        if words[k].text in (",", ";", ":"):
            break
    start = end
    while start and (words[start - 1].tag in _SUBJECT or words[start - 1].low == "of"):
        start -= 1
    return words[start:end]
