"""A desk for schemathesis: a database of its own, one of everything in it, and the real server, which is asked with each role's token."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

from tests.services.servers import POSTGRES, ROOT, free_port, until

ROLES = ("reader", "analyst", "reviewer", "lead", "admin")
SETUP = f"""
import json, django
django.setup()
from tests.roles import world
made = world.made()
print(json.dumps({{role: made.tokens[made.people[role].pk] for role in {ROLES!r}}}))
"""


@contextmanager
def desk(folder: Path, database: str = "") -> Iterator[tuple[str, dict[str, str]]]:
    """(address, token by role) of a server on an empty database: SQLite in *folder*, or PostgreSQL under the name *database*, dropped at the end."""
    url = f"{POSTGRES}/{database}" if database else f"sqlite:///{folder / 'desk.sqlite3'}"
    port = free_port()
    environment = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "tracker.settings",
        "DATABASE_URL": url,
        "VAR_DIR": str(folder),
        "DEMO": "0",
        "DEBUG": "0",
        "READ_DOT_ENV": "0",
        "LOG_LEVEL": os.environ.get("FUZZ_LOG", "ERROR"),
        "API_RATE": "100000000/hour",
        "API_RATE_INGEST": "100000000/hour",
        "API_RATE_REVIEW": "100000000/hour",
        "API_READ_RATE": "100000000/hour",
        "PUBLIC_URL": f"http://127.0.0.1:{port}",
    }

    def python(*arguments: str) -> str:
        done = subprocess.run([sys.executable, *arguments], cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr[-2000:]
        return done.stdout

    if database:
        _psql(f'DROP DATABASE IF EXISTS "{database}"')
        _psql(f'CREATE DATABASE "{database}"')
    try:
        python("manage.py", "migrate", "--verbosity", "0")
        tokens = json.loads(python("-c", SETUP).splitlines()[-1])
        log = (folder / "server.log").open("w")
        arguments = ["gunicorn", "tracker.wsgi", "--bind", f"127.0.0.1:{port}", "--worker-class", "gthread", "--threads", "2"]
        server = subprocess.Popen([sys.executable, "-m", *arguments], cwd=ROOT, env=environment, stdout=log, stderr=log)
        try:
            until(lambda: _answers(port), seconds=60, what="the server's first answer")
            yield f"http://127.0.0.1:{port}", tokens
        finally:
            server.terminate()
            server.wait(20)
            log.close()
    finally:
        if database:
            _psql(f'DROP DATABASE IF EXISTS "{database}" WITH (FORCE)')


def _answers(port: int) -> bool:
    try:
        return bool(urlopen(f"http://127.0.0.1:{port}/healthz", timeout=2).status == 200)
    except (URLError, OSError):
        return False


def _psql(statement: str) -> None:
    import psycopg

    with psycopg.connect(f"{POSTGRES}/postgres", autocommit=True) as connection:
        connection.execute(statement)
