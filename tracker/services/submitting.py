"""A report sent by a program that may send it twice. The record itself is written by ``tracker.intake``; no HTTP here."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction

from tracker.errors import Refused
from tracker.intake.record import Received, receive
from tracker.models import Person, Submission
from tracker.terms import Via

KEY = re.compile(r"[!-~]{1,200}")


def digest_of(body: Mapping[str, Any]) -> str:
    """The same for the same fields and values, in whatever order they came."""
    return hashlib.sha256(json.dumps(body, sort_keys=True, ensure_ascii=True, default=str).encode("ascii")).hexdigest()


def submit(*, by: Person, key: str | None = None, body: Mapping[str, Any], now: datetime, **report: Any) -> Received:
    """``receive(**report)`` for *by*; with a *key* the same body gives the same report again, and another body is refused."""
    if key is None:
        return receive(via=Via.API, entered_by=by, now=now, **report)
    if not KEY.fullmatch(key):
        raise Refused("bad_key", "Idempotency-Key takes 1 to 200 letters, digits and signs of ASCII, no blanks.", field="Idempotency-Key")
    digest = digest_of(body)
    if (earlier := _earlier(by, key, digest)) is not None:
        return earlier
    try:
        with transaction.atomic():
            received = receive(via=Via.API, entered_by=by, now=now, **report)
            Submission.objects.create(person=by, key=key, body_sha256=digest, report=received.report, at=now)
    except IntegrityError:
        # The same key came in on another connection at the same moment and won.
        earlier = _earlier(by, key, digest)
        if earlier is None:
            raise
        return earlier
    return received


def _earlier(by: Person, key: str, digest: str) -> Received | None:
    sent = Submission.objects.select_related("report").filter(person=by, key=key).first()
    if sent is None:
        return None
    if sent.body_sha256 != digest:
        raise Refused(
            "key_used_for_another_body",
            f"Idempotency-Key {key!r} was used for another body at {sent.at:%Y-%m-%d %H:%M} UTC; send a fresh key.",
            field="Idempotency-Key",
        )
    return Received(sent.report, sent.report.revisions.order_by("-no")[0], created=False, changed=False)
