"""Finds, for a test, the statement of a text that asserts certain words."""

from __future__ import annotations

from tracker.language.reader import read
from tracker.language.reading import Statement


def stated(text: str, words: str, **more) -> Statement:
    """The smallest statement of *text* that holds *words* in its quote, else in its display; fails naming what was read."""
    statements = read(text, **more).statements
    inside = [s for s in statements if words in s.quote] or [s for s in statements if words in s.display]
    assert inside, f"no statement holds {words!r}: {[s.display for s in statements]}"
    return min(inside, key=lambda s: len(s.span))
