"""Fits the small model of ``verification/comparing/likeness.py`` and writes its table. Prints how well it does on pages that it has not seen.

Fitted on VitaminC pairs (CC BY-SA 3.0) of the pages that ``held_out`` does not keep back, for pairs that no rule settles; a softmax regression by
gradient descent, weights drawn to zero, the same numbers on every run.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

import numpy

from tests.bench.relation_sets import Pair, held_out, sample, vitaminc
from verification.comparing.alignment import align
from verification.comparing.frames import frame_of
from verification.comparing.lexicon import TABLES
from verification.comparing.likeness import ANSWERS, features

STEPS = 400
RATE = 1.0
DRAWN = 0.0003
HEAD = (
    "# The weights of a softmax regression over how alike two texts are. A learned table: fitted on VitaminC pairs (CC BY-SA 3.0), "
    "pages with an even letter sum, by tests/bench/fit_likeness.py. feature\tcorroborates\tcontradicts\tnone\n"
)

Row = tuple[list[float], int]


def rows_of(pairs: list[Pair]) -> tuple[list[str], list[Row]]:
    names: list[str] = []
    rows = []
    for pair in pairs:
        claim, later = frame_of(pair.claim), frame_of(pair.later)
        given = features(claim, later, align(claim, later))
        names = names or list(given)
        rows.append(([given[name] for name in names], ANSWERS.index(pair.relation)))
    return names, rows


def fit(rows: list[Row], width: int) -> list[list[float]]:
    """Weights by answer. Descent on all rows at once, with momentum."""
    given = numpy.array([row for row, _ in rows])
    wanted = numpy.eye(len(ANSWERS))[[answer for _, answer in rows]]
    weights = numpy.zeros((len(ANSWERS), width))
    speed = numpy.zeros_like(weights)
    for _ in range(STEPS * 5):
        sums = given @ weights.T
        parts = numpy.exp(sums - sums.max(axis=1, keepdims=True))
        chances = parts / parts.sum(axis=1, keepdims=True)
        slope = (chances - wanted).T @ given / len(rows) + DRAWN * weights
        speed = 0.9 * speed - RATE * 0.3 * slope
        weights = weights + speed
    return weights.tolist()


def right(rows: list[Row], weights: list[list[float]]) -> float:
    hits = 0
    for row, answer in rows:
        sums = [sum(w * x for w, x in zip(line, row, strict=True)) for line in weights]
        hits += sums.index(max(sums)) == answer
    return hits / max(1, len(rows))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("directory", type=Path, help="the directory that holds relations/vitaminc_pages_even.jsonl")
    parser.add_argument("--size", type=int, default=0, help="at most so many pairs to fit on, 0 for all")
    parser.add_argument("--write", action="store_true", help="write the table; without it only the figures are printed")
    asked = parser.parse_args()
    path = asked.directory / "relations" / "vitaminc_pages_even.jsonl"
    if not path.exists():
        sys.exit(f"{path}: not there; name the directory that holds relations/vitaminc_pages_even.jsonl: make fit-comparing DATA=DIR")
    pairs = list(vitaminc(path))
    names, rows = rows_of(sample([p for p in pairs if not held_out(p.page)], asked.size))
    weights = fit(rows, len(names))
    _, unseen = rows_of(sample([p for p in pairs if held_out(p.page)], asked.size and asked.size // 3))
    print(
        f"fitted on {len(rows)} pairs: {right(rows, weights):.3f} right; on {len(unseen)} pairs of unseen pages: {right(unseen, weights):.3f}"
    )
    if asked.write:
        lines = [f"{name}\t" + "\t".join(f"{line[i]:.3f}" for line in weights) for i, name in enumerate(names)]
        (TABLES / "likeness.tsv").write_text(HEAD + "\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
