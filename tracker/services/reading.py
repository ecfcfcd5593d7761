"""Reads a revision and writes what was found: one new current reading, its statements, chains and figures."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from tracker import events, sequence
from tracker.language import reader
from tracker.language.reading import Cue, Link, Quantity, When
from tracker.language.reading import Statement as Found
from tracker.models import UNNAMED_OUTLET, ChainLink, Figure, Reading, Revision, Source, Statement
from tracker.services import lexicon, rereading
from tracker.services.sources import Linked, resolve_chain
from tracker.terms import SpeakerKind
from tracker.work import Follow


def read_revision(subject: str, *, now: datetime) -> Iterable[Follow]:
    """Read the revision with this UUID and publish its statements; what follows is the comparison of the reading.

    Quiet when the revision is gone, its words were removed, or this engine and lexicon have read it. A newer revision of the report leaves the older
    one's reading current no more: only the newest text counts.
    """
    revision = Revision.objects.select_related("report__publisher").filter(uuid=subject).first()
    if revision is None or revision.text_sha256 or revision.report.revisions.filter(no__gt=revision.no).exists():
        return ()
    found = reader.read(revision.text, title=revision.title or None, published=revision.at, lexicon=lexicon.in_force())
    if revision.readings.filter(current=True, engine=found.engine, lexicon=found.lexicon).exists():
        return ()
    if Reading.objects.filter(revision__report=revision.report, current=True).exists():
        because = "the report was read anew" if revision.readings.exists() else "the report's text was changed"
        rereading.renew(revision, found, now=now, because=because)
        return ()
    reading = Reading.objects.create(revision=revision, engine=found.engine, lexicon=found.lexicon, made_at=now)
    Revision.objects.filter(pk=revision.pk).update(language=found.language)
    publish(reading, found.statements)
    events.record(
        "revision.read",
        revision.report,
        now=now,
        after={"statements": len(found.statements), "language": found.language, "engine": found.engine},
    )
    return (Follow("compare", str(reading.pk)),)


def warm_up() -> None:
    """Let the reader read its tables."""
    reader.read(
        "At least twelve people may have been hurt when the dam at Lorn broke on Monday, police said. Officials denied that it was mined."
    )


def publish(reading: Reading, found: Iterable[Found]) -> list[Statement]:
    """Write statements with their chains and figures, in the record's order."""
    found = list(found)
    if not found:
        return []
    publisher = reading.revision.report.publisher
    resolved: dict[tuple[Link, ...], list[Linked]] = {}
    for one in found:
        if one.chain not in resolved:
            resolved[one.chain] = resolve_chain(one.chain, publisher=publisher, title=reading.revision.title, text=reading.revision.text)
    first = sequence.draw("record", len(found))
    rows = Statement.objects.bulk_create(_row(reading, one, first + place) for place, one in enumerate(found))
    ChainLink.objects.bulk_create(
        link for row, one in zip(rows, found, strict=True) for link in _links(row, one.chain, resolved[one.chain], publisher)
    )
    Figure.objects.bulk_create(_figure(row, quantity) for row, one in zip(rows, found, strict=True) for quantity in one.quantities)
    return rows


def _row(reading: Reading, found: Found, seq: int) -> Statement:
    return Statement(
        reading=reading,
        seq=seq,
        part=found.part,
        start=found.span.start,
        end=found.span.end,
        quote=found.quote,
        display=found.display,
        level=found.level,
        low=found.low,
        high=found.high,
        polarity=found.polarity,
        markers=[str(marker) for marker in found.markers],
        cues=[cue_as_json(cue) for cue in found.cues],
        dates=[when_as_json(when) for when in found.dates],
        check_worthy=found.check_worthy,
        unworthy_because=found.unworthy_because[:80],
    )


def _links(row: Statement, chain: tuple[Link, ...], sources: list[Linked], publisher: Source | None) -> Iterable[ChainLink]:
    """The chain as read, with the publisher as its last link unless the report names it itself."""
    position = -1
    for position, (link, linked) in enumerate(zip(chain, sources, strict=True)):
        yield ChainLink(
            statement=row,
            position=position,
            name=link.source[:300],
            source=linked.source,
            linked_by=linked.by,
            surety=linked.surety,
            kind=link.kind,
            cue=link.cue[:200],
            level=link.level,
            cue_start=link.cue_span.start if link.cue_span else None,
            cue_end=link.cue_span.end if link.cue_span else None,
        )
    if publisher is None or publisher not in [linked.source for linked in sources]:
        yield ChainLink(
            statement=row,
            position=position + 1,
            name=publisher.name if publisher else UNNAMED_OUTLET,
            source=publisher,
            kind=SpeakerKind.PUBLISHER if publisher else SpeakerKind.NONE,
            level=row.level if position < 0 else 5,
        )


def _figure(row: Statement, quantity: Quantity) -> Figure:
    return Figure(
        statement=row,
        measure=(quantity.unit or "")[:200],
        unit=(quantity.unit or "")[:80],
        low=quantity.low,
        high=quantity.high,
        comparator=quantity.comparator,
        cumulative=quantity.cumulative,
        capacity=quantity.capacity,
        scope=f"per {quantity.rate}"[:200] if quantity.rate else "",
        start=quantity.span.start,
        end=quantity.span.end,
    )


def cue_as_json(cue: Cue) -> dict[str, Any]:
    """A cue as commands, API and the statement's row show it."""
    return {
        "start": cue.span.start,
        "end": cue.span.end,
        "text": cue.text,
        "kind": str(cue.kind),
        "level": int(cue.level),
        "low": cue.low,
        "high": cue.high,
        "basis": cue.basis,
    }


def when_as_json(when: When) -> dict[str, Any]:
    """A date as commands, API and the statement's row show it: an ISO date-time with zone, or null = open."""
    return {
        "start": when.span.start,
        "end": when.span.end,
        "from": when.start.isoformat() if when.start else None,
        "to": when.end.isoformat() if when.end else None,
    }
