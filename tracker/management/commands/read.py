"""``manage.py read``: reads a file or standard input and prints its statements. Needs no database; reads nothing in, keeps nothing."""

from __future__ import annotations

import json
import sys
from argparse import ArgumentParser
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from tracker.language.headers import parse_headers, parse_published
from tracker.language.reader import read
from tracker.language.reading import Reading, Statement
from tracker.terms import label


def as_number(value: Decimal | None) -> int | float | None:
    """A JSON number, whole where it is whole."""
    if value is None:
        return None
    return int(value) if value == value.to_integral_value() else float(value)


def as_moment(moment: datetime | None) -> str | None:
    """An ISO date at midnight UTC, else a date-time with its zone."""
    if moment is None:
        return None
    if moment == moment.astimezone(UTC).replace(hour=0, minute=0, second=0, microsecond=0):
        return moment.astimezone(UTC).date().isoformat()
    return moment.isoformat()


def statement_row(statement: Statement) -> dict[str, Any]:
    """A statement as other programs read it."""
    return {
        "part": statement.part.value,
        "start": statement.span.start,
        "end": statement.span.end,
        "quote": statement.quote,
        "display": statement.display,
        "level": int(statement.level),
        "low": statement.low,
        "high": statement.high,
        "polarity": statement.polarity.value,
        "markers": [marker.value for marker in statement.markers],
        "check_worthy": statement.check_worthy,
        "unworthy_because": statement.unworthy_because,
        "cues": [{"start": c.span.start, "end": c.span.end, "text": c.text, "kind": c.kind.value, "level": int(c.level)} for c in statement.cues],
        "chain": [{"source": k.source, "cue": k.cue, "kind": k.kind.value, "level": int(k.level)} for k in statement.chain],
        "quantities": [
            {"start": q.span.start, "end": q.span.end, "low": as_number(q.low), "high": as_number(q.high), "unit": q.unit, "comparator": q.comparator.value}
            for q in statement.quantities
        ],
        "dates": [{"start": d.span.start, "end": d.span.end, "from": as_moment(d.start), "to": as_moment(d.end)} for d in statement.dates],
    }


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
        figures = ", ".join(
            f"{q.comparator.value.replace('_', ' ')} {'…' if q.low is None else as_number(q.low)}{f'–{as_number(q.high)}' if q.high not in (q.low, None) else ''} {q.unit or ''}".strip()
            for q in statement.quantities
        )
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
        parser.add_argument("--format", choices=("table", "json", "jsonl"), default="table")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            published = parse_published(options["published"], "--published") if options["published"] else None
            if options["lines"]:
                self._lines(options["file"], published, options["format"])
                return
            headers = parse_headers(_content(options["file"]))
        except ValueError as error:
            raise CommandError(str(error)) from error
        reading = read(headers.body, title=headers.title, published=published or headers.published)
        rows = [statement_row(s) for s in reading.statements]
        if options["format"] == "json":
            moment = as_moment(reading.published)
            self.stdout.write(json.dumps({"title": reading.title, "published": moment, "language": reading.language, "statements": rows}, ensure_ascii=False, indent=2))
        elif options["format"] == "jsonl":
            for row in rows:
                self.stdout.write(json.dumps(row, ensure_ascii=False))
        else:
            self.stdout.write(table(reading))

    def _lines(self, name: str, published: datetime | None, form: str) -> None:
        answers = []
        lines = _content(name).split("\n")
        if lines and not lines[-1]:
            lines.pop()
        for number, line in enumerate(lines, start=1):
            reading = read(line.rstrip("\r"), published=published)
            if form == "table":
                self.stdout.write(f"{number}\n{table(reading)}")
                continue
            answer = {"line": number, "statements": [statement_row(s) for s in reading.statements]}
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
