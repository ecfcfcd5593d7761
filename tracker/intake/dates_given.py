"""Dates as pages, feeds, mails and tables write them, into moments with a zone. What a date says about the world is not decided here."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta, timezone
from email.utils import parsedate_to_datetime

FIRST_YEAR = 1900
ISO = re.compile(
    r"(\d{4})-?(\d{2})-?(\d{2})(?:[T ]+(\d{1,2}):?(\d{2})(?::?(\d{2})(?:[.,]\d+)?)?)?\s*(Z|UTC|GMT|[+-]\d{2}(?::?\d{2})?)?", re.IGNORECASE
)
NO_YEAR = re.compile(r"(?<![+-])\b00\d\d\b")  # "Mon, 01 Jan 0001": no date at all, and no year of this century
MONTHS = "jan feb mar apr may jun jul aug sep oct nov dec".split()
_MONTH = r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\.?"
_DAY = rf"(?P<d1>\d{{1,2}})(?:st|nd|rd|th)?\s+(?P<m1>{_MONTH})\s*,?\s+(?P<y1>\d{{4}})|(?P<m2>{_MONTH})\s+(?P<d2>\d{{1,2}})(?:st|nd|rd|th)?\s*,?\s+(?P<y2>\d{{4}})|\d{{4}}-\d{{2}}-\d{{2}}"
WORDED = re.compile(rf"(?<![\w-])(?:{_DAY})(?![\w-])", re.IGNORECASE)
LABELLED = re.compile(
    r"\b(?:first published|published|posted|released|issued|date of issue|publication date|date)\b\s*(?:on|at|:|–|-)?\s*(?:[a-z]+day\s*,?\s*)?([^.!?]{6,30})",
    re.IGNORECASE,
)
DATELINE = re.compile(
    rf"[A-Z][\w .,'’/-]{{1,50}}?[,:]?\s+(?:{re.sub(r'[(][?]P<..>', '(?:', _DAY)})\s*(?:\([^()]{{1,40}}\))?\s*[–—-]", re.IGNORECASE
)
NUMBERS = re.compile(r"(\d{1,4})[./-](\d{1,2})[./-](\d{1,4})(?:[,T ]+(\d{1,2}):(\d{2})(?::(\d{2}))?)?")


def moment(text: str) -> datetime | None:
    """An ISO date (its first moment), an ISO date-time or a date of mail and RSS; without a zone it is UTC. None for anything else.

    Years before 1900 are what programs write that know no date.
    """
    text = " ".join(text.split())[:100]
    found = _iso(text) or _of_mail(text)
    return found if found and FIRST_YEAR <= found.year <= 9000 else None


def has_zone(text: str) -> bool:
    """Whether a date that ``moment`` takes names its zone."""
    match = ISO.fullmatch(" ".join(text.split()))
    return bool(match.group(7)) if match else bool(re.search(r"[+-]\d{4}$|\b[A-Z]{2,4}$", text.strip()))


def by_order(text: str, order: str) -> datetime | None:
    """A date written in numbers in the *order* "dmy" or "mdy" ("04.03.2026", "3/4/2026 14:30"), UTC; years of two digits are of this century. None for others."""
    match = NUMBERS.fullmatch(" ".join(text.split()))
    if match is None:
        return None
    first, second, third = (int(match.group(place)) for place in (1, 2, 3))
    if first > 31:  # year first whatever the order says
        year, month, day = first, second, third
    else:
        day, month = (first, second) if order == "dmy" else (second, first)
        year = third if third > 99 else 2000 + third
    return _made(year, month, day, *(int(match.group(place) or 0) for place in (4, 5, 6)), zone=UTC)


def worded(text: str) -> datetime | None:
    """The first day in *text* that is written out with its year ("1 March 2026", "March 1st, 2026", "2026-03-01"): UTC midnight."""
    for match in WORDED.finditer(text):
        day, month, year = (
            match.group("d1") or match.group("d2"),
            match.group("m1") or match.group("m2"),
            match.group("y1") or match.group("y2"),
        )
        found = moment(match.group()) if day is None else _made(int(year), MONTHS.index(month[:3].lower()) + 1, int(day), 0, 0, 0, zone=UTC)
        if found:
            return found
    return None


def labelled(text: str) -> datetime | None:
    """The day that a page names as its own: "Published: 1 March 2026", "Posted on March 1, 2026 by Ann"."""
    return next((day for match in LABELLED.finditer(text) if (day := worded(match.group(1)))), None)


def dateline(text: str) -> datetime | None:
    """The day in front of a wire's first sentence: "LORN, 1 March 2026 (Lorn Wire) – The dam …"."""
    match = DATELINE.match(text[:160])
    return worded(match.group()) if match else None


def _iso(text: str) -> datetime | None:
    match = ISO.fullmatch(text)
    if match is None:
        return None
    numbers = [int(match.group(place) or 0) for place in range(1, 7)]
    return _made(*numbers, zone=_zone(match.group(7) or "Z"))


def _zone(text: str) -> timezone:
    if text[0] not in "+-":
        return UTC
    digits = text[1:].replace(":", "").ljust(4, "0")
    offset = timedelta(hours=int(digits[:2]), minutes=int(digits[2:]))
    return timezone(-offset if text[0] == "-" else offset) if offset < timedelta(hours=24) else UTC


def _made(year: int, month: int, day: int, hour: int, minute: int, second: int, *, zone: timezone) -> datetime | None:
    try:
        return datetime(year, month, day, hour, minute, min(second, 59), tzinfo=zone).astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def _of_mail(text: str) -> datetime | None:
    if NO_YEAR.search(text):
        return None
    try:
        found = parsedate_to_datetime(text)
        return (found if found.tzinfo else found.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, TypeError, OverflowError, IndexError):
        return None
