"""Digests: who is due, and one row a person and period with its lines. What nobody has told a person yet is told once, whoever asks and how often.

What a digest says lives in ``composing``, who hears of what in ``following``, the wire and what comes of it in ``sending``.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from django.db import IntegrityError, transaction
from django.db.models import QuerySet

from tracker import work
from tracker.models import Event, Person, WorkItem
from tracker.roles import TABLE, Act
from tracker.terms import Cadence, DigestState
from verification import mail
from verification.models import Assignment, Digest, DigestLine
from verification.periods import Period, Schedule, latest_period
from verification.services import composing
from verification.services.composing import Composed, absolute, schedule_of
from verification.services.following import NUDGES, Heard, listeners_of, untold, urgent

READERS = [role.value for role, acts in TABLE.items() if Act.READ in acts]
LATE = timedelta(hours=1)  # urgent news older than this are caught up in one mail
LOOKED_BACK = timedelta(days=2)  # for urgent news that nobody was told of; older ones wait for the next digest


def compose(person: Person, *, now: datetime) -> Composed | None:
    """The digest that this person would get now; None when nothing is new. Writes nothing."""
    doubtful = list(Digest.objects.filter(person=person).in_doubt().order_by("made_at", "pk"))
    return composing.compose(person, untold(person, now=now), whole_url=absolute("admin:my_next_digest"), doubtful=doubtful)


def recipients() -> QuerySet[Person]:
    """Active people with a role, an address and a wish for mail."""
    people = Person.objects.filter(is_active=True, groups__name__in=READERS).exclude(email="").exclude(cadence=Cadence.OFF)
    return people.distinct().order_by("pk")


def due(people: Iterable[Person], *, now: datetime) -> list[tuple[Person, str]]:
    """The people whose digest for their newest period is not made yet, with the key of that period."""
    known: dict[Schedule, Period | None] = {}
    keys: list[tuple[Person, str]] = []
    for person in people:
        schedule = schedule_of(person)
        if schedule not in known:
            known[schedule] = latest_period(schedule, now=now)
        period = known[schedule]
        # What fell due before the person chose this schedule is not made up for: the next one brings it.
        if period is not None and (person.digests_from is None or period.due >= person.digests_from):
            keys.append((person, period.key))
    made = set(Digest.objects.filter(period_key__in={key for _, key in keys}).values_list("person_id", "period_key"))
    return [(person, key) for person, key in keys if (person.pk, key) not in made]


# ---- by the queue of record: one item a person
def call_due(*, now: datetime) -> int:
    """Leave a step for each digest that is due and for each urgent event that was not told yet; how many. Safe to repeat, and to run twice at once."""
    called = work.enqueue_many("digest", [subject_of(person, key) for person, key in due(recipients(), now=now)], now=now)
    return called + work.enqueue_many("tell", [str(event.pk) for event in news_to_tell(now=now)], now=now)


def news_to_tell(*, now: datetime) -> list[Event]:
    """Nudges and urgent flags of the last days for which no step was left yet."""
    recent = Event.objects.filter(at__gt=now - LOOKED_BACK, at__lte=now)
    found = list(recent.filter(kind__in=NUDGES))
    kinds = {kind for person in recipients().filter(cadence=Cadence.AT_ONCE) for kind in person.urgent_kinds}
    if kinds:
        found += recent.filter(kind="flag.raised", claim__isnull=False, after__kind__in=sorted(kinds))
    called = set(WorkItem.objects.filter(kind="tell", subject__in=[str(event.pk) for event in found]).values_list("subject", flat=True))
    return [event for event in found if str(event.pk) not in called]


def tell(subject: str, *, now: datetime) -> list[work.Follow]:
    """The step of one urgent event: a step for each person who may have to hear of it at once."""
    event = Event.objects.select_related("claim__merged_into").filter(pk=subject).first()
    if event is None:
        return []
    if event.kind in NUDGES:
        holder = Assignment.objects.filter(uuid=event.subject.partition(":")[2]).values("person")
        people = recipients().filter(pk__in=holder)
    else:
        people = recipients().filter(cadence=Cadence.AT_ONCE, pk__in=listeners_of(event).values("pk"))
    return [work.Follow("digest", subject_of(person, f"event:{event.pk}")) for person in people]


def subject_of(person: Person, period_key: str) -> str:
    """How the queue of record names one digest of one person."""
    return f"{person.uuid.hex}/{period_key}"


def make(subject: str, *, now: datetime) -> list[work.Follow]:
    """The step of one person and period: make the digest, and leave its sending."""
    name, _, period_key = subject.partition("/")
    person = recipients().filter(uuid=uuid.UUID(name)).first()
    if person is None:
        return []
    if composing.of_events(period_key):
        made = prepare_at_once(person, now=now)
    else:
        made = [digest for digest in [prepare(person, period_key, now=now)] if digest]
    return [mailing_of(digest) for digest in made if digest.state == DigestState.PENDING]


def mailing_of(digest: Digest, *, due_at: datetime | None = None) -> work.Follow:
    """The step that offers a digest to the server; another one for each time that it is offered."""
    return work.Follow("mail", digest.uuid.hex, version=f"{digest.sent_again}.{digest.tries}", due_at=due_at)


# ---- in this process
def prepare_due(*, now: datetime, people: Sequence[Person] | None = None) -> list[Digest]:
    """Make the digests that are due at *now*, one transaction a person. What is new is told once, however many run this at the same time.

    A period that was missed is caught up in the same mail: a digest holds all that has no line yet.
    """
    wanted = list(recipients()) if people is None else list(people)
    nudged = set(holders_of_nudges(now=now))
    keys = {person.pk: key for person, key in due(wanted, now=now)}
    digests: list[Digest] = []
    for person in wanted:
        if person.cadence == Cadence.AT_ONCE or person.pk in nudged:
            digests += prepare_at_once(person, now=now)
        if person.pk in keys and (digest := prepare(person, keys[person.pk], now=now)):
            digests.append(digest)
    return digests


def holders_of_nudges(*, now: datetime) -> list[int]:
    """The keys of the people whose tasks were nudged of late."""
    nudges = Event.objects.filter(kind__in=NUDGES, at__gt=now - LOOKED_BACK, at__lte=now).values_list("subject", flat=True)
    return list(Assignment.objects.filter(uuid__in=[name.partition(":")[2] for name in nudges]).values_list("person_id", flat=True))


def prepare(person: Person, period_key: str, *, now: datetime) -> Digest | None:
    """One person's digest for one period with all that is untold; None if somebody else made it meanwhile."""
    with transaction.atomic():
        locked = Person.objects.select_for_update().get(pk=person.pk)
        if Digest.objects.filter(person=locked, period_key=period_key).exclude(state=DigestState.CANCELLED).exists():
            return None
        return store(locked, period_key, untold(locked, now=now), now=now)


def prepare_at_once(person: Person, *, now: datetime) -> list[Digest]:
    """A mail for each urgent event that this person has not been told of; nudges in one, and in one what is late already."""
    with transaction.atomic():
        locked = Person.objects.select_for_update().get(pk=person.pk)
        heard = [one for one in untold(locked, now=now) if urgent(one.event, locked)]
        nudges = [one for one in heard if one.event.kind in NUDGES]
        late = [one for one in heard if one.event.kind not in NUDGES and one.event.at < now - LATE]
        fresh = [one for one in heard if one.event.kind not in NUDGES and one.event.at >= now - LATE]
        several = [nudges, late, *([one] for one in fresh)]
        made = [store(locked, f"event:{told[-1].event.pk}", told, now=now) for told in several if told]
        return [digest for digest in made if digest is not None]


def store(person: Person, period_key: str, heard: Sequence[Heard], *, now: datetime) -> Digest | None:
    """The row of a digest, a line for each event that it tells, and which earlier digests it announces. One that was cancelled is taken up again."""
    digest = Digest.objects.filter(person=person, period_key=period_key, state=DigestState.CANCELLED).first() or Digest(
        person=person, period_key=period_key, message_id=mail.message_id(person, period_key)
    )
    doubtful = list(Digest.objects.filter(person=person).in_doubt().order_by("made_at", "pk"))
    whole_url = absolute("admin:digest", digest.uuid)
    composed = composing.compose(person, heard, period_key=period_key, whole_url=whole_url, doubtful=doubtful)
    digest.state = DigestState.PENDING if composed else DigestState.SKIPPED_EMPTY
    digest.made_at, digest.last_error = now, ""
    digest.subject, digest.text, digest.html = (composed.subject, composed.text, composed.html) if composed else ("", "", "")
    try:
        with transaction.atomic():
            digest.save()
    except IntegrityError:
        return None
    if composed is not None:
        lines = [DigestLine(person=person, event=event, digest=digest, why=why[:200]) for event, why in composed.told]
        DigestLine.objects.bulk_create(lines, batch_size=500)
        Digest.objects.filter(pk__in=[one.pk for one in composed.announced]).update(announced_in=digest)
    return digest
