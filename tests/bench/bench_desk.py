"""Measures how long the desk's pages take with many claims, on PostgreSQL (``--database sqlite`` too). The claims are made up; it says nothing of quality."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from statistics import quantiles
from time import perf_counter, process_time
from typing import Any

from tests.bench.documents import put_between
from tests.bench.fresh_database import fresh_database

DOCS = Path(__file__).parents[2] / "docs" / "benchmarks.md"
BEGIN = "<!-- desk: written by make bench-desk -->"
END = "<!-- desk: end -->"
WANTED = 300  # milliseconds at the 95th percentile
ROUNDS = 20


@dataclass(frozen=True, slots=True)
class Page:
    """One page and the addresses that are asked for in turn; who asks."""

    name: str
    who: str
    addresses: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Measured:
    """One page's times in milliseconds: by the clock, and of the processor in this process and in the database's. Its queries the first time."""

    name: str
    p50: float
    p95: float
    busy50: float
    busy95: float
    queries: int


def pages(made: Any) -> Iterator[Page]:
    """What people open all day, on the desk that was made."""
    from tracker.models import ChainLink, Topic

    topics = list(Topic.objects.values_list("pk", flat=True)[:20])
    sources = list(ChainLink.objects.order_by("pk").values_list("source", flat=True)[:20])
    claims = "/admin/tracker/claim/"
    yield Page("home, analyst", "analyst", ("/admin/",))
    yield Page("home, reviewer", "reviewer", ("/admin/",))
    yield Page("home, lead", "lead", ("/admin/",))
    yield Page("claims", "reviewer", (claims,))
    yield Page("claims, a late page", "reviewer", (f"{claims}?p=300",))
    yield Page("claims proposed", "analyst", (f"{claims}?stage=proposed",))
    yield Page("claims in review", "lead", (f"{claims}?status__exact=in_review",))
    yield Page("claims contradicted", "reviewer", (f"{claims}?flag=contradicted",))
    yield Page("claims of a reviewer", "reviewer", (f"{claims}?reviewer=me",))
    yield Page("claims of a topic", "reviewer", tuple(f"{claims}?topics__id__exact={key}" for key in topics))
    yield Page("claims of a source", "reviewer", tuple(f"{claims}?opened_from__links__source__id__exact={key}" for key in sources))
    yield Page(
        "claims, words sought", "reviewer", tuple(f"{claims}?q={word}" for word in ("bridge", "hospital drone", "engineers sent", "Kel"))
    )
    yield Page("queue, mine", "reviewer", ("/admin/queue/?tab=mine",))
    yield Page("queue, unassigned", "reviewer", ("/admin/queue/?tab=unassigned",))
    yield Page("queue, overdue", "lead", ("/admin/queue/?tab=overdue",))
    yield Page("queue, second signature", "lead", ("/admin/queue/?tab=second",))
    yield Page("a claim", "reviewer", tuple(f"{claims}{key}/change/" for key in made.usual[:ROUNDS]))
    yield Page("a claim, its analyst", "analyst", tuple(f"{claims}{key}/change/" for key in made.usual[:ROUNDS]))
    yield Page("the claim with most evidence", "reviewer", (f"{claims}{made.heaviest}/change/",))


def measure(made: Any, *, only: str = "", rounds: int = ROUNDS) -> Iterator[Measured]:
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    clients = {}
    for name in ("analyst", "reviewer", "lead"):
        clients[name] = Client(SERVER_NAME="127.0.0.1")
        clients[name].force_login(getattr(made, name), backend="django.contrib.auth.backends.ModelBackend")
    for page in pages(made):
        if only not in page.name:
            continue
        client = clients[page.who]

        def ask(at: int, page: Page = page, client: Client = client) -> None:
            answer = client.get(page.addresses[at % len(page.addresses)])
            if answer.status_code != 200:
                raise RuntimeError(f"{page.name}: {page.addresses[at % len(page.addresses)]} answers {answer.status_code}")

        with CaptureQueriesContext(connection) as asked:
            ask(0)
        queries = len(asked)
        times = [timed(lambda at=at: ask(at)) for at in range(rounds)]
        wall, busy = (quantiles(column, n=20, method="inclusive") for column in zip(*times, strict=True))
        yield Measured(page.name, wall[9], wall[18], busy[9], busy[18], queries)


def timed(do: Callable[[], object]) -> tuple[float, float]:
    """Milliseconds by the clock, and of the processor in this process and in the one that serves its connection."""
    wall, busy = perf_counter(), process_time() + server_busy()
    do()
    return (perf_counter() - wall) * 1000, (process_time() + server_busy() - busy) * 1000


def server_busy() -> float:
    """Seconds that PostgreSQL's process for this connection has computed so far; nought where it is not on this machine, and for SQLite."""
    from django.db import connection

    if connection.vendor != "postgresql":
        return 0.0
    connection.ensure_connection()
    try:
        return int(Path(f"/proc/{connection.connection.info.backend_pid}/schedstat").read_text().split()[0]) / 1e9
    except OSError:
        return 0.0


@contextmanager
def at_the_desk() -> Iterator[None]:
    """The clock stands at the last day of what was made, and the pages are asked for as by a browser."""
    import time_machine
    from django.conf import settings

    from tests.bench.made_desk import NOW

    settings.ALLOWED_HOSTS = ["127.0.0.1"]
    with time_machine.travel(NOW, tick=True):
        yield


METHOD = (
    "`make bench-desk` makes a desk of 100,000 claims and 300,000 statements (a tenth of the claims under review or settled, a few claims with hundreds"
    " of pieces of evidence, fourteen people), and asks for each page {rounds} times, as one person after another, on PostgreSQL on the same machine."
    " Milliseconds of the whole request by the clock, and of the processor in the process and in PostgreSQL's for its connection."
    " Wanted: {wanted} ms at the 95th percentile. **The machine of two cores was shared with much other work: the clock says how long a page waited,"
    " the processor's time what it costs.**"
)


def section(rows: Sequence[Measured], size: str) -> str:
    """The part of docs/benchmarks.md."""
    lines = [BEGIN, "## The desk's pages", "", f"{METHOD.format(rounds=ROUNDS, wanted=WANTED)} {size}", ""]
    lines += ["| page | p50 | p95 | processor, p50 | processor, p95 | queries |", "|---|---|---|---|---|---|"]
    for row in rows:
        figures = [f"{one:.0f}" for one in (row.p50, row.p95, row.busy50, row.busy95)]
        lines.append(f"| {row.name}{' **(missed)**' if row.p95 > WANTED else ''} | {' | '.join(figures)} | {row.queries} |")
    return "\n".join([*lines, END])


def write(text: str) -> None:
    """Put the part in the place of the old one, else at the end."""
    put_between(BEGIN, END, text, into=DOCS)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--claims", type=int, default=100_000, help="how many claims (100000); three statements for each")
    parser.add_argument("--database", choices=("postgresql", "sqlite"), default="postgresql")
    parser.add_argument("--only", default="", help="only the pages with these words in their name")
    parser.add_argument("--write", action="store_true", help="write docs/benchmarks.md too")
    asked = parser.parse_args()
    if asked.claims < 1000:
        parser.error(f"--claims {asked.claims} is too small; at least 1000")

    def say(line: str) -> None:
        if int(line.split()[0]) % 20_000 == 0:
            print(f"  {line}", file=sys.stderr, flush=True)

    try:
        with fresh_database(asked.database):
            from tests.bench.made_desk import write_desk
            from tracker import memory
            from tracker.models import Claim, Statement

            made = write_desk(asked.claims, say=say)
            size = f"Measured with {Claim.objects.count():,} claims and {Statement.objects.count():,} statements."
            memory.settle()  # as a web process does
            with at_the_desk():
                rows = []
                for row in measure(made, only=asked.only):
                    print(f"{row.name:32} {row.p50:7.0f} {row.p95:7.0f} {row.busy50:7.0f} {row.busy95:7.0f} {row.queries:4}", flush=True)
                    rows.append(row)
    except RuntimeError as error:
        raise SystemExit(f"{asked.database}: {error}") from None
    if asked.write:
        write(section(rows, size))
    if missed := [row.name for row in rows if row.p95 > WANTED]:
        print(f"slower than {WANTED} ms at the 95th percentile: {', '.join(missed)}")


if __name__ == "__main__":
    main()
