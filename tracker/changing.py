"""Lets the judgement follow a change of what a report is held to say: it looks before and after, in the transaction of the change."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.utils.module_loading import import_string

from tracker.models import Reading, Report, Source, Statement


@dataclass(slots=True)
class Change:
    """What changed in one report, filled in by whoever changes it. ``because`` reads on in a closed flag: "closed: its level was corrected".

    ``reading`` is a new current one; ``heirs`` says for each statement that was in force which new one took its place, None for none.
    ``altered`` are statements with other columns than before, to be compared anew. ``lost`` is filled by the judgement: statements without an heir
    that stay in force because something hangs on them, with what that is.
    """

    report: Report
    because: str
    now: datetime
    reading: Reading | None = None
    heirs: dict[Statement, Statement | None] = field(default_factory=dict)
    altered: list[Statement] = field(default_factory=list)
    lost: dict[Statement, str] = field(default_factory=dict)


@contextmanager
def changing(report: Report, *, because: str, now: datetime) -> Iterator[Change]:
    """Change what *report* says inside this block; evidence, decisions and flags have followed when it is left."""
    with transaction.atomic():
        change = Change(report, because, now)
        with import_string(settings.FOLLOWED_BY)(change):
            yield change


def answered_by_another(sources: Iterable[Source]) -> None:
    """Let the judgement follow that another body answers for these sources. Call in the transaction of the change, after it."""
    import_string(settings.ANSWERED_BY)(sources)
