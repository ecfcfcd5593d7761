"""The easy baseline: two plain lists of words, no senses, no context, nothing fitted. A sentence is uncertain where one of them stands in it."""

from __future__ import annotations

import re

HEDGES = frozenset(
    """may might could would possibly possible possibility perhaps maybe probably probable likely unlikely presumably apparently seemingly supposedly
    potential potentially putative suggest suggests suggested suggesting indicate indicates indicated indicating imply implies appear appears appeared
    seem seems seemed think thinks thought believe believes believed suspect suspected assume assumed propose proposed hypothesis hypothesize hypothesized
    whether unclear unknown uncertain doubt doubtful suppose estimate estimated allegedly reportedly speculate speculated predict predicted""".split()  # noqa: SIM905
)
WEASELS = frozenset(
    """some many most several various often usually generally widely may might could possibly probably perhaps likely suggest suggests suggested believed
    considered reportedly allegedly apparently certain numerous few critics seems appears thought claimed regarded sometimes commonly typically frequently
    others""".split()  # noqa: SIM905
)
FACTORS = {"not": -1.0, "n't": -1.0, "never": -1.0, "no": -1.0}
_WORD = re.compile(r"[A-Za-z']+")


def named(sentence: str, listed: frozenset[str]) -> bool:
    """Whether a word of the list stands in *sentence*."""
    return any(word.lower() in listed for word in _WORD.findall(sentence))


def graded(tokens: tuple[str, ...], at: int) -> float:
    """A plain rule for -3..3: 3, turned by a negation among the five words before, 0.5 where a hedge or "to" stands among them."""
    before = [token.lower() for token in tokens[max(0, at - 5) : at]]
    certainty = 3.0
    if any(word in HEDGES or word in ("to", "will", "if", "should", "can") for word in before):
        certainty = 0.5
    if any(word in FACTORS for word in before):
        certainty = -certainty
    return certainty
