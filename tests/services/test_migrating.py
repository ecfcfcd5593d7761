"""Upgrading: a filled database of the first release is brought forward, keeps every row and value, and the program works on it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import uuid

import psycopg
import pytest

from tests.services.servers import POSTGRES, ROOT, what_is_missing

MISSING = what_is_missing()


def grown(folder, database):
    """What a database came to that was filled as 0.1.0 and brought forward."""
    kept = {name: value for name, value in os.environ.items() if name in ("PATH", "HOME", "LANG", "LC_ALL")}
    environment = kept | {"DATABASE_URL": database, "VAR_DIR": str(folder), "READ_DOT_ENV": "0", "SECRET_KEY": "only-for-the-tests"}
    done = subprocess.run(
        [sys.executable, "-m", "tests.services.grown"], cwd=ROOT, env=environment | {"DJANGO_SETTINGS_MODULE": "tracker.settings"},
        capture_output=True, text=True, timeout=240, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr[-3000:]
    return json.loads(done.stdout.splitlines()[-1])


def is_whole(told):
    assert told["tables"] >= 30
    assert told["lost"] == []
    assert set(told["answers"].values()) == {200}, told["answers"]
    assert (told["read"], told["left"]) == (1, {})


def test_a_filled_sqlite_is_brought_forward(tmp_path):
    is_whole(grown(tmp_path, f"sqlite:///{tmp_path}/desk.sqlite3"))


@pytest.mark.services
@pytest.mark.skipif(bool(MISSING), reason=MISSING)
def test_a_filled_postgresql_is_brought_forward(tmp_path):
    name = f"claims_test_{uuid.uuid4().hex[:12]}"
    try:
        with psycopg.connect(f"{POSTGRES}/postgres", autocommit=True) as line:
            line.execute(f'CREATE DATABASE "{name}"')
        is_whole(grown(tmp_path, f"{POSTGRES}/{name}"))
    finally:
        with psycopg.connect(f"{POSTGRES}/postgres", autocommit=True) as line:
            line.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
