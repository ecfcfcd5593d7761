"""The queue of record: enqueue, lease, finish, sweep. The database holds what is left to do; a bell (Redis) only says "look now".

A lost ring loses nothing and a doubled one does nothing: an item is leased by one conditional UPDATE, carries a fencing token,
and its effects commit together with "done".
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from importlib import import_module
from typing import Any

from django.conf import settings
from django.db import DatabaseError, InterfaceError, OperationalError, connection, transaction
from django.db.models import Count, F, Q
from django.utils import timezone
from django.utils.module_loading import import_string
from structlog.contextvars import bound_contextvars

from tracker.models.work import Pulse, WorkItem
from tracker.terms import WorkState

log = logging.getLogger(__name__)
rings_lost = 0
RING_PAUSE = (
    5.0  # seconds for which a bell that could not be rung is left alone, so that a frozen broker costs one time limit and not one a report
)
AT_A_DOOR = 10  # seconds for which a page may work off what it has just brought about
RINGS_AT_ONCE = 16  # so many workers are woken by one sweep
LONGEST_PAUSE = 60  # seconds until an interrupted step is tried again, at most
_silent_until = 0.0


@dataclass(frozen=True, slots=True)
class Follow:
    """What a step leaves to do next: a kind of ``settings.PIPELINE``, a subject, the state of its input, and not before when (None: at once)."""

    kind: str
    subject: str
    version: str = "1"
    due_at: datetime | None = None


@dataclass(slots=True)
class Progress:
    """How far a run has come."""

    done: int = 0
    left: int = 0
    parked: list[WorkItem] = field(default_factory=list)


def enqueue(kind: str, subject: Any, *, now: datetime, version: str = "1", due_at: datetime | None = None) -> WorkItem:
    """Leave a step to be done, once for this subject and version, and ring after commit. Repeating it changes nothing.

    Call in the transaction that writes the rows which the step is about.
    """
    _known(kind)
    item, _ = WorkItem.objects.get_or_create(
        kind=kind, subject=str(subject), input_version=version, defaults={"created_at": now, "due_at": due_at or now}
    )
    transaction.on_commit(ring, robust=True)
    return item


def enqueue_many(kind: str, subjects: Iterable[str], *, now: datetime) -> int:
    """Leave the same step for many subjects, once for each, and ring for several workers. How many subjects there were."""
    _known(kind)
    items = [WorkItem(kind=kind, subject=subject, created_at=now, due_at=now) for subject in subjects]
    WorkItem.objects.bulk_create(items, batch_size=500, ignore_conflicts=True)
    for _ in items[:RINGS_AT_ONCE]:  # each ring keeps one worker busy for as long as there is something to do
        transaction.on_commit(ring, robust=True)
    return len(items)


def _known(kind: str) -> None:
    if kind not in settings.PIPELINE:
        raise LookupError(f"work kind {kind!r} is not in settings.PIPELINE; known: {', '.join(settings.PIPELINE)}.")


def postpone(kind: str, *, until: datetime) -> int:
    """Put off whatever is due of a kind and held by nobody. How many items."""
    return WorkItem.objects.filter(kind=kind, state=WorkState.TODO, lease_until=None, due_at__lt=until).update(due_at=until)


def ring() -> None:
    """Tell the workers to look. Failing is fine: it is counted, the bell is left alone for a moment, and the sweep rings again."""
    global rings_lost, _silent_until
    if not settings.REDIS_URL:
        return
    if time.monotonic() < _silent_until:
        rings_lost += 1
        return
    try:
        import_string(settings.WORK_BELL)()
    except Exception as error:
        rings_lost += 1
        _silent_until = time.monotonic() + RING_PAUSE
        log.warning("bell not rung (%s); the sweep will", error)


def lease(*, now: datetime) -> WorkItem | None:
    """The most urgent item that is due and free, now held by the caller; None if there is none.

    An expired lease counts as an expiry; after ``WORK_EXPIRIES`` of them the item is parked, so that a job that kills its worker still ends.
    """
    while True:
        free = Q(lease_until=None) | Q(lease_until__lte=now)
        item = WorkItem.objects.filter(free, state=WorkState.TODO, due_at__lte=now).order_by("due_at", "pk").first()
        if item is None:
            return None
        before = WorkItem.objects.filter(pk=item.pk, state=WorkState.TODO, fence=item.fence, lease_until=item.lease_until)
        if item.lease_until is not None:
            item.expiries += 1
            item.last_error = f"its lease ran out ({item.expiries} of {settings.WORK_EXPIRIES} times)"
        parked = item.expiries >= settings.WORK_EXPIRIES
        item.state = WorkState.PARKED if parked else WorkState.TODO
        item.lease_until = None if parked else now + timedelta(seconds=settings.WORK_LEASE_SECONDS)
        item.fence += 1  # from here and not read back: a holder that sleeps between the two would read its successor's
        columns = ("state", "lease_until", "fence", "expiries", "last_error")
        if before.update(**{name: getattr(item, name) for name in columns}) == 1 and not parked:
            return item


def hold_still(*, now: datetime) -> int:
    """Until the caller's transaction ends nobody takes a step up; what is under way now is done anew after it. How many steps that were.

    For the one act that empties what a job may have read before. Steps with an errand stand in nobody's way: they read no text of the record twice.
    """
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(f"LOCK TABLE {WorkItem._meta.db_table} IN EXCLUSIVE MODE")
    held = WorkItem.objects.filter(state=WorkState.TODO, lease_until__gt=now).exclude(kind__in=settings.ERRANDS)
    return held.update(fence=F("fence") + 1, lease_until=None)


class LeaseLost(Exception):
    """Another worker holds the item now; whatever this one did is rolled back."""


def finish(item: WorkItem, followers: Iterable[Follow], *, now: datetime) -> None:
    """Mark done and write what follows, inside the transaction of the step's effects. Raises ``LeaseLost`` if the fence has moved on."""
    if (
        WorkItem.objects.filter(pk=item.pk, state=WorkState.TODO, fence=item.fence).update(
            state=WorkState.DONE, done_at=now, lease_until=None, last_error=""
        )
        != 1
    ):
        raise LeaseLost(f"{item} was taken over")
    waiting = [
        WorkItem(kind=one.kind, subject=one.subject, input_version=one.version, created_at=now, due_at=one.due_at or now)
        for one in followers
    ]
    for kind in {one.kind for one in waiting}:
        _known(kind)
    WorkItem.objects.bulk_create(waiting, ignore_conflicts=True)
    for _ in waiting[:RINGS_AT_ONCE]:
        transaction.on_commit(ring, robust=True)


def fail(item: WorkItem, error: BaseException, *, now: datetime) -> None:
    """Count an attempt that raised; try again later with growing pauses, or park it as "needs attention"."""
    attempts = item.attempts + 1
    parked = attempts >= settings.WORK_ATTEMPTS
    WorkItem.objects.filter(pk=item.pk, state=WorkState.TODO, fence=item.fence).update(
        attempts=attempts,
        state=WorkState.PARKED if parked else WorkState.TODO,
        lease_until=None,
        due_at=now + timedelta(seconds=2**attempts),
        last_error=f"{type(error).__name__}: {error}"[:4000],
    )


def interrupt(item: WorkItem, error: BaseException, *, now: datetime) -> None:
    """Let go of an item whose database went away or gave way to another transaction: that says nothing of the step, so it counts as an expiry."""
    expiries = item.expiries + 1
    parked = expiries >= settings.WORK_EXPIRIES
    WorkItem.objects.filter(pk=item.pk, state=WorkState.TODO, fence=item.fence).update(
        expiries=expiries,
        state=WorkState.PARKED if parked else WorkState.TODO,
        lease_until=None,
        due_at=now + timedelta(seconds=min(2**item.expiries, LONGEST_PAUSE)),
        last_error=f"{type(error).__name__}: {error}"[:4000],
    )


def step(item: WorkItem, *, now: datetime | None = None) -> None:
    """Do one leased item: its effects, "done" and its followers in one transaction. An error is recorded, never raised. *now* None is the clock.

    Where even the recording fails, the lease runs out by itself. A kind with an errand (``settings.ERRANDS``) first has something fetched
    outside the transaction, so that nobody waits for the network with the database locked; the job is handed it as ``brought``.
    """
    with bound_contextvars(work_item=item.pk, work_kind=item.kind, attempt=item.attempts + 1):
        try:
            job: Callable[..., Iterable[Follow] | None] = resolve(settings.PIPELINE[item.kind])
            errand = settings.ERRANDS.get(item.kind)
            brought = {"brought": resolve(errand)(item.subject, now=now or timezone.now())} if errand else {}
            with transaction.atomic():
                followers = list(job(item.subject, now=now or timezone.now(), **brought) or ())
                finish(item, followers, now=now or timezone.now())
        except LeaseLost as lost:
            log.warning("%s", lost)
        except (OperationalError, InterfaceError) as error:
            log.warning("%s was interrupted: %s", item, _first_line(error))
            _recorded(interrupt, item, error, now=now or timezone.now())
        except Exception as error:
            log.exception("%s failed on attempt %s", item, item.attempts + 1)
            _recorded(fail, item, error, now=now or timezone.now())


def _recorded(record: Callable[..., None], item: WorkItem, error: BaseException, *, now: datetime) -> None:
    try:
        record(item, error, now=now)
    except DatabaseError as away:
        log.warning("%s: the database does not answer (%s); its lease will run out", item, _first_line(away))


def _first_line(error: BaseException) -> str:
    return (str(error).splitlines() or [""])[0]


def resolve(path: str) -> Callable[..., Any]:
    module, name = path.rsplit(".", 1)
    return getattr(import_module(module), name)


def run_next(*, now: datetime | None = None) -> WorkItem | None:
    """Lease and do one item; the item, or None when nothing is due. ``now`` None is the clock."""
    item = lease(now=now or timezone.now())
    if item is not None:
        step(item, now=now)
    return item


def run_until_idle(*, now: datetime | None = None, progress: Callable[[Progress], None] | None = None, limit: int | None = None) -> int:
    """Do what is due until nothing is left, in this process; how many items that were. Safe beside any number of workers."""
    done = 0
    while (limit is None or done < limit) and run_next(now=now) is not None:
        done += 1
        if progress is not None:
            progress(Progress(done=done, left=WorkItem.objects.filter(state=WorkState.TODO).count()))
    return done


def run_for(seconds: float) -> int:
    """Do what is due in this process until nothing is left or the time is up; the rest stays with the workers. How many items that were.

    For doors that show at once what follows: whoever waits there must not wait for everybody's work. A step that has begun is not broken off.
    """
    end, done = time.monotonic() + seconds, 0
    while time.monotonic() < end and run_next() is not None:
        done += 1
    return done


def settle(*, patience: float = 120.0) -> bool:
    """Do what is due here and wait for what other workers hold; False if something was still held after *patience* seconds."""
    deadline = time.monotonic() + patience
    while True:
        run_until_idle()
        if not WorkItem.objects.filter(state=WorkState.TODO, lease_until__gt=timezone.now()).exists():
            return True
        if time.monotonic() > deadline:
            return False
        time.sleep(0.05)


def sweep(*, now: datetime, rings: int = RINGS_AT_ONCE) -> int:
    """Ring for whatever is due and held by nobody, at most *rings* times; how many items that is."""
    waiting = WorkItem.objects.filter(Q(lease_until=None) | Q(lease_until__lte=now), state=WorkState.TODO, due_at__lte=now).count()
    for _ in range(min(waiting, rings)):
        ring()
    return waiting


def take_back() -> int:
    """Free what is held: for the one process of a desk without a broker, at its start, when whoever held something is dead. How many items."""
    held = WorkItem.objects.filter(state=WorkState.TODO, lease_until__isnull=False)
    return held.update(lease_until=None, fence=F("fence") + 1, expiries=F("expiries") + 1, last_error="its process was ended")


def run_again(item: WorkItem, *, now: datetime) -> bool:
    """Give a parked item a fresh start; False if it is parked no more."""
    started = WorkItem.objects.filter(pk=item.pk, state=WorkState.PARKED).update(
        state=WorkState.TODO, attempts=0, expiries=0, due_at=now, lease_until=None
    )
    if started:
        transaction.on_commit(ring, robust=True)
    return started == 1


def beat(name: str, *, now: datetime, **facts: Any) -> None:
    """Write down that a part of the program ran: "sweep", "scheduler", "digests", "integrity", with what there is to know of it."""
    if not Pulse.objects.filter(name=name).update(at=now, facts=facts):
        Pulse.objects.bulk_create([Pulse(name=name, at=now, facts=facts)], ignore_conflicts=True)


def backlog() -> dict[str, int]:
    """How many items of each kind are left to do, parked ones under "parked"."""
    rows: Iterator[tuple[str, str, int]] = (
        WorkItem.objects.exclude(state=WorkState.DONE)
        .values_list("kind", "state")
        .annotate(n=Count("pk"))
        .order_by("kind", "state")
        .iterator()
    )
    counts: dict[str, int] = {}
    for kind, state, n in rows:
        name = "parked" if state == WorkState.PARKED else kind
        counts[name] = counts.get(name, 0) + n
    return counts
