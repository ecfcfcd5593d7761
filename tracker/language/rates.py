"""Per what a figure is: "a week", "every three to four days", "daily". The figure itself is read in ``quantities``."""

from __future__ import annotations

import re

RATE = re.compile(
    r"\s?,?\s?(?:(?:per|a|an|each|every|/)\s?(?:single\s)?(?P<each>second|minute|hour|day|night|week|month|quarter|year|decade|day)(?![^\W_]|-)|every\s(?P<n>[\w-]+(?:\s(?:to|or)\s[\w-]+)?)\s(?P<units>second|minute|hour|day|week|month|year)s"
    r"(?![^\W_])|(?P<adverb>daily|weekly|monthly|yearly|annually|hourly|nightly)(?![^\W_])|(?P<of>apiece|per\sperson|per\scapita|per\s(?!cent)\w+))",
    re.I,
)
_ADVERBS = {"daily": "day", "weekly": "week", "monthly": "month", "yearly": "year", "annually": "year", "hourly": "hour", "nightly": "night"}
# "three ships leave every four days", "20 trains arrive daily": the verb stands between the count and its period.
RATE_LATER = re.compile(r"\s[a-z]+(?:\s[a-z]+){0,2}?(?=\s(?:every\s|per\s|daily|weekly|monthly|hourly|nightly|annually|each\s|once\s(?:a|every)\s))")


def period_of(match: re.Match[str]) -> str | None:
    """The period that a match of ``RATE`` names: "week", "three to four days", "person"."""
    if match.group("each"):
        return match.group("each").lower()
    if match.group("units"):
        return f"{match.group('n').lower()} {match.group('units').lower()}s"
    if match.group("adverb"):
        return _ADVERBS[match.group("adverb").lower()]
    return "person" if match.group("of").lower() in ("apiece", "per person", "per capita") else re.split(r"\s", match.group("of"))[-1].lower()
