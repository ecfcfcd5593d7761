"""What words commit a speaker to, and the Admiralty code."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tracker.terms import LEVEL_RANGES, Letter, Level, Marker, Polarity
from verification.weighing import scales
from verification.weighing.constants import STATED_PROBABILITY

unhurried = settings(deadline=None)  # a busy machine is no defect
AFFIRMED, DENIED = Polarity.AFFIRMED, Polarity.DENIED
levels, polarities, markers = st.sampled_from(Level), st.sampled_from(Polarity), st.sets(st.sampled_from(Marker))


@pytest.mark.parametrize(
    ("level", "polarity", "said", "p"),
    [
        (5, AFFIRMED, (), 0.95),
        (4, AFFIRMED, (), 0.88),
        (3, AFFIRMED, (), 0.75),
        (2, AFFIRMED, (), 0.55),
        (1, AFFIRMED, (), 0.15),
        (5, DENIED, (), 0.05),
        (2, DENIED, (), 0.45),
        (1, DENIED, (), 0.85),
        (5, AFFIRMED, {Marker.HEARSAY}, 0.60),
        (5, DENIED, {Marker.HEARSAY}, 0.40),
        (2, AFFIRMED, {Marker.HEARSAY}, 0.55),
        (1, AFFIRMED, {Marker.HEARSAY}, 0.40),
    ],
)
def test_words_commit_to_a_probability(level, polarity, said, p):
    assert scales.stated_probability(level, polarity, said) == pytest.approx(p)


@unhurried
@given(levels, polarities, markers)
def test_what_is_unverified_or_conditional_asserts_nothing(level, polarity, said):
    asserts = not said & {Marker.UNVERIFIED, Marker.CONDITIONAL}
    assert (scales.stated_probability(level, polarity, said) is not None) is asserts


@unhurried
@given(levels, st.sampled_from([(), (Marker.HEARSAY,)]))
def test_a_denial_mirrors(level, said):
    assert scales.stated_probability(level, AFFIRMED, said) + scales.stated_probability(level, DENIED, said) == pytest.approx(1)


@unhurried
@given(levels, polarities)
def test_denying_the_evidence_weighs_as_possible_however_it_was_put(level, polarity):
    assert scales.stated_probability(level, polarity, denies_evidence=True) == pytest.approx(0.45)


@unhurried
@given(levels, polarities)
def test_hearsay_never_makes_a_commitment_stronger(level, polarity):
    plain, hearsay = scales.stated_probability(level, polarity), scales.stated_probability(level, polarity, {Marker.HEARSAY})
    assert scales.commitment(hearsay) <= scales.commitment(plain) + 1e-12


def test_firmer_words_commit_to_more_and_lie_in_the_range_of_their_level():
    assert [STATED_PROBABILITY[level] for level in Level] == sorted(STATED_PROBABILITY[level] for level in Level)
    assert all(low <= STATED_PROBABILITY[level] <= high for level, (low, high) in LEVEL_RANGES.items())


def test_once_the_side_is_known_only_the_strength_counts():
    assert scales.towards(0.15, supports=False) == pytest.approx(0.15)  # "doubtful that X" contradicts X
    assert scales.towards(0.05, supports=True) == pytest.approx(0.95)  # a denial that agrees with a claim that is itself a denial
    assert scales.towards(0.55, supports=False) == pytest.approx(0.45)


def test_cannot_be_judged_is_no_number():
    assert scales.reliability_percent(Letter.F) is None
    assert scales.reliability_percent(None) is None
    assert scales.credibility_percent(6) is None
    assert scales.credibility_from_percent(None) == 6
    assert scales.reliability_percent("A") == 100
    assert [scales.credibility_percent(number) for number in range(1, 6)] == [100, 75, 50, 25, 0]


@unhurried
@given(st.floats(0, 100))
def test_a_percentage_is_always_judged(percent):
    number = scales.credibility_from_percent(percent)
    assert abs(scales.credibility_percent(number) - percent) <= 12.5


@pytest.mark.parametrize("percent", [-1, 101, float("nan")])
def test_a_percentage_out_of_range_is_refused_by_name(percent):
    with pytest.raises(ValueError, match=r"outside 0\.\.100"):
        scales.credibility_from_percent(percent)
