"""History cannot be changed: the database itself refuses, whatever way is tried."""

from __future__ import annotations

import pytest
from django.db import DatabaseError, connection, transaction

from tests import make
from tracker import events, sequence
from tracker.models import Event, Seal
from tracker.models.guards import guards_missing, lock_events, unlock_events

pytestmark = pytest.mark.django_db
COLUMNS = 'id, at, kind, subject, "before", "after", reason'
ACTS = {
    "an update": lambda: Event.objects.update(reason="another"),
    "a deletion": lambda: Event.objects.all().delete(),
    "a raw update": lambda: sql("UPDATE tracker_event SET reason = 'another'"),
    "a raw deletion": lambda: sql("DELETE FROM tracker_event"),
}
ON_SQLITE = {
    "an insert that replaces": lambda: sql(
        f'INSERT OR REPLACE INTO tracker_event ({COLUMNS}) SELECT id, at, kind, subject, "before", "after", \'another\' FROM tracker_event'
    ),
    "an update that replaces": lambda: sql("UPDATE OR REPLACE tracker_event SET reason = 'another'"),
    "an insert that updates": lambda: sql(
        f"INSERT INTO tracker_event ({COLUMNS}) SELECT {COLUMNS} FROM tracker_event WHERE true ON CONFLICT (id) DO UPDATE SET reason = 'another'"
    ),
}
ON_POSTGRES = {
    "a truncation": lambda: sql("TRUNCATE tracker_event CASCADE"),
    "a truncation of what it points to": lambda: sql("TRUNCATE tracker_claim CASCADE"),
    "an update with triggers switched off for the session": lambda: sql(
        "SET LOCAL session_replication_role = replica; UPDATE tracker_event SET reason = 'another'"
    ),
    "an insert that updates": ON_SQLITE["an insert that updates"],
}


def sql(statement):
    with connection.cursor() as cursor:
        cursor.execute(statement)


@pytest.mark.parametrize("way", [*ACTS, *dict.fromkeys([*ON_SQLITE, *ON_POSTGRES])])
def test_an_event_can_neither_be_changed_nor_deleted_nor_put_over(now, way):
    ways = ACTS | (ON_SQLITE if connection.vendor == "sqlite" else ON_POSTGRES)
    if way not in ways:
        pytest.skip(f"{connection.vendor} knows no such thing")
    lock_events(connection)
    events.record("source.graded", make.source(), now=now, reason="as it was")
    connection.check_constraints()  # what is still to be checked would keep a table from being emptied
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        ways[way]()
    assert Event.objects.get().reason == "as it was"


def test_nor_can_a_seal(now):
    lock_events(connection)
    Seal.objects.create(up_to=1, lines=1, digest="0" * 64, at=now)
    for act in (lambda: Seal.objects.update(digest="1" * 64), lambda: Seal.objects.all().delete()):
        with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
            act()


def test_new_lines_are_welcome(now):
    lock_events(connection)
    for n in range(3):
        events.record("source.graded", make.source(), now=now, reason=str(n))
    assert Event.objects.count() == 3


def test_whether_the_guards_stand_can_be_asked():
    lock_events(connection)
    assert guards_missing(connection) == []
    unlock_events(connection)
    assert len(guards_missing(connection)) == (6 if connection.vendor == "sqlite" else 4)
    lock_events(connection)
    assert guards_missing(connection) == []


def test_an_event_says_of_what(now):
    source = make.source("Lorn Wire")
    assert events.record("source.graded", source, now=now).subject == f"source:{source.uuid}"


def test_numbers_are_drawn_one_after_another():
    assert sequence.draw("test", 3) == 1
    assert sequence.draw("test") == 4
    assert sequence.hold("test") == 4
    assert sequence.draw("other") == 1
