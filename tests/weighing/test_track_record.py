"""The record of a source: worked figures to three decimals, and what must hold of every ledger."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tracker.terms import Letter
from verification.weighing.charging import Fidelity
from verification.weighing.constants import PRIOR_MEAN, VERSION
from verification.weighing.track_record import Staked, record_disagrees, relay_record, suggested_letter, track_record

unhurried = settings(deadline=None)  # a busy machine is no defect
START = datetime(2026, 1, 5, 9, tzinfo=UTC)
HAS, MAY = 0.95, 0.55


def line(claim, p=HAS, y=1.0, day=0, weight=1.0):
    return Staked(claim, p, y, START + timedelta(days=day), weight)


def ledger(true=0, false=0, p=HAS, name=""):
    return [line(f"{name}true {n}", p, 1.0) for n in range(true)] + [line(f"{name}false {n}", p, 0.0) for n in range(false)]


TWENTY = ledger(18, 2)


def theta(lines):
    return track_record(lines).theta


def test_a_false_has_costs_more_than_a_false_may_have():
    assert theta(TWENTY) == pytest.approx(0.855, abs=5e-4)
    assert theta([*TWENTY, line("new", HAS, 0.0)]) == pytest.approx(0.821, abs=5e-4)
    assert theta([*TWENTY, line("new", MAY, 0.0)]) == pytest.approx(0.851, abs=5e-4)


def test_hedging_buys_no_reputation():
    record = track_record(ledger(20, p=MAY))
    assert record.n == pytest.approx(2)
    assert record.settled == 20
    assert record.suggested is Letter.F


def test_an_empty_record_is_the_prior_and_says_its_version():
    record = track_record([])
    assert (record.theta, record.n, record.brier, record.overclaim) == (pytest.approx(PRIOR_MEAN), 0, 0.25, 0)
    assert record.low < record.theta < record.high
    assert record.version == VERSION


def test_brier_and_overclaim_are_of_what_was_stated():
    record = track_record([line("a", 0.95, 0.0), line("b", 0.05, 0.0), line("c", 0.75, 0.5)])
    assert record.brier == pytest.approx((1 + 0.95**2 + 0.05**2 + 0.25**2) / 7)
    assert record.overclaim == pytest.approx((0.95 + (0.95 - 1) + (0.75 - 0.5)) / 7)


def test_a_denial_that_came_true_is_as_good_as_an_affirmation():
    assert theta([line("a", 0.05, 0.0)]) == pytest.approx(theta([line("a", 0.95, 1.0)]))
    assert theta([line("a", 0.05, 1.0)]) == pytest.approx(theta([line("a", 0.95, 0.0)]))


def test_partly_confirmed_is_half_for_and_half_against():
    record = track_record([line("a", HAS, 0.5)])
    assert record.alpha - 4 * PRIOR_MEAN == pytest.approx(0.45) == pytest.approx(record.beta - 4 * (1 - PRIOR_MEAN))


def test_a_claim_counts_once_at_its_first_stated_certainty():
    repeated = [line("a", MAY, 0.0, day=0), line("a", HAS, 0.0, day=1), line("a", 0.05, 0.0, day=2)]
    assert track_record(repeated) == track_record(repeated[:1])


def test_what_is_open_is_shown_and_not_scored():
    record = track_record([*TWENTY, line("open", HAS, None)])
    assert record.theta == theta(TWENTY)
    assert (record.settled, record.still_open) == (20, 1)
    assert record.ledger[-1].claim in {one.claim for one in [*TWENTY, line("open")]}


@pytest.mark.parametrize(
    ("lines", "letter"),
    [
        (ledger(5), Letter.C),
        (ledger(4), Letter.F),
        (ledger(9), Letter.C),
        (ledger(10), Letter.B),
        (ledger(20), Letter.B),
        (ledger(30), Letter.A),
        (ledger(20, 10), Letter.C),
        (ledger(12, 11), Letter.D),
        (ledger(1, 20), Letter.E),
        (ledger(0, 4), Letter.F),
    ],
)
def test_the_letter_follows_the_lower_end_and_is_not_given_too_soon(lines, letter):
    assert track_record(lines).suggested is letter


@pytest.mark.parametrize(
    ("figures", "letter"),
    [
        ((0.95, 0.90, 0.98, 25), Letter.A),
        ((0.95, 0.90, 0.98, 24.9), Letter.B),
        ((0.95, 0.8999, 0.98, 99), Letter.B),
        ((0.80, 0.75, 0.90, 9), Letter.B),
        ((0.80, 0.75, 0.90, 8.9), Letter.C),
        ((0.60, 0.50, 0.70, 4.5), Letter.C),
        ((0.60, 0.50, 0.70, 4.4), Letter.F),
        ((0.40, 0.30, 0.50, 9), Letter.E),
        ((0.59, 0.49, 0.70, 9), Letter.D),
        ((0.60, 0.49, 0.70, 9), Letter.F),
        ((0.59, 0.49, 0.70, 8.9), Letter.F),
    ],
)
def test_letters_at_their_bounds(figures, letter):
    assert suggested_letter(**dict(zip(("theta", "low", "high", "n"), figures, strict=True))) is letter


def test_a_record_disagrees_only_when_it_is_long_enough_and_a_person_said_otherwise():
    long, short = track_record(ledger(60)), track_record(ledger(2))
    assert record_disagrees(long, Letter.B)
    assert record_disagrees(long, Letter.F)
    assert not record_disagrees(long, Letter.A)
    assert not record_disagrees(long, None)
    assert not record_disagrees(short, Letter.A)


def test_the_curve_begins_at_thirty_settled_assertions():
    assert track_record([*ledger(20, 9), line("open", HAS, None)]).curve == ()
    curve = track_record(ledger(10, 10, p=MAY, name="may ") + ledger(8, 2)).curve
    assert [(step.settled, step.realised) for step in curve] == [(20, 0.5), (10, 0.8)]
    assert [step.stated for step in curve] == [pytest.approx(0.55), pytest.approx(0.95)]
    assert all(step.low < step.realised < step.high for step in curve)


def test_every_settled_assertion_stands_on_one_step_of_the_curve():
    mixed = [
        line(n, p, float(n % 2))
        for n, p in enumerate([0.5, 0.55, 0.6, 0.65, 0.75, 0.8, 0.85, 0.88, 0.9, 0.95, 1.0, 0.05, 0.15, 0.45, 0.0] * 3)
    ]
    assert sum(step.settled for step in track_record(mixed).curve) == len(mixed)


def test_fidelity_is_a_ledger_of_its_own():
    record = relay_record([Fidelity.FAITHFUL] * 6 + [Fidelity.HARDENED, Fidelity.MISQUOTED])
    assert dict(record.counts) == {"faithful": 6, "hardened": 1, "softened": 0, "unattributed": 0, "misquoted": 1}
    assert (record.faithful, record.n) == (0.75, 8)
    assert record.low < 0.75 < record.high
    assert relay_record([]).faithful is None


stated = st.sampled_from([0.05, 0.12, 0.25, 0.45, 0.4, 0.55, 0.6, 0.75, 0.85, 0.88, 0.95])
lines = st.builds(line, st.integers(0, 8), stated, st.sampled_from([0.0, 0.5, 1.0, None]), st.integers(0, 5), st.sampled_from([0.5, 1.0]))
ledgers = st.lists(lines, max_size=14)


@unhurried
@given(ledgers, st.randoms(use_true_random=False))
def test_the_same_ledger_gives_the_same_record_to_the_last_bit(given_lines, random):
    shuffled = random.sample(given_lines, len(given_lines))
    assert repr(track_record(shuffled)) == repr(track_record(given_lines)) == repr(track_record(given_lines))


@unhurried
@given(ledgers)
def test_unsettling_a_claim_and_settling_it_again_restores_the_record(given_lines):
    before = track_record(given_lines)
    unsettled = [Staked(one.claim, one.p, None, one.said_at, one.weight) if one.claim == 0 else one for one in given_lines]
    assert track_record(unsettled).settled <= before.settled
    assert repr(track_record(given_lines)) == repr(before)


@unhurried
@given(ledgers, st.sampled_from([0.05, 0.75, 0.95]))
def test_a_true_firm_claim_never_lowers_the_record(given_lines, p):
    assert theta([*given_lines, line("new", p, 1.0 if p > 0.5 else 0.0)]) >= theta(given_lines)


@unhurried
@given(ledgers, stated, stated)
def test_false_and_firmer_costs_at_least_as_much(given_lines, one, other):
    def after(p):
        return theta([*given_lines, line("new", p, 0.0 if p >= 0.5 else 1.0)])

    firm, hedged = sorted((one, other), key=lambda p: -abs(p - 0.5))
    assert after(firm) <= after(hedged) + 1e-12
    assert after(firm) <= theta(given_lines)


@unhurried
@given(ledgers)
def test_every_figure_stays_within_its_bounds(given_lines):
    record = track_record(given_lines)
    assert 0 < record.low < record.high < 1
    assert 0 < record.theta < 1
    assert 0 <= record.brier <= 1
    assert -0.5 <= record.overclaim <= 1
    assert record.n <= record.settled
    assert record.settled + record.still_open == len({one.claim for one in given_lines})


@unhurried
@given(st.floats(0.05, 0.95), st.floats(0.05, 0.95))
def test_saying_what_one_believes_scores_best(belief, stated_as):
    """The Brier score is proper: no other number than one's belief has a lower expected score."""

    def expected(p):
        return sum(share * track_record([line("a", p, y)]).brier for y, share in ((1.0, belief), (0.0, 1 - belief)))

    assert expected(belief) <= expected(stated_as) + 1e-12
