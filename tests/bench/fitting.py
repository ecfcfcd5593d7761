"""Sparse linear models by numpy alone: ridge and logistic regression over named features, for the commands that fit tables. No set is known here."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

import numpy

Named = dict[str, float]


class Design:
    """Rows of named features as one sparse matrix. Features that fewer than *least* rows have are left out."""

    def __init__(self, rows: Sequence[Named], least: int = 1, names: Sequence[str] | None = None) -> None:
        if names is None:
            counts = Counter(name for row in rows for name in row)
            names = sorted(name for name, count in counts.items() if count >= least)
        self.names = list(names)
        place = {name: k for k, name in enumerate(self.names)}
        at, where, value = [], [], []
        for k, row in enumerate(rows):
            for name, x in row.items():
                column = place.get(name)
                if column is not None:
                    at.append(k)
                    where.append(column)
                    value.append(x)
        self.rows = len(rows)
        self.at = numpy.array(at, dtype=numpy.int64)
        self.where = numpy.array(where, dtype=numpy.int64)
        self.value = numpy.array(value, dtype=float)

    @property
    def width(self) -> int:
        return len(self.names)

    def times(self, weights: numpy.ndarray) -> numpy.ndarray:
        """One sum a row."""
        return numpy.bincount(self.at, self.value * weights[self.where], minlength=self.rows)

    def back(self, residues: numpy.ndarray) -> numpy.ndarray:
        """One sum a feature."""
        return numpy.bincount(self.where, self.value * residues[self.at], minlength=self.width)

    def largest(self, importance: numpy.ndarray) -> float:
        """The largest eigenvalue of the weighted square of the matrix, by power iteration."""
        vector = numpy.ones(self.width) / max(1.0, self.width**0.5)
        size = 1.0
        for _ in range(20):
            vector = self.back(importance * self.times(vector))
            size = float(numpy.linalg.norm(vector)) or 1.0
            vector /= size
        return size


def ridge(design: Design, wanted: numpy.ndarray, drawn: float, steps: int = 200) -> tuple[float, numpy.ndarray]:
    """Offset and weights that minimise squared error + drawn·|weights|², by conjugate gradients."""
    middle = float(wanted.mean())
    weights = numpy.zeros(design.width)
    residue = design.back(wanted - middle)
    direction = residue.copy()
    size = float(residue @ residue)
    for _ in range(steps):
        if size < 1e-8:
            break
        pushed = design.back(design.times(direction)) + drawn * direction
        step = size / float(direction @ pushed)
        weights += step * direction
        residue -= step * pushed
        fresh = float(residue @ residue)
        direction = residue + fresh / size * direction
        size = fresh
    middle += float((wanted - middle - design.times(weights)).mean())
    return middle, weights


def logistic(
    design: Design,
    wanted: numpy.ndarray,
    *,
    drawn: float = 0.0,
    lasso: float = 0.0,
    importance: numpy.ndarray | None = None,
    steps: int = 300,
) -> tuple[float, numpy.ndarray]:
    """Offset and weights of a logistic regression with lasso·|w| + drawn/2·w², by accelerated proximal descent; rows count by *importance*."""
    weight = numpy.ones(design.rows) if importance is None else importance
    step = 1.0 / (0.25 * (design.largest(weight) + weight.sum() / 4) + drawn)
    weights, offset = numpy.zeros(design.width), 0.0
    ahead, ahead_offset, pace = weights.copy(), offset, 1.0
    for _ in range(steps):
        chance = 1 / (1 + numpy.exp(-numpy.clip(design.times(ahead) + ahead_offset, -30, 30)))
        error = weight * (chance - wanted)
        moved = ahead - step * (design.back(error) + drawn * ahead)
        moved = numpy.sign(moved) * numpy.maximum(0.0, numpy.abs(moved) - step * lasso)
        moved_offset = ahead_offset - step * float(error.sum())
        quicker = (1 + (1 + 4 * pace * pace) ** 0.5) / 2
        ahead = moved + (pace - 1) / quicker * (moved - weights)
        ahead_offset = moved_offset + (pace - 1) / quicker * (moved_offset - offset)
        weights, offset, pace = moved, moved_offset, quicker
    return offset, weights


def folds(wanted: numpy.ndarray, parts: int) -> Iterable[numpy.ndarray]:
    """Masks of *parts* stretches that follow each other within each answer, so that sentences of one article stay together in a file sorted by answer."""
    for part in range(parts):
        mask = numpy.zeros(len(wanted), dtype=bool)
        for answer in numpy.unique(wanted):
            rows = numpy.flatnonzero(wanted == answer)
            mask[rows[round(len(rows) * part / parts) : round(len(rows) * (part + 1) / parts)]] = True
        yield mask


def pearson(ours: Sequence[float], theirs: Sequence[float]) -> float:
    """The correlation of two rows of numbers; 0 where one of them does not vary."""
    a, b = numpy.array(ours, dtype=float), numpy.array(theirs, dtype=float)
    a, b = a - a.mean(), b - b.mean()
    size = float(numpy.sqrt((a @ a) * (b @ b)))
    return float(a @ b) / size if size else 0.0
