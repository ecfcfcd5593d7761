"""Places that meet or exclude one another: a city and its country, two cities, two countries. Only what the gazetteer of names knows."""

from __future__ import annotations

import re
from functools import lru_cache
from pathlib import Path

from tracker.language import names
from tracker.language.names import canonical

_ARTICLE = re.compile(r"^(?:the|a|an)\s+", re.I)
_SURROUNDINGS = re.compile(r"^(?:northern|southern|eastern|western|central|north|south|east|west|north-?eastern|north-?western|south-?eastern|south-?western|downtown|greater|upper|lower)\s+", re.I)
_COMPOUND_COUNTRIES = frozenset(("north korea", "south korea", "south africa", "south sudan", "north macedonia", "western sahara", "east timor", "central african republic"))


def surface(name: str) -> str:
    """The name without article and compass point, lower case: "the northern Kyiv" → "kyiv"."""
    bare = _ARTICLE.sub("", name.strip()).lower()
    return bare if bare in _COMPOUND_COUNTRIES else _SURROUNDINGS.sub("", bare)


@lru_cache(maxsize=20_000)
def is_country(name: str) -> bool:
    """Whether the gazetteer knows the name as a country or its people ("Russian"); a capital is a city here, although it may act for its country."""
    return canonical(name) in country_keys() and surface(name) not in capitals()


@lru_cache(maxsize=1)
def _gazetteer() -> tuple[frozenset[str], dict[str, str]]:
    countries, cities = set(), {}
    table = Path(names.__file__).parent / "gazetteer" / "places.tsv"
    for line in table.read_text(encoding="utf-8").splitlines():
        if not line or line.startswith("#"):
            continue
        cells = line.split("\t")
        countries.add(canonical(cells[0]))
        for capital in (cells[3] if len(cells) > 3 else "").split("|"):
            if capital.strip() and surface(capital) != surface(cells[0]):
                cities[surface(capital)] = canonical(cells[0])
    return frozenset(countries), cities


def country_keys() -> frozenset[str]:
    return _gazetteer()[0]


def capitals() -> dict[str, str]:
    return _gazetteer()[1]


@lru_cache(maxsize=20_000)
def place_keys(name: str) -> frozenset[str]:
    """What a place meets by: itself, and its country if it is a country or a capital ("kyiv", "ukraine")."""
    bare = surface(name)
    if bare in capitals():
        return frozenset((bare, capitals()[bare]))
    if canonical(name) in country_keys():
        return frozenset((canonical(name),))
    if canonical(bare) in country_keys():
        return frozenset((canonical(bare),))
    return frozenset((bare, canonical(name)))


def exclude(first: frozenset[str], second: frozenset[str]) -> bool:
    """Whether two places are known to be different: two towns of different name, two countries; a town and a country only if the town's country is known.

    Either side may hold several places of one text; one that meets is enough.
    """
    if not first or not second or first & second:
        return False
    if any(a in b.split() or b in a.split() or (a in b and len(a) > 3) or (b in a and len(b) > 3) for a in first for b in second):
        return False
    countries = country_keys()
    towns_first, towns_second = first - countries, second - countries
    if towns_first and towns_second:
        return True
    return bool(first & countries and second & countries)
