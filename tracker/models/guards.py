"""The triggers that make the event log and its seals append-only, for both databases. Migrations switch them on; tests may switch them for a flush."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

GUARDED = {"tracker_event": "event", "tracker_seal": "seal"}
REFUSAL = "the event log is append-only"
POSTGRES_FUNCTION = f"""CREATE OR REPLACE FUNCTION event_append_only() RETURNS trigger LANGUAGE plpgsql AS
    $$ BEGIN RAISE EXCEPTION '{REFUSAL}' USING ERRCODE = 'integrity_constraint_violation'; END $$"""


def _on_sqlite(table: str, noun: str) -> dict[str, str]:
    """Trigger → what makes it. INSERT OR REPLACE deletes without asking the delete trigger, so that an insert over an old row is refused too."""
    refuse = f"BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END"
    over = f"WHEN EXISTS (SELECT 1 FROM {table} WHERE id = NEW.id)"
    return {
        f"{noun}_no_update": f"CREATE TRIGGER IF NOT EXISTS {noun}_no_update BEFORE UPDATE ON {table} {refuse}",
        f"{noun}_no_delete": f"CREATE TRIGGER IF NOT EXISTS {noun}_no_delete BEFORE DELETE ON {table} {refuse}",
        f"{noun}_no_replace": f"CREATE TRIGGER IF NOT EXISTS {noun}_no_replace BEFORE INSERT ON {table} {over} {refuse}",
    }


def _on_postgres(table: str, noun: str) -> dict[str, str]:
    """Trigger → what makes it. ALWAYS: also in a session that has switched triggers off for itself."""
    made = {
        f"{noun}_no_change": f"BEFORE UPDATE OR DELETE ON {table} FOR EACH ROW",
        f"{noun}_no_truncate": f"BEFORE TRUNCATE ON {table} FOR EACH STATEMENT",
    }
    return {
        name: f"DROP TRIGGER IF EXISTS {name} ON {table};"
        f" CREATE TRIGGER {name} {when} EXECUTE FUNCTION event_append_only();"
        f" ALTER TABLE {table} ENABLE ALWAYS TRIGGER {name}"
        for name, when in made.items()
    }


def _guards(connection: Any) -> Iterator[tuple[str, str, str]]:
    """(table, trigger, what makes it) for the tables that there are."""
    if connection.vendor not in ("sqlite", "postgresql"):
        raise NotImplementedError(f"the append-only log is written for SQLite and PostgreSQL, not {connection.vendor}")
    there = set(connection.introspection.table_names())
    for table, noun in GUARDED.items():
        if table in there:
            for name, made in (_on_sqlite if connection.vendor == "sqlite" else _on_postgres)(table, noun).items():
                yield table, name, made


def lock_events(connection: Any) -> None:
    """From here on the database refuses to change or delete an event or a seal."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")  # a table whose rows are still to be checked cannot be altered
            cursor.execute("SET CONSTRAINTS ALL DEFERRED")
            cursor.execute(POSTGRES_FUNCTION)
        for _, _, made in _guards(connection):
            cursor.execute(made)


def unlock_events(connection: Any) -> None:
    """Let a migration (or the flush of a test database) touch the log."""
    with connection.cursor() as cursor:
        for table, name, _ in _guards(connection):
            cursor.execute(f"DROP TRIGGER IF EXISTS {name}" + ("" if connection.vendor == "sqlite" else f" ON {table}"))


def guards_missing(connection: Any) -> list[str]:
    """The triggers that should be there and are not, or are switched off."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'")
        else:
            cursor.execute("SELECT tgname FROM pg_trigger WHERE tgenabled = 'A'")
        there = {name for (name,) in cursor.fetchall()}
    return [name for _, name, _ in _guards(connection) if name not in there]
