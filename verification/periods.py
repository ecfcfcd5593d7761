"""When a digest is due: the newest moment of a person's schedule that has passed, in their own time zone. Pure; no rows, no clock."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from tracker.terms import Cadence


@dataclass(frozen=True, slots=True)
class Period:
    """``key`` names it once and for all ("daily:2023-11-02", "weekly:2023-W44"); ``due`` is the moment in UTC."""

    key: str
    due: datetime


def latest_period(cadence: Cadence | str, *, hour: int, zone: str, now: datetime) -> Period | None:
    """The newest period that is due at *now*; None for people without a schedule (off, at once).

    Weekly digests are due on Mondays. The key is the local date, so that a clock change neither skips nor doubles a day.
    """
    here = ZoneInfo(zone)
    today = now.astimezone(here).date()
    if cadence == Cadence.DAILY:
        step, day = timedelta(days=1), today
    elif cadence == Cadence.WEEKLY:
        step, day = timedelta(days=7), today - timedelta(days=today.weekday())
    else:
        return None
    if moment(day, hour, here) > now:
        day -= step
    return Period(key=named(cadence, day), due=moment(day, hour, here))


def moment(day: date, hour: int, zone: ZoneInfo) -> datetime:
    """The hour of that local day, in UTC. An hour that the clock change skips is the one after it; one that comes twice is the first."""
    return datetime.combine(day, time(hour), tzinfo=zone).astimezone(UTC)


def named(cadence: Cadence | str, day: date) -> str:
    """The key of the period that begins on *day*."""
    if cadence == Cadence.DAILY:
        return f"daily:{day.isoformat()}"
    year, week, _ = day.isocalendar()
    return f"weekly:{year}-W{week:02}"
