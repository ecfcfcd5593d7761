"""Numbers as they are written, in digits or in words, with their values. What they count is not looked at here."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal

_ONES = {word: n for n, word in enumerate(
    ["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen"]
)}
_TENS = {word: 10 * n for n, word in enumerate(["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"], 2)}
_SCALES = {"thousand": 10**3, "million": 10**6, "billion": 10**9, "trillion": 10**12}
_SUFFIXES = {"k": 10**3, "m": 10**6, "mn": 10**6, "mln": 10**6, "mio": 10**6, "bn": 10**9, "b": 10**9, "bln": 10**9, "tn": 10**12, "trn": 10**12} | _SCALES | {"hundred": 100, "dozen": 12}
_VAGUE = {"tens": 20, "dozens": 24, "scores": 40, "hundreds": 200, "thousands": 2000, "millions": 2 * 10**6, "billions": 2 * 10**9, "trillions": 2 * 10**12}
_PARTS = {"half": Decimal(50), "third": Decimal("33.3"), "quarter": Decimal(25), "fifth": Decimal(20), "tenth": Decimal(10)}
_TEENS_AND_ONES = "|".join(sorted([*_ONES, *_TENS], key=len, reverse=True))

ANCHOR = re.compile(
    r"(?<![^\W_])(?:\d|½|¼|¾|(?:" + _TEENS_AND_ONES + r"|hundred|thousand|million|billion|dozens?|scores of|tens of|hundreds|thousands|millions|billions|trillions|half|thirds?|quarters?|once|twice"
    r"|an?\s(?:hundred|thousand|million|billion|trillion|dozen|couple|third|quarter|fifth|tenth|half|score|pair)|couple|(?:several|few)\s(?:hundred|thousand|million|billion|dozen))(?![^\W_]))",
    re.I,
)
_DIGITS = re.compile(r"\d{1,3}(?:,\d{3})+(?![\d])(?:\.\d+)?|\d{1,3}(?:[\u00a0\u202f\u2009]\d{3})+(?!\d)|\d{1,3}(?: \d{3})+(?![\d,.]\d|\d)|\d{1,15}(?:\.\d{1,9})?(?!\d)")
_SUFFIX = re.compile(r"(?:\s?[-\u2011]?\s?(hundred|thousand|million|billion|trillion|dozen)(?![^\W_])|(k|m|mn|mln|mio|bn|b|bln|tn|trn)(?![^\W_])|\s(mn|mln|bn|bln|tn|trn)(?![^\W_]))", re.I)
_WORD = re.compile(r"[^\W\d_]+", re.I)
_GLUE = re.compile(r"(?:[\s\u2011-]{1,2})(and\s)?(?:a\s(?=half))?", re.I)
_VAGUE_AT = re.compile(r"(tens|dozens|scores|hundreds|thousands|millions|billions|trillions)(?:\sof\s(thousands|millions|billions|trillions))?(?![^\W_])", re.I)
_PART_AT = re.compile(r"(?:(one|two|three|four|an?)[\s-])?(half|thirds?|quarters?|fifths?|tenths?)(?![^\W_])", re.I)
_MIXED = re.compile(r"(½|¼|¾)|\sand\sa\shalf(?![^\W_])", re.I)
_HALF_OF_SCALE = re.compile(r"half\sa\s(dozen|hundred|thousand|million|billion|trillion)(?![^\W_])", re.I)
_FEW_AT = re.compile(r"(?:a\s)?(several|few|couple\sof|couple)\s(hundred|thousand|million|billion|dozen)s?(?![^\W_])", re.I)
_OF = re.compile(r"\sof(?![^\W_])")
_SLIVERS = {"½": Decimal("0.5"), "¼": Decimal("0.25"), "¾": Decimal("0.75")}


@dataclass(frozen=True, slots=True)
class Numeral:
    """A number as written: ``low <= value <= high``, None = open. ``part`` marks a share ("a third", in percent), ``loose`` a value that the words leave open ("several hundred").

    ``suffix`` is a letter glued to the digits ("40m") that may be a scale or a measure; ``bare`` is the value without it.
    """

    start: int
    end: int
    low: Decimal | None
    high: Decimal | None
    digits: bool = False
    part: bool = False
    loose: bool = False
    scaled: bool = False
    suffix: str = ""
    bare: Decimal | None = None


def numeral_at(text: str, at: int) -> Numeral | None:
    """The number that begins at *at*, None if none can be read there."""
    if text[at].isdecimal():
        return _digits_at(text, at)
    if text[at] in _SLIVERS:
        return Numeral(at, at + 1, _SLIVERS[text[at]], _SLIVERS[text[at]], digits=True)
    match = _HALF_OF_SCALE.match(text, at)
    if match:
        value = Decimal(_SUFFIXES[match.group(1).lower()]) / 2
        return Numeral(at, match.end(), value, value, scaled=True)
    match = _FEW_AT.match(text, at)
    if match:
        scale = Decimal(_SUFFIXES[match.group(2).lower()])
        couple = match.group(1).lower().startswith("couple")
        return Numeral(at, match.end(), 2 * scale, 2 * scale if couple else 9 * scale, loose=True, scaled=True)
    match = _VAGUE_AT.match(text, at)
    if match:
        value = Decimal(_VAGUE[match.group(1).lower()])
        if match.group(2):
            value *= _SUFFIXES[match.group(2).lower()[:-1]]
        return Numeral(at, match.end(), value, None, loose=True, scaled=True)
    match = _PART_AT.match(text, at)
    if match:
        return _part(match)
    return _words_at(text, at)


def _digits_at(text: str, at: int) -> Numeral | None:
    match = _DIGITS.match(text, at)
    if match is None:
        return None
    piece = match.group()
    value = Decimal(re.sub(r"[,\s]", "", piece))
    end = match.end()
    more = _MIXED.match(text, end)
    if more:
        value, end = value + _SLIVERS.get(more.group(1) or "½", Decimal(0)), more.end()
    suffix = _SUFFIX.match(text, end)
    if suffix is None:
        return Numeral(at, end, value, value, digits=True)
    word = (suffix.group(1) or suffix.group(2) or suffix.group(3)).lower()
    scaled = value * _SUFFIXES[word]
    end = suffix.end()
    again = _SUFFIX.match(text, end) if word in ("hundred", "thousand") else None
    if again and again.group(1):
        scaled, end = scaled * _SUFFIXES[again.group(1).lower()], again.end()
    return Numeral(at, end, scaled, scaled, digits=True, scaled=True, suffix=word if suffix.group(2) else "", bare=value)


def _part(match: re.Match[str]) -> Numeral | None:
    count, noun = (match.group(1) or "").lower(), match.group(2).lower().rstrip("s") if match.group(2).lower() != "half" else "half"
    times = {"": 1, "a": 1, "an": 1, "one": 1, "two": 2, "three": 3, "four": 4}[count]
    if match.group(2).lower() != "half" and (not count or (times > 1) != match.group(2).lower().endswith("s")):
        return None
    share = Decimal("66.7") if (noun, times) == ("third", 2) else _PARTS[noun] * times
    return Numeral(match.start(), match.end(), share, share, part=True) if share <= 100 else None


def _words_at(text: str, at: int) -> Numeral | None:
    total, current, end, last = Decimal(0), Decimal(0), at, ""
    position, counted, scaled = at, False, False
    for _ in range(16):
        match = _WORD.match(text, position)
        if match is None:
            break
        word = match.group().lower()
        if word in ("once", "twice") and not counted:
            value = Decimal(1 if word == "once" else 2)
            return Numeral(at, match.end(), value, value)
        if word in ("a", "an", "couple", "pair") and not counted:
            if word in ("couple", "pair"):
                of = _OF.match(text, match.end())
                return Numeral(at, of.end() if of else match.end(), Decimal(2), Decimal(2), loose=word == "couple") if of else None
            last = "a"
        elif word in _ONES:
            if last in ("ones", "hundredless") or (last == "tens" and not 0 < _ONES[word] < 10):
                break
            current, last, counted, end = current + _ONES[word], "ones", True, match.end()
        elif word in _TENS:
            if last in ("ones", "tens"):
                break
            current, last, counted, end = current + _TENS[word], "tens", True, match.end()
        elif word in ("hundred", "dozen", "score"):
            if last in ("hundred",) or (not counted and last != "a" and word != "hundred" and word != "dozen"):
                break
            current, last, counted, end, scaled = max(current, Decimal(1)) * {"hundred": 100, "dozen": 12, "score": 20}[word], "hundred", True, match.end(), True
        elif word in _SCALES:
            if last == "scale" and total and _SCALES[word] >= 1000 and current == 0:
                total *= _SCALES[word]
            else:
                total, current = total + max(current, Decimal(1)) * _SCALES[word], Decimal(0)
            last, counted, end, scaled = "scale", True, match.end(), True
        elif word == "half" and counted and last == "and-a":
            current, last, end = current + Decimal("0.5"), "ones", match.end()
        else:
            break
        glue = _GLUE.match(text, match.end())
        if glue is None:
            break
        position = glue.end()
        if glue.group(1):
            following = _WORD.match(text, position)
            if following and following.group().lower() == "half" and glue.group().endswith("a "):
                last = "and-a"
            elif last not in ("hundred", "scale"):
                break
    value = total + current
    return Numeral(at, end, value, value, scaled=scaled) if counted else None
