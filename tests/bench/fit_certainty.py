"""Fits the table of ``tracker/language/certainty.py`` on the training events of UDS-IH2 (CC BY-SA 4.0).

A logistic curve through the readers' means, weights drawn to zero; the weights that matter most are kept and fitted once more, so that the table stays small.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy

from tests.bench.fit_vagueness import CHECKED
from tests.bench.fitting import Design, folds, logistic, pearson
from tests.bench.reading_sets import Graded
from tracker.language.certainty import HIGHEST, LOWEST, TABLE, features, of_sentence
from tracker.language.words import Word, tag

DRAWN, LEAST, STEPS, KEPT, PARTS = 8.0, 3, 120, 8_000, 5
#: events that every feature is thought to have been seen with beside its own, at the mean certainty
DOUBT = 2.0
#: words that stand anywhere in the sentence or near count half: many, and each tells little
WEAK = ("in ", "near ")
HEAD = (
    "# Learned: log-odds of how certain readers hold an event, by what stands around its word. Fitted on UDS-IH2 training and "
    "development events (web text, CC BY-SA 4.0) by make fit-reading.\n"
)


@dataclass(frozen=True, slots=True)
class Table:
    """Offset and weights by feature."""

    offset: float
    weights: dict[str, float]

    def certainty(self, names: Sequence[str]) -> float:
        return LOWEST + (HIGHEST - LOWEST) / (1 + float(numpy.exp(-(self.offset + sum(self.weights.get(name, 0.0) for name in names)))))


def words_from(tokens: Sequence[str]) -> list[Word]:
    """Tokens as tagged words, a space between each two."""
    words, place = [], 0
    for token in tokens:
        words.append(Word(place, place + len(token), token, token.lower()))
        place += len(token) + 1
    tag(words)
    return words


def named(events: Sequence[Graded]) -> list[list[str]]:
    """The features of each event; those of one sentence follow each other and share what is of the sentence."""
    found, tokens = [], None
    for event in events:
        if event.tokens is not tokens:
            tokens = event.tokens
            words = words_from(tokens)
            shared = of_sentence(words)
        found.append(features(words, event.at, shared))
    return found


def strength(name: str) -> float:
    return 0.5 if name.startswith(WEAK) else 1.0


def design_of(events: Sequence[Sequence[str]], names: Sequence[str] | None = None) -> Design:
    return Design([{name: strength(name) for name in event} for event in events], LEAST, names)


def telling(design: Design, wanted: numpy.ndarray) -> numpy.ndarray:
    """How far each feature by itself moves the log-odds, as a root, about 1 in the mean: what tells more is drawn less to zero."""
    mean = wanted.mean()
    seen = numpy.bincount(design.where, minlength=design.width)
    chance = (numpy.bincount(design.where, wanted[design.at], minlength=design.width) + DOUBT * mean) / (seen + DOUBT)
    moved = numpy.sqrt(numpy.abs(numpy.log(chance / (1 - chance)) - numpy.log(mean / (1 - mean))))
    return moved / numpy.sqrt((moved[design.where] ** 2).mean())


def weighed(
    events: Sequence[Sequence[str]], wanted: numpy.ndarray, names: Sequence[str] | None = None
) -> tuple[Design, float, numpy.ndarray]:
    """The design, its offset and the weight of each of its features as they stand in a text."""
    design = design_of(events, names)
    scale = telling(design, wanted)
    design.value = design.value * scale[design.where]
    offset, weights = logistic(design, wanted, drawn=DRAWN, steps=STEPS)
    return design, offset, weights * scale


def fit(events: Sequence[Sequence[str]], certainties: numpy.ndarray, kept: int = KEPT) -> Table:
    """Fits, keeps the *kept* weights that move most, fits again."""
    wanted = (certainties - LOWEST) / (HIGHEST - LOWEST)
    design, offset, weights = weighed(events, wanted)
    if design.width > kept:
        counts = numpy.bincount(design.where, minlength=design.width)
        strongest = numpy.argsort(-numpy.abs(weights) * numpy.sqrt(counts))[:kept]
        design, offset, weights = weighed(events, wanted, [design.names[k] for k in strongest])
    return Table(round(offset, 3), {n: round(float(w) * strength(n), 3) for n, w in zip(design.names, weights, strict=True)})


def held_out(training: Sequence[Graded], others: Sequence[Graded]) -> list[float]:
    """What a table fitted on *training* alone says of *others*."""
    table = fit(named(training), numpy.array([event.certainty for event in training]))
    return told(table, named(others))


def told(table: Table, events: Sequence[Sequence[str]]) -> list[float]:
    return [table.certainty(names) for names in events]


def cross_validated(events: Sequence[Sequence[str]], certainties: numpy.ndarray) -> float:
    """Pearson's r over stretches of the file that were left out one after the other."""
    answers = numpy.zeros(len(events))
    for mask in folds(numpy.zeros(len(events)), PARTS):
        table = fit([e for e, out in zip(events, mask, strict=True) if not out], certainties[~mask])
        answers[mask] = told(table, [e for e, out in zip(events, mask, strict=True) if out])
    return pearson(answers, certainties)


def write(table: Table, r: float, path: Path = TABLE) -> None:
    """Writes the table, the strongest features first, and the *r* that cross-validation gave it."""
    lines = [f"{CHECKED}r {r:.3f}", "feature\tweight", f"(offset)\t{table.offset:.3f}"]
    lines += [f"{name}\t{weight:.3f}" for name, weight in sorted(table.weights.items(), key=lambda row: (-abs(row[1]), row[0])) if weight]
    path.write_text(HEAD + "\n".join(lines) + "\n", encoding="utf-8")
