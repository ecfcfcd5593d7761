"""Copies a PostgreSQL database out and in by PostgreSQL's own tools: pg_dump at one snapshot, and one transaction of psql for the way back."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

from django.db import connection, transaction

from tracker.errors import Refused

INSTALLED = Path("/usr/lib/postgresql")  # where Debian keeps each version
LATER_SETTINGS = re.compile(rb"SET (transaction_timeout) = ")  # a newer pg_restore sets what an older server does not know


def copy_out(folder: Path, tables: list[str]) -> tuple[Path, dict[str, int]]:
    """A dump of the database of one moment in *folder*, and the rows of each table in it."""
    dump = folder / "database.dump"
    program = tool("pg_dump")
    with transaction.atomic(durable=True), connection.cursor() as cursor:
        cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        cursor.execute("SET LOCAL idle_in_transaction_session_timeout = 0")
        cursor.execute("SELECT pg_export_snapshot()")
        [snapshot] = cursor.fetchone()
        counts = {}
        for table in tables:
            cursor.execute(f"SELECT count(*) FROM {connection.ops.quote_name(table)}")
            counts[table] = cursor.fetchone()[0]
        _run([program, "--format=custom", "--no-owner", "--no-privileges", f"--snapshot={snapshot}", f"--file={dump}"])
    return dump, counts


def copy_in(payload: Path, counts: dict[str, int]) -> None:
    """Put the dump in the place of everything in the database, in one transaction: it happens whole, with the rows that the manifest counts, or not at
    all. Raises ``Refused``, also while others are connected: they would wait for it, or it for them.
    """
    restorer, shell = tool("pg_restore"), tool("psql")
    refuse_while_used()
    with connection.cursor() as cursor:
        before = [_statement(cursor, sql) for sql in (TABLES_TO_DROP, FUNCTIONS_TO_DROP)]
    connection.close()
    after = "RESET search_path;\n" + "".join(
        f"DO $$ BEGIN IF (SELECT count(*) FROM {connection.ops.quote_name(table)}) <> {count}"
        f" THEN RAISE EXCEPTION 'the backup has not {count} rows in {table}'; END IF; END $$;\n"
        for table, count in counts.items()
    )
    script = payload.with_suffix(".sql")
    _run([restorer, "--no-owner", "--no-privileges", "--clean", "--if-exists", f"--file={script}", str(payload)])
    try:
        _pour([shell, "--no-psqlrc", "--quiet", "--single-transaction", "--set=ON_ERROR_STOP=1", "--file=-"], script, before, after)
    finally:
        script.unlink(missing_ok=True)


TABLES_TO_DROP = (
    "SELECT 'DROP TABLE IF EXISTS ' || string_agg(format('%I.%I', schemaname, tablename), ', ') || ' CASCADE;'"
    " FROM pg_tables WHERE schemaname = current_schema()"
)
FUNCTIONS_TO_DROP = (
    "SELECT 'DROP FUNCTION IF EXISTS ' || string_agg(p.oid::regprocedure::text, ', ') || ' CASCADE;' FROM pg_proc p"
    " WHERE p.pronamespace = current_schema()::regnamespace AND p.prokind = 'f'"
    " AND NOT EXISTS (SELECT 1 FROM pg_depend d WHERE d.objid = p.oid AND d.deptype = 'e')"
)


def _statement(cursor, sql: str) -> str:
    cursor.execute(sql)
    return cursor.fetchone()[0] or ""


def _pour(command: list[str], script: Path, before: list[str], after: str) -> None:
    """Feed psql what goes before, the script line by line, and what goes after."""
    errors = script.with_suffix(".errors")
    with errors.open("wb") as heard:
        process = subprocess.Popen(command, env=_environment(), stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, stderr=heard)  # noqa: S603 - our own arguments
        assert process.stdin is not None
        try:
            with process.stdin as line:
                line.write("".join(f"{one}\n" for one in before if one).encode())
                for piece in _fitting(script):
                    line.write(piece)
                line.write(f"\n{after}".encode())
        except BrokenPipeError:
            pass  # it has ended by itself and says why
        ended = process.wait()
    said = errors.read_text(errors="replace").strip()
    errors.unlink()
    if ended:
        raise Refused("not_restored", f"the backup could not be read in, and nothing was changed: {_last(said)}")


def _fitting(script: Path) -> Iterator[bytes]:
    """The script without settings that this server does not know; they stand before the first table."""
    with script.open("rb") as lines:
        for line in lines:
            if not LATER_SETTINGS.match(line):
                yield line
            if line.startswith(b"CREATE TABLE"):
                break
        while piece := lines.read(1 << 20):
            yield piece


def refuse_while_used() -> None:
    """Nobody else may be connected to this database."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
            " AND coalesce(backend_type, 'client backend') = 'client backend'"
        )
        [others] = cursor.fetchone()
    if others:
        raise Refused("in_use", f"{others} other connections to this database are open; stop the web, the workers and the scheduler first.")


def tool(name: str) -> str:
    """A program of PostgreSQL: the newest that is installed where Debian keeps them, else the one on the PATH."""
    kept = sorted(INSTALLED.glob(f"*/bin/{name}"), key=lambda path: int(path.parts[-3]) if path.parts[-3].isdigit() else 0)
    found = str(kept[-1]) if kept else shutil.which(name)
    if found is None:
        raise Refused(
            "no_tools",
            f"{name} is not installed, and a backup of PostgreSQL needs it: apt-get install postgresql-client"
            " (of the server's version or later), or run this where the database's server runs.",
        )
    return found


def _environment() -> dict[str, str]:
    """Where and who, as PostgreSQL's programs take it: never on a command line, where every account of the machine reads it."""
    given = connection.settings_dict
    named = {"PGDATABASE": given["NAME"], "PGUSER": given["USER"], "PGPASSWORD": given["PASSWORD"]}
    named |= {"PGHOST": given["HOST"], "PGPORT": given["PORT"], "PGCONNECT_TIMEOUT": "10"}
    options = given.get("OPTIONS", {})
    named |= {f"PG{name.upper()}": options[name] for name in ("sslmode", "sslrootcert", "sslcert", "sslkey") if name in options}
    return {name: value for name, value in os.environ.items() if not name.startswith("PG")} | {
        name: str(value) for name, value in named.items() if value
    }


def _run(command: list[str]) -> None:
    done = subprocess.run(  # noqa: S603 - our own arguments
        command, env=_environment(), stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise Refused("not_copied", f"{Path(command[0]).name} failed: {_last(done.stderr.strip())}")


def _last(said: str) -> str:
    lines = [line for line in said.splitlines() if "error" in line.lower() or "fatal" in line.lower()] or said.splitlines()
    return (lines[0][:400] if lines else "it does not say why") + ("" if lines and lines[0].endswith(".") else ".")
