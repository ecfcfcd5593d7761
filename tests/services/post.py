"""A desk with many readers on real servers: PostgreSQL, Redis, workers, two schedulers, a mail server that counts, and a clock that can be set."""

from __future__ import annotations

import json
import sys
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import psycopg

from tests.faults.sink import Sink, Taken
from tests.services.servers import POSTGRES, Desk, free_port, until

# Clocks go forward in Kyiv in the night to 29 March 2026, and nowhere else of these.
ZONES = ("Europe/Kyiv", "UTC", "Asia/Kolkata", "Europe/Kyiv")


@dataclass
class Post(Desk):
    """Everybody gets a digest a day at seven in their own time zone."""

    sink: Sink = field(default_factory=lambda: Sink(free_port(), seed=1))
    limits: dict[str, str] = field(default_factory=dict)

    @property
    def environment(self) -> dict[str, str]:
        own = {
            "MAIL_URL": f"smtp://127.0.0.1:{self.sink.port}",
            "DIGEST_CHECK_SECONDS": "1",
            "CLOCK_FILE": str(self.folder / "clock"),
            "LOG_LEVEL": "WARNING",
        }
        return super().environment | own | self.limits

    def celery(self, name: str, *arguments: str) -> None:
        self.start(name, sys.executable, "-m", "tests.services.shifted", *arguments, "--loglevel", "WARNING")

    def open_with(self, people: int) -> Post:
        """The servers, and so many readers who follow everything; no worker and no scheduler yet."""
        with psycopg.connect(f"{POSTGRES}/postgres", autocommit=True) as connection:
            connection.execute(f'CREATE DATABASE "{self.database}"')
        self.start_redis()
        self.sink.start()
        self.manage("migrate", "--verbosity", "0")
        self.run(MAKE_READERS, people=people, zones=ZONES)
        return self

    def run(self, script: str, **given: Any) -> str:
        """A few lines of Python inside the program."""
        return self.manage("shell", "--verbosity", "0", "-c", f"import json; given = json.loads({json.dumps(json.dumps(given))})\n{script}")

    def news(self, *texts: str, at: datetime) -> None:
        """Claims, each contradicted an hour later."""
        self.run(MAKE_NEWS, texts=texts, at=at.isoformat())

    def set_clock(self, moment: datetime) -> None:
        path = self.folder / "clock"
        (fresh := path.with_suffix(".new")).write_text(str((moment - datetime.now(UTC)).total_seconds()))
        fresh.replace(path)

    def start_legs(self) -> None:
        """Workers, and two schedulers that know nothing of each other."""
        self.celery("worker", "worker", "--concurrency", "2", "--without-gossip", "--without-mingle")
        for n in (1, 2):
            self.celery(f"scheduler{n}", "beat", "--schedule", str(self.folder / f"beat{n}"), "--pidfile", "")

    def stop_legs(self) -> None:
        for name in ("scheduler1", "scheduler2", "worker"):
            if name in self.running:
                self.stop(name)

    def close(self) -> None:
        self.stop_legs()
        super().close()
        self.sink.stop()

    def digests(self) -> dict[str, int]:
        """How many digests there are in each state."""
        with psycopg.connect(f"{POSTGRES}/{self.database}") as connection:
            return dict(connection.execute("SELECT state, count(*) FROM verification_digest GROUP BY state").fetchall())

    def wait_for(self, digests: int, *, seconds: float) -> float:
        """Until so many digests are sent and nothing is left to do; how many seconds that took."""
        began = time.monotonic()
        until(lambda: self.digests().get("sent", 0) >= digests and not self.left_to_do(), seconds=seconds, what=f"{digests} digests")
        return time.monotonic() - began

    def mails(self) -> dict[str, list[Taken]]:
        """What each reader has in their mailbox, in order."""
        found: dict[str, list[Taken]] = {}
        for mail in self.sink.taken:
            found.setdefault(mail.to.strip("<>"), []).append(mail)
        return found

    def doubled(self) -> list[str]:
        """Messages that came more than once."""
        return [key for key, n in Counter(mail.message_id for mail in self.sink.taken).items() if n > 1]

    def processor_seconds(self) -> float:
        """What worker and schedulers have used of the processor, with their children."""
        return sum(spent(int(path.name)) for path in Path("/proc").iterdir() if path.name.isdigit() and of_session(path, self.legs()))

    def legs(self) -> set[int]:
        return {self.running[name].pid for name in ("worker", "scheduler1", "scheduler2") if name in self.running}


def of_session(path: Path, leaders: set[int]) -> bool:
    """Whether a process belongs to one of ours: each was started as the leader of a session."""
    try:
        return int((path / "stat").read_text().rpartition(")")[2].split()[3]) in leaders
    except (OSError, ValueError):
        return False


def spent(pid: int) -> float:
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return 0.0
    return (int(fields[11]) + int(fields[12])) / 100


@contextmanager
def post_with(folder: Path, people: int, **limits: str) -> Iterator[Post]:
    made = Post(folder, limits=limits)
    try:
        yield made.open_with(people)
    finally:
        made.close()


MAKE_READERS = """
from django.contrib.auth.models import Group
from django.utils import timezone
from datetime import UTC, datetime
from tracker.models import Person
from verification.models import Follow
group = Group.objects.get(name="reader")
people = [
    Person(username=f"reader{n}", email=f"reader{n}@desk.example", time_zone=given["zones"][n % len(given["zones"])], password="!")
    for n in range(given["people"])
]
Person.objects.bulk_create(people, batch_size=1000)
Person.groups.through.objects.bulk_create([Person.groups.through(person_id=person.pk, group_id=group.pk) for person in people], batch_size=1000)
since = datetime(2026, 1, 1, tzinfo=UTC)
Follow.objects.bulk_create([Follow(person=person, target="all", since=since) for person in people], batch_size=1000)
"""
MAKE_NEWS = """
from datetime import datetime, timedelta
from django.db import transaction
from tests import make
at = datetime.fromisoformat(given["at"])
with transaction.atomic():
    for text in given["texts"]:
        claim = make.claim_by_hand(text, now=at)
        make.evidence(claim, "contradicts", text="It is not so.", polarity="denied", now=at + timedelta(hours=1))
"""
