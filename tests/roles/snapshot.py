"""Whether the database is as it was: pictures of all of it, compared table by table. Nothing is arranged here."""

from __future__ import annotations

import hashlib
import sqlite3
from contextlib import closing
from typing import Any

from django.apps import apps
from django.db import connection

# Signing in writes these; what a person may do never shows in them.
OF_SIGNING_IN = {"django_session", "axes_accesslog", "axes_accessattempt", "axes_accessfailurelog"}


def picture() -> Any:
    """The whole database as it stands inside the running transaction: its image on SQLite, a hash of each table elsewhere."""
    return connection.connection.serialize() if connection.vendor == "sqlite" else hashes()


def hashes() -> dict[str, str]:
    found = {}
    for model in apps.get_models(include_auto_created=True):
        rows = repr(list(model._base_manager.order_by("pk").values_list()))
        found[model._meta.db_table] = hashlib.sha256(rows.encode()).hexdigest()
    return found


def apart(before: bytes, after: bytes) -> set[str]:
    """The tables of two images that do not hold the same rows."""
    names = {model._meta.db_table for model in apps.get_models(include_auto_created=True)} - OF_SIGNING_IN
    with closing(sqlite3.connect(":memory:")) as old, closing(sqlite3.connect(":memory:")) as new:
        old.deserialize(before)
        new.deserialize(after)
        rows = {name: [copy.execute(f'SELECT * FROM "{name}"').fetchall() for copy in (old, new)] for name in names}
    return {name for name, (mine, theirs) in rows.items() if mine != theirs and sorted(mine, key=repr) != sorted(theirs, key=repr)}


def changed(before: Any, after: Any) -> set[str]:
    """The tables in which anything was added, changed or taken away."""
    if before == after:
        return set()
    if isinstance(before, bytes):
        return apart(before, after)
    return {name for name in before if before[name] != after[name]} - OF_SIGNING_IN
