"""How far an author is committed to a clause, by the word that takes it and what is done with that word."""

from __future__ import annotations

import pytest

from tracker.language.commitment import COLUMNS, VALUES, commitment, embedding_of, embedding_words
from tracker.language.words import words_of


def told(sentence: str, clause: str) -> float | None:
    words = words_of(sentence)
    first = words_of(clause)[0].text
    at = sentence.index(clause)
    return commitment(words, next(k for k, word in enumerate(words) if word.start >= at and word.text == first))


TAKEN_AS_SO = [
    ("The keeper noticed that the gate was open.", "the gate was open"),
    ("The keeper did not notice that the gate was open.", "the gate was open"),
    ("Did the keeper realise that the gate was open?", "the gate was open"),
    ("If she finds out that the match was fixed, she will sue.", "the match was fixed"),
    ("They may forget that the shop is closed.", "the shop is closed"),
    ("The board regrets that the plant was sold.", "the plant was sold"),
]
DENIED = [
    ("I do not think that the bank will fail.", "the bank will fail"),
    ("Nobody believes that the river rose by itself.", "the river rose by itself"),
    ("We don't expect the strike to end.", "the strike to end"),
    ("The coach doubts that the striker is fit.", "the striker is fit"),
    ("He pretended that the parcel was lost.", "the parcel was lost"),
]
OPEN = [
    ("Does the union think that the offer is fair?", "the offer is fair"),
    ("The tenants hope that the lift is repaired.", "the lift is repaired"),
    ("The firm did not say that the tests had begun.", "the tests had begun"),
    ("I do not know that the letter arrived.", "the letter arrived"),
]


@pytest.mark.parametrize(("sentence", "clause"), TAKEN_AS_SO)
def test_what_is_known_is_so_whether_the_knowing_is_denied_asked_or_supposed(sentence: str, clause: str) -> None:
    found = told(sentence, clause)
    assert found is not None
    assert found >= 1


@pytest.mark.parametrize(("sentence", "clause"), DENIED)
def test_to_deny_the_thinking_is_to_deny_the_thought(sentence: str, clause: str) -> None:
    found = told(sentence, clause)
    assert found is not None
    assert found <= -1


@pytest.mark.parametrize(("sentence", "clause"), OPEN)
def test_what_is_asked_hoped_or_left_unsaid_is_left_open(sentence: str, clause: str) -> None:
    found = told(sentence, clause)
    assert found is not None
    assert -1 <= found <= 1


def test_a_clause_that_hangs_on_nothing_has_no_answer() -> None:
    assert told("The orchestra played in the rain.", "The orchestra") is None
    assert told("They know it. The hall was empty.", "The hall was empty") is None


def test_the_nearest_word_decides() -> None:
    words = words_of("He knew that the guide thought the path was safe.")
    found = embedding_of(words, 6)
    assert found is not None
    assert (words[found.at].text, found.kind, found.setting) == ("thought", "thinks", "plain")


def test_every_class_has_a_value_for_every_setting_and_every_word_a_class() -> None:
    assert set(embedding_words().values()) == set(VALUES)
    assert all(
        set(row) == {"plain", "denied", "asked", "supposed", "modal"} and all(-3 <= v <= 3 for v in row.values()) for row in VALUES.values()
    )
    assert COLUMNS == ("forms", "class")
