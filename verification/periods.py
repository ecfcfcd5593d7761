"""When a digest is due: the newest moment of a person's schedule that has passed, in their own time zone. Pure; no rows, no clock."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from tracker.terms import Cadence

WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


@dataclass(frozen=True, slots=True)
class Schedule:
    """When somebody wants their digest: the hour (0 to 23) of their own day, and for weekly ones the day (0 is Monday)."""

    cadence: Cadence | str
    hour: int
    zone: str
    weekday: int = 0

    @property
    def words(self) -> str:
        """ "daily at 07:00 (Europe/Kyiv)"."""
        clock = f"at {self.hour:02}:00 ({self.zone})"
        match self.cadence:
            case Cadence.DAILY:
                return f"daily {clock}"
            case Cadence.WEEKLY:
                return f"weekly, on {WEEKDAYS[self.weekday]} {clock}"
            case Cadence.AT_ONCE:
                return "at once, for each urgent change"
        return "never"


@dataclass(frozen=True, slots=True)
class Period:
    """``key`` names it once and for all ("daily:2023-11-02", "weekly:2023-W44"); ``due`` is the moment in UTC."""

    key: str
    due: datetime


def latest_period(schedule: Schedule, *, now: datetime) -> Period | None:
    """The newest period that is due at *now*; None for people without a schedule (off, at once).

    The key is the local date, or the week of it, so that a clock change neither skips nor doubles a day.
    """
    here = ZoneInfo(schedule.zone)
    today = now.astimezone(here).date()
    if schedule.cadence == Cadence.DAILY:
        step, day = timedelta(days=1), today
    elif schedule.cadence == Cadence.WEEKLY:
        step, day = timedelta(days=7), today - timedelta(days=(today.weekday() - schedule.weekday) % 7)
    else:
        return None
    if moment(day, schedule.hour, here) > now:
        day -= step
    return Period(key=named(schedule.cadence, day), due=moment(day, schedule.hour, here))


def next_due(schedule: Schedule, *, now: datetime) -> datetime | None:
    """When the next digest falls due after *now*; None without a schedule."""
    period = latest_period(schedule, now=now)
    if period is None:
        return None
    here = ZoneInfo(schedule.zone)
    step = timedelta(days=1 if schedule.cadence == Cadence.DAILY else 7)
    return moment(period.due.astimezone(here).date() + step, schedule.hour, here)


def moment(day: date, hour: int, zone: ZoneInfo) -> datetime:
    """The hour of that local day, in UTC. An hour that the clock change skips is the one after it; one that comes twice is the first."""
    return datetime.combine(day, time(hour), tzinfo=zone).astimezone(UTC)


def named(cadence: Cadence | str, day: date) -> str:
    """The key of the period that begins on *day*."""
    if cadence == Cadence.DAILY:
        return f"daily:{day.isoformat()}"
    year, week, _ = day.isocalendar()
    return f"weekly:{year}-W{week:02}"
