"""Who looks at a claim next: assign, take, give back, take the next, and who is barred. What they conclude lives in ``reviewing``."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Exists, F, OuterRef, QuerySet

from tracker.errors import Refused
from tracker.events import name_of, record
from tracker.models import Claim, Event, Person, Revision, Source
from tracker.reasons import said
from tracker.roles import Act, may, require
from tracker.terms import UNSETTLED, Status, label
from verification.models import Assignment, Review
from verification.services.claims import locked, save
from verification.services.rounds import current_round, give_task, open_round

OPEN = UNSETTLED
AT_ONCE = 100
REMIND_BEFORE = timedelta(days=1)


def may_review(person: Person, claim: Claim) -> str | None:
    """Why this person may not sign this claim, or None when they may: role, active, four eyes, conflict of interest.

    Whether the claim's state allows a signature now is asked by ``reviewing.may_sign``.
    """
    return barred_among([person], claim).get(person.pk)


def barred_among(people: Iterable[Person], claim: Claim) -> dict[int, str]:
    """Of these people, by their keys, those who may not sign this claim, each with why: ``may_review`` for many, in constant queries."""
    people = list(people)
    edited = set(claim.edited_by.values_list("pk", flat=True))
    entered: set[int] = set()
    if claim.opened_from is not None:
        revision = claim.opened_from.reading.revision
        earlier = Revision.objects.filter(report=revision.report_id, no__lte=revision.no, entered_by__isnull=False)
        entered = set(earlier.values_list("entered_by", flat=True))
    torn = set(Person.conflicts.through.objects.filter(person__in=people).values_list("person_id", flat=True))
    found: dict[int, str] = {}
    for person in people:
        if not person.is_active:
            found[person.pk] = "this account is not active."
        elif not may(person, Act.REVIEW_SIGN):
            found[person.pk] = "signing needs the role reviewer or lead."
        elif claim.opened_by_id == person.pk:
            found[person.pk] = "you opened this claim; four eyes: somebody else signs it."
        elif claim.accepted_by_id == person.pk:
            found[person.pk] = "you accepted this claim; four eyes: somebody else signs it."
        elif person.pk in edited:
            found[person.pk] = "you edited this claim; four eyes: somebody else signs it."
        elif person.pk in entered:
            found[person.pk] = "you entered the report that this claim was opened from; four eyes: somebody else signs it."
        elif person.pk in torn and (
            source := conflict(person, claim)
        ):  # few have conflicts of interest, and only theirs are asked one by one
            found[person.pk] = f"you have a conflict of interest with {source.name}."
    return found


def conflict(person: Person, claim: Claim) -> Source | None:
    """The source behind the claim's opening that this person must not judge: itself, its body, or what it was merged into."""
    avoided = {pk for source in person.conflicts.all() for pk in (source.pk, source.body.pk)}
    if not avoided or claim.opened_from is None:
        return None
    behind = [link.source for link in claim.opened_from.links.select_related("source") if link.source is not None]
    publisher = claim.opened_from.reading.revision.report.publisher
    for source in [*behind, *([publisher] if publisher else [])]:
        if avoided & {step.pk for step in lineage(source)}:
            return source
    return None


def lineage(source: Source) -> list[Source]:
    """A source and everything it belongs to or was merged into, upwards."""
    steps: list[Source] = []
    while source not in steps:
        steps.append(source)
        source = source.merged_into or source.parent or source
    return steps


@transaction.atomic
def assign(
    claim: Claim, *, person: Person, by: Person, now: datetime, due: datetime | None = None, version: int | None = None
) -> Assignment:
    """A lead gives the claim to somebody who may sign it. Due in ``REVIEW_DAYS`` unless said. Again to the same person: a new due date."""
    require(by, Act.ASSIGN)
    claim = locked(claim, version=version)
    if due is not None and due < now:
        raise Refused("due_in_past", "the due date has passed already; name a later one.", field="due")
    standing = Assignment.objects.filter(claim=claim, person=person, closed_at=None).first()
    if standing is not None:
        return move_due(standing, claim, due=due, by=by, now=now)
    return hand_over(claim, person, by=by, now=now, due=due)


def move_due(task: Assignment, claim: Claim, *, due: datetime | None, by: Person, now: datetime) -> Assignment:
    """Another due date for work that is already given."""
    if due is None or due == task.due:
        return task
    before = {"due": task.due.isoformat() if task.due else None}
    task.due = due
    task.save(update_fields=["due"])
    record("assignment.due_moved", task, now=now, actor=by, claim=claim, before=before, after={"due": due.isoformat()})
    return task


@transaction.atomic
def take(claim: Claim, *, by: Person, now: datetime, version: int | None = None) -> Assignment:
    """Take a claim for oneself. Taking it twice changes nothing; a claim that somebody else works on is refused."""
    require(by, Act.REVIEW_TAKE)
    claim = locked(claim, version=version)
    standing = Assignment.objects.filter(claim=claim, closed_at=None).select_related("person").order_by("pk")
    mine = next((task for task in standing if task.person_id == by.pk), None)
    if mine is not None:
        return mine
    if standing and claim.status != Status.AWAITING_SECOND_SIGNATURE:
        raise Refused("taken", f"claim #{claim.number} is with {standing[0].person}; a lead can assign it to you as well.")
    return hand_over(claim, by, by=by, now=now, due=None)


@transaction.atomic
def give_as_ruled(claim: Claim, person: Person, *, why: str, by: Person | None, now: datetime, due: datetime | None = None) -> Assignment:
    """Give a claim to whom the rule named, and let the history say why. *by* None is the scheduler. Rights are asked by ``allotting``."""
    return hand_over(locked(claim), person, by=by, now=now, due=due, reason=why)


def hand_over(claim: Claim, person: Person, *, by: Person | None, now: datetime, due: datetime | None, reason: str = "") -> Assignment:
    """The assignment of a locked claim, its round and its status; or ``Refused``."""
    if claim.status not in OPEN:
        raise Refused("settled", f"claim #{claim.number} is {label(Status(claim.status))}; reopen it before anybody reviews it again.")
    by_themselves = by is not None and person.pk == by.pk
    if barred := may_review(person, claim):
        raise Refused("barred", barred if by_themselves else f"{person} cannot sign this claim: {barred}", field="person")
    standing = open_round(claim, now=now)
    if Review.objects.filter(round=standing, person=person).exists():
        raise Refused("already_signed", f"{person} has signed this round already; the second signature is somebody else's.", field="person")
    if claim.status == Status.UNVERIFIED:
        claim.status = Status.IN_REVIEW
    save(claim, "status")
    kind = "assignment.taken" if by_themselves else "assignment.made"
    return give_task(claim, person, by=by, now=now, due=due, kind=kind, reason=reason)


@transaction.atomic
def give_back(
    claim: Claim, *, by: Person, now: datetime, reason: str = "", person: Person | None = None, version: int | None = None
) -> Claim:
    """Return one's own work to the pool; a lead may return somebody else's (*person*). Drafts are kept."""
    holder = person or by
    require(by, Act.REVIEW_TAKE if holder.pk == by.pk else Act.ASSIGN)
    claim = locked(claim, version=version)
    task = Assignment.objects.filter(claim=claim, person=holder, closed_at=None).first()
    if task is None:
        return claim
    return return_task(task, claim, by=by, because="given back", now=now, reason=reason)


def return_task(task: Assignment, claim: Claim, *, by: Person | None, because: str, now: datetime, reason: str = "") -> Claim:
    """Close one assignment of a locked claim. With nobody left on it and nothing signed or disputed yet, the claim is unverified again."""
    task.closed_at, task.closed_because = now, because
    task.save(update_fields=["closed_at", "closed_because"])
    alone = not Assignment.objects.filter(claim=claim, closed_at=None).exists()
    standing = current_round(claim)
    untouched = standing is None or (standing.no == 1 and not standing.reviews.exists())
    if claim.status == Status.IN_REVIEW and alone and untouched:
        claim.status = Status.UNVERIFIED
    save(claim, "status")
    before = {"person": task.person.username}
    record("assignment.given_back", task, now=now, actor=by, claim=claim, before=before, after={"because": because}, reason=said(reason))
    return claim


@transaction.atomic
def return_work_of(person: Person, *, now: datetime, by: Person | None = None) -> list[Claim]:
    """Everything open that a person holds goes back to the pool, as when their account is deactivated. What they signed stays."""
    if by is not None and by.pk != person.pk and not (may(by, Act.PEOPLE_MANAGE) or may(by, Act.ASSIGN)):
        require(by, Act.PEOPLE_MANAGE)
    returned = []
    for task in Assignment.objects.filter(person=person, closed_at=None).select_related("claim", "person").order_by("claim_id"):
        claim = Claim.objects.select_for_update().get(pk=task.claim_id)
        returned.append(return_task(task, claim, by=by, because="account deactivated", now=now))
    return returned


def pool(person: Person) -> QuerySet[Any, Any]:
    """Open claims that nobody works on and this person may sign by name, the most urgent first (``Claim.urgency``), the oldest first within each.

    Conflicts of interest are asked of the few at the head, by ``may_review``.
    """
    working = Assignment.objects.filter(claim=OuterRef("pk"), closed_at=None)
    signed = Review.objects.filter(round__claim=OuterRef("pk"), round__closed_at=None, person=person)
    edited = Claim.edited_by.through.objects.filter(claim=OuterRef("pk"), person=person)
    return (
        Claim.objects.visible_to(person)
        .filter(urgency__gt=0)
        .filter(~Exists(working), ~Exists(signed), ~Exists(edited))
        .exclude(opened_by=person)
        .exclude(accepted_by=person)
        .order_by("-urgency", F("flagged_at").asc(nulls_last=True), "opened_at", "pk")
    )


def take_next(*, by: Person, now: datetime) -> Claim | None:
    """Take the most urgent claim of the pool that this person is not barred from; None when there is none."""
    require(by, Act.REVIEW_TAKE)
    looked_at: list[int] = []
    while some := list(pool(by).exclude(pk__in=looked_at).values_list("pk", flat=True)[:AT_ONCE]):
        looked_at += some
        for pk in some:
            with transaction.atomic():
                claim = Claim.objects.select_for_update().get(pk=pk)
                # Between the list and the lock somebody else may have been quicker.
                if may_review(by, claim) is None and pool(by).filter(pk=claim.pk).exists():
                    hand_over(claim, by, by=by, now=now, due=None)
                    return claim
    return None


@transaction.atomic
def remind(*, now: datetime) -> int:
    """Write the nudges that are due, one before and one after each due date, once each; digests tell them. How many were written."""
    written = 0
    soon = (
        Assignment.objects.open()
        .filter(due__lt=now + REMIND_BEFORE, claim__status__in=OPEN)
        .select_related("claim", "person")
        .order_by("pk")
    )
    for task in soon.select_for_update(of=("self",)):
        kind = "assignment.overdue" if task.due < now else "assignment.due_soon"
        # A task that was given with less than a day to go needs no word that it is soon due.
        if kind == "assignment.due_soon" and task.due - task.at <= REMIND_BEFORE:
            continue
        after = {"person": task.person.username, "due": task.due.isoformat()}
        if not Event.objects.filter(kind=kind, subject=name_of(task), after__due=after["due"]).exists():
            record(kind, task, now=now, claim=task.claim, after=after)
            written += 1
    return written
