"""Who answers for what was said about a settled claim: the origin, a relay that changed the words, or the outlet that vouched. Pure; computes no record."""

from __future__ import annotations

from collections.abc import Collection, Hashable, Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from tracker.terms import Level, Marker, Polarity
from verification.weighing.constants import HARDENED_BY

LOSABLE = frozenset({Marker.HEARSAY, Marker.UNVERIFIED})


class Fidelity(StrEnum):
    """What a relay did to the words that it passed on."""

    FAITHFUL = "faithful"
    HARDENED = "hardened"
    SOFTENED = "softened"
    UNATTRIBUTED = "unattributed"
    MISQUOTED = "misquoted"


class Role(StrEnum):
    """In which part a source is charged."""

    ORIGIN = "origin"
    ADOPTER = "adopter"
    HARDENING_RELAY = "hardening_relay"
    MISQUOTING_RELAY = "misquoting_relay"


RELAY_ROLES = {Fidelity.HARDENED: Role.HARDENING_RELAY, Fidelity.UNATTRIBUTED: Role.ADOPTER, Fidelity.MISQUOTED: Role.MISQUOTING_RELAY}


@dataclass(frozen=True, slots=True)
class Words:
    """How firmly something was said, and which way."""

    level: Level
    polarity: Polarity = Polarity.AFFIRMED
    markers: frozenset[Marker] = frozenset()


@dataclass(frozen=True, slots=True)
class Utterance:
    """One assertion about a settled claim, as it reached the record.

    *p*: the probability of the claim that the words come to (None = nothing was asserted). *origin*: who said it, None where nobody
    is named. *carrier*: whose report it stands in. *fidelity*: what the carrier did to it; None where the carrier is the origin itself,
    or where nothing is known of the origin's own words. *words*: which words these are, for whoever shows the ledger.
    """

    origin: Hashable | None
    carrier: Hashable | None
    p: float | None
    said_at: datetime
    fidelity: Fidelity | None = None
    words: Hashable | None = None


@dataclass(frozen=True, slots=True)
class Charge:
    """That *source* staked *p* on the claim at *said_at*, in this part, with these words."""

    source: Hashable
    p: float
    role: Role
    said_at: datetime
    words: Hashable | None = None


def fidelity(origin: Words, relay: Words, *, attributed: bool = True) -> Fidelity:
    """What a relay did to its origin's words: the worst that applies.

    The other way round is a misquote; a dropped attribution makes the words the relay's own; two levels firmer, or a lost *hearsay* or
    *unverified*, hardens; two levels weaker softens. "Doubtful that X" counts as "very likely not X".
    """
    was, became = _directed(origin), _directed(relay)
    if was[1] is not became[1]:
        return Fidelity.MISQUOTED
    if not attributed:
        return Fidelity.UNATTRIBUTED
    if became[0] - was[0] >= HARDENED_BY or (origin.markers - relay.markers) & LOSABLE:
        return Fidelity.HARDENED
    return Fidelity.SOFTENED if was[0] - became[0] >= HARDENED_BY else Fidelity.FAITHFUL


def _directed(words: Words) -> tuple[Level, Polarity]:
    if words.level is Level.DOUBTFUL:
        return Level.VERY_LIKELY, words.polarity.opposite
    return words.level, words.polarity


def charges(utterances: Iterable[Utterance], *, unnamed: Collection[Hashable] = ()) -> tuple[Charge, ...]:
    """Who is charged with what for one claim: each source once, at its first stated certainty.

    * The origin is charged for what it said, in its own words or in a faithful or softened relay of them. A relay that is faithful or
      softer is neither charged nor credited.
    * A relay that hardens or drops the attribution is charged at its own words; the origin is not charged at those.
    * A misquote charges the relay only.
    * An origin that is unnamed (None, or one of *unnamed*) charges the outlet that vouched for it.
    * With neither an origin nor a carrier nobody is charged. The order in which utterances are given does not matter.
    """
    staked = [(charge, one) for one in utterances if one.p is not None and (charge := _charge(one, one.p, unnamed)) is not None]
    first: dict[Hashable, Charge] = {}
    for charge, _ in sorted(staked, key=_first_said):
        first.setdefault(charge.source, charge)
    return tuple(sorted(first.values(), key=lambda charge: (charge.said_at, repr(charge.source))))


def _first_said(staked: tuple[Charge, Utterance]) -> tuple[object, ...]:
    """The earliest first; of one moment the source's own words before a relay of them, then the firmer."""
    charge, one = staked
    relayed = charge.role is Role.ORIGIN and one.fidelity is not None
    return (charge.said_at, relayed, -abs(charge.p - 0.5), charge.p, charge.role, repr(charge.words))


def _charge(one: Utterance, p: float, unnamed: Collection[Hashable]) -> Charge | None:
    if one.fidelity in RELAY_ROLES:
        source, role = one.carrier, RELAY_ROLES[one.fidelity]
    elif one.origin is None or one.origin in unnamed:
        source, role = one.carrier, Role.ADOPTER
    else:
        source, role = one.origin, Role.ORIGIN
    return None if source is None else Charge(source, p, role, one.said_at, one.words)
