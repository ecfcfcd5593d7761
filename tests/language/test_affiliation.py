"""For which body somebody speaks."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.language.affiliation import of_people, of_phrase
from tracker.language.names import find_names


@pytest.mark.parametrize(
    ("text", "person", "body"),
    [
        ("White House spokesman John Kirby said that talks were advancing.", "John Kirby", "White House"),
        ("On Monday the White House spokesman John Kirby said that talks were advancing.", "John Kirby", "White House"),
        ("Dmitry Peskov, a spokesman for the Kremlin, said the dam broke.", "Dmitry Peskov", "Kremlin"),
        ("Oleksandr Kraiev, an expert at the Prism Council, believes that ships left.", "Oleksandr Kraiev", "Prism Council"),
        ("Ana Petrova, head of the Lorn Water Authority, said the dam broke.", "Ana Petrova", "Lorn Water Authority"),
        ("Environment Canada spokesperson Julie Hahn said the file was lost.", "Julie Hahn", "Environment Canada"),
        ("Police spokeswoman Maria Lund said nine people died.", "Maria Lund", "Police"),
        ("NASA Administrator Charles Bolden announced the locations.", "Charles Bolden", "NASA"),
    ],
)
def test_the_words_around_a_name_say_for_whom_it_speaks(text, person, body):
    assert of_people(text, find_names(text)).get(person) == body


@pytest.mark.parametrize(
    ("phrase", "body"),
    [
        ("two officials at the fire service", "fire service"),
        ("South Korean military officials", "South Korean military"),
        ("A defence ministry official", "defence ministry"),
        ("an official at the national cyber office", "national cyber office"),
        ("US officials", "US"),
        ("Officials", ""),
        ("two people familiar with the matter", ""),
        ("An official", ""),
        ("senior officials", ""),
    ],
)
def test_an_unnamed_official_may_be_somebodys(phrase, body):
    assert of_phrase(phrase) == body


@given(st.text(max_size=200))
def test_any_text_gives_an_answer(text):
    of_phrase(text)
    of_people(text, find_names(text))
