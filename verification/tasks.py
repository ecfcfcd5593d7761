"""Celery's legs for what the clock brings about. No logic: each job fits in six lines."""

from __future__ import annotations

from django.conf import settings
from django.utils import timezone

from tracker import work
from tracker.celery import app
from verification.services import assigning, digesting, integrity


@app.task(name="verification.tasks.send_digests")
def send_digests() -> None:
    """Write the nudges, make the digests that are due, send what is pending."""
    now = timezone.now()
    assigning.remind(now=now)
    digesting.prepare_due(now=now)
    run = digesting.send_pending(now=now, seconds=settings.WORK_SOFT_SECONDS / 2)
    work.beat("digests", now=now, sent=len(run.sent), waiting=len(run.waiting), uncertain=len(run.uncertain), rejected=len(run.rejected))


@app.task(name="verification.tasks.verify_integrity", acks_late=False, soft_time_limit=3 * 3600, time_limit=3 * 3600 + 60)
def verify_integrity() -> None:
    """Check the record once a night. Lost with its worker, it is begun anew the next night."""
    integrity.verify_nightly(now=timezone.now())
