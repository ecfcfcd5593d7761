"""Statements that stand alone: no fragments, no split periods, attribution found wherever it stands. Met while reading the demo's wire reports."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from tracker.language.reader import read

PUBLISHED = datetime(2024, 1, 12, 12, tzinfo=UTC)


def worthy(text):
    return [one for one in read(text, published=PUBLISHED).statements if one.check_worthy]


@pytest.mark.parametrize(
    ("text", "displays"),
    [
        (
            "The images show containers that were moved by ship from Rajin to Dunay between 7 September and 1 October, the White House said.",
            ["The images show containers that were moved by ship from Rajin to Dunay between 7 September and 1 October"],
        ),
        (
            "Cargo ships left for Russia about once a week between August and September, the agency said.",
            ["Cargo ships left for Russia about once a week between August and September"],
        ),
        (
            "A gas leak from a damaged pipe caused the explosion at the terminal, the National Safety Board said in a preliminary report published on Tuesday.",
            ["A gas leak from a damaged pipe caused the explosion at the terminal"],
        ),
        (
            "TARSK, Orlan province, Dec 12 (Meridian Wire) - At least 41 people were killed when a quake struck Orlan on Tuesday.",
            ["At least 41 people were killed when a quake struck Orlan on Tuesday"],
        ),
        (
            "The nozzle and the rear parts are different, Dmytro Chubenko, a spokesman for the Kharkiv prosecutor's office, said.",
            ["The nozzle and the rear parts are different"],
        ),
        (
            "Depending on what they carried, officers said, the containers could hold up to 200,000 rounds.",
            ["Depending on what they carried, the containers could hold up to 200,000 rounds"],
        ),
        (
            "The bridge was built between 1990 and 1994 and reopened in May.",
            ["The bridge was built between 1990 and 1994", "The bridge reopened in May"],
        ),
    ],
)
def test_a_statement_is_whole_and_without_its_attribution(text, displays):
    assert [one.display.rstrip(".") for one in worthy(text)] == displays


@pytest.mark.parametrize(
    "text",
    [
        "Asked whether the two had discussed weapons, the spokesman did not answer.",
        "The report was published on Friday and will be discussed next week.",
        "The images could not be independently verified.",
        "The figure was part of a statement on new sanctions.",
        "The department did not say what the containers held.",
        "The cause is not known.",
        "The official asked not to be named because the inquiry is not public.",
        "They were announced a day after the talks.",
        "It did not say whether they had arrived.",
        "The wire carried his statement.",
    ],
)
def test_words_about_the_saying_open_no_claim(text):
    """What was published, answered, carried or not said is about the report, not about the world: nothing that a desk would check."""
    assert worthy(f"The ministry said that two ships had left the port of Rajin. {text}")[1:] == []


def test_what_somebody_says_in_a_relative_clause_keeps_its_main_clause():
    (one,) = worthy(
        "North Korea gave Russia missile launchers and several ballistic missiles, and Russian forces have fired some of them at Ukraine, Kirby said."
    )[:1]
    assert one.display.startswith("North Korea gave Russia missile launchers")


@pytest.mark.parametrize(
    "text", ["The United States said it had no doubt that the dam was mined.", "There is no doubt that the dam was mined."]
)
def test_no_doubt_is_stated_as_fact(text):
    assert [(int(one.level), str(one.polarity)) for one in worthy(text)] == [(5, "affirmed")]


@pytest.mark.parametrize(
    "text",
    [
        "A blocked spillway triggered the collapse of the dam, a parliamentary commission has found.",
        "A blocked spillway triggered the collapse of the dam, the commission found.",
        "A blocked spillway triggered the collapse of the dam, an inquiry has established.",
    ],
)
def test_what_an_inquiry_found_is_the_inquirys_word(text):
    (one,) = worthy(text)
    assert one.display == "A blocked spillway triggered the collapse of the dam"
    assert one.chain[0].source.endswith(("commission", "inquiry"))
