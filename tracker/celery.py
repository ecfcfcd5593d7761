"""The Celery application. Its tasks only ring or run what the queue of record holds."""

from __future__ import annotations

import logging
import os
from typing import Any

from celery import Celery
from celery.signals import before_task_publish

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tracker.settings")
app = Celery("tracker")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
log = logging.getLogger(__name__)


@before_task_publish.connect
def scheduler_ticked(sender: str | None = None, **unused: Any) -> None:
    """Only the scheduler sends the sweep; that it tried is written down even when the broker is away."""
    if sender == "tracker.tasks.sweep":
        from django.utils import timezone

        from tracker import work

        try:
            work.beat("scheduler", now=timezone.now())
        except Exception as error:
            log.warning("the scheduler's pulse was not written: %s", error)
