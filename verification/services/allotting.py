"""Giving out work by rule: who of those that may sign a claim gets it, and why. Giving it by hand lives in ``assigning``.

The rule: at home in a topic of the claim, then the least open work; never the author, never against a conflict of interest, nobody twice in a round,
and nobody who has let this claim lie or given it back, unless there is nobody else.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import Count, Exists, F, OuterRef, Q

from tracker.errors import Refused
from tracker.models import Claim, Person
from tracker.roles import TABLE, Act, NotAllowed, require
from verification.models import Assignment, Review
from verification.services.assigning import OPEN, barred_among, give_as_ruled, return_task
from verification.services.claims import locked

SIGNERS = [role.value for role, acts in TABLE.items() if Act.REVIEW_SIGN in acts]
AT_MOST = 100  # claims given out in one go
LET_LIE = ("given back", "overdue")


@dataclass(frozen=True, slots=True)
class Choice:
    """Whom the rule names for a claim, and its reasons: the topic that they are at home in, how much they have open, from whom it is taken."""

    claim: Claim
    person: Person
    skill: str
    load: int
    taken_from: str = ""

    @property
    def why(self) -> str:
        """ "skill missiles, 1 open, not the author"."""
        moved = [f"overdue with {self.taken_from}"] if self.taken_from else []
        return ", ".join([*moved, f"skill {self.skill}" if self.skill else "no special skill", f"{self.load} open", "not the author"])


@dataclass(slots=True)
class Plan:
    """What giving out would do: the choices, most urgent first, and the claims for which there is nobody, with the reason."""

    choices: list[Choice] = field(default_factory=list)
    nobody: list[tuple[Claim, str]] = field(default_factory=list)


@dataclass(slots=True)
class Desk:
    """Who may be given work, how much each has, and what keeps each of them from which claim."""

    people: list[Person]
    load: dict[int, int]
    skills: dict[int, dict[int, str]]
    barred: dict[int, set[int]]
    let_lie: dict[int, set[int]]

    @classmethod
    def around(cls, claims: list[Claim]) -> Desk:
        signers = Person.objects.with_roles().filter(is_active=True, groups__name__in=SIGNERS).distinct()
        people = list(signers.order_by("pk").prefetch_related("skills"))
        counts = Assignment.objects.open().order_by().values_list("person").annotate(n=Count("pk"))
        return cls(
            people=people,
            load=defaultdict(int, dict(counts)),
            skills={person.pk: {topic.pk: topic.name for topic in person.skills.all()} for person in people},
            barred=taken_part(claims, people),
            let_lie=pairs(Assignment.objects.filter(claim__in=claims, closed_because__in=LET_LIE).values_list("claim_id", "person_id")),
        )

    def choose(self, claim: Claim, *, most: int | None = None, taken_from: Person | None = None) -> Choice | None:
        """Whom the rule names; their load grows by it. *most*: nobody who has so much open already."""
        topics = {topic.pk for topic in claim.topics.all()}
        free = [
            person for person in self.people if person.pk not in self.barred[claim.pk] and (most is None or self.load[person.pk] < most)
        ]
        lazy = self.let_lie[claim.pk] | ({taken_from.pk} if taken_from else set())
        free = [person for person in free if person.pk not in lazy] or ([] if taken_from else free)

        def rank(person: Person) -> tuple[int, int, int]:
            return -len(topics & set(self.skills[person.pk])), self.load[person.pk], person.pk

        for person in sorted(free, key=rank)[:1]:
            known = [name for key, name in sorted(self.skills[person.pk].items()) if key in topics]
            chosen = Choice(claim, person, " and ".join(known), self.load[person.pk], str(taken_from) if taken_from else "")
            self.load[person.pk] += 1
            return chosen
        return None


def pairs(rows: Iterable[tuple[int, int]]) -> dict[int, set[int]]:
    """Rows of (claim, person) by claim; an unknown claim has nobody."""
    found: dict[int, set[int]] = defaultdict(set)
    for claim, person in rows:
        found[claim].add(person)
    return found


def taken_part(claims: list[Claim], people: list[Person]) -> dict[int, set[int]]:
    """For each claim the people who may not sign it, and those who have signed its open round or work on it already."""
    found = pairs(Review.objects.filter(round__claim__in=claims, round__closed_at=None).values_list("round__claim_id", "person_id"))
    for claim, person in Assignment.objects.open().filter(claim__in=claims).values_list("claim_id", "person_id"):
        found[claim].add(person)
    for row in claims:
        found[row.pk] |= set(barred_among(people, row))
    return found


# ---- one claim
def choice_for(claim: Claim) -> Choice | None:
    """Whom the rule names for one claim."""
    return Desk.around([claim]).choose(claim)


@transaction.atomic
def assign_by_rule(
    claim: Claim, *, by: Person, now: datetime, due: datetime | None = None, version: int | None = None
) -> tuple[Assignment, str]:
    """Assign to whom the rule names: the task, and why it is theirs, which the history says too."""
    require(by, Act.ASSIGN)
    claim = locked(claim, version=version)
    chosen = choice_for(claim)
    if chosen is None:
        raise Refused(
            "nobody_free", f"nobody on this desk may sign claim #{claim.number}; add a reviewer or assign by hand.", field="person"
        )
    return give_as_ruled(claim, chosen.person, why=chosen.why, by=by, now=now, due=due), chosen.why


# ---- all that waits
def plan(*, now: datetime) -> Plan:
    """What the rule would do now with what nobody works on, and with what has lain overdue for ``REVIEW_DAYS``; at most a hundred claims."""
    working = Assignment.objects.open().filter(claim=OuterRef("pk"))
    stale = {
        task.claim_id: task for task in Assignment.objects.open().filter(lain_too_long(now)).select_related("person").order_by("due", "pk")
    }
    waiting = Claim.objects.standing().filter(status__in=OPEN, urgency__gt=0).filter(~Exists(working) | Q(pk__in=stale))
    claims = list(
        waiting.order_by("-urgency", F("flagged_at").asc(nulls_last=True), "opened_at", "pk")
        .select_related("opened_from")
        .prefetch_related("topics")[:AT_MOST]
    )
    desk, found = Desk.around(claims), Plan()
    for claim in claims:
        holder = stale[claim.pk].person if claim.pk in stale else None
        chosen = desk.choose(claim, most=settings.REVIEWS_AT_ONCE, taken_from=holder)
        if chosen is not None:
            found.choices.append(chosen)
        elif holder is None:
            found.nobody.append((claim, nobody_because(claim, desk)))
    return found


def lain_too_long(now: datetime) -> Q:
    return Q(due__lt=now - timedelta(days=settings.REVIEW_DAYS))


def nobody_because(claim: Claim, desk: Desk) -> str:
    """Why the rule names nobody."""
    able = [person for person in desk.people if person.pk not in desk.barred[claim.pk]]
    if not desk.people:
        return "nobody on this desk may sign claims"
    if not able:
        return "whoever may sign had a hand in it, has signed already, or must not judge its source"
    return f"whoever may sign it has {settings.REVIEWS_AT_ONCE} open already"


def give_out(
    *, by: Person | None, now: datetime, only: Iterable[tuple[int, int]] | None = None
) -> tuple[list[Assignment], list[tuple[Claim, str]]]:
    """Do what ``plan`` says; *only*: of it these pairs of claim and person, as somebody was shown them. *by* None is the scheduler.

    What was given, and what was refused under lock meanwhile, with the reason.
    """
    if by is not None:
        require(by, Act.ASSIGN)
    wanted = None if only is None else set(only)
    given: list[Assignment] = []
    refused: list[tuple[Claim, str]] = []
    for choice in plan(now=now).choices:
        if wanted is None or (choice.claim.pk, choice.person.pk) in wanted:
            try:
                given.append(hand_on(choice, by=by, now=now))
            except (Refused, NotAllowed) as refusal:
                refused.append((choice.claim, str(refusal)))
    return given, refused


@transaction.atomic
def hand_on(choice: Choice, *, by: Person | None, now: datetime) -> Assignment:
    """One choice: what lay overdue goes back first, then the claim to whom the rule named."""
    claim = Claim.objects.select_for_update().get(pk=choice.claim.pk)
    for task in Assignment.objects.open().filter(claim=claim).select_related("person"):
        # Between the plan and the lock somebody may have taken it.
        if task.due is None or task.due >= now - timedelta(days=settings.REVIEW_DAYS):
            raise Refused("taken", f"claim #{claim.number} is with {task.person} already.")
        return_task(task, claim, by=by, because="overdue", now=now, reason=f"given to {choice.person}")
    return give_as_ruled(choice.claim, choice.person, why=choice.why, by=by, now=now)


__all__ = ["Choice", "Plan", "assign_by_rule", "choice_for", "give_out", "plan"]
