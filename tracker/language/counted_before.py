"""What a number counts where the noun stands before it: "the number of containers rose to 2,000", "cases of measles fell to 212"."""

from __future__ import annotations

import re

from tracker.language.counted import is_plural, noun_after, singular

_NUMBER_OF = re.compile(r"\b(?:number|total|amount|tally|count)\sof\s((?:[\w’'-]+\s){1,4})", re.I)
_FELL_TO = re.compile(
    r"(?:^|[.;:!?\n,“\"]\s?|\b(?:said|that|and|but)\s)(?:(?:the|monthly|annual|weekly|daily|new|total|reported|confirmed|recorded|known|its|their)\s)*(?P<noun>[A-Za-z]{3,}s)(?:\s(?:of|in|at|from|for|by|to)(?:\s[\w’'-]+){1,5}?)?"
    r"\s(?:rose|fell|climbed|dropped|jumped|increased|declined|decreased|grew|shrank|surged|slipped|edged|soared|slid|doubled|tripled|went|have\srisen|has\srisen|had\srisen|have\sfallen|had\sfallen)"
    r"(?:\s(?:up|down|sharply|slightly|\w+ly))?(?:\sby\s[^.;:!?]{1,24}?)?\sto\s(?:about\s|around\s|nearly\s|almost\s|some\s)?$"
)
_CLAUSE_END = re.compile(r"[.;:!?\n](?!\d)")


def noun_before(text: str, start: int) -> str | None:
    """The noun of "the number of containers rose to 2,000"."""
    matches = list(_NUMBER_OF.finditer(text, max(0, start - 120), start))
    match = matches[-1] if matches else None
    if match is None and (moved := _FELL_TO.search(text[max(0, start - 100) : start])):
        return singular(moved.group("noun").lower()) if is_plural(moved.group("noun")) else None
    if match is None or _CLAUSE_END.search(text, match.end(), start):
        return None
    noun = noun_after(" " + match.group(1), 0, None, None)
    return noun[0] if noun else None
