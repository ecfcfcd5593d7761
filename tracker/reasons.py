"""The words in which a person says why: clean, not longer than is kept, and there where they are needed. Text only."""

from __future__ import annotations

from tracker.errors import Refused

LONGEST = 4000


def said(reason: str, *, field: str = "reason", what: str = "reason") -> str:
    """What was said, perhaps nothing; ``Refused`` where it is longer than is kept."""
    words = reason.replace("\x00", "").strip()
    if len(words) > LONGEST:
        raise Refused("too_long", f"the {what} has {len(words):,} characters; at most {LONGEST:,} are taken.", field=field)
    return words


def given(reason: str, *, of: str = "every change of status", field: str = "reason") -> str:
    """What was said; ``Refused`` where it is nothing, saying what carries its reason."""
    words = said(reason, field=field)
    if not words:
        raise Refused("reason_needed", f"say why: {of} carries its reason.", field=field)
    return words


__all__ = ["LONGEST", "given", "said"]
