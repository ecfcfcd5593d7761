"""What was handed over decides whether two deliveries are one claim."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from tracker.terms import Kinship, Relation
from verification.comparing.frames import frame_of
from verification.comparing.relation import compare

DAY = datetime(2026, 3, 4, tzinfo=UTC)


def between(claim: str, later: str):
    return compare(frame_of(claim, said_at=DAY), frame_of(later, said_at=DAY))


@pytest.mark.parametrize(
    ("claim", "later"),
    [
        ("Norland has supplied Southmark with ballistic missiles.", "Norland has sent Southmark a million artillery shells."),
        ("Norland has supplied Southmark with ballistic missiles.", "Norland has sent weapons to Southmark."),
        ("Norland has delivered 1,000 containers of arms to Southmark.", "Norland has supplied Southmark with ballistic missiles."),
    ],
)
def test_another_thing_or_one_left_open_says_nothing(claim, later):
    assert between(claim, later).relation is Relation.NONE


@pytest.mark.parametrize(
    ("claim", "later"),
    [
        ("Norland has supplied weapons to Southmark.", "Norland has supplied Southmark with ballistic missiles."),
        ("Norland has supplied weapons to Southmark.", "Norland has delivered 1,000 containers of arms to Southmark."),
        ("Norland may have supplied Southmark with missiles.", "Norland has sent short-range ballistic missiles to Southmark."),
    ],
)
def test_the_narrower_thing_corroborates_the_broader(claim, later):
    assert between(claim, later).relation is Relation.CORROBORATES


def test_naming_the_thing_opens_a_narrower_claim():
    assert (
        between("Norland has supplied weapons to Southmark.", "Norland has supplied Southmark with ballistic missiles.").opens
        is Kinship.NARROWER
    )
    assert between("Norland has supplied weapons to Southmark.", "Norland has sent weapons to Southmark.").opens is None


def test_who_never_sent_weapons_sent_no_missiles():
    assert (
        between("Norland has supplied Southmark with ballistic missiles.", "Norland has not supplied any weapons to Southmark.").relation
        is Relation.CONTRADICTS
    )
