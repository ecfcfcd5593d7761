"""Loads the hand-labelled news sentences (tests/language/gold) as frozen rows with offsets. No scoring here.

docs/gold-guidelines.md says what each label means.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any

from tracker.language.spans import Span

FOLDER = Path(__file__).parents[1] / "language" / "gold"
NEWS, SENTENCES = FOLDER / "news.jsonl", FOLDER / "sentences.jsonl"
FIRST, SECOND = FOLDER / "labels_first.jsonl", FOLDER / "labels_second.jsonl"
WORK, SEALED = "work", "sealed"


@dataclass(frozen=True, slots=True)
class Label:
    """One labelled statement. ``key`` is where its key phrase stands in the sentence. None in any other field = not scored.

    ``origin`` is (source, kind or None), () where nobody is named; ``chain`` holds the origin and the relays after it;
    ``figures`` holds (low, high, unit, comparator).
    """

    key: Span
    level: int | None
    polarity: str | None
    markers: frozenset[str] | None
    cues: tuple[str, ...] | None
    origin: tuple[str, str | None] | tuple[()] | None
    chain: tuple[tuple[str, str | None], ...] | None
    figures: tuple[tuple[float | None, float | None, str | None, str], ...] | None

    @property
    def origin_kind(self) -> str | None:
        """Kind of the origin, "none" where nobody is named; None where it is not scored."""
        return None if self.origin is None else self.origin[1] if self.origin else "none"


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence with the title or the one sentence before it, either may be empty. Labels are on ``text`` alone."""

    id: str
    split: str
    title: str
    context: str
    text: str


def split_of(id: str) -> str:
    """A third is sealed, drawn by the hash of the name and by nothing else."""
    return SEALED if int(sha256(f"news:{id}".encode()).hexdigest(), 16) % 3 == 0 else WORK


def rows(path: Path) -> Iterator[dict[str, Any]]:
    with path.open(encoding="utf-8") as lines:
        yield from (json.loads(line) for line in lines if line.strip())


def sentences() -> dict[str, Sentence]:
    return {row["id"]: Sentence(**row) for row in rows(SENTENCES)}


def labels(path: Path) -> dict[str, tuple[Label, ...]]:
    """The labels of *path* by sentence; a field that an annotator left out is not scored.

    ValueError names the sentence and the key that does not stand in it.
    """
    texts = sentences()
    return {row["id"]: tuple(_label(row["id"], texts[row["id"]].text, given) for given in row["statements"]) for row in rows(path)}


def _label(id: str, text: str, given: dict[str, Any]) -> Label:
    start = text.find(given["key"])
    if start < 0:
        raise ValueError(f"{id}: key {given['key']!r} does not stand in the text; copy it exactly from there.")
    markers, cues, figures = given.get("markers"), given.get("cues"), given.get("figures")
    chain = None if given.get("chain") is None else tuple((link["source"], link["kind"]) for link in given["chain"])
    return Label(
        key=Span(start, start + len(given["key"])),
        level=given.get("level"),
        polarity=given.get("polarity"),
        markers=None if markers is None else frozenset(markers),
        cues=None if cues is None else tuple(cues),
        origin=_origin(given, chain),
        chain=chain,
        figures=None
        if figures is None
        else tuple((figure["low"], figure["high"], figure["unit"], figure["comparator"]) for figure in figures),
    )


def _origin(given: dict[str, Any], chain: tuple[tuple[str, str | None], ...] | None) -> tuple[str, str | None] | tuple[()] | None:
    """The first of the chain; an annotator who labelled the origin alone wrote it as ``origin``, null where nobody is named."""
    if "origin" in given:
        return (given["origin"]["source"], given["origin"]["kind"]) if given["origin"] else ()
    return None if chain is None else chain[0] if chain else ()


def name_words(name: str) -> frozenset[str]:
    return frozenset(re.findall(r"\w+", re.sub(r"['’]s\b", "", name.casefold()))) - {"the", "a", "an", "of"}


def same_name(gold: str, found: str) -> bool:
    """One name lies in the other: "Brandvold" and "General Oscar Brandvold" are one."""
    mine, theirs = name_words(gold), name_words(found)
    return bool(mine and theirs) and (mine <= theirs or theirs <= mine)
