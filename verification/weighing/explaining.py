"""A weighing in words: why an origin weighs what it weighs, and what held it down. Pure; computes nothing that is not in the weighing."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from math import isclose

from verification.weighing.constants import PRIOR_MEAN, THETA_RANGE, WEIGHT_CAP
from verification.weighing.independence import UNKNOWN
from verification.weighing.scales import strength
from verification.weighing.support import Assertion, OriginWeight, Side, Support, what_it_hangs_on


def name_of(key: Hashable, names: Mapping[Hashable, str] | None = None) -> str:
    """What a person calls an origin or a source."""
    return (names or {}).get(key) or (UNKNOWN if key is None else str(key))


def why(one: OriginWeight, names: Mapping[Hashable, str] | None = None) -> str:
    """One line: whose words, how firm, on what record, through how many relays; and what capped or cancelled them."""
    sides = []
    for side, word in ((one.supporting, "for"), (one.denying, "against")):
        if side.leading is not None:
            sides.append(f"{word} {side.weight:.3f}: {_words(side, side.leading, names)}")
    if one.supporting.leading and one.denying.leading:
        sides.append("it speaks on both sides: the stronger less the weaker")
    if one.overtaken:
        sides.append(
            f"{_count(one.overtaken, 'assertion')} left out: its source has turned round since, or the origin's own words say the opposite"
        )
    if one.origin == UNKNOWN and one.assertions > 1:
        sides.insert(0, f"{UNKNOWN} · {one.assertions}, weighed as one, the heaviest")
    return "; ".join(sides) or "asserts nothing"


def _words(side: Side, leading: Assertion, names: Mapping[Hashable, str] | None) -> str:
    committed = strength(leading.p or 0.0)
    parts = [f"{name_of(leading.source, names)} commits to {committed:.2f}"]
    theta = leading.theta
    if theta is None:
        parts.append(f"no record, taken as {PRIOR_MEAN:.2f}")
    elif theta < THETA_RANGE[0]:
        parts.append(f"record {theta:.3f}, taken as {THETA_RANGE[0]:.2f}")
    elif theta > THETA_RANGE[1]:
        parts.append(f"record {theta:.3f}, taken as {THETA_RANGE[1]:.2f}")
    else:
        parts.append(f"record {theta:.3f}")
    if leading.hops:
        parts.append(f"through {_count(leading.hops, 'relay')}")
    if isclose(side.weight, WEIGHT_CAP):
        parts.append("capped: no origin alone carries a claim above .90")
    if side.held_down:
        parts.append(f"{_count(side.held_down, 'relay')} firmer than what it relays, held to {committed:.2f}")
    if side.carried:
        parts.append(f"{side.carried} more that add nothing")
    return ", ".join(parts)


def what_counts_most(support: Support, names: Mapping[Hashable, str] | None = None) -> str:
    """One line: the origin without which the weighing would change most, and to what. Empty where nothing weighs."""
    turn = what_it_hangs_on(support)
    if turn is None:
        return ""
    after = turn.without
    shown = "could not be judged" if after.shown is None else f"would be {after.shown:.2f} ({after.number})"
    return f"without {name_of(turn.origin, names)} it {shown}"


def _count(n: int, noun: str) -> str:
    plural = f"{noun[:-1]}ies" if noun.endswith("y") and noun[-2] not in "aeiou" else f"{noun}s"
    return f"{n} {noun if n == 1 else plural}"
