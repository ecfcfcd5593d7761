"""Which thing a speaker judges by, and whether two looked at one thing: eight stories of our own, each with what must stay apart."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from tracker.language.spans import Span
from verification.comparing.examined import examined_by, examined_in, same_thing

AT = datetime(2026, 5, 20, 12, tzinfo=UTC)

ONE_THING = {
    "document": (
        "A ministry memo dated 4 March, seen by the Harbour Post, shows that inspectors knew of the crack in the Lorn dam.",
        "The leaked document of 4 March orders inspectors to keep silent about the crack, said the engineers' union, which obtained a copy.",
    ),
    "video": (
        "Video filmed in Karsk on 3 May shows soldiers firing at the market, the rights group Open Eye said.",
        "Footage from Karsk of 3 May, which two forensic laboratories analysed, shows soldiers firing at the stalls.",
    ),
    "sample": (
        "A water sample taken from the Orla river at Brenn on 6 May contained cyanide, the state laboratory said.",
        "The university tested samples collected at Brenn on 6 May and found cyanide, its chemist told reporters.",
    ),
    "wreck": (
        "Divers who inspected the wreck of the ferry Aurora off Tessa found a hole in the hull.",
        "The wreck of the Aurora off Tessa shows that the bow door stood open, the insurers' surveyor said.",
    ),
    "audio": (
        "An audio recording published by Radio Vela on 9 May proves that the mayor asked for the bribe, prosecutors said.",
        "Two experts who examined the recording of the mayor say the voice is his.",
    ),
    "satellite image": (
        "Satellite images taken on 11 May show forty tanks at the Ossel base, the institute said.",
        "Imagery of the Ossel base from 11 May confirms that tanks have arrived, a defence official said after reviewing the satellite pictures.",
    ),
    "ballot box": (
        "Observers who opened the ballot box of Tamsin found 300 ballots more than voters, the mission said.",
        "The ballot boxes of Tamsin were inspected by the court, which found more ballots than voters.",
    ),
    "black box": (
        "The flight recorder shows that both engines failed over Kesh, investigators said.",
        "Data from the black box indicates that both engines had stopped over Kesh, the manufacturer said after examining it.",
    ),
    "debris and an examination": (
        "Debris of the drone that hit the depot at Varrin on 2 May shows that it was made in Morovia, the army said.",
        "A laboratory examination of the drone that hit Varrin on 2 May found that it was made in Morovia.",
    ),
}

TWO_THINGS = {
    "a second video": (
        "Video from Karsk shows soldiers firing at the market, Open Eye said.",
        "A second video from Karsk shows a grenade thrown into the market, Open Eye said.",
    ),
    "two cameras": (
        "Dashcam footage shows the bus running a red light in Karsk, police said.",
        "Drone footage shows the bus running a red light in Karsk, the union said.",
    ),
    "images of two days": (
        "Satellite images taken on 3 May show tanks at the Ossel base, the institute said.",
        "Satellite images taken on 11 May show tanks at the Ossel base, the ministry said.",
    ),
    "samples of two towns": (
        "A water sample taken at Brenn contained cyanide, the state laboratory said.",
        "A water sample taken at Oslo contained cyanide, the university said.",
    ),
    "another document": (
        "The memo shows that inspectors knew of the crack, said the union, which obtained it.",
        "Another memo shows that inspectors knew of the crack, said the Harbour Post, which has seen it.",
    ),
    "letters of two days": (
        "A letter dated 4 March, seen by the Post, shows that the bank knew of the loss.",
        "A letter dated 19 March, seen by the Ledger, shows that the bank knew of the loss.",
    ),
    "a video and a document": (
        "Video filmed in Karsk on 3 May shows soldiers firing at the market, Open Eye said.",
        "A memo of 3 May, seen by the Post, shows that soldiers were told to fire at the market in Karsk.",
    ),
    "a recording and a wreck": (
        "The voice recorder shows that the captain of the Aurora slept, prosecutors said.",
        "The wreck of the Aurora shows that nobody had closed the bow door, divers said.",
    ),
}


def only(text: str):
    found = examined_in(text, AT)
    assert len(found) == 1, found
    return found[0]


@pytest.mark.parametrize("story", ONE_THING)
def test_two_who_looked_at_one_thing_looked_at_one_thing(story):
    first, second = map(only, ONE_THING[story])
    assert same_thing(first, second)
    assert same_thing(second, first)


@pytest.mark.parametrize("story", TWO_THINGS)
def test_two_things_stay_two(story):
    first, second = map(only, TWO_THINGS[story])
    assert not same_thing(first, second)
    assert not same_thing(second, first)


@pytest.mark.parametrize(
    "text",
    [
        "The ministry said that forty tanks had arrived at the base.",
        "Witnesses told reporters that soldiers had fired at the market.",
        "The mayor denied that he had asked for money.",
    ],
)
def test_who_looked_at_nothing_judges_by_nothing(text):
    assert examined_in(text, AT) == ()


def test_the_day_of_looking_is_not_the_day_of_the_thing():
    one = only("Debris of the rocket that hit Varrin on 2 May shows Morovian markings, experts who inspected it on 14 May said.")
    assert [day.date().isoformat() for day, _ in one.days] == ["2026-05-02"]


def test_what_others_looked_at_in_the_same_report_is_not_the_speakers():
    text = "Video filmed in Karsk shows soldiers firing, Open Eye said. The army said on Monday that rebels had fired at the market."
    spoken = Span(text.index("rebels"), len(text) - 1)
    assert examined_by(text, spoken, AT, ["soldiers", "fire", "market"]) == ()


def test_debris_that_lay_there_for_all_is_what_a_later_sentence_of_the_report_rests_on():
    text = "The army showed debris of the drone that hit the depot at Varrin. It may have been made in Morovia, a spokesman said."
    spoken = Span(text.index("It may"), len(text) - 1)
    assert [one.kind for one in examined_by(text, spoken, AT, ["drone", "hit", "depot", "make"])] == ["remains"]


def test_a_thing_known_from_another_claim_needs_place_and_day():
    dated = only("Satellite images taken on 11 May show forty tanks at Kyiv, the institute said.")
    bare = only("Satellite images show forty tanks, the institute said.")
    assert same_thing(dated, bare)
    assert not same_thing(dated, bare, strictly=True)
    assert same_thing(dated, dated, strictly=True)
