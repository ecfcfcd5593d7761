"""The data sets that comparing is measured on, as pairs with the relation that their own labels call for. Reading only; nothing is scored here.

A directory holds any of the files below; what is absent is left out. The pairs of every set are drawn evenly over the file, so that a
sample is the same on every machine.
"""

from __future__ import annotations

import csv
import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

PAIRS = Path(__file__).parents[1] / "comparing"
GOLD = (PAIRS / "gold.jsonl", PAIRS / "fresh.jsonl")  # whose misses the rules were mended on
SEALED = (PAIRS / "sealed.jsonl",)  # whose misses nobody looked at
INFERENCE = {"entailment": "corroborates", "contradiction": "contradicts", "neutral": "none", "not_entailment": "none"}
STANCE = {"for": "corroborates", "against": "contradicts", "observing": "none"}
VERDICT = {"SUPPORTS": "corroborates", "REFUTES": "contradicts", "NOT ENOUGH INFO": "none"}


@dataclass(frozen=True, slots=True)
class Pair:
    """A claim, what was said later, and the relation that the set's label stands for. ``page`` keeps pairs of one page together."""

    claim: str
    later: str
    relation: str
    claim_date: datetime | None = None
    later_date: datetime | None = None
    page: str = ""
    different_event: bool = False


@dataclass(frozen=True, slots=True)
class RelationSet:
    """One set: its name, the file below the directory, its licence, and how a file becomes pairs. ``updates``: the set has that relation."""

    name: str
    path: str
    licence: str
    read: Callable[[Path], Iterable[Pair]]
    updates: bool = False


def rows_of_lines(path: Path) -> Iterator[dict]:
    with path.open(encoding="utf-8") as opened:
        for line in opened:
            yield json.loads(line)


def rows_of_columns(path: Path, delimiter: str) -> Iterator[dict[str, str]]:
    with path.open(encoding="utf-8-sig", errors="replace", newline="") as opened:
        yield from csv.DictReader(opened, delimiter=delimiter, quoting=csv.QUOTE_MINIMAL if delimiter == "," else csv.QUOTE_NONE)


def detokenized(text: str) -> str:
    """Text whose punctuation stands apart, as it is written: "Westlife , ( UK )" → "Westlife, (UK)"."""
    for apart, written in (
        (" ,", ","),
        (" .", "."),
        (" ;", ";"),
        (" :", ":"),
        (" %", "%"),
        ("( ", "("),
        (" )", ")"),
        (" 's", "'s"),
        (" n't", "n't"),
    ):
        text = text.replace(apart, written)
    return text


def moment(value: str) -> datetime:
    found = datetime.fromisoformat(value)
    return found if found.tzinfo else found.replace(tzinfo=UTC)


def own_gold(paths: tuple[Path, ...]) -> Iterator[Pair]:
    for row in (row for path in paths for row in rows_of_lines(path)):
        yield Pair(
            row["claim"],
            row["later"],
            row["relation"],
            moment(row["claim_date"]),
            moment(row["later_date"]),
            row["topic"],
            row["different_event"],
        )


def vitaminc(path: Path) -> Iterator[Pair]:
    for row in rows_of_lines(path):
        yield Pair(detokenized(row["claim"]), detokenized(row["evidence"]), VERDICT[row["label"]], page=row["page"])


def emergent(path: Path) -> Iterator[Pair]:
    for row in rows_of_columns(path, ","):
        yield Pair(row["claimHeadline"], row["articleHeadline"], STANCE[row["articleHeadlineStance"]], page=row["claimId"])


def breaking(path: Path) -> Iterator[Pair]:
    for row in rows_of_lines(path):
        yield Pair(row["sentence2"], row["sentence1"], INFERENCE[row["gold_label"]], page=row["sentence1"])


def conjunctions(path: Path) -> Iterator[Pair]:
    for row in rows_of_columns(path, "\t"):
        if row["Label"] in INFERENCE:
            yield Pair(row["Hypothesis"], row["Premise"], INFERENCE[row["Label"]], page=row["Premise"])


def negations(path: Path) -> Iterator[Pair]:
    for row in rows_of_columns(path, "\t"):
        if row.get("gold_label") in INFERENCE:
            yield Pair(row["Hypothesis"], row["Text"], INFERENCE[row["gold_label"]], page=row["Text"])


SETS = (
    RelationSet("VitaminC, pages held out", "relations/vitaminc_pages_even.jsonl", "CC BY-SA 3.0", vitaminc),
    RelationSet("Emergent, training part", "relations/emergent_train.csv", "MIT", emergent),
    RelationSet("Breaking NLI", "relations/breaking_nli/dataset.jsonl", "CC BY-SA 4.0", breaking),
    RelationSet("ConjNLI, development part", "relations/conjnli_dev.tsv", "MIT", conjunctions),
    RelationSet("Negated SNLI", "relations/negation_nli_snli.txt", "MIT", negations),
    RelationSet("Negated MNLI", "relations/negation_nli_mnli.txt", "MIT", negations),
    RelationSet("Negated RTE (two answers)", "relations/negation_nli_rte.txt", "MIT", negations),
)


def held_out(page: str) -> bool:
    """Whether a page belongs to the half that nothing is fitted on: the sum of its characters is odd."""
    return sum(map(ord, page)) % 2 == 1


def sample(pairs: Iterable[Pair], size: int) -> list[Pair]:
    """At most *size* pairs, evenly spread over the set; all of them for size 0."""
    listed = list(pairs)
    if not size or len(listed) <= size:
        return listed
    return [listed[i * len(listed) // size] for i in range(size)]
