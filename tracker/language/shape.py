"""A reading as other programs are given it: the one shape behind ``manage.py read`` and the API. Plain values only; no text is looked at."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

from tracker.language.reading import Reading, Statement


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


def reading_row(reading: Reading) -> dict[str, Any]:
    """A whole reading as other programs read it."""
    rows = [statement_row(statement) for statement in reading.statements]
    return {"title": reading.title, "published": as_moment(reading.published), "language": reading.language, "statements": rows}
