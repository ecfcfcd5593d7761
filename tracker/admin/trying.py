"""A text as it would be read, while somebody is still typing or has just pasted it: marks, levels, who says so. Nothing is stored."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse

from tracker.admin.adding import when
from tracker.intake.clean import clean_line, clean_text
from tracker.language import reader
from tracker.language.headers import parse_headers
from tracker.language.reading import Reading, Statement
from tracker.marking import Mark
from tracker.roles import Act, may
from tracker.services import lexicon
from tracker.templatetags.desk import words
from tracker.terms import Level, Part, label

MOST = 20_000  # characters that are read while somebody types; the whole text is when it is added


def try_reading(request: HttpRequest) -> HttpResponse:
    """The part of the page that shows how what was typed so far is read."""
    if not may(request.user, Act.REPORT_ADD):
        raise PermissionDenied("Your roles do not allow adding reports.")
    text = clean_text(request.POST.get("text", ""))
    title, published = clean_line(request.POST.get("title", "")), moment(request.POST.get("published", ""))
    try:
        headers = parse_headers(text)
    except ValueError:
        headers = None  # a header that is half typed is no reason to stop
    if headers is not None:
        text, title, published = headers.body, title or headers.title or "", published or headers.published
    shown = text[:MOST]
    reading = reader.read(shown, title=title or None, published=published, lexicon=lexicon.in_force()) if shown.strip() else None
    context = {
        "title": title,
        "text": shown,
        "cut": len(text) - len(shown),
        "reading": reading,
        **(counted(reading) if reading else {}),
        "title_marks": list(marks(reading.statements, Part.TITLE)) if reading else [],
        "body_marks": list(marks(reading.statements, Part.BODY)) if reading else [],
    }
    return TemplateResponse(request, "tracker/_try.html", context)


def moment(text: str) -> datetime | None:
    """The date that is typed, if it is one already."""
    try:
        return when(text.strip()) if text.strip() else None
    except (ValidationError, OverflowError):
        return None


def counted(reading: Reading) -> dict[str, Any]:
    levels = Counter(statement.level for statement in reading.statements)
    return {
        "level_counts": [(int(level), levels[level]) for level in sorted(levels, reverse=True)],
        "worthy": sum(statement.check_worthy for statement in reading.statements),
        "hedges": sum(cue.kind == "hedge" for cue in {cue for statement in reading.statements for cue in statement.cues}),
        "speakers": list(
            dict.fromkeys(link.source for statement in reading.statements for link in statement.chain[:1] if link.kind != "publisher")
        ),
        "figures": len({figure.span for statement in reading.statements for figure in statement.quantities}),
    }


def marks(statements: Iterable[Statement], part: Part) -> Iterator[Mark]:
    """Spans, cues, attributions and figures, each place marked once; keys are places, for nothing here is stored."""
    seen: set[tuple[int, int, str]] = set()
    for number, statement in enumerate(statements):
        if statement.part != part:
            continue
        yield Mark(statement.span.start, statement.span.end, "statement", f"try-{number}", int(statement.level), said(statement))
        for span, kind, note in cues_of(statement):
            if (span.start, span.end, kind) not in seen:
                seen.add((span.start, span.end, kind))
                yield Mark(span.start, span.end, kind, note=note)


def cues_of(statement: Statement) -> Iterator[tuple[Any, str, str]]:
    for link in statement.chain:
        if link.cue_span is not None:
            yield link.cue_span, "attribution", f"attribution: {link.source}"
    for cue in statement.cues:
        if cue.kind != "attribution":
            level = f": {label(Level(cue.level))}" if cue.kind in ("hedge", "booster") else ""
            yield cue.span, str(cue.kind), f"{words(cue.marker or cue.kind)}{level}"
    for figure in statement.quantities:
        yield figure.span, "figure", f"figure: {words(figure.comparator)}"


def said(statement: Statement) -> str:
    """ "possible, said by Harbour Post"."""
    who = statement.chain[0].source if statement.chain else ""
    return label(Level(statement.level)) + (f", said by {who}" if who else "")
