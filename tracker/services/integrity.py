"""Checks that the record is whole: hashes, quotes, readings, numbers, the guards of the log, work left behind. Each only looks and says what it found.

``verification.services.integrity`` adds the judgement's checks, runs them all and repairs what can be repaired.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise
from typing import Any

from django.conf import settings
from django.db import connection

from tracker.intake.canonical import fingerprint
from tracker.models import REMOVED, Attachment, Claim, Counter, Event, Reading, Redaction, Report, Revision, Statement, WorkItem
from tracker.models.guards import guards_missing
from tracker.terms import Part, WorkState
from tracker.work import Follow

AT_ONCE = 500  # rows
GAPS_LISTED = 50
STALE_AFTER = timedelta(hours=1)  # work that is due for so long and that nobody holds


@dataclass(frozen=True, slots=True)
class Fault:
    """Something that is not as it must be: what, about which row, in a sentence, and the step that makes it good (None: a person must look)."""

    subject: str
    sentence: str
    repair: Follow | None = None


@dataclass(frozen=True, slots=True)
class Check:
    """One promise of the record. ``rows`` says how many things it looks at; ``look`` yields ``None`` for each of them and a fault for what is wrong."""

    name: str
    what: str
    rows: Callable[[], int]
    look: Callable[[datetime], Iterator[Fault | None]]


def hashes(now: datetime) -> Iterator[Fault | None]:
    """The bytes as received, and the files kept beside a report, are those that came in; the hash of the words is that of the words."""
    columns = ("uuid", "raw", "raw_sha256", "text", "fingerprint", "text_sha256")
    for uuid, raw, sha256, text, words, removed in Revision.objects.order_by("pk").values_list(*columns).iterator(chunk_size=AT_ONCE):
        yield None
        if removed:
            if raw or text:
                yield Fault(f"revision:{uuid}", "its words were removed by law, and words stand in it again")
            continue
        if hashlib.sha256(bytes(raw)).hexdigest() != sha256:
            yield Fault(f"revision:{uuid}", "its bytes are not those whose hash was written down when it came in")
        if fingerprint(text) != words:
            yield Fault(f"revision:{uuid}", "the hash of its words is another one: copies of it are not known as copies")
    beside = Attachment.objects.order_by("pk").values_list("uuid", "content", "sha256", "report__removed_at")
    for uuid, content, sha256, gone in beside.iterator(chunk_size=20):
        yield None
        if gone is not None:
            if content:
                yield Fault(f"attachment:{uuid}", "its report was removed by law, and it holds bytes again")
        elif hashlib.sha256(bytes(content)).hexdigest() != sha256:
            yield Fault(f"attachment:{uuid}", "its bytes are not those that were put beside the report")


def places_in_text(now: datetime) -> Iterator[Fault | None]:
    """Every statement, cue, chain link and figure stands where its offsets say."""
    said = Statement.objects.select_related("reading__revision").prefetch_related("links", "figures").order_by("pk")
    for statement in said.iterator(chunk_size=AT_ONCE):
        yield None
        revision = statement.reading.revision
        if revision.text_sha256:
            if statement.quote != REMOVED or statement.display != REMOVED:
                yield Fault(f"statement:{statement.uuid}", "its report was removed by law, and it holds words again")
            continue
        source = revision.title if statement.part == Part.TITLE else revision.text
        if source[statement.start : statement.end] != statement.quote:
            yield Fault(f"statement:{statement.uuid}", f"its quote is not what stands at {statement.start} to {statement.end} of its text")
            continue
        if wrong := [text for start, end, text in _marks(statement) if source[start:end] != text]:
            yield Fault(
                f"statement:{statement.uuid}", f"{len(wrong)} of its cues do not stand where they should, the first is {wrong[0][:40]!r}"
            )
        if any(not 0 <= figure.start < figure.end <= len(source) for figure in statement.figures.all()):
            yield Fault(f"statement:{statement.uuid}", "a figure of it lies outside its text")


def _marks(statement: Statement) -> Iterator[tuple[int, int, str]]:
    for cue in statement.cues:
        if cue.get("start") is not None:
            yield cue["start"], cue["end"], cue["text"]
    for link in statement.links.all():
        if link.cue_start is not None and link.cue_end is not None:
            yield link.cue_start, link.cue_end, link.cue


def current_readings(now: datetime) -> Iterator[Fault | None]:
    """The newest text of every report has one current reading, no older text has one, and the report is listed by the newest text's times."""
    newest: dict[int, tuple[int, Any, tuple[datetime, datetime]]] = {}  # report → its newest text's number, UUID and times
    columns = ("report", "no", "uuid", "received_at", "published_at")
    for report, no, uuid, received, published in Revision.objects.order_by("no").values_list(*columns).iterator(chunk_size=AT_ONCE):
        newest[report] = (no, uuid, (received, published or received))
    current: dict[int, list[int]] = {}  # report → the numbers of the texts whose reading counts
    for report, no in Reading.objects.filter(current=True).values_list("revision__report", "revision__no").iterator(chunk_size=AT_ONCE):
        current.setdefault(report, []).append(no)
    reports = Report.objects.order_by("pk").values_list("pk", "uuid", "received_at", "said_at")
    for key, uuid, *times in reports.iterator(chunk_size=AT_ONCE):
        yield None
        if key in newest and newest[key][2] != tuple(times):
            yield Fault(f"report:{uuid}", "it is listed by other times than those of its newest text")
        if key not in newest:
            yield Fault(f"report:{uuid}", "it has no text at all")
        elif current.get(key) != [newest[key][0]] and not under_way(step := Follow("read", str(newest[key][1]))):
            texts = ", ".join(map(str, current.get(key, ()))) or "none"
            yield Fault(f"report:{uuid}", f"its newest text is {newest[key][0]}, and what counts is the reading of: {texts}", step)


def numbers(now: datetime) -> Iterator[Fault | None]:
    """The record's order has no gap: every number that was drawn is a statement's or a claim's. So have the claims' numbers."""
    drawn = dict(Counter.objects.filter(name__in=("record", "claim")).values_list("name", "value"))
    order = sorted([*Statement.objects.values_list("seq", flat=True), *Claim.objects.values_list("seq", flat=True)])
    yield from _gaps("record", order, drawn.get("record", 0))
    yield from _gaps("claim", sorted(Claim.objects.values_list("number", flat=True)), drawn.get("claim", 0))


def _gaps(name: str, given: list[int], drawn: int) -> Iterator[Fault | None]:
    listed = 0
    for before, after in pairwise([0, *given, drawn + 1]):
        yield None
        if after - before > 1 and listed < GAPS_LISTED:
            listed += 1
            missing = f"{before + 1}" if after - before == 2 else f"{before + 1} to {after - 1}"
            yield Fault(f"counter:{name}", f"number {missing} was drawn and belongs to nothing: a row is gone")
    if given and given[-1] > drawn:
        yield Fault(f"counter:{name}", f"{given[-1]} was given and only {drawn} drawn: the next ones would be given twice")


def guards(now: datetime) -> Iterator[Fault | None]:
    """The database itself refuses to change or delete a line of the event log."""
    yield None
    for name in guards_missing(connection):
        yield Fault(
            "events", f"the guard {name} of the event log is not there: lines could be changed; run manage.py migrate, or lock it again"
        )


def removals(now: datetime) -> Iterator[Fault | None]:
    """Every removed report has a request that two people decided, and a line of the log that says so; no line says it of any other report."""
    logged = dict(Event.objects.filter(kind="report.removed").order_by("pk").values_list("subject", "actor"))
    confirmed = {row.report_id: row for row in Redaction.objects.confirmed()}
    for key, uuid in Report.objects.exclude(removed_at=None).order_by("pk").values_list("pk", "uuid"):
        yield None
        row, actor = confirmed.pop(key, None), logged.pop(f"report:{uuid}", None)
        if row is None or row.confirmed_by_id == row.asked_by_id:
            yield Fault(f"report:{uuid}", "it was emptied, and no two administrators decided that")
        elif actor != row.confirmed_by_id:
            yield Fault(f"report:{uuid}", "it was emptied, and no line of the log says by whom")
    for subject in [*logged, *(f"report {key}" for key in confirmed)]:
        yield Fault(subject, "its words are said to be removed, and it is not marked so")


def work_left(now: datetime) -> Iterator[Fault | None]:
    """Nothing is parked, and nothing that is due has been waiting for an hour."""
    for item in WorkItem.objects.exclude(state=WorkState.DONE).order_by("pk").iterator(chunk_size=AT_ONCE):
        yield None
        if item.state == WorkState.PARKED:
            yield Fault(f"work:{item.pk}", f"“{item}” needs attention: {item.last_error[:200]}")
        elif item.due_at < now - STALE_AFTER and (item.lease_until is None or item.lease_until < now):
            yield Fault(f"work:{item.pk}", f"“{item}” has been due since {item.due_at:%Y-%m-%d %H:%M} and nobody takes it")
        elif item.kind not in settings.PIPELINE:
            yield Fault(f"work:{item.pk}", f"“{item}” is of a kind that this version does not know")


def under_way(step: Follow) -> bool:
    """Whether the step is still to be done by itself; what is parked is not."""
    return WorkItem.objects.filter(kind=step.kind, subject=step.subject, state=WorkState.TODO).exists()


def counted(rows: Any) -> Callable[[], int]:
    """How many rows a check looks at, asked when it begins."""
    return lambda: rows.count()


CHECKS = (
    Check("hashes", "the bytes as received", lambda: Revision.objects.count() + Attachment.objects.count(), hashes),
    Check("places", "quotes, cues and figures in their texts", counted(Statement.objects), places_in_text),
    Check("readings", "one current reading of each report", counted(Report.objects), current_readings),
    Check("numbers", "the record's order without gaps", lambda: Statement.objects.count() + 2 * Claim.objects.count() + 2, numbers),
    Check("removals", "reports removed by law", counted(Report.objects.exclude(removed_at=None)), removals),
    Check("guards", "the append-only log", lambda: 1, guards),
    Check("work", "nothing parked, nothing forgotten", counted(WorkItem.objects.exclude(state=WorkState.DONE)), work_left),
)
__all__ = ["CHECKS", "Check", "Fault", "under_way"]
