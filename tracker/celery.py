"""The Celery application. Its tasks only ring or run what the queue of record holds."""

from __future__ import annotations

import logging
import os
from typing import Any

from celery import Celery
from celery.signals import before_task_publish, worker_init
from django.utils.module_loading import import_string

from tracker import memory

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tracker.settings")
app = Celery("tracker")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
log = logging.getLogger(__name__)


@worker_init.connect
def warm_up(**unused: Any) -> None:
    """Read the tables of the engine before the worker forks: its children share them, and the first step of each is no slower than the next."""
    from django.conf import settings

    for part in settings.WARM_UP:
        import_string(part)()
    memory.settle()


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
