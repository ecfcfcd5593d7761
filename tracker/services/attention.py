"""Steps that failed too often and wait for a person: what they are about, and a fresh start for them. The rules of the queue live in ``tracker.work``."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from django.db import transaction

from tracker import work
from tracker.events import record
from tracker.models import Claim, Person, Reading, Report, Revision, Source, Statement, WorkItem
from tracker.roles import Act, require
from tracker.terms import WorkState

About = Report | Claim | Source | None


@transaction.atomic
def start_again(items: Iterable[WorkItem], *, by: Person, now: datetime) -> list[WorkItem]:
    """Give the parked ones of these a fresh start, due at once; those that were. What is parked no more is left alone."""
    require(by, Act.WORK_SEE)
    started = []
    for item in items:
        if work.run_again(item, now=now):
            before = {"state": str(WorkState.PARKED), "attempts": item.attempts, "expiries": item.expiries, "error": item.last_error[:400]}
            record("work.started_again", item, now=now, actor=by, before=before, after={"kind": item.kind, "subject": item.subject})
            started.append(item)
    return started


def about(item: WorkItem) -> About:
    """The report, claim or source that a step is about; None when it is gone, or is about something else."""
    noun, _, key = item.subject.rpartition(":")
    uuid = _uuid(key)
    number = int(key) if key.isascii() and key.isdigit() and len(key) < 18 else None
    if noun == "source":
        return Source.objects.filter(uuid=uuid).first() if uuid else None
    if uuid is not None:
        report = Report.objects.filter(revisions__in=Revision.objects.filter(uuid=uuid)).first()
        return report or Claim.objects.filter(uuid=uuid).first()
    if number is None:
        return None
    if item.kind in ("compare", "compare_back"):
        return Report.objects.filter(revisions__readings__in=Reading.objects.filter(pk=number)).first()
    if noun == "claim":
        return Claim.objects.filter(pk=number).first()
    if noun == "statement":
        return Report.objects.filter(revisions__readings__statements__in=Statement.objects.filter(pk=number)).first()
    return None


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


__all__ = ["about", "start_again"]
