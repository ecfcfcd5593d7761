"""How far a cue reaches, the cue given: to the end of its clause, of its phrase, or over its subject too."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.language.scope import scope_of
from tracker.language.words import words_of

CASES = [
    # a modal: from itself to the end of its clause
    ("The drug may slow the disease, but it has side effects.", "may", "may slow the disease"),
    ("The drug might slow the disease and it helped two patients.", "might", "might slow the disease"),
    # a clause-taking word: to the end of the sentence
    (
        "The data suggest that the drug slows the disease and that it is safe.",
        "suggest",
        "suggest that the drug slows the disease and that it is safe",
    ),
    # says something of its subject
    ("The new drug appears to slow the disease.", "appears", "The new drug appears to slow the disease"),
    ("The cause of the outbreak is unknown.", "unknown", "The cause of the outbreak is unknown"),
    ("It seems that the drug is safe.", "seems", "seems that the drug is safe"),
    # a passive takes its subject in
    ("The virus was not detected in the wells.", "not", "The virus was not detected in the wells"),
    ("The virus did not spread to the wells.", "not", "not spread to the wells"),
    # an attribute: its phrase
    ("They studied the possible effects of the drug.", "possible", "possible effects of the drug"),
    ("The absence of the gene had no effect.", "absence", "absence of the gene"),
    # "no" before the subject takes the clause, before the object its phrase
    ("No effect was seen in the second group.", "No", "No effect was seen in the second group"),
    ("The drug had no effect on the second group.", "no", "no effect on the second group"),
    # what is set against something
    ("The drug slowed the growth of roots but not of shoots.", "not", "not of shoots"),
]


@pytest.mark.parametrize(("sentence", "cue", "reach"), CASES)
def test_a_cue_reaches_over_its_scope(sentence: str, cue: str, reach: str) -> None:
    words = words_of(sentence)
    at = next(k for k, word in enumerate(words) if word.text == cue)
    first, end = scope_of(words, at, at + 1)
    assert sentence[words[first].start : words[end - 1].end] == reach


@given(st.text(min_size=1, max_size=120), st.data())
def test_a_scope_holds_its_cue_and_stays_in_the_sentence(text: str, data: st.DataObject) -> None:
    words = words_of(text)
    if words:
        first = data.draw(st.integers(0, len(words) - 1))
        last = data.draw(st.integers(first + 1, len(words)))
        begin, end = scope_of(words, first, last)
        assert 0 <= begin <= first < last <= end <= len(words)
