"""The reason that goes with a person's word on where a statement comes from or what it rests on."""

from __future__ import annotations

from tracker import reasons


def given(reason: str) -> str:
    """The reason, or ``Refused`` where it says nothing or more than is kept."""
    return reasons.given(reason, of="every word on where a statement comes from")
