"""Holds the comparison to a gold of news pairs written for it: overall accuracy, each relation, and no contradiction across different events."""

from __future__ import annotations

import json
from collections import Counter
from datetime import UTC, datetime
from functools import lru_cache
from pathlib import Path

import pytest

from tracker.terms import Relation
from verification.comparing.texts import compare_texts

GOLD = Path(__file__).with_name("gold.jsonl")


def moment(value: str) -> datetime:
    found = datetime.fromisoformat(value)
    return found if found.tzinfo else found.replace(tzinfo=UTC)


@lru_cache(maxsize=1)
def answers() -> tuple[tuple[dict, str], ...]:
    return tuple((row, relation_of(row)) for row in rows_of(GOLD))


def rows_of(path: Path) -> list[dict]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def relation_of(row: dict) -> str:
    relation = compare_texts(row["claim"], row["later"], moment(row["claim_date"]), moment(row["later_date"])).relation
    if relation is Relation.REPEATS and row["relation"] == "corroborates":
        relation = Relation.CORROBORATES  # a short restatement in the same words is both
    return relation.value


def test_the_gold_has_many_pairs_of_every_relation() -> None:
    counts = Counter(row["relation"] for row, _ in answers())
    assert len(answers()) >= 150
    assert min(counts[name] for name in ("corroborates", "contradicts", "updates", "none")) >= 15
    assert len({row["topic"] for row, _ in answers()}) >= 8


def test_nine_pairs_in_ten_are_told_right() -> None:
    right = sum(row["relation"] == answer for row, answer in answers())
    assert right / len(answers()) >= 0.93


def test_nor_do_they_in_the_later_pairs() -> None:
    found = [(row, relation_of(row)) for row in rows_of(GOLD.with_name("fresh.jsonl"))]
    assert [row for row, answer in found if row["different_event"] and answer == "contradicts"] == []
    assert sum(row["relation"] == answer for row, answer in found) / len(found) >= 0.84


def test_two_different_events_never_contradict_each_other() -> None:
    wrong = [(row["claim"], row["later"]) for row, answer in answers() if row["different_event"] and answer == "contradicts"]
    assert wrong == []


def test_two_different_events_hardly_ever_support_each_other() -> None:
    different = [(row, answer) for row, answer in answers() if row["different_event"]]
    assert len(different) >= 45
    assert sum(answer != "none" for _, answer in different) <= 1


@pytest.mark.parametrize("relation", ["corroborates", "contradicts", "updates", "none"])
def test_every_relation_is_found_and_not_overused(relation: str) -> None:
    hits = sum(row["relation"] == relation == answer for row, answer in answers())
    said = sum(answer == relation for _, answer in answers())
    true = sum(row["relation"] == relation for row, _ in answers())
    assert 2 * hits / (said + true) >= 0.88
