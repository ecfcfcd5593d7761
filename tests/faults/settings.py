"""The program's settings with two steps more in its pipeline, for a fault run; limits and paces come from the environment as for any desk."""

from __future__ import annotations

import os

from tracker.settings import *  # noqa: F403
from tracker.settings import CELERY_BEAT_SCHEDULE, PIPELINE

PIPELINE = {**PIPELINE, "read": "tests.faults.tally.read_and_tally", "tally": "tests.faults.tally.tally"}
if os.environ.get("BROKEN") == "no-sweep":
    CELERY_BEAT_SCHEDULE = {name: entry for name, entry in CELERY_BEAT_SCHEDULE.items() if name != "sweep"}
