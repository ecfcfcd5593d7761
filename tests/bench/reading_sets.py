"""The public sets that reading is measured on, in the layouts in which they are handed round. Reads files; scores nothing."""

from __future__ import annotations

import csv
import json
import random
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar
from xml.etree import ElementTree

SEED = 20_260_304
SPLITS = ("train", "dev", "valid", "test")
_NO_SPACE_BEFORE = frozenset(", . ; : ? ! % ) ] } '' ' 's 're 've 'll 'd 'm n't 'S ’s n’t ...".split())  # noqa: SIM905
_NO_SPACE_AFTER = frozenset(("(", "[", "{", "``", "`", "$", "£", "€", "#"))
_SPELLED = {
    "``": "“", "''": "”", "`": "‘", "-LRB-": "(", "-RRB-": ")", "-LSB-": "[", "-RSB-": "]", "-LCB-": "{", "-RCB-": "}",
}  # fmt: skip

TokenRun = tuple[int, int]
Row = TypeVar("Row")


def joined(tokens: Sequence[str]) -> tuple[str, list[tuple[int, int]]]:
    """*tokens* of a treebank as the text that they were cut from, as well as can be told, and the place of each token in it."""
    text, places = "", []
    close = True
    for token in tokens:
        shown = _SPELLED.get(token, token)
        if not (close or token in _NO_SPACE_BEFORE or shown in _NO_SPACE_BEFORE):
            text += " "
        places.append((len(text), len(text) + len(shown)))
        text += shown
        close = token in _NO_SPACE_AFTER or shown in _NO_SPACE_AFTER
    return text, places


def tokens_under(places: Sequence[tuple[int, int]], start: int, end: int) -> TokenRun | None:
    """The half-open run of tokens that ``[start, end)`` of the text touches, None where it touches none."""
    under = [k for k, (first, last) in enumerate(places) if first < end and start < last]
    return (under[0], under[-1] + 1) if under else None


def runs(labels: Sequence[str], component: str) -> list[TokenRun]:
    """The runs of tokens that BIO *labels* give to *component*; an I- without its B- begins a run, as the reference scorers have it."""
    found: list[TokenRun] = []
    begin = -1
    for at, label in enumerate([*labels, "O"]):
        mark, _, name = label.partition("-")
        inside = name == component
        if begin >= 0 and not (inside and mark == "I"):
            found.append((begin, at))
            begin = -1
        if inside and begin < 0:
            begin = at
    return found


@dataclass(frozen=True, slots=True)
class Attributed:
    """One passage with its gold attributions: ``gold[component]`` are runs of tokens, component source, cue or content."""

    tokens: tuple[str, ...]
    gold: dict[str, frozenset[TokenRun]]
    document: str


def polnear(path: Path) -> Iterator[Attributed]:
    """Passages of a PolNeAR file: one JSON object a line with ``tokens`` and BIO ``labels``."""
    for row in json_lines(path):
        gold = {part: frozenset(runs(row["labels"], part)) for part in ("source", "cue", "content")}
        yield Attributed(tuple(row["tokens"]), gold, row.get("id", ""))


@dataclass(frozen=True, slots=True)
class Hedged:
    """A sentence and whether the annotators called it uncertain (CoNLL-2010)."""

    text: str
    hedged: bool


def conll(path: Path) -> Iterator[Hedged]:
    """Sentences of a CoNLL-2010 file: one JSON object a line with ``text`` and ``hedged``."""
    for row in json_lines(path):
        yield Hedged(row["text"], bool(int(row["hedged"])))


@dataclass(frozen=True, slots=True)
class Graded:
    """An event in a sentence and how certain readers held it: -3 did not happen, 3 did. ``at`` is the event's token."""

    tokens: tuple[str, ...]
    at: int
    certainty: float


def uds(path: Path) -> Iterator[Graded]:
    """Events of a UDS-IH2 file: one JSON object a line with a tokenised ``text`` and its ``targets``."""
    for row in json_lines(path):
        tokens = tuple(row["text"].split())
        for target in row["targets"]:
            at = target["span1"][0]
            if at < len(tokens):
                yield Graded(tokens, at, float(target["label"]))


@dataclass(frozen=True, slots=True)
class Committed:
    """A sentence, the clause embedded in it and how far its author is committed to that clause, -3..3."""

    context: str
    target: str
    clause: str
    certainty: float


def commitmentbank(path: Path) -> Iterator[Committed]:
    """Items of CommitmentBank: a CSV file with ``Context``, ``Target``, ``Prompt`` and ``Mean``."""
    with path.open(encoding="utf-8", newline="") as lines:
        for row in csv.DictReader(lines):
            yield Committed(row["Context"], row["Target"], row["Prompt"], float(row["Mean"]))


@dataclass(frozen=True, slots=True)
class Scoped:
    """A cue and the stretch that the annotators put under it, both as offsets into the sentence. ``kind`` is speculation or negation."""

    text: str
    kind: str
    cue: tuple[int, int]
    scope: tuple[int, int]


def bioscope(path: Path) -> Iterator[Scoped]:
    """Cues and scopes of a BioScope file. A cue in several pieces is given from its first to its last word."""
    for sentence in ElementTree.parse(path).getroot().iter("sentence"):
        yield from _scopes(sentence)


def _scopes(sentence: ElementTree.Element) -> Iterator[Scoped]:
    pieces: list[str] = []
    length = 0
    scopes: dict[str, tuple[int, int]] = {}
    cues: dict[str, list[tuple[str, int, int]]] = {}

    def walk(node: ElementTree.Element) -> None:
        nonlocal length
        begin = length
        if node.text:
            pieces.append(node.text)
            length += len(node.text)
        for child in node:
            walk(child)
            if child.tail:
                pieces.append(child.tail)
                length += len(child.tail)
        if node.tag == "xcope":
            scopes[node.attrib["id"]] = (begin, length)
        elif node.tag == "cue":
            cues.setdefault(node.attrib.get("ref", ""), []).append((node.attrib["type"], begin, length))

    walk(sentence)
    text = "".join(pieces)
    for ref, found in cues.items():
        if ref in scopes:
            yield Scoped(text, found[0][0], (found[0][1], found[-1][2]), scopes[ref])


def json_lines(path: Path) -> Iterator[dict]:
    """The JSON objects of a file, a line each. Raises ValueError naming file and line."""
    with path.open(encoding="utf-8") as lines:
        for number, line in enumerate(lines, start=1):
            if line.strip():
                try:
                    yield json.loads(line)
                except json.JSONDecodeError as error:
                    raise ValueError(f"{path}:{number}: not a JSON object ({error.msg})") from error


def split_of(path: Path) -> str:
    """train, dev, valid or test, as the file's name says; "all" where it names none."""
    words = re.split(r"[^a-z]+", path.stem.lower())
    return next((split for split in SPLITS if split in words), "all")


def sample(rows: Sequence[Row], limit: int) -> list[Row]:
    """At most *limit* rows, the same ones on every run, in their order; 0 gives all."""
    if not limit or limit >= len(rows):
        return list(rows)
    return [rows[k] for k in sorted(random.Random(SEED).sample(range(len(rows)), limit))]
