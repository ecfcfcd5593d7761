"""Writes the event log. Every service calls ``record`` beside its effect, in the same transaction; nothing else writes events."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from tracker.models.events import Event


def name_of(subject: Any) -> str:
    """How the log names a row: its noun and its public identifier, ``claim:UUID``."""
    return f"{subject._meta.model_name}:{getattr(subject, 'uuid', subject.pk)}"


def record(
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
    """Add one line. *actor* None is the machine. *before* and *after* hold only what changed, as JSON values."""
    return Event.objects.create(
        at=now,
        actor=actor,
        kind=kind,
        subject=name_of(subject),
        claim=claim,
        before=dict(before or {}),
        after=dict(after or {}),
        reason=reason,
    )
