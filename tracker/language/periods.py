"""Calendar arithmetic: what a worded date means once the day of publication is known. No text is looked at here."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

Interval = tuple[datetime | None, datetime | None]
UNKNOWN: Interval = (None, None)
DAY = timedelta(days=1)
# A date without a year is the latest one that lies at most this far after publication: papers announce next week's events without a year.
TOLERANCE = timedelta(days=31)
_PARTS_OF_YEAR = {
    "early": (1, 4), "mid": (5, 4), "late": (9, 4), "start": (1, 3), "end": (10, 3), "h1": (1, 6), "h2": (7, 6), "q1": (1, 3), "q2": (4, 3), "q3": (7, 3), "q4": (10, 3),
    "spring": (3, 3), "summer": (6, 3), "autumn": (9, 3), "winter": (12, 3),
}
_PARTS_OF_MONTH = {"early": (1, 11), "mid": (11, 21), "late": (21, 32), "start": (1, 11), "end": (21, 32), "h1": (1, 16), "h2": (16, 32)}
_RECENT = {"hour": timedelta(days=1), "day": timedelta(days=7), "week": timedelta(weeks=6), "month": timedelta(days=183), "year": timedelta(days=5 * 365), "decade": timedelta(days=20 * 365)}


@dataclass(frozen=True, slots=True)
class Period:
    """A date as worded. ``kind`` says which fields count:

    day (year, month, day, hour, minute) · month (year, month, part) · year (year, part) · years (year, last) · weekday (number, way) · shift (number of days) ·
    month with unit "year" (number of years from publication) · unit (unit, number: -1 last, 0 this, 1 next) · season (part, number) · ago (unit, number) · window (unit, number, way; number 0 = "recent").
    """

    kind: str
    year: int | None = None
    month: int = 0
    day: int = 0
    last: int = 0
    part: str = ""
    unit: str = ""
    number: int = 0
    way: str = ""
    hour: int = -1
    minute: int = 0
    moment: bool = False


def resolve(period: Period, published: datetime | None, *, ahead: bool = False) -> Interval:
    """The half-open interval in UTC that *period* names; (None, None) where it cannot be told without, or even with, *published*.

    ``ahead`` says that the words around speak of the future, so a date without a year, or a weekday, is the next one.
    """
    if published is not None:
        published = published.replace(tzinfo=UTC) if published.tzinfo is None else published.astimezone(UTC)
    try:
        start, end = _RESOLVERS[period.kind](period, published, ahead)
    except (OverflowError, ValueError):
        return UNKNOWN
    if period.hour >= 0 and start is not None and (period.moment or end == start + DAY):
        start = start.replace(hour=period.hour, minute=period.minute)
        end = start + timedelta(minutes=1)
    return start, end


def add_months(year: int, month: int, by: int) -> datetime:
    """The first day of the month *by* months after *month* of *year*."""
    at = year * 12 + month - 1 + by
    return datetime(at // 12, at % 12 + 1, 1, tzinfo=UTC)


def _midnight(moment: datetime) -> datetime:
    return moment.replace(hour=0, minute=0, second=0, microsecond=0)


def _candidate(interval_of: Callable[[int], tuple[datetime, datetime]], published: datetime | None, ahead: bool, way: str) -> Interval:
    """The interval of the year that fits: the latest that begins at most a month after publication, or the next when the words look ahead."""
    if published is None:
        return UNKNOWN
    today = _midnight(published)
    years = (published.year - 1, published.year, published.year + 1)
    found: Interval = UNKNOWN
    for year in years:
        try:
            start, end = interval_of(year)
        except ValueError:
            continue
        if way == "last" and end > today:
            break
        if (ahead or way == "next") and way != "last":
            if end > today if way != "next" else start > today:
                return start, end
            continue
        if start > today + TOLERANCE:
            break
        found = start, end
    return found


def _day(period: Period, published: datetime | None, ahead: bool) -> Interval:
    def interval(year: int) -> tuple[datetime, datetime]:
        start = datetime(year, period.month, period.day, tzinfo=UTC)
        return start, (datetime(year, period.month, period.last, tzinfo=UTC) if period.last else start) + DAY

    if period.year is not None:
        return interval(period.year)
    if period.month == 2 and period.day == 29 and published is not None:
        leap = [year for year in range(published.year - 4, published.year + 1) if year % 4 == 0 and (year % 100 or year % 400 == 0)]
        return interval(leap[-1]) if leap else UNKNOWN
    return _candidate(interval, published, ahead, period.way)


def _month(period: Period, published: datetime | None, ahead: bool) -> Interval:
    def interval(year: int) -> tuple[datetime, datetime]:
        start, end = datetime(year, period.month, 1, tzinfo=UTC), add_months(year, period.month, 1)
        if period.part in _PARTS_OF_MONTH:
            first, beyond = _PARTS_OF_MONTH[period.part]
            return start.replace(day=first), min(end, start + (beyond - 1) * DAY)
        return start, end

    if period.year is not None:
        return interval(period.year)
    if period.unit == "year":
        return UNKNOWN if published is None else interval(published.year + period.number)
    return _candidate(interval, published, ahead, period.way)


def _part_of_year(year: int, part: str) -> tuple[datetime, datetime]:
    first, months = _PARTS_OF_YEAR[part]
    return datetime(year, first, 1, tzinfo=UTC), add_months(year, first, months)


def _year(period: Period, published: datetime | None, ahead: bool) -> Interval:
    year = period.year
    if year is None:
        return UNKNOWN if published is None else _year(Period("year", year=published.year + period.number, part=period.part), published, ahead)
    return _part_of_year(year, period.part) if period.part else (datetime(year, 1, 1, tzinfo=UTC), datetime(year + 1, 1, 1, tzinfo=UTC))


def _years(period: Period, published: datetime | None, ahead: bool) -> Interval:
    return datetime(period.year or 1, 1, 1, tzinfo=UTC), datetime(period.last + 1, 1, 1, tzinfo=UTC)


def _season(period: Period, published: datetime | None, ahead: bool) -> Interval:
    return _candidate(lambda year: _part_of_year(year, period.part), published, ahead, period.way)


def _weekday(period: Period, published: datetime | None, ahead: bool) -> Interval:
    if published is None:
        return UNKNOWN
    today = _midnight(published)
    back = (today.weekday() - period.number) % 7
    if period.way == "next":
        start = today + ((-back) % 7 or 7) * DAY
    elif ahead and period.way != "last":
        start = today + ((-back) % 7) * DAY
    elif period.way == "last":
        start = today - (back or 7) * DAY
    else:
        start = today - back * DAY
    return start, start + DAY


def _shift(period: Period, published: datetime | None, ahead: bool) -> Interval:
    if published is None:
        return UNKNOWN
    start = _midnight(published) + period.number * DAY
    return start, start + DAY


def _unit(period: Period, published: datetime | None, ahead: bool) -> Interval:
    if published is None:
        return UNKNOWN
    today = _midnight(published)
    match period.unit:
        case "day":
            start = today + period.number * DAY
            return start, start + DAY
        case "week":
            start = today - today.weekday() * DAY + 7 * period.number * DAY
            return start, start + 7 * DAY
        case "weekend":
            # "the weekend" is the one that is running or was the last; on a Saturday "last weekend" lies a week back
            saturday = today - ((today.weekday() - 5) % 7) * DAY
            running = today.weekday() >= 5
            shift = period.number + (1 if period.number < 0 and not running else 0) + (1 if period.way == "this" and ahead and not running else 0)
            return saturday + 7 * shift * DAY, saturday + (7 * shift + 2) * DAY
        case "month":
            return add_months(today.year, today.month, period.number), add_months(today.year, today.month, period.number + 1)
        case "quarter":
            first = 3 * ((today.month - 1) // 3) + 1
            return add_months(today.year, first, 3 * period.number), add_months(today.year, first, 3 * period.number + 3)
        case "decade":
            first = today.year - today.year % 10 + 10 * period.number
            return datetime(first, 1, 1, tzinfo=UTC), datetime(first + 10, 1, 1, tzinfo=UTC)
    year = today.year + period.number
    return datetime(year, 1, 1, tzinfo=UTC), datetime(year + 1, 1, 1, tzinfo=UTC)


def _ago(period: Period, published: datetime | None, ahead: bool) -> Interval:
    if published is None:
        return UNKNOWN
    match period.unit:
        case "minute" | "hour":
            start = published - (timedelta(hours=period.number) if period.unit == "hour" else timedelta(minutes=period.number))
            return start.replace(minute=0, second=0, microsecond=0), start.replace(minute=0, second=0, microsecond=0) + timedelta(hours=1)
        case "day" | "week":
            start = _midnight(published) - period.number * (7 if period.unit == "week" else 1) * DAY
            return start, start + DAY
        case _:
            return _unit(Period("unit", unit=period.unit, number=-period.number), published, ahead)


def _span(unit: str, number: int) -> timedelta:
    return {"minute": timedelta(minutes=1), "hour": timedelta(hours=1), "day": DAY, "week": 7 * DAY, "month": timedelta(days=30), "year": timedelta(days=365), "decade": timedelta(days=3652)}[
        unit
    ] * number


def _window(period: Period, published: datetime | None, ahead: bool) -> Interval:
    if published is None:
        return UNKNOWN
    today = _midnight(published)
    length = _span(period.unit, period.number) if period.number else _RECENT[period.unit]
    if period.way == "next":
        return today, today + max(length, DAY) + DAY
    if period.unit in ("minute", "hour") and period.number:
        return published - length, max(published, published - length + timedelta(minutes=1))
    if period.unit in ("month", "year") and 0 < period.number < 1200:
        months = period.number * (12 if period.unit == "year" else 1)
        first = add_months(today.year, today.month, -months)
        day = min(today.day, (add_months(first.year, first.month, 1) - DAY).day)
        return first.replace(day=day), today + DAY
    return today - length, today + DAY


_RESOLVERS = {
    "day": _day, "month": _month, "year": _year, "years": _years, "season": _season, "weekday": _weekday, "shift": _shift, "unit": _unit, "ago": _ago, "window": _window,
}
