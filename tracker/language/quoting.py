"""Which words stand inside which quotation. Where quotations begin and end is found in ``sentences``."""

from __future__ import annotations

from tracker.language.sentences import Quotation
from tracker.language.words import Word


def mark_quotations(words: list[Word], quotes: list[Quotation], place: int) -> int:
    """Numbers the words by the quotation that they stand in; *place* is where to go on."""
    for word in words:
        while place < len(quotes) and quotes[place].outer.end <= word.start:
            place += 1
        if place >= len(quotes):
            break
        if quotes[place].span.start <= word.start and word.end <= quotes[place].span.end:
            word.quote = place
    return max(0, place)


def quoted(words: list[Word]) -> int:
    """The quotation that most of the words stand in, -1 for none."""
    inside = [w.quote for w in words if w.text[0].isalnum()]
    if not inside:
        return -1
    number = inside[len(inside) // 2]
    return number if number >= 0 and sum(1 for n in inside if n == number) > 0.6 * len(inside) else -1


def wholly_quoted(words: list[Word]) -> bool:
    """Whether one quotation holds all of the words."""
    inside = [w.quote for w in words if w.text[0].isalnum()]
    return bool(inside) and inside[0] >= 0 and all(n == inside[0] for n in inside)
