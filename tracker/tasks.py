"""Celery's legs for the queue of record. No logic: each job fits in six lines."""

from __future__ import annotations

from django.utils import timezone

from tracker import work
from tracker.celery import app
from tracker.services import polling


@app.task(name="tracker.tasks.drain")
def drain() -> None:
    """Do one due item, then ring again while more are waiting, so that every worker gets its share."""
    if work.run_next() is not None:
        work.sweep(now=timezone.now(), rings=1)


@app.task(name="tracker.tasks.sweep")
def sweep() -> None:
    """Ring for whatever a lost message left behind."""
    waiting = work.sweep(now=timezone.now())
    work.beat("sweep", now=timezone.now(), waiting=waiting)


@app.task(name="tracker.tasks.poll_feeds")
def poll_feeds() -> None:
    """Leave a step for each feed whose time has come."""
    polling.call_due(now=timezone.now())


def bell() -> None:
    """Put one ring on the broker; raises what the broker raises."""
    drain.apply_async(retry=False)
