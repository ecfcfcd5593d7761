"""Where a report plays: the place of its dateline, the places it names most and the country they speak of. Whose "police" that makes it is decided in services."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from functools import lru_cache

from tracker.language.counted import _rows
from tracker.language.names import canonical, find_names

_COUNTRIES = {canonical(row[0]): row for row in _rows("places.tsv") if row[2] and row[3]}
_NO_TOWNS = frozenset(["state", "field", "north", "south", "east", "west", "centre", "center", "united nations", "europe", "asia", "africa", "capital"]) | frozenset(
    word for role, words in _rows("name_words.tsv") if role in ("place", "body") for word in words.split("|")
)
_DATELINE = re.compile(r"\s*([A-Z][A-Z'’-]{2,}(?: [A-Z][A-Z'’-]{2,}){0,3})\b(?=[ ,(/—–-])")
_PLACED = re.compile(r"\b(?:in|at|near|outside|around|off|from|of|to|into|across)\s(?:the\s(?:town|city|village|port|district|province|region|state|island|county)\sof\s)?$")
_MOST = 3
_LEAD = 600
_CLEAR = 0.6  # of all mentions of countries that the first one needs, to be the country a report is about


@dataclass(frozen=True, slots=True)
class Scene:
    """``country``: the key of the country that the report is about, "" where it is about several or none. ``places``: keys of up to three towns or regions, the first the likeliest;
    ``label`` is the first as people write it. ``countries``: all that are named."""

    country: str
    places: tuple[str, ...]
    label: str
    countries: frozenset[str]


@lru_cache(maxsize=64)
def scene_of(title: str, text: str) -> Scene:
    """Total: any text gives a scene, be it an empty one."""
    countries: Counter[str] = Counter()
    places: Counter[str] = Counter()
    shown: dict[str, str] = {}
    for weight, part in ((2, title), (1, text)):
        for name in find_names(part):
            key = canonical(name.text)
            if key in _COUNTRIES:
                countries[key] += weight
                if canonical(name.text, actor=False) == key or name.kind != "place":
                    continue
                key = canonical(name.text, actor=False)  # a capital is a town as well
            placed = name.kind == "place" or (name.kind == "other" and _PLACED.search(part[max(0, name.span.start - 30) : name.span.start]))
            if placed and key not in _COUNTRIES and key not in _NO_TOWNS and not (name.kind == "place" and _is_gentilic(name.text)):
                places[key] += weight + (1 if part is text and name.span.start < _LEAD else 0)
                shown.setdefault(key, name.text)
    dateline = _DATELINE.match(text)
    if dateline:
        town = dateline.group(1)
        key = canonical(town.title(), actor=False)
        if key not in _COUNTRIES:
            places[key] += 100
            shown[key] = town.title()
    ranked = tuple(key for key, _ in places.most_common(_MOST))
    first = countries.most_common(1)
    clear = first and first[0][1] >= _CLEAR * sum(countries.values())
    return Scene(first[0][0] if clear else "", ranked, shown[ranked[0]] if ranked else "", frozenset(countries))


def country_name(key: str) -> str:
    """ "south korea" → "South Korea"."""
    return " ".join(word if word in ("and", "of", "the") else word.capitalize() for word in key.split())


def _is_gentilic(text: str) -> bool:
    row = _COUNTRIES.get(canonical(text))
    return row is not None and text in row[2].split("|")


def without_country(name: str) -> tuple[str, str]:
    """ "South Korea's defence ministry", "the South Korean defence ministry", "Ministry of Defence of South Korea" → ("south korea", the rest); ("", name) where no country stands in it."""
    for found in find_names(name):
        if found.kind != "place" and canonical(found.text) not in _COUNTRIES:
            continue
        key = canonical(found.text)
        if key in _COUNTRIES and len(found.text) < len(name):
            rest = re.sub(r"\s(?:of|in)\s*$", "", name[: found.span.start]) + re.sub(r"^['’]s?\b", "", name[found.span.end :])
            return key, " ".join(rest.split())
    behind = re.fullmatch(r"(?P<rest>.+) of (?:the )?(?P<country>[A-Z].+)", name)
    if behind and canonical(behind["country"]) in _COUNTRIES:
        return canonical(behind["country"]), behind["rest"]
    words = name.split()
    for size in (3, 2, 1):
        key = canonical(re.sub(r"['’]s?$", "", " ".join(words[:size])))
        if key in _COUNTRIES and len(words) > size:
            return key, " ".join(words[size:])
    return "", name
