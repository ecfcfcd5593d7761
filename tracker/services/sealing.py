"""Seals over the event log: fingerprints of old lines, each made from the one before, so that a change past the triggers does not go unseen."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Min

from tracker.models import Event, Seal
from tracker.services.integrity import AT_ONCE, Fault

OLD = timedelta(days=1)  # no transaction lasts that long: behind a line so old, none is still to come
START = "0" * 64


@transaction.atomic
def seal(*, now: datetime) -> str:
    """Seal the lines that are a day old and not sealed yet; the newest seal's digest, "" when there is none."""
    last = Seal.objects.order_by("-up_to").first()
    young = Event.objects.filter(at__gt=now - OLD, pk__gt=last.up_to if last else 0).aggregate(first=Min("pk"))["first"]
    lines = Event.objects.filter(pk__gt=last.up_to if last else 0, **({"pk__lt": young} if young else {}))
    newest = lines.order_by("-pk").values_list("pk", flat=True).first()
    if newest is None:
        return last.digest if last else ""
    count, digest = fingerprint(last.digest if last else START, last.up_to if last else 0, newest)
    return Seal.objects.create(up_to=newest, lines=count, digest=digest, at=now).digest


def fingerprint(before: str, after: int, up_to: int) -> tuple[int, str]:
    """How many lines follow *after* up to *up_to*, and the hash of them and of the digest *before* them."""
    digest = hashlib.sha256(before.encode())
    count = 0
    columns = ("pk", "at", "actor_id", "kind", "subject", "claim_id", "before", "after", "reason")
    for row in Event.objects.filter(pk__gt=after, pk__lte=up_to).order_by("pk").values_list(*columns).iterator(chunk_size=AT_ONCE):
        line = [row[0], row[1].timestamp(), *row[2:]]
        digest.update(json.dumps(line, sort_keys=True, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "surrogatepass"))
        digest.update(b"\n")
        count += 1
    return count, digest.hexdigest()


def seals(now: datetime) -> Iterator[Fault | None]:
    """Every old line of the log is as it was when it was sealed, and none was put in or taken out."""
    before, after = START, 0
    for one in Seal.objects.order_by("up_to"):
        count, digest = fingerprint(before, after, one.up_to)
        for _ in range(count):
            yield None
        if (count, digest) != (one.lines, one.digest):
            what = f"{count} lines where {one.lines} were" if count != one.lines else "other lines than there were"
            yield Fault(
                f"seal:{one.pk}", f"events {after + 1} to {one.up_to}, sealed on {one.at:%Y-%m-%d}, hold {what}: the log was changed"
            )
        before, after = one.digest, one.up_to


__all__ = ["fingerprint", "seal", "seals"]
