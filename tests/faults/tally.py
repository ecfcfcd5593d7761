"""A step of the suite's own whose effect may not be repeated: it adds a line to a table. Whatever the program's own steps make good by
being safe to repeat, this one shows."""

from __future__ import annotations

import os
import time
import zlib
from collections.abc import Iterable
from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.db import connection

from tests.faults.ground import napping
from tracker import sequence
from tracker.services import reading
from tracker.work import Follow

NAP = 0.4  # seconds at most
DRAG = 0.15


def read_and_tally(subject: str, *, now: datetime) -> Iterable[Follow]:
    """The program's own reading, and after it one line in the tally for the revision."""
    return [*reading.read_revision(subject, now=now), Follow("tally", subject)]


def tally(subject: str, *, now: datetime) -> Iterable[Follow]:
    """Thinks for a while, then writes: time in which a worker may be killed or frozen. A file says that this process is thinking."""
    asleep = napping(Path(settings.VAR), os.getpid())
    asleep.write_text(subject)
    try:
        time.sleep(NAP * (20 + zlib.crc32(subject.encode()) % 80) / 100)
    finally:
        asleep.unlink(missing_ok=True)
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO faults_tally (subject, pid) VALUES (%s, %s)", [subject, os.getpid()])
    return ()


def drag() -> None:
    """Stay a moment where the record's lock is held, as on a busy machine: without the lock, others go on meanwhile and are not seen."""
    hold = sequence.hold

    def held(name: str) -> int:
        newest = hold(name)
        time.sleep(DRAG)
        return newest

    sequence.hold = held
