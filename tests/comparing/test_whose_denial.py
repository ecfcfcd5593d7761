"""A denial speaks of whom it names and of what it points at; two sides that both deny do not contradict each other."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from tracker.terms import Relation
from verification.comparing.texts import compare_texts

EARLIER, LATER = datetime(2026, 5, 1, tzinfo=UTC), datetime(2026, 5, 3, tzinfo=UTC)


def found(claim: str, later: str):
    return compare_texts(claim, later, EARLIER, LATER)


@pytest.mark.parametrize(
    ("claim", "later"),
    [
        ("Sweden has not sent tanks to Kedria.", "The tanks were sent to Kedria in May."),
        ("The tanks were sent to Kedria in May.", "Sweden has not sent tanks to Kedria."),
    ],
)
def test_a_denial_for_somebody_leaves_open_who_did_it(claim, later):
    assert (found(claim, later).relation, found(claim, later).rule) == (Relation.NONE, "denied_of_another")


def test_a_denial_for_whoever_is_said_to_have_done_it_contradicts():
    assert found("Sweden has not sent tanks to Kedria.", "Sweden sent tanks to Kedria in May.").relation is Relation.CONTRADICTS
    assert found("The army did not fire on the crowd.", "Soldiers fired on the crowd.").relation is Relation.CONTRADICTS


def test_who_tells_of_a_denial_is_not_contradicted_by_it():
    claim = "Oslo and Lorn have both dismissed such accounts."
    assert found(claim, "Oslo has dismissed reports about Kedrian soldiers.").relation is not Relation.CONTRADICTS
    groundless = found("The minister, Aud Berg, rejected a statement by the council.", "The criticism is groundless, Berg said.")
    assert (groundless.relation, groundless.rule) == (Relation.CORROBORATES, "denial_of_evidence")


def test_one_thing_goes_on_while_another_ends():
    claim = "Norland would continue to build close ties with Kedria."
    assert found(claim, "Norland's foreign minister ended a visit to Kedria.").rule == "other_object"
    assert found("The talks in Lorn continue.", "The talks in Lorn have ended.").relation is not Relation.CORROBORATES
