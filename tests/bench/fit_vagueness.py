"""Fits the tables by which an encyclopedia's and a research paper's sentences are called uncertain. Prints cross-validated figures beside training ones.

Naive-Bayes-scaled logistic regression with few weights left: sentences of one article never lie on both sides of a fold. The Wikipedia training
sentences hold far more vague words in sentences that nobody marked than the test split does, so its rows are counted by how often a plain list
fires in each class there; both figures were published with the sets, no test sentence was seen.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy

from tests.bench.fitting import Design, folds, logistic
from tests.bench.plain_lexicon import WEASELS, named
from tests.bench.reading_sets import Hedged
from tracker.language.cues import FOLDER
from tracker.language.vagueness import WEIGHTS, Genre, features
from tracker.language.words import words_of

LEAST, STEPS, PARTS = 3, 200, 5
#: how much each weight is drawn to zero, absolutely and by its square: chosen by cross-validation
LASSO = {Genre.ENCYCLOPEDIA: 2.0, Genre.SCIENCE: 1.0}
DRAWN = {Genre.ENCYCLOPEDIA: 30.0, Genre.SCIENCE: 10.0}
#: how often a plain list of vague words fires in the Wikipedia test split: in sentences marked uncertain (as follows from its published F1 of .649), in
#: the others (as published), and the share of sentences that is marked (as published)
TEST_RECALL, TEST_FALSE, TEST_SHARE = 0.67, 0.12, 0.232
#: the line of a table that says how well it does on what it was not fitted on
CHECKED = "# Cross-validated: "
HEAD = {
    Genre.ENCYCLOPEDIA: "# Learned: log-odds that a sentence is marked vague, by what stands around its cue words. "
    "Fitted on CoNLL-2010 Wikipedia training sentences (CC BY-SA) by make fit-reading.",
    Genre.SCIENCE: "# Learned: log-odds that a sentence is marked uncertain, by what stands around its cue words. "
    "Fitted on CoNLL-2010 biomedical training sentences (BioScope, CC BY 2.0) by make fit-reading.",
}


@dataclass(frozen=True, slots=True)
class Fit:
    """A fitted table and what cross-validation says of it, rows counted as they were for fitting (f1) and each once (plain_f1)."""

    offset: float
    threshold: float
    weights: dict[str, float]
    f1: float
    plain_f1: float


def importance(rows: Sequence[Hedged], genre: Genre) -> numpy.ndarray:
    """How much each row counts; their mean is 1."""
    wanted = numpy.array([row.hedged for row in rows])
    weight = numpy.ones(len(rows))
    if genre is Genre.ENCYCLOPEDIA:
        fires = numpy.array([named(row.text, WEASELS) for row in rows])
        for answer, rate, share in ((True, TEST_RECALL, TEST_SHARE), (False, TEST_FALSE, 1 - TEST_SHARE)):
            here = fires[wanted == answer].mean()
            weight[(wanted == answer) & fires] = rate / here
            weight[(wanted == answer) & ~fires] = (1 - rate) / (1 - here)
            weight[wanted == answer] *= share / weight[wanted == answer].sum()
        weight *= len(rows)
    return weight


def scaled(design: Design, wanted: numpy.ndarray, weight: numpy.ndarray) -> numpy.ndarray:
    """The log-ratio of each feature between the classes; a regression on features so scaled generalises better from few rows."""
    marked, others = design.back(wanted * weight) + 1, design.back((1 - wanted) * weight) + 1
    return numpy.log((marked / (wanted * weight).sum()) / (others / ((1 - wanted) * weight).sum()))


def trained(
    rows: Sequence[dict[str, float]], wanted: numpy.ndarray, weight: numpy.ndarray, genre: Genre
) -> tuple[float, Design, numpy.ndarray]:
    design = Design(rows, LEAST)
    ratio = scaled(design, wanted, weight)
    design.value = design.value * ratio[design.where]
    offset, weights = logistic(design, wanted, drawn=DRAWN[genre], lasso=LASSO[genre], importance=weight, steps=STEPS)
    return offset, design, weights * ratio


def f1_at(chance: numpy.ndarray, wanted: numpy.ndarray, weight: numpy.ndarray, threshold: float) -> float:
    said = chance >= threshold
    return float(2 * (weight * said * wanted).sum() / max(1e-9, (weight * said).sum() + (weight * wanted).sum()))


def safe_threshold(scores: dict[float, float], near: float = 0.003) -> float:
    """Of the thresholds that do about as well as the best one, a low one: texts of another kind hold fewer of the contexts that are known and score lower."""
    good = sorted(threshold for threshold, score in scores.items() if score >= max(scores.values()) - near)
    return round(good[len(good) // 4], 2)


def fit(rows: Sequence[Hedged], genre: Genre) -> Fit:
    """The table for *genre*, its threshold the best of the cross-validation."""
    wanted = numpy.array([row.hedged for row in rows], dtype=float)
    weight = importance(rows, genre)
    named_rows = [dict.fromkeys(features(words_of(row.text), genre), 1.0) for row in rows]
    chance = numpy.zeros(len(rows))
    for mask in folds(wanted, PARTS):
        offset, design, weights = trained(
            [f for f, out in zip(named_rows, mask, strict=True) if not out], wanted[~mask], weight[~mask], genre
        )
        unseen = Design([f for f, out in zip(named_rows, mask, strict=True) if out], names=design.names)
        chance[mask] = 1 / (1 + numpy.exp(-(unseen.times(weights) + offset)))
    threshold = safe_threshold({k / 100: f1_at(chance, wanted, weight, k / 100) for k in range(10, 60)})
    offset, design, weights = trained(named_rows, wanted, weight, genre)
    table = {name: round(float(w), 3) for name, w in zip(design.names, weights, strict=True) if abs(w) >= 0.01}
    once = numpy.ones(len(rows))
    return Fit(
        offset, threshold, table, f1_at(chance, wanted, weight, threshold), max(f1_at(chance, wanted, once, k / 100) for k in range(5, 95))
    )


def checked(path: Path) -> str:
    """What the table in *path* says of itself on rows that it was not fitted on; "" where it says nothing."""
    lines = path.read_text(encoding="utf-8").splitlines()[:4]
    return next((line.removeprefix("# ") for line in lines if line.startswith(CHECKED)), "")


def write(found: Fit, genre: Genre, folder: Path = FOLDER) -> Path:
    """Writes the table, the strongest features first."""
    checked = f"{CHECKED}F1 {found.plain_f1:.3f}, with rows counted as for fitting {found.f1:.3f}"
    lines = [HEAD[genre], checked, "feature\tweight", f"(offset)\t{found.offset:.3f}", f"(threshold)\t{found.threshold:.2f}"]
    lines += [f"{name}\t{weight:.3f}" for name, weight in sorted(found.weights.items(), key=lambda row: (-abs(row[1]), row[0]))]
    path = folder / WEIGHTS[genre]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path
