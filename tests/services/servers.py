"""Real servers for tests: a database of its own on PostgreSQL, a Redis of its own, workers and a web server. Everything is ended by its process."""

from __future__ import annotations

import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import uuid
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.error import HTTPError
from urllib.request import Request, urlopen

import psycopg

ROOT = Path(__file__).resolve().parents[2]
POSTGRES_PORT = int(os.environ.get("TEST_POSTGRES_PORT", "5432"))
POSTGRES = f"postgres://postgres@127.0.0.1:{POSTGRES_PORT}"


def what_is_missing() -> str:
    """Which server these tests cannot have here, or nothing."""
    if shutil.which("redis-server") is None:
        return "redis-server is not installed"
    try:
        psycopg.connect(f"{POSTGRES}/postgres", connect_timeout=3).close()
    except psycopg.Error as error:
        return f"no PostgreSQL for user postgres on 127.0.0.1:{POSTGRES_PORT} ({str(error).splitlines()[0][:80]})"
    return ""


def free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]


def until(true: Callable[[], Any], *, seconds: float, what: str) -> Any:
    """The first true answer; fails after *seconds*, saying what did not come."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if answer := true():
            return answer
        time.sleep(0.1)
    raise AssertionError(f"{what}: not within {seconds} s")


@dataclass
class Desk:
    """The whole program on real servers, in a folder of its own."""

    folder: Path
    database: str = field(default_factory=lambda: f"claims_test_{uuid.uuid4().hex[:12]}")
    redis_port: int = field(default_factory=free_port)
    web_port: int = field(default_factory=free_port)
    running: dict[str, subprocess.Popen] = field(default_factory=dict)
    token: str = ""
    embedded: bool = False  # one process and SQLite, as ``make run`` starts it
    more: dict[str, str] = field(default_factory=dict)  # further settings

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.web_port}"

    @property
    def environment(self) -> dict[str, str]:
        kept = {name: value for name, value in os.environ.items() if name in ("PATH", "HOME", "LANG", "LC_ALL", "TEST_POSTGRES_PORT")}
        servers = {"DATABASE_URL": f"{POSTGRES}/{self.database}", "REDIS_URL": f"redis://127.0.0.1:{self.redis_port}/0"}
        return (
            kept
            | ({} if self.embedded else servers)
            | {
                "SECRET_KEY": "only-for-the-tests",
                "READ_DOT_ENV": "0",
                "VAR_DIR": str(self.folder),
                "WORK_SWEEP_SECONDS": "1",
                "WORK_SOFT_SECONDS": "3",
                "WORK_HARD_SECONDS": "4",
                "WORK_LEASE_SECONDS": "6",
                "DJANGO_SETTINGS_MODULE": "tracker.settings",
                **self.more,
            }
        )

    def start(self, name: str, *command: str) -> None:
        with (self.folder / f"{name}.log").open("ab") as log:
            self.running[name] = subprocess.Popen(
                command, cwd=ROOT, env=self.environment, stdin=subprocess.DEVNULL, stdout=log, stderr=log, start_new_session=True
            )

    def stop(self, name: str, how: int = signal.SIGTERM) -> None:
        """End one of our own servers and everything that it started."""
        process = self.running.pop(name)
        try:
            os.killpg(process.pid, how)
            process.wait(timeout=15)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait(timeout=15)
        except ProcessLookupError:
            process.wait(timeout=15)

    def manage(self, *arguments: str) -> str:
        done = subprocess.run(
            [sys.executable, "manage.py", *arguments],
            cwd=ROOT,
            env=self.environment,
            capture_output=True,
            text=True,
            timeout=300,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        return done.stdout

    def start_redis(self) -> None:
        keep_nothing = ("--save", "", "--appendonly", "no", "--dir", str(self.folder))
        self.start("redis", "redis-server", "--port", str(self.redis_port), "--bind", "127.0.0.1", *keep_nothing)
        until(lambda: answers(self.redis_port), seconds=10, what="Redis")

    def celery(self, name: str, *arguments: str) -> None:
        self.start(name, sys.executable, "-m", "celery", "-A", "tracker", *arguments, "--loglevel", "WARNING")

    def start_worker(self) -> None:
        self.celery("worker", "worker", "--concurrency", "2")

    def start_scheduler(self) -> None:
        self.celery("scheduler", "beat", "--schedule", str(self.folder / "beat"), "--pidfile", "")

    def open(self, first: str = "") -> Desk:
        """Everything started, with an analyst who has a token; *first* is Python run inside the program before anything is served."""
        if not self.embedded:
            with psycopg.connect(f"{POSTGRES}/postgres", autocommit=True) as connection:
                connection.execute(f'CREATE DATABASE "{self.database}"')
            self.start_redis()
        self.manage("migrate", "--verbosity", "0")
        self.manage("shell", "--verbosity", "0", "-c", MAKE_ANALYST + first)
        self.token = self.manage("make_token", "ana", "--scopes", "read,ingest", "--days", "1").split()[0]
        self.start("web", sys.executable, "manage.py", "serve", "--port", str(self.web_port), "--workers", "1")
        if not self.embedded:
            self.start_worker()
            self.start_scheduler()
        until(lambda: answers(self.web_port), seconds=30, what="the web server")
        return self

    def close(self) -> None:
        for name in ["scheduler", "worker", "web", "redis"]:
            if name in self.running:
                self.stop(name)
        if self.embedded:
            return
        with psycopg.connect(f"{POSTGRES}/postgres", autocommit=True) as connection:
            connection.execute(f'DROP DATABASE IF EXISTS "{self.database}" WITH (FORCE)')

    def call(self, method: str, path: str, body: Any = None, **headers: str) -> tuple[int, Any]:
        """Status and JSON of one request with the analyst's token."""
        address = path if path.startswith("http") else f"http://127.0.0.1:{self.web_port}/api/v1/{path}"
        asked = Request(
            address,
            method=method,
            data=None if body is None else json.dumps(body).encode(),
            headers={"Authorization": f"Token {self.token}", "Content-Type": "application/json", **headers},
        )
        try:
            with urlopen(asked, timeout=30) as answer:
                return answer.status, json.load(answer)
        except HTTPError as refused:
            return refused.code, json.load(refused)

    def left_to_do(self) -> list[tuple[str, str, str]]:
        with psycopg.connect(f"{POSTGRES}/{self.database}") as connection:
            return connection.execute("SELECT kind, state, last_error FROM tracker_workitem WHERE state <> 'done'").fetchall()

    def settle(self, seconds: float = 60) -> None:
        """Wait until the workers have left nothing to do."""
        try:
            until(lambda: not self.left_to_do(), seconds=seconds, what="the work")
        except AssertionError as late:
            raise AssertionError(f"{late}; left: {self.left_to_do()}\n{(self.folder / 'worker.log').read_text()[-3000:]}") from None


def answers(port: int) -> bool:
    try:
        socket.create_connection(("127.0.0.1", port), timeout=1).close()
    except OSError:
        return False
    return True


MAKE_ANALYST = """
from django.contrib.auth.models import Group
from tracker.models import Person
Person.objects.create_user("ana", email="ana@desk.example").groups.add(Group.objects.get(name="analyst"))
"""
