"""What is new on a claim since somebody last had it open. A matter between them and their screen: no event is written of it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Max, Q

from tracker.models import Claim, Event, Person
from tracker.roles import Act, require
from verification.models import Visit

ONE_VISIT = timedelta(minutes=30)  # coming back within this time is the same visit: what was new stays marked
SEALED = (
    "evidence.accepted",
    "evidence.rejected",
    "evidence.relabelled",
    "flag.closed",
    "flag.reopened",
)  # may be hidden from who can sign


@dataclass(frozen=True, slots=True)
class Since:
    """Events with a greater key are new; the time of the last visit. None of both: this is the first."""

    event: int
    at: datetime


def since(claim: Claim, *, reader: Person, now: datetime) -> Since | None:
    """Up to where the reader has seen the claim at an earlier visit than this one."""
    visit = Visit.objects.filter(claim=claim, person=reader).first()
    if visit is None:
        return None
    if now - visit.at > ONE_VISIT:
        return Since(visit.seen, visit.at)
    return Since(visit.before, visit.before_at) if visit.before is not None and visit.before_at is not None else None


@transaction.atomic
def saw(claim: Claim, *, by: Person, event: int, now: datetime) -> Visit:
    """This person had the claim open when *event* was its newest."""
    require(by, Act.READ)
    visit, made = Visit.objects.select_for_update().get_or_create(claim=claim, person=by, defaults={"at": now, "seen": event})
    if made:
        return visit
    if now - visit.at > ONE_VISIT:
        visit.before, visit.before_at = visit.seen, visit.at
    visit.seen, visit.at = max(visit.seen, event), now
    visit.save()
    return visit


def with_news(claims: Iterable[Claim], *, by: Person) -> set[int]:
    """Of these claims, by their keys, those that this person has had open and on which somebody else did something since; in two queries."""
    seen = dict(Visit.objects.filter(person=by, claim__in=[claim.pk for claim in claims]).values_list("claim_id", "seen"))
    told = Event.objects.filter(claim__in=seen).filter(~Q(actor=by) | Q(actor=None)).exclude(kind__in=SEALED)
    newest = told.order_by().values_list("claim_id").annotate(newest=Max("pk"))
    return {claim for claim, event in newest if event > seen[claim]}
