"""How far people who judged the same things agree, chance taken out: Krippendorff's alpha. Pure; who judged what comes from elsewhere.

After K. Krippendorff, "Computing Krippendorff's Alpha-Reliability" (2011), whose worked examples are the tests.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Hashable, Iterable, Sequence
from enum import StrEnum
from itertools import combinations_with_replacement

RELIABLE, TENTATIVE = 0.8, 0.667  # Krippendorff's own thresholds
Pair = tuple[Hashable, Hashable]


class Metric(StrEnum):
    """What the difference of two values is: they are not the same; how many values lie between them; how far apart they are."""

    NOMINAL = "nominal"
    ORDINAL = "ordinal"
    INTERVAL = "interval"


def alpha(units: Iterable[Sequence[Hashable]], metric: Metric = Metric.NOMINAL) -> float | None:
    """1 − observed over expected disagreement. *units*: for each thing judged the values it was given, by whom does not matter.

    1 is perfect agreement, 0 what chance would bring, below 0 worse than chance. A unit with fewer than two values says nothing and is left
    out. None where nothing can be said: no unit with two values, or no two different values anywhere. Ordinal and interval values
    must be numbers. Total for those.
    """
    pairs, counts = coincidences(units)
    total = sum(counts.values())
    if total < 2 or len(counts) < 2:
        return None
    distance = DISTANCES[metric](counts)
    different = [(one, other) for one, other in combinations_with_replacement(sorted(counts, key=repr), 2) if one != other]
    observed = sum((pairs[one, other] + pairs[other, one]) * distance(one, other) for one, other in different)
    expected = sum(2 * counts[one] * counts[other] * distance(one, other) for one, other in different) / (total - 1)
    return 1 - observed / expected


def coincidences(units: Iterable[Sequence[Hashable]]) -> tuple[Counter[Pair], Counter[Hashable]]:
    """How often each ordered pair of values met within a unit, each unit weighing as much as it has values; and how often each value is paired."""
    pairs: Counter[Pair] = Counter()
    counts: Counter[Hashable] = Counter()
    for values in units:
        if len(values) < 2:
            continue
        counts.update(values)
        for place, one in enumerate(values):
            for other_place, other in enumerate(values):
                if place != other_place:
                    pairs[one, other] += 1 / (len(values) - 1)  # type: ignore[assignment]
    return pairs, counts


def _nominal(counts: Counter[Hashable]) -> Callable[[Hashable, Hashable], float]:
    return lambda one, other: float(one != other)


def _ordinal(counts: Counter[Hashable]) -> Callable[[Hashable, Hashable], float]:
    """The square of how many paired values lie from the one to the other, each end counted half."""

    def distance(one: Hashable, other: Hashable) -> float:
        low, high = sorted((one, other))  # type: ignore[type-var]
        between = sum(n for value, n in counts.items() if low <= value <= high)  # type: ignore[operator]
        return float((between - (counts[one] + counts[other]) / 2) ** 2)

    return distance


def _interval(counts: Counter[Hashable]) -> Callable[[Hashable, Hashable], float]:
    return lambda one, other: float((one - other) ** 2)  # type: ignore[operator]


DISTANCES = {Metric.NOMINAL: _nominal, Metric.ORDINAL: _ordinal, Metric.INTERVAL: _interval}


def in_words(value: float | None) -> str:
    """What may be concluded from it."""
    if value is None:
        return "too little to tell"
    if value >= RELIABLE:
        return "reliable"
    return "tentative" if value >= TENTATIVE else "unreliable"


__all__ = ["Metric", "alpha", "coincidences", "in_words"]
