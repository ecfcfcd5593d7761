"""Measures what finding and comparing costs among many claims, on SQLite and PostgreSQL. The claims are made up; it says nothing of quality."""

from __future__ import annotations

import argparse
import json
import resource
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from statistics import mean, quantiles
from time import perf_counter, process_time
from typing import Any

from tests.bench.bench_desk import timed
from tests.bench.documents import put_between
from tests.bench.fresh_database import fresh_database

DATABASES = ("sqlite", "postgresql")
REPORTS = 60  # measured, each of eight statements
WARM = 10  # before them: a worker's caches are not empty
DOCS = Path(__file__).parents[2] / "docs" / "benchmarks.md"
BEGIN = "<!-- claims: written by make bench-claims -->"
END = "<!-- claims: end -->"
Row = dict[str, Any]  # milliseconds but for what its name says
Timed = tuple[float, float]  # milliseconds by the clock, and of the processor in this process and in the database's


def measure(claims: int) -> Row:
    """Every figure for one size, on the database that is set up."""
    from tests.bench.made_claims import write_claims
    from tracker import memory
    from tracker.models import Statement

    def say(line: str) -> None:
        if int(line.split()[0]) % 10_000 == 0:
            print(f"  {line}, {perf_counter() - began:.0f} s", file=sys.stderr, flush=True)

    began, busy = perf_counter(), process_time()
    readings = write_claims(claims, fresh=REPORTS + WARM, say=say)
    row: Row = {"claims": claims, "written_s": perf_counter() - began, "written_cpu_s": process_time() - busy}

    def statements(reading: int) -> list[Statement]:
        return list(Statement.objects.filter(reading=reading).with_context())

    warm, asked = readings[:WARM], [statements(reading) for reading in readings[WARM:]]
    for reading in warm:
        found_and_compared(statements(reading))
    half = len(asked) // 2
    whole = [timed(lambda said=said: retrieve(said)) for said in asked[:half]]
    row |= summary("report", [(wall / len(said), cpu / len(said)) for (wall, cpu), said in zip(whole, asked[:half], strict=True)])
    single = [said[at % len(said)] for at, said in enumerate(asked[half:])] + [
        said[(at + 3) % len(said)] for at, said in enumerate(asked[half:])
    ]
    row |= summary("find", [timed(lambda one=one: retrieve([one])) for one in single])
    memory.settle()  # as a worker does
    keep_frames(single)
    met: list[int] = []
    row |= summary("one", [timed(lambda one=one: met.append(found_and_compared([one]))) for one in single])
    row |= {"candidates": mean(met), "candidates_most": max(met)}
    row["memory_mb"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return row


def retrieve(said: Sequence) -> None:
    """The candidates of all these statements in one look-up, as a job does it."""
    from verification import retrieval

    retrieval.claims_near([retrieval.text_of(one) for one in said])


def keep_frames(said: Sequence) -> None:
    """Keep the frames of what these statements will meet, as a record has them whose claims came in one by one."""
    from verification import retrieval
    from verification.services import kept_frames
    from verification.services.kept_frames import Frames

    for one in said:
        Frames.made_for([claim.opened_from for claim in retrieval.claims_near([retrieval.text_of(one)])[0]])
    kept_frames.made.cache_clear()
    kept_frames.unpacked.cache_clear()


def found_and_compared(said: Sequence) -> int:
    """Candidates, their frames and what the comparer finds, by a job that begins with nothing. How many pairs were compared."""
    from verification.services.pairing import Bench

    bench = Bench()
    bench.look_up(said)
    pairs = [(claim, one) for one in said for claim in bench.candidates_of(one)]
    bench.load_series(claim for claim, one in pairs if bench.counts(claim, one))
    for claim, one in pairs:
        bench.compare(claim, one)
    return len(bench.findings)


def summary(name: str, times: Sequence[Timed]) -> Row:
    wall = [one for one, _ in times]
    cpu = [one for _, one in times]
    cuts = quantiles(wall, n=20, method="inclusive")
    return {
        f"{name}_p50": cuts[9],
        f"{name}_p95": cuts[18],
        f"{name}_mean": mean(wall),
        f"{name}_cpu": mean(cpu),
        f"{name}_cpu95": quantiles(cpu, n=20, method="inclusive")[18],
    }


SHOWN = (
    ("one", "one statement: candidates and comparison"),
    ("find", "one statement: candidates alone"),
    ("report", "a statement of a report whose eight are looked up at once: candidates"),
)

METHOD = (
    "`make bench-claims` makes claims by rule (names that grow with their number, three reports to an event, three years), writes them straight into"
    " rows and the index, and then lets reports come in that nobody has seen. Milliseconds by the clock, and of the processor in the process and in"
    " PostgreSQL's for its connection. **The machine was shared with much other work: the clock says how long it waited, the processor's"
    " time what it costs.** Wanted: one statement 60 ms at the 95th percentile, a statement of a report 8 ms, growth to 1,000,000 claims below 3 (a"
    " million: see [as the record grows](#as-the-record-grows))."
    " *Growth* is that of the mean processor time from the smaller size. Each single statement is compared by a job that begins with nothing in memory:"
    " the frames of what it meets are kept in the record and looked up."
    " Where two common names meet, hundreds of claims may share two anchors, and no limit cuts those: they are the slow end. A mean above the"
    " 95th percentile comes from one or two long look-ups."
)


def table(rows: Sequence[Row]) -> str:
    """What was measured on one database, the sizes in the order given, as lines of a Markdown table; growth from the first size to the last."""
    lines = []
    for name, words in SHOWN:
        for row in rows:
            growth = f"{row[f'{name}_cpu'] / rows[0][f'{name}_cpu']:.2f}" if row is not rows[0] else "–"
            times = [f"{row[f'{name}_{part}']:.0f}" for part in ("p50", "p95", "mean", "cpu", "cpu95")]
            lines.append(f"| {row['database']} | {row['claims']:,} | {words} | {' | '.join(times)} | {growth} |")
    return "\n".join(lines)


def section(by_database: Sequence[Sequence[Row]]) -> str:
    """The part of docs/benchmarks.md."""
    measured = [rows for rows in by_database if rows]
    sizes = "; ".join(
        f"{row['database']} {row['claims']:,}: written in {row['written_s']:.0f} s, "
        f"{row['memory_mb']:.0f} MB resident, {row['candidates']:.0f} candidates a statement, {row['candidates_most']} at the most"
        for rows in measured
        for row in rows
    )
    heading = ("database", "claims", "what", "p50", "p95", "mean", "processor, mean", "processor, p95", "growth")
    lines = [BEGIN, "## A hundred thousand claims", "", f"{METHOD} {sizes}.", ""]
    lines += [f"| {' | '.join(heading)} |", "|---" * len(heading) + "|", *(table(rows) for rows in measured), END]
    return "\n".join(lines)


def write(text: str) -> None:
    """Put the part in the place of the old one, else at the end."""
    put_between(BEGIN, END, text, into=DOCS)


def in_a_process(database: str, claims: int) -> Row | None:
    """Measure in a process of its own, so that memory is that of one size; None where the database is not to be had."""
    print(f"{database}, {claims:,} claims", file=sys.stderr, flush=True)
    command = [sys.executable, "-m", "tests.bench.bench_claims", "--claims", str(claims), "--database", database]
    said = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=False)
    return json.loads(said.stdout) if said.returncode == 0 and said.stdout.strip() else None


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--claims", type=int, default=100_000, help="the larger size; the smaller is a tenth of it")
    parser.add_argument("--database", choices=DATABASES, help="measure this size on this database alone, and print JSON")
    parser.add_argument("--write", action="store_true", help="write docs/benchmarks.md too")
    asked = parser.parse_args()
    if asked.claims < 1000:
        parser.error(f"--claims {asked.claims} is too small; at least 1000")
    if asked.database:
        try:
            with fresh_database(asked.database):
                print(json.dumps(measure(asked.claims) | {"database": asked.database}))
        except RuntimeError as error:
            print(f"{asked.database}: left out, {error}", file=sys.stderr)
            raise SystemExit(1) from None
        return
    sizes = (asked.claims // 10, asked.claims)
    found = [[row for size in sizes if (row := in_a_process(database, size)) is not None] for database in DATABASES]
    text = section(found)
    print(text)
    if asked.write:
        write(text)


if __name__ == "__main__":
    main()
