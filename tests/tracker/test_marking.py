"""Cutting a text at the borders of its marks."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.marking import Mark, changes, segments

TEXT = "Officials believe the port may reopen on Friday."


def shown(text, *marks):
    return [(segment.text, [mark.key for mark in segment.marks]) for segment in segments(text, marks)]


@pytest.mark.parametrize(
    ("marks", "expected"),
    [
        ((), [(TEXT, [])]),
        ((Mark(18, 48, "statement", "s"),), [("Officials believe ", []), ("the port may reopen on Friday.", ["s"])]),
        (
            (Mark(0, 48, "statement", "outer"), Mark(18, 48, "statement", "inner")),
            [("Officials believe ", ["outer"]), ("the port may reopen on Friday.", ["outer", "inner"])],
        ),
        (
            (Mark(0, 22, "statement", "first"), Mark(10, 48, "statement", "second")),
            [("Officials ", ["first"]), ("believe the ", ["second", "first"]), ("port may reopen on Friday.", ["second"])],
        ),
        (
            (Mark(27, 30, "hedge", "may"), Mark(30, 30, "hedge", "empty"), Mark(60, 70, "hedge", "beyond")),
            [(TEXT[:27], []), ("may", ["may"]), (TEXT[30:], [])],
        ),
    ],
)
def test_marks_are_shown_where_they_stand(marks, expected):
    assert shown(TEXT, *marks) == expected


def test_the_innermost_statement_of_a_place_is_the_shortest_one():
    outer, inner, cue = Mark(0, 48, "statement", "outer"), Mark(18, 48, "statement", "inner"), Mark(27, 30, "hedge", "may")
    at_may = next(segment for segment in segments(TEXT, [inner, cue, outer]) if segment.text == "may")
    assert at_may.innermost("statement") == inner
    assert at_may.innermost("hedge") == cue
    assert at_may.innermost("negation") is None


def test_a_mark_opens_exactly_once():
    opened = [
        mark.key for segment in segments(TEXT, [Mark(-4, 30, "statement", "a"), Mark(10, 20, "hedge", "b")]) for mark in segment.opening
    ]
    assert opened == ["a", "b"]


marks = st.builds(
    Mark, st.integers(-3, 40), st.integers(-3, 40), st.sampled_from(["statement", "hedge", "figure"]), st.sampled_from("abcd")
)


@given(st.text(max_size=30), st.lists(marks, max_size=8))
def test_nothing_of_the_text_is_lost_or_shown_twice(text, some):
    cut = segments(text, some)
    assert "".join(segment.text for segment in cut) == text
    for segment in cut:
        assert segment.text
        for mark in segment.marks:
            assert mark.start <= segment.start
            assert segment.start + len(segment.text) <= mark.end
    for mark in {m for m in some if max(0, m.start) < min(len(text), m.end)}:
        assert "".join(segment.text for segment in cut if mark in segment.marks) == text[max(0, mark.start) : mark.end]


def test_what_changed_is_marked_on_both_sides():
    old, new = "The dam may have been mined.", "The dam has been mined, twice."
    gone, fresh = changes(old, new)
    assert [old[mark.start : mark.end] for mark in gone] == ["may have", "mined."]
    assert [new[mark.start : mark.end] for mark in fresh] == ["has", "mined, twice."]


@given(st.text(max_size=60), st.text(max_size=60))
def test_what_is_not_marked_is_the_same_on_both_sides(old, new):
    def kept(text, marks):
        return "".join(segment.text for segment in segments(text, marks) if not segment.marks).split()

    gone, fresh = changes(old, new)
    assert kept(old, gone) == kept(new, fresh)
