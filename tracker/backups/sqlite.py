"""Copies a SQLite database out and in by SQLite's own online backup: whole, while others read and write."""

from __future__ import annotations

import gzip
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

from django.db import connection

from tracker.errors import Refused


def copy_out(folder: Path, tables: list[str]) -> tuple[Path, dict[str, int]]:
    """A packed copy of the database of one moment in *folder*, and the rows of each table in it. Refuses to keep a database that is damaged."""
    plain, packed = folder / "database.sqlite3", folder / "database.sqlite3.gz"
    connection.ensure_connection()
    with closing(sqlite3.connect(plain)) as copy:
        connection.connection.backup(copy)
        copy.execute("PRAGMA journal_mode=DELETE")
        _check(copy, "the database")
        counts = _counts(copy, tables)
    with plain.open("rb") as source, gzip.open(packed, "wb", compresslevel=6) as target:
        shutil.copyfileobj(source, target, 1 << 20)
    plain.unlink()
    return packed, counts


def copy_in(payload: Path, counts: dict[str, int]) -> None:
    """Put the copy in the place of everything in the database, in one step that happens whole or not at all. Raises ``Refused`` before that step."""
    plain = payload.with_suffix("")
    try:
        with gzip.open(payload, "rb") as packed, plain.open("wb") as target:
            shutil.copyfileobj(packed, target, 1 << 20)
    except (EOFError, gzip.BadGzipFile) as wrong:
        raise Refused("damaged", f"the backup's database cannot be unpacked: {wrong}.") from None
    with closing(sqlite3.connect(plain)) as copy:
        _check(copy, "the backup's database")
        found = _counts(copy, list(counts))
        if wrong_tables := [table for table in counts if found[table] != counts[table]]:
            table = wrong_tables[0]
            raise Refused("damaged", f"the backup has {found[table]:,} rows in {table}, and its manifest says {counts[table]:,}.")
        connection.ensure_connection()
        copy.backup(connection.connection)
    connection.close()


def _check(copy: sqlite3.Connection, name: str) -> None:
    try:
        [(said,), *_] = copy.execute("PRAGMA integrity_check(1)").fetchall()
    except sqlite3.DatabaseError as wrong:
        said = str(wrong)
    if said != "ok":
        raise Refused("damaged", f"{name} is damaged: {said[:300]}.")


def _counts(copy: sqlite3.Connection, tables: list[str]) -> dict[str, int]:
    """The rows of each; -1 for a table that is missing."""
    there = {name for (name,) in copy.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
    return {table: copy.execute(f'SELECT count(*) FROM "{table}"').fetchone()[0] if table in there else -1 for table in tables}
