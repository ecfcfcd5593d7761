"""Rounds of signatures and the tasks that go with them: open, close, make void, hand out. Signing lives in ``reviewing``."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction

from tracker.events import record
from tracker.models import Claim, Person
from tracker.terms import Status
from verification.models import Assignment, Review, Round
from verification.services.claims import save

SETTLED = (Status.CONFIRMED, Status.PARTLY_CONFIRMED, Status.REFUTED, Status.UNRESOLVED, Status.SUPERSEDED)


def current_round(claim: Claim) -> Round | None:
    """The open round of a claim."""
    return Round.objects.filter(claim=claim, closed_at=None).first()


def open_round(claim: Claim, *, now: datetime) -> Round:
    """The open round of a claim that the caller has locked; a new one if there is none."""
    if standing := current_round(claim):
        return standing
    last = Round.objects.filter(claim=claim).order_by("-no").values_list("no", flat=True).first() or 0
    return Round.objects.create(claim=claim, no=last + 1, opened_at=now)


def close_round(ended: Round, *, outcome: str, now: datetime) -> None:
    """End a round; its verdicts are no longer sealed."""
    ended.closed_at, ended.outcome = now, outcome
    ended.save(update_fields=["closed_at", "outcome"])


@transaction.atomic
def void_round(claim: Claim, *, because: str, now: datetime) -> Round | None:
    """New contradicting, retracting or inflating evidence voids a first signature: the claim is in review again, in a new round.

    The new round, or None when no first signature was standing.
    """
    claim = Claim.objects.select_for_update().get(pk=claim.pk)
    standing = current_round(claim)
    signed = list(Review.objects.filter(round=standing).select_related("person")) if standing else []
    if standing is None or claim.status != Status.AWAITING_SECOND_SIGNATURE or not signed:
        return None
    close_round(standing, outcome="voided", now=now)
    fresh = open_round(claim, now=now)
    claim.status = Status.IN_REVIEW
    save(claim, "status")
    before = {"status": Status.AWAITING_SECOND_SIGNATURE, "round": standing.no}
    after = {"status": claim.status, "round": fresh.no}
    record("review.voided", claim, now=now, claim=claim, before=before, after=after, reason=because)
    for review in signed:
        give_task(claim, review.person, by=None, now=now, due=None, kind="assignment.asked_again", reason=because)
    return fresh


def give_task(
    claim: Claim, person: Person, *, by: Person | None, now: datetime, due: datetime | None, kind: str = "assignment.made", reason: str = ""
) -> Assignment:
    """The person's open assignment on a claim that the caller has locked, made if they have none. No rights are checked here."""
    due = due or now + timedelta(days=settings.REVIEW_DAYS)
    task, made = Assignment.objects.get_or_create(claim=claim, person=person, closed_at=None, defaults={"by": by, "at": now, "due": due})
    if made:
        after = {"person": person.username, "due": due.isoformat()}
        record(kind, task, now=now, actor=by, claim=claim, after=after, reason=reason)
    return task
