"""Numbers that the record draws one after another. Drawing is the short lock around publishing: it is held until the transaction ends."""

from __future__ import annotations

from django.db import transaction
from django.db.models import F

from tracker.models.work import Counter


def draw(name: str, count: int = 1) -> int:
    """The first of *count* fresh numbers of counter *name*, from 1. Call inside a transaction; others wait for their turn until it ends.

    Whoever holds a later number sees everything that was published with an earlier one.
    """
    if not transaction.get_connection().in_atomic_block:
        raise RuntimeError("draw() needs a transaction: without one the numbers do not order what is visible.")
    if not Counter.objects.filter(name=name).update(value=F("value") + count):
        Counter.objects.bulk_create([Counter(name=name, value=0)], ignore_conflicts=True)
        Counter.objects.filter(name=name).update(value=F("value") + count)
    return Counter.objects.values_list("value", flat=True).get(name=name) - count + 1


class Drawing:
    """Fresh numbers of one counter, one after another, written to it once. Nobody else may draw from it in the same transaction before ``close``."""

    def __init__(self, name: str, held: int) -> None:
        """*held*: what ``hold`` answered."""
        self._name, self._held, self._drawn = name, held, 0

    def next(self) -> int:
        self._drawn += 1
        return self._held + self._drawn

    def close(self) -> None:
        if self._drawn and draw(self._name, self._drawn) != self._held + 1:
            raise RuntimeError(f"somebody drew from {self._name!r} while its numbers were given out here.")
        self._held, self._drawn = self._held + self._drawn, 0


def hold(name: str) -> int:
    """Take the counter's lock without drawing; the newest number drawn so far."""
    return draw(name, 0) - 1
