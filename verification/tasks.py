"""Celery's legs for what the clock brings about. No logic: each job fits in six lines."""

from __future__ import annotations

from django.utils import timezone

from tracker.celery import app
from verification.services import assigning, digesting


@app.task(name="verification.tasks.send_digests")
def send_digests() -> None:
    """Write the nudges, make the digests that are due, send what is pending."""
    now = timezone.now()
    assigning.remind(now=now)
    digesting.prepare_due(now=now)
    digesting.send_pending(now=now, seconds=25)
