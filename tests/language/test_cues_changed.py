"""What a desk changes of the lexicon: literal phrases only, a version of its own, and what two readings of one text say differently."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.language import reader
from tracker.language.cues import Added, LexiconError, changed, default_lexicon, literal
from tracker.language.differing import changed_level, differences
from tracker.terms import CueKind, Level, Marker

TEXT = "The dam at Lorn was presumptively mined, the ministry said. The bridge may have been closed."
PRESUMED = Added(("presumptively",), CueKind.HEDGE, Level.POSSIBLE)


def levels(lexicon=None):
    return [int(one.level) for one in reader.read(TEXT, lexicon=lexicon).statements]


@pytest.mark.parametrize(
    ("text", "words"),
    [("It is  Feared", ("it", "is", "feared")), ("It's feared that", ("it", "'s", "feared", "that")), ("so-called", ("so-called",))],
)
def test_a_phrase_is_its_plain_words_in_lower_case(text, words):
    assert literal(text) == words


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("  ", "there are no words"),
        ("may|might", "no plain word"),
        ("believe(s)?", "no plain word"),
        (".*", "no plain word"),
        ("not_most_of", "no plain word"),
        ("of the", "nearly every sentence"),
        ("x", "nearly every sentence"),
        ("one two three four five six seven eight nine", "at most 8"),
        ("можливо", "no plain word"),
    ],
)
def test_patterns_and_words_that_stand_everywhere_are_refused(text, message):
    with pytest.raises(LexiconError, match=message):
        literal(text)


@given(st.text(max_size=80))
def test_any_text_is_a_phrase_or_is_refused_with_a_reason(text):
    try:
        words = literal(text)
    except LexiconError:
        return
    assert literal(" ".join(words)) == words


def test_an_added_hedge_lowers_the_level_and_a_retired_one_no_longer_does():
    base = default_lexicon()
    assert 2 in levels()
    presumed = changed(base, added=[PRESUMED], retired=[])
    assert levels(presumed)[0] == 2
    without_may = changed(base, added=[], retired=[("may",)])
    assert levels(without_may)[-1] == 5
    assert levels() == levels(base)


def test_an_added_verb_gives_words_to_somebody_and_a_marker_marks():
    verb = changed(default_lexicon(), added=[Added(("hypothesizes",), CueKind.ATTRIBUTION, Level.POSSIBLE)], retired=[])
    [one] = reader.read("Lorn Council hypothesizes that the dam was closed.", lexicon=verb).statements
    assert [link.source for link in one.chain][:1] == ["Lorn Council"]
    marker = changed(
        default_lexicon(), added=[Added(("word", "has", "it"), CueKind.MARKER, Level.STATED_AS_FACT, Marker.HEARSAY)], retired=[]
    )
    [one] = reader.read("Word has it the dam at Lorn was closed on Monday.", lexicon=marker).statements
    assert Marker.HEARSAY in one.markers


def test_a_version_names_base_and_changes_whatever_their_order():
    base = default_lexicon()
    other = Added(("word", "has", "it"), CueKind.MARKER, Level.STATED_AS_FACT, Marker.HEARSAY)
    one, two = changed(base, added=[PRESUMED, other], retired=[]), changed(base, added=[other, PRESUMED], retired=[])
    assert one.version == two.version
    assert one.version.startswith(base.version)
    assert len({base.version, one.version, changed(base, added=[PRESUMED], retired=[]).version}) == 3
    assert changed(base, added=[], retired=[]) is base


def test_two_readings_differ_where_a_level_a_marker_or_a_place_does():
    after = reader.read(TEXT, lexicon=changed(default_lexicon(), added=[PRESUMED], retired=[]))
    found = differences(reader.read(TEXT), after)
    assert changed_level(found) == 1
    assert found[0].before is not None
    assert (int(found[0].before.level), int(found[0].after.level)) == (5, 2)
    assert differences(after, after) == ()


def test_what_is_read_by_one_alone_stands_there_alone():
    empty = reader.read("")
    read = reader.read(TEXT)
    assert {(one.before is None, one.fields) for one in differences(empty, read)} == {(True, ())}
    assert len(differences(read, empty)) == len(read.statements)
