"""How much of one text is contained in another, by runs of three words. What follows for origins is weighed elsewhere."""

from __future__ import annotations

import re
from functools import lru_cache

_WORD = re.compile(r"\w+")
RUN = 3
COPIED = 0.6
REMEMBERED = 10_000  # characters


def runs(text: str) -> frozenset[tuple[str, ...]]:
    """The runs of three words of *text*, lower case, marks left out; a shorter text is one run. Those of long texts are not remembered."""
    return _remembered(text) if len(text) <= REMEMBERED else _runs(text)


def _runs(text: str) -> frozenset[tuple[str, ...]]:
    words = _WORD.findall(text.casefold())
    if len(words) < RUN:
        return frozenset((tuple(words),)) if words else frozenset()
    return frozenset(tuple(words[i : i + RUN]) for i in range(len(words) - RUN + 1))


_remembered = lru_cache(maxsize=256)(_runs)


def containment(child: str, parent: str) -> float:
    """The share 0..1 of *child*'s runs of three words that *parent* holds too; 0 for an empty child."""
    own = runs(child)
    return len(own & runs(parent)) / len(own) if own else 0.0
