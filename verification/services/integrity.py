"""Checks that the judgement is whole, runs all checks over one state of the database, and leaves what can be repaired to the queue."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import connection, transaction

from tracker import events, search, work
from tracker.models import Claim, Event, Pulse, Statement
from tracker.services.integrity import AT_ONCE, CHECKS, Check, Fault, counted
from tracker.services.sealing import seal, seals
from tracker.work import Follow
from verification import retrieval
from verification.services import flagging, integrity_pairs, integrity_people, integrity_tallies

SUBJECT = "integrity"
LISTED = 200  # faults of one check that are kept; all are counted
ALL = (
    *CHECKS,
    Check("seals", "old lines of the log as they were sealed", counted(Event.objects), seals),
    *integrity_pairs.CHECKS,
    *integrity_people.CHECKS,
    *integrity_tallies.CHECKS,
)
DEEP = (integrity_pairs.DEEP, integrity_tallies.DEEP)  # slow, and only when they are asked for


# ---- running them


@dataclass(slots=True)
class Found:
    """What one check came to: how many things it looked at, how many were wrong, and the first of those."""

    check: Check
    looked: int = 0
    wrong: int = 0
    faults: list[Fault] = field(default_factory=list)
    repairs: list[Follow] = field(default_factory=list)


@dataclass(slots=True)
class Outcome:
    """What a run came to. ``queued``: steps that were left to be done to make good what can be."""

    at: datetime
    found: list[Found] = field(default_factory=list)
    queued: int = 0
    seconds: float = 0.0
    seal: str = ""

    @property
    def wrong(self) -> int:
        return sum(one.wrong for one in self.found)


Progress = Callable[[Check, int, int], None]


def verify(
    *, now: datetime, names: Iterable[str] = (), deep: bool = False, repair: bool = False, progress: Progress | None = None
) -> Outcome:
    """Run the checks (all, or those *named*) over one state of the database; with *repair* leave to the queue what makes good what it can.

    Writes an event and the pulse that the health page shows, and seals what is old enough of the log.
    """
    begun = time.monotonic()
    wanted = set(names)
    outcome = Outcome(at=now)
    with snapshot():
        for check in (*ALL, *(DEEP if deep else ())):
            if not wanted or check.name in wanted:
                outcome.found.append(_run(check, now, progress))
    with transaction.atomic():
        if repair:
            outcome.queued = _queue(outcome, now=now)
        if not any(one.wrong for one in outcome.found if one.check.name == "seals"):
            outcome.seal = seal(now=now)
        outcome.seconds = time.monotonic() - begun
        _write_down(outcome, whole=not wanted, now=now)
    return outcome


def _run(check: Check, now: datetime, progress: Progress | None) -> Found:
    found = Found(check)
    total = check.rows() if progress else 0
    for fault in check.look(now):
        if fault is None:
            found.looked += 1
            if progress and found.looked % AT_ONCE == 0:
                progress(check, found.looked, max(total, found.looked))
            continue
        found.wrong += 1
        if len(found.faults) < LISTED:
            found.faults.append(fault)
        if fault.repair is not None:
            found.repairs.append(fault.repair)
    if progress:
        progress(check, found.looked, found.looked)
    return found


def _queue(outcome: Outcome, *, now: datetime) -> int:
    """Leave each repair to be done once, whatever was done under its name before."""
    steps = {(one.kind, one.subject) for found in outcome.found for one in found.repairs}
    for kind, subject in sorted(steps):
        work.enqueue(kind, subject, now=now, version=f"repair {now:%Y-%m-%d %H:%M:%S}")
    return len(steps)


def _write_down(outcome: Outcome, *, whole: bool, now: datetime) -> None:
    facts: dict[str, Any] = {
        "wrong": outcome.wrong,
        "queued": outcome.queued,
        "seconds": round(outcome.seconds, 1),
        "checks": {one.check.name: {"looked": one.looked, "wrong": one.wrong} for one in outcome.found},
    }
    if outcome.seal:
        facts["seal"] = outcome.seal
    if whole:
        work.beat(SUBJECT, now=now, **facts)
    events.record("integrity.checked", Pulse(name=SUBJECT), now=now, after=facts)


@contextmanager
def snapshot() -> Iterator[None]:
    """One state of the database for as long as it takes, without keeping anybody from writing."""
    if connection.in_atomic_block:
        yield
    elif connection.vendor == "sqlite":
        # A transaction of Django's own would be IMMEDIATE and lock every writer out.
        with connection.cursor() as cursor:
            cursor.execute("BEGIN DEFERRED")
        try:
            yield
        finally:
            with connection.cursor() as cursor:
                cursor.execute("COMMIT")
    else:
        with transaction.atomic():
            with connection.cursor() as cursor:
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
            yield


def verify_nightly(*, now: datetime) -> Outcome | None:
    """Run all checks and repair, once a day from ``INTEGRITY_HOUR`` (UTC) on; None when that was done, or somebody else is at it."""
    due = now.replace(hour=settings.INTEGRITY_HOUR, minute=0, second=0, microsecond=0)
    due -= timedelta(days=1) if due > now else timedelta()
    Pulse.objects.bulk_create([Pulse(name=f"{SUBJECT} begun", at=due - timedelta(days=1))], ignore_conflicts=True)
    if not Pulse.objects.filter(name=f"{SUBJECT} begun", at__lt=due).update(at=now):
        return None
    return verify(now=now, repair=True)


# ---- repairs that are no step of the pipeline by themselves


def index_again(subject: str, *, now: datetime) -> Iterable[Follow]:
    """Put "claim:KEY" or "statement:KEY" into the index as it is now; take it out when it is gone."""
    kind, _, key = subject.partition(":")
    if kind == "claim":
        claim = Claim.objects.select_related("opened_from__reading__revision").filter(pk=key).first()
        retrieval.index_claim(claim) if claim else search.remove(kind, int(key))
        return ()
    said = Statement.objects.filter(pk=key).select_related("reading__revision").first()
    retrieval.index_statements([said]) if said else search.remove(kind, int(key))
    return ()


def weigh_flags(subject: str, *, now: datetime) -> Iterable[Follow]:
    """Write anew which open flag of the claim with this UUID weighs most."""
    key = Claim.objects.filter(uuid=subject).values_list("pk", flat=True).first()
    if key is not None:
        flagging.keep_gravest(key)
    return ()


__all__ = ["ALL", "Found", "Outcome", "index_again", "snapshot", "verify", "verify_nightly", "weigh_flags"]
