"""Who answers for what was said about a settled claim."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tracker.terms import Level, Marker, Polarity
from verification.weighing.charging import Charge, Fidelity, Role, Utterance, Words, charges, fidelity

unhurried = settings(deadline=None)  # a busy machine is no defect
MONDAY = datetime(2026, 3, 2, 9, tzinfo=UTC)
FACT, LIKELY, POSSIBLE = Words(Level.STATED_AS_FACT), Words(Level.VERY_LIKELY), Words(Level.POSSIBLE)
DENIED = Words(Level.STATED_AS_FACT, Polarity.DENIED)


def said(origin, p, carrier=None, kept=None, day=0):
    return Utterance(origin, carrier or origin, p, MONDAY + timedelta(days=day), kept)


def charged(*utterances, unnamed=()):
    return {(one.source, one.p, one.role) for one in charges(utterances, unnamed=unnamed)}


@pytest.mark.parametrize(
    ("origin", "relay", "attributed", "expected"),
    [
        (POSSIBLE, POSSIBLE, True, Fidelity.FAITHFUL),
        (FACT, LIKELY, True, Fidelity.FAITHFUL),
        (POSSIBLE, FACT, True, Fidelity.HARDENED),
        (POSSIBLE, Words(Level.PROBABLE), True, Fidelity.FAITHFUL),
        (FACT, POSSIBLE, True, Fidelity.SOFTENED),
        (Words(Level.POSSIBLE, markers=frozenset({Marker.HEARSAY})), POSSIBLE, True, Fidelity.HARDENED),
        (Words(Level.POSSIBLE, markers=frozenset({Marker.UNVERIFIED})), POSSIBLE, True, Fidelity.HARDENED),
        (POSSIBLE, POSSIBLE, False, Fidelity.UNATTRIBUTED),
        (POSSIBLE, FACT, False, Fidelity.UNATTRIBUTED),
        (FACT, DENIED, True, Fidelity.MISQUOTED),
        (FACT, DENIED, False, Fidelity.MISQUOTED),
        (Words(Level.DOUBTFUL), DENIED, True, Fidelity.FAITHFUL),
        (Words(Level.DOUBTFUL), FACT, True, Fidelity.MISQUOTED),
    ],
)
def test_what_a_relay_did_to_the_words(origin, relay, attributed, expected):
    assert fidelity(origin, relay, attributed=attributed) is expected


def test_the_origin_is_charged_and_a_faithful_relay_is_not():
    assert charged(said("ministry", 0.95), said("ministry", 0.95, "wire", Fidelity.FAITHFUL)) == {("ministry", 0.95, Role.ORIGIN)}
    assert charged(said("ministry", 0.88, "wire", Fidelity.SOFTENED)) == {("ministry", 0.88, Role.ORIGIN)}


@pytest.mark.parametrize(("kept", "role"), [(Fidelity.HARDENED, Role.HARDENING_RELAY), (Fidelity.UNATTRIBUTED, Role.ADOPTER)])
def test_a_relay_that_hardens_or_drops_the_attribution_is_charged_too_at_its_own_words(kept, role):
    expected = {("ministry", 0.55, Role.ORIGIN), ("daily", 0.95, role)}
    assert charged(said("ministry", 0.55), said("ministry", 0.95, "daily", kept, day=1)) == expected


def test_a_misquote_charges_the_relay_only():
    assert charged(said("ministry", 0.05, "daily", Fidelity.MISQUOTED)) == {("daily", 0.05, Role.MISQUOTING_RELAY)}


def test_an_unnamed_origin_charges_the_outlet_that_vouched_for_it():
    assert charged(said(None, 0.75, "wire")) == {("wire", 0.75, Role.ADOPTER)}
    assert charged(said("officials of wire", 0.75, "wire", Fidelity.FAITHFUL), unnamed={"officials of wire"}) == {
        ("wire", 0.75, Role.ADOPTER)
    }
    assert charged(Utterance(None, None, 0.75, MONDAY)) == set()


def test_a_source_is_charged_once_at_its_first_stated_certainty():
    assert charged(said("ministry", 0.95, day=3), said("ministry", 0.55), said("ministry", 0.05, day=5)) == {
        ("ministry", 0.55, Role.ORIGIN)
    }


def test_what_asserted_nothing_is_not_charged_and_does_not_come_first():
    assert charged(said("ministry", None), said("ministry", 0.88, day=1)) == {("ministry", 0.88, Role.ORIGIN)}


utterances = st.builds(
    said,
    st.sampled_from(["ministry", "agency", None]),
    st.sampled_from([0.05, 0.45, 0.55, 0.95, None]),
    st.sampled_from(["wire", "daily"]),
    st.sampled_from([None, *Fidelity]),
    st.integers(0, 3),
)


@unhurried
@given(st.lists(utterances, max_size=8), st.randoms(use_true_random=False))
def test_order_never_matters_and_nobody_is_charged_twice(spoken, random):
    shuffled = random.sample(spoken, len(spoken))
    found = charges(spoken)
    assert charges(shuffled) == found
    assert len({one.source for one in found}) == len(found)
    assert all(isinstance(one, Charge) and one.p is not None for one in found)
