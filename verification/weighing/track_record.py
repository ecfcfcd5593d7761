"""The record of a source: what it staked on claims that people settled since, and what came of them. Pure; recomputed from the ledger, never incremented."""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Iterable
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise
from math import fsum

from tracker.terms import Letter
from verification.weighing.beta import beta_quantile
from verification.weighing.charging import Fidelity
from verification.weighing.constants import BIN_PRIOR, CURVE_EDGES, CURVE_FROM, INTERVAL, LETTERS, PRIOR_MEAN, PRIOR_WEIGHT, VERSION
from verification.weighing.scales import commitment, strength

ROUNDING = 1e-9  # ten firm claims stake nine, whatever the last bit says


@dataclass(frozen=True, slots=True)
class Staked:
    """One line of a source's ledger: on *claim* it staked *p* (the claim's probability by its words) and people settled the claim at *y*.

    *y*: 1 confirmed, 0 refuted, ½ partly, None = still open (shown, not scored; also after a settlement is reversed). *weight*: ω.
    """

    claim: Hashable
    p: float
    y: float | None
    said_at: datetime
    weight: float = 1.0

    @property
    def match(self) -> float | None:
        """How far what was asserted came true, in the direction it was asserted."""
        if self.y is None:
            return None
        return self.y if self.p >= 0.5 else 1 - self.y


@dataclass(frozen=True, slots=True)
class Bin:
    """A step of the calibration curve: what was stated, what came true, from how many, with the 80 % interval."""

    above: float
    upto: float
    stated: float
    realised: float
    low: float
    high: float
    settled: int


@dataclass(frozen=True, slots=True)
class TrackRecord:
    """What the ledger says of a source. Every figure stands with its *n* (commitment settled) and its interval.

    *settled*, *still_open*: claims. *overclaim* above 0: said more firmly than came true. *curve* is empty below 30 settled assertions:
    show the *ledger* then. *suggested* is a suggestion only; a letter is a person's.
    """

    alpha: float
    beta: float
    theta: float
    low: float
    high: float
    n: float
    brier: float
    overclaim: float
    settled: int
    still_open: int
    suggested: Letter
    curve: tuple[Bin, ...]
    ledger: tuple[Staked, ...]
    version: str = VERSION


@dataclass(frozen=True, slots=True)
class RelayRecord:
    """How a source treats the words it passes on, apart from whether they were true. *faithful* is a share, with its 80 % interval; None at n = 0."""

    counts: tuple[tuple[Fidelity, int], ...]
    n: int
    faithful: float | None
    low: float
    high: float


def first_staked(ledger: Iterable[Staked]) -> tuple[Staked, ...]:
    """Each claim once, at the first stated certainty (the firmer of two at one time), in order of time."""
    first: dict[Hashable, Staked] = {}
    for line in sorted(
        ledger, key=lambda line: (line.said_at, -commitment(line.p), line.p, line.y is None, line.y or 0.0, line.weight, repr(line.claim))
    ):
        first.setdefault(line.claim, line)
    return tuple(first.values())


def track_record(ledger: Iterable[Staked]) -> TrackRecord:
    """The record that a ledger gives: the same for every order of its lines, to the last bit. An empty ledger gives the prior.

    α = κμ + Σ ωcm and β = κ(1 − μ) + Σ ωc(1 − m), where c = |2p − 1| is what was staked and m what came true: a false "has" costs nine
    times a false "may have", and hedging everything earns next to nothing. Derived in docs/weighing.md.
    """
    lines = first_staked(ledger)
    settled = [line for line in lines if line.y is not None]
    alpha, beta, n = _counts(settled)
    off = [line.weight * (line.p - (line.y or 0.0)) ** 2 for line in settled]
    beyond = [line.weight * (strength(line.p) - (line.match or 0.0)) for line in settled]
    mass = fsum([PRIOR_WEIGHT, *(line.weight for line in settled)])
    theta = alpha / (alpha + beta)
    low, high = beta_quantile(INTERVAL[0], alpha, beta), beta_quantile(INTERVAL[1], alpha, beta)
    return TrackRecord(
        alpha=alpha,
        beta=beta,
        theta=theta,
        low=low,
        high=high,
        n=n,
        brier=fsum([PRIOR_WEIGHT / 4, *off]) / mass,
        overclaim=fsum(beyond) / mass,
        settled=len(settled),
        still_open=len(lines) - len(settled),
        suggested=suggested_letter(theta=theta, low=low, high=high, n=n),
        curve=calibration_curve(settled),
        ledger=lines,
    )


def theta_of(ledger: Iterable[Staked]) -> float:
    """The θ of ``track_record`` alone, without the interval that takes most of its time: for weighing many claims at once."""
    alpha, beta, _ = _counts([line for line in first_staked(ledger) if line.y is not None])
    return alpha / (alpha + beta)


def _counts(settled: Iterable[Staked]) -> tuple[float, float, float]:
    """α, β and n of settled lines, each claim once."""
    kept, lost = [], []
    for line in settled:
        staked, match = line.weight * commitment(line.p), line.match or 0.0
        kept.append(staked * match)
        lost.append(staked * (1 - match))
    alpha = fsum([PRIOR_WEIGHT * PRIOR_MEAN, *kept])
    beta = fsum([PRIOR_WEIGHT * (1 - PRIOR_MEAN), *lost])
    return alpha, beta, fsum([*kept, *lost])


def suggested_letter(*, theta: float, low: float, high: float, n: float) -> Letter:
    """The Admiralty letter that a record suggests, F where it is too short or points nowhere. A person decides."""
    figures = {"theta": theta, "low": low, "high": high}
    for letter, figure, bound, least in LETTERS:
        if n > least - ROUNDING and _meets(figure, figures[figure], bound):
            return Letter(letter)
    return Letter.F


def _meets(figure: str, value: float, bound: float) -> bool:
    """A lower end must reach its bound, an upper end must stay within it, θ must stay below it."""
    if figure == "low":
        return value >= bound
    return value <= bound if figure == "high" else value < bound


def record_disagrees(record: TrackRecord, letter: Letter | None) -> bool:
    """Whether the record is long enough to suggest a letter, and suggests another one than a person gave. Without a person's letter: no."""
    return letter is not None and record.suggested is not Letter.F and record.suggested is not letter


def calibration_curve(settled: Iterable[Staked]) -> tuple[Bin, ...]:
    """What was stated against what came true, by how firmly it was stated; empty below 30 settled assertions."""
    lines = [line for line in settled if line.y is not None]
    if len(lines) < CURVE_FROM:
        return ()
    bins = []
    for above, upto in pairwise(CURVE_EDGES):
        here = [line for line in lines if above < strength(line.p) <= upto or (above == CURVE_EDGES[0] == strength(line.p))]
        if not here:
            continue
        true = fsum(line.match or 0.0 for line in here)
        low, high = _interval(true, len(here) - true)
        stated = fsum(strength(line.p) for line in here) / len(here)
        bins.append(Bin(above, upto, stated, true / len(here), low, high, len(here)))
    return tuple(bins)


def relay_record(passed_on: Iterable[Fidelity]) -> RelayRecord:
    """The fidelity ledger of a source: how often it passed words on as they were, and what it did to them otherwise."""
    tally = Counter(passed_on)
    n = sum(tally.values())
    faithful = tally[Fidelity.FAITHFUL]
    low, high = _interval(faithful, n - faithful)
    return RelayRecord(tuple((kind, tally[kind]) for kind in Fidelity), n, faithful / n if n else None, low, high)


def _interval(for_it: float, against_it: float) -> tuple[float, float]:
    a, b = for_it + BIN_PRIOR, against_it + BIN_PRIOR
    return beta_quantile(INTERVAL[0], a, b), beta_quantile(INTERVAL[1], a, b)
