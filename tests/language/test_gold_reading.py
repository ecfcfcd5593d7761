"""The hand-labelled news sentences are well formed, and the reader reads their work split no worse than it did. Sealed sentences are never named here."""

from __future__ import annotations

from collections import Counter

import pytest

from tests.bench.gold_labels import FIRST, NEWS, SEALED, SECOND, SENTENCES, WORK, rows, sentences, split_of
from tests.bench.gold_reading import Tally, matching, plain_level, same_name, tallied
from tests.bench.label_agreement import cohen_kappa, krippendorff_alpha
from tracker.language.reader import read
from tracker.language.spans import Span
from tracker.terms import Comparator, Level, Marker, Polarity, SpeakerKind

# A little below what was measured; raise them when the reader gets better.
FLOORS = {"found": 0.95, "level": 0.82, "polarity": 0.93, "markers": 0.90, "origin": 0.82, "chain": 0.74, "figures": 0.89}


@pytest.fixture(scope="module")
def work() -> Tally:
    return tallied(WORK)


@pytest.mark.parametrize("name", FLOORS)
def test_the_work_split_is_read_no_worse_than_it_was(work: Tally, name: str) -> None:
    assert work.share(name) >= FLOORS[name], (
        f"{name}: {work.right[name]} of {work.scored[name]}; see python -m tests.bench.gold_reading --misses"
    )


def test_the_level_is_read_better_than_by_a_plain_list_of_words(work: Tally) -> None:
    assert work.share("level") > work.share("plain") + 0.1


def test_there_are_enough_sentences_and_a_third_is_sealed_by_the_hash_of_its_name() -> None:
    given = sentences()
    assert len(given) >= 150
    assert len(given) == sum(1 for _ in rows(SENTENCES)), "an id is given twice"
    assert [id for id, sentence in given.items() if sentence.split != split_of(id)] == []
    assert 0.28 <= Counter(sentence.split for sentence in given.values())[SEALED] / len(given) <= 0.38


def test_the_labels_in_force_stand_beside_the_sentences_as_they_were_written() -> None:
    written = {row["id"]: row for row in rows(SENTENCES)}
    assert [row["id"] for row in rows(NEWS) if {name: row[name] for name in written[row["id"]]} != written[row["id"]]] == []
    assert [row["id"] for row in rows(NEWS)] == list(written)


@pytest.mark.parametrize("path", [NEWS, FIRST, SECOND], ids=lambda path: path.stem)
def test_every_key_stands_once_in_its_sentence(path) -> None:
    texts = {id: sentence.text for id, sentence in sentences().items()}
    assert [
        (row["id"], given["key"]) for row in rows(path) for given in row["statements"] if texts[row["id"]].count(given["key"]) != 1
    ] == []


@pytest.mark.parametrize("path", [NEWS, FIRST, SECOND], ids=lambda path: path.stem)
def test_every_value_is_one_of_the_words_of_the_project(path) -> None:
    allowed = {"level": {None, *map(int, Level)}, "polarity": {None, *Polarity}}
    given = [(row["id"], statement) for row in rows(path) for statement in row["statements"]]
    assert [(id, name) for id, statement in given for name, words in allowed.items() if statement[name] not in words] == []
    assert [id for id, statement in given if not set(statement["markers"] or ()) <= set(Marker)] == []
    links = [(id, link) for id, statement in given for link in statement.get("chain") or [statement.get("origin")] if link]
    assert [id for id, link in links if link["kind"] not in {None, *SpeakerKind}] == []


def test_cues_and_sources_are_copied_from_the_text_and_figures_are_in_order() -> None:
    texts = {id: sentence.text for id, sentence in sentences().items()}
    given = [(texts[row["id"]], statement) for row in rows(NEWS) for statement in row["statements"]]
    assert [cue for text, statement in given for cue in statement["cues"] or () if cue not in text] == []
    assert [link["source"] for text, statement in given for link in statement["chain"] or () if link["source"] not in text] == []
    figures = [figure for _, statement in given for figure in statement["figures"]]
    assert [figure for figure in figures if figure["comparator"] not in set(Comparator)] == []
    assert [figure for figure in figures if None not in (figure["low"], figure["high"]) and figure["low"] > figure["high"]] == []
    assert [figure for figure in figures if figure["low"] is figure["high"] is None] == []


def test_a_gold_statement_is_held_against_the_smallest_one_that_covers_its_key() -> None:
    text = "The dam broke, and the bridge may have been swept away."
    key = Span(text.index("swept"), text.index("swept") + len("swept away"))
    found = matching(key, read(text).statements)
    assert found is not None
    assert found.level == 2
    assert matching(Span(0, len(text)), ()) is None


@pytest.mark.parametrize(
    ("text", "level"),
    [
        ("The dam broke.", 5),
        ("The dam most likely broke.", 4),
        ("The dam probably broke.", 3),
        ("The dam may have broken.", 2),
        ("It is unlikely that the dam broke.", 1),
        ("The dam broke in May.", 2),  # the plain list has no guard: that is what it is there to show
    ],
)
def test_the_plain_list_takes_the_lowest_hedge_word_it_meets(text: str, level: int) -> None:
    assert plain_level(text) == level


@pytest.mark.parametrize(
    ("gold", "found", "same"),
    [
        ("Oscar Brandvold", "General Oscar Brandvold", True),
        ("the ministry", "ministry", True),
        ("the ministry", "the police", False),
        ("the", "the", False),
    ],
)
def test_a_name_may_be_shorter_or_longer(gold: str, found: str, same: bool) -> None:
    assert same_name(gold, found) is same


def test_agreement_counts_what_is_beyond_chance() -> None:
    # of 50 pairs 40 alike: 0.8 observed, (30 x 28 + 20 x 22) / 2500 = 0.512 by chance
    pairs = [("yes", "yes")] * 24 + [("no", "no")] * 16 + [("yes", "no")] * 6 + [("no", "yes")] * 4
    assert cohen_kappa(pairs) == pytest.approx((0.8 - 0.512) / (1 - 0.512))
    assert cohen_kappa([("yes", "yes")] * 3) is None


def test_levels_that_lie_near_each_other_disagree_less() -> None:
    assert krippendorff_alpha([(1, 1), (3, 3), (5, 5)]) == pytest.approx(1.0)
    assert krippendorff_alpha([(1, 1), (2, 3), (5, 5)]) == pytest.approx(1 - 2 / 39.6)  # worked out by hand from the ordinal metric
    assert krippendorff_alpha([(3, 3)] * 4) is None
