"""Somebody leaves the desk, for a while or for good: the account is shut, and what they hold goes back to the pool. Nobody is deleted."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from tracker.models import Claim, Person, Token
from tracker.roles import Act, require
from tracker.services import people
from tracker.terms import DigestState, Status
from verification.models import Assignment, Digest, Review
from verification.services.assigning import return_work_of


@dataclass(frozen=True, slots=True)
class Leaving:
    """What deactivating somebody would do: tasks that go back, first signatures that stand, tokens that open nothing, digests not sent."""

    tasks: tuple[Assignment, ...]
    signed: tuple[Claim, ...]
    tokens: int
    digests: int


def leaving_of(person: Person) -> Leaving:
    """What would follow, read and not done."""
    signed = Review.objects.filter(person=person, round__closed_at=None).values("round__claim")
    tasks = Assignment.objects.open().filter(person=person).select_related("claim").order_by("due", "pk")
    return Leaving(
        tasks=tuple(tasks),
        signed=tuple(Claim.objects.filter(pk__in=signed, status=Status.AWAITING_SECOND_SIGNATURE).order_by("number")),
        tokens=Token.objects.filter(user=person).count(),
        digests=Digest.objects.filter(person=person, state=DigestState.PENDING).count(),
    )


@transaction.atomic
def deactivate(person: Person, *, by: Person, now: datetime) -> list[Claim]:
    """Shut the account and return its open work to the pool; the claims that went back."""
    require(by, Act.PEOPLE_MANAGE)
    return return_work_of(person, now=now, by=by) if people.switch(person, active=False, by=by, now=now) else []


def activate(person: Person, *, by: Person, now: datetime) -> bool:
    """Let the account work again. What went back to the pool stays there."""
    return people.switch(person, active=True, by=by, now=now)
