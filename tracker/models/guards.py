"""The triggers that make the event log append-only, for both databases. Migrations switch them on; tests may switch them for a flush."""

from __future__ import annotations

from typing import Any

SQLITE_ON = [
    """CREATE TRIGGER IF NOT EXISTS event_no_update BEFORE UPDATE ON tracker_event
       BEGIN SELECT RAISE(ABORT, 'the event log is append-only'); END""",
    """CREATE TRIGGER IF NOT EXISTS event_no_delete BEFORE DELETE ON tracker_event
       BEGIN SELECT RAISE(ABORT, 'the event log is append-only'); END""",
]
SQLITE_OFF = ["DROP TRIGGER IF EXISTS event_no_update", "DROP TRIGGER IF EXISTS event_no_delete"]
POSTGRES_ON = [
    """CREATE OR REPLACE FUNCTION event_append_only() RETURNS trigger LANGUAGE plpgsql AS
       $$ BEGIN RAISE EXCEPTION 'the event log is append-only' USING ERRCODE = 'integrity_constraint_violation'; END $$""",
    "DROP TRIGGER IF EXISTS event_no_change ON tracker_event",
    "CREATE TRIGGER event_no_change BEFORE UPDATE OR DELETE ON tracker_event FOR EACH ROW EXECUTE FUNCTION event_append_only()",
    "DROP TRIGGER IF EXISTS event_no_truncate ON tracker_event",
    "CREATE TRIGGER event_no_truncate BEFORE TRUNCATE ON tracker_event FOR EACH STATEMENT EXECUTE FUNCTION event_append_only()",
]
POSTGRES_OFF = ["DROP TRIGGER IF EXISTS event_no_change ON tracker_event", "DROP TRIGGER IF EXISTS event_no_truncate ON tracker_event"]


def _run(connection: Any, on_sqlite: list[str], on_postgres: list[str]) -> None:
    if connection.vendor not in ("sqlite", "postgresql"):
        raise NotImplementedError(f"the append-only log is written for SQLite and PostgreSQL, not {connection.vendor}")
    with connection.cursor() as cursor:
        for statement in on_sqlite if connection.vendor == "sqlite" else on_postgres:
            cursor.execute(statement)


def lock_events(connection: Any) -> None:
    """From here on the database refuses to change or delete an event."""
    _run(connection, SQLITE_ON, POSTGRES_ON)


def unlock_events(connection: Any) -> None:
    """Let a migration (or the flush of a test database) touch the log."""
    _run(connection, SQLITE_OFF, POSTGRES_OFF)
