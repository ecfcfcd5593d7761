"""What the buttons of the claim page do: one service call each, and the sentence that says what came of it. No rule is decided here."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from django.http import QueryDict
from django.utils import timezone
from django.utils.dateparse import parse_date

from tracker.errors import Refused, Stale
from tracker.events import name_of
from tracker.models import Claim, Event, Person, Topic
from verification.models import Evidence, Flag, Note
from verification.services import allotting, assigning, claims, deciding, following, merging, notes, reviewing
from verification.sides import groups_of

Sent = QueryDict


def version_of(sent: Sent) -> int | None:
    value = sent.get("version", "")
    return int(value) if value.isascii() and value.isdigit() and len(value) < 10 else None


def accept(claim: Claim, sent: Sent, by: Person, now: datetime) -> str:
    claims.accept(claim, by=by, now=now, version=version_of(sent))
    return f"Claim #{claim.number} accepted. You cannot sign it; somebody else will."


def dismiss(claim: Claim, sent: Sent, by: Person, now: datetime) -> str:
    claims.dismiss(claim, by=by, reason=sent.get("reason", ""), now=now, version=version_of(sent))
    return f"Claim #{claim.number} dismissed."


def restore(claim: Claim, sent: Sent, by: Person, now: datetime) -> str:
    claims.restore(claim, by=by, now=now, version=version_of(sent))
    return f"Claim #{claim.number} is unverified again."


def edit(claim: Claim, sent: Sent, by: Person, now: datetime) -> str:
    claims.edit(claim, by=by, text=sent.get("text", ""), now=now, version=version_of(sent))
    return f"Claim #{claim.number} reworded. You cannot sign it; somebody else will."


def take(claim: Claim, sent: Sent, by: Person, now: datetime) -> str:
    task = assigning.take(claim, by=by, now=now, version=version_of(sent))
    return f"Claim #{claim.number} is yours until {timezone.localtime(task.due):%d %b, %H:%M}."


def give_back(claim: Claim, sent: Sent, by: Person, now: datetime) -> str:
    assigning.give_back(claim, by=by, now=now, reason=sent.get("reason", ""), version=version_of(sent))
    return f"Claim #{claim.number} is back in the pool. What you typed is kept."


def assign(claim: Claim, sent: Sent, by: Person, now: datetime) -> str:
    if sent.get("person") == "rule":
        task, why = allotting.assign_by_rule(claim, by=by, now=now, due=due_of(sent), version=version_of(sent))
        return f"Claim #{claim.number} is with {task.person}: {why}."
    else:
        task = assigning.assign(claim, person=person_of(sent), by=by, due=due_of(sent), now=now, version=version_of(sent))
    return f"Claim #{claim.number} is with {task.person}."


def person_of(sent: Sent) -> Person:
    key = sent.get("person", "")
    person = Person.objects.filter(pk=int(key)).first() if key.isascii() and key.isdigit() and len(key) < 18 else None
    if person is None:
        raise Refused("no_person", "choose the person who shall review it.", field="person")
    return person


def due_of(sent: Sent) -> datetime | None:
    """The end of the chosen day in the lead's own time zone."""
    if not (text := sent.get("due", "").strip()):
        return None
    try:
        day = parse_date(text)
    except ValueError:
        day = None
    if day is None:
        raise Refused("bad_date", f"due {text[:40]!r} is not a date; write 2026-03-04.", field="due")
    return timezone.make_aware(datetime(day.year, day.month, day.day)) + timedelta(hours=23, minutes=59)


def sign(claim: Claim, sent: Sent, by: Person, now: datetime) -> str:
    number = sent.get("number", "")
    review = reviewing.sign(
        claim,
        by=by,
        verdict=sent.get("verdict", ""),
        confidence=sent.get("confidence", ""),
        number=int(number) if number in tuple("123456") else None,
        basis=sent.get("basis", ""),
        reason=sent.get("reason", ""),
        now=now,
        version=version_of(sent),
    )
    claim.refresh_from_db()
    closed = review.round.closed_at is not None or type(review.round).objects.filter(pk=review.round_id, closed_at__isnull=False).exists()
    if not closed:
        return f"Signed. Your verdict on #{claim.number} stays sealed until the second signature."
    return f"Signed. Claim #{claim.number} is {claim.get_status_display()}."


def reopen(claim: Claim, sent: Sent, by: Person, now: datetime) -> str:
    reviewing.reopen(claim, by=by, reason=sent.get("reason", ""), now=now, version=version_of(sent))
    return f"Claim #{claim.number} is in review again; its settlement is reversed."


def unmerge(claim: Claim, sent: Sent, by: Person, now: datetime) -> str:
    merging.unmerge(claim, by=by, now=now, reason=sent.get("reason", ""), version=version_of(sent))
    return f"Claim #{claim.number} stands by itself again; what came in meanwhile is compared with it."


def decide(claim: Claim, sent: Sent, by: Person, now: datetime) -> str:
    evidence = evidence_of(claim, sent)
    ruling = sent.get("ruling", "")
    refuse_if_decided_since(claim, evidence, sent, by)
    if ruling == "accept":
        deciding.accept(evidence, by=by, now=now, reason=sent.get("reason", ""))
        return "Evidence accepted."
    if ruling == "reject":
        deciding.reject(evidence, by=by, now=now, reason=sent.get("reason", ""))
        return "Evidence rejected; flags that it caused are closed."
    relation = deciding.as_kept(evidence, seen_on=claim, relation=sent.get("relation", ""))
    deciding.relabel(evidence, by=by, now=now, relation=relation, reason=sent.get("reason", ""))
    return f"Evidence now {sent.get('relation', '')} the claim."


def refuse_if_decided_since(claim: Claim, evidence: Evidence, sent: Sent, by: Person) -> None:
    """Somebody else's word on this evidence that this person could not have seen is shown first; while it is sealed from them, it is not told."""
    seen = sent.get("seen", "")
    if not (seen.isascii() and seen.isdigit() and len(seen) < 18) or not reviewing.may_see_support(by, claim):
        return
    later = (
        Event.objects.filter(pk__gt=int(seen), subject=name_of(evidence), kind__startswith="evidence.")
        .exclude(actor=by)
        .exclude(actor=None)
    )
    if newest := later.select_related("actor").order_by("-pk").first():
        raise Stale(f"{newest.actor} decided on this evidence while you looked at it; look again, then say yours.", current=claim.version)


def evidence_of(claim: Claim, sent: Sent) -> Evidence:
    key = sent.get("evidence", "")
    rows = Evidence.objects.standing().filter(claim__in=groups_of([claim])[claim.pk].members)
    found = rows.filter(pk=int(key)).first() if key.isascii() and key.isdigit() and len(key) < 18 else None
    if found is None:
        raise Refused("no_evidence", "this evidence is not on this claim any longer; load the page again.", field="evidence")
    return found


def close_flag(claim: Claim, sent: Sent, by: Person, now: datetime) -> str:
    key = sent.get("flag", "")
    rows = Flag.objects.filter(claim__in=groups_of([claim])[claim.pk].members)
    flag = rows.filter(pk=int(key)).first() if key.isascii() and key.isdigit() and len(key) < 18 else None
    if flag is None:
        raise Refused("no_flag", "this flag is not on this claim; load the page again.", field="flag")
    done = deciding.close_flag(flag, by=by, now=now, reason=sent.get("reason", "").strip() or "looked at")
    return "Flag closed." if done else "The flag was closed already."


def set_topics(claim: Claim, sent: Sent, by: Person, now: datetime) -> str:
    keys = [int(key) for key in sent.getlist("topics") if key.isascii() and key.isdigit() and len(key) < 18]
    claims.set_topics(claim, topics=Topic.objects.filter(pk__in=keys), by=by, now=now, version=version_of(sent))
    return "Topics set."


def follow(claim: Claim, sent: Sent, by: Person, now: datetime) -> str:
    following.follow(by, claim, now=now)
    return f"You follow claim #{claim.number}; your digest will tell what changes."


def unfollow(claim: Claim, sent: Sent, by: Person, now: datetime) -> str:
    following.unfollow(by, claim, now=now)
    return f"You no longer follow claim #{claim.number}."


def note(claim: Claim, sent: Sent, by: Person, now: datetime) -> str:
    notes.add(claim, by=by, text=sent.get("note", ""), now=now)
    return "Your note is kept; everybody on the desk can read it."


def strike_note(claim: Claim, sent: Sent, by: Person, now: datetime) -> str:
    key = sent.get("note", "")
    rows = Note.objects.filter(claim__in=groups_of([claim])[claim.pk].members).select_related("claim")
    found = rows.filter(pk=int(key)).first() if key.isascii() and key.isdigit() and len(key) < 18 else None
    if found is None:
        raise Refused("no_note", "this note is not on this claim; load the page again.", field="note")
    return "Struck out; it stays to be read." if notes.strike(found, by=by, now=now) else "It was struck out already."


ACTS: dict[str, Callable[[Claim, Sent, Person, datetime], Any]] = {
    act.__name__: act
    for act in (
        accept,
        dismiss,
        restore,
        edit,
        take,
        give_back,
        assign,
        sign,
        reopen,
        decide,
        close_flag,
        set_topics,
        follow,
        unfollow,
        unmerge,
        note,
        strike_note,
    )
}
