"""Lets people's corrections of figures and dates reach the comparer, which otherwise reads them from a statement's words."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from datetime import datetime
from decimal import Decimal
from typing import Any

from tracker.language.spans import Span
from tracker.models import Correction, Statement
from tracker.terms import Comparator
from verification.comparing.frames import frame_of
from verification.comparing.shapes import Frame, Point


def corrected(frame: Frame, statement: Statement) -> Frame:
    """The frame with the figures and dates as people put them right; the same frame where nobody did."""
    for field, value, was in _corrections(statement):
        if field.startswith("figure:"):
            frame = _with_figure(frame, value, was)
        elif field.startswith("date:"):
            frame = _with_date(frame, value, was)
    return frame


def load_corrections(statements: Collection[Statement]) -> None:
    """Look up in one query what people corrected on many statements."""
    waiting: dict[int, list[tuple[str, Any, Any]]] = {one.pk: [] for one in statements if "_corrected" not in vars(one)}
    rows = Correction.objects.filter(statement__in=waiting, withdrawn_at=None).order_by("pk")
    for key, *found in rows.values_list("statement_id", "field", "value", "was"):
        waiting[key].append((found[0], found[1], found[2]))
    for one in statements:
        vars(one).setdefault("_corrected", waiting.get(one.pk, []))


def _corrections(statement: Statement) -> list[tuple[str, Any, Any]]:
    remembered: dict[str, Any] = vars(statement)
    if "_corrected" not in remembered:
        rows = Correction.objects.filter(statement=statement, withdrawn_at=None).order_by("pk")
        remembered["_corrected"] = list(rows.values_list("field", "value", "was"))
    return remembered["_corrected"]


def _with_figure(frame: Frame, value: Any, was: Any) -> Frame:
    points = list(frame.figures)
    place = next((i for i, point in enumerate(points) if was and _ends(point) == (_number(was["low"]), _number(was["high"]))), None)
    if value is None:
        return replace(frame, figures=tuple(points[:place] + points[place + 1 :])) if place is not None else frame
    new: dict[str, Any] = {
        "low": _number(value["low"]),
        "high": _number(value["high"]),
        "comparator": Comparator(value["comparator"]),
    }
    if value["unit"]:
        new["unit"] = _unit(value["unit"])
    if place is not None:
        points[place] = replace(points[place], **new)
    else:
        first = points[0] if points else None
        points.append(
            Point(
                bloc=frame.bloc,
                said_at=frame.said_at,
                span=Span(0, 0),
                as_of_start=first.as_of_start if first else None,
                as_of_end=first.as_of_end if first else None,
                **{"unit": None, **new},
            )
        )
    return replace(frame, figures=tuple(points))


def _with_date(frame: Frame, value: Any, was: Any) -> Frame:
    """A corrected date stands where the one that was read stood: when it happened, or as of when a figure counts."""
    begins, ends = (_moment(value[name]) if value else None for name in ("from", "to"))
    read = (_moment(was["from"]), _moment(was["to"])) if was else None
    figures = tuple(
        replace(point, as_of_start=begins, as_of_end=ends) if read and (point.as_of_start, point.as_of_end) == read else point
        for point in frame.figures
    )
    meant = read is None or (frame.when_start, frame.when_end) == read
    if not meant:
        return replace(frame, figures=figures)
    whole = begins is not None and ends is not None
    return replace(frame, figures=figures, when_start=begins, when_end=ends, dated=whole)


def _unit(name: str) -> str:
    """What is counted, by the name that the comparer has for it."""
    read = frame_of(f"3 {name}").figures
    return (read[0].unit if read else None) or name


def _ends(point: Point) -> tuple[Decimal | None, Decimal | None]:
    return point.low, point.high


def _number(value: Any) -> Decimal | None:
    return None if value is None else Decimal(str(value))


def _moment(value: Any) -> datetime | None:
    return datetime.fromisoformat(value) if isinstance(value, str) else value
