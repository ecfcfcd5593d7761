"""What words on a scale come to in numbers: a speaker's commitment as a probability, and the Admiralty code. Pure; judges nobody."""

from __future__ import annotations

from collections.abc import Collection

from tracker.terms import Letter, Level, Marker, Polarity
from verification.weighing.constants import DENIAL_OF_EVIDENCE, HEARSAY_CAP, STATED_PROBABILITY

WEIGHTLESS = frozenset({Marker.UNVERIFIED, Marker.CONDITIONAL})

RELIABILITY_WORDS: dict[Letter, str] = {
    Letter.A: "completely reliable",
    Letter.B: "usually reliable",
    Letter.C: "fairly reliable",
    Letter.D: "not usually reliable",
    Letter.E: "unreliable",
    Letter.F: "reliability cannot be judged",
}
CREDIBILITY_WORDS: dict[int, str] = {
    1: "confirmed by other sources",
    2: "probably true",
    3: "possibly true",
    4: "doubtful",
    5: "improbable",
    6: "truth cannot be judged",
}
# As MISP's taxonomy has them, but for F and 6: "cannot be judged" is the absence of a number, not its middle.
RELIABILITY_PERCENT: dict[Letter, int | None] = {Letter.A: 100, Letter.B: 75, Letter.C: 50, Letter.D: 25, Letter.E: 0, Letter.F: None}
CREDIBILITY_PERCENT: dict[int, int | None] = {1: 100, 2: 75, 3: 50, 4: 25, 5: 0, 6: None}


def stated_probability(
    level: Level | int,
    polarity: Polarity = Polarity.AFFIRMED,
    markers: Collection[Marker] = (),
    *,
    denies_evidence: bool = False,
) -> float | None:
    """How probable the speaker called the proposition, 0..1; None where nothing was asserted (*unverified*, *conditional*).

    What the speaker committed to, never the reader's estimate. A denial mirrors: "is not" at level 5 gives .05. *Hearsay* caps the
    commitment at .60, whichever way it points. *denies_evidence* ("there is no evidence", "groundless") is a denial at *possible*, however it was put.
    """
    if denies_evidence:
        level, polarity = DENIAL_OF_EVIDENCE, Polarity.DENIED
    p = marked(STATED_PROBABILITY[Level(level)], markers)
    return mirrored(p) if p is not None and polarity is Polarity.DENIED else p


def marked(p: float, markers: Collection[Marker]) -> float | None:
    """What the markers leave of a stated probability: nothing of *unverified* and *conditional*, at most .60 either way of *hearsay*."""
    if WEIGHTLESS.intersection(markers):
        return None
    return min(max(p, 1 - HEARSAY_CAP), HEARSAY_CAP) if Marker.HEARSAY in markers else p


def mirrored(p: float) -> float:
    """The same commitment the other way."""
    return 1 - p


def strength(p: float) -> float:
    """The probability in the direction that was asserted, ½..1: a denial at .05 is as strong as an affirmation at .95."""
    return max(p, 1 - p)


def commitment(p: float) -> float:
    """How much was staked, 0..1: nothing at ½, everything at 0 or 1."""
    return abs(2 * p - 1)


def towards(p: float, *, supports: bool) -> float:
    """The probability of a *claim* that a statement of stated probability *p* comes to, once it is known which side it is on.

    For callers whose relation (corroborates, contradicts) has already taken polarity and "doubtful" into account: only the strength is used.
    """
    return strength(p) if supports else mirrored(strength(p))


def reliability_percent(letter: Letter | str | None) -> int | None:
    """A source's letter as other programs' percentage; None for F and for no letter."""
    return None if letter is None else RELIABILITY_PERCENT[Letter(letter)]


def credibility_percent(number: int | None) -> int | None:
    """A credibility number as other programs' percentage; None for 6 and for none."""
    return None if number is None else CREDIBILITY_PERCENT[number]


def credibility_from_percent(percent: float | None) -> int:
    """The nearest credibility number to a percentage, 0..100; 6 where there is none. The firmer one of two equally near."""
    if percent is None:
        return 6
    if not 0 <= percent <= 100:
        raise ValueError(f"confidence {percent!r} is outside 0..100; leave it empty where it cannot be judged")
    return min(
        (number for number in CREDIBILITY_PERCENT if number != 6), key=lambda number: abs((CREDIBILITY_PERCENT[number] or 0) - percent)
    )
