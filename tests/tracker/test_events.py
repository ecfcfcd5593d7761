"""History cannot be changed: the database itself refuses."""

from __future__ import annotations

import pytest
from django.db import DatabaseError, connection, transaction

from tests import make
from tracker import events, sequence
from tracker.models import Event
from tracker.models.guards import lock_events

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("act", [lambda: Event.objects.update(reason="another"), lambda: Event.objects.all().delete()])
def test_an_event_can_neither_be_changed_nor_deleted(now, act):
    lock_events(connection)
    events.record("source.graded", make.source(), now=now, reason="as it was")
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        act()
    assert Event.objects.get().reason == "as it was"


def test_an_event_says_of_what(now):
    source = make.source("Lorn Wire")
    assert events.record("source.graded", source, now=now).subject == f"source:{source.uuid}"


def test_numbers_are_drawn_one_after_another():
    assert sequence.draw("test", 3) == 1
    assert sequence.draw("test") == 4
    assert sequence.hold("test") == 4
    assert sequence.draw("other") == 1
