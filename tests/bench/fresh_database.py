"""A database of its own for a measurement: a new SQLite file or a new PostgreSQL database, dropped when it is done."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from urllib.parse import urlsplit, urlunsplit

POSTGRES = os.environ.get("BENCH_POSTGRES", "postgres://postgres@127.0.0.1:5432/postgres")
NAME = f"claims_bench_{os.getpid()}"


@contextmanager
def fresh_database(kind: str) -> Iterator[None]:
    """Set Django up on a new, migrated database of *kind* ("sqlite" or "postgresql"). Once a process. RuntimeError where no server answers."""
    with TemporaryDirectory(prefix="claims-bench-") as directory:
        os.environ.update(SECRET_KEY="a measurement", DEBUG="1", READ_DOT_ENV="0", REDIS_URL="", VAR_DIR=directory)
        os.environ["DJANGO_SETTINGS_MODULE"] = "tracker.settings"
        with _postgres() if kind == "postgresql" else _sqlite(Path(directory)) as url:
            os.environ["DATABASE_URL"] = url
            import django
            from django.conf import settings

            django.setup()
            settings.DEBUG = False  # with it Django would remember every statement
            from django.core.management import call_command
            from django.db import connection

            call_command("migrate", verbosity=0)
            try:
                yield
            finally:
                connection.close()


@contextmanager
def _sqlite(directory: Path) -> Iterator[str]:
    yield f"sqlite:///{directory / 'bench.sqlite3'}"


@contextmanager
def _postgres() -> Iterator[str]:
    import psycopg

    try:
        server = psycopg.connect(POSTGRES, autocommit=True, connect_timeout=3)
    except psycopg.Error as error:
        raise RuntimeError(f"no PostgreSQL answers at BENCH_POSTGRES={POSTGRES}: {str(error).strip().splitlines()[0]}") from None
    with server:
        server.execute(f"CREATE DATABASE {NAME}")
        try:
            parts = urlsplit(POSTGRES)
            yield urlunsplit(parts._replace(path=f"/{NAME}"))
        finally:
            server.execute(f"DROP DATABASE IF EXISTS {NAME} WITH (FORCE)")
