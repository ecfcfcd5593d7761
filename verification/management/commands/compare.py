"""``manage.py compare``: pairs of texts in, relations out, one JSON line each. Opens no database."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from verification.comparing.finding import Finding
from verification.comparing.texts import compare_texts


class Command(BaseCommand):
    help = "Compares pairs of texts: JSON lines with claim, claim_date, later, later_date in; relation, score, rule and spans out."
    requires_system_checks = []
    requires_migrations_checks = False

    def add_arguments(self, parser) -> None:
        parser.add_argument("file", help="a file of JSON lines, or - for standard input")

    def handle(self, *args, **options) -> None:
        for number, line in lines_of(options["file"]):
            claim, later, claim_date, later_date = pair_of(number, line)
            self.stdout.write(json.dumps(answer(compare_texts(claim, later, claim_date, later_date)), ensure_ascii=False))


def lines_of(name: str) -> Iterator[tuple[int, str]]:
    """The lines that are not blank, numbered from 1."""
    if name == "-":
        yield from ((n, line) for n, line in enumerate(sys.stdin, 1) if line.strip())
        return
    try:
        with Path(name).open(encoding="utf-8") as opened:
            yield from ((n, line) for n, line in enumerate(opened, 1) if line.strip())
    except OSError as error:
        raise CommandError(f"{name}: {error.strerror}; name a file of JSON lines, or - for standard input") from error


def pair_of(number: int, line: str) -> tuple[str, str, datetime | None, datetime | None]:
    """The four fields of a line. Dates may be null or left out; everything else that is wrong is named with its line and field."""
    try:
        row = json.loads(line)
    except json.JSONDecodeError as error:
        raise CommandError(f"line {number}: not JSON ({error.msg} at column {error.colno}); use one object a line") from error
    if not isinstance(row, dict):
        raise CommandError(f"line {number}: {type(row).__name__} found; use an object with claim, claim_date, later, later_date")
    texts = []
    for field in ("claim", "later"):
        if not isinstance(row.get(field), str) or not row[field].strip():
            raise CommandError(f"line {number}: field '{field}' is {json.dumps(row.get(field))}; use a text that is not empty")
        texts.append(row[field])
    return texts[0], texts[1], date_of(number, "claim_date", row.get("claim_date")), date_of(number, "later_date", row.get("later_date"))


def date_of(number: int, field: str, value: object) -> datetime | None:
    """An ISO date (that day, 00:00 UTC) or a date-time with zone."""
    if value is None or value == "":
        return None
    try:
        moment = datetime.fromisoformat(value)
    except (TypeError, ValueError) as error:
        raise CommandError(f"line {number}: field '{field}' is {json.dumps(value)}; use an ISO date or a date-time with zone") from error
    if moment.tzinfo is None:
        if len(value) > 10:
            raise CommandError(f"line {number}: field '{field}' is {json.dumps(value)}, a time without zone; add Z or an offset")
        return moment.replace(tzinfo=UTC)
    return moment


def answer(finding: Finding) -> dict[str, object]:
    return {
        "relation": finding.relation.value,
        "score": round(finding.score, 3),
        "rule": finding.rule,
        "sentence": finding.sentence,
        "distance": list(finding.distance),
        "spans": {"claim": [[s.start, s.end] for s in finding.claim_spans], "later": [[s.start, s.end] for s in finding.later_spans]},
    }
