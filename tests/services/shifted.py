"""Runs Celery under a clock that a test sets: ``python -m tests.services.shifted worker …``. Only "now" is replaced; everything else is the program.

The file named by ``CLOCK_FILE`` holds how many seconds the program's clock is ahead of the machine's.
"""

from __future__ import annotations

import os
import sys
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

LOOKED_AT_EVERY = 0.1  # seconds
_ahead, _looked_at = timedelta(0), 0.0


def now() -> datetime:
    global _ahead, _looked_at
    if time.monotonic() - _looked_at > LOOKED_AT_EVERY:
        _ahead, _looked_at = timedelta(seconds=float(Path(os.environ["CLOCK_FILE"]).read_text())), time.monotonic()
    return datetime.now(UTC) + _ahead


def main() -> None:
    from django.utils import timezone

    timezone.now = now
    from celery.__main__ import main as celery

    sys.argv = ["celery", "-A", "tracker", *sys.argv[1:]]
    celery()


if __name__ == "__main__":
    main()
