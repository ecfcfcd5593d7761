"""Checks that what lists show of claims is what their case files say."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from django.db.models import Exists, OuterRef

from tracker.models import Claim
from tracker.services.integrity import Check, Fault, counted
from tracker.work import Follow
from verification.models import Recount, Tally
from verification.services import tallying


def _waiting() -> Exists:
    return Exists(Recount.objects.filter(claim=OuterRef("pk")))


def counted_once(now: datetime) -> Iterator[Fault | None]:
    """Every claim has a tally, or is to be counted."""
    yield from (None for _ in range(Tally.objects.count()))
    for uuid in Claim.objects.filter(~Exists(Tally.objects.filter(claim=OuterRef("pk"))) & ~_waiting()).values_list("uuid", flat=True):
        yield Fault(f"claim:{uuid}", "nobody counts its case for the lists", Follow("recount", str(uuid)))


def tallies_true(now: datetime) -> Iterator[Fault | None]:
    """A tally that lists go by says what the case file says. Slow: it opens every case."""
    rows = Tally.objects.filter(~Exists(Recount.objects.filter(claim=OuterRef("claim")))).order_by("pk")
    last = 0
    while kept := {row.pk: row for row in rows.filter(pk__gt=last)[: tallying.AT_ONCE]}:
        last = max(kept)
        for due in tallying.tallies_due(Claim.objects.filter(pk__in=kept)):
            yield None
            if any(getattr(due, name) != getattr(kept[due.claim_id], name) for name in tallying.COLUMNS):
                step = Follow("recount", str(due.claim.uuid))
                yield Fault(f"claim:{due.claim.uuid}", f"lists show another case of claim #{due.claim.number} than its own page", step)


CHECKS = (Check("tallies", "every claim counted for the lists", counted(Claim.objects), counted_once),)
DEEP = Check("counts", "what lists show of claims", counted(Tally.objects), tallies_true)
__all__ = ["CHECKS", "DEEP"]
