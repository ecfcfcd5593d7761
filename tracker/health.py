"""What an operator must know, asked in one go: each part of the program says how it is. Looks only; the doors are ``/health`` and ``manage.py health``."""

from __future__ import annotations

import shutil
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from django.apps import apps
from django.conf import settings
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.db.models import Min, Q
from django.utils.module_loading import import_string

from tracker import __version__, work
from tracker.models import Pulse, WorkItem
from tracker.terms import WorkState

WORK_STANDS_STILL = timedelta(minutes=10)  # something that is due, held by nobody, for so long
SILENT = 4  # times its own pace
LEAST_FREE_SHARE, LEAST_FREE_BYTES = 0.05, 500_000_000
NONE_FREE_BYTES = 50_000_000
BROKER_PATIENCE = 1.0  # seconds


class State(StrEnum):
    """How a part is: as it should be; somebody should look soon; people cannot rely on it now."""

    OK = "ok"
    ATTENTION = "attention"
    FAILING = "failing"


WORST_LAST = (State.OK, State.ATTENTION, State.FAILING)
NAMES = ("database", "migrations", "work", "scheduler", "sweep", "feeds", "broker", "disk")


@dataclass(frozen=True, slots=True)
class Sign:
    """One part: how it is, in a sentence, and the figures behind it."""

    name: str
    state: State
    says: str
    facts: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Health:
    """All signs at one moment. ``state`` is that of the worst of them."""

    at: datetime
    version: str
    signs: tuple[Sign, ...]

    @property
    def state(self) -> State:
        return max((sign.state for sign in self.signs), key=WORST_LAST.index, default=State.OK)

    def of(self, names: Iterable[str]) -> Health:
        """The same with these parts alone (none named: all). With the database away it stands for every part that could not be asked.

        Raises ``LookupError`` naming a part that there is not.
        """
        wanted = set(names)
        there = {sign.name: sign for sign in self.signs}
        if unknown := sorted(wanted - set(NAMES) - settings.HEALTH_PARTS.keys()):
            raise LookupError(f"no part is named {unknown[0][:40]!r}; there are: {', '.join((*NAMES, *settings.HEALTH_PARTS))}.")
        if not wanted:
            return self
        kept = {there.get(name, self.signs[0]).name for name in wanted}
        return replace(self, signs=tuple(sign for sign in self.signs if sign.name in kept))


def look(*, now: datetime) -> Health:
    """Ask every part. Total: a part that cannot answer is failing, and the others are asked all the same."""
    signs = [_asked("database", database, now)]
    if signs[0].state is not State.FAILING:
        signs += [_asked(name, part, now) for name, part in _parts()]
    signs += [_asked("broker", broker, now), _asked("disk", disk, now)]
    return Health(now, __version__, tuple(signs))


def _parts() -> Iterator[tuple[str, Callable[[datetime], Sign]]]:
    yield from (("migrations", migrations), ("work", work_left), ("scheduler", scheduler), ("sweep", sweep), ("feeds", feeds))
    for name, dotted in settings.HEALTH_PARTS.items():
        yield name, import_string(dotted)


def _asked(name: str, part: Callable[[datetime], Sign], now: datetime) -> Sign:
    try:
        return part(now)
    except Exception as error:
        return Sign(name, State.FAILING, f"does not answer: {(str(error).splitlines() or [type(error).__name__])[0][:200]}")


# ---- the parts


def database(now: datetime) -> Sign:
    """Whether it answers, and how fast."""
    begun = time.monotonic()
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
        cursor.fetchone()
    took = round(1000 * (time.monotonic() - begun), 1)
    return Sign("database", State.OK, f"{connection.vendor} answers in {took} ms", {"kind": connection.vendor, "milliseconds": took})


def migrations(now: datetime) -> Sign:
    """Whether the tables are those of this program."""
    executor = MigrationExecutor(connection)
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    missing = [f"{one.app_label}.{one.name}" for one, _ in plan]
    if missing:
        return Sign("migrations", State.FAILING, f"{len(missing)} pending, run manage.py migrate", {"pending": missing})
    return Sign("migrations", State.OK, "none pending", {"pending": []})


def broker(now: datetime) -> Sign:
    """Whether the doorbell can be rung; the queue itself is in the database."""
    if not settings.REDIS_URL:
        return Sign("broker", State.OK, "none: one process does everything", {"configured": False})
    import redis

    lost = {"configured": True, "rings_lost": work.rings_lost}
    patience = {"socket_timeout": BROKER_PATIENCE, "socket_connect_timeout": BROKER_PATIENCE}
    try:
        redis.Redis.from_url(settings.REDIS_URL, **patience).ping()
    except redis.RedisError as error:
        return Sign("broker", State.FAILING, f"does not answer: {str(error)[:120]}; nothing is lost, and workers wait for it", lost)
    return Sign("broker", State.OK, "answers", lost)


def work_left(now: datetime) -> Sign:
    """What is left to do, since when the oldest of it waits, and what needs a person."""
    counts = work.backlog()
    parked = counts.pop("parked", 0)
    free = WorkItem.objects.filter(Q(lease_until=None) | Q(lease_until__lte=now), state=WorkState.TODO, due_at__lte=now)
    oldest = free.aggregate(oldest=Min("due_at"))["oldest"]
    waits = int((now - oldest).total_seconds()) if oldest else 0
    facts = {"backlog": counts, "left": sum(counts.values()), "parked": parked, "oldest_seconds": waits}
    if waits > WORK_STANDS_STILL.total_seconds():
        return Sign("work", State.FAILING, f"nobody takes what has been due for {waits // 60} minutes; is a worker running?", facts)
    if parked:
        return Sign("work", State.ATTENTION, f"{parked} parked: see Work on the desk", facts)
    return Sign("work", State.OK, f"{sum(counts.values())} left to do", facts)


def scheduler(now: datetime) -> Sign:
    """When the scheduler last sent something, whether or not anybody took it."""
    return pulse("scheduler", "scheduler", now, every=settings.WORK_SWEEP_SECONDS)


def sweep(now: datetime) -> Sign:
    """When a worker last looked for what a lost message left behind."""
    return pulse("sweep", "sweep", now, every=settings.WORK_SWEEP_SECONDS)


def pulse(name: str, of: str, now: datetime, *, every: float, at_least: float = 60) -> Sign:
    """A part that runs by the clock: failing when it has been silent for four times its pace (a minute at the least)."""
    last = Pulse.objects.filter(name=of).first()
    if last is None:
        return Sign(name, State.ATTENTION, "has not run yet", {"last": None})
    age = int((now - last.at).total_seconds())
    facts = {"last": last.at.isoformat(), "seconds_ago": age, **last.facts}
    if age > max(SILENT * every, at_least):
        return Sign(name, State.FAILING, f"last ran {said(age)} ago; it should every {said(int(every))}", facts)
    return Sign(name, State.OK, f"ran {said(age)} ago", facts)


def feeds(now: datetime) -> Sign:
    """Feeds that could not be fetched."""
    try:
        feed = apps.get_model("tracker", "Feed")
    except LookupError:
        return Sign("feeds", State.OK, "none", {"failing": []})
    asked = feed._default_manager.filter(paused_at=None)
    failing = list(asked.filter(failures__gt=0).order_by("-failures", "pk").values("url", "failures", "last_error")[:20])
    facts = {"asked": asked.count(), "failing": failing}
    if failing:
        return Sign("feeds", State.ATTENTION, f"{len(failing)} cannot be fetched, first {failing[0]['url'][:100]}", facts)
    return Sign("feeds", State.OK, f"{facts['asked']} are asked", facts)


def disk(now: datetime) -> Sign:
    """How much room is left where the program keeps its files."""
    place = settings.VAR if settings.VAR.exists() else settings.BASE_DIR
    usage = shutil.disk_usage(place)
    share = usage.free / usage.total if usage.total else 1.0
    facts = {"free_bytes": usage.free, "free_share": round(share, 3)}
    says = f"{usage.free / 1e9:.1f} GB free"
    if usage.free < NONE_FREE_BYTES:
        return Sign("disk", State.FAILING, says, facts)
    low = share < LEAST_FREE_SHARE or usage.free < LEAST_FREE_BYTES
    return Sign("disk", State.ATTENTION if low else State.OK, says, facts)


def said(seconds: int) -> str:
    """A length of time for people."""
    for size, unit in ((86_400, "days"), (3_600, "hours"), (60, "minutes")):
        if seconds >= 2 * size:
            return f"{seconds // size} {unit}"
    return f"{seconds} s"


def as_json(health: Health, *, whole: bool) -> dict[str, Any]:
    """For programs; strangers get the state alone."""
    if not whole:
        return {"status": health.state.value}
    return {
        "status": health.state.value,
        "at": health.at.isoformat(),
        "version": health.version,
        "parts": {sign.name: {"status": sign.state.value, "says": sign.says, **sign.facts} for sign in health.signs},
    }
