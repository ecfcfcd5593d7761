"""When a digest is due, across time zones, clock changes and missed days."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.terms import Cadence
from verification.periods import Schedule, latest_period

ZONES = [
    "UTC",
    "Europe/Kyiv",
    "America/New_York",
    "Asia/Kolkata",
    "Pacific/Chatham",
    "Australia/Lord_Howe",
    "America/Sao_Paulo",
    "Pacific/Apia",
]


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("cadence", "hour", "zone", "now", "key", "due"),
    [
        ("daily", 7, "UTC", "2026-03-04 07:00", "daily:2026-03-04", "2026-03-04 07:00"),
        ("daily", 7, "UTC", "2026-03-04 06:59", "daily:2026-03-03", "2026-03-03 07:00"),
        ("daily", 7, "Asia/Kolkata", "2026-03-04 01:30", "daily:2026-03-04", "2026-03-04 01:30"),
        ("daily", 23, "America/New_York", "2026-03-05 03:59", "daily:2026-03-03", "2026-03-04 04:00"),
        ("weekly", 7, "UTC", "2026-03-04 12:00", "weekly:2026-W10", "2026-03-02 07:00"),
        ("weekly", 7, "UTC", "2026-03-02 06:00", "weekly:2026-W09", "2026-02-23 07:00"),
        ("weekly", 7, "UTC", "2027-01-02 12:00", "weekly:2026-W53", "2026-12-28 07:00"),
        # Clocks forward at 03:00 in Kyiv on 29 March: seven o'clock comes an hour sooner in UTC.
        ("daily", 7, "Europe/Kyiv", "2026-03-28 05:00", "daily:2026-03-28", "2026-03-28 05:00"),
        ("daily", 7, "Europe/Kyiv", "2026-03-29 04:00", "daily:2026-03-29", "2026-03-29 04:00"),
        # The hour that is skipped is the one after it; the hour that comes twice counts once, the first time.
        ("daily", 3, "Europe/Kyiv", "2026-03-29 01:00", "daily:2026-03-29", "2026-03-29 01:00"),
        ("daily", 3, "Europe/Kyiv", "2026-10-25 00:00", "daily:2026-10-25", "2026-10-25 00:00"),
        ("daily", 3, "Europe/Kyiv", "2026-10-25 01:30", "daily:2026-10-25", "2026-10-25 00:00"),
    ],
)
def test_the_newest_moment_of_the_schedule_that_has_passed(cadence, hour, zone, now, key, due):
    period = latest_period(Schedule(cadence, hour, zone), now=at(now))
    assert (period.key, period.due) == (key, at(due))


@pytest.mark.parametrize("cadence", [Cadence.OFF, Cadence.AT_ONCE])
def test_without_a_schedule_nothing_is_due(cadence):
    assert latest_period(Schedule(cadence, 7, "UTC"), now=at("2026-03-04 12:00")) is None


@given(
    zone=st.sampled_from(ZONES),
    hour=st.integers(0, 23),
    cadence=st.sampled_from([Cadence.DAILY, Cadence.WEEKLY]),
    now=st.datetimes(datetime(2010, 1, 1), datetime(2030, 1, 1)).map(lambda moment: moment.replace(tzinfo=UTC)),
)
def test_a_period_is_past_but_not_over_and_keys_move_forward(zone, hour, cadence, now):
    period = latest_period(Schedule(cadence, hour, zone), now=now)
    length = timedelta(days=1 if cadence == Cadence.DAILY else 7)
    # A clock change lengthens or shortens a day by an hour; Samoa left out a whole one.
    assert timedelta(0) <= now - period.due < length + timedelta(hours=25 if zone == "Pacific/Apia" else 1, minutes=1)
    later = latest_period(Schedule(cadence, hour, zone), now=now + timedelta(hours=1))
    assert later.due >= period.due
    assert cadence == Cadence.WEEKLY or later.key >= period.key


@given(zone=st.sampled_from(ZONES), hour=st.integers(0, 23), year=st.integers(2012, 2029))
def test_a_year_of_minutes_past_the_hour_gives_every_local_day_once(zone, hour, year):
    here = ZoneInfo(zone)
    moment, keys = datetime(year, 3, 1, tzinfo=UTC), []
    while moment < datetime(year, 4, 15, tzinfo=UTC):
        key = latest_period(Schedule(Cadence.DAILY, hour, zone), now=moment).key
        if not keys or keys[-1] != key:
            keys.append(key)
        moment += timedelta(minutes=30)
    days = [datetime.fromisoformat(key.removeprefix("daily:")).date() for key in keys]
    assert days == [days[0] + timedelta(days=n) for n in range(len(days))]
    assert days[-1] >= (moment.astimezone(here) - timedelta(days=2)).date()
