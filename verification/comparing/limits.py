"""Whether what a statement tells keeps within the limits that a claim sets: "before 2017", "more than 40". No relation is decided here."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

from tracker.language.dates import find_dates
from tracker.language.reading import When
from tracker.terms import Comparator
from verification.comparing.figures import agree, central, same_unit
from verification.comparing.shapes import Frame, Point

NEAR = Decimal("1.25")


@dataclass(frozen=True, slots=True)
class Kept:
    """How many of a claim's limits hold, are broken, or meet nothing in the statement."""

    held: int
    broken: int
    unmet: int


@lru_cache(maxsize=4096)
def _dates(text: str) -> tuple[When, ...]:
    return find_dates(text, None)


def within_dates(claim: Frame, later: Frame) -> Kept:
    """The claim's dates against the statement's: one that overlaps holds; where all that it tells lie outside, it is broken. Dates that only count from a day ("on Monday") are left out."""
    told = [d for d in _dates(later.text) if d.start is not None or d.end is not None]
    held = broken = unmet = 0
    for limit in _dates(claim.text):
        if limit.start is None and limit.end is None:
            continue
        if not told:
            unmet += 1
        elif any(_overlap(limit, d) for d in told):
            held += 1
        else:
            broken += 1
    return Kept(held, broken, unmet)


def _overlap(first: When, second: When) -> bool:
    if first.end is not None and second.start is not None and second.start >= first.end:
        return False
    return not (second.end is not None and first.start is not None and first.start >= second.end)


def bounded_dates(claim: Frame) -> bool:
    """Whether the claim sets a date as a limit: "before 2017", "after March"."""
    return any((d.start is None) != (d.end is None) for d in _dates(claim.text))


def within_figures(claim: Frame, later: Frame) -> Kept:
    """Each figure of the claim against the one of the statement that comes nearest, taken strictly: "more than 8.1 million" is broken by 8 million."""
    held = broken = unmet = 0
    for point in claim.figures:
        alike = [f for f in later.figures if same_unit(point, f)] or [f for f in later.figures if point.unit is None or f.unit is None]
        nearest = min(alike, key=lambda f: _apart(point, f), default=None)
        if nearest is None:
            unmet += 1
        elif _keeps(point, nearest):
            held += 1
        else:
            broken += 1
    return Kept(held, broken, unmet)


def nearest_apart(claim: Frame, later: Frame) -> float:
    """How far the claim's figures lie from the nearest of the statement, 0 (equal) to 1 (twice or more, or none); the largest distance of all."""
    gaps = [min((_apart(p, f) for f in later.figures if same_unit(p, f)), default=Decimal(2)) for p in claim.figures]
    return float(min(Decimal(1), max(gaps, default=Decimal(1)) - 1)) if gaps else 0.0


def _apart(first: Point, second: Point) -> Decimal:
    a, b = central(first), central(second)
    if a is None or b is None:
        return Decimal(2)
    low, high = sorted((abs(a), abs(b)))
    return Decimal(1) if low == high else Decimal(9) if low == 0 else min(Decimal(9), high / low)


def _keeps(limit: Point, told: Point) -> bool:
    a, b = central(limit), central(told)
    if a is None or b is None:
        return agree(limit, told)
    if limit.comparator is Comparator.MORE_THAN:
        return b > a or (b == a and told.comparator is Comparator.MORE_THAN)
    if limit.comparator is Comparator.AT_LEAST:
        return b >= a
    if limit.comparator is Comparator.LESS_THAN:
        return b < a or (b == a and told.comparator is Comparator.LESS_THAN)
    if limit.comparator is Comparator.AT_MOST:
        return b <= a
    return agree(limit, told)
