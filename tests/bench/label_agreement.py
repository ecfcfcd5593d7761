"""How far two annotators of the news sentences agree: percent, Cohen's kappa, Krippendorff's alpha. Reads labels only, never the engine."""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Iterable, Sequence
from itertools import permutations

from tests.bench.gold_labels import Label, same_name

NEAR = 40  # characters between two key phrases that may still name one statement
Pairs = list[tuple[Label, Label]]


def paired(first: Iterable[Label], second: Iterable[Label]) -> Pairs:
    """Which labels of one sentence speak of the same statement: the nearest keys first (an overlap is nearest), none further apart than NEAR."""
    mine, theirs = list(first), list(second)
    by_distance = sorted(
        (max(a.key.start - b.key.end, b.key.start - a.key.end), i, j) for i, a in enumerate(mine) for j, b in enumerate(theirs)
    )
    taken: Pairs = []
    left, right = set(range(len(mine))), set(range(len(theirs)))
    for distance, i, j in by_distance:
        if distance <= NEAR and i in left and j in right:
            taken.append((mine[i], theirs[j]))
            left.discard(i)
            right.discard(j)
    return taken


def cohen_kappa(pairs: Sequence[tuple[Hashable, Hashable]]) -> float | None:
    """Agreement beyond chance of two annotators on nominal labels, −1..1; None where nothing could be agreed on (no pair, or one label alone).
    Cohen 1960."""
    if not pairs:
        return None
    n = len(pairs)
    left, right = Counter(a for a, _ in pairs), Counter(b for _, b in pairs)
    chance = sum(left[value] * right[value] for value in left) / n**2
    return None if chance == 1 else (sum(a == b for a, b in pairs) / n - chance) / (1 - chance)


def krippendorff_alpha(pairs: Sequence[tuple[int, int]]) -> float | None:
    """Agreement of two annotators on an ordinal scale, 1 = perfect, 0 = chance; None where there is no variance. Krippendorff 2011, ordinal metric."""
    if not pairs:
        return None
    counts = Counter(value for pair in pairs for value in pair)
    total, values = sum(counts.values()), sorted(counts)

    def apart(a: int, b: int) -> float:
        low, high = min(a, b), max(a, b)
        return (sum(counts[v] for v in values if low <= v <= high) - (counts[low] + counts[high]) / 2) ** 2

    expected = sum(counts[a] * counts[b] * apart(a, b) for a, b in permutations(values, 2)) / (total - 1)
    observed = sum(2 * apart(a, b) for a, b in pairs)
    return 1 - observed / expected if expected else None


def agreement_lines(first: dict[str, tuple[Label, ...]], second: dict[str, tuple[Label, ...]], ids: Iterable[str]) -> list[str]:
    """A table, one line a field, over the statements of *ids* that both annotators labelled."""
    shared = [id for id in ids if id in first and id in second]
    pairs = [pair for id in shared for pair in paired(first[id], second[id])]
    mine, theirs = sum(len(first[id]) for id in shared), sum(len(second[id]) for id in shared)
    lines = [f"agreement of two annotators: {len(shared)} sentences, {mine} and {theirs} statements, {len(pairs)} in both"]
    fields: list[tuple[str, list[tuple[Hashable, Hashable]]]] = [
        ("level", [(a.level, b.level) for a, b in pairs if a.level is not None and b.level is not None]),
        ("polarity", [(a.polarity, b.polarity) for a, b in pairs if a.polarity and b.polarity]),
        ("markers", [(a.markers, b.markers) for a, b in pairs if a.markers is not None and b.markers is not None]),
        ("hedged by a cue", [(bool(a.cues), bool(b.cues)) for a, b in pairs if a.cues is not None and b.cues is not None]),
        ("kind of origin", [(a.origin_kind, b.origin_kind) for a, b in pairs if a.origin_kind and b.origin_kind]),
    ]
    for name, both in fields:
        same = sum(a == b for a, b in both)
        if both:
            lines.append(f"  {name:<16} {same:>4}/{len(both):<4} {same / len(both):.3f}  kappa {_shown(cohen_kappa(both))}")
    named = [same_name(a.origin[0], b.origin[0]) if a.origin and b.origin else a.origin == b.origin for a, b in origins(pairs)]
    if named:
        lines.append(f"  {'name of origin':<16} {sum(named):>4}/{len(named):<4} {sum(named) / len(named):.3f}")
    levels = [(a.level, b.level) for a, b in pairs if a.level is not None and b.level is not None]
    lines.append(f"  level, ordinal: Krippendorff alpha {_shown(krippendorff_alpha(levels))}")
    return lines


def origins(pairs: Pairs) -> Pairs:
    """The pairs in which both said who the origin is, or that nobody is named."""
    return [(a, b) for a, b in pairs if a.origin is not None and b.origin is not None]


def _shown(value: float | None) -> str:
    return "–" if value is None else f"{value:.3f}"
