"""Seals over the event log: fingerprints of old lines, each made from the one before, so that a change past the triggers does not go unseen."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.db import connection, transaction
from django.db.models import Min

from tracker.errors import Refused
from tracker.models import Event, Seal
from tracker.models.guards import lock_events, unlock_events
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


COLUMNS = ("pk", "at", "actor_id", "kind", "subject", "claim_id", "before", "after", "reason")
REMOVED_KIND = "report.removed"  # the lines of the log that say which others lost words by law


def fingerprint(before: str, after: int, up_to: int) -> tuple[int, str]:
    """How many lines follow *after* up to *up_to*, and the hash of them and of the digest *before* them."""
    digest = hashlib.sha256(before.encode())
    count = 0
    for row in _lines(after, up_to):
        digest.update(_written(row))
        count += 1
    return count, digest.hexdigest()


def seals(now: datetime) -> Iterator[Fault | None]:
    """Every old line of the log is as it was when it was sealed, or as a removal by law left it; none was put in or taken out."""
    blanked = Blanked.known()
    for pk, was in blanked.now.items():
        if was != _hash_of(pk):
            yield Fault(f"event:{pk}", "it lost words by a removal, and is not as that left it: the log was changed")
    before, after = START, 0
    for one in Seal.objects.order_by("up_to"):
        if one.pk in blanked.spans:
            (count, digest), sealed = blanked.fingerprint(one, before, after), blanked.spans[one.pk][1]
        else:
            (count, digest), sealed = fingerprint(before, after, one.up_to), one.digest
        for _ in range(count):
            yield None
        if (count, digest) != (one.lines, sealed):
            what = f"{count} lines where {one.lines} were" if count != one.lines else "other lines than there were"
            yield Fault(
                f"seal:{one.pk}", f"events {after + 1} to {one.up_to}, sealed on {one.at:%Y-%m-%d}, hold {what}: the log was changed"
            )
        before, after = one.digest, one.up_to


# ---- lines that lost words by law


@dataclass(slots=True)
class Blanked:
    """What the log says of its own lines that lost words. ``now``: the hash of each as it was left last. ``spans``: by seal the removal that first
    touched its lines and the digest of these by their hashes, taken while the seal still held. ``was``: line → (removal, its hash before), in order.
    """

    now: dict[int, str] = field(default_factory=dict)
    spans: dict[int, tuple[int, str]] = field(default_factory=dict)
    was: dict[int, list[tuple[int, str]]] = field(default_factory=dict)

    @classmethod
    def known(cls) -> Blanked:
        """As the lines of the removals tell it."""
        found = cls()
        for removal, told in Event.objects.filter(kind=REMOVED_KIND).order_by("pk").values_list("pk", "after"):
            for pk, before, after in told["lines"]:
                found.now[pk] = after
                found.was.setdefault(pk, []).append((removal, before))
            for seal_pk, digest in told["spans"]:
                found.spans.setdefault(seal_pk, (removal, digest))
        return found

    def fingerprint(self, one: Seal, before: str, after: int) -> tuple[int, str]:
        """How many lines the seal covers, and the digest of their hashes as they were when a removal first touched them."""
        since = self.spans[one.pk][0] if one.pk in self.spans else None
        hashes = [self._hash_at(row[0], since) or _hash(row) for row in _lines(after, one.up_to)]
        return len(hashes), by_hashes(before, hashes)

    def _hash_at(self, pk: int, since: int | None) -> str | None:
        return next((was for removal, was in self.was.get(pk, ()) if since is not None and removal >= since), None)


def blank(lines: Iterable[Event]) -> dict[str, Any]:
    """Write lines of the log that lost words, past its guards: for a removal by law alone, which keeps what this answers in its own line.

    ``lines``: [key, hash before, hash after]; ``spans``: for each seal over one of them, [key, digest by the hashes of its lines], so that the
    lines beside them can still be checked. Raises ``Refused`` if a seal over them does not hold: what was changed must not be covered up.
    """
    lines = sorted(lines, key=lambda line: line.pk)
    if not lines:
        return {"lines": [], "spans": []}
    known = Blanked.known()
    before, after = START, 0
    spans = []
    for one in Seal.objects.order_by("up_to"):
        if one.pk not in known.spans and any(after < line.pk <= one.up_to for line in lines):
            if fingerprint(before, after, one.up_to) != (one.lines, one.digest):
                raise Refused(
                    "log_changed", f"the seal of events {after + 1} to {one.up_to} does not hold; run manage.py verify_integrity first."
                )
            spans.append([one.pk, known.fingerprint(one, before, after)[1]])
        before, after = one.digest, one.up_to
    was = {line.pk: _hash_of(line.pk) for line in lines}
    unlock_events(connection)
    Event.objects.bulk_update(lines, ["before", "after", "reason"], batch_size=AT_ONCE)
    lock_events(connection)
    return {"lines": [[line.pk, was[line.pk], _hash_of(line.pk)] for line in lines], "spans": spans}


def by_hashes(before: str, hashes: Iterable[str]) -> str:
    """The digest of lines of which only the hashes are known, and of the seal *before* them."""
    return hashlib.sha256("".join([before, *hashes]).encode()).hexdigest()


# ---- a line as it is hashed


def _lines(after: int, up_to: int) -> Iterator[tuple[Any, ...]]:
    return Event.objects.filter(pk__gt=after, pk__lte=up_to).order_by("pk").values_list(*COLUMNS).iterator(chunk_size=AT_ONCE)


def _written(row: tuple[Any, ...]) -> bytes:
    line = [row[0], row[1].timestamp(), *row[2:]]
    return json.dumps(line, sort_keys=True, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "surrogatepass") + b"\n"


def _hash(row: tuple[Any, ...]) -> str:
    return hashlib.sha256(_written(row)).hexdigest()


def _hash_of(pk: int) -> str:
    row = Event.objects.filter(pk=pk).values_list(*COLUMNS).first()
    return _hash(row) if row else ""


__all__ = ["REMOVED_KIND", "Blanked", "blank", "by_hashes", "fingerprint", "seal", "seals"]
