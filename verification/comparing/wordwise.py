"""The words of a claim looked up one by one in a later text: which are met, which are not, and what stands in their place. Nothing is weighed here."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum
from functools import lru_cache

from tracker.language.names import canonical
from verification.comparing.lexicon import happenings, rarity
from verification.comparing.wording import Spoken, excluding, same_said, spoken

MONTHS = {
    name: number
    for number, name in enumerate(
        ["january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november", "december"], 1
    )
}
STEM = 5  # letters that two words of one stem share at the least
MISSPELT = 0.82  # share of letters in order from which a word is another one's slip
AROUND = 3  # words to each side that make up the place in which a word stands


class Sort(StrEnum):
    """What a word is to a comparison."""

    NAME = "name"
    NOUN = "noun"
    VERB = "verb"
    ADJECTIVE = "adjective"
    OTHER = "other"
    NUMBER = "number"
    MONTH = "month"
    FUNCTION = "function"


@dataclass(frozen=True, slots=True)
class Looked:
    """One word: its sort, what it meets by, its weight 0.4..1.4 by rarity, its place, and whether it stands before the first verb."""

    said: Spoken
    sort: Sort
    keys: frozenset[str]
    weight: float
    index: int
    leading: bool

    @property
    def telling(self) -> bool:
        return self.sort not in (Sort.FUNCTION, Sort.NUMBER, Sort.MONTH)


@dataclass(frozen=True, slots=True)
class Met:
    """A telling word of the claim and how well the later text has it, 0 (not at all) to 1."""

    word: Looked
    degree: float


@lru_cache(maxsize=4096)
def looked_at(text: str) -> tuple[Looked, ...]:
    found = []
    leading = True
    senses = happenings()
    for index, said in enumerate(spoken(text)):
        tag = said.word.tag
        if tag[:2] in ("VB", "MD") and tag not in ("VBG", "VBN"):
            leading = False
        keys = {said.head, said.key} | {f"@{sense.happening}{sense.sign}" for sense in senses.get((said.head,), ())}
        sort = _sort(said, index)
        if sort is Sort.NAME:
            keys.add(canonical(said.word.text))
        found.append(Looked(said, sort, frozenset(keys), 0.4 + min(15, rarity(said.head)) / 15, index, leading))
    return tuple(found)


def _sort(said: Spoken, index: int) -> Sort:
    word = said.word
    if word.tag == "CD" or said.key.startswith("#"):
        return Sort.NUMBER
    if word.low in MONTHS:
        return Sort.MONTH
    if word.text[:1].isupper() and (index > 0 or word.tag.startswith("NNP")):
        return Sort.NAME
    if not said.telling:
        return Sort.FUNCTION
    return {"N": Sort.NOUN, "V": Sort.VERB, "J": Sort.ADJECTIVE}.get(word.tag[:1], Sort.OTHER)


def met_in(claim: str, later: str) -> tuple[Met, ...]:
    """Each telling word of the claim with how well the later text has it."""
    theirs = looked_at(later)
    return tuple(Met(word, max((_degree(word, other) for other in theirs), default=0.0)) for word in looked_at(claim) if word.telling)


def _degree(mine: Looked, theirs: Looked) -> float:
    """1 for one word, happening or thing; less for one stem or a slip of the pen; 0 for what excludes it."""
    if mine.keys & theirs.keys:
        return 1.0
    if not theirs.telling or excluding(mine.said, theirs.said):
        return 0.0
    return one_stem(mine.said.head, theirs.said.head) or (0.9 if same_said(mine.said, theirs.said) else 0.0)


@lru_cache(maxsize=20_000)
def one_stem(first: str, second: str) -> float:
    """Whether two words are forms or misspellings of one: 0.85, 0.8 or 0."""
    short, long = sorted((first, second), key=len)
    if len(short) < STEM - 1 or first[0] != second[0]:
        return 0.0
    if long.startswith(short):
        return 0.85
    if len(short) < STEM:
        return 0.0
    if first[: max(STEM, len(short) - 2)] == second[: max(STEM, len(short) - 2)]:
        return 0.8
    alike = len(long) - len(short) <= 2 and SequenceMatcher(None, first, second).ratio() >= MISSPELT
    return 0.8 if alike else 0.0


def cover(met: Iterable[Met]) -> float:
    """The weighted share of the words that are met; 1 of none."""
    listed = list(met)
    total = sum(m.word.weight for m in listed)
    return sum(m.word.weight * m.degree for m in listed) / total if total else 1.0


def cover_close_by(claim: str, later: str) -> float:
    """The largest share of the claim's telling words that stand close by one another in the later text."""
    mine, theirs = [w for w in looked_at(claim) if w.telling], looked_at(later)
    weights = {w.index: w.weight for w in mine}
    total = sum(weights.values())
    width = max(6, len(looked_at(claim)) * 3 // 2)
    where = {other.index: here for other in theirs if (here := {w.index for w in mine if w.keys & other.keys})}
    best = 0.0
    for start in where:
        inside = set().union(*(where[i] for i in range(start, start + width) if i in where))
        best = max(best, sum(weights[i] for i in inside))
    return best / total if total else 0.0


def in_its_place(unmet: Looked, claim: str, later: str) -> tuple[int, bool]:
    """How surely another word of its sort stands in the place of an unmet one, as the number of like neighbours 0..8, and whether the two exclude one another."""
    ours, theirs = looked_at(claim), looked_at(later)
    said = frozenset(key for word in ours for key in word.keys)
    best, excluded = 0, False
    for other in theirs:
        if other.sort is not unmet.sort or other.keys & said:
            continue
        excluded = excluded or excluding(unmet.said, other.said)
        best = max(best, _like_neighbours(ours, unmet.index, theirs, other.index))
    return best, excluded


def _like_neighbours(ours: tuple[Looked, ...], here: int, theirs: tuple[Looked, ...], there: int) -> int:
    """Head words shared to the left and to the right; the nearest one counts twice."""
    found = 0
    for a, b in (
        (ours[max(0, here - AROUND) : here], theirs[max(0, there - AROUND) : there]),
        (ours[here + 1 : here + 1 + AROUND], theirs[there + 1 : there + 1 + AROUND]),
    ):
        found += len({w.said.head for w in a} & {w.said.head for w in b})
    if here and there and ours[here - 1].said.head == theirs[there - 1].said.head:
        found += 1
    if here + 1 < len(ours) and there + 1 < len(theirs) and ours[here + 1].said.head == theirs[there + 1].said.head:
        found += 1
    return found
