"""Writes the event log. Every service calls ``record`` (``record_all`` for many) beside its effect, in the same transaction; nothing else writes events."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from tracker.models.events import Event


def name_of(subject: Any) -> str:
    """How the log names a row: its noun and its public identifier, ``claim:UUID``."""
    return f"{subject._meta.model_name}:{getattr(subject, 'uuid', subject.pk)}"


def line(
    kind: str,
    subject: Any,
    *,
    now: datetime,
    actor: Any = None,
    claim: Any = None,
    before: Mapping[str, Any] | None = None,
    after: Mapping[str, Any] | None = None,
    reason: str = "",
) -> Event:
    """One line that is not written yet. *actor* None is the machine. *before* and *after* hold only what changed, as JSON values."""
    return Event(
        at=now,
        actor=actor,
        kind=kind,
        subject=name_of(subject),
        claim=claim,
        before=dict(before or {}),
        after=dict(after or {}),
        reason=reason,
    )


def record(kind: str, subject: Any, **told: Any) -> Event:
    """Add one line, told as in ``line``."""
    event = line(kind, subject, **told)
    event.save(force_insert=True)
    return event


def record_all(lines: Iterable[Event]) -> None:
    """Add many lines in their order, in one statement."""
    Event.objects.bulk_create(lines, batch_size=200)
