"""Keeps a migrated SQLite database between test runs, so that a run of one file does not begin with every migration. Nothing here knows a table."""

from __future__ import annotations

import hashlib
import os
import sqlite3
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import django
from django.apps import apps

FOLDER = Path(tempfile.gettempdir()) / f"claim-tracker-tests-{os.getuid()}"
held: list[sqlite3.Connection] = []  # a database in memory lives as long as somebody is connected to it


def kept_as() -> Path:
    """Where the database for the migrations as they stand is kept; another one as soon as any line of them, or what they call, changes."""
    total = hashlib.sha256(f"{django.__version__} {sqlite3.sqlite_version}".encode())
    for config in sorted(apps.get_app_configs(), key=lambda one: one.label):
        folder = Path(config.path)
        ours = config.label in ("tracker", "verification")
        calls = [folder / "search.py", folder / "roles.py", folder / "terms.py", *sorted((folder / "models").rglob("*.py"))] if ours else []
        for path in [*sorted((folder / "migrations").glob("*.py")), *calls]:
            if path.is_file():
                total.update(f"{config.label}/{path.name}".encode() + path.read_bytes())
    return FOLDER / f"{total.hexdigest()[:24]}.sqlite3"


def begin_with(connection: Any) -> None:
    """Let the test database of *connection* begin as the kept one, if there is one: what is migrated already is not migrated again."""
    create: Callable[..., str] = connection.creation._create_test_db

    def create_and_fill(*words: Any, **named: Any) -> str:
        name = create(*words, **named)
        if connection.creation.is_in_memory_db(name) and kept_as().exists():
            there = sqlite3.connect(name, uri=True)
            with sqlite3.connect(kept_as()) as kept:
                kept.backup(there)
            held.append(there)
        return name

    connection.creation._create_test_db = create_and_fill


def keep(connection: Any) -> None:
    """Keep the database of *connection* as it stands after its migrations, unless that is done; older ones are thrown away."""
    place = kept_as()
    if place.exists() or not connection.is_in_memory_db():
        return
    FOLDER.mkdir(mode=0o700, exist_ok=True)
    beside = place.with_suffix(f".{os.getpid()}")
    connection.ensure_connection()
    with sqlite3.connect(beside) as new:
        connection.connection.backup(new)
    beside.replace(place)  # two workers may do this at once; both write the same
    for old in sorted(FOLDER.glob("*.sqlite3"), key=lambda path: path.stat().st_mtime)[:-12]:
        old.unlink(missing_ok=True)
