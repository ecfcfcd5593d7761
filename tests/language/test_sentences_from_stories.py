"""What stories told to the whole program showed of the reading: each fault in two or three sentences of other stories."""

from __future__ import annotations

import pytest

from tracker.language.reader import read
from tracker.terms import Polarity

CHAINS = [
    ("A crack in the wing caused the crash, Aero Daily reports.", ["Aero Daily"], "A crack in the wing caused the crash"),
    (
        "A crack in the wing caused the crash, the Daily Post reports, citing two engineers.",
        ["two engineers", "the Daily Post"],
        "A crack in the wing caused the crash",
    ),
    (
        "The clerk sold the files to a broker, Harbour Wire reports, quoting a person close to the firm.",
        ["a person close to the firm", "Harbour Wire"],
        "The clerk sold the files to a broker",
    ),
    (
        '"The brakes were sound," the company\'s chief executive, Mona Field, told reporters in the capital.',
        ["Mona Field"],
        "The brakes were sound",
    ),
    ('"No gas was found and the doors were open," the mayor, Ivo Lund, told a news conference.', ["Ivo Lund"], "No gas was found"),
]


@pytest.mark.parametrize(("text", "sources", "said"), CHAINS)
def test_who_stands_behind_what_was_said_is_in_the_chain(text: str, sources: list[str], said: str) -> None:
    first = read(text).statements[0]
    assert ([link.source for link in first.chain], first.display.rstrip(".")) == (sources, said)


@pytest.mark.parametrize(
    "text",
    [
        "A hose possibly burst, a crew member told HNA, asking that his name be withheld.",
        "The pump may have failed, an engineer said, asking not to be named.",
        "The vote was probably delayed, a clerk told the Post, insisting on anonymity.",
    ],
)
def test_that_somebody_asked_not_to_be_named_is_no_statement(text: str) -> None:
    assert len(read(text).statements) == 1


@pytest.mark.parametrize("text", ["She was charged with fraud and false accounting.", "He was convicted of forgery and false testimony."])
def test_a_charge_of_falsehood_denies_nothing(text: str) -> None:
    assert read(text).statements[0].polarity is Polarity.AFFIRMED


@pytest.mark.parametrize("text", ["The account is false.", "The story was called a false report.", "The ministry said the video is fake."])
def test_what_is_called_false_is_denied_still(text: str) -> None:
    assert read(text).statements[0].polarity is Polarity.DENIED
