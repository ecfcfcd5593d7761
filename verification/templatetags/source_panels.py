"""The track record and the relay ledger on a source's page: the figures, the picture or the list, and the suggested letter beside the given one."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import template

from tracker.models import Source
from tracker.roles import Act, may
from tracker.terms import FlagKind, Letter
from verification.models import Flag
from verification.pictures.calibration import Settled, calibration
from verification.pictures.picture import Picture
from verification.services import reviewing
from verification.track_records import LedgerLine, SourceRecord, record_of
from verification.weighing.charging import Role
from verification.weighing.constants import CURVE_FROM, PRIOR_MEAN
from verification.weighing.track_record import Bin

register = template.Library()

LINES_SHOWN = 25
LETTERS = {
    Letter.A: "completely reliable",
    Letter.B: "usually reliable",
    Letter.C: "fairly reliable",
    Letter.D: "not usually reliable",
    Letter.E: "unreliable",
    Letter.F: "cannot be judged",
}
OUTCOMES = {1.0: "confirmed", 0.5: "partly confirmed", 0.0: "refuted"}
ROLES = {
    Role.ORIGIN: "its own word",
    Role.ADOPTER: "adopted without naming who said it",
    Role.HARDENING_RELAY: "passed on more firmly than it was said",
    Role.MISQUOTING_RELAY: "misquoted",
}


@register.inclusion_tag("verification/desk/_record.html", takes_context=True)
def source_record(context: template.Context, source: Source) -> dict[str, Any]:
    """Its track record and relay ledger as far as the reader may see them: nothing where they have yet to sign."""
    person = context["request"].user
    flags = list(Flag.objects.open().filter(source__in={source.pk, source.body.pk}, kind=FlagKind.RECORD_DISAGREES).order_by("pk"))
    if not reviewing.may_see_record(person, source):
        return {"source": source, "hidden": True, "flags": flags, "may_close": may(person, Act.FLAG_CLOSE)}
    found = record_of(source)
    settled = [line for line in found.lines if line.y is not None][::-1]
    waiting = [line for line in found.lines if line.y is None][::-1]
    suggested = found.record.suggested
    return {
        "source": source,
        "hidden": False,
        "flags": flags,
        "may_close": may(person, Act.FLAG_CLOSE),
        "found": found,
        "record": found.record,
        "suggested": suggested,
        "suggested_in_words": LETTERS[suggested],
        "letter_in_words": LETTERS[found.letter] if found.letter else "",
        "may_take_over": suggested is not Letter.F and suggested is not found.letter and may(person, Act.SOURCE_GRADE),
        "picture": calibration_picture(found.record.curve),
        "curve_from": CURVE_FROM,
        "prior": PRIOR_MEAN,
        "settled": [told(line) for line in settled[:LINES_SHOWN]],
        "settled_more": max(0, len(settled) - LINES_SHOWN),
        "waiting": [told(line) for line in waiting[:LINES_SHOWN]],
        "waiting_more": max(0, len(waiting) - LINES_SHOWN),
        "fidelity": fidelity_rows(found),
    }


def told(line: LedgerLine) -> dict[str, Any]:
    """One line of the ledger in words: how firmly, which way, what came of it."""
    firmly = line.p if line.p >= 0.5 else 1 - line.p
    outcome = "" if line.y is None else OUTCOMES.get(line.y, f"settled at {line.y:.2f}")
    return {"line": line, "denied": line.p < 0.5, "firmly": firmly, "outcome": outcome, "role": ROLES[line.role]}


def fidelity_rows(found: SourceRecord) -> list[tuple[str, int]]:
    return [(str(kind), count) for kind, count in found.relays.counts if count]


def calibration_picture(curve: Iterable[Bin]) -> Picture | None:
    return calibration(Settled(step.stated, step.realised, step.low, step.high, step.settled) for step in curve)
