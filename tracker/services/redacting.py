"""Legal removal in the record: asking, declining, and emptying a report of its words. What quotes it in the judgement, and the confirming, live there."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import OuterRef, QuerySet, Subquery

from tracker import events, search
from tracker.errors import Refused
from tracker.intake.canonical import fingerprint, sha256
from tracker.intake.clean import checked
from tracker.intake.tables import read_table
from tracker.models import (
    REMOVED,
    Attachment,
    ChainLink,
    Correction,
    FeedItem,
    Figure,
    Person,
    Redaction,
    Report,
    ReportTable,
    Revision,
    Source,
    SourceAlias,
    Statement,
    WorkItem,
)
from tracker.reasons import given
from tracker.roles import Act, require

EMPTY = b""


@transaction.atomic
def ask(report: Report, *, reason: str, by: Person, now: datetime) -> Redaction:
    """Ask that a report be emptied of its words; somebody else must confirm it. Raises ``Refused`` when that waits already or was done."""
    require(by, Act.REPORT_REDACT)
    reason = given(reason, of="a removal")
    row = Report.objects.select_for_update().get(pk=report.pk)
    there = row.redactions.filter(declined_at=None).first()
    if there is not None and there.confirmed_at is not None:
        raise Refused("removed", f"the words of this report were removed on {there.confirmed_at:%Y-%m-%d}.", field="report")
    if there is not None:
        raise Refused("asked", f"{there.asked_by} asked for it on {there.asked_at:%Y-%m-%d}; it waits to be confirmed.", field="report")
    made = Redaction.objects.create(report=row, reason=reason, asked_by=by, asked_at=now)
    events.record("report.removal_asked", row, now=now, actor=by, after={"redaction": str(made.uuid)}, reason=reason)
    return made


@transaction.atomic
def decline(redaction: Redaction, *, reason: str, by: Person, now: datetime) -> Redaction:
    """Leave the report as it is; whoever asked takes it back in this way too. Raises ``Refused`` when it waits no more."""
    require(by, Act.REPORT_REDACT)
    reason = given(reason, of="declining a removal")
    row = waiting(redaction)
    row.declined_by, row.declined_at, row.declined_because = by, now, reason
    row.save(update_fields=["declined_by", "declined_at", "declined_because"])
    events.record("report.removal_declined", row.report, now=now, actor=by, after={"redaction": str(row.uuid)}, reason=reason)
    return row


def waiting(redaction: Redaction) -> Redaction:
    """The request as it is now, locked with its report; ``Refused`` when it waits no more."""
    Report.objects.select_for_update(of=("self",)).get(pk=redaction.report_id)
    row = Redaction.objects.select_for_update(of=("self",)).select_related("report", "asked_by").get(pk=redaction.pk)
    if row.confirmed_at is not None or row.declined_at is not None:
        done = "confirmed" if row.confirmed_at else "declined"
        raise Refused("decided", f"it was {done} already; look at the report.")
    return row


def refuse_removed(report: Report) -> None:
    """``Refused`` for a report whose words are gone: nothing can be done to them any more."""
    if report.removed_at is not None:
        raise Refused("removed", f"the words of this report were removed on {report.removed_at:%Y-%m-%d}; nothing of it can be changed.")


# ---- emptying


def texts_of(report: Report) -> list[str]:
    """Everything that the report says, as received and as read: what is looked for wherever it may be quoted."""
    said = Statement.objects.filter(reading__revision__report=report).values_list("quote", "display", "translation")
    revisions = report.revisions.values_list("text", "title")
    beside = report.attachments.values_list("name", "note")
    items = FeedItem.objects.filter(report=report).values_list("title", flat=True)
    return [text for text in {*sum([*said, *revisions, *beside], ()), *items} if text]


def empty(report: Report, *, now: datetime) -> dict[str, Any]:
    """Replace every text, document and file of the report by its hash, and what was read of it by a mark; the hashes. Rows and their places stay."""
    hashes = {"revisions": [_empty_revision(one) for one in report.revisions.order_by("no")]}
    hashes["files"] = [{"uuid": str(one.uuid), "sha256": one.sha256, "size": one.size} for one in report.attachments.defer("content")]
    Attachment.objects.filter(report=report).update(content=EMPTY, name=REMOVED, note="")
    FeedItem.objects.filter(report=report).update(title=REMOVED, waiting=None)
    _empty_tables(report, now=now)
    _empty_statements(report)
    _empty_work(report)
    Report.objects.filter(pk=report.pk).update(removed_at=now, archive_url="")
    search.remove("report", report.pk)
    return hashes


def _empty_revision(one: Revision) -> dict[str, Any]:
    one.text_sha256 = sha256(one.text)
    told = {"no": one.no, "text_sha256": one.text_sha256, "raw_sha256": one.raw_sha256, "characters": len(one.text), "bytes": len(one.raw)}
    one.raw, one.raw_name, one.text, one.metadata = EMPTY, "", "", {}
    one.title = REMOVED
    one.save(update_fields=["raw", "raw_name", "text", "text_sha256", "title", "metadata"])
    return told


def _empty_statements(report: Report) -> None:
    """Their level, polarity and markers stay: what people decided rests on them. Of whom no other text speaks loses the name too."""
    said = Statement.objects.filter(reading__revision__report=report)
    keys = list(said.values_list("pk", flat=True))
    links = ChainLink.objects.filter(statement__in=keys)
    _forget_names(links)
    links.filter(source=None).update(name=REMOVED)
    links.exclude(source=None).update(name=Subquery(Source.objects.filter(pk=OuterRef("source")).values("name")[:1]))
    links.update(cue="", cue_start=None, cue_end=None)
    Figure.objects.filter(statement__in=keys).delete()
    Correction.objects.filter(statement__in=keys).update(value=None, was=None)
    said.update(quote=REMOVED, display=REMOVED, translation="", cues=[], dates=[], check_worthy=False, unworthy_because="removed by law")
    for key in keys:
        search.remove("statement", key)


def named_only_here(report: Report) -> QuerySet[Source]:
    """Sources that the program knows from this report alone: nobody else names them, and no person has touched them."""
    links = ChainLink.objects.filter(statement__reading__revision__report=report)
    elsewhere = ChainLink.objects.exclude(statement__reading__revision__report=report).exclude(source=None)
    alone = Source.objects.filter(pk__in=links.values("source")).exclude(pk__in=elsewhere.values("source"))
    return alone.filter(
        reports=None, feeds=None, grades=None, branches=None, absorbed=None, merged_into=None, version=1, bloc="", conflicted=None
    )


def _forget_names(links: QuerySet[ChainLink]) -> None:
    first = links.select_related("statement__reading__revision__report").first()
    if first is not None:
        unknown = list(named_only_here(first.statement.report).values_list("pk", flat=True))
        SourceAlias.objects.filter(source__in=unknown).delete()
        Source.objects.filter(pk__in=unknown).update(name=REMOVED)


def _empty_tables(report: Report, *, now: datetime) -> None:
    """Tables of reports that hold its text lose their file; what became of their lines stays."""
    texts = set(report.revisions.values_list("fingerprint", flat=True))
    for row in ReportTable.objects.exclude(content=EMPTY).order_by("pk").iterator(chunk_size=5):
        if not any(one.get("report") == report.pk for one in row.results) and not _holds(row, texts):
            continue
        if row.begun_at is not None and row.ended_at is None:
            raise Refused("table", f"the table {row} that holds this report is still being brought in; confirm when that is done.")
        row.content, row.begun_at, row.ended_at = EMPTY, row.begun_at or now, row.ended_at or now
        row.save(update_fields=["content", "begun_at", "ended_at"])


def _holds(row: ReportTable, texts: set[str]) -> bool:
    try:
        return any(fingerprint(checked(one.fields["text"])[0]) in texts for one in read_table(bytes(row.content)).good)
    except Refused:
        return False


def _empty_work(report: Report) -> None:
    subjects = [str(one) for one in report.revisions.values_list("uuid", flat=True)]
    subjects += [
        str(one) for one in Statement.objects.filter(reading__revision__report=report).values_list("reading", flat=True).distinct()
    ]
    WorkItem.objects.filter(subject__in=subjects).exclude(last_error="").update(last_error=REMOVED)


__all__ = ["ask", "decline", "empty", "named_only_here", "refuse_removed", "texts_of", "waiting"]
