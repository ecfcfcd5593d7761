"""What is kept beside a report: files as they came, and where its page is kept. Nothing of it is read, and a report itself is never changed."""

from __future__ import annotations

import hashlib
from datetime import datetime

from django.db import transaction

from tracker import events
from tracker.errors import Refused
from tracker.intake.clean import clean_line
from tracker.intake.documents import MAX_DOCUMENT_BYTES, base_name
from tracker.intake.record import archive_address
from tracker.models import Attachment, Person, Report
from tracker.roles import Act, require
from tracker.services.redacting import refuse_removed

MOST = 20  # of one report
LONGEST_NOTE = 500


@transaction.atomic
def attach(report: Report, *, content: bytes, name: str, by: Person, now: datetime, note: str = "") -> Attachment:
    """Keep a file beside a report, byte for byte. The same file twice is kept once. Raises ``Refused`` with the limit."""
    require(by, Act.REPORT_ADD)
    if not content:
        raise Refused("empty", "the file is empty: there is nothing in it.", field="file")
    if len(content) > MAX_DOCUMENT_BYTES:
        raise Refused("too_large", f"the file has {len(content):,} bytes; at most {MAX_DOCUMENT_BYTES:,} are kept.", field="file")
    note = clean_line(note)
    if len(note) > LONGEST_NOTE:
        raise Refused("too_long", f"the note has {len(note)} characters; at most {LONGEST_NOTE} are taken.", field="note")
    refuse_removed(Report.objects.select_for_update().get(pk=report.pk))
    digest = hashlib.sha256(content).hexdigest()
    there = report.attachments.filter(sha256=digest).first()
    if there is not None:
        return there
    if report.attachments.count() >= MOST:
        raise Refused("too_many", f"there are {MOST} files beside this report; more are not taken.", field="file")
    kept = Attachment.objects.create(
        report=report,
        name=base_name(name) or "file",
        content=content,
        size=len(content),
        sha256=digest,
        note=note,
        added_by=by,
        added_at=now,
    )
    events.record("report.attached", report, now=now, actor=by, after={"name": kept.name, "size": kept.size, "sha256": digest})
    return kept


@transaction.atomic
def set_archive(report: Report, *, url: str, by: Person, now: datetime) -> Report:
    """Say where the report's page is kept as it was; "" for nowhere. What was said before stands in the log."""
    require(by, Act.REPORT_ADD)
    address = archive_address(url)
    row = Report.objects.select_for_update().get(pk=report.pk)
    refuse_removed(row)
    if row.archive_url != address:
        before, row.archive_url = row.archive_url, address
        row.save(update_fields=["archive_url"])
        events.record("report.archive_named", row, now=now, actor=by, before={"url": before}, after={"url": address})
    return row


__all__ = ["attach", "set_archive"]
