"""Measures how many pages of 50 rows each list of the API answers in a second of one processor, with many claims, on PostgreSQL."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter, process_time
from typing import Any

from tests.bench.bench_desk import at_the_desk, server_busy
from tests.bench.documents import put_between
from tests.bench.fresh_database import fresh_database

DOCS = Path(__file__).parents[2] / "docs" / "benchmarks.md"
BEGIN, END = "<!-- api: written by make bench-api -->", "<!-- api: end -->"
WANTED = 100  # requests in a second of one processor
ROUNDS = 40
LISTS = (
    "claims",
    "claims?status=in_review",
    "statements",
    "evidence",
    "reports",
    "flags",
    "sources",
    "topics",
    "assignments",
    "reviews",
    "events",
)


@dataclass(frozen=True, slots=True)
class Measured:
    """One list: requests a second by the clock, and of one processor busy in this process and in the database's; rows and queries of a request."""

    name: str
    clock: float
    processor: float
    own: float
    rows: int
    queries: int


def measure(made: Any, *, only: str = "", rounds: int = ROUNDS) -> Iterator[Measured]:
    from django.core.cache import cache
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    from tests.make import client

    caller = client(made.lead)
    caller.defaults["SERVER_NAME"] = "127.0.0.1"
    for name in LISTS:
        if only not in name:
            continue
        address = f"/api/v1/{name}"
        with CaptureQueriesContext(connection) as asked:
            rows = len(caller.get(address).json()["results"])
        queries, turned = len(asked), address
        clock, own, server = perf_counter(), process_time(), server_busy()
        for _ in range(rounds):  # page after page, as programs do
            cache.clear()  # no throttle
            answer = caller.get(turned)
            if answer.status_code != 200:
                raise RuntimeError(f"{turned} answers {answer.status_code}")
            turned = answer.json()["next"] or address
        clock, own, server = perf_counter() - clock, process_time() - own, server_busy() - server
        yield Measured(name, rounds / clock, rounds / (own + server), rounds / own, rows, queries)


METHOD = (
    "`make bench-api` makes the desk of `make bench-desk` and turns {rounds} pages of 50 rows of each list, one after another, with a lead's token."
    " Requests in a second that one processor is busy, in the process and in PostgreSQL's together; wanted: {wanted}."
    " **The machine of two cores was shared with other work: the clock says less.**"
)


def section(rows: Sequence[Measured], size: str) -> str:
    """The part of docs/benchmarks.md."""
    lines = [BEGIN, "## The API's lists", "", f"{METHOD.format(rounds=ROUNDS, wanted=WANTED)} {size}", ""]
    lines += ["| list | a second of a processor | of the process alone | by the clock | rows | queries |", "|---|---|---|---|---|---|"]
    for row in rows:
        name = f"`GET {row.name}`{' **(missed)**' if row.processor < WANTED and row.rows == 50 else ''}"
        lines.append(f"| {name} | {row.processor:.0f} | {row.own:.0f} | {row.clock:.0f} | {row.rows} | {row.queries} |")
    return "\n".join([*lines, END])


def write(text: str) -> None:
    """Put the part in the place of the old one, else at the end."""
    put_between(BEGIN, END, text, into=DOCS)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--claims", type=int, default=100_000)
    parser.add_argument("--only", default="", help="only the lists with these words in their address")
    parser.add_argument("--write", action="store_true", help="write docs/benchmarks.md too")
    asked = parser.parse_args()
    if asked.claims < 1000:
        parser.error(f"--claims {asked.claims} is too small; at least 1000")

    def say(line: str) -> None:
        if int(line.split()[0]) % 20_000 == 0:
            print(f"  {line}", file=sys.stderr, flush=True)

    with fresh_database("postgresql"):
        from tests.bench.made_desk import write_desk
        from tracker import memory
        from tracker.models import Claim, Statement

        made = write_desk(asked.claims, say=say)
        size = f"Measured with {Claim.objects.count():,} claims and {Statement.objects.count():,} statements."
        memory.settle()  # as a web process does
        with at_the_desk():
            rows = []
            for row in measure(made, only=asked.only):
                figures = f"{row.processor:7.0f} {row.own:7.0f} {row.clock:7.0f} {row.rows:4} {row.queries:4}"
                print(f"{row.name:28} {figures}", flush=True)
                rows.append(row)
    if asked.write:
        write(section(rows, size))
    if missed := [row.name for row in rows if row.processor < WANTED and row.rows == 50]:
        print(f"fewer than {WANTED} in a second of a processor: {', '.join(missed)}")


if __name__ == "__main__":
    main()
