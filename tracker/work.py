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
from django.db import transaction
from django.db.models import Count, F, Q
from django.utils import timezone
from django.utils.module_loading import import_string

from tracker.models.work import WorkItem
from tracker.terms import WorkState

log = logging.getLogger(__name__)
rings_lost = 0


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
    if kind not in settings.PIPELINE:
        raise LookupError(f"work kind {kind!r} is not in settings.PIPELINE; known: {', '.join(settings.PIPELINE)}.")
    item, _ = WorkItem.objects.get_or_create(
        kind=kind, subject=str(subject), input_version=version, defaults={"created_at": now, "due_at": due_at or now}
    )
    transaction.on_commit(ring, robust=True)
    return item


def ring() -> None:
    """Tell the workers to look. Failing is fine: it is counted, and the sweep rings again."""
    global rings_lost
    if not settings.REDIS_URL:
        return
    try:
        import_string(settings.WORK_BELL)()
    except Exception as error:
        rings_lost += 1
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
        expired = item.lease_until is not None
        if expired and item.expiries + 1 >= settings.WORK_EXPIRIES:
            change: dict[str, Any] = {
                "state": WorkState.PARKED,
                "lease_until": None,
                "last_error": f"its lease ran out {item.expiries + 1} times",
            }
        else:
            change = {"lease_until": now + timedelta(seconds=settings.WORK_LEASE_SECONDS)}
        won = WorkItem.objects.filter(pk=item.pk, state=WorkState.TODO, fence=item.fence, lease_until=item.lease_until).update(
            fence=F("fence") + 1, expiries=F("expiries") + int(expired), **change
        )
        if won == 1 and "state" not in change:
            item.refresh_from_db()
            return item


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
    for follow in followers:
        enqueue(follow.kind, follow.subject, version=follow.version, now=now, due_at=follow.due_at)


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


def step(item: WorkItem, *, now: datetime) -> None:
    """Do one leased item: its effects, "done" and its followers in one transaction. An error is recorded, never raised.

    A kind with an errand (``settings.ERRANDS``) first has something fetched outside the transaction, so that nobody waits for
    the network with the database locked; the job is handed it as ``brought``.
    """
    job: Callable[..., Iterable[Follow] | None] = resolve(settings.PIPELINE[item.kind])
    try:
        brought = {"brought": resolve(settings.ERRANDS[item.kind])(item.subject, now=now)} if item.kind in settings.ERRANDS else {}
        with transaction.atomic():
            followers = list(job(item.subject, now=now, **brought) or ())
            finish(item, followers, now=now)
    except LeaseLost as lost:
        log.warning("%s", lost)
    except Exception as error:
        log.exception("%s failed on attempt %s", item, item.attempts + 1)
        fail(item, error, now=now)


def resolve(path: str) -> Callable[..., Any]:
    module, name = path.rsplit(".", 1)
    return getattr(import_module(module), name)


def run_next(*, now: datetime | None = None) -> WorkItem | None:
    """Lease and do one item; the item, or None when nothing is due. ``now`` None is the clock."""
    at = now or timezone.now()
    item = lease(now=at)
    if item is not None:
        step(item, now=at)
    return item


def run_until_idle(*, now: datetime | None = None, progress: Callable[[Progress], None] | None = None, limit: int | None = None) -> int:
    """Do what is due until nothing is left, in this process; how many items that were. Safe beside any number of workers."""
    done = 0
    while (limit is None or done < limit) and run_next(now=now) is not None:
        done += 1
        if progress is not None:
            progress(Progress(done=done, left=WorkItem.objects.filter(state=WorkState.TODO).count()))
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


def sweep(*, now: datetime) -> int:
    """Ring for whatever is due and held by nobody; how many items that is."""
    waiting = WorkItem.objects.filter(Q(lease_until=None) | Q(lease_until__lte=now), state=WorkState.TODO, due_at__lte=now).count()
    if waiting:
        ring()
    return waiting


def run_again(item: WorkItem, *, now: datetime) -> None:
    """Give a parked item a fresh start."""
    if WorkItem.objects.filter(pk=item.pk, state=WorkState.PARKED).update(
        state=WorkState.TODO, attempts=0, expiries=0, due_at=now, lease_until=None
    ):
        transaction.on_commit(ring, robust=True)


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
