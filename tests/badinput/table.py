"""The catalogue as it is written by hand: one row for an input at one or several doors, with what must come of it. Also the page made of it."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from tests.badinput.abroad import ABROAD
from tests.badinput.doors import DOORS
from tests.badinput.inputs import INPUTS, Input

HERE = Path(__file__).parent
PAGE = HERE.parents[1] / "docs" / "bad-input.md"
KINDS = {
    "report": "A report's fields",
    "file": "Files",
    "table": "Tables of reports",
    "body": "Bodies of the API",
    "batch": "Many reports in one request",
    "address": "Addresses that are to be fetched",
    "site": "What is found at an address",
    "feed": "What a feed brings",
    "question": "What lists and addresses are asked",
    "words": "Words that people type",
}
ALL: dict[str, Input] = INPUTS | ABROAD
HEAD = """# What comes of bad input

Whatever is handed in is either **kept** as it came, or **refused** with an error that names the field and the limit; a question that makes no
sense is **shown** an empty list or the first page. Nothing is an error of the program, and nothing is dropped without a word. This page is
written from `tests/badinput/catalogue.csv`, which the tests run row by row (`python -m tests.badinput` writes it anew).

Texts are cleaned once, at every door alike: one kind of line end, no control characters; lone surrogates are shown as �. Direction marks,
look-alike letters and zero-width characters stay as they came, and pages and mails say where they stand. The bytes received are kept beside the text.

Beside what is written here, random and mutated inputs are handed in at fifteen doors. Each test run hands in 100 at every door that keeps reports (form,
upload, API, batch, command, address, fetch, feed): whatever was acknowledged is read, and a fourth of it compared. At every other door (tables, questions,
words, acts, signing in) it hands in 200. `make fuzz-doors` hands in 10,000 at each and compares all; `N=1 FIRST=number` hands in one again that failed.
"""


@dataclass(frozen=True)
class Row:
    input: str
    door: str
    outcome: str
    field: str
    says: str


def rows() -> Iterator[Row]:
    """One for each door."""
    with (HERE / "catalogue.csv").open(encoding="utf-8") as file:
        for line in csv.DictReader(file):
            for door in line["doors"].split(";"):
                yield Row(line["input"], door.strip(), line["outcome"], line["field"], line["says"])


def page() -> str:
    """The catalogue in Markdown, kind by kind, doors with one answer on one line."""
    parts = [HEAD]
    with (HERE / "catalogue.csv").open(encoding="utf-8") as file:
        lines = list(csv.DictReader(file))
    for kind, title in KINDS.items():
        parts.append(f"\n## {title}\n\nDoors: {', '.join(DOORS[kind])}.\n\n| what is sent | at | what comes of it |\n|---|---|---|\n")
        for line in lines:
            if ALL[line["input"]].kind == kind:
                doors = ", ".join(door.strip() for door in line["doors"].split(";"))
                parts.append(f"| {line['input']} | {doors} | {told(line)} |\n")
    return "".join(parts)


def told(line: dict[str, str]) -> str:
    says = line["says"].replace("|", "\\|")
    match line["outcome"], says:
        case "kept", "":
            return "kept"
        case "kept", _:
            return f"kept, {says}"
        case "shown", _:
            return "shown"
    named = f", `{line['field']}`" if line["field"] else ""
    return f"refused{named}: “{says}”"
