"""Telling other programs of events: who is told, each event at least once, again with growing pauses, given up in the open. See ``webhooks``."""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from django.db import transaction
from django.db.models import Exists, Max, OuterRef, Q

from tracker import events, work
from tracker.closing import close, opened
from tracker.errors import Refused
from tracker.models import Event, Person, Report, Topic
from tracker.roles import Act, require
from tracker.terms import DeliveryState
from tracker.work import Follow
from verification import webhooks
from verification.models import Delivery, Webhook
from verification.webhooks import TOLD, Answer

ATTEMPTS = 10
FIRST_PAUSE, LONGEST_PAUSE = 10, 6 * 3600  # seconds; three times as long after each failure
AT_ONCE = 500  # events taken up together for one webhook
SETTLED = timedelta(minutes=10)  # longer than any transaction: what has a lower number is in the log by then
BOTH_SECRETS = timedelta(hours=24)
MOST = 50
LONGEST_NOTE = 200
KIND = "deliver"


@dataclass(frozen=True, slots=True)
class Wait:
    """Not tried: the webhook is down until then; None: it is paused, and whoever resumes it sends everything."""

    until: datetime | None


# ---- who is told


@transaction.atomic
def make(*, url: str, by: Person, now: datetime, topic: Topic | None = None, note: str = "") -> tuple[Webhook, str]:
    """A webhook that is told of what happens from now on, and its secret, which nobody is ever shown again.

    The caller has asked ``webhooks.check_address`` before, outside of the transaction.
    """
    require(by, Act.WEBHOOK_MANAGE)
    webhooks.target_of(url)
    note = " ".join(note.split())
    if len(note) > LONGEST_NOTE:
        raise Refused("too_long", f"the note has {len(note)} characters; at most {LONGEST_NOTE} are taken.", field="note")
    if Webhook.objects.count() >= MOST:
        raise Refused("too_many", f"there are {MOST} webhooks; more are not taken. Use one that is paused.")
    if Webhook.objects.active().filter(url=url.strip(), topic=topic).exists():
        raise Refused("there_already", "this address is told of the same already.", field="url")
    newest = Event.objects.aggregate(newest=Max("pk"))["newest"] or 0
    row = Webhook(url=url.strip(), topic=topic, note=note, made_by=by, made_at=now, after=newest, seen=newest, seen_at=now)
    secret = new_secret()
    row.secret = close(secret, place=place(row))
    row.save()
    after = {"host": host(row), "topic": topic.slug if topic else None}
    events.record("webhook.made", row, now=now, actor=by, after=after, reason=note)
    return row, secret


@transaction.atomic
def rotate(webhook: Webhook, *, by: Person, now: datetime) -> tuple[Webhook, str]:
    """A new secret; for a day both sign, so that the other side can change over."""
    require(by, Act.WEBHOOK_MANAGE)
    row = Webhook.objects.select_for_update().get(pk=webhook.pk)
    secret = new_secret()
    row.old_secret, row.old_secret_until = row.secret, now + BOTH_SECRETS
    row.secret = close(secret, place=place(row))
    row.save(update_fields=["secret", "old_secret", "old_secret_until"])
    events.record("webhook.rotated", row, now=now, actor=by, after={"host": host(row)})
    return row, secret


@transaction.atomic
def pause(webhook: Webhook, *, by: Person, now: datetime, reason: str = "") -> Webhook:
    """Send nothing until it is resumed; what happens meanwhile is kept for it."""
    require(by, Act.WEBHOOK_MANAGE)
    row = Webhook.objects.select_for_update().get(pk=webhook.pk)
    if row.active:
        stop(row, because=" ".join(reason.split()) or f"paused by {by}", now=now, by=by)
    return row


@transaction.atomic
def resume(webhook: Webhook, *, by: Person, now: datetime) -> Webhook:
    """Go on, with everything that waits."""
    require(by, Act.WEBHOOK_MANAGE)
    row = Webhook.objects.select_for_update().get(pk=webhook.pk)
    if row.active:
        return row
    if not keys_of(row, now=now):
        raise Refused("no_secret", "its secret cannot be opened with this SECRET_KEY; give it a new one first.")
    row.active, row.paused_because, row.failures, row.down_until = True, "", 0, None
    row.save(update_fields=["active", "paused_because", "failures", "down_until"])
    events.record("webhook.resumed", row, now=now, actor=by, after={"host": host(row)})
    for delivery in Delivery.objects.filter(webhook=row, state=DeliveryState.PENDING).order_by("pk"):
        begin(delivery, now=now)
    return row


@transaction.atomic
def test(webhook: Webhook, *, by: Person, now: datetime) -> Delivery:
    """Send an event that never happened, to see whether it arrives."""
    require(by, Act.WEBHOOK_MANAGE)
    row = Webhook.objects.select_for_update().get(pk=webhook.pk)
    if not row.active:
        raise Refused("paused", f"it is paused ({row.paused_because}); resume it first.")
    delivery = Delivery.objects.create(webhook=row, made_at=now)
    row.down_until = None
    row.save(update_fields=["down_until"])
    begin(delivery, now=now)
    return delivery


@transaction.atomic
def send_again(delivery: Delivery, *, by: Person, now: datetime) -> Delivery:
    """Give one that was given up, or taken, a fresh start; nothing changes for one that is on its way."""
    require(by, Act.WEBHOOK_MANAGE)
    row = Delivery.objects.select_for_update().get(pk=delivery.pk)
    if row.state == DeliveryState.PENDING:
        return row
    row.state, row.attempts, row.settled_at = DeliveryState.PENDING, 0, None
    row.save(update_fields=["state", "attempts", "settled_at"])
    begin(row, now=now)
    return row


def stop(row: Webhook, *, because: str, now: datetime, by: Person | None = None) -> None:
    row.active, row.paused_because = False, because[:500]
    row.save(update_fields=["active", "paused_because"])
    events.record("webhook.paused", row, now=now, actor=by, after={"host": host(row)}, reason=because[:500])


def begin(delivery: Delivery, *, now: datetime) -> None:
    """Leave the first try of a fresh start to the queue of record."""
    delivery.tries += 1
    delivery.save(update_fields=["tries"])
    work.enqueue(KIND, delivery.uuid, now=now, version=version(delivery))


def version(delivery: Delivery, *, waited: datetime | None = None) -> str:
    """Names the work items of one delivery apart: by fresh start, attempt, and what it waited for."""
    return f"{delivery.tries}.{delivery.attempts}" + (f"@{int(waited.timestamp())}" if waited else "")


# ---- what they are told


def take_up(*, now: datetime) -> int:
    """Make a delivery of every event that an active webhook has not been told of; how many that were. Safe to repeat and to run twice at once.

    Events become visible out of order: one with a lower number may be committed after one with a higher. So the last ten minutes are looked
    through again each time, and only what was the newest ten minutes ago is left behind for good.
    """
    made = 0
    for webhook in Webhook.objects.active().order_by("pk"):
        with transaction.atomic():
            made += _take_up(Webhook.objects.select_for_update().get(pk=webhook.pk), now=now)
    return made


def _take_up(row: Webhook, *, now: datetime) -> int:
    newest = Event.objects.aggregate(newest=Max("pk"))["newest"] or 0
    if not row.active or (newest == row.after == row.seen):
        return 0
    found = events_for(row)
    Delivery.objects.bulk_create((Delivery(webhook=row, event=event, made_at=now) for event in found), ignore_conflicts=True)
    for delivery in Delivery.objects.filter(webhook=row, event__in=found, tries=0).order_by("event"):
        begin(delivery, now=now)
    if len(found) < AT_ONCE and now - row.seen_at >= SETTLED:
        row.after, row.seen, row.seen_at = row.seen, newest, now
        row.save(update_fields=["after", "seen", "seen_at"])
    return len(found)


def events_for(row: Webhook) -> list[Event]:
    """Events that this webhook is to be told of and was not, the oldest first."""
    told = Delivery.objects.filter(webhook=row, event=OuterRef("pk"))
    rows = Event.objects.filter(~Exists(told), pk__gt=row.after, kind__in=TOLD).order_by("pk")
    if row.topic_id is None:
        return list(rows[:AT_ONCE])
    of_reports = rows.filter(kind__startswith="report.").values_list("pk", "subject")
    reports = {subject.partition(":")[2]: pk for pk, subject in of_reports}
    inside = Report.objects.filter(uuid__in=reports, topics=row.topic_id).values_list("uuid", flat=True)
    about = Q(pk__in=[pk for pk, subject in of_reports if subject.partition(":")[2] in {str(uuid) for uuid in inside}])
    return list(rows.filter(Q(claim__topics=row.topic_id) | about).distinct()[:AT_ONCE])


# ---- one try: the errand outside the transaction, then what came of it


def carry(subject: str, *, now: datetime) -> Answer | Wait | None:
    """Send one delivery; None where there is nothing to send. Writes nothing."""
    delivery = Delivery.objects.select_related("webhook", "event__claim").filter(uuid=subject).first()
    if delivery is None or delivery.state != DeliveryState.PENDING:
        return None
    row = delivery.webhook
    if not row.active:
        return Wait(None)
    if row.down_until is not None and row.down_until > now:
        return Wait(row.down_until)
    keys = keys_of(row, now=now)
    if not keys:
        return Answer(None, "its secret cannot be opened with this SECRET_KEY; give it a new one")
    body = webhooks.body_of(delivery.event, now=now)
    return webhooks.post(row.url, body, secrets=keys, delivery=str(delivery.uuid), event=delivery.event_id, now=now)


def settle(subject: str, *, now: datetime, brought: Answer | Wait | None) -> Iterable[Follow]:
    """Write down what came of one try, and when the next one is."""
    if brought is None:
        return ()
    known = Delivery.objects.get(uuid=subject)
    row = Webhook.objects.select_for_update().get(pk=known.webhook_id)  # always before its deliveries, so that nobody waits for one another
    delivery = Delivery.objects.select_for_update().get(pk=known.pk)
    if isinstance(brought, Wait):
        if brought.until is None:
            return ()
        return [Follow(KIND, subject, version(delivery, waited=brought.until), due_at=brought.until)]
    delivery.last_status, delivery.last_error = brought.status, brought.error[:500]
    if brought.taken:
        return _taken(row, delivery, now=now)
    return _missed(row, delivery, brought, now=now)


def _taken(row: Webhook, delivery: Delivery, *, now: datetime) -> Iterable[Follow]:
    delivery.state, delivery.settled_at, delivery.attempts = DeliveryState.DELIVERED, now, delivery.attempts + 1
    delivery.save()
    if row.failures or row.down_until:
        row.failures, row.down_until = 0, None
        row.save(update_fields=["failures", "down_until"])
    return ()


def _missed(row: Webhook, delivery: Delivery, answer: Answer, *, now: datetime) -> Iterable[Follow]:
    """Count it for the delivery and for the webhook: a delivery is given up, a webhook paused, and neither in silence."""
    delivery.attempts += 1
    row.failures += 1
    row.down_until = now + pause_after(row.failures)
    row.save(update_fields=["failures", "down_until"])
    if answer.gone and row.active:
        stop(row, because=f"the other side wants nothing any more: {answer.error}", now=now)
    elif row.failures >= ATTEMPTS and row.active:
        stop(row, because=f"{row.failures} tries in a row failed, the last with: {answer.error}", now=now)
    if delivery.attempts >= ATTEMPTS:
        delivery.state, delivery.settled_at = DeliveryState.DEAD, now
    delivery.save()
    if delivery.state == DeliveryState.DEAD or not row.active:
        return ()
    return [Follow(KIND, str(delivery.uuid), version(delivery), due_at=now + pause_after(delivery.attempts))]


def pause_after(failures: int) -> timedelta:
    """Ten seconds after the first failure, then three times as long each time, at most six hours."""
    return timedelta(seconds=min(FIRST_PAUSE * 3 ** (failures - 1), LONGEST_PAUSE))


# ---- secrets


def new_secret() -> str:
    return f"whsec_{secrets.token_urlsafe(32)}"


def place(row: Webhook) -> str:
    return f"verification.webhook:{row.uuid}"


def keys_of(row: Webhook, *, now: datetime) -> list[str]:
    """What a body is signed with: the secret, and for a day after a change the one before; none where they cannot be opened."""
    kept = [row.secret]
    if row.old_secret and row.old_secret_until and now < row.old_secret_until:
        kept.append(row.old_secret)
    return [secret for one in kept if (secret := opened(one, place=place(row)))]


def host(row: Webhook) -> str:
    """Of the address only this is told anywhere: the rest is often a secret too."""
    return urlsplit(row.url).hostname or ""


__all__ = ["carry", "make", "pause", "resume", "rotate", "send_again", "settle", "take_up", "test"]
