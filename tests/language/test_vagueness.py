"""Whether a sentence is uncertain in news, and vague or uncertain as encyclopedias and papers are marked for it."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.language.cues import LexiconError, default_lexicon
from tracker.language.vagueness import Genre, chance_uncertain, is_uncertain, load_weights, weights_of
from tracker.language.words import words_of


@pytest.mark.parametrize(
    "sentence",
    [
        "Some critics consider the bridge one of the finest in the region.",
        "It is widely believed that the temple was probably built by monks.",
        "Many historians have suggested that the treaty was never signed.",
        "He is regarded by many as the greatest flautist of his time.",
        "It has been claimed that some of the paintings are copies.",
    ],
)
def test_an_encyclopedia_is_vague_about_who_or_how_many(sentence: str) -> None:
    assert is_uncertain(sentence, Genre.ENCYCLOPEDIA)


@pytest.mark.parametrize(
    "sentence",
    [
        "The bridge was opened in 1931 by the mayor of Toronto.",
        "The parish has 412 inhabitants.",
        "She studied law in Leiden and moved to Ghent in 1988.",
        "The album reached number four in Norway.",
    ],
)
def test_an_encyclopedia_that_says_who_when_and_how_many_is_not_vague(sentence: str) -> None:
    assert not is_uncertain(sentence, Genre.ENCYCLOPEDIA)


@pytest.mark.parametrize(
    "sentence",
    [
        "These findings suggest that the enzyme is regulated by light.",
        "We asked whether the receptor binds both ligands.",
        "The protein may act as a switch in root cells.",
        "The mechanism of this putative transporter remains unknown.",
        "Our results indicate that the pathway is conserved.",
        "It is likely that the mutation alters folding.",
        "One might argue that the sample is small.",
    ],
)
def test_a_paper_marks_what_it_only_proposes(sentence: str) -> None:
    assert is_uncertain(sentence, Genre.SCIENCE)


@pytest.mark.parametrize(
    "sentence",
    [
        "Cells were grown at 37 degrees for two days.",
        "We measured the length of each root.",
        "The gene was cloned from barley.",
        "Samples were kept on ice.",
    ],
)
def test_a_paper_that_reports_what_was_done_is_certain(sentence: str) -> None:
    assert not is_uncertain(sentence, Genre.SCIENCE)


@pytest.mark.parametrize(
    "sentence", ["Some roads were often closed.", "Several shops opened in many towns.", "Most trains were generally on time."]
)
def test_in_news_quantity_words_are_no_hedges(sentence: str) -> None:
    assert not is_uncertain(sentence)


@pytest.mark.parametrize("sentence", ["The train may be late.", "The tunnel was probably flooded.", "The pilot is unlikely to appeal."])
def test_in_news_the_hedges_of_the_lexicon_decide(sentence: str) -> None:
    assert is_uncertain(sentence, Genre.NEWS)


def test_vague_words_of_an_encyclopedia_are_no_cues_of_the_reader() -> None:
    assert not {("some",), ("many",), ("often",), ("widely",)} & set(default_lexicon().phrases)


def test_nothing_is_not_uncertain() -> None:
    assert not any(is_uncertain("", genre) or is_uncertain(" \n", genre) for genre in Genre)


@given(st.text(max_size=200), st.sampled_from(Genre))
def test_any_text_gives_a_chance(text: str, genre: Genre) -> None:
    words = words_of(text)
    assert 0 <= chance_uncertain(words, genre) <= 1


def test_the_tables_are_small_and_their_thresholds_are_chances() -> None:
    for genre in (Genre.ENCYCLOPEDIA, Genre.SCIENCE):
        table = weights_of(genre)
        assert 100 < len(table.of) < 5_000
        assert 0 < table.threshold < 1


def test_a_table_that_lacks_a_row_or_a_number_is_named(tmp_path: Path) -> None:
    path = tmp_path / "weights.tsv"
    path.write_text("feature\tweight\n(offset)\t-2\n", encoding="utf-8")
    with pytest.raises(LexiconError, match=r"weights\.tsv: no row '\(threshold\)'"):
        load_weights(path)
    path.write_text("feature\tweight\n(offset)\t-2\n(threshold)\thalf\n", encoding="utf-8")
    with pytest.raises(LexiconError, match=r"weights\.tsv:3: weight 'half' is not a number"):
        load_weights(path)
