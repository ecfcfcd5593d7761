"""Measures reading on every public set that DATA holds and prints a table: ours, a plain list of words in the same run, what was published. Asserts nothing.

``python -m tests.bench.bench_reading DATA [--limit N] [--write]``. Files are known by their names (polnear…, …wiki…, …bio…, uds…, commitment…,
bioscope…); the split is the one that the name says. A figure on a split that the tables were fitted on says so.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path
from time import perf_counter

from tests.bench.documents import put_between
from tests.bench.reading_scores import LAYOUTS, Row, recognised
from tests.bench.reading_sets import joined, polnear
from tests.bench.reading_speed import by_command, in_process, prose_lines, worst
from tracker.language.cues import default_lexicon
from tracker.language.reader import ENGINE

DOCUMENT = Path(__file__).parents[2] / "docs" / "benchmarks.md"
BEGIN, END = "<!-- reading: written by make bench-reading -->", "<!-- reading: end -->"
SENTENCES = 6_000
HEAD = ("measure", "ours", "plain list", "published", "measured on", "fitted")
PREFACE = (
    "`make bench-reading DATA=DIR` walks DIR for files in the layouts of PolNeAR, CoNLL-2010, UDS-IH2, CommitmentBank and BioScope; the sets are "
    "not part of the project. *Plain list* is a list of words without senses, context or fitting, scored in the same run. Published figures "
    "are of the official test splits and may only be set beside a row whose split is *test*. A row measured on the split that a table was "
    "fitted on says little: the cross-validated figure stands beside it. In Wikipedia's training split half of the sentences that "
    "nobody marked hold a vague word, in its test split one in eight: the training rows look worse than the test rows will. Spans of who said "
    "what, scopes and CommitmentBank are by rules alone; nothing was fitted on them."
)


def say(line: str) -> None:
    print(line, file=sys.stderr, flush=True)


def score_rows(directory: Path, limit: int) -> list[Row]:
    """The rows of every recognised file. Exits with the layouts that are known where there is none."""
    if not directory.is_dir():
        sys.exit(f"{directory}: no such directory; name the one that holds the sets: make bench-reading DATA=DIR")
    files = recognised(directory)
    if not files:
        known = "; ".join(f"{layout.name} ({layout.pattern.pattern})" for layout in LAYOUTS)
        sys.exit(f"{directory}: holds no file whose name is known. Known are: {known}.")
    found: list[Row] = []
    for path, layout in files:
        began = perf_counter()
        say(f"{path.relative_to(directory)} ({layout.name}) …")
        try:
            found.extend(layout.score(path, limit, say))
        except (KeyError, ValueError, TypeError) as error:
            say(f"  left out: {path} does not follow the layout of {layout.name} ({type(error).__name__}: {error})")
            continue
        say(f"  {perf_counter() - began:.1f} s")
    return found


def speed_rows(directory: Path) -> list[Row]:
    """Speed on news prose, where there is a PolNeAR file to take it from, and on the worst texts."""
    say("speed …")
    found = []
    passages = [joined(p.tokens)[0] for path, layout in recognised(directory) if layout.name == "PolNeAR" for p in polnear(path)]
    if passages:
        lines = prose_lines(passages, SENTENCES)
        found.append(
            Row(
                "sentences a second, read() on news lines",
                f"{in_process(lines):,.0f}",
                "–",
                "–",
                f"{len(lines)} lines, processor time of one core, best of three",
                "no",
            )
        )
        command = f"{by_command(lines):,.0f}"
        found.append(
            Row(
                "sentences a second, manage.py read --lines",
                command,
                "–",
                "–",
                f"{len(lines)} lines, processor time of one core, best of three, start included",
                "no",
            )
        )
    slowest = worst(say)
    shown = "; ".join(f"{name} {seconds:.1f}" for name, seconds in slowest[:4])
    found.append(
        Row(
            "seconds a megabyte, worst texts", f"{slowest[0][1]:.1f}", "–", "–", f"{len(slowest)} kinds of junk, 200 kB each: {shown}", "no"
        )
    )
    return found


def table(rows: Sequence[Row]) -> str:
    lines = [f"| {' | '.join(HEAD)} |", "|" + "---|" * len(HEAD)]
    lines += [f"| {r.measure} | {r.ours} | {r.plain} | {r.published} | {r.measured_on} | {r.fitted} |" for r in rows]
    return "\n".join(lines)


def write(shown: str, limit: int) -> None:
    """The section between the two marks of docs/benchmarks.md, which is made if it is not there."""
    size = f" A sample of at most {limit} rows of each file." if limit else ""
    section = f"{BEGIN}\n## Reading ({ENGINE}, lexicon {default_lexicon().version})\n\n{PREFACE}{size}\n\n{shown}\n{END}"
    put_between(BEGIN, END, section, into=DOCUMENT)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("directory", type=Path, help="the directory that holds the sets, at any depth")
    parser.add_argument("--limit", type=int, default=0, help="at most so many rows of each file, the same ones on every run; 0 for all")
    parser.add_argument("--write", action="store_true", help="write the table into docs/benchmarks.md")
    parser.add_argument("--no-speed", action="store_true", help="leave the speeds out")
    asked = parser.parse_args()
    if asked.limit < 0:
        parser.error(f"--limit is {asked.limit}; must be 0 (all rows) or more")
    rows = score_rows(asked.directory, asked.limit)
    if not asked.no_speed:
        rows += speed_rows(asked.directory)
    shown = table(rows)
    print(shown)
    if asked.write:
        write(shown, asked.limit)


if __name__ == "__main__":
    main()
