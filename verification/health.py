"""What the judgement says of its own health: mail on its way, and the last check of the record. Asked by ``tracker.health``."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.conf import settings
from django.db.models import Count

from tracker.health import Sign, State, pulse, said
from tracker.models import Pulse
from tracker.terms import DigestState
from verification.models import Digest

RECENT = timedelta(days=7)
NIGHTS = timedelta(hours=50)
MAIL_WAITS = timedelta(hours=1)


def digests(now: datetime) -> Sign:
    """When digests were last looked after, and what did not get through."""
    sign = pulse("digests", "digests", now, every=settings.DIGEST_CHECK_SECONDS, at_least=300)
    counts = dict(Digest.objects.filter(made_at__gte=now - RECENT).order_by().values_list("state").annotate(Count("pk")))
    late = Digest.objects.filter(state=DigestState.PENDING, made_at__lt=now - MAIL_WAITS).count()
    facts = {**sign.facts, "last_week": counts, "waiting_for_an_hour": late}
    if sign.state is not State.OK:
        return Sign("digests", sign.state, sign.says, facts)
    if late:
        return Sign("digests", State.ATTENTION, f"{late} wait for an hour: the mail server does not take them", facts)
    if lost := counts.get(DigestState.REJECTED, 0) + counts.get(DigestState.UNCERTAIN, 0):
        return Sign("digests", State.ATTENTION, f"{lost} of the last week were rejected or may not have arrived", facts)
    return Sign("digests", State.OK, sign.says, facts)


def integrity(now: datetime) -> Sign:
    """What the last check of the record found, and when."""
    last = Pulse.objects.filter(name="integrity").first()
    if last is None:
        return Sign("integrity", State.OK, "not checked yet; the first night comes", {"last": None})
    age = int((now - last.at).total_seconds())
    facts = {"last": last.at.isoformat(), "seconds_ago": age, **last.facts}
    if last.facts.get("wrong"):
        return Sign("integrity", State.ATTENTION, f"{last.facts['wrong']} wrong: run manage.py verify_integrity", facts)
    if age > NIGHTS.total_seconds():
        return Sign("integrity", State.ATTENTION, f"last checked {said(age)} ago; it should be every night", facts)
    return Sign("integrity", State.OK, f"checked {said(age)} ago, all well", facts)
