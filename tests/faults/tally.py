"""A step of the suite's own whose effect may not be repeated: it adds a line to a table. Whatever the program's own steps make good by
being safe to repeat, this one shows."""

from __future__ import annotations

import os
import time
import zlib
from collections.abc import Iterable
from datetime import datetime

from django.db import connection

from tracker.services import reading
from tracker.work import Follow

NAP = 0.4  # seconds at most


def read_and_tally(subject: str, *, now: datetime) -> Iterable[Follow]:
    """The program's own reading, and after it one line in the tally for the revision."""
    return [*reading.read_revision(subject, now=now), Follow("tally", subject)]


def tally(subject: str, *, now: datetime) -> Iterable[Follow]:
    """Thinks for a while, then writes: time in which a worker may be killed or frozen."""
    time.sleep(NAP * (zlib.crc32(subject.encode()) % 100) / 100)
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO faults_tally (subject, pid) VALUES (%s, %s)", [subject, os.getpid()])
    return ()
