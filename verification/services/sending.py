"""Sending digests: what each answer of the server means for one, so that none is mailed twice by decision nor dropped in silence.

pending → sending → sent · uncertain · rejected · cancelled. "sending" is committed between the text of a mail and its final dot: what fails before
is surely not accepted and pending again; no answer after it is uncertain, and only a person decides that it is offered once more.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.db.models import Count, F, Q

from tracker import work
from tracker.errors import Refused
from tracker.events import record
from tracker.models import Person, WorkItem
from tracker.roles import Act, require, roles_of
from tracker.terms import Cadence, DigestState, WorkState, label
from verification import mail
from verification.models import Digest, DigestLine
from verification.services.digesting import mailing_of

log = logging.getLogger(__name__)
FAILURES_AT_MOST = 3  # in a row, before the server is left alone until the next run
PATIENT_FOR = 20  # tries at the same short distance; afterwards ever further apart
LONGEST_WAIT = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of one offer: the digest's state now (None: somebody else has it), and whether the server behaved like one."""

    state: DigestState | None
    server_well: bool = True


@dataclass(slots=True)
class Run:
    """What one sending run did, by what came of each digest."""

    sent: list[Digest] = field(default_factory=list)
    uncertain: list[Digest] = field(default_factory=list)
    rejected: list[Digest] = field(default_factory=list)
    cancelled: list[Digest] = field(default_factory=list)
    waiting: list[Digest] = field(default_factory=list)

    def note(self, digest: Digest, state: DigestState | None) -> None:
        shelves = {
            DigestState.SENT: self.sent,
            DigestState.UNCERTAIN: self.uncertain,
            DigestState.REJECTED: self.rejected,
            DigestState.CANCELLED: self.cancelled,
            DigestState.PENDING: self.waiting,
        }
        if state is not None:
            shelves[state].append(digest)


# ---- by the queue of record: one item a digest
def offer(subject: str, *, now: datetime) -> Outcome:
    """The errand of one mail, outside every transaction: offer the digest to the server, if it is still to be sent."""
    digest = Digest.objects.filter(uuid=UUID(subject), state=DigestState.PENDING).select_related("person").first()
    if digest is None:
        return Outcome(None)
    outcome = send(digest, mail.standing_post(), now=now)
    if not outcome.server_well:
        # One waits for a sick server, not everybody in turn.
        work.postpone("mail", until=now + pause())
    return outcome


def offered(subject: str, *, now: datetime, brought: Outcome) -> list[work.Follow]:
    """The step after the errand: another offer, later, for what the server surely did not take."""
    if brought.state is not DigestState.PENDING:
        return []
    digest = Digest.objects.get(uuid=UUID(subject))
    return [mailing_of(digest, due_at=now + wait_for(digest, now=now))] if digest.state == DigestState.PENDING else []


def pause() -> timedelta:
    """How long a server that did not answer well is left alone."""
    return timedelta(seconds=2 * settings.WORK_SWEEP_SECONDS)


def wait_for(digest: Digest, *, now: datetime) -> timedelta:
    """Until a digest is offered again: a short while at first, then an eighth of its age, an hour at most."""
    return pause() if digest.tries <= PATIENT_FOR else max(pause(), min((now - digest.made_at) / 8, LONGEST_WAIT))


def call_adrift(*, now: datetime) -> int:
    """Leave a step for each pending digest that has none, as those have that a command made and could not send. How many."""
    pending = {digest.uuid.hex: digest for digest in Digest.objects.filter(state=DigestState.PENDING).only("uuid", "tries", "sent_again")}
    waiting = WorkItem.objects.filter(kind="mail").exclude(state=WorkState.DONE).values_list("subject", flat=True)
    adrift = [pending[name] for name in set(pending) - set(waiting)]
    for digest in adrift:
        follow = mailing_of(digest)
        work.enqueue(follow.kind, follow.subject, version=follow.version, now=now)
    return len(adrift)


def standing(*, now: datetime) -> dict[str, int]:
    """How many digests wait, and how many of the last week did not surely arrive."""
    counted = Digest.objects.order_by().values_list("state").annotate(n=Count("pk"))
    lost = dict(counted.filter(made_at__gte=now - timedelta(days=7), state__in=(DigestState.UNCERTAIN, DigestState.REJECTED)))
    waiting = Digest.objects.filter(state=DigestState.PENDING).count()
    return {"waiting": waiting, "uncertain": lost.get(DigestState.UNCERTAIN, 0), "rejected": lost.get(DigestState.REJECTED, 0)}


# ---- in this process
def send_pending(*, now: datetime, people: Sequence[Person] | None = None, seconds: float | None = None) -> Run:
    """Send what is pending, those that failed before last. Stops after *seconds*, or when the server fails again and again."""
    run = Run(uncertain=give_up_waiting(now=now))
    mine = Digest.objects.filter(state=DigestState.PENDING).select_related("person")
    if people is not None:
        mine = mine.filter(person__in=people)
    begun, failures = time.monotonic(), 0
    with mail.Post() as post:
        for digest in list(mine.annotate(failed=~Q(last_error="")).order_by("failed", "made_at", "pk")):
            if failures >= FAILURES_AT_MOST or (seconds is not None and time.monotonic() - begun > seconds):
                run.waiting.append(digest)
                continue
            outcome = send(digest, post, now=now)
            run.note(digest, outcome.state)
            failed = outcome.state in (DigestState.PENDING, DigestState.UNCERTAIN)
            failures = failures + 1 if failed else 0
    return run


def unwanted(person: Person) -> bool:
    """Nobody mails people without an account that works, an address, or the wish."""
    return not person.is_active or not person.email or person.cadence == Cadence.OFF or not roles_of(person)


def send(digest: Digest, post: mail.Post, *, now: datetime) -> Outcome:
    """Offer one digest to the server and write down what came of it."""
    if unwanted(digest.person):
        return Outcome(DigestState.CANCELLED if cancel(digest) else None)

    def before_dot() -> bool:
        # Durable: the state must be on disk before the dot is on the wire.
        with transaction.atomic(durable=True):
            return Digest.objects.filter(pk=digest.pk, state=DigestState.PENDING).update(state=DigestState.SENDING, sent_at=now) == 1

    ours = [DigestState.PENDING, DigestState.SENDING]
    try:
        post.send(mail.message_for(digest, digest.person), before_dot=before_dot)
    except mail.Overtaken:
        return Outcome(None)
    except mail.NoAnswer as error:
        settle_as(digest, DigestState.UNCERTAIN, expected=ours, error=str(error))
        log.warning("digest %s of %s: no answer after its text was sent; it is not mailed again", digest.pk, digest.person_id)
        return Outcome(DigestState.UNCERTAIN, server_well=False)
    except mail.Refusal as error:
        settle_as(digest, DigestState.REJECTED, expected=ours, error=str(error))
        return Outcome(DigestState.REJECTED)
    except mail.NotAccepted as error:
        settle_as(digest, DigestState.PENDING, expected=ours, error=str(error))
        return Outcome(DigestState.PENDING, server_well=not isinstance(error, mail.Unreachable))
    settle_as(digest, DigestState.SENT, expected=[*ours, DigestState.UNCERTAIN], sent_at=now)
    return Outcome(DigestState.SENT)


def settle_as(
    digest: Digest, state: DigestState, *, expected: Sequence[DigestState], error: str = "", sent_at: datetime | None = None
) -> bool:
    """Move a digest on, if it still is where it was left."""
    columns: dict[str, Any] = {"state": state, "last_error": error[:2000]} | (
        {"sent_at": sent_at} if state != DigestState.UNCERTAIN else {}
    )
    if state is DigestState.PENDING:
        columns["tries"] = F("tries") + 1
    digest.state = state
    return Digest.objects.filter(pk=digest.pk, state__in=expected).update(**columns) == 1


@transaction.atomic
def cancel(digest: Digest) -> bool:
    """Nobody wants it any more. Its events are untold again, for the day on which the person wants mail once more."""
    if not settle_as(digest, DigestState.CANCELLED, expected=[DigestState.PENDING]):
        return False
    DigestLine.objects.filter(digest=digest).delete()
    return True


def give_up_waiting(*, now: datetime) -> list[Digest]:
    """A sender that died between dot and answer leaves "sending" behind; after every time limit has run out it is uncertain."""
    limit = now - timedelta(seconds=settings.WORK_HARD_SECONDS + 3 * (settings.EMAIL_TIMEOUT or 60))
    left = Digest.objects.filter(state=DigestState.SENDING, sent_at__lt=limit).select_related("person")
    error = "the sender stopped before the server answered"
    return [one for one in left if settle_as(one, DigestState.UNCERTAIN, expected=[DigestState.SENDING], error=error)]


@transaction.atomic
def send_again(digest: Digest, *, by: Person, now: datetime) -> Digest:
    """By a person's decision, offer once more what was rejected or may not have arrived. It keeps its Message-ID, so that most mail
    programs show a second copy as the same mail."""
    require(by, Act.DIGESTS_WATCH)
    digest = Digest.objects.select_for_update().get(pk=digest.pk)
    if digest.state not in (DigestState.UNCERTAIN, DigestState.REJECTED):
        raise Refused(
            "not_in_doubt", f"this digest is {label(DigestState(digest.state))}; only uncertain and rejected ones are sent again."
        )
    if unwanted(digest.person):
        raise Refused("unwanted", f"{digest.person} is deactivated, has no mail address or no role, or has switched digests off.")
    before = digest.state
    digest.state, digest.sent_again, digest.last_error = DigestState.PENDING, digest.sent_again + 1, ""
    digest.save(update_fields=["state", "sent_again", "last_error"])
    record("digest.sent_again", digest, now=now, actor=by, before={"state": before}, after={"person": digest.person.username})
    follow = mailing_of(digest)
    work.enqueue(follow.kind, follow.subject, version=follow.version, now=now)
    return digest
