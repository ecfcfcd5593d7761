"""Dates and periods in a text, as intervals. Finding only: what an expression means on the calendar is in ``periods``; figures are elsewhere."""

from __future__ import annotations

import re
from datetime import datetime
from functools import lru_cache
from typing import NamedTuple

from tracker.language.periods import UNKNOWN, Period, resolve
from tracker.language.reading import When
from tracker.language.spans import Span
from tracker.language.words import known_tag

_MONTHS = {name: number for number, name in enumerate(["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"], 1)}
_WEEKDAYS = {name: number for number, name in enumerate(["mon", "tue", "wed", "thu", "fri", "sat", "sun"])}
_NUMBERS = {word: n for n, word in enumerate(["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen", "twenty"])}
_NUMBERS |= {"a": 1, "an": 1, "thirty": 30, "forty": 40, "fifty": 50, "sixty": 60, "a couple of": 2, "couple of": 2, "a few": 3, "few": 3, "several": 4, "a dozen": 12, "dozen": 12}

_D = r"(?:0?[1-9]|[12]\d|3[01])(?:st|nd|rd|th)?"
_Y = r"(?:1[5-9]|20)\d\d"
_M = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)(?![\w-]\w)\.?(?!\w)"
)
_WD = r"(?:mon|tues|wednes|thurs|fri|satur|sun)day(?!\w)"
_UNIT = r"(?:minute|hour|day|week|month|year|decade)"
_N = r"(?:\d{1,4}|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen|seventeen|eighteen|nineteen|twenty|thirty|forty|fifty|sixty"
_N += r"|an?|a couple of|a few|several|a dozen|few|couple of|dozen)"
_PART = r"(?:early|mid|late|(?:the )?(?:very )?(?:beginning|start|middle|end|first half|second half)(?: of)?(?: the)?)"
_CLOCK = r"(?P<h>[01]?\d|2[0-3])(?:[:.](?P<min>[0-5]\d))?\s?(?P<half>[ap]\.?m\b\.?)?(?:\s?(?:GMT|UTC|Z|[A-Z][A-Za-z]{1,9} time|local time|[A-Z]{3,4}))?(?:\s?\([^()]{1,20}\))?"
_SEASON = r"(?:spring|summer|autumn|fall|winter)"
_DASH = r"\s?[-–—]\s?"

_KINDS = {
    "iso": r"\d{4}-\d\d-\d\d(?:[T ]\d\d:\d\d(?::\d\d(?:\.\d+)?)?(?:Z|[+-]\d\d:?\d\d)?)?(?![\d-])",
    "numeric": r"\d{1,2}(?P<sep>[./])\d{1,2}(?P=sep)(?:19|20)\d\d(?!\d)",
    "day_month": rf"(?:{_WD},?\s+)?(?:the\s+)?{_D}(?:(?:{_DASH}|\s(?:to|and|or|until|through)\s){_D})?\s(?:of\s)?{_M}(?:,?\s{_Y}(?!\d))?",
    "month_day": rf"(?:{_WD},?\s+)?{_M}\s?{_D}(?![\d:%]|[.,]\d|\w)(?:(?:{_DASH}|\s(?:to|until|through)\s){_D}(?![\d:%]|[.,]\d|\w))?(?:,?\s{_Y}(?!\d|,\d))?",
    "day_words": r"(?:the\s)?day\sbefore\syesterday|(?:earlier\s|late\s|later\s)?today|yesterday(?:\s(?:morning|afternoon|evening|night))?|tomorrow(?:\s(?:morning|afternoon|evening|night))?"
    r"|tonight|overnight|last\snight|(?:early\s|earlier\s|late\s)?this\s(?:morning|afternoon|evening)",
    "ago": rf"{_N}(?:(?:\sto\s|\sor\s|-){_N})?\s{_UNIT}s?\sago",
    "window": rf"(?:the\s)?(?:past|last|previous|next|coming|recent|following)\s(?:{_N}\s)?{_UNIT}s?(?!\w)",
    "unit": r"(?:(?:earlier|later|early|late)\s)?(?:this|last|next|this\spast|this\scoming|the\s(?:past|previous|coming))\s(?:week(?:end)?|month|year|quarter|decade)(?![\w’'])|(?:over\s|at\s)the\sweekend",
    "weekday": rf"(?:(?:last|next|this|past|this\scoming|this\spast|coming)\s)?{_WD}(?:\s(?:morning|afternoon|evening|night))?",
    "quarter": rf"(?:Q[1-4]|(?:the\s)?(?:first|second|third|fourth|last)\s(?:quarter|half)(?:\sof)?)\s(?:{_Y}(?!\d)|this\syear|last\syear)",
    "month": rf"(?:(?:last|next|this|this\spast)\s)?(?:{_PART}[\s-])?{_M}(?:,?\s(?:of\s)?(?:{_Y}(?!\d|,\d)|last\syear|this\syear|next\syear))?",
    "season": rf"(?:(?:last|next|this)\s)?(?:{_PART}[\s-])?{_SEASON}(?:\s(?:of\s)?{_Y}(?!\d))?",
    "years": rf"{_Y}{_DASH}(?:{_Y}|\d\d)(?![\d-])|(?:19|20)\d0['’]?s",
    "year": rf"(?:{_PART}[\s-])?(?:{_Y}(?![\d:%]|[.,/]\d|-\d|\w)|(?:this|last|next)\syear)",
}
# The letters that each kind can begin with: a look ahead at one letter saves trying most kinds at most words.
_FIRST = {
    "iso": r"\d", "numeric": r"\d", "day_month": r"\dmtwfs", "month_day": "jfmasondtw", "day_words": "tdelyo", "ago": r"\dacdefnots",
    "window": "tplncrf", "unit": "eltnoa",
    "weekday": "lntpcmwfs", "quarter": "qtfsl", "month": "lntjfmasodeb", "season": "lntsafwemb", "years": r"12", "year": "12emltbsn",
}
_ANY = re.compile(r"(?<![\w$€£#/.,+])(?=[^\W_])(?:" + "|".join(rf"(?=[{_FIRST[kind]}])(?P<{kind}>{pattern})" for kind, pattern in _KINDS.items()) + r")(?!\w)", re.I)
_WORTH_A_LOOK = re.compile(
    r"\d|day|ago\b|week|month|year|(?:morn|even)ing|night|afternoon|decade|jan|feb|mar|apr|may|ju[nl]|aug|sep|oct|nov|dec|spring|summer|autumn|fall|winter|tomorrow|hours|minutes", re.I
)
_YEAR = re.compile(_Y)
_MONTH = re.compile(r"(?<!\w)" + _M, re.I)
_BEFORE = re.compile(r"([^\W\d]+(?:['’]s)?)[\s(]*$|([,(])\s*$")
_LEAD = re.compile(
    r"(?:(?P<since>since|ever since)|(?P<after>after|following)|(?P<before>before|prior to|ahead of)|(?P<until>until|till|up to|through|up until|by)|(?P<between>between)|(?P<from>from|starting)"
    r"|(?P<asof>as of|as at))\s+(?:the\s|about\s|around\s|at least\s)?(?:the\s)?(?:night|morning|evening|afternoon)?(?:\s?of\s)?(?:on\s)?$",
    re.I,
)
_JOINT = re.compile(r"\s*(?:(?P<and>,?\s+and)|(?P<to>,?\s+(?:to|until|till|through|up to|and until)|\s?[-–—]))\s*(?:the\s|on\s)?$", re.I)
_AHEAD = re.compile(r"\b(?:will|won't|shall|going to|plans? to|planned|scheduled|expected|due|upcoming|set to|intends?|next|is to|are to|aims?|hopes? to|deadline|by the end)\b(?![^.!?]*[.!?]\s)", re.I)
_ONWARDS = re.compile(r"\s(?:onwards?|on(?=[\s,.]*(?:$|[,.;)]|the\b)))", re.I)
_CLOCK_BEFORE = re.compile(rf"(?:(?P<lead>as of|as at|at|by|until|since)\s+)?(?<![\d:.,]){_CLOCK}(?:,\s?|\s)(?:on\s)?$")
_CLOCK_AFTER = re.compile(rf",?\s(?:at|as of)\s{_CLOCK}(?![\d:])")
_CLOCK_ALONE = re.compile(rf"\b(?P<lead>[Aa]s (?:of|at))\s{_CLOCK}(?![\d:%]|,\d|\s(?:\w|\())")
_LEADS_YEAR = frozenset(["in", "since", "during", "until", "till", "early", "mid", "late", "year", "summer", "spring", "autumn", "fall",
    "winter", "circa", "back", "the", "its", "his", "their", "our", "her", "throughout", "around", "before", "after", "late-", "born",
    "mid-", "early-"])
_WEAK_LEADS = frozenset(("of", "by", "from", "between", "and", "through"))
_AFTER_A_YEAR = re.compile(r"\d{4}\s+(?:to|or|until)\s+$")
_LEADS_MONTH = frozenset(["in", "since", "until", "till", "by", "of", "early", "late", "mid", "last", "this", "next", "from", "between",
    "before", "after", "during", "through", "throughout", "end", "beginning", "start", "to"])
_NOT_DAYS = frozenset(["black", "bloody", "good", "super", "easter", "palm", "ash", "holy", "cyber", "giving", "sheffield"])
_MASTHEADS = frozenset(["times", "telegraph", "mirror", "express", "post", "mail", "herald", "star"])
_COUNTED = frozenset(["people", "men", "women", "children", "troops", "police", "personnel", "percent", "per", "km", "kilometers",
    "kilometres", "miles", "meters", "metres", "tons", "tonnes", "more", "other", "others", "dead", "injured", "wounded", "missing"])


class Mention(NamedTuple):
    """A date as worded, before it is set on the calendar. ``second`` is the end of a range; ``mode`` says which sides are open."""

    start: int
    end: int
    period: Period
    second: Period | None = None
    mode: str = ""
    ahead: bool = False


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
    if not _WORTH_A_LOOK.search(text):
        return ()
    cores: list[Mention] = []
    for match in _ANY.finditer(text):
        kind = match.lastgroup or ""
        core = _PARSERS[kind](text, match.start(), match.end())
        if core is not None:
            cores.append(core)
    if "as of" in text or "as at" in text or "As of" in text or "As at" in text:
        cores = _with_lone_clocks(text, cores)
    return tuple(_joined(text, cores))


def _number(word: str) -> int:
    word = re.sub(r"\s+", " ", word.lower())
    return int(word) if word.isdecimal() else _NUMBERS.get(word, 1)


def _month_in(piece: str) -> int:
    match = _MONTH.search(piece)
    return _MONTHS[match.group()[:3].lower()] if match else 0


def _year_in(piece: str) -> int | None:
    match = _YEAR.search(piece)
    return int(match.group()) if match else None


def _word_before(text: str, at: int) -> str:
    match = _BEFORE.search(text[max(0, at - 24) : at])
    return (match.group(1) or match.group(2)) if match else ""


_NEXT_WORD = re.compile(r"\s+([^\W\d_][\w’'-]*)")


def _word_after(text: str, at: int) -> str:
    match = _NEXT_WORD.match(text, at, at + 40)
    return match.group(1) if match else ""


def _counts_something(text: str, at: int) -> bool:
    """Whether a number that ends at *at* is followed by a plural noun, at once or after one adjective: "2000 containers"."""
    word = _word_after(text, at)
    if not word:
        return False
    if word.lower() in _COUNTED or known_tag(word.lower()) == "NNS":
        return True
    if known_tag(word.lower()) == "JJ":
        after = _word_after(text, text.index(word, at) + len(word))
        return after.lower() in _COUNTED or known_tag(after.lower()) == "NNS"
    return False


def _iso(text: str, start: int, end: int) -> Mention | None:
    piece = text[start:end]
    year, month, day = int(piece[:4]), int(piece[5:7]), int(piece[8:10])
    if not _valid(year, month, day):
        return None
    hour, minute = (int(piece[11:13]), int(piece[14:16])) if len(piece) >= 16 else (-1, 0)
    if hour > 23 or minute > 59:
        hour, minute = -1, 0
    return Mention(start, end, Period("day", year=year, month=month, day=day, hour=hour, minute=minute))


def _numeric(text: str, start: int, end: int) -> Mention | None:
    first, second, year = (int(part) for part in re.split(r"[./]", text[start:end]))
    day, month = (second, first) if second > 12 else (first, second)
    return Mention(start, end, Period("day", year=year, month=month, day=day)) if _valid(year, month, day) else None


def _valid(year: int, month: int, day: int) -> bool:
    try:
        datetime(year, month, day)
    except ValueError:
        return False
    return True


_DAY_NUMBER = re.compile(r"(?<!\d)(\d{1,2})(?!\d)")


def _day_and_month(text: str, start: int, end: int) -> Mention | None:
    piece = text[start:end]
    match = _MONTH.search(piece)
    if match is None or not piece[match.start()].isupper():
        return None
    year = _year_in(piece)
    if year is not None and not re.search(r",\s*\d{4}$", piece) and match.end() < len(piece) and _counts_something(text, end) and not text[end:].startswith(","):
        end -= len(piece) - re.search(r",?\s\d{4}$", piece).start()  # type: ignore[union-attr]
        piece, year = text[start:end], None
    days = [int(day) for day in _DAY_NUMBER.findall(piece)]
    if not days or not all(_valid(year or 2024, _month_in(piece), day) for day in days):
        return None
    last = days[1] if len(days) > 1 and days[1] > days[0] else 0
    return Mention(start, end, Period("day", year=year, month=_month_in(piece), day=days[0], last=last))


def _day_words(text: str, start: int, end: int) -> Mention | None:
    piece = text[start:end].lower()
    if piece == "today" and text[start].isupper() and _word_before(text, start)[:1].isupper():
        return None
    if "before yesterday" in piece:
        number = -2
    elif piece.startswith(("yesterday", "last night")):
        number = -1
    else:
        number = 1 if piece.startswith("tomorrow") else 0
    return Mention(start, end, Period("shift", number=number))


_PIECES = re.compile(rf"(?<!\w)({_N})(?:(?:\sto\s|\sor\s|-)({_N}))?\s({_UNIT})s?(?!\w)", re.I)
_UNIT_WORD = re.compile(rf"(?<!\w)({_UNIT}|weekend|quarter)s?(?!\w)", re.I)


def _ago(text: str, start: int, end: int) -> Mention | None:
    match = _PIECES.search(text[start:end])
    if match is None:
        return None
    unit = match.group(3).lower()
    first = Period("ago", unit=unit, number=_number(match.group(1)))
    if match.group(2):
        return Mention(start, end, Period("ago", unit=unit, number=_number(match.group(2))), second=first)
    return Mention(start, end, first)


def _window(text: str, start: int, end: int) -> Mention | None:
    piece = text[start:end].lower()
    unit = _UNIT_WORD.search(piece)
    if unit is None or piece.startswith(("the following", "following")):
        return None
    way = "next" if re.match(r"(?:the\s)?(?:next|coming)", piece) else "past"
    counted = _PIECES.search(piece)
    if counted is None and "recent" not in piece:
        if piece.endswith("s"):
            return Mention(start, end, Period("window", unit=unit.group(1), way=way))
        if piece.startswith(("the last", "the past", "past")):
            return Mention(start, end, Period("window", unit=unit.group(1), number=1, way=way))
        if unit.group(1) in ("day", "hour", "minute") or piece.startswith(("previous", "the previous", "coming", "recent")):
            return None if piece.startswith(("previous", "the previous", "recent")) else Mention(start, end, Period("window", unit=unit.group(1), number=1, way=way))
        return Mention(start, end, Period("unit", unit=unit.group(1), number=1 if way == "next" else -1))
    if "recent" in piece and not piece.endswith("s"):
        return None
    return Mention(start, end, Period("window", unit=unit.group(1), number=_number(counted.group(1)) if counted else 0, way=way))


def _unit(text: str, start: int, end: int) -> Mention | None:
    piece = text[start:end].lower()
    unit = _UNIT_WORD.search(piece)
    if unit is None:
        return None
    number = 1 if "next" in piece or "coming" in piece else -1 if "last" in piece or "previous" in piece or "past" in piece else 0
    return Mention(start, end, Period("unit", unit=unit.group(1), number=number, way="this" if "this" in piece else ""), ahead=_looks_ahead(text, start) or "later" in piece)


_WEEKDAY = re.compile(_WD, re.I)


def _weekday(text: str, start: int, end: int) -> Mention | None:
    piece = text[start:end]
    match = _WEEKDAY.search(piece)
    if match is None or _word_before(text, start).lower() in _NOT_DAYS or (_word_after(text, end).lower() in _MASTHEADS and _word_after(text, end)[0].isupper()):
        return None
    lead = piece[: match.start()].lower()
    way = "next" if "next" in lead or "coming" in lead else "last" if "last" in lead or "past" in lead else "this" if "this" in lead else ""
    return Mention(start, end, Period("weekday", number=_WEEKDAYS[match.group()[:3].lower()], way=way), ahead=_looks_ahead(text, start))


def _quarter(text: str, start: int, end: int) -> Mention | None:
    piece = text[start:end].lower()
    rank = {"first": "1", "second": "2", "third": "3", "fourth": "4", "last": "4"}
    match = re.search(r"q([1-4])|(first|second|third|fourth|last)\s(quarter|half)", piece)
    if match is None:
        return None
    part = f"q{match.group(1)}" if match.group(1) else ("q" if match.group(3) == "quarter" else "h") + rank[match.group(2)]
    part = "h2" if part == "h4" else part
    if part not in ("q1", "q2", "q3", "q4", "h1", "h2"):
        return None
    return Mention(start, end, Period("year", year=_year_in(piece), part=part, number=-1 if piece.endswith("last year") else 0))


def _part_in(lead: str) -> str:
    lead = lead.lower()
    for part, words in (("early", ("early",)), ("mid", ("mid",)), ("late", ("late",)), ("start", ("beginning", "start")), ("end", ("end",)), ("h1", ("first half",)), ("h2", ("second half",))):
        if any(word in lead for word in words):
            return part
    return ""


def _month(text: str, start: int, end: int) -> Mention | None:
    piece = text[start:end]
    match = _MONTH.search(piece)
    if match is None:
        return None
    name, lead = match.group(), piece[: match.start()]
    year = _year_in(piece[match.end() :])
    if year is not None and not piece[match.end() :].startswith(",") and _counts_something(text, end):
        end = start + match.end()
        piece, year = text[start:end], None
    if not name[0].isupper():
        return None
    bare = not lead and year is None and "year" not in piece[match.end() :]
    before = _word_before(text, start)
    led = before.lower() in _LEADS_MONTH
    if bare:
        short = name.rstrip(".").lower()
        if short in ("may", "march", "mar", "jan", "dec", "sep", "sept", "feb", "apr", "jun", "jul", "aug", "oct", "nov") and not led:
            return None
        if short in ("may", "march") and (before.lower() == "to" or before.lower() == "by" or (name.isupper() and len(name) > 1)):
            if before.lower() == "to" or name.isupper():
                return None
        after = _word_after(text, end)
        if not led and short in ("april", "june", "august") and after[:1].isupper():
            return None
    if name.endswith(".") and bare and not text[end : end + 2].strip()[:1].islower() and text[end : end + 1] != ",":
        end -= 1  # the stop ends the sentence
    way = lead.lower().split()[0] if lead and lead.lower().split()[0] in ("last", "next", "this") else ""
    number = {"last year": -1, "this year": 0, "next year": 1}.get(piece[-9:].lower().strip())
    period = Period("month", year=year, month=_month_in(name), part=_part_in(lead), way="last" if "this past" in lead.lower() else way)
    if number is not None:
        # "in May last year": the month of the year before, as the publication has it
        period = Period("month", month=period.month, part=period.part, way="", number=number, unit="year")
    return Mention(start, end, period, ahead=_looks_ahead(text, start))


def _season(text: str, start: int, end: int) -> Mention | None:
    piece = text[start:end].lower()
    match = re.search(r"(?<!\w)(spring|summer|autumn|fall|winter)", piece)
    if match is None:
        return None
    year, lead = _year_in(piece), piece[: match.start()]
    way = "last" if "last" in lead else "next" if "next" in lead else "this" if "this" in lead else ""
    if year is None and not way and (match.group(1) in ("fall", "spring") or _word_before(text, start).lower() not in ("in", "the", "since", "until", "by", "during")):
        return None
    if year is None and not way and _word_before(text, start).lower() == "the" and match.group(1) not in ("summer", "winter", "autumn"):
        return None
    part = "autumn" if match.group(1) == "fall" else match.group(1)
    period = Period("year", year=year, part=part) if year is not None else Period("season", part=part, way=way)
    return Mention(start, end, period, ahead=_looks_ahead(text, start))


def _years(text: str, start: int, end: int) -> Mention | None:
    piece = text[start:end]
    first = int(piece[:4])
    if piece.endswith("s"):
        return Mention(start, end, Period("years", year=first, last=first + 9))
    tail = re.search(r"\d+$", piece)
    last = int(tail.group()) if tail else first
    last = last if last > 100 else first - first % 100 + last
    if not first < last <= first + 150 or (_counts_something(text, end) and _word_before(text, start).lower() not in _LEADS_YEAR):
        return None
    return Mention(start, end, Period("years", year=first, last=last))


def _year(text: str, start: int, end: int) -> Mention | None:
    piece = text[start:end]
    year = _year_in(piece)
    if year is None:
        number = {"t": -1, "s": 0}.get(piece.lower().split()[-2][-1], 0) if "next" not in piece.lower() else 1
        return Mention(start, end, Period("year", number=number, part=_part_in(piece)))
    lead = piece[: len(piece) - 4]
    if not lead and not _is_year(text, start, end):
        return None
    return Mention(start, end, Period("year", year=year, part=_part_in(lead)))


def _is_year(text: str, start: int, end: int) -> bool:
    """Whether four bare digits are a year: by the word before and by what follows. "killed 2000 people" and "rose to 2000 tons" count something."""
    before = _word_before(text, start)
    low = before.lower()
    if text[start - 1 : start] == "-" or (text[start - 1 : start] and text[start - 1] in "$€£#"):
        return False
    if low in _LEADS_YEAR or low.endswith(("'s", "’s")):
        return low not in ("around", "before", "after", "the", "its", "their") or not (low == "around" and _counts_something(text, end))
    if low in ("about", "than", "least", "nearly", "almost", "over", "some", "most", "approximately", "roughly"):
        return False
    if text[start - 1 : start] == "(" or low == "(":
        return text[end : end + 1] in ")-–,;" or not _counts_something(text, end)
    if _AFTER_A_YEAR.search(text[max(0, start - 16) : start]):
        return not _counts_something(text, end)
    if int(text[start:end]) < 1900:
        return False
    return not _counts_something(text, end) and (low in _WEAK_LEADS or low == "," or before[:1].isupper() or not before)


_PARSERS = {
    "iso": _iso, "numeric": _numeric, "day_month": _day_and_month, "month_day": _day_and_month, "day_words": _day_words, "ago": _ago, "window": _window, "unit": _unit,
    "weekday": _weekday, "quarter": _quarter, "month": _month, "season": _season, "years": _years, "year": _year,
}


def _looks_ahead(text: str, at: int) -> bool:
    return _AHEAD.search(text[max(0, at - 80) : at]) is not None


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


def _joined(text: str, cores: list[Mention]) -> list[Mention]:
    """Weekday and date that stand together made one, clock times added, ranges closed, and "since", "until" put in front."""
    out: list[Mention] = []
    index = 0
    while index < len(cores):
        core = cores[index]
        index += 1
        if index < len(cores) and core.period.kind == "weekday" and cores[index].period.kind == "day":
            if _APPOSED.fullmatch(text, core.end, cores[index].start) and cores[index].start - core.end < 6:
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
