"""The numbers of a claim, each against the number of a later text that answers it, taken strictly: years, days, ordinals and counts with their limits. No relation is decided here."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from tracker.language.numerals import numeral_at
from verification.comparing.wording import ORDINALS
from verification.comparing.wordwise import MONTHS, Looked, Sort, looked_at

CURRENCY = r"(?:[$€£#]\s*)?"
MORE = re.compile(
    rf"(?:\b(?:more than|over|above|at least|exceed(?:s|ed|ing)?|greater than|higher than|surpass(?:es|ed|ing)?|no (?:less|fewer) than|(?:a )?minimum of|upwards of|topped|older than|longer than|larger than|beyond|past)\s+{CURRENCY}|>\s*)$",
    re.I,
)
LESS = re.compile(
    rf"(?:\b(?:less than|under|below|fewer than|at most|up to|lower than|(?:a )?maximum of|(?:no|not) more than|smaller than|younger than|shorter than)\s+{CURRENCY}|<\s*)$",
    re.I,
)
INCLUSIVE = re.compile(r"(?:at least|no (?:less|fewer) than|minimum of|at most|up to|maximum of|(?:no|not) more than)\s+\W*$", re.I)
ABOUT = re.compile(r"\b(?:about|around|approximately|almost|nearly|roughly|some|circa|close to)\s+\W*$", re.I)
WITHIN_DATE = r"(?:(?:early|mid|late|the|end of|\w+ \d{1,2},?|\w+)\s+)?$"
BEFORE = re.compile(rf"\b(?:before|prior to|until|till|by|up to)\s+{WITHIN_DATE}", re.I)
AFTER = re.compile(rf"\b(?:after|since|from|later than)\s+{WITHIN_DATE}", re.I)
YEAR = re.compile(r"[12]\d{3}(?!\d|[.,]\d)")
OR_MORE = re.compile(r"\s*(?:or (?:more|higher|above)\b|\+)", re.I)
OR_LESS = re.compile(r"\s*or (?:less|fewer|below)\b", re.I)
TH = re.compile(r"(\d+)(?:st|nd|rd|th)")
AMOUNTS = ("count", "money", "percent")
FAR = 5.0
TENTH = 0.1
NEAR, MIDDLING = 0.1, 0.7  # on a scale of logarithms: a tenth, twice


@dataclass(frozen=True, slots=True)
class Number:
    """A number as it stands: ``sort`` count, money, percent, year, day, month or ordinal; ``limit`` equal, about, above, from, below or to; the words around it."""

    value: float
    sort: str
    limit: str
    noun: str
    around: frozenset[str]


@dataclass(frozen=True, slots=True)
class Answered:
    """A number of the claim and what the later text has for it: kept, broken or unmet; how far off: same, near, middling or far; words shared around both."""

    number: Number
    state: str
    distance: str
    shared: int


@lru_cache(maxsize=4096)
def numbers_in(text: str) -> tuple[Number, ...]:
    """The numbers of *text* in order. Total."""
    return tuple(_numbers(text, looked_at(text)))


def _numbers(text: str, words: tuple[Looked, ...]) -> Iterator[Number]:
    for word in words:
        told = _value(text, word)
        if told is None:
            continue
        value, sort = told
        if sort == "count":
            sort = _count_sort(text, word, words, value)
        noun = next((w.said.head for w in words[word.index + 1 : word.index + 4] if w.sort in (Sort.NOUN, Sort.ADJECTIVE)), "")
        around = frozenset(w.said.head for w in words[max(0, word.index - 4) : word.index + 5] if w.sort not in (Sort.NUMBER, Sort.FUNCTION))
        yield Number(value, sort, _limit(text, word, sort), noun, around)


def _value(text: str, word: Looked) -> tuple[float, str] | None:
    low = word.said.word.low
    if word.sort is Sort.NUMBER:
        numeral = numeral_at(text, word.said.word.start)
        return None if numeral is None or numeral.low is None else (float(numeral.low), "count")
    if low in ORDINALS:
        return float(ORDINALS[low]), "ordinal"
    if (numbered := TH.fullmatch(low)) is not None:
        return float(numbered[1]), "ordinal"
    return (float(MONTHS[low]), "month") if word.sort is Sort.MONTH else None


def _count_sort(text: str, word: Looked, words: tuple[Looked, ...], value: float) -> str:
    start, end, written = word.said.word.start, word.said.word.end, word.said.word.text
    if written[0] in "$€£" or re.search(r"[$€£]\s*$", text[max(0, start - 3) : start]):
        return "money"
    if written.endswith("%") or re.match(r"\s*(?:%|per ?cent)", text[end : end + 10]):
        return "percent"
    counts = word.index + 1 < len(words) and words[word.index + 1].sort is Sort.NOUN and words[word.index + 1].said.word.tag == "NNS"
    if 1000 <= value <= 2100 and YEAR.match(text[start:]) and not counts:
        return "year"
    dated = any(w.sort is Sort.MONTH for w in words[max(0, word.index - 1) : word.index + 2])
    return "day" if dated and value <= 31 else "count"


def _limit(text: str, word: Looked, sort: str) -> str:
    before = text[max(0, word.said.word.start - 40) : word.said.word.start]
    if sort in ("ordinal", "month"):
        return "equal"
    if sort in ("year", "day"):
        return "below" if BEFORE.search(before) else "above" if AFTER.search(before) else "equal"
    after = text[word.said.word.end : word.said.word.end + 12]
    inclusive = bool(INCLUSIVE.search(before))
    if OR_MORE.match(after) or (MORE.search(before) and inclusive):
        return "from"
    if OR_LESS.match(after) or (LESS.search(before) and inclusive):
        return "to"
    return "above" if MORE.search(before) else "below" if LESS.search(before) else "about" if ABOUT.search(before) else "equal"


def answered(claim: str, later: str) -> tuple[Answered, ...]:
    """Each number of the claim with the one of the later text that stands for the same thing: like words around it, the same noun, a like size."""
    theirs = numbers_in(later)
    return tuple(_answer(number, theirs) for number in numbers_in(claim))


def _answer(mine: Number, theirs: tuple[Number, ...]) -> Answered:
    alike = [other for other in theirs if _comparable(mine, other)]
    if not alike:
        return Answered(mine, "unmet", "far", 0)
    best = max(alike, key=lambda other: _fit(mine, other))
    apart = _apart(mine.value, best.value)
    distance = "same" if mine.value == best.value else "near" if apart < NEAR else "middling" if apart < MIDDLING else "far"
    return Answered(mine, "kept" if keeps(mine, best) else "broken", distance, len(mine.around & best.around))


def _comparable(mine: Number, other: Number) -> bool:
    if mine.sort == other.sort:
        return True
    return mine.value == other.value and ((mine.sort in AMOUNTS and other.sort in AMOUNTS) or {mine.sort, other.sort} == {"count", "ordinal"})


def _fit(mine: Number, other: Number) -> float:
    shared = 2 * len(mine.around & other.around) / (1 + len(mine.around))
    same_noun = 0.7 if mine.noun and (mine.noun == other.noun or mine.noun in other.around) else 0.0
    return shared + same_noun - 0.8 * min(3.0, _apart(mine.value, other.value)) + (0.8 if mine.value == other.value else 0.0)


def _apart(first: float, second: float) -> float:
    return abs(math.log(first / second)) if first > 0 and second > 0 else 0.0 if first == second else FAR


def keeps(mine: Number, told: Number) -> bool:
    """Whether the number told keeps within the limit that the claim sets: "more than 8.1 million" is broken by 8 million."""
    a, b = mine.value, told.value
    if mine.limit == "above":
        return b > a or (b == a and told.limit == "above")
    if mine.limit == "below":
        return b < a or (b == a and told.limit == "below")
    if mine.limit == "from":
        return b >= a
    if mine.limit == "to":
        return b <= a
    if mine.limit == "about":
        return abs(a - b) <= TENTH * max(abs(a), abs(b))
    return a == b
