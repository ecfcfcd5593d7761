"""Single dates as they are worded ("early August", "two days ago", "13 October 2023"): which words are a date, and what they say. Ranges are closed in ``dates``."""

from __future__ import annotations

import re
from datetime import datetime
from typing import NamedTuple

from tracker.language.periods import Period
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
    "years": rf"{_Y}{_DASH}(?:{_Y}|\d\d)(?![\d-])|(?:(?:the\s)?(?:early|mid|late)[\s-])?(?:1[5-9]|20)\d0['’]?s",
    "year": rf"(?:{_PART}[\s-])?(?:{_Y}(?![\d:%]|[.,/]\d|-\d|\w)|(?:this|last|next)\syear)",
}
# The letters that each kind can begin with: a look ahead at one letter saves trying most kinds at most words.
_FIRST = {
    "iso": r"\d", "numeric": r"\d", "day_month": r"\dmtwfs", "month_day": "jfmasondtw", "day_words": "tdelyo", "ago": r"\dacdefnots",
    "window": "tplncrf", "unit": "eltnoa",
    "weekday": "lntpcmwfs", "quarter": "qtfsl", "month": "lntjfmasodeb", "season": "lntsafwemb", "years": r"12teml", "year": "12emltbsn",
}
_ANY = re.compile(r"(?<![\w$€£#/.,+])(?=[^\W_])(?:" + "|".join(rf"(?=[{_FIRST[kind]}])(?P<{kind}>{pattern})" for kind, pattern in _KINDS.items()) + r")(?!\w)", re.I)
_WORTH_A_LOOK = re.compile(
    r"\d|day|ago\b|week|month|year|(?:morn|even)ing|night|afternoon|decade|jan|feb|mar|apr|may|ju[nl]|aug|sep|oct|nov|dec|spring|summer|autumn|fall|winter|tomorrow|hours|minutes|quarter|weekend", re.I
)
_YEAR = re.compile(_Y)
_MONTH = re.compile(r"(?<!\w)" + _M, re.I)
_BEFORE = re.compile(r"([^\W\d]+(?:['’]s)?)[\s(]*$|([,(])\s*$")
_AHEAD = re.compile(r"\b(?:will|won't|shall|going to|plans? to|planned|scheduled|expected|due|upcoming|set to|intends?|next|is to|are to|aims?|hopes? to|deadline|by the end)\b(?![^.!?]*[.!?]\s)", re.I)
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
        if short in ("may", "march") and (before.lower() == "to" or name.isupper()):
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
    first = _year_in(piece) or 0
    if piece.endswith("s"):
        early, late = {"early": (0, 3), "mid": (4, 6), "late": (7, 9)}.get(_part_in(piece[:-5]), (0, 9))
        return Mention(start, end, Period("years", year=first + early, last=first + late))
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


# A full stop behind a whole month ("2 January.") or behind the last word of a line is no part of the date.
_ENDS_A_SENTENCE = re.compile(r"(?:uary|march|april|may|june|july|august|ember|october)\.|\.\s*(?:\n|$)", re.I)


def _looks_ahead(text: str, at: int) -> bool:
    return _AHEAD.search(text[max(0, at - 80) : at]) is not None


def expressions(text: str) -> list[Mention]:
    """Every single date in *text*, in order; ranges, clock times and "since" are put together in ``dates``."""
    if not _WORTH_A_LOOK.search(text):
        return []
    found: list[Mention] = []
    for match in _ANY.finditer(text):
        core = _PARSERS[match.lastgroup or ""](text, match.start(), match.end())
        if core is not None:
            if text[core.end - 1] == "." and _ENDS_A_SENTENCE.search(text, max(core.start, core.end - 12), core.end + 4):
                core = core._replace(end=core.end - 1)
            found.append(core)
    return found
