"""What the words around a figure make of it: a running total, a state, or room for so many. The text is looked through once, however many figures it holds."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from functools import lru_cache

from tracker.language.counted import _rows

_BEHIND, _AHEAD, _ROOM_REACH = 160, 100, 60
_CLAUSE_END = re.compile(r"[.;:!?\n](?!\d)")
_ROOM_BREAK = re.compile(r"[.;!?,]")
_ROOM = re.compile(
    r"(?:\b(?:could|can|would|able\sto|capable\sof|enough\s(?:room\s|space\s)?(?:to|for)|designed\s(?:to|for)|built\s(?:to|for)|big\senough\s(?:to|for)|large\senough\s(?:to|for)|room\sfor|space\sfor)\s*(?:\w+\s){0,3}?"
    r"(?:hold|holding|carry|carrying|contain|containing|accommodate|accommodating|store|storing|house|housing|seat|seating|load|fit|fitting|shelter|pack|transport|host|handle)\b|\bcapacity\s(?:of|to|for)\b|\broom\sfor\b|\bspace\sfor\b"
    r"|\bseats\b|\bcan\sseat\b)",
    re.I,
)


def _phrases(words: str) -> re.Pattern[str]:
    alternatives = "|".join(re.escape(word).replace(r"\ ", r"\s") for word in sorted(words.split("|"), key=len, reverse=True))
    return re.compile(r"(?<![^\W_])(?:" + alternatives + r")(?![^\W_])", re.I)


_CUMULATIVE = {row[0]: _phrases(row[1]) for row in _rows("cumulative.tsv")}


class Surroundings:
    """Where the clauses of a text end, and where its words speak of totals, states and room."""

    def __init__(self, text: str) -> None:
        self.text = text
        self._ends = [match.end() for match in _CLAUSE_END.finditer(text)]
        self._said: dict[str, list[tuple[int, int]]] = {}
        self._rooms = [match.span() for match in _ROOM.finditer(text)]

    def clause(self, start: int, after: int) -> tuple[int, int]:
        """The stretch around a figure that bears on it: back from *start* and on from *after* to the end of the clause, no further than a line or two."""
        k = bisect_right(self._ends, start)
        left = self._ends[k - 1] if k else 0
        k = bisect_right(self._ends, after)
        right = self._ends[k] - 1 if k < len(self._ends) else len(self.text)
        return max(left, start - _BEHIND), min(right, after + _AHEAD)

    def capacity(self, start: int, after: int) -> bool:
        """Whether the figure at [start, after) is what something could hold, which is not a count."""
        if self.text.startswith((" seats", "-seat", "-bed"), after):
            return True
        left, _ = self.clause(start, after)
        k = bisect_right(self._rooms, (start, -1)) - 1
        while k >= 0 and self._rooms[k][1] > start:
            k -= 1
        if k < 0 or self._rooms[k][0] < left or start - self._rooms[k][1] > _ROOM_REACH:
            return False
        return _ROOM_BREAK.search(self.text, self._rooms[k][1], start) is None

    def says(self, kind: str, start: int, after: int) -> bool:
        """Whether the clause around the figure at [start, after) holds a word of *kind* ("total" or "state")."""
        left, right = self.clause(start, after)
        if kind not in self._said:
            self._said[kind] = [match.span() for match in _CUMULATIVE[kind].finditer(self.text)]
        spans = self._said[kind]
        for low, high in ((left, start), (after, right)):
            k = bisect_left(spans, (low, 0))
            if k < len(spans) and spans[k][1] <= high:
                return True
        return False


@lru_cache(maxsize=8)
def surroundings(text: str) -> Surroundings:
    """The surroundings of *text*, kept for its next figure."""
    return Surroundings(text)
