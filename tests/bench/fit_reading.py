"""Fits every learned table of reading on the training splits that DATA holds and writes them beside the cues; prints cross-validated figures.

``python -m tests.bench.fit_reading DATA [--write]``. Only sets whose licence allows it: CoNLL-2010 (Wikipedia text CC BY-SA, BioScope CC BY 2.0) and
UDS-IH2 (CC BY-SA 4.0). CommitmentBank and PolNeAR are never fitted on.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

import numpy

from tests.bench import fit_certainty, fit_vagueness
from tests.bench.fitting import pearson
from tests.bench.reading_scores import recognised
from tests.bench.reading_sets import conll, sample, split_of, uds
from tracker.language.vagueness import Genre


def say(line: str) -> None:
    print(line, flush=True)


def sentences(path: Path, genre: Genre, limit: int, keep: bool) -> None:
    rows = sample(list(conll(path)), limit)
    say(f"{path.name}: {len(rows)} sentences …")
    found = fit_vagueness.fit(rows, genre)
    say(
        f"  sentence is uncertain, {genre.value}: cross-validated F1 {found.plain_f1:.3f}, with rows counted as for fitting {found.f1:.3f}; "
        f"{len(found.weights)} weights, threshold {found.threshold:.2f}"
    )
    if keep:
        say(f"  wrote {fit_vagueness.write(found, genre)}")


def events(path: Path, development: Path | None, limit: int, keep: bool) -> None:
    rows = sample(list(uds(path)), limit)
    say(f"{path.name}: {len(rows)} events …")
    names, truth = fit_certainty.named(rows), numpy.array([row.certainty for row in rows])
    r = fit_certainty.cross_validated(names, truth)
    say(f"  certainty of an event: cross-validated r {r:.3f}")
    if development is not None:
        others = sample(list(uds(development)), limit)
        answers = fit_certainty.held_out(rows, others)
        say(f"  {development.name}, before it is fitted on: r {pearson(answers, [row.certainty for row in others]):.3f}")
        names += fit_certainty.named(others)
        truth = numpy.concatenate([truth, [row.certainty for row in others]])
    table = fit_certainty.fit(names, truth)
    say(f"  fitted on {len(names)} events: {len(table.weights)} weights")
    if keep:
        fit_certainty.write(table, r)
        say(f"  wrote {fit_certainty.TABLE}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("directory", type=Path, help="the directory that holds the training splits, at any depth")
    parser.add_argument("--limit", type=int, default=0, help="at most so many rows of each file; 0 for all")
    parser.add_argument("--write", action="store_true", help="write the tables; without it only the figures are printed")
    asked = parser.parse_args()
    files = [(path, layout.name) for path, layout in recognised(asked.directory)] if asked.directory.is_dir() else []
    training = [(path, name) for path, name in files if split_of(path) == "train" and name in ("CoNLL-2010", "UDS-IH2")]
    if not training:
        sys.exit(
            f"{asked.directory}: holds no training split of CoNLL-2010 (…wiki_train.jsonl, …bio_train.jsonl) or UDS-IH2 (uds…train.jsonl)"
        )
    keep = asked.write and not asked.limit
    if asked.write and asked.limit:
        say(f"a sample of {asked.limit} rows: figures only, the tables stay as they are")
    for path, name in training:
        if name == "CoNLL-2010":
            sentences(path, Genre.ENCYCLOPEDIA if "wiki" in path.name.lower() else Genre.SCIENCE, asked.limit, keep)
        else:
            events(path, next((p for p, n in files if n == name and split_of(p) == "dev"), None), asked.limit, keep)


if __name__ == "__main__":
    main()
