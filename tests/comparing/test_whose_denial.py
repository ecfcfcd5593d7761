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


@pytest.mark.parametrize(
    ("claim", "later", "relation"),
    [
        ("The White House released pictures of the crates.", "The military did not release pictures of the crates.", Relation.NONE),
        ("Police searched the harbour office in Lorn.", "The army did not search the harbour office in Lorn.", Relation.NONE),
        ("Norway bombed the harbour office in Lorn.", "The army did not bomb the harbour office in Lorn.", Relation.CONTRADICTS),
        ("The army searched the harbour office in Lorn.", "The military did not search the harbour office in Lorn.", Relation.CONTRADICTS),
    ],
)
def test_what_one_body_did_another_may_not_have_done_but_a_country_has_its_army(claim, later, relation):
    assert found(claim, later).relation is relation


def test_the_one_bridge_is_shut_and_another_is_open():
    assert found("The Orra bridge was closed to buses.", "The Velm bridge stayed open to buses.").relation is Relation.NONE
    assert found("The Orra bridge was closed to buses.", "The Orra bridge stayed open to buses.").relation is Relation.CONTRADICTS


def test_what_stands_behind_because_is_not_called_off():
    claim, later = (
        "The operator has cancelled 30 trains because of the strike.",
        "The number of trains cancelled because of the strike has reached 90.",
    )
    assert found(claim, later).relation is not Relation.CONTRADICTS
    assert (
        found("The strike at the port of Orra was called off.", "The strike at the port of Orra went ahead.").relation
        is Relation.CONTRADICTS
    )


def test_two_things_may_be_called_off_for_two_reasons():
    assert (
        found(
            "The regatta in Lorn was cancelled because of the strike.", "The book fair in Lorn was cancelled because of the floods."
        ).relation
        is Relation.NONE
    )
    bridge = "The collapse of the Orra Bridge was caused by a barge.", "Corroded cables caused the collapse of the Orra Bridge."
    assert found(*bridge).relation is Relation.CONTRADICTS


def test_six_of_twenty_are_six():
    assert (
        found("All twenty rockets reached their targets.", "Only six of the twenty rockets got through.").relation is Relation.CONTRADICTS
    )
    assert found("Six rockets got through.", "Six of the twenty rockets got through.").relation is not Relation.CONTRADICTS


def test_a_place_alone_makes_no_group():
    assert found("Two divers drowned off Cape Orra.", "All five crew of a tug were rescued off Cape Orra.").relation is Relation.NONE
    assert (
        found("All five on board the tug Sela were rescued.", "Two of those on board the tug Sela drowned.").relation
        is Relation.CONTRADICTS
    )


def test_bodies_that_are_recovered_are_found():
    assert (
        found("Divers have found the bodies of three sailors off Orra.", "Three bodies were recovered off Orra.").relation
        is not Relation.CONTRADICTS
    )
    assert found("The sailor died in hospital.", "The sailor has recovered.").relation is Relation.CONTRADICTS


def test_fewer_bodies_found_before_are_not_denied_by_more_recovered():
    found_so_far = "Rescuers have found 12 bodies at the Orra mine.", "The bodies of 19 miners have been recovered from the Orra mine."
    assert found(*found_so_far).relation is not Relation.CONTRADICTS


def test_a_prize_that_went_to_another_is_no_support():
    answer = found("Marta Lund won the Silver Harp for best song.", "The Silver Harp for best song went to Per Askeland.")
    assert answer.relation not in (Relation.CORROBORATES, Relation.REPEATS)


def test_nobody_survived_and_some_did():
    assert (
        found("The ferry Sela sank with no survivors.", "Eleven people survived the sinking of the ferry Sela.").relation
        is Relation.CONTRADICTS
    )
