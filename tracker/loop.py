"""The embedded work loop: what workers and the scheduler do elsewhere, done by a thread of the one process when no broker is configured."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable

from django.conf import settings
from django.db import close_old_connections, connections
from django.utils import timezone
from django.utils.module_loading import import_string

from tracker import work

log = logging.getLogger(__name__)


class WorkLoop:
    """Runs what is due every *pause* seconds and each entry of ``CELERY_BEAT_SCHEDULE`` at its own pace, until told to stop.

    An error is logged and the loop goes on: the queue of record keeps what is left to do.
    """

    def __init__(self, *, pause: float = 1.0) -> None:
        self._pause = pause
        self._ending = threading.Event()
        self._thread = threading.Thread(target=self._run, name="work-loop", daemon=True)
        self._due = {name: time.monotonic() for name in settings.CELERY_BEAT_SCHEDULE}

    def start(self) -> None:
        self._thread.start()

    def stop(self, *, timeout: float = 10.0) -> None:
        """Let the step at hand finish, at most *timeout* seconds; its lease covers the rest."""
        self._ending.set()
        self._thread.join(timeout)

    def _run(self) -> None:
        while not self._ending.is_set():
            close_old_connections()
            self.turn()
            self._ending.wait(self._pause)
        connections.close_all()

    def turn(self) -> None:
        """The steps that are due, and between them the jobs of the schedule whose time has come. Neither keeps the other waiting."""
        busy = True
        while busy and not self._ending.is_set():
            busy = self._guarded(self._step)
            self._guarded(self._schedule)

    def _guarded(self, part: Callable[[], bool]) -> bool:
        """What the part answers; False when it stumbled."""
        try:
            return part()
        except Exception:
            log.exception("the work loop stumbled; it goes on")
            return False

    def _step(self) -> bool:
        return work.run_next() is not None

    def _schedule(self) -> bool:
        for name, entry in settings.CELERY_BEAT_SCHEDULE.items():
            if self._ending.is_set() or time.monotonic() < self._due[name]:
                continue
            self._due[name] = time.monotonic() + float(str(entry["schedule"]))
            import_string(str(entry["task"]))()
            work.beat("scheduler", now=timezone.now())
        return True
