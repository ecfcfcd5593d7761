"""What a record that came back from a backup needs before it goes on: the world has moved since, and mails that waited then may be in mailboxes now."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.contrib.sessions.models import Session
from django.db import transaction

from tracker.events import record
from tracker.models.work import Pulse
from tracker.terms import DigestState
from verification.models import Digest
from verification.services.sending import settle_as


@dataclass(frozen=True, slots=True)
class Settled:
    """How many mails are in doubt, and how many sessions were ended."""

    doubted: int
    sessions: int


@transaction.atomic
def settle_after_return(*, made_at: datetime, now: datetime) -> Settled:
    """Mark each mail that waited when the backup was made as one that may have arrived, which the next one tells of; end every session; write it into
    the log. Safe to repeat.
    """
    open_states = [DigestState.PENDING, DigestState.SENDING]
    error = f"the record came back from a backup of {made_at:%Y-%m-%d %H:%M} UTC; this may have been sent since"
    waiting = Digest.objects.filter(state__in=open_states)
    doubted = sum(settle_as(digest, DigestState.UNCERTAIN, expected=open_states, error=error) for digest in waiting)
    sessions, _ = Session.objects.all().delete()
    after = {"made_at": made_at.isoformat(), "mails_in_doubt": doubted}
    record("backup.restored", Pulse(name="backup"), now=now, after=after)
    return Settled(doubted, sessions)
