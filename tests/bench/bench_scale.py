"""Measures what one more report costs as the record grows, from intake to flags, on PostgreSQL and SQLite. The record is made up; it says nothing of truth."""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from time import perf_counter, process_time
from typing import Any

from tests.bench.documents import put_between
from tests.bench.fresh_database import fresh_database
from tests.bench.scale_chart import chart
from tests.bench.scale_record import BASE, EXPONENT

DATABASES = ("postgresql", "sqlite")
SIZES = (10_000, 100_000, 1_000_000)
REPORTS = 40  # delivered to each number of workers
WARM = 6  # before them
ONE_BY_ONE = 100_000  # largest record that the rivals walk through
DOCS = Path(__file__).parents[2] / "docs"
PICTURE = "images/scale.svg"
BEGIN = "<!-- scale: written by make bench-scale -->"
END = "<!-- scale: end -->"
Row = dict[str, Any]


def measure(claims: int, database: str, *, reports: int = REPORTS, data: str = "") -> Row:
    """Everything for one size, on the database that is set up."""
    from tests.bench import scale_run
    from tests.bench.bench_desk import at_the_desk
    from tests.bench.scale_record import database_bytes, write_record
    from tests.bench.scale_rivals import rivals
    from tracker.models import Claim, Source, Statement

    began, busy = perf_counter(), process_time()

    def say(line: str) -> None:
        if int(line.split()[0]) % 20_000 == 0:
            print(f"  {line}, {perf_counter() - began:.0f} s", file=sys.stderr, flush=True)

    story = write_record(claims, say=say)
    statements = Statement.objects.count()
    row: Row = {"database": database, "claims": Claim.objects.count(), "statements": statements}
    row |= {"written_s": perf_counter() - began, "written_cpu_s": process_time() - busy, "bytes": database_bytes() / statements}
    publishers = list(Source.objects.order_by("pk").values_list("name", flat=True)[:40])
    newest = Claim.objects.order_by("-seq").values_list("seq", flat=True)[0]
    workers = (1, 2, 4) if database == "postgresql" else (1,)
    runs, scored = [], None
    for number, count in enumerate((0, *workers)):
        batch = scale_run.batch_of(story, reports if count else min(WARM, reports), seed=1000 + number, publishers=publishers)
        scale_run.make_ready(batch)
        run = scale_run.deliver(batch, workers=count or 1)
        if count:
            runs.append(run)
            print(f"  {count} workers: {run['per_second']:.2f} reports a second", file=sys.stderr, flush=True)
        if count == 1:
            asked = scale_run.asked_of(batch)
            scored = scale_run.own_score(batch, asked, newest)
            scored.cpu_ms = run["cpu_ms"] / 8
            row["found"] = [vars_of(scored)]
            if claims <= ONE_BY_ONE:
                some = asked[: max(12, min(len(asked), 4_000_000 // claims))]
                row["found"] += [
                    vars_of(one) for one in rivals(list(Claim.objects.filter(seq__lte=newest).values_list("pk", "text")), some)
                ]
    if data:
        row["texts"] = scale_run.deliver(scale_run.texts_in(Path(data)), workers=1)
    row["runs"] = runs
    with at_the_desk():
        row["pages"] = dict(scale_run.pages(claims))
    row["first_output_s"] = scale_run.first_output()
    return row


def vars_of(score: Any) -> Row:
    return {name: getattr(score, name) for name in ("name", "found", "false_alarms", "cpu_ms")}


# ---- the part of docs/benchmarks.md

METHOD = (
    "`make bench-scale` (`SIZES=…`, `DATABASES=…`, `DATA=` a folder of texts) makes a record by rule up to {base:,} claims and copies it with other"
    " names beyond, so that its names grow by Heaps' law with exponent {exponent} (ten times the record, four times the names; how often each comes"
    " follows Zipf). Every statement of an event's first report opens a claim; every second event is told again, and those statements are evidence."
    " Then reports come in, of twenty statements, eight of them to be checked; every second report is about an event that the record knows, the"
    " others are news. Frames of what they meet are kept as they would be in a record that came in one by one. *Reports a second* are from the"
    " first intake to the last flag, by the clock, with that many worker processes beside the one that takes them in. Milliseconds are by the clock"
    " (p50, p95) and of the processor (in the process and in PostgreSQL's for its connection; of *comparing*, in the process). *Candidates*,"
    " *comparing* and *weighing* are parts of the step that compares a report: one look-up for all its statements, the comparisons themselves, and"
    " writing evidence with origins, log and flags; looking back from new claims is a step of its own. *Growth* is that of processor time from the"
    " smallest size on the same database. **The machine of two cores was shared with much other work: the clock says how long things waited, the"
    " processor's time what they cost.** Wanted with 100,000 claims: 3 reports a second with two workers, a worker under 300 MB, pages under 300 ms"
    " at the 95th percentile, the first line of `manage.py read` within 1.5 s; growth to 1,000,000 claims below 3."
)
RIVALS = (
    "What an engineer would write first, in the same run: every claim scored one by one, the best taken if it is over the threshold that serves"
    " that way best on these very statements. *Found*: statements that say again what a claim of the record says, whatever the hedge, and were set"
    " against it; *false alarms*: statements of news for which an earlier claim was named. The statements are made by rule and share nearly all"
    " their words, so that this is no test of understanding: it says that nothing is lost by looking at fifty claims instead of all. Milliseconds"
    " of the processor for one check-worthy statement; this program's are those of the whole report, reading, evidence and flags included, divided"
    " by eight."
)
STEPS = ("intake", "read", "candidates", "comparing", "weighing", "compare", "compare_back")


def section(rows: Sequence[Row]) -> str:
    """All tables and the chart, for the rows of every size and database."""
    lines = [
        BEGIN,
        "## As the record grows",
        "",
        METHOD.format(base=BASE, exponent=EXPONENT),
        "",
        f"![Processor time of one report as the record grows]({PICTURE})",
        "",
    ]
    lines += _table(
        ("database", "claims", "statements", "workers", "reports a second", "processor a report, ms", "growth", "worker, MB"),
        [
            (
                r["database"],
                f"{r['claims']:,}",
                f"{r['statements']:,}",
                run["workers"],
                f"{run['per_second']:.2f}",
                f"{run['cpu_ms']:.0f}",
                _growth(rows, r, run),
                f"{run['memory_mb']:.0f}",
            )
            for r in rows
            for run in r["runs"]
        ],
    )
    lines += _table(
        ("database", "claims", *(f"{name}: p50 / p95 / processor" for name in STEPS)),
        [(r["database"], f"{r['claims']:,}", *(_costs(r["runs"][0][name]) for name in STEPS)) for r in rows],
    )
    lines += _table(
        (
            "database",
            "claims",
            "bytes a statement",
            "written in, s (processor)",
            *(f"{name}: p50 / p95 / processor" for name in rows[0]["pages"]),
            "`manage.py read`, first line, s",
        ),
        [
            (
                r["database"],
                f"{r['claims']:,}",
                f"{r['bytes']:,.0f}",
                f"{r['written_s']:.0f} ({r['written_cpu_s']:.0f})",
                *(_costs(cost) for cost in r["pages"].values()),
                f"{r['first_output_s']:.2f}",
            )
            for r in rows
        ],
    )
    lines += [
        RIVALS,
        "",
    ]
    lines += _table(
        ("database", "claims", "way", "found", "false alarms", "ms a statement"),
        [
            (r["database"], f"{r['claims']:,}", one["name"], f"{one['found']:.3f}", f"{one['false_alarms']:.3f}", f"{one['cpu_ms']:.0f}")
            for r in rows
            for one in r["found"]
        ],
    )
    for r in rows:
        if "texts" in r:
            told = "; ".join(f"{name} {_costs(r['texts'][name])}" for name in STEPS)
            lines += [
                f"Own texts on {r['database']} with {r['claims']:,} claims, one worker: {r['texts']['per_second']:.2f} reports a second; {told}.",
                "",
            ]
    return "\n".join([*lines, END])


def _table(heading: Sequence[str], rows: Sequence[Sequence[object]]) -> list[str]:
    return [f"| {' | '.join(heading)} |", "|---" * len(heading) + "|", *(f"| {' | '.join(map(str, row))} |" for row in rows), ""]


def _costs(cost: Row) -> str:
    return f"{cost['p50']:.0f} / {cost['p95']:.0f} / {cost['cpu']:.0f}"


def _growth(rows: Sequence[Row], row: Row, run: Row) -> str:
    smallest = min((r for r in rows if r["database"] == row["database"]), key=lambda r: r["claims"])
    if smallest is row:
        return "–"
    same = next(one for one in smallest["runs"] if one["workers"] == run["workers"])
    return f"{run['cpu_ms'] / same['cpu_ms']:.2f}"


def picture(rows: Sequence[Row]) -> str:
    """The chart of a report's processor time by size, the rivals' beside it (for a report of eight statements)."""
    lines: dict[str, list[tuple[float, float]]] = {}
    for row in rows:
        at = row["claims"]
        lines.setdefault(f"{row['database']}, whole report", []).append((at, row["runs"][0]["cpu_ms"]))
        lines.setdefault(f"{row['database']}, candidates", []).append((at, row["runs"][0]["candidates"]["cpu"]))
        if row["database"] == DATABASES[0]:
            for one in row["found"][1:]:
                lines.setdefault(one["name"], []).append((at, one["cpu_ms"] * 8))
    return chart("One report as the record grows", "milliseconds of the processor", lines)


def write(rows: Sequence[Row]) -> None:
    """Put the part in the place of the old one, else at the end; and the chart beside the other pictures."""
    put_between(BEGIN, END, section(rows), into=DOCS / "benchmarks.md")
    (DOCS / PICTURE).write_text(picture(rows), encoding="utf-8")


def in_a_process(database: str, claims: int, reports: int, data: str) -> Row | None:
    """Measure in a process of its own; None where the database is not to be had."""
    print(f"{database}, {claims:,} claims", file=sys.stderr, flush=True)
    command = [
        sys.executable,
        "-m",
        "tests.bench.bench_scale",
        "--sizes",
        str(claims),
        "--databases",
        database,
        "--reports",
        str(reports),
        "--one",
    ]
    said = subprocess.run([*command, "--data", data], stdout=subprocess.PIPE, text=True, check=False)
    return json.loads(said.stdout.splitlines()[-1]) if said.returncode == 0 and said.stdout.strip() else None


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "--sizes",
        default=",".join(map(str, SIZES)),
        help="how many claims, several with commas between; beyond 100,000 in hundreds of thousands",
    )
    parser.add_argument("--databases", default=",".join(DATABASES), help="postgresql, sqlite or both")
    parser.add_argument("--reports", type=int, default=REPORTS, help="reports for each number of workers")
    parser.add_argument("--data", default="", help="a folder of text files to take in besides")
    parser.add_argument(
        "--keep",
        default="",
        help="a file of rows that were measured before; new ones are added, and of one size and database the newest counts",
    )
    parser.add_argument("--one", action="store_true", help="measure here, and print JSON")
    parser.add_argument("--write", action="store_true", help="write docs/benchmarks.md and the chart too")
    asked = parser.parse_args()
    sizes, databases = [int(size) for size in asked.sizes.split(",")], asked.databases.split(",")
    if any(size < 800 or (size > BASE and size % BASE) for size in sizes):
        parser.error(f"--sizes {asked.sizes}: at least 800 each, and beyond {BASE:,} a multiple of it")
    if any(one not in DATABASES for one in databases):
        parser.error(f"--databases {asked.databases}: use {' or '.join(DATABASES)}")
    if asked.one:
        try:
            with fresh_database(databases[0]):
                print(json.dumps(measure(sizes[0], databases[0], reports=asked.reports, data=asked.data)))
        except RuntimeError as error:
            print(f"{databases[0]}: left out, {error}", file=sys.stderr)
            raise SystemExit(1) from None
        return
    kept = Path(asked.keep) if asked.keep else None
    rows = {(row["database"], row["claims"]): row for row in (json.loads(kept.read_text()) if kept and kept.exists() else [])}
    for database in databases:
        for size in sizes:
            if (row := in_a_process(database, size, asked.reports, asked.data)) is not None:
                rows[database, row["claims"]] = row
                if kept:
                    kept.write_text(json.dumps(list(rows.values())))
    found = [rows[key] for key in sorted(rows, key=lambda key: (DATABASES.index(key[0]), key[1]))]
    if not found:
        raise SystemExit("nothing was measured")
    print(section(found))
    if asked.write:
        write(found)


if __name__ == "__main__":
    main()
