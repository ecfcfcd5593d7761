"""What holds for every text that is read: totality, offsets, order, headlines, languages, pronouns and acronyms."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tracker.language.reader import read
from tracker.terms import Part, SpeakerKind

PIECES = [
    *(
        "Officials",
        "said",
        "the dam",
        "may",
        "have been",
        "mined",
        ",",
        ".",
        '"',
        "“",
        "”",
        "which",
        "who",
        "and",
        "but",
        "that",
        "not",
        "possibly",
        "denied",
    ),
    *(
        "according to",
        "Reuters",
        "\n",
        ";",
        "if",
        "12",
        "people",
        "killed",
        "were",
        "told",
        "accused of",
        "citing",
        "—",
        ":",
        "?",
        "he",
        "'s",
        "(",
        ")",
        "’",
    ),
    *(
        "in May",
        "believe",
        "no",
        "never",
        "because",
        "reports this",
        "was quoted by",
        "as saying",
        "while",
        "adding that",
        "the claim that",
        "is false",
    ),
]


@given(st.one_of(st.text(max_size=300), st.lists(st.sampled_from(PIECES), max_size=40).map(" ".join)))
@settings(max_examples=400, deadline=None)
def test_any_text_gives_statements_whose_quotes_stand_at_their_offsets(text):
    reading = read(text, published=datetime(2023, 11, 2, tzinfo=UTC))
    for statement in reading.statements:
        assert text[statement.span.start : statement.span.end] == statement.quote
        assert statement.quote
        assert statement.display
        assert 0 <= statement.low <= statement.high <= 1
        assert statement.check_worthy == (not statement.unworthy_because)
        ends = 0
        for cue in statement.cues:
            assert text[cue.span.start : cue.span.end] == cue.text
            assert cue.span.start >= ends
            ends = cue.span.end
        assert all(statement.span.covers(q.span) for q in statement.quantities)


@given(st.lists(st.sampled_from(PIECES), max_size=40).map(" ".join))
@settings(max_examples=60, deadline=None)
def test_reading_twice_gives_the_same(text):
    assert read(text) == read(text)


LONG = [
    *(
        "word " * 60_000,
        '"He said ' * 1000 + 'it."' * 1000,
        "“" * 1000 + "x" + "”" * 1000,
        "he said that " * 4000,
        "A b.\n" * 4000,
        "x, " * 20_000,
        "." * 50_000,
    ),
]


@pytest.mark.parametrize("text", LONG, ids=range(len(LONG)))
def test_long_and_deep_texts_end_in_time(text):
    started = datetime.now(UTC)
    read(text)
    assert (datetime.now(UTC) - started).total_seconds() < 20


def test_a_headline_is_a_part_of_its_own_and_its_repetition_is_not_read_twice():
    reading = read("Dam bursts near Lorn\n\nA dam near Lorn burst on Monday, police said.", title="Dam bursts near Lorn")
    assert [(s.part, s.display) for s in reading.statements] == [
        (Part.TITLE, "Dam bursts near Lorn"),
        (Part.BODY, "A dam near Lorn burst on Monday"),
    ]
    assert reading.statements[0].span.start == 0


def test_another_language_is_named_and_not_guessed_at():
    assert read("Die Regierung hat den Bericht am Montag nicht bestätigt, und der Minister ist nach Berlin gereist.").language == "de"
    assert read("Le ministre a déclaré que les troupes sont dans la ville et que des combats ont lieu.").statements == ()
    assert read("Министр заявил, что войска вошли в город.").language == "ru"


def test_they_and_acronyms_mean_the_last_speaker():
    text = "The Coastal Survey Office (CSO) said the pier was unsafe. They noted that three piles had rotted. The CSO said it would be closed in May."
    statements = read(text).statements
    assert [s.chain[0].source for s in statements] == ["The Coastal Survey Office"] * 3


def test_a_surname_means_the_person_named_before():
    statements = read("Jane Orchard, head of the harbour board, said the crane had failed. Orchard said nobody was hurt.").statements
    assert [(s.chain[0].source, s.chain[0].kind) for s in statements] == [("Jane Orchard", SpeakerKind.NAMED_PERSON)] * 2


def test_every_sentence_of_a_quotation_belongs_to_whoever_is_named_at_its_end():
    text = '"The lights went out at noon. We heard three explosions," said Maria Lopez, who lives near the port. "Then the sirens started."'
    statements = read(text).statements
    assert [s.chain[0].source for s in statements] == ["Maria Lopez"] * 3


def test_datelines_and_bullets_are_not_part_of_a_statement():
    assert read("LORN, Nov 2 (Wire) — A dam burst on Monday.").statements[0].quote == "A dam burst on Monday"
    assert read("- A dam burst on Monday.").statements[0].quote == "A dam burst on Monday"


def test_lines_wrapped_at_a_fixed_width_are_read_as_one():
    text = (
        "The harbour board said on Monday that the crane which fell on the\nquay last week had not been inspected for more than two years and\n"
        "that a second one would be taken down before the end of the month.\n"
    )
    assert read(text).statements[0].display.endswith("more than two years")


def test_what_is_denied_is_shown_as_a_sentence_that_stands_alone():
    denials = (
        "The firm denied that any goods had been sold.",
        "The firm denied selling the goods.",
        "The firm denied that it had sold the goods.",
    )
    shown = [read(text).statements[0].display for text in denials]
    assert shown == ["No goods had been sold", "The firm did not sell the goods", "The firm had not sold the goods"]


def test_an_accusation_is_shown_as_what_the_accused_did():
    statement = read("The port authority accused the firm of dumping oil in the bay.").statements[0]
    assert statement.display == "The firm dumped oil in the bay"
    assert statement.chain[0].source == "The port authority"


def test_the_version_of_engine_and_lexicon_is_kept():
    reading = read("A dam burst.")
    assert reading.engine
    assert len(reading.lexicon) == 12
