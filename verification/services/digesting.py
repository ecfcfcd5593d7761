"""Digests: who is due, one row a person and period with its lines, and the sending that never mails twice by decision nor drops in silence.

What a digest says lives in ``composing``, who hears of what in ``following``, the wire in ``verification.mail``.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import Q

from tracker.models import Person
from tracker.roles import roles_of
from tracker.terms import Cadence, DigestState
from verification import mail
from verification.models import Digest, DigestLine
from verification.periods import latest_period
from verification.services.composing import Composed
from verification.services.composing import compose as put_into_words
from verification.services.following import Heard, untold, urgent

log = logging.getLogger(__name__)
FAILURES_AT_MOST = 3  # in a row, before the server is left alone until the next run


@dataclass(slots=True)
class Run:
    """What one sending run did."""

    sent: list[Digest] = field(default_factory=list)
    uncertain: list[Digest] = field(default_factory=list)
    rejected: list[Digest] = field(default_factory=list)
    cancelled: list[Digest] = field(default_factory=list)
    waiting: list[Digest] = field(default_factory=list)


def compose(person: Person, *, now: datetime, period_key: str = "preview") -> Composed | None:
    """The digest that this person would get now; None when nothing is new. Writes nothing."""
    unsure, undelivered = unannounced(person)
    return put_into_words(person, untold(person, now=now), now=now, period_key=period_key, unsure=unsure, undelivered=undelivered)


def unannounced(person: Person) -> tuple[list[Digest], list[Digest]]:
    """Digests that may not have arrived, and those that surely have not, whose lines no later digest has taken up."""
    lost = Digest.objects.filter(person=person, state__in=(DigestState.UNCERTAIN, DigestState.REJECTED), lines__isnull=False).distinct()
    rows = list(lost.order_by("made_at", "pk"))
    return [row for row in rows if row.state == DigestState.UNCERTAIN], [row for row in rows if row.state == DigestState.REJECTED]


def recipients() -> list[Person]:
    """Active people with a role, an address and a wish for mail."""
    people = Person.objects.filter(is_active=True).exclude(email="").exclude(cadence=Cadence.OFF).prefetch_related("groups").order_by("pk")
    return [person for person in people if roles_of(person)]


def prepare_due(*, now: datetime, people: Sequence[Person] | None = None) -> list[Digest]:
    """Make the digests that are due at *now*, one transaction a person. What is new is told once, however many run this at the same time.

    A period that was missed is caught up in the same mail: a digest holds all that has no line yet.
    """
    people = recipients() if people is None else people
    periods = {person.pk: latest_period(person.cadence, hour=person.digest_hour, zone=person.time_zone, now=now) for person in people}
    keys = {period.key for period in periods.values() if period is not None}
    made = set(Digest.objects.filter(person__in=people, period_key__in=keys).values_list("person_id", "period_key"))
    digests: list[Digest] = []
    for person in people:
        period = periods[person.pk]
        if person.cadence == Cadence.AT_ONCE:
            digests += prepare_at_once(person, now=now)
        elif period is not None and (person.pk, period.key) not in made and (digest := prepare(person, period.key, now=now)):
            digests.append(digest)
    return digests


def prepare(person: Person, period_key: str, *, now: datetime) -> Digest | None:
    """One person's digest for one period with all that is untold; None if somebody else made it meanwhile."""
    with transaction.atomic():
        Person.objects.select_for_update().get(pk=person.pk)
        unsure, undelivered = unannounced(person)
        heard = untold(person, now=now)
        return store(person, period_key, heard, now=now, unsure=unsure, undelivered=undelivered)


def prepare_at_once(person: Person, *, now: datetime) -> list[Digest]:
    """A mail for each urgent event that this person has not been told of."""
    digests = []
    with transaction.atomic():
        Person.objects.select_for_update().get(pk=person.pk)
        for one in untold(person, now=now):
            if urgent(one.event):
                unsure, undelivered = unannounced(person)
                digest = store(person, f"event:{one.event.pk}", [one], now=now, unsure=unsure, undelivered=undelivered)
                digests += [digest] if digest else []
    return digests


def store(
    person: Person, period_key: str, heard: Sequence[Heard], *, now: datetime, unsure: Sequence[Digest], undelivered: Sequence[Digest]
) -> Digest | None:
    """The row of a digest, and a line for each event that it tells; the lines of digests that it announces become its own."""
    composed = put_into_words(person, heard, now=now, period_key=period_key, unsure=unsure, undelivered=undelivered)
    digest = Digest(
        person=person,
        period_key=period_key,
        state=DigestState.PENDING if composed else DigestState.SKIPPED_EMPTY,
        message_id=mail.message_id(person, period_key),
        subject=composed.subject if composed else "",
        text=composed.text if composed else "",
        html=composed.html if composed else "",
        made_at=now,
    )
    try:
        with transaction.atomic():
            digest.save()
    except IntegrityError:
        return None
    if composed is not None:
        lines = [DigestLine(person=person, event=event, digest=digest, why=why[:200]) for event, why in composed.told]
        DigestLine.objects.bulk_create(lines, batch_size=500)
        if composed.retold:
            DigestLine.objects.filter(digest__in=composed.retold).update(digest=digest)
    return digest


def send_pending(*, now: datetime, people: Sequence[Person] | None = None, seconds: float | None = None) -> Run:
    """Send what is pending, those that failed before last. Stops after *seconds*, or when the server fails again and again.

    "sending" is committed between the text and its final dot: what fails before is pending again, no answer after it is uncertain.
    """
    run = Run()
    give_up_waiting(now=now, run=run)
    mine = Digest.objects.filter(state=DigestState.PENDING).select_related("person")
    if people is not None:
        mine = mine.filter(person__in=people)
    begun, failures = time.monotonic(), 0
    with mail.Post() as post:
        for digest in list(mine.annotate(failed=~Q(last_error="")).order_by("failed", "made_at", "pk")):
            if failures >= FAILURES_AT_MOST or (seconds is not None and time.monotonic() - begun > seconds):
                run.waiting.append(digest)
            elif unwanted(digest.person):
                if settle_as(digest, DigestState.CANCELLED, expected=[DigestState.PENDING]):
                    run.cancelled.append(digest)
            else:
                failures = failures + 1 if not send(digest, post, now=now, run=run) else 0
    return run


def unwanted(person: Person) -> bool:
    """Nobody mails people without an account that works, an address, or the wish."""
    return not person.is_active or not person.email or person.cadence == Cadence.OFF or not roles_of(person)


def send(digest: Digest, post: mail.Post, *, now: datetime, run: Run) -> bool:
    """Offer one digest to the server and write down what came of it; False when it was not to be had."""

    def before_dot() -> bool:
        # Durable: the state must be on disk before the dot is on the wire.
        with transaction.atomic(durable=True):
            return Digest.objects.filter(pk=digest.pk, state=DigestState.PENDING).update(state=DigestState.SENDING, sent_at=now) == 1

    ours = [DigestState.PENDING, DigestState.SENDING]
    try:
        post.send(mail.message_for(digest, digest.person), before_dot=before_dot)
    except mail.Overtaken:
        return True
    except mail.NoAnswer as error:
        settle_as(digest, DigestState.UNCERTAIN, expected=ours, error=str(error))
        run.uncertain.append(digest)
        log.warning("digest %s of %s: no answer after its text was sent; it is not mailed again", digest.pk, digest.person_id)
        return False
    except mail.Refusal as error:
        settle_as(digest, DigestState.REJECTED, expected=ours, error=str(error))
        run.rejected.append(digest)
        return True
    except mail.NotAccepted as error:
        settle_as(digest, DigestState.PENDING, expected=ours, error=str(error))
        run.waiting.append(digest)
        return False
    settle_as(digest, DigestState.SENT, expected=[*ours, DigestState.UNCERTAIN], sent_at=now)
    run.sent.append(digest)
    return True


def settle_as(
    digest: Digest, state: DigestState, *, expected: Sequence[DigestState], error: str = "", sent_at: datetime | None = None
) -> bool:
    """Move a digest on, if it still is where it was left."""
    columns = {"state": state, "last_error": error[:2000]} | ({"sent_at": sent_at} if state != DigestState.UNCERTAIN else {})
    digest.state = state
    return Digest.objects.filter(pk=digest.pk, state__in=expected).update(**columns) == 1


def give_up_waiting(*, now: datetime, run: Run) -> None:
    """A sender that died between dot and answer leaves "sending" behind; after every time limit has run out it is uncertain."""
    limit = now - timedelta(seconds=settings.WORK_HARD_SECONDS + 3 * (settings.EMAIL_TIMEOUT or 60))
    for digest in Digest.objects.filter(state=DigestState.SENDING, sent_at__lt=limit).select_related("person"):
        if settle_as(digest, DigestState.UNCERTAIN, expected=[DigestState.SENDING], error="the sender stopped before the server answered"):
            run.uncertain.append(digest)
