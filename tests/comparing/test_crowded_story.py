"""In a story where every sentence shares its names, sharing names is nothing. Pairs met in a world of many reports about one trade."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from tracker.terms import Relation
from verification.comparing.frames import frame_of
from verification.comparing.relation import compare

SAID = datetime(2023, 11, 2, 12, tzinfo=UTC)
LATER = SAID + timedelta(days=20)


def found(claim, later, days=20, context=""):
    return compare(frame_of(claim, said_at=SAID, context=context), frame_of(later, said_at=SAID + timedelta(days=days), context=context))


@pytest.mark.parametrize(
    ("claim", "later"),
    [
        (
            "Russian ships have unloaded containers in North Korea that may have been the first deliveries of such material.",
            "North Korea has sent about 6,700 containers to Russia.",
        ),
        (
            "North Korea may have shipped short-range ballistic missiles to Russia.",
            "North Korea has sent about 6,700 containers to Russia.",
        ),
        (
            "North Korea may have shipped short-range ballistic missiles to Russia.",
            "North Korea test-fired several short-range ballistic missiles into the sea on Monday.",
        ),
        (
            "North Korea may have shipped short-range ballistic missiles to Russia.",
            "Iran has not delivered close-range ballistic missiles to Russia so far.",
        ),
        (
            "Russia's defence minister had tried to convince Pyongyang to sell artillery ammunition when he was in the North Korean capital in July.",
            "North Korea has sent about 6,700 containers to Russia.",
        ),
        (
            "The Kremlin on Tuesday brushed aside Washington's statement that North Korea has been shipping munitions to Russia.",
            "North Korea has sent more than 9,000 containers to Russia.",
        ),
        ("The White House released three satellite images.", "North Korea's representative did not address the findings."),
        (
            "Russia would not continue to develop close relations with North Korea in all areas.",
            "North Korea denied that it had sent weapons to Russia.",
        ),
        ("Choe's statement did not mention containers, ammunition or missiles.", "North Korea has sent ballistic missiles to Russia."),
        (
            "The attack on 2 January killed two people in the city and injured more than 60.",
            "Investigators recovered the missile's debris in the city.",
        ),
        (
            "Russia's foreign minister is due in Pyongyang on Wednesday.",
            "There is no evidence that North Korea supplies Russia with weapons.",
        ),
        (
            "Arms talks between Russia and North Korea were actively advancing.",
            "There is no evidence that North Korea has sent missiles to Russia.",
        ),
        (
            "The sanctions cover one North Korean national, one Russian national and a company in Moscow.",
            "South Korea may impose sanctions on Russia.",
        ),
        ("The quake hit at 04:52.", "The count stood at 41 at 09:00."),
        ("The Joint Chiefs of Staff published no images.", "The White House released three satellite images."),
        ("North Korea has supplied Russia with ballistic missiles.", "Kyiv sends mixed signals on North Korean missiles."),
        (
            "North Korea has supplied Russia with ballistic missiles.",
            "Number of containers shipped from North Korea to Russia grows to 7,000.",
        ),
        ("North Korea has supplied Russia with ballistic missiles.", "The findings do not show when the missile was delivered to Russia."),
        (
            "North Korea has delivered more than 1,000 containers to Russia.",
            "In return, Russia has sent North Korea more than 9,000 containers, mostly of food.",
        ),
        ("Experts have been sent to Russia to advise on the shells.", "North Korea sent Russia over a million shells."),
        (
            "The missile that Russia fired at Kharkiv was made in North Korea.",
            "The monitors found no evidence that the missile was made by Russia.",
        ),
        ("Kasia has sent weapons to Veria.", "The minister quoted from an answer that the agency gave him on Veria."),
    ],
)
def test_sharing_the_story_is_not_being_about_one_thing(claim, later):
    assert found(claim, later).relation is Relation.NONE


@pytest.mark.parametrize(
    ("claim", "later", "relation"),
    [
        (
            "North Korea may have shipped short-range ballistic missiles to Russia.",
            "Russian forces fired at least one North Korean ballistic missile at Ukraine on 19 November.",
            Relation.CORROBORATES,
        ),
        (
            "North Korea may have shipped short-range ballistic missiles to Russia.",
            "North Korea has provided Russia with ballistic missiles.",
            Relation.CORROBORATES,
        ),
        (
            "North Korea has delivered more than 1,000 containers of military equipment to Russia.",
            "Around 2,000 containers with military equipment were shipped from North Korea's Rajin port to Russia.",
            Relation.UPDATES,
        ),
        (
            "North Korea has delivered more than 1,000 containers of military equipment to Russia.",
            "The allegation that North Korea sends arms to Russia is false.",
            Relation.CONTRADICTS,
        ),
        (
            "A dust explosion caused the blast at the Karvel grain terminal.",
            "A dust explosion had not caused the blast.",
            Relation.CONTRADICTS,
        ),
        (
            "A dust explosion caused the blast at the Karvel grain terminal.",
            "A gas leak from a damaged pipe caused the explosion at the Karvel grain terminal.",
            Relation.CONTRADICTS,
        ),
        (
            "North Korea has delivered containers of munitions to Russia.",
            "The Kremlin brushed aside the statement that North Korea has been shipping munitions to Russia.",
            Relation.CONTRADICTS,
        ),
        (
            "The missile that hit Kharkiv was made in North Korea.",
            "The missile that hit Kharkiv came from North Korea.",
            Relation.CORROBORATES,
        ),
        (
            "Russian drones struck a power station in Sumy.",
            "Russia denied that its drones had struck a power station in Sumy.",
            Relation.CONTRADICTS,
        ),
        (
            "The hacker collective Grey Lynx is possibly behind the theft.",
            "A former employee stole the records, the inquiry found.",
            Relation.CONTRADICTS,
        ),
    ],
)
def test_what_is_about_one_thing_is_found(claim, later, relation):
    assert found(claim, later).relation is relation


def test_a_relay_that_only_names_the_place_that_the_first_report_was_about_opens_no_claim_of_its_own():
    claim = frame_of(
        "A dust explosion may have caused the blast.",
        said_at=SAID,
        context="Blast at Karvel grain terminal\nAn explosion at the grain terminal in the port of Karvel killed 9 people.",
    )
    later = frame_of(
        "A dust explosion caused the blast at the Karvel grain terminal.",
        said_at=SAID + timedelta(hours=4),
        context="Dust explosion destroyed Karvel terminal",
    )
    finding = compare(claim, later)
    assert finding.relation is Relation.CORROBORATES
    assert finding.opens is None
