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


def hold(name: str) -> int:
    """Take the counter's lock without drawing; the newest number drawn so far."""
    return draw(name, 0) - 1
