"""How the desk writes its words: levels, statuses, relations, flags and marked text, always sign and word together, never colour alone."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from tracker.events import name_of
from tracker.marking import Mark, segments
from tracker.terms import LEVEL_RANGES, Level, label

register = template.Library()

STATUS_SIGNS = {
    "unverified": "○",
    "in_review": "◔",
    "awaiting_second_signature": "◑",
    "confirmed": "✓",
    "partly_confirmed": "◕",
    "refuted": "✕",
    "unresolved": "?",
    "superseded": "⇢",
    "dismissed": "–",
}
RELATION_SIGNS = {"corroborates": "+", "contradicts": "≠", "updates": "↻", "repeats": "≡", "none": "·"}
FLAG_SIGNS = {
    "corroborated": "+",
    "contradicted": "≠",
    "updated": "↻",
    "certainty_inflated": "⇑",
    "hardened": "↗",
    "softened": "↘",
    "retracted": "⌫",
    "disputed": "⚖",
    "record_disagrees": "≁",
}


DIGEST_LOOKS = {
    "pending": ("info", "◔"),
    "sending": ("info", "➤"),
    "sent": ("good", "✓"),
    "uncertain": ("warn", "?"),
    "rejected": ("bad", "✕"),
    "skipped_empty": ("", "–"),
    "cancelled": ("", "–"),
}


@register.filter
def words(value: Any) -> str:
    """snake_case as people read it."""
    return str(getattr(value, "value", value) or "").replace("_", " ")


@register.filter
def noun(field: Any) -> str:
    """What a correction is of: "figure:31" is of a figure."""
    return words(str(field).partition(":")[0])


@register.filter
def level_word(level: Any) -> str:
    return label(Level(int(level)))


@register.filter
def level_chip(level: Any) -> SafeString:
    """The hedging level as a chip: number, word, range."""
    known = Level(int(level))
    low, high = LEVEL_RANGES[known]
    return format_html(
        '<span class="lv lv{}" title="hedging level {} of 5: {}, {}–{} %">{}<span class="lv-word">{}</span></span>',
        known.value,
        known.value,
        label(known),
        round(low * 100),
        round(high * 100),
        known.value,
        label(known),
    )


def chip(group: str, value: Any, sign: str, title: str = "") -> SafeString:
    return format_html('<span class="chip {}-{}"{}><b aria-hidden="true">{}</b>{}</span>', group, value, title, sign, words(value))


def toned(tone: str, told: str, sign: str) -> SafeString:
    """A chip whose colour says good, warn, bad or info, "" for none, beside a sign and words that say the same."""
    return format_html('<span class="chip {}"><b aria-hidden="true">{}</b>{}</span>', tone, sign, told)


@register.filter
def status_chip(status: Any) -> SafeString:
    return chip("status", str(status), STATUS_SIGNS.get(str(status), "○"))


@register.filter
def relation_chip(relation: Any) -> SafeString:
    return chip("rel", str(relation), RELATION_SIGNS.get(str(relation), "·"))


@register.filter
def flag_chip(kind: Any) -> SafeString:
    return chip("flag", str(kind), FLAG_SIGNS.get(str(kind), "!"))


@register.filter
def polarity_chip(polarity: Any) -> SafeString | str:
    """Only a denial is worth a chip."""
    return chip("polarity", "denied", "¬") if str(polarity) == "denied" else ""


@register.filter
def by_kind(flags: Iterable[Any]) -> list[tuple[str, int]]:
    """How many flags of each kind, the order of the words kept."""
    counts: dict[str, int] = {}
    for flag in flags:
        counts[flag.kind] = counts.get(flag.kind, 0) + 1
    return sorted(counts.items(), key=lambda item: list(FLAG_SIGNS).index(item[0]))


@register.filter
def among(row: Any, subjects: Iterable[str] | None) -> bool:
    """Whether the log's name of this row is one of these."""
    return bool(subjects) and row is not None and name_of(row) in subjects


SAID_SO = {
    Level.STATED_AS_FACT: "has, did, confirmed, “there is no doubt that”",
    Level.VERY_LIKELY: "almost certainly, very likely, “we assess with high confidence”",
    Level.PROBABLE: "probably, likely, believes, estimates, suspects strongly",
    Level.POSSIBLE: "may, might, could, possibly, “it cannot be ruled out”",
    Level.DOUBTFUL: "unlikely, doubts that, hardly",
}


@register.simple_tag
def scale() -> list[dict[str, Any]]:
    """The five levels, the firmest first, each with its range in per cent and words that say so."""
    return [
        {"level": int(level), "low": round(LEVEL_RANGES[level][0] * 100), "high": round(LEVEL_RANGES[level][1] * 100), "words": words}
        for level, words in SAID_SO.items()
    ]


@register.filter
def grouped(number: Any) -> str:
    """A whole number as people read it: "12,000"."""
    return f"{int(number):,}"


@register.filter
def percent(share: Any) -> str:
    return f"{round(float(share) * 100)} %"


@register.filter
def signed(value: Any) -> str:
    """A weight with its sign: "+1.673", "−0.854", "0"."""
    size = f"{abs(float(value)):.3f}"
    return "0" if float(size) == 0 else f"{'+' if float(value) > 0 else '−'}{size}"


@register.filter
def get(mapping: Mapping[Any, Any], key: Any) -> Any:
    """What stands under *key*, nothing if nothing does."""
    return mapping.get(key) if mapping else None


@register.filter
def plain_number(value: Any) -> str:
    """1234567.500000 → 1,234,567.5"""
    if value is None:
        return ""
    text = f"{value:,f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


@register.filter
def amount(figure: Any) -> str:
    """A figure in words: "at least 12 ships", "10–12 %"."""
    low, high = plain_number(figure.low), plain_number(figure.high)
    size = low if low == high else "–".join(part for part in (low, high) if part)
    lead = "" if figure.comparator in ("exact", "range") else words(figure.comparator) + " "
    return f"{lead}{size} {figure.unit if low == high == '1' else plural(figure.unit)}".strip()


IRREGULAR = {"person": "people", "man": "men", "woman": "women", "child": "children"}
UNCOUNTED = {
    "percent",
    "usd",
    "eur",
    "gbp",
    "rub",
    "uah",
    "krw",
    "jpy",
    "cny",
    "personnel",
    "aircraft",
    "staff",
    "troops",
    "mm",
    "cm",
    "km",
    "kg",
    "mw",
    "gw",
}


def plural(unit: str) -> str:
    """A counted noun as it reads after a number other than one."""
    before, _, noun = unit.rpartition(" ")
    if noun in IRREGULAR:
        noun = IRREGULAR[noun]
    elif noun.isalpha() and noun.islower() and noun not in UNCOUNTED:
        if noun.endswith(("s", "x", "ch", "sh")):
            noun += "es"
        elif noun.endswith("y") and noun[-2:-1] not in "aeiou":
            noun = noun[:-1] + "ies"
        else:
            noun += "s"
    return f"{before} {noun}".strip()


@register.simple_tag
def marked(text: str, marks: Iterable[Mark]) -> SafeString:
    """*text* with its marks in place. A statement's parts carry its key, so that the page can show them together."""
    return format_html_join("", "{}", ((shown(segment),) for segment in segments(text, marks)))


def shown(segment: Any) -> SafeString | str:
    inner: SafeString | str = segment.text
    for mark in reversed(segment.marks):
        if mark.kind != "statement":
            inner = format_html('<span class="cue cue-{}" title="{}">{}</span>', mark.kind, mark.note, inner)
    covering = [mark for mark in segment.marks if mark.kind == "statement"]
    if not covering:
        return inner
    innermost = covering[-1]
    chips = format_html_join(
        "",
        '<a class="at" href="#s-{}" data-statement="{}" aria-label="statement, {}"><sup class="lv lv{}">{}</sup></a>',
        ((mark.key, mark.key, mark.note, mark.level, mark.level) for mark in segment.opening if mark.kind == "statement"),
    )
    return format_html(
        '{}<span class="{}" data-statements="{}">{}</span>',
        chips,
        f"st st{innermost.level}" + (" nested" if len(covering) > 1 else ""),
        " ".join(mark.key for mark in covering),
        inner,
    )


@register.filter
def digest_chip(state: Any) -> SafeString:
    """The state of a digest as a chip."""
    look, sign = DIGEST_LOOKS[str(state)]
    return format_html('<span class="chip {}"><b aria-hidden="true">{}</b>{}</span>', look, sign, words(state))
