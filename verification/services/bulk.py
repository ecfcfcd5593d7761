"""One act on many claims, and its undoing within ten minutes: by the same services as each alone, never by deleting a row.

A claim that is refused does not stop the others; a claim that somebody changed since is left as it is, and the answer says so.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction

from tracker.errors import Refused
from tracker.events import record
from tracker.models import Claim, Person, Topic
from tracker.reasons import given
from tracker.roles import Act, NotAllowed, require
from verification.models import Assignment, BulkAct, BulkLine
from verification.services import assigning, claims
from verification.services.claims import locked

UNDO_WITHIN = timedelta(minutes=10)
MOST = 1000
UNDONE = "bulk act undone"


@dataclass(slots=True)
class Bulk:
    """What came of an act on many claims: the ones done, and the ones refused with the reason."""

    done: list[Claim] = field(default_factory=list)
    refused: list[tuple[Claim, str]] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Told:
    """What a person says with an act: why, to whom and by when, under which topic."""

    reason: str = ""
    person: Person | None = None
    due: datetime | None = None
    topic: Topic | None = None

    def as_json(self) -> dict[str, Any]:
        return {
            **({"reason": self.reason} if self.reason else {}),
            **({"person": self.person.username} if self.person else {}),
            **({"due": self.due.isoformat()} if self.due else {}),
            **({"topic": self.topic.name} if self.topic else {}),
        }


@dataclass(frozen=True, slots=True)
class Verb:
    """An act: what it needs, what to remember of a claim, how it is done and how it is undone."""

    act: Act
    check: Callable[[Told], None]
    remember: Callable[[Claim, Told], dict[str, Any]]
    do: Callable[[Claim, Told, Person, datetime], Any]
    undo: Callable[[Claim, dict[str, Any], Person, datetime], Any]


def act_on(chosen: Iterable[Claim], verb: str, *, told: Told, by: Person, now: datetime) -> tuple[BulkAct | None, Bulk]:
    """Do *verb* on each of these claims. The row by which it can be undone, None where nothing was done; what was done and what refused."""
    doing = VERBS[verb]
    require(by, doing.act)
    doing.check(told)
    keys = [claim.pk for claim in chosen]
    if len(keys) > MOST:
        raise Refused("too_many", f"{len(keys):,} claims are more than {MOST:,}, which is the most at once; narrow the list down.")
    outcome = Bulk()
    with transaction.atomic():
        bulk = BulkAct.objects.create(verb=verb, by=by, at=now, told=told.as_json())
        lines = []
        for claim in Claim.objects.filter(pk__in=keys).order_by("number"):
            try:
                with transaction.atomic():
                    before = doing.remember(claim, told)
                    version = claim.version
                    doing.do(claim, told, by, now)
                    claim.refresh_from_db()
                    outcome.done.append(claim)
                    if claim.version != version or before.get("always"):
                        lines.append(BulkLine(act=bulk, claim=claim, before=before, version=claim.version))
            except (Refused, NotAllowed) as refusal:
                outcome.refused.append((claim, str(refusal)))
        if not lines:
            bulk.delete()
            return None, outcome
        BulkLine.objects.bulk_create(lines)
        record(f"bulk.{verb}", bulk, now=now, actor=by, after={"claims": len(lines), **bulk.told}, reason=told.reason)
    return bulk, outcome


def undo(bulk: BulkAct, *, by: Person, now: datetime) -> Bulk:
    """Put each claim of a bulk act back as it was, where nobody changed it since. Only who did it, for ten minutes, once."""
    doing = VERBS[bulk.verb]
    require(by, doing.act)
    with transaction.atomic():
        bulk = BulkAct.objects.select_for_update().get(pk=bulk.pk)
        if bulk.by_id != by.pk:
            raise NotAllowed("only the person who did it can undo it; whoever else disagrees puts each claim right on its page.")
        if bulk.undone_at is not None:
            raise Refused("undone", "this was undone already.")
        if now - bulk.at > UNDO_WITHIN:
            raise Refused(
                "too_late", "this can no longer be undone at once: ten minutes have passed. Each claim can be put right on its page."
            )
        outcome = Bulk()
        for line in bulk.lines.select_related("claim").order_by("claim__number"):
            try:
                with transaction.atomic():
                    claim = locked(line.claim)
                    if claim.version != line.version:
                        raise Refused("changed_since", "somebody changed it since; it is left as it is.")
                    doing.undo(claim, line.before, by, now)
                    outcome.done.append(claim)
            except (Refused, NotAllowed) as refusal:
                outcome.refused.append((line.claim, str(refusal)))
        bulk.undone_at = now
        bulk.save(update_fields=["undone_at"])
        record("bulk.undone", bulk, now=now, actor=by, after={"verb": bulk.verb, "claims": len(outcome.done), "left": len(outcome.refused)})
    return outcome


def last_of(person: Person, *, now: datetime) -> BulkAct | None:
    """The newest bulk act of this person that can still be undone."""
    return BulkAct.objects.filter(by=person, at__gte=now - UNDO_WITHIN, undone_at=None).first()


# ---- the verbs


def _nothing(told: Told) -> None:
    """Needs nothing said with it."""


def _needs_reason(told: Told) -> None:
    given(told.reason)


def _needs_person(told: Told) -> None:
    if told.person is None:
        raise Refused("no_person", "choose the person who shall review them.", field="person")


def _needs_topic(told: Told) -> None:
    if told.topic is None:
        raise Refused("no_topic", "choose the topic.", field="topic")


def _status_and_tasks(claim: Claim, told: Told) -> dict[str, Any]:
    tasks = Assignment.objects.open().filter(claim=claim).values_list("person_id", "due")
    return {"status": claim.status, "tasks": [[person, due.isoformat() if due else None] for person, due in tasks]}


def _restore(claim: Claim, before: dict[str, Any], by: Person, now: datetime) -> None:
    """Unverified again, and with those who had it before."""
    claims.restore(claim, by=by, now=now, reason=UNDONE)
    for person, due in before.get("tasks", []):
        held = Person.objects.get(pk=person)
        assigning.hand_over(locked(claim), held, by=by, now=now, due=datetime.fromisoformat(due) if due else None)


def _task_before(claim: Claim, told: Told) -> dict[str, Any]:
    task = Assignment.objects.open().filter(claim=claim, person=told.person).first()
    had = {"had": task is not None, "due": task.due.isoformat() if task and task.due else None}
    # A due date is moved without a new version of the claim.
    return {"person": told.person.pk if told.person else None, **had, "always": task is not None and told.due is not None}


def _unassign(claim: Claim, before: dict[str, Any], by: Person, now: datetime) -> None:
    task = Assignment.objects.open().filter(claim=claim, person=before["person"]).select_related("person").first()
    if task is None:
        raise Refused("given_back", "it is not with them any longer.")
    if before["had"]:
        assigning.move_due(task, claim, due=datetime.fromisoformat(before["due"]) if before["due"] else None, by=by, now=now)
    else:
        assigning.return_task(task, claim, by=by, because=UNDONE, now=now)


def _topics_before(claim: Claim, told: Told) -> dict[str, Any]:
    return {"topics": list(claim.topics.values_list("pk", flat=True))}


def _add_topic(claim: Claim, told: Told, by: Person, now: datetime) -> Claim:
    return claims.set_topics(claim, topics=[*claim.topics.all(), told.topic], by=by, now=now)


def _topics_again(claim: Claim, before: dict[str, Any], by: Person, now: datetime) -> Claim:
    return claims.set_topics(claim, topics=Topic.objects.filter(pk__in=before["topics"]), by=by, now=now)


VERBS: dict[str, Verb] = {
    "accept": Verb(
        Act.CLAIM_ACCEPT,
        _nothing,
        lambda claim, told: {},
        lambda claim, told, by, now: claims.accept(claim, by=by, now=now),
        lambda claim, before, by, now: claims.unaccept(claim, by=by, now=now),
    ),
    "dismiss": Verb(
        Act.CLAIM_DISMISS,
        _needs_reason,
        _status_and_tasks,
        lambda claim, told, by, now: claims.dismiss(claim, by=by, reason=told.reason, now=now),
        _restore,
    ),
    "assign": Verb(
        Act.ASSIGN,
        _needs_person,
        _task_before,
        lambda claim, told, by, now: assigning.assign(claim, person=told.person, by=by, due=told.due, now=now),
        _unassign,
    ),
    "add_topic": Verb(Act.TOPIC_EDIT, _needs_topic, _topics_before, _add_topic, _topics_again),
}

__all__ = ["MOST", "UNDO_WITHIN", "VERBS", "Told", "act_on", "last_of", "undo"]
