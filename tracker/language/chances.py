"""Chances put in numbers: "a 30 percent chance", "a two-in-three chance", "put the probability at less than 5%". Words of likelihood live in the cue files."""

from __future__ import annotations

from dataclasses import dataclass

from tracker.language.words import Word
from tracker.terms import LEVEL_RANGES, Level

CHANCE_WORDS = frozenset(("chance", "chances", "probability", "likelihood", "odds"))
_NUMBERS = {word: n for n, word in enumerate("zero one two three four five six seven eight nine ten eleven twelve".split())} | {
    "twenty": 20, "thirty": 30, "forty": 40, "fifty": 50, "sixty": 60, "seventy": 70, "eighty": 80, "ninety": 90, "hundred": 100, "thousand": 1000, "million": 10**6,
}
_PERCENT = frozenset(("percent", "%", "pct"))
_LINKS = frozenset(("at", "is", "was", "are", "were", "be", "of", "to", "as", "stands", "stood", "remains", "remained", "reached"))
_AROUND = frozenset(("about", "around", "roughly", "only", "just", "some", "nearly", "almost", "approximately", "a", "an", "the", "now", "as", "low", "high", "up"))
_BELOW = frozenset(("less", "under", "below", "fewer"))
_ABOVE = frozenset(("more", "over", "above", "least"))
_ENDS = frozenset((",", ";", ".", ":", "!", "?", '"'))
_REACH = 14
_EITHER_SIDE = 0.05


@dataclass(frozen=True, slots=True)
class Chance:
    """A likelihood that the text puts a number to, 0..1: ``words[first:last]`` hold it, ``noun`` is the place of "chance" or "probability"."""

    first: int
    last: int
    noun: int
    low: float
    high: float

    @property
    def level(self) -> Level:
        """The row of the scale that the middle of the range lies in."""
        middle = (self.low + self.high) / 2
        return next((level for level in sorted(LEVEL_RANGES, reverse=True) if level < Level.STATED_AS_FACT and middle >= level.low), Level.DOUBTFUL)


def numbered_chances(words: list[Word]) -> list[Chance]:
    """The chances of *words*, in order, never overlapping. A proportion without a word for likelihood ("one in five homes") is none."""
    found: list[Chance] = []
    floor = 0
    for noun, word in enumerate(words):
        if word.low in CHANCE_WORDS and noun >= floor:
            chance = _before(words, noun, floor) or _behind(words, noun)
            if chance is not None:
                found.append(chance)
                floor = chance.last
    return found


def _number(word: Word) -> float | None:
    low = word.low.rstrip("%").replace(",", "")
    if low in _NUMBERS:
        return float(_NUMBERS[low])
    try:
        return float(low)
    except ValueError:
        return None


def _share(words: list[Word], at: int) -> tuple[float, int] | None:
    """The share that begins at *at* ("30 percent", "1 in 20", "two-in-three") as 0..1, with the place behind it."""
    if at >= len(words):
        return None
    parts = words[at].low.split("-in-")
    if len(parts) == 2:
        pair = [_NUMBERS.get(part, int(part) if part.isdecimal() and len(part) < 12 else 0) for part in parts]
        return (pair[0] / pair[1], at + 1) if 0 < pair[0] <= pair[1] else None
    value = _number(words[at])
    if value is None:
        return None
    if words[at].low.endswith("%"):
        return (value / 100, at + 1) if value <= 100 else None
    rest = [w.low for w in words[at + 1 : at + 4]]
    if rest[:1] == ["-"] and rest[1:2] == ["percent"]:
        return (value / 100, at + 3) if value <= 100 else None
    if rest and rest[0] in _PERCENT:
        return (value / 100, at + 2) if value <= 100 else None
    if rest[:2] == ["per", "cent"]:
        return (value / 100, at + 3) if value <= 100 else None
    if rest[:1] == ["in"] and len(rest) > 1:
        skip = 1 if rest[1] in ("a", "every") else 0
        whole = _number(words[at + 2 + skip]) if at + 2 + skip < len(words) else None
        return (value / whole, at + 3 + skip) if whole and 0 < value <= whole else None
    return None


def _ranged(value: float, lead: str) -> tuple[float, float]:
    if lead in _BELOW:
        return 0.0, value
    if lead in _ABOVE:
        return value, max(value, min(1.0, value + 4 * _EITHER_SIDE))
    return max(0.0, value - _EITHER_SIDE), min(1.0, value + _EITHER_SIDE)


def _lead(words: list[Word], at: int) -> str:
    """ "less", "more" or "least" where the share at *at* is bounded: "less than 5 percent"."""
    lows = [w.low for w in words[max(0, at - 2) : at]]
    if lows[-1:] == ["than"] or lows == ["at", "least"]:
        return "least" if lows == ["at", "least"] else lows[0] if len(lows) == 2 else ""
    return lows[-1] if lows and lows[-1] in _BELOW | _ABOVE else ""


def _before(words: list[Word], noun: int, floor: int) -> Chance | None:
    for start in range(max(floor, noun - 6), noun):
        share = _share(words, start)
        if share is not None and share[1] <= noun and all(w.tag in ("JJ", "RB") for w in words[share[1] : noun]):
            second = _to(words, floor, start)
            low, high = _ranged(share[0], _lead(words, start))
            return Chance(start, noun + 1, noun, min(low, second) if second is not None else low, high)
    return None


def _to(words: list[Word], floor: int, start: int) -> float | None:
    """The lower end of "20 to 30 percent"."""
    if start - 2 < floor or words[start - 1].low not in ("to", "-", "–"):
        return None
    value = _number(words[start - 2])
    return value / 100 if value is not None and value <= 100 else None


def _behind(words: list[Word], noun: int) -> Chance | None:
    for at in range(noun + 1, min(len(words), noun + _REACH)):
        if words[at].tag in _ENDS:
            return None
        if words[at].low not in _LINKS:
            continue
        start = at + 1
        while start < len(words) and (words[start].low in _AROUND | _BELOW | _ABOVE or words[start].low == "than"):
            start += 1
        share = _share(words, start)
        if share is not None and (words[at].low != "of" or at == noun + 1):
            low, high = _ranged(share[0], _lead(words, start))
            return Chance(start, share[1], noun, low, high)
    return None
