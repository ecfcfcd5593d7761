"""``manage.py read``: reads a file or standard input and prints its statements. Needs no database; reads nothing in, keeps nothing."""

from __future__ import annotations

import json
import sys
from argparse import ArgumentParser
from datetime import datetime
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from tracker import memory
from tracker.language.headers import parse_headers, parse_published
from tracker.language.reader import read
from tracker.language.reading import Quantity, Reading
from tracker.language.shape import as_number, reading_row, statement_row
from tracker.language.vagueness import Genre, is_uncertain
from tracker.terms import label


def figure(quantity: Quantity) -> str:
    """A figure for people: "about 2000 container", "range 5–7 percent"."""
    low = "…" if quantity.low is None else as_number(quantity.low)
    high = f"–{as_number(quantity.high)}" if quantity.high not in (quantity.low, None) else ""
    return f"{label(quantity.comparator)} {low}{high} {quantity.unit or ''}".strip()


def table(reading: Reading) -> str:
    """The statements for people: how firmly, which way, who, and the words."""
    if reading.language != "en":
        return f"not read: language {reading.language}"
    lines = []
    for statement in reading.statements:
        who = " ← ".join(f"{link.source or '(nobody named)'}{f' ({link.cue})' if link.cue else ''}" for link in statement.chain) or "–"
        tags = [label(statement.level), statement.polarity.value, *(marker.value for marker in statement.markers)]
        if statement.part.value == "title":
            tags.append("headline")
        if not statement.check_worthy:
            tags.append(f"not a claim: {statement.unworthy_because.replace('_', ' ')}")
        lines.append(f"[{statement.span.start}–{statement.span.end}] {' · '.join(tags)}")
        lines.append(f"    {who}: {statement.display}")
        cues = ", ".join(f"{cue.text} ({cue.kind.value} {int(cue.level)})" for cue in statement.cues)
        figures = ", ".join(figure(quantity) for quantity in statement.quantities)
        if cues:
            lines.append(f"    cues: {cues}")
        if figures:
            lines.append(f"    figures: {figures}")
    return "\n".join(lines) if lines else "no statements"


class Command(BaseCommand):
    help = "Reads a text into statements: how firmly each is said, by whom, with which figures."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", help="a text file, or - for standard input")
        parser.add_argument("--published", help="ISO date or date-time that relative dates count from; wins over the Published header")
        parser.add_argument("--lines", action="store_true", help="every line is a text of its own; no headers")
        parser.add_argument(
            "--genre",
            choices=[genre.value for genre in Genre],
            help="with --lines: also say of each line whether it counts as uncertain in such a text",
        )
        parser.add_argument(
            "--format", choices=("table", "json", "jsonl"), help="table, or with --lines one line of JSON for each line of the text"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        options["format"] = options["format"] or ("jsonl" if options["lines"] else "table")
        try:
            published = parse_published(options["published"], "--published") if options["published"] else None
            if options["lines"]:
                self._lines(options["file"], published, options["format"], options["genre"] and Genre(options["genre"]))
                return
            if options["genre"]:
                raise CommandError("--genre is about single sentences; use it with --lines, a sentence a line.")
            headers = parse_headers(_content(options["file"]))
        except ValueError as error:
            raise CommandError(str(error)) from error
        reading = read(headers.body, title=headers.title, published=published or headers.published)
        if options["format"] == "json":
            self.stdout.write(json.dumps(reading_row(reading), ensure_ascii=False, indent=2))
        elif options["format"] == "jsonl":
            for statement in reading.statements:
                self.stdout.write(json.dumps(statement_row(statement), ensure_ascii=False))
        else:
            self.stdout.write(table(reading))

    def _lines(self, name: str, published: datetime | None, form: str, genre: Genre | None) -> None:
        memory.settle()
        answers = []
        lines = _content(name).split("\n")
        if lines and not lines[-1]:
            lines.pop()
        for number, line in enumerate(lines, start=1):
            reading = read(line.rstrip("\r"), published=published)
            uncertain = genre and is_uncertain(line, genre)
            if form == "table":
                self.stdout.write(f"{number}{' · uncertain' if uncertain else ''}\n{table(reading)}")
                continue
            answer: dict[str, Any] = {"line": number, "statements": [statement_row(s) for s in reading.statements]}
            if genre:
                answer["uncertain"] = uncertain
            if form == "jsonl":
                self.stdout.write(json.dumps(answer, ensure_ascii=False))
            else:
                answers.append(answer)
        if form == "json":
            self.stdout.write(json.dumps(answers, ensure_ascii=False, indent=2))


def _content(name: str) -> str:
    """The text of a file or of standard input. Raises CommandError naming the file."""
    try:
        raw = sys.stdin.buffer.read() if name == "-" else Path(name).read_bytes()
    except OSError as error:
        raise CommandError(f"{name}: {error.strerror or error}.") from error
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        return raw.decode("cp1252", errors="replace")
