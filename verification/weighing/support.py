"""How much independent evidence speaks for a claim: assertions to origins, origins to blocs, blocs to one bounded figure. Never truth. Pure."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Hashable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from math import exp, fsum, log

from verification.weighing.constants import (
    BOUNDS,
    CONFIRMED_BLOCS,
    CONFIRMED_FROM,
    HOP_FACTOR,
    MATERIAL,
    NUMBERS,
    PRIOR_CLAIM,
    PRIOR_MEAN,
    SAME_BLOC,
    THETA_RANGE,
    WEIGHT_CAP,
)
from verification.weighing.independence import UNKNOWN
from verification.weighing.scales import strength

CANNOT_BE_JUDGED = 6


@dataclass(frozen=True, slots=True)
class Assertion:
    """One assertion on a claim, from one origin. A report that cites several origins is one of these for each; withdrawn ones are left out.

    *source* said it (None = unknown) and *origin* is where it started (``UNKNOWN`` = lineage unknown). *blocs*: who owns or commands the
    origin, and each object that it examined; none = a bloc of its own. *theta*: the record of whoever answers for the words; None = no
    record. *p*: the probability of the claim that the words come to (``scales.stated_probability`` mirrored by stance; None = asserts
    nothing). *hops*: relays between the origin and the record. *at*: when it was said, None = not known. *utterance*: which of its origin's
    words this is, where one origin spoke more than once; a relay is held to the word that it relays, not to an older one.
    """

    source: Hashable | None
    origin: Hashable
    p: float | None
    theta: float | None = None
    blocs: frozenset[Hashable] = frozenset()
    hops: int = 0
    at: datetime | None = None
    utterance: Hashable | None = None

    @property
    def leans(self) -> int:
        """+1 for the claim, −1 against it, 0 neither."""
        return 0 if self.p is None or self.p == 0.5 else 1 if self.p > 0.5 else -1

    @property
    def weight(self) -> float:
        """What the words weigh in their direction, 0 up to the cap."""
        return assertion_weight(self.theta, 0.5 if self.p is None else strength(self.p), self.hops)


@dataclass(frozen=True, slots=True)
class Side:
    """What one origin weighs on one side, and the assertion that it weighs by (*leading*, at the certainty that it was held to)."""

    weight: float = 0.0
    leading: Assertion | None = None
    held_down: int = 0  # relays that said it more firmly than what they relay
    carried: int = 0  # assertions that add nothing, because this origin counts already


@dataclass(frozen=True, slots=True)
class OriginWeight:
    """One independent origin: its net weight on either side (one of the two is 0), and what went into it."""

    origin: Hashable
    weight_for: float
    weight_against: float
    supporting: Side
    denying: Side
    blocs: frozenset[Hashable]
    assertions: int
    overtaken: int  # assertions that their own source turned round since, or that carry the opposite of the origin's own words

    @property
    def material(self) -> bool:
        return max(self.weight_for, self.weight_against) >= MATERIAL


@dataclass(frozen=True, slots=True)
class BlocWeight:
    """Origins under one hand, or on one object: the strongest counts whole, every other a quarter."""

    blocs: frozenset[Hashable]
    origins: tuple[Hashable, ...]
    support: float
    denial: float
    material_for: bool
    material_against: bool


@dataclass(frozen=True, slots=True)
class Support:
    """The model's weighing of a claim. *number* is a suggested credibility 1–6; at 6 the probability is not to be shown (``shown`` is None)."""

    log_odds: float
    probability: float
    number: int
    k_for: int
    k_against: int
    origins: tuple[OriginWeight, ...]
    blocs: tuple[BlocWeight, ...]

    @property
    def shown(self) -> float | None:
        return None if self.number == CANNOT_BE_JUDGED else self.probability

    @property
    def disputed(self) -> bool:
        """Material blocs on both sides."""
        return self.k_for > 0 and self.k_against > 0


@dataclass(frozen=True, slots=True)
class Turn:
    """What the weighing hangs on most: the origin without which it changes most, and what it would be then."""

    origin: Hashable
    without: Support


def assertion_weight(theta: float | None, committed: float, hops: int = 0) -> float:
    """The log odds that words of strength *committed* (½..1) lend a claim, from a source of record *theta* (None = the prior), after *hops* relays.

    r = tp + (1 − t)(1 − p), pulled towards ½ by each hop; 0 up to ln 9.
    """
    t = min(max(PRIOR_MEAN if theta is None else theta, THETA_RANGE[0]), THETA_RANGE[1])
    right = t * committed + (1 - t) * (1 - committed)
    right = 0.5 + HOP_FACTOR**hops * (right - 0.5)  # the same as r ← .95 r + .025 for each hop
    return min(WEIGHT_CAP, max(0.0, log(right / (1 - right))))


def support_of(assertions: Iterable[Assertion]) -> Support:
    """The weighing of a claim from what was asserted about it. Order, repetition and copies change nothing; no assertions give the prior."""
    by_origin: dict[Hashable, list[Assertion]] = defaultdict(list)
    for one in assertions:
        if one.leans:
            by_origin[one.origin].append(one)
    return weigh_origins([origin_weight(origin, said) for origin, said in by_origin.items()])


def origin_weight(origin: Hashable, said: Sequence[Assertion]) -> OriginWeight:
    """One origin's net weight: each source on its newest side, then the strongest for it less the strongest against it."""
    standing = _unanswered(origin, said, newest_sides(said))
    supporting = _side(origin, [one for one in standing if one.leans > 0])
    denying = _side(origin, [one for one in standing if one.leans < 0])
    net = supporting.weight - denying.weight
    blocs: set[Hashable] = set()
    if origin != UNKNOWN:
        blocs.update(*(one.blocs for one in _closest(origin, standing)))
    return OriginWeight(
        origin=origin,
        weight_for=max(0.0, net),
        weight_against=max(0.0, -net),
        supporting=supporting,
        denying=denying,
        blocs=frozenset(blocs) or frozenset({("origin", origin)}),
        assertions=len(said),
        overtaken=len(said) - len(standing),
    )


def newest_sides(said: Sequence[Assertion]) -> list[Assertion]:
    """What still stands when a source that turned round counts on its newest side only. Where a date is missing both sides stand."""
    sides: dict[Hashable, dict[int, list[datetime | None]]] = defaultdict(lambda: defaultdict(list))
    for one in said:
        sides[one.source][one.leans].append(one.at)
    overtaken = set()
    for source, by_side in sides.items():
        newest = {leans: _latest(dates) for leans, dates in by_side.items()}
        forth, back = newest.get(1), newest.get(-1)
        if source is not None and forth is not None and back is not None and forth != back:
            overtaken.add((source, -1 if forth > back else 1))
    return [one for one in said if (one.source, one.leans) not in overtaken]


def _latest(dates: Sequence[datetime | None]) -> datetime | None:
    known = [at for at in dates if at is not None]
    return max(known) if len(known) == len(dates) else None


def _unanswered(origin: Hashable, said: Sequence[Assertion], standing: Sequence[Assertion]) -> list[Assertion]:
    """Without the relays that tell the opposite of the origin's own words: copies of what it took back, and misquotes.

    Who spoke once without a relay speaks for the origin, also where the newest word came through one.
    """
    voices = {origin} | {one.source for one in said if one.source is not None and not one.hops}
    own = {one.leans for one in standing if one.source in voices or not one.hops}
    if origin == UNKNOWN or len(own) != 1:
        return list(standing)
    return [one for one in standing if one.leans in own]


def _side(origin: Hashable, side: Sequence[Assertion]) -> Side:
    """The strongest of the words closest to the origin. Relays beyond those add nothing, however firmly they put it."""
    if not side:
        return Side()
    utterances: dict[Hashable, list[Assertion]] = defaultdict(list)
    for one in side:
        utterances[one.utterance].append(one)
    held: list[Assertion] = []
    firmer = 0
    for told in utterances.values():
        closest = _closest(origin, told)
        held_to = max(strength(one.p or 0.0) for one in closest)
        if origin != UNKNOWN and _distance(origin, told)(closest[0]):
            # Nobody knows which of several undated relays came first; a relay never commits more than what it relays.
            held_to = min(strength(one.p or 0.0) for one in closest)
        held += [one if strength(one.p or 0.0) <= held_to else replace(one, p=held_to if one.leans > 0 else 1 - held_to) for one in closest]
        firmer += sum(strength(one.p or 0.0) > held_to for one in told)
    leading = max(held, key=_rank)
    return Side(leading.weight, leading, 0 if origin == UNKNOWN else firmer, len(side) - 1)


def _rank(one: Assertion) -> tuple[object, ...]:
    """Heaviest last; what decides among equals is arbitrary, but never the order in which they came."""
    return (
        one.weight,
        -one.hops,
        strength(one.p or 0.0),
        repr((one.source, one.theta, one.at, one.utterance)),
        sorted(map(repr, one.blocs)),
    )


def _closest(origin: Hashable, said: Sequence[Assertion]) -> list[Assertion]:
    """The origin's own words, else the earliest report that carries them; where dates are missing, those with the fewest relays.

    Of unknown lineage nobody knows who carries whom: all are equally close.
    """
    if origin == UNKNOWN or not said:
        return list(said)
    distance = _distance(origin, said)
    nearest = min(map(distance, said))
    if nearest and all(one.at is not None for one in said):
        earliest = min(one.at for one in said if one.at is not None)
        said = [one for one in said if one.at == earliest]
        nearest = min(map(distance, said))
    return [one for one in said if distance(one) == nearest]


def _distance(origin: Hashable, said: Sequence[Assertion]) -> Callable[[Assertion], int]:
    """How far from the origin an assertion stands: its hops; another's words beside the origin's own are a relay even if no hop was counted."""
    speaks = any(one.source == origin and not one.hops for one in said)
    return lambda one: one.hops or int(speaks and one.source != origin)


def weigh_origins(origins: Iterable[OriginWeight]) -> Support:
    """Origins to blocs to the figure: v₁ + ¼ Σ rest within a bloc, the sum of blocs between them."""
    ranked = tuple(sorted(origins, key=lambda one: (-max(one.weight_for, one.weight_against), repr(one.origin))))
    blocs = tuple(_bloc(members) for members in _together(ranked))
    log_odds = log(PRIOR_CLAIM / (1 - PRIOR_CLAIM)) + fsum([*(bloc.support for bloc in blocs), *(-bloc.denial for bloc in blocs)])
    probability = min(max(1 / (1 + exp(-log_odds)), BOUNDS[0]), BOUNDS[1])
    k_for, k_against = sum(bloc.material_for for bloc in blocs), sum(bloc.material_against for bloc in blocs)
    return Support(log_odds, probability, suggested_number(probability, k_for, k_against), k_for, k_against, ranked, blocs)


def suggested_number(probability: float, k_for: int, k_against: int) -> int:
    """The Admiralty credibility that a weighing suggests. 4 without a denial needs no rule of its own: below .20 there is one."""
    if not k_for and not k_against:
        return CANNOT_BE_JUDGED
    if probability >= CONFIRMED_FROM and k_for >= CONFIRMED_BLOCS and not k_against:
        return 1
    return next((number for number, least in NUMBERS if probability >= least), 5)


def number_for_report(assertions: Iterable[Assertion], own: Collection[Hashable]) -> int:
    """The suggested number for one report: what the others say, its own origins left out."""
    return support_of(one for one in assertions if one.origin not in own).number


def what_it_hangs_on(support: Support) -> Turn | None:
    """The origin whose leaving would change the probability most; None where nothing weighs. For a page about one claim, not for lists."""
    turns = [
        Turn(one.origin, weigh_origins(other for other in support.origins if other is not one))
        for one in support.origins
        if one.weight_for or one.weight_against
    ]
    return max(turns, key=lambda turn: (abs(turn.without.log_odds - support.log_odds), repr(turn.origin)), default=None)


def _together(origins: Sequence[OriginWeight]) -> list[list[OriginWeight]]:
    """Origins in blocs; blocs that share an origin are one bloc."""
    stands_for: dict[Hashable, Hashable] = {}

    def find(bloc: Hashable) -> Hashable:
        while stands_for.setdefault(bloc, bloc) != bloc:
            stands_for[bloc] = stands_for[stands_for[bloc]]
            bloc = stands_for[bloc]
        return bloc

    for one in origins:
        first, *others = one.blocs
        for other in others:
            stands_for[find(other)] = find(first)
    joined: dict[Hashable, list[OriginWeight]] = defaultdict(list)
    for one in origins:
        joined[find(next(iter(one.blocs)))].append(one)
    return list(joined.values())


def _bloc(members: Sequence[OriginWeight]) -> BlocWeight:
    return BlocWeight(
        blocs=frozenset().union(*(one.blocs for one in members)),
        origins=tuple(one.origin for one in members),
        support=_strongest_and_a_quarter([one.weight_for for one in members]),
        denial=_strongest_and_a_quarter([one.weight_against for one in members]),
        material_for=any(one.weight_for >= MATERIAL for one in members),
        material_against=any(one.weight_against >= MATERIAL for one in members),
    )


def _strongest_and_a_quarter(weights: Sequence[float]) -> float:
    strongest, *rest = sorted(weights, reverse=True)
    return fsum([strongest, *(SAME_BLOC * one for one in rest)])
