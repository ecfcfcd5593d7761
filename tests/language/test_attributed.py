"""Attributions as spans: what belongs to the source, to the cue and to the content."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.language.attributed import attributions
from tracker.language.reader import read

SPANS = [
    ("The harbour board said that the crane had failed twice.", [("The harbour board", ["said"], ["that the crane had failed twice"])]),
    (
        '"The crane failed twice," port safety head Mona Field said on Monday.',
        [("port safety head Mona Field", ["said"], ['"The crane failed twice,"'])],
    ),
    (
        "Mona Field, head of safety at the port authority, said the crane had failed.",
        [("Mona Field, head of safety at the port authority,", ["said"], ["the crane had failed"])],
    ),
    ("According to the flood centre, the rivers have peaked.", [("the flood centre", ["According to"], ["the rivers have peaked"])]),
    ("The rivers have peaked, according to the flood centre.", [("the flood centre", ["according to"], ["The rivers have peaked"])]),
    (
        '"The rivers," said Ivo Brandt, who heads the centre, "have peaked."',
        [("Ivo Brandt, who heads the centre", ["said"], ['"The rivers,"', '"have peaked."'])],
    ),
    ("The fishing union opposes the new quota.", [("The fishing union", ["opposes"], ["the new quota"])]),
    ("The mayor has repeatedly called for a new bridge.", [("The mayor", ["has repeatedly called for"], ["a new bridge"])]),
    ("The company plans to close its plant in Aalborg.", [("The company", ["plans"], ["to close its plant in Aalborg"])]),
    ("She refused to name the donor.", [("She", ["refused"], ["to name the donor"])]),
    ("The union's call for a strike surprised nobody.", [("The union", ["'s call for"], ["a strike"])]),
    (
        "Two officials told the Harbour Post that the minister would resign.",
        [("Two officials", ["told"], ["that the minister would resign"])],
    ),
    ("The plan was rejected by the council.", [("the council", ["was rejected"], ["The plan"])]),
    ('He wrote: "The well is dry."', [("He", ["wrote:"], ['"The well is dry."'])]),
    (
        "Critics say the law is vague, but ministers defend it.",
        [("Critics", ["say"], ["the law is vague"]), ("ministers", ["defend"], ["it"])],
    ),
    (
        "The senator praised the firefighters and promised to raise their pay.",
        [("The senator", ["praised"], ["the firefighters"]), ("The senator", ["promised"], ["to raise their pay"])],
    ),
    ("As the coach put it, the team was never ready.", [("the coach", ["put it"], ["the team was never ready"])]),
    (
        '"I was asleep. The alarm woke me," nurse Kim Adler said. "Then the lights went out."',
        [("nurse Kim Adler", ["said"], ['"I was asleep. The alarm woke me,"']), (None, [], ['"Then the lights went out."'])],
    ),
    ("The report was late. The clerk lost it.", []),
    ('The so-called "ghost train" runs at night.', []),
]


@pytest.mark.parametrize(("text", "expected"), SPANS, ids=[row[0][:70] for row in SPANS])
def test_source_cue_and_content_are_parted(text, expected):
    found = [
        (one.source.of(text) if one.source else None, [span.of(text) for span in one.cue], [span.of(text) for span in one.content])
        for one in attributions(text)
    ]
    assert found == expected


def test_what_is_nested_is_given_only_when_asked_for():
    text = "Officials told Reuters that the army believes the tunnel is mined."
    assert [one.source.of(text) for one in attributions(text)] == ["Officials"]
    assert [(one.source.of(text), one.nested) for one in attributions(text, nested=True)] == [("Officials", False), ("the army", True)]


@pytest.mark.parametrize(
    "text",
    [
        "The ministry said that the dam held.",
        "The dam held, the engineer Rosa Lind said.",
        "According to the union, the mine closed in May.",
    ],
)
def test_the_reader_and_the_spans_see_the_same_cue(text):
    cues = {span for one in attributions(text, nested=True) for span in one.cue}
    read_cues = [link.cue_span for statement in read(text).statements for link in statement.chain]
    assert read_cues
    assert all(any(span.covers(cue) for span in cues) for cue in read_cues)


@given(st.text(max_size=300))
def test_any_string_gives_spans_inside_it(text):
    for one in attributions(text, nested=True):
        for span in (*one.cue, *one.content, *([one.source] if one.source else [])):
            assert 0 <= span.start < span.end <= len(text)
