"""Fits the small model of ``verification/comparing/likeness.py`` and writes its table. Prints how well it does on pages that it has not seen.

Fitted on VitaminC pairs (CC BY-SA 3.0) of the pages that ``held_out`` does not keep back, for pairs that no rule settles; a softmax regression by
gradient descent, weights drawn to zero, the same numbers on every run.
"""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from pathlib import Path

import numpy

from tests.bench.relation_sets import Pair, held_out, sample, vitaminc
from verification.comparing.alignment import align
from verification.comparing.frames import frame_of
from verification.comparing.lexicon import TABLES
from verification.comparing.likeness import ANSWERS, features

STEPS = 1500
RATE = 0.1
DRAWN = 0.0001
LEAST_SEEN = 60  # a feature that fewer pairs have is left out
BINS = 10
HEAD = (
    "# The weights of a softmax regression over how alike two texts are. A learned table: fitted on VitaminC pairs (CC BY-SA 3.0), "
    "pages with an even letter sum, by tests/bench/fit_likeness.py. feature\tcorroborates\tcontradicts\tnone\n"
)


def measured(pairs: list[Pair]) -> list[dict[str, float]]:
    """The features of each pair; prints how far it is."""
    found = []
    for number, pair in enumerate(pairs, 1):
        claim, later = frame_of(pair.claim), frame_of(pair.later)
        found.append(features(claim, later, align(claim, later)))
        if number % 2000 == 0:
            print(f"  {number} of {len(pairs)} pairs looked at", flush=True)
    return found


def matrix(given: list[dict[str, float]], names: list[str]) -> numpy.ndarray:
    return numpy.array([[row.get(name, 0.0) for name in names] for row in given])


def fit(given: numpy.ndarray, answers: list[int]) -> numpy.ndarray:
    """Weights by answer. Descent on all rows at once, with momentum."""
    wanted = numpy.eye(len(ANSWERS))[answers]
    weights = numpy.zeros((len(ANSWERS), given.shape[1]))
    speed = numpy.zeros_like(weights)
    for _ in range(STEPS):
        slope = (chances(given, weights) - wanted).T @ given / len(given) + DRAWN * weights
        speed = 0.9 * speed - RATE * slope
        weights = weights + speed
    return weights


def chances(given: numpy.ndarray, weights: numpy.ndarray) -> numpy.ndarray:
    """How probable each answer is, a row a pair."""
    sums = given @ weights.T
    parts = numpy.exp(sums - sums.max(axis=1, keepdims=True))
    return parts / parts.sum(axis=1, keepdims=True)


def right(told: numpy.ndarray, answers: list[int]) -> float:
    return float((told.argmax(axis=1) == numpy.array(answers)).mean()) if len(told) else 0.0


def calibration_error(told: numpy.ndarray, answers: list[int]) -> float:
    """How far the probability of the likeliest answer lies from the share that is right, over ten bins weighted by their size."""
    sure, hits = told.max(axis=1), told.argmax(axis=1) == numpy.array(answers)
    error = 0.0
    for at in range(BINS):
        inside = numpy.minimum(BINS - 1, (sure * BINS).astype(int)) == at
        if inside.any():
            error += abs(sure[inside].sum() - hits[inside].sum()) / len(told)
    return error


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
    fitted = sample([p for p in pairs if not held_out(p.page)], asked.size)
    unseen = sample([p for p in pairs if held_out(p.page)], asked.size)
    given, others = measured(fitted), measured(unseen)
    seen = Counter(name for row in given for name in row)
    names = [name for name in seen if seen[name] >= LEAST_SEEN]
    answers, wanted = ([ANSWERS.index(p.relation) for p in part] for part in (fitted, unseen))
    weights = fit(matrix(given, names), answers)
    own, told = chances(matrix(given, names), weights), chances(matrix(others, names), weights)
    print(f"{len(names)} features; fitted on {len(fitted)} pairs: {right(own, answers):.3f} right")
    print(
        f"on {len(unseen)} pairs of unseen pages: {right(told, wanted):.3f} right, calibration error {calibration_error(told, wanted):.3f}"
    )
    if asked.write:
        lines = [f"{name}\t" + "\t".join(f"{weight:.3f}" for weight in weights[:, i]) for i, name in enumerate(names)]
        (TABLES / "likeness.tsv").write_text(HEAD + "\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
