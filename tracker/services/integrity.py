"""Checks that the record is whole: hashes, quotes, readings, numbers, the guards of the log, the index. Each only looks and says what it found.

``verification.services.integrity`` adds the judgement's checks, runs them all and repairs what can be repaired.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise

from django.conf import settings
from django.db import connection
from django.db.models import Count, Exists, F, Max, OuterRef, Q

from tracker import events, search
from tracker.models import Claim, Counter, Reading, Report, Revision, Statement, WorkItem
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


def raw_hashes(now: datetime) -> Iterator[Fault | None]:
    """The bytes as received are those that were received."""
    for revision in Revision.objects.only("uuid", "raw", "raw_sha256").order_by("pk").iterator(chunk_size=AT_ONCE):
        yield None
        if hashlib.sha256(bytes(revision.raw)).hexdigest() != revision.raw_sha256:
            yield Fault(f"revision:{revision.uuid}", "its bytes are not those whose hash was written down when it came in")


def places_in_text(now: datetime) -> Iterator[Fault | None]:
    """Every statement, cue, chain link and figure stands where its offsets say."""
    said = Statement.objects.select_related("reading__revision").prefetch_related("links", "figures").order_by("pk")
    for statement in said.iterator(chunk_size=AT_ONCE):
        yield None
        revision = statement.reading.revision
        source = revision.title if statement.part == Part.TITLE else revision.text
        if source[statement.start : statement.end] != statement.quote:
            yield Fault(f"statement:{statement.uuid}", f"its quote is not what stands at {statement.start} to {statement.end} of its text")
            continue
        if wrong := [text for start, end, text in _marks(statement) if source[start:end] != text]:
            yield Fault(f"statement:{statement.uuid}", f"{len(wrong)} of its cues do not stand where they should, the first is {wrong[0][:40]!r}")
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
    """The newest text of every report has one current reading, and no older text has one."""
    newest = Report.objects.annotate(
        newest=Max("revisions__no"),
        current=Count("revisions__readings", filter=Q(revisions__readings__current=True)),
    )
    right = Reading.objects.filter(current=True, revision__report=OuterRef("pk"), revision__no=OuterRef("newest"))
    for report in newest.annotate(right=Exists(right)).order_by("pk").iterator(chunk_size=AT_ONCE):
        yield None
        if report.newest is None:
            yield Fault(f"report:{report.uuid}", "it has no text at all")
        elif report.current != 1 or not report.right:
            latest = Revision.objects.get(report=report, no=report.newest)
            step = Follow("read", str(latest.uuid))
            if not under_way(step):
                yield Fault(f"report:{report.uuid}", f"{report.current} current readings, and its newest text {'has' if report.right else 'lacks'} one", step)


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
        yield Fault("events", f"the guard {name} of the event log is not there: lines could be changed; run manage.py migrate, or lock it again")


def index_rows(now: datetime) -> Iterator[Fault | None]:
    """Every claim, and every statement that was compared, can be found by its words; nothing else is in the index."""
    wanted = {
        "claim": dict(Claim.objects.values_list("pk", "uuid")),
        "statement": dict(Statement.objects.in_force().filter(check_worthy=True).values_list("pk", "uuid")),
    }
    for kind, keys in wanted.items():
        there = search.keys(kind)
        for key, uuid in keys.items():
            yield None
            if key not in there and (kind == "claim" or not _awaits_comparison(key)):
                yield Fault(f"{kind}:{uuid}", "it cannot be found by its words", Follow("index", f"{kind}:{uuid}"))
        known = keys if kind == "claim" else set(Statement.objects.values_list("pk", flat=True))
        for key in sorted(there - set(known)):
            yield Fault(f"{kind} {key}", "the index holds it and the record does not", Follow("index", f"{kind}:{key}"))


def _awaits_comparison(statement: int) -> bool:
    """Whether its reading's comparison is still to be done, or it was told apart as words that take something back."""
    reading = Statement.objects.values_list("reading_id", flat=True).get(pk=statement)
    return under_way(Follow("compare", str(reading)))


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


def flags_of_time(now: datetime) -> Iterator[Fault | None]:
    """No text was received in the future: a clock that ran ahead gives an order that never was."""
    ahead = Revision.objects.filter(received_at__gt=now + timedelta(minutes=5)).order_by("pk")
    yield None
    for revision in ahead[:GAPS_LISTED]:
        yield Fault(f"revision:{revision.uuid}", f"it was received at {revision.received_at:%Y-%m-%d %H:%M}, which is still to come")


def chains(now: datetime) -> Iterator[Fault | None]:
    """Every statement that was read has a chain, whose last link is who published it."""
    for statement in Statement.objects.filter(links=None).order_by("pk").iterator(chunk_size=AT_ONCE):
        yield Fault(f"statement:{statement.uuid}", "it has no chain: nobody says it")
    yield None


__all__ = ["Check", "Fault", "events", "under_way"]
