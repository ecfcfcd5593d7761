"""Tables of reports into the record, a part at a time: good lines are stored, bad ones listed with their line and reason. Reading one is ``intake.tables``."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db import transaction

from tracker import events, work
from tracker.errors import Refused
from tracker.intake.canonical import fingerprint
from tracker.intake.documents import base_name
from tracker.intake.record import receive
from tracker.intake.tables import Row, Table, read_table
from tracker.models import Person, ReportTable, Revision
from tracker.roles import Act, NotAllowed, require
from tracker.terms import Via
from tracker.work import Follow

AT_ONCE = 100  # lines of one step
KIND = "table"


@transaction.atomic
def hold(*, content: bytes, name: str, by: Person, now: datetime) -> ReportTable:
    """Keep a file until somebody has looked at its preview. Raises ``Refused`` for what is no table; nothing of it is on record yet."""
    require(by, Act.REPORT_ADD)
    table = read_table(content)
    _refuse_removed(table)
    return ReportTable.objects.create(
        name=base_name(name),
        content=content,
        sha256=hashlib.sha256(content).hexdigest(),
        rows=len(table.rows),
        uploaded_by=by,
        uploaded_at=now,
    )


def _refuse_removed(table: Table) -> None:
    """``Refused`` for a file that holds the words of a report that was removed by law: not even the file is kept."""
    gone = set(Revision.objects.exclude(text_sha256="").values_list("fingerprint", flat=True))
    line = next((one.line for one in table.good if gone and fingerprint(one.fields["text"]) in gone), None)
    if line is not None:
        raise Refused("removed", f"line {line} is a report that was removed by law; take it out and hand the file in again.", field="file")


@transaction.atomic
def begin(table: ReportTable, *, by: Person, now: datetime) -> ReportTable:
    """Import it, in the name of whoever says so. Saying so twice imports it once."""
    require(by, Act.REPORT_ADD)
    row = ReportTable.objects.select_for_update().get(pk=table.pk)
    if row.begun_at is None:
        row.begun_at, row.begun_by = now, by
        row.save(update_fields=["begun_at", "begun_by"])
        events.record("table.begun", row, now=now, actor=by, after={"name": row.name, "rows": row.rows})
        work.enqueue(KIND, row.uuid, now=now, version="0")
    return row


def take_part(subject: str, *, now: datetime) -> Iterable[Follow]:
    """The next lines of a table that was begun, and the step after it. Safe to repeat: what is on record is known again."""
    row = ReportTable.objects.select_for_update(of=("self",)).select_related("begun_by").filter(uuid=subject).first()
    if row is None or row.begun_at is None or row.ended_at is not None:
        return ()
    part = read_table(bytes(row.content)).rows[row.done : row.done + AT_ONCE]
    row.results = [*row.results, *(store(one, by=row.begun_by, now=now) for one in part)]
    row.done += len(part)
    if row.done >= row.rows or not part:
        row.ended_at = now
        events.record("table.ended", row, now=now, actor=row.begun_by, after=counts(row.results))
    row.save(update_fields=["results", "done", "ended_at"])
    return () if row.ended_at else [Follow(KIND, subject, version=str(row.done))]


def store(row: Row, *, by: Person | None, now: datetime) -> dict[str, Any]:
    """One line into the record; what became of it, with the reason where nothing did."""
    if row.problem:
        return {"line": row.line, "code": row.code, "message": row.problem}
    try:
        with transaction.atomic():
            received = receive(via=Via.TABLE, entered_by=by, now=now, **row.fields)
    except Refused as refused:
        return {"line": row.line, "code": refused.code, "message": f"{refused.field}: {refused}" if refused.field else str(refused)}
    except NotAllowed as refused:
        return {"line": row.line, "code": refused.code, "message": str(refused)}
    return {"line": row.line, "report": received.report.pk, "created": received.created, "changed": received.changed}


def counts(results: list[dict[str, Any]]) -> dict[str, int]:
    """How many lines became new reports, fresh revisions, were known, were refused."""
    return {
        "new": sum(bool(one.get("created")) for one in results),
        "changed": sum(bool(one.get("changed")) for one in results),
        "known": sum("report" in one and not one["created"] and not one["changed"] for one in results),
        "refused": sum("report" not in one for one in results),
    }


def table_of(row: ReportTable) -> Table:
    """What stands in the file."""
    return read_table(bytes(row.content))


__all__ = ["begin", "counts", "hold", "store", "table_of", "take_part"]
