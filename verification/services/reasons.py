"""The reason that goes with a person's word on where a statement comes from or what it rests on."""

from __future__ import annotations

from tracker.errors import Refused

REASON_LIMIT = 2000


def given(reason: str) -> str:
    """The reason, or ``Refused`` where it says nothing or more than is kept."""
    words = reason.replace("\x00", "").strip()
    if not words:
        raise Refused("reason_needed", "say why: every word on where a statement comes from carries its reason.", field="reason")
    if len(words) > REASON_LIMIT:
        raise Refused("too_long", f"the reason has {len(words):,} characters; at most {REASON_LIMIT:,} are taken.", field="reason")
    return words
