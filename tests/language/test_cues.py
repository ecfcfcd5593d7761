"""The cue files are read strictly: a wrong line names its file, its number, the value and the way out."""

from __future__ import annotations

import shutil

import pytest

from tracker.language.cues import FOLDER, SOURCES, LexiconError, load, spelled_out


@pytest.fixture
def folder(tmp_path):
    shutil.copytree(FOLDER, tmp_path / "cues")
    return tmp_path / "cues"


def spoil(folder, name, line):
    path = folder / name
    before = path.read_text(encoding="utf-8").rstrip("\n").count("\n") + 1
    path.write_text(path.read_text(encoding="utf-8").rstrip("\n") + "\n" + line + "\n", encoding="utf-8")
    return before + 1


@pytest.mark.parametrize(
    ("name", "line", "complaint"),
    [
        ("hedges.tsv", "may well\t2\t0.3\t0.6\tjudgement\tforwards\t\t", "direction 'forwards' unknown; use forward, backward or both."),
        ("hedges.tsv", "may well\t2\t0.3\t0.6\tguess\tforward\t\t", "basis 'guess' unknown; use survey, yardstick or judgement."),
        ("hedges.tsv", "may well\t2\t0.7\t0.6\tjudgement\tforward\t\t", "range 0.7–0.6 is not ascending within 0 and 1."),
        ("hedges.tsv", "may well\t9\t0.3\t0.6\tjudgement\tforward\t\t", "level '9'"),
        ("markers.tsv", "they say\t5\t0.95\t1.0\tjudgement\tboth\trumour\t", "marker 'rumour' unknown"),
        ("reporting.tsv", "mutter|mutters\tspeak\t5\t0.95\t1.0\tjudgement\t\tclause", "class 'speak' unknown"),
        ("boosters.tsv", "surely\t5", "2 cells; must be 8"),
        (
            "hedges.tsv",
            "maybe?\t2\t0.3\t0.6\tjudgement\tboth\t\t",
            "phrase 'maybe?' leaves no word to look for; at least one slot must not end in ?.",
        ),
        ("hedges.tsv", "May well\t2\t0.3\t0.6\tjudgement\tboth\t\t", "phrase 'May well' has capitals; words are compared in lower case."),
        ("markers.tsv", "\t5\t0.95\t1.0\tjudgement\tboth\t\t", "leaves no word to look for"),
        ("hedges.tsv", "may well\t2\t0.3\t0.6\tjudgement\tboth\t\tsometimes", "when 'sometimes' unknown"),
        (
            "reporting.tsv",
            " ".join(["seem to|seems to|seemed to"] * 9) + "\tsay\t5\t0.95\t1.0\tjudgement\t\tclause",
            "5000 are allowed; write _ for a space inside an alternative",
        ),
    ],
)
def test_a_wrong_line_is_named(folder, name, line, complaint):
    number = spoil(folder, name, line)
    with pytest.raises(LexiconError) as caught:
        load(folder)
    assert str(caught.value).startswith(f"cues/{name}:{number}:")
    assert complaint in str(caught.value)


def test_the_version_changes_with_every_changed_line(folder):
    before = load(folder).version
    spoil(folder, "hedges.tsv", "for all one knows\t2\t0.3\t0.6\tjudgement\tboth\t\t")
    assert load(folder).version != before


def test_slots_alternatives_and_optional_words_are_spelled_out():
    assert spelled_out("is|are widely? believed to") == (
        ("is", "believed", "to"),
        ("is", "widely", "believed", "to"),
        ("are", "believed", "to"),
        ("are", "widely", "believed", "to"),
    )


def test_every_phrase_names_where_its_range_comes_from_and_keeps_to_its_level():
    for phrase in load().phrases.values():
        assert SOURCES[phrase.basis]
        middle = (phrase.low + phrase.high) / 2
        assert phrase.level.low - 0.06 <= middle <= phrase.level.high + 0.06, phrase
