"""The learned score of how certain an event is: what it must rank how, what it refuses, and that its table and its features belong together."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.language.certainty import certainty, coefficients, features, load_coefficients, of_sentence
from tracker.language.cues import LexiconError
from tracker.language.words import words_of


def score(sentence: str, event: str) -> float:
    words = words_of(sentence)
    return certainty(words, next(k for k, word in enumerate(words) if word.text == event))


@pytest.mark.parametrize(
    ("firmer", "weaker", "event"),
    [
        ("The ferry sank in the harbour on Monday.", "The ferry might sink in the harbour.", ("sank", "sink")),
        ("The court rejected the appeal.", "The court did not reject the appeal.", ("rejected", "reject")),
        ("The mill closed last year.", "If the mill closes, the town will suffer.", ("closed", "closes")),
        ("Nurses managed to reach the village.", "Nurses failed to reach the village.", ("reach", "reach")),
        ("The minister resigned yesterday.", "Will the minister resign?", ("resigned", "resign")),
        ("The goalkeeper saved the penalty.", "The goalkeeper wanted to save the penalty.", ("saved", "save")),
        ("They bought the farm.", "They should buy the farm.", ("bought", "buy")),
        ("The glacier has retreated.", "The glacier will retreat.", ("retreated", "retreat")),
        ("She opened the letter.", "Please open the letter.", ("opened", "open")),
        ("The vaccine worked in the trial.", "The vaccine never worked in the trial.", ("worked", "worked")),
    ],
)
def test_what_happened_is_more_certain_than_what_may_or_did_not(firmer: str, weaker: str, event: tuple[str, str]) -> None:
    assert score(firmer, event[0]) > score(weaker, event[1]) + 0.5


def test_a_plain_past_event_is_certain_and_a_denied_one_is_held_for_not_so() -> None:
    assert score("The ferry sank in the harbour on Monday.", "sank") > 1.5
    assert score("The ferry will not sink.", "sink") < -0.5


def test_two_events_of_one_sentence_are_told_apart() -> None:
    sentence = "Engineers inspected the dam and hope to reopen the road."
    assert score(sentence, "inspected") > score(sentence, "reopen") + 1


def test_sharing_the_sentence_changes_nothing() -> None:
    words = words_of("The airline cancelled the flight but may refund the passengers.")
    shared = of_sentence(words)
    assert [certainty(words, k, shared) for k in range(len(words))] == [certainty(words, k) for k in range(len(words))]


@pytest.mark.parametrize("at", [-1, 3, 99])
def test_a_word_that_is_not_there_is_named(at: int) -> None:
    with pytest.raises(IndexError, match=f"no word {at} in a sentence of 3"):
        certainty(words_of("It rained."), at)


@given(st.text(max_size=200))
def test_any_text_gives_a_score_within_the_scale(text: str) -> None:
    words = words_of(text)
    for at in range(len(words)):
        assert -3 <= certainty(words, at) <= 3


def test_the_features_are_named_once_each_and_as_the_table_spells_them() -> None:
    found = features(words_of("The mayor did not want to open the bridge."), 6)
    assert len(found) == len(set(found))
    assert all(name == name.strip() and "\t" not in name for name in found)
    assert sum(name in coefficients() for name in found) > 30


def test_the_table_stays_small_enough_to_read() -> None:
    assert 1_000 < len(coefficients()) < 10_000


def test_a_table_without_its_offset_and_a_weight_that_is_no_number_are_named(tmp_path: Path) -> None:
    path = tmp_path / "certainty.tsv"
    path.write_text("feature\tweight\nform past\t0.5\n", encoding="utf-8")
    with pytest.raises(LexiconError, match=r"certainty\.tsv: no row '\(offset\)'"):
        load_coefficients(path)
    path.write_text("feature\tweight\n(offset)\tmuch\n", encoding="utf-8")
    with pytest.raises(LexiconError, match=r"certainty\.tsv:2: weight 'much' is not a number"):
        load_coefficients(path)
