"""How much each event matters to somebody who reads mail, and the word that stands over it. No sentence, no row."""

from __future__ import annotations

from collections.abc import Iterable

from tracker.models import Event
from tracker.terms import FlagKind, Status, label

FLAGS: dict[str, tuple[int, str]] = {
    FlagKind.RETRACTED: (95, "retracted"),
    FlagKind.CONTRADICTED: (90, "contradicted"),
    FlagKind.CERTAINTY_INFLATED: (85, "certainty inflated"),
    FlagKind.DISPUTED: (80, "disputed"),
    FlagKind.SOFTENED: (55, "softened"),
    FlagKind.HARDENED: (50, "hardened"),
    FlagKind.UPDATED: (45, "updated"),
    FlagKind.CORROBORATED: (40, "corroborated"),
    FlagKind.RECORD_DISAGREES: (30, "record disagrees with the letter"),
}
EVENTS: dict[str, tuple[int, str]] = {
    "assignment.overdue": (88, "overdue"),
    "review.voided": (78, "first signature void"),
    "assignment.asked_again": (76, "your signature is asked again"),
    "assignment.made": (74, "assigned to you"),
    "assignment.due_soon": (72, "due soon"),
    "review.settled": (70, "settled"),
    "claim.reopened": (65, "reopened"),
    "claim.superseded": (60, "superseded"),
    "claim.merged": (58, "merged"),
    "review.first_signature": (35, "first signature given"),
    "claim.dismissed": (25, "dismissed"),
    "claim.restored": (24, "restored"),
    "claim.opened": (20, "new claim"),
}


def weighed(event: Event) -> tuple[int, str]:
    """The weight of an event, 5 to 95, and the word for it."""
    if event.kind == "flag.raised":
        return FLAGS.get(event.after.get("kind", ""), (10, "flagged"))
    if event.kind == "review.disputed":
        return FLAGS[FlagKind.DISPUTED]
    if event.kind == "evidence.suggested":
        return (15, "new report")
    return EVENTS.get(event.kind, (5, "changed"))


def headline(events: Iterable[Event]) -> tuple[int, str]:
    """The weight and the word of the gravest of several events; of a settlement its verdict is the word."""
    events = list(events)
    weight, word = max((weighed(event) for event in events), key=lambda pair: pair[0])
    settled = next((event for event in reversed(events) if event.kind == "review.settled"), None)
    if word == "settled" and settled is not None:
        word = label(Status(settled.after["status"]))
    return weight, word
