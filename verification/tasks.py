"""Celery's legs for what the clock brings about. No logic: each job fits in six lines."""

from __future__ import annotations

from django.utils import timezone

from tracker import work
from tracker.celery import app
from verification.services import allotting, assigning, delivering, digesting, integrity, sending, tallying


@app.task(name="verification.tasks.send_digests")
def send_digests() -> None:
    """Write the nudges, and leave a step for each digest that is due and each mail that waits; the workers make and send them."""
    now = timezone.now()
    assigning.remind(now=now)
    called = digesting.call_due(now=now) + sending.call_adrift(now=now)
    lost = sending.give_up_waiting(now=now)
    work.beat("digests", now=now, called=called, lost=len(lost), **sending.standing(now=now))


@app.task(name="verification.tasks.give_out")
def give_out() -> None:
    """Give out by rule what nobody works on, and what has lain too long; where the desk has switched that on."""
    given, refused = allotting.give_out(by=None, now=timezone.now())
    work.beat("assign", now=timezone.now(), given=len(given), refused=len(refused))


@app.task(name="verification.tasks.tell_webhooks")
def tell_webhooks() -> None:
    """Leave to be sent what happened since the last time."""
    delivering.take_up(now=timezone.now())


@app.task(name="verification.tasks.count_tallies")
def count_tallies() -> None:
    """Count again the claims whose cases changed, so that lists need not read the cases."""
    tallying.count_changed(seconds=2.0)  # what is left waits for the next time: one process may do all the rest besides


@app.task(name="verification.tasks.verify_integrity", acks_late=False, soft_time_limit=3 * 3600, time_limit=3 * 3600 + 60)
def verify_integrity() -> None:
    """Check the record once a night. Lost with its worker, it is begun anew the next night."""
    integrity.verify_nightly(now=timezone.now())
