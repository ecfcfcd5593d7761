"""Measures digests to many people by real servers under two schedulers, over a clock change. Exactly one mail a day in each mailbox, or it fails."""

from __future__ import annotations

import argparse
import sys
import time
from collections import Counter
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.bench.documents import put_between
from tests.services.post import Post, post_with
from tests.services.servers import what_is_missing

DOCS = Path(__file__).parents[2] / "docs" / "benchmarks.md"
BEGIN = "<!-- digests: written by make bench-digests -->"
END = "<!-- digests: end -->"
SATURDAY = datetime(2026, 3, 28, 8, tzinfo=UTC)  # seven in the morning has passed everywhere
MISSED = timedelta(days=2)
CLAIMS = 12  # with news, each day


METHOD = (
    "`make bench-digests` lets two schedulers and a worker of two processes make and send them, on PostgreSQL and Redis, to a mail server that counts;"
    " everybody follows everything, {claims} claims have news each day, half of the people live where clocks go forward in between. It fails unless each"
    " mailbox holds exactly one mail a day. Seconds by the clock from the start of the processes, and of the processor in workers and schedulers;"
    " PostgreSQL's own are not in it. **The machine, of two cores, was shared with much other work: the clock says how long it waited, the processor's"
    " time what it costs.**"
)


@dataclass(frozen=True, slots=True)
class Day:
    """One run over everybody: by the clock, and of the processor in workers and schedulers."""

    name: str
    mails: int
    wall: float
    cpu: float


def measure(post: Post, people: int, patience: float) -> list[Day]:
    """A day, the day on which clocks go forward, and a day after one on which nothing ran."""
    days, wanted = [], 0
    for name, moment in (
        ("an ordinary day", SATURDAY),
        ("the day on which clocks go forward", SATURDAY + timedelta(days=1)),
        ("the day after one on which nothing ran", SATURDAY + timedelta(days=1) + MISSED),
    ):
        texts = [f"On the {moment:%d}th, pier {n} at Lorn may have been mined." for n in range(CLAIMS)]
        post.news(*texts, at=moment - timedelta(hours=20))
        post.set_clock(moment)
        post.start_legs()
        wanted += people
        began = time.monotonic()
        post.wait_for(wanted, seconds=patience)
        days.append(Day(name, people, time.monotonic() - began, post.processor_seconds()))
        print(f"{name}: {people} mails in {days[-1].wall:.0f} s, {days[-1].cpu:.0f} s of the processor", file=sys.stderr, flush=True)
        post.stop_legs()
    return days


def faults(post: Post, people: int, days: int) -> list[str]:
    """What is wrong with the mailboxes; nothing, if each holds one mail a day and no message came twice."""
    counts = Counter(len(box) for box in post.mails().values())
    found = [f"{n} mailboxes hold {held} mails" for held, n in counts.items() if held != days]
    found += [f"{people - len(post.mails())} mailboxes are empty"] * (len(post.mails()) != people)
    found += [f"{len(doubled)} messages came twice"] if (doubled := post.doubled()) else []
    states = post.digests()
    return found + ([f"digests are {states}"] if states != {"sent": people * days} else [])


def section(people: int, days: list[Day]) -> str:
    """The part of docs/benchmarks.md."""
    lines = [
        BEGIN,
        f"## Digests to {people:,} people",
        "",
        f"{METHOD.format(claims=CLAIMS)}",
        "",
        "| day | mails | seconds | seconds of the processor | milliseconds of it a mail | came twice | missing |",
        "|---|---|---|---|---|---|---|",
        *(f"| {day.name} | {day.mails:,} | {day.wall:.0f} | {day.cpu:.0f} | {1000 * day.cpu / day.mails:.0f} | 0 | 0 |" for day in days),
        END,
    ]
    return "\n".join(lines)


def write(text: str) -> None:
    """Put the part in the place of the old one, else at the end."""
    put_between(BEGIN, END, text, into=DOCS)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--people", type=int, default=5000, help="how many get a digest each day (5000)")
    parser.add_argument("--patience", type=float, default=7200, help="seconds after which a day is given up (7200)")
    parser.add_argument("--write", action="store_true", help="write docs/benchmarks.md too")
    asked = parser.parse_args()
    if not 4 <= asked.people <= 100_000:
        parser.error(f"--people {asked.people}: use a number from 4 to 100000")
    if missing := what_is_missing():
        parser.exit(1, f"bench-digests: {missing}\n")
    with (
        TemporaryDirectory(prefix="claims-bench-") as folder,
        post_with(
            Path(folder), asked.people, WORK_SOFT_SECONDS="50", WORK_HARD_SECONDS="60", WORK_LEASE_SECONDS="90", WORK_SWEEP_SECONDS="5"
        ) as post,
    ):
        days = measure(post, asked.people, asked.patience)
        wrong = faults(post, asked.people, len(days))
    if wrong:
        parser.exit(1, "not exactly one mail each: " + "; ".join(wrong) + "\n")
    text = section(asked.people, days)
    print(text)
    if asked.write:
        write(text)


if __name__ == "__main__":
    main()
