"""Figures in a text: value or range, what is counted, how exactly it was said. Dates, names and list numbers are left out; comparing figures lives elsewhere."""

from __future__ import annotations

import re
from decimal import Decimal
from itertools import pairwise

from tracker.language.counted import (
    CURRENCY_OF_SIGN,
    GROUP_OF,
    SIGN_BEFORE,
    _rows,
    hit,
    measure_at,
    money_at,
    noun_after,
)
from tracker.language.counted_before import noun_before
from tracker.language.dates import mentions
from tracker.language.numerals import ANCHOR, Numeral, numeral_at
from tracker.language.rates import RATE, RATE_LATER, period_of
from tracker.language.reading import Quantity
from tracker.language.spans import Span
from tracker.language.tallies import Surroundings, surroundings
from tracker.terms import Comparator

_WORTH_A_LOOK = re.compile(
    r"\d|½|¼|¾|\b(?:one|t(?:wo|hree|en|wel|hir|wen|ens|wice)|f(?:our|ive|ift|ort)|s(?:ix|even|core)|eight|nin[et]|eleven|hundred|thousand|[mb]illion|trillion|dozen|half|quarter|third|zero|couple|once)", re.I
)
_COMPARATORS: dict[str, Comparator] = {
    phrase: comparator
    for comparator, phrases in {
        Comparator.ABOUT: "about|around|approximately|approx.|approx|roughly|some|circa|ca.|c.|an estimated|estimated|in the region of|in the order of|somewhere around|~|≈|just about|or so|-odd|-some|or thereabouts",
        Comparator.NEARLY: "nearly|almost|close to|just under|just over|just above|just below|virtually|approaching|a little over|a little under|a little more than|a little less than|slightly more than",
        Comparator.AT_LEAST: "at least|no fewer than|no less than|not less than|not fewer than|a minimum of|minimum of|≥|or more|and counting|+|-plus|plus|upwards of|upward of|if not more|and more|at the very least|at a minimum",
        Comparator.MORE_THAN: "more than|over|above|in excess of|exceeding|greater than|well over|well above|far more than|much more than|larger than|higher than|beyond|>|surpassing|topping|passes|tops|topped|exceeds|exceeded|exceed|surpasses|surpassed|surpass",
        Comparator.AT_MOST: "up to|as many as|as much as|at most|no more than|not more than|a maximum of|maximum of|≤|or less|or fewer|at the most|as few as|up to as many as",
        Comparator.LESS_THAN: "within|less than|fewer than|under|below|<|well under|lower than|well below|smaller than",
        Comparator.EXACT: "exactly|precisely|only|just|a total of|total of|all",
    }.items()
    for phrase in phrases.split("|")
}
_COMPARATORS["as few as"] = Comparator.AT_LEAST
_STRONGER = {Comparator.AT_LEAST, Comparator.MORE_THAN, Comparator.AT_MOST, Comparator.LESS_THAN}


def _phrases(words: list[str]) -> str:
    return "|".join(re.escape(word).replace(r"\ ", r"\s") for word in sorted(words, key=len, reverse=True))


_BEFORE = re.compile(r"(?:(?<![^\W_])|(?=[~≈≥≤<>]))(?P<word>" + _phrases([p for p in _COMPARATORS if not p.startswith(("or ", "-", "and ", "+", "if "))]) + r")\s?(?:a\s|the\s(?=\d))?$", re.I)
_AFTER = re.compile(r"(?P<word>\+|-plus(?![^\W_])|-odd(?![^\W_])|\s(?:or\s(?:more|so|less|fewer|thereabouts)|and\scounting|if\snot\smore|at\s(?:least|(?:the\s)?most|the\svery\sleast|a\sminimum))(?![^\W_]))", re.I)
_JOINT = re.compile(r"(?:\s?[-–—\u2011]\s?|\s(?P<word>to|or|and)\s|-to-|-or-)(?P<sign>[$€£¥])?", re.I)
_CHANGE = re.compile(r"\b(?:rose|risen|rise|rises|rising|grew|grown|growing|grow|increased?|increasing|up|fell|fall|fallen|falling|dropped|drop|down|declined?|decreased?|jumped|jump|climbed|raised?|raising|revised|cut|reduced|lowered|went|swelled|shrank|slashed|doubled|changed|moved)\b[^.;!?]*$", re.I)
_TAIL = re.compile(r"(?P<clock>:\d\d|\s?[ap]\.?m\b\.?|\s?(?:GMT|UTC|o['’]clock|hrs\b|hours\s(?:GMT|local)))|(?P<ordinal>st\b|nd\b|rd\b|th\b|s\b|['’]s\b)|(?P<slash>/\d)", re.I)
_HEAD_OF_LINE = re.compile(r"(?:^|\n)[ \t]*[(\[]?$")
_GLUED_BEFORE = re.compile(r"(?:[^\W\d_][-\u2011–.]?|[#/_@&]|\d[-\u2011:.,/])$")
_PREVIOUS = re.compile(r"([^\W\d_][\w’'.-]*)[\s(]*$")
_MONTH = re.compile(r"(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]*\.?$")
_ODDS = re.compile(r"\s(?:in|out\sof)\s(?:every\s)?(?:an?\s)?(?P<of>\d+|\w+)", re.I)
_TIMES = frozenset(("second", "minute", "hour", "day", "week", "month", "year"))
_CALIBRE = re.compile(r"\s?[-\u2011]?\s?(?:mm|millimet(?:er|re)s?)(?![^\W_])(?!\s(?:of|thick|wide|long|high|deep|per|a|in)\b)|\s?[-\u2011]?\s?(?:cal\b|calib(?:er|re))", re.I)
_METRES = re.compile(r"\s(?:deep|long|high|tall|wide|away|from|above|below|race|below|down|of\swater|under|north|south|east|west|freestyle|sprint|hurdles)\b", re.I)
_AGE = re.compile(r"[\s-]?(?:year|month|week|day)s?[\s-]old\b", re.I)
_AGED = re.compile(r"(?:\baged?|\bage\sof|\bages)\s(?:between\s)?(?:\w+\sand\s)?$", re.I)
_SCORE = re.compile(r"\s(?:win|victory|defeat|loss|draw|lead|vote|ruling|decision|thrashing|aggregate|score)", re.I)
_PERIOD_NOUN = re.compile(r"\s(?:second|minute|hour|day|night|week|month|year|decade|centur)")
_RUN_ON = re.compile(r"[\w:/.’'-]*\w")
_DIGIT_GROUPS = re.compile(r"\d+(?:[\s().-]{1,2}\d+){2,}")
_GLUED_RUN = re.compile(r"[\w:/.,-]*\w")
_SCORE_END = re.compile(r"[-–](\d{1,3})(?![\d,.%]\d|\d|%)")
_PERCENT_OR_SCALE = re.compile(r"\s?%|\s(?:per\s?cent|million|billion)")
_NO_NUMBER_END = re.compile(r":\d|[-/]\d|(?:st|nd|rd|th)\b")
_BETWEEN = re.compile(r"\b(between|from)\s+$", re.I)
_DECIMAL_ON = re.compile(r"[.,:]\d|\d")
_MODEL_WORDS = {word for row in _rows("designators.tsv") for word in row[0].split("|")}
_NOT_ONE = frozenset(["no", "every", "any", "each", "this", "that", "the", "some", "which", "another", "last", "next", "number", "day", "only", "other", "first", "but", "or", "not", "for", "such", "square", "phase", "round", "from", "by"])
_NOT_AFTER_ONE = frozenset(["of", "another", "day", "time", "thing", "way", "or", "such", "by", "who", "that", "which", "to", "and", "can", "could", "must", "would", "hand", "side", "more", "another's"])
_MORE = re.compile(r"\s(?:more|additional|further)\s(?!than\b)[^\W\d_]", re.I)
_ANOTHER = re.compile(r"\b(?:another|a\sfurther|an\sadditional|an\sextra)\s(?:\w+\s)?$", re.I)
_TALLY = re.compile(
    r"\b(?:number|tally|count|total)\sof\s(?:[^\W\d_][\w’'-]*\s){0,4}?(?:(?P<death>dead|killed|deaths|fatalities|died)|(?P<injury>injured|wounded|hurt|injuries)|(?P<missing>missing))\b[^.;:!?,]{0,40}$", re.I
)


def find_quantities(text: str) -> tuple[Quantity, ...]:
    """The figures in *text*, in order, never overlapping. The span covers comparator, number, scale, and sign or word of money and percent, not the noun.

    Years, dates, clock times, ages, ordinals, calibres, scores, chances ("one in five"), list numbers and numbers in names ("KN-23", "Room 12") are left out.
    A share ("a third") is given in percent. Tolls are counted in "death", "injury", "missing person". "dozens" is at least 24, "hundreds" at least 200.
    Total: any string gives an answer; nothing is raised.
    """
    if not _WORTH_A_LOOK.search(text):
        return ()
    dated = [(mention.start, mention.end) for mention in mentions(text)]
    found: list[_Draft] = []
    floor, at_date = 0, 0
    for anchor in ANCHOR.finditer(text):
        start = anchor.start()
        if start < floor:
            continue
        while at_date < len(dated) and dated[at_date][1] <= start:
            at_date += 1
        if at_date < len(dated) and dated[at_date][0] <= start:
            floor = dated[at_date][1]
            continue
        limit = dated[at_date][0] if at_date < len(dated) else len(text)
        draft, end = _draft(text, start, floor, limit)
        floor = max(end, start + 1)
        if draft is not None:
            found.append(draft)
            floor = max(floor, draft.resume)
    _lend_units(text, found)
    if not found:
        return ()
    around = surroundings(text)
    return tuple(draft.quantity(around) for draft in found)


class _Draft:
    """A figure in the making: what is known of it before its neighbours have been seen."""

    __slots__ = ("after", "comparator", "end", "high", "low", "noun", "rate", "resume", "start", "toll", "unit")

    def __init__(self, start: int, end: int, low: Decimal | None, high: Decimal | None, unit: str | None, comparator: Comparator, rate: str | None, after: int, toll: bool) -> None:
        self.start, self.end, self.low, self.high, self.unit, self.comparator = start, end, low, high, unit, comparator
        self.rate, self.after, self.resume, self.toll = rate, after, end, toll
        self.noun: str | None = None

    def quantity(self, around: Surroundings) -> Quantity:
        capacity = around.capacity(self.start, self.after)
        return Quantity(
            span=Span(self.start, self.end), low=_plain(self.low), high=_plain(self.high), unit=self.unit, comparator=self.comparator, rate=self.rate,
            cumulative=None if capacity else self._cumulative(around), capacity=capacity,
        )

    def _cumulative(self, around: Surroundings) -> bool | None:
        if self.rate is not None or self.unit == "missing person":
            return False
        if self.toll:
            return True
        total, state = (around.says(kind, self.start, self.after) for kind in ("total", "state"))
        if self.unit == "percent":
            return None if total else False
        return None if total == state else total


def _plain(value: Decimal | None) -> Decimal | None:
    """1500000.0 as 1500000; equal values look alike."""
    return value if value is None or value != value.to_integral_value() else value.to_integral_value()


def _draft(text: str, start: int, floor: int, limit: int) -> tuple[_Draft | None, int]:
    """The figure that begins at *start*, with the place where the search goes on; None if the number is no figure."""
    first = numeral_at(text, start)
    if first is None or first.end > limit:
        return None, start + 1
    before = text[max(floor, start - 48) : start]
    sign = SIGN_BEFORE.search(before)
    if (end := _no_figure(text, first, before, sign is not None)) is not None:
        return None, end
    begin = start - (len(before) - sign.start()) if sign else start
    numeral, comparator = first, Comparator.EXACT
    between = _BETWEEN.search(text[max(floor, begin - 12) : begin])
    joined = _range(text, first, between.group(1).lower() if between else "", limit, begin)
    if joined is not None:
        low, high, end = joined
        comparator = Comparator.RANGE
        if between and between.group(1).lower() in ("between", "from"):
            begin -= len(between.group())
    else:
        low, high, end = numeral.low, numeral.high, numeral.end
    unit, after, money = _measure(text, first, end, sign.group().strip() if sign else "")
    if unit is not None:
        end = after
    elif first.suffix == "m" and joined is None and (_METRES.match(text, end) or noun_after(text, end, low, high) is None):
        unit, low, high = "metre", first.bare, first.bare
    loose = first.loose and high is None
    lead = _BEFORE.search(text[max(floor, begin - 30) : begin])
    if lead is not None:
        begin -= len(text[max(floor, begin - 30) : begin]) - lead.start()
        said = _COMPARATORS[re.sub(r"\s", " ", lead.group("word").lower())]
        comparator = said if comparator is not Comparator.RANGE or said in _STRONGER else comparator
    elif first.loose and comparator is Comparator.EXACT:
        comparator = Comparator.AT_LEAST if loose else Comparator.ABOUT if low == high else Comparator.RANGE
    if lead is not None and lead.group("word").lower() == "within" and (unit is None or unit in _TIMES):
        begin, comparator, lead = start, Comparator.RANGE if joined else Comparator.EXACT, None  # "within 24 hours" is a time, "within 20 km" a bound
    tail = _AFTER.match(text, end)
    if tail is not None and not (tail.group().startswith("+") and text[end + 1 : end + 2].isdecimal()):
        said = _COMPARATORS[re.sub(r"\s", " ", tail.group("word").strip().lower())]
        comparator = said if comparator in (Comparator.EXACT, Comparator.ABOUT) else comparator
        end = tail.end()
        after = max(after, end)
    noun = None
    if unit is None:
        noun = _noun(text, end, low, high, first)
        if noun is None and tail is None and (late := _AFTER.match(text, end)) is not None:
            end = late.end()
    after = noun[2] if noun else max(after, end)
    toll = None if money or (unit is not None and unit != "percent") or first.part else hit(text, begin, after, noun[0] if noun else None)
    if toll is None and noun is None and unit is None and (tally := _TALLY.search(text[max(0, begin - 100) : begin])):
        toll = {"death": "death", "injury": "injury", "missing": "missing person"}[tally.lastgroup or ""]
    unit = toll or unit or (noun[0] if noun else None)
    if first.part and unit is None:
        unit = "percent"
    if not _stands(text, first, joined is not None, unit, lead is not None or tail is not None, sign is not None, end):
        return None, end
    if unit is None:
        unit = "magnitude" if re.search(r"magnitude(?:\sof)?\s(?:\w+\s)?$", text[max(0, begin - 24) : begin], re.I) else noun_before(text, begin)
    rate_match = RATE.match(text, after, after + 50) if unit != "percent" else None
    if rate_match is None and noun is not None and toll is None and (gap := RATE_LATER.match(text, after, after + 60)):
        rate_match = RATE.match(text, gap.end(), gap.end() + 50)
    rate = period_of(rate_match) if rate_match else None
    if lead is not None and rate_match is None and unit in ("hour", "day", "week", "month", "year") and lead.group("word").lower() == "over":
        comparator = Comparator.EXACT
    if comparator in _STRONGER:
        low, high = (low if low is not None else high, None) if comparator in (Comparator.AT_LEAST, Comparator.MORE_THAN) else (None, high if high is not None else low)
    if unit is not None and not money and (_MORE.match(text, end) or _ANOTHER.search(text[max(0, begin - 24) : begin])):
        unit, toll = f"further {unit}", None  # "six more bodies" adds to a count and is none
    draft = _Draft(begin, end, low, high, unit, comparator, rate, after, toll is not None)
    draft.noun = noun[0] if noun else None
    if rate_match:
        draft.resume = rate_match.end()
    return draft, end


def _no_figure(text: str, numeral: Numeral, before: str, money: bool) -> int | None:
    """Where to go on if the number is a name, a clock time, an ordinal, an age, a place in a list, a calibre or a chance; None if it may be a figure."""
    start, end = numeral.start, numeral.end
    after = text[end : end + 40]
    if numeral.digits:
        tail = _TAIL.match(after)
        if tail and not (tail.lastgroup == "clock" and money):
            run = _RUN_ON.match(text, start)
            return max(end, run.end() if run else end)
        run = _DIGIT_GROUPS.match(text, start, start + 60)
        if run and sum(letter.isdecimal() for letter in run.group()) >= 7 and (before.endswith("+") or not re.fullmatch(r"\d{1,3}(?:[ ,\u00a0]\d{3})+", run.group())):
            return run.end()
        if _DECIMAL_ON.match(after) or (numeral.suffix == "" and re.match(r"[^\W\d_]", after) and measure_at(text, end) is None) or (after[:1] == "-" and re.match(r"-\d+-\d", after)):
            run = _GLUED_RUN.match(text, start)
            return max(end, run.end() if run else end)
        score = _SCORE_END.match(text, end)
        if score and numeral.low is not None and not numeral.scaled and not money and Decimal(score.group(1)) <= numeral.low:
            return score.end()
        if _GLUED_BEFORE.search(before) and not money:
            return end
        if _HEAD_OF_LINE.search(before) and (start == 0 or before) and re.match(r"[.)\]](?:\s|$)", after):
            return end
        if before.endswith(("[", "(")) and re.match(r"[\])]", after):
            return end
    elif before.endswith(("-", "\u2011")) and not re.search(r"\d\s?-$", before):
        return end
    previous = _PREVIOUS.search(before[-24:])
    if previous and not money:
        word = previous.group(1)
        low = word.lower().rstrip(".")
        if low in _MODEL_WORDS and _designates(text, before, word, numeral):
            return end
        if low in ("past", "o'clock", "until", "till") and numeral.low is not None and numeral.low <= 24 and not numeral.scaled and noun_after(text, end, numeral.low, numeral.high) is None:
            return end
        if numeral.low == 2 and low in ("the", "these", "those") and not numeral.digits:
            return end
    if _AGE.match(after) or (_AGED.search(before) and not after.startswith(" percent")):
        return end
    calibre = _CALIBRE.match(after)
    if calibre:
        return end + calibre.end()
    odds = _ODDS.match(after)
    if odds and numeral.low is not None and numeral.low <= 100 and not numeral.part:
        following = ANCHOR.match(text, end + odds.start("of"))
        if following and (other := numeral_at(text, following.start())) and other.low is not None and numeral.low < other.low <= 1000 and not other.part and (numeral.low == 1 or other.low in (10, 100, 1000)):
            span = noun_after(text, other.end, other.low, other.high)
            if span is None or not (odds.group().lower().startswith(" out") is False and span[0] in ("day", "week", "month", "year", "hour", "minute")):
                return other.end
    if not numeral.digits and not numeral.scaled and numeral.low == 1 and not numeral.part:
        word = previous.group(1).lower() if previous else ""
        following_word = re.match(r"[\s-]([^\W_]+)", after)
        if text[start:end].lower() == "one" and (word in _NOT_ONE or following_word is None or following_word.group(1).lower() in _NOT_AFTER_ONE or after.startswith("-")):
            return end
    return None


def _designates(text: str, before: str, word: str, numeral: Numeral) -> bool:
    """Whether *word* before the number names it ("Article 5", "page 12") rather than ends another phrase ("in the area 12 people died")."""
    if numeral.scaled or (numeral.digits and "," in text[numeral.start : numeral.end]):
        return False
    if numeral.digits and (word[0].isupper() or word.lower() in ("no.", "no", "page", "pages", "article", "phase", "room", "number", "section", "chapter", "paragraph", "level", "version", "category", "type")):
        return not (word.lower() == "no" or word.lower() == "number") or word.endswith(".") or word[0].isupper() or word.lower() == "number"
    noun = noun_after(text, numeral.end, numeral.low, numeral.high)
    return noun is None and (numeral.digits or word[0].isupper())


def _range(text: str, first: Numeral, lead: str, limit: int, begin: int) -> tuple[Decimal | None, Decimal | None, int] | None:
    """The range that *first* opens ("three to four", "5–7", "between 5 and 7"), None if no second number closes it."""
    if first.loose:
        return None
    tail = first.end
    match = _JOINT.match(text, tail)
    if match is None and (percent := _PERCENT_OR_SCALE.match(text, tail)):
        match = _JOINT.match(text, percent.end())
    if match is None or match.end() >= limit:
        return None
    word = (match.group("word") or "").lower()
    if word == "and" and lead != "between":
        return None
    if word == "to" and lead == "from" and _CHANGE.search(text[max(0, begin - 70) : begin]):
        return None
    if not ANCHOR.match(text, match.end()):
        return None
    second = numeral_at(text, match.end())
    if second is None or second.loose or second.end > limit or second.low is None or first.low is None or second.part != first.part:
        return None
    if _NO_NUMBER_END.match(text, second.end):
        return None
    low, high = first.low, second.low
    if second.scaled and not first.scaled and second.bare:
        scale = second.low / second.bare
        low = low * scale if low * scale < high else low
    elif second.scaled and not first.scaled and low < 1000:
        for scale in map(Decimal, (10**12, 10**9, 10**6, 1000, 100, 12)):
            if high >= scale and low * scale < high:
                low *= scale
                break
    if low >= high or (word == "or" and high - low > max(low, Decimal(3))):
        return None
    return low, high, second.end


def _measure(text: str, numeral: Numeral, end: int, sign: str) -> tuple[str | None, int, bool]:
    """Unit that is a measure, a percentage or money, the end of its word, and whether it is money."""
    if sign:
        word = money_at(text, end)
        return CURRENCY_OF_SIGN[sign], word[1] if word else end, True
    if numeral.suffix == "m":
        money = money_at(text, end)
        return (money[0], money[1], True) if money else (None, end, False)
    money = money_at(text, end)
    if money is not None and not numeral.part and not text.startswith("-", end):
        return money[0], money[1], money[0] != "pound"
    measure = measure_at(text, end)
    if measure is None:
        return None, end, False
    unit, stop = measure
    if stop - end <= 2 and text[end:stop].strip().lower() in ("t", "m", "pc", "pp", "mi", "ha", "ft") and text[end].isspace() and text[end:stop].strip() not in ("t", "ha", "ft", "mi"):
        return None, end, False
    return unit, stop, False


def _noun(text: str, end: int, low: Decimal | None, high: Decimal | None, numeral: Numeral) -> tuple[str, int, int] | None:
    if numeral.part:
        return None
    if text[numeral.start : numeral.end].lower() in ("once", "twice"):
        return "time", end, end
    return noun_after(text, end, low, high)


def _stands(text: str, numeral: Numeral, ranged: bool, unit: str | None, compared: bool, money: bool, end: int) -> bool:
    """Whether what was read is a figure worth keeping: a bare "one", "once", "half", a score, a number in a proper name are not."""
    piece = text[numeral.start : numeral.end]
    low = piece.lower()
    before = text[max(0, numeral.start - 24) : numeral.start]
    if low in ("once", "twice"):
        return RATE.match(text, numeral.end, numeral.end + 50) is not None
    if numeral.part:
        if low in ("half", "quarter", "third", "tenth", "fifth", "a half") or low.startswith("a "):
            of = re.match(r"\s(?:of|the|its|their|his|her|all|a\sdozen)\b", text[numeral.end : numeral.end + 12], re.I)
            if re.search(r"(?:first|second|other|final|latter|last|third|fourth|in|and|by|an?)\s$", before, re.I) and not (of and compared):
                return low.startswith("a ") and low != "a half" and of is not None and not low.startswith("a half")
            return of is not None or compared
        return True
    if ranged and not (unit or compared or money):
        return numeral.scaled or (numeral.low or 0) >= 1000 or re.search(r"\s(?:to|or)\s|between", text[max(0, numeral.start - 9) : end]) is not None
    if ranged and _SCORE.match(text, end):
        return False
    if unit is not None or money:
        return not (piece[0].isupper() and not numeral.digits and re.search(r"[a-z,]\s$", before) and text[numeral.end : numeral.end + 2].strip()[:1].isupper() and not compared)
    if numeral.low == 1 and not numeral.digits and not numeral.scaled:
        return False
    previous = _PREVIOUS.search(before)
    if previous and previous.group(1)[0].isupper() and not compared and not numeral.scaled and len(before) > previous.start() and not re.search(r"[.!?:]\s*$", before[: previous.start()] or "."):
        return False
    if not numeral.digits and not numeral.scaled and not compared:
        # a word alone ("the three", "all four of them", "seven") counts something only if it is not a name or a pronoun
        return not (previous and previous.group(1).lower() in ("the", "these", "those", "all", "our", "us", "other", "big")) and not piece[0].isupper()
    return True


_LEND_BACK = re.compile(r"\s(?:to|and|or|,|(?:out\s)?of(?:\s(?:the|its|their|some|all))?)\s$|\s?[-–]\s?$|,\sor\s$", re.I)
_LEND_ON = re.compile(r",?\s(?:up|down|to|from|compared|against|rather|instead|out|and|versus|vs\.?|of|not|or|earlier|previously|the|with|than)(?:\s(?:to|from|with|than|of|an|earlier|previous|initial|the|now|not|reported|figure|a))*\s$", re.I)


def _lend_units(text: str, found: list[_Draft]) -> None:
    """Numbers without a noun take that of their neighbour: "from 1,000 to 2,000 containers", "2,000 containers, up from 1,000"."""
    for first, second in pairwise(found):
        if second.start - first.end > 60:
            continue
        if second.toll and second.noun and first.unit == first.noun and GROUP_OF.get(first.noun or "", "animal") != "animal" and text[first.after : second.start].strip() in ("and", ",", "and at least"):
            # "two soldiers and three civilians were killed": neither is the toll, each keeps its own noun
            second.unit, second.toll = second.noun, False
        elif first.unit is None and second.unit is not None and _LEND_BACK.fullmatch(text, first.end, second.start):
            first.unit, first.toll = second.unit, second.toll
        elif second.unit is None and first.unit is not None and _LEND_ON.fullmatch(text, first.after, second.start):
            second.unit, second.toll = first.unit, first.toll
