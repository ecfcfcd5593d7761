"""What holds for any text: the comparison is total, deterministic and within its bounds; its tables are read strictly."""

from __future__ import annotations

import itertools
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tracker.terms import Relation
from verification.comparing import lexicon
from verification.comparing.copies import containment
from verification.comparing.frames import frame_of
from verification.comparing.relation import compare

SAID = datetime(2026, 3, 2, tzinfo=UTC)
VOCABULARY = (
    "the a bridge ship Marn Torvik collapsed struck killed 41 112 people was not denied by gas leak caused may have Kasia sold"
    " missiles to on Monday toll rose , . no evidence that"
)
WORDS = st.sampled_from(VOCABULARY.split())
NEWSLIKE = st.lists(WORDS, max_size=18).map(" ".join)
TEXTS = st.one_of(st.text(max_size=120), NEWSLIKE)


@given(TEXTS, TEXTS)
@settings(max_examples=150, deadline=None)
def test_any_two_texts_give_an_answer_within_bounds(claim: str, later: str) -> None:
    mine, theirs = frame_of(claim, said_at=SAID), frame_of(later, said_at=SAID)
    found = compare(mine, theirs)
    assert 0 <= found.score <= 1
    assert isinstance(found.relation, Relation)
    assert found.relation is not Relation.REPEATS
    assert found.rule
    assert found.sentence
    for spans, text in ((found.claim_spans, claim), (found.later_spans, later)):
        assert all(span.end <= len(text) for span in spans)
        assert all(first.end <= second.start for first, second in itertools.pairwise(spans))


@given(TEXTS, TEXTS)
@settings(max_examples=60, deadline=None)
def test_the_same_pair_always_gets_the_same_answer(claim: str, later: str) -> None:
    first = compare(frame_of(claim, said_at=SAID), frame_of(later, said_at=SAID))
    assert first == compare(frame_of(claim, said_at=SAID), frame_of(later, said_at=SAID))


@given(TEXTS, TEXTS)
@settings(max_examples=100, deadline=None)
def test_containment_is_a_share_and_a_text_contains_itself(child: str, parent: str) -> None:
    assert 0 <= containment(child, parent) <= 1
    assert containment(child, child) in (0.0, 1.0)


@given(
    st.sampled_from(["Kasia", "Veria", "Moravia"]),
    st.sampled_from(["Seva", "Orlan", "Dabo"]),
    st.sampled_from(["captured", "attacked", "left"]),
)
def test_a_statement_agrees_with_itself(who: str, where: str, what: str) -> None:
    text = f"Troops from {who} {what} the town of {where} on Sunday."
    assert compare(frame_of(text, said_at=SAID), frame_of(text, said_at=SAID)).relation is Relation.CORROBORATES


@given(st.integers(1, 500), st.integers(1, 500))
def test_of_two_tolls_a_day_apart_the_larger_updates_and_the_smaller_contradicts(first: int, second: int) -> None:
    earlier = frame_of(f"The quake in Korvat killed {first} people.", said_at=SAID)
    later = frame_of(f"The quake in Korvat killed {second} people.", said_at=SAID.replace(day=4))
    found = compare(earlier, later).relation
    assert found is (Relation.UPDATES if second > first else Relation.CORROBORATES if second == first else found)
    assert second >= first or found in (Relation.CONTRADICTS, Relation.CORROBORATES)


@pytest.mark.parametrize(
    ("table", "row", "complaint"),
    [
        ("predicates.tsv", "die\tplus\tact\tkill", "predicates.tsv:1: sign 'plus' unknown"),
        ("predicates.tsv", "die\t+\tdone\tkill", "predicates.tsv:1: frame 'done' unknown"),
        ("predicates.tsv", "die\t+\tact\tkill/x", "predicates.tsv:1: condition 'x' of 'kill' unknown"),
        ("predicates.tsv", "die\t+\tact", "predicates.tsv:1: 3 cells; use 4"),
        ("concepts.tsv", "tanker\tvassel\tcraft\ttanker", "concepts.tsv:1: parent 'vassel' unknown"),
        ("revisions.tsv", "hard\trevise", "revisions.tsv:1: strength 'hard' unknown"),
    ],
)
def test_a_bad_row_is_named_with_its_file_line_and_way_out(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, table: str, row: str, complaint: str
) -> None:
    (tmp_path / table).write_text(row + "\n", encoding="utf-8")
    readers = {"predicates.tsv": lexicon.happenings, "concepts.tsv": lexicon.concepts, "revisions.tsv": lexicon.revisions}
    original = lexicon.rows
    monkeypatch.setattr(lexicon, "rows", lambda name, columns: original(name, columns, tmp_path if name == table else lexicon.TABLES))
    with pytest.raises(lexicon.TableError) as caught:
        readers[table].__wrapped__()
    assert str(caught.value).startswith(complaint)


def test_every_table_of_the_project_is_read() -> None:
    assert len(lexicon.happenings()) > 500
    assert len(lexicon.concepts()) > 300
    assert lexicon.causes()
    assert lexicon.presupposed()
    assert lexicon.opposed()
    assert lexicon.compatible_causes()
    assert lexicon.rarity("the") < lexicon.rarity("bridge") < lexicon.rarity("zzzz")
