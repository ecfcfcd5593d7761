"""Dates and periods in a text, as intervals. Single expressions are read in ``worded_dates``, set on the calendar in ``periods``; here they are put together."""

from __future__ import annotations

import re
from datetime import datetime
from functools import lru_cache

from tracker.language.periods import UNKNOWN, Period, resolve
from tracker.language.reading import When
from tracker.language.spans import Span
from tracker.language.worded_dates import Mention, expressions

_CLOCK = r"(?P<h>[01]?\d|2[0-3])(?:[:.](?P<min>[0-5]\d))?\s?(?P<half>[ap]\.?m\b\.?)?(?:\s?(?:GMT|UTC|Z|[A-Z][A-Za-z]{1,9} time|local time|[A-Z]{3,4}))?(?:\s?\([^()]{1,20}\))?"
_LEAD = re.compile(
    r"(?:(?P<since>since|ever since)|(?P<after>after|following)|(?P<before>before|prior to|ahead of)|(?P<until>until|till|up to|through|up until|by)|(?P<between>between)|(?P<from>from|starting)"
    r"|(?P<asof>as of|as at))\s+(?:the\s|about\s|around\s|at least\s)?(?:the\s)?(?:night|morning|evening|afternoon)?(?:\s?of\s)?(?:on\s)?$",
    re.I,
)
_JOINT = re.compile(r"\s*(?:(?P<and>,?\s+and)|(?P<to>,?\s+(?:to|until|till|through|up to|and until)|\s?[-–—]))\s*(?:the\s|on\s)?$", re.I)
_ONWARDS = re.compile(r"\s(?:onwards?|on(?=[\s,.]*(?:$|[,.;)]|the\b)))", re.I)
_CLOCK_BEFORE = re.compile(rf"(?:(?P<lead>as of|as at|at|by|until|since)\s+)?(?<![\d:.,]){_CLOCK}(?:,\s?|\s)(?:on\s)?$")
_CLOCK_AFTER = re.compile(rf",?\s(?:at|as of)\s{_CLOCK}(?![\d:])")
_CLOCK_ALONE = re.compile(rf"\b(?P<lead>[Aa]s (?:of|at))\s{_CLOCK}(?![\d:%]|,\d|\s(?:\w|\())")


def find_dates(text: str, published: datetime | None = None) -> tuple[When, ...]:
    """The dates and periods named in *text*, in order, never overlapping, as half-open intervals in UTC.

    A missing year is the one nearest before *published* (a month ahead allowed; the next where the words look ahead). Relative words without
    *published* give (None, None). "since", "after" leave the end open, "until", "by", "before" the start; "on", "in" are not part of the span.
    Total: any string gives an answer; nothing is raised.
    """
    return tuple(_when(mention, published) for mention in mentions(text))


def _when(mention: Mention, published: datetime | None) -> When:
    start, end = resolve(mention.period, published, ahead=mention.ahead)
    if mention.second is not None:
        later = resolve(mention.second, published, ahead=mention.ahead)
        if start is None or later[1] is None:
            start, end = UNKNOWN
        elif later[1] <= start:
            # "between December and February": the first of the two lies in the year before
            earlier = resolve(_in_year(mention.period, later[1].year - 1), published) if mention.period.year is None else UNKNOWN
            start, end = (earlier[0], later[1]) if earlier[0] is not None and earlier[0] < later[1] else UNKNOWN
        else:
            end = later[1]
    match mention.mode:
        case "since":
            start, end = start, None
        case "after":
            start, end = end, None
        case "until":
            start, end = None, end
        case "before":
            start, end = None, start
    return When(Span(mention.start, mention.end), start, end)


def _in_year(period: Period, year: int) -> Period:
    return Period(period.kind, year=year, month=period.month, day=period.day, part=period.part, last=period.last)


@lru_cache(maxsize=64)
def mentions(text: str) -> tuple[Mention, ...]:
    """Where *text* names dates and how they are worded; ``find_quantities`` leaves these places out."""
    cores = expressions(text)
    if "as of" in text or "as at" in text or "As of" in text or "As at" in text:
        cores = _with_lone_clocks(text, cores)
    return tuple(_joined(text, cores))


def _clock(match: re.Match[str]) -> tuple[int, int] | None:
    hour, minute, half = int(match.group("h")), int(match.group("min") or 0), (match.group("half") or "").lower()
    if not half and match.group("min") is None:
        return None
    if half.startswith("p") and hour < 12:
        hour += 12
    elif half.startswith("a") and hour == 12:
        hour = 0
    return (hour, minute) if hour < 24 else None


def _with_lone_clocks(text: str, cores: list[Mention]) -> list[Mention]:
    """"as of 9 a.m." with no day said is a time on the day of publication."""
    for match in _CLOCK_ALONE.finditer(text):
        clock = _clock(match)
        if clock and not any(core.start < match.end() + 12 and match.start() < core.end for core in cores):
            cores.append(Mention(match.start("h"), match.end(), Period("shift", hour=clock[0], minute=clock[1])))
    return sorted(cores, key=lambda core: core.start)


def _timed(text: str, core: Mention, floor: int) -> Mention:
    """*core* with the time of day that stands before or after it ("as of 09:00 on 13 October")."""
    if core.period.kind not in ("day", "weekday", "shift") or core.period.hour >= 0:
        return core
    at = max(floor, core.start - 48)
    before = _CLOCK_BEFORE.search(text[at : core.start])
    clock = _clock(before) if before else None
    start, end = core.start, core.end
    if before and clock:
        start = at + before.start("h")
    else:
        after = _CLOCK_AFTER.match(text, core.end, core.end + 48)
        clock = _clock(after) if after else None
        if after and clock:
            end = after.end()
    if clock is None:
        return core
    period = core.period
    timed = Period(period.kind, period.year, period.month, period.day, period.last, period.part, period.unit, period.number, period.way, clock[0], clock[1])
    return core._replace(start=start, end=end, period=timed)


_APPOSED = re.compile(r",?\s?(?:on\s)?", re.I)


def _same_day_twice(text: str, first: Mention, second: Mention) -> bool:
    """Whether a weekday is followed by its own date: "Tuesday, on 5 March"."""
    if first.period.kind != "weekday" or second.period.kind != "day" or second.start - first.end >= 6:
        return False
    return _APPOSED.fullmatch(text, first.end, second.start) is not None


def _joined(text: str, cores: list[Mention]) -> list[Mention]:
    """Weekday and date that stand together made one, clock times added, ranges closed, and "since", "until" put in front."""
    out: list[Mention] = []
    index = 0
    while index < len(cores):
        core = cores[index]
        index += 1
        if index < len(cores) and _same_day_twice(text, core, cores[index]):
            core = cores[index]._replace(start=core.start)
            index += 1
        floor = out[-1].end if out else 0
        core = _timed(text, core, floor)
        if core.start < floor:
            continue
        at = max(floor, core.start - 40)
        lead = _LEAD.search(text[at : core.start])
        word = lead.lastgroup if lead else None
        second: Mention | None = None
        if index < len(cores) and cores[index].start - core.end <= 16:
            joint = _JOINT.match(text[core.end : cores[index].start])
            if joint and (joint.lastgroup == "to" or word == "between"):
                second = _timed(text, cores[index], core.end)
                index += 1
        if second is not None:
            begin = at + lead.start() if lead and word in ("between", "from") else core.start
            period, last = core.period, second.period
            if period.year is None and last.year is not None and period.kind in ("day", "month"):
                period = _in_year(period, last.year - (1 if period.month > last.month > 0 else 0))
            out.append(Mention(begin, second.end, period, last, ahead=core.ahead or second.ahead))
            continue
        if word in ("since", "after", "before", "until"):
            core = core._replace(start=at + lead.start(), mode=word)  # type: ignore[union-attr]
        elif word == "from" and (onwards := _ONWARDS.match(text, core.end, core.end + 12)):
            core = core._replace(start=at + lead.start(), end=onwards.end(), mode="since")  # type: ignore[union-attr]
        out.append(core)
    return out
