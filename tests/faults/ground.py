"""The whole program on servers of its own: a PostgreSQL cluster, a Redis, a mail sink, a web, two workers, two schedulers. Each is ended by its process."""

from __future__ import annotations

import getpass
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import psycopg

from tests.faults.sink import Sink
from tests.services.servers import ROOT, answers, free_port, until

LEASE, SOFT, HARD, SWEEP, DIGESTS, MAIL_TIMEOUT = 6, 3, 4, 1, 2, 1  # seconds
WORKERS = ("worker1", "worker2")
SCHEDULERS = ("scheduler1", "scheduler2")
DATABASE = "desk"


def postgres_tools() -> Path | None:
    """The folder of initdb and postgres, the newest version's."""
    on_path = shutil.which("initdb")
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: int(path.parts[-3]))
    return Path(on_path).parent if on_path else (found[-1].parent if found else None)


def what_is_missing() -> str:
    """Which server a fault run cannot have here, or nothing."""
    if shutil.which("redis-server") is None:
        return "redis-server is not installed"
    if postgres_tools() is None:
        return "PostgreSQL's server programs are not installed"
    if os.geteuid() == 0 and shutil.which("runuser") is None:
        return "PostgreSQL does not run as root, and runuser is missing"
    return ""


@dataclass
class Ground:
    """One run's servers in one folder."""

    folder: Path
    seed: int
    broken: str = ""
    redis_port: int = field(default_factory=free_port)
    postgres_port: int = field(default_factory=free_port)
    web_port: int = field(default_factory=free_port)
    running: dict[str, subprocess.Popen] = field(default_factory=dict)
    token: str = ""

    def __post_init__(self) -> None:
        self.sink = Sink(free_port(), seed=self.seed)

    # ---- the environment

    @property
    def address(self) -> str:
        return f"postgres://postgres@127.0.0.1:{self.postgres_port}/{DATABASE}"

    @property
    def environment(self) -> dict[str, str]:
        kept = {name: value for name, value in os.environ.items() if name in ("PATH", "HOME", "LANG", "LC_ALL")}
        return kept | {
            "DATABASE_URL": self.address,
            "REDIS_URL": f"redis://127.0.0.1:{self.redis_port}/0",
            "MAIL_URL": f"smtp://127.0.0.1:{self.sink.port}",
            "SECRET_KEY": "only-for-the-tests",
            "READ_DOT_ENV": "0",
            "DEMO": "0",
            "VAR_DIR": str(self.folder),
            "API_RATE": "1000000/hour",
            "WORK_LEASE_SECONDS": str(LEASE),
            "WORK_SOFT_SECONDS": str(SOFT),
            "WORK_HARD_SECONDS": str(HARD),
            "WORK_SWEEP_SECONDS": str(SWEEP),
            "DIGEST_CHECK_SECONDS": str(DIGESTS),
            "MAIL_TIMEOUT_SECONDS": str(MAIL_TIMEOUT),
            "LOG_JSON": "1",
            "BROKEN": self.broken,
            "DJANGO_SETTINGS_MODULE": "tests.faults.settings",
            "PYTHONPATH": str(ROOT),
        }

    # ---- processes

    def start(self, name: str, *command: str, **options: Any) -> None:
        with (self.folder / f"{name}.log").open("ab") as log:
            self.running[name] = subprocess.Popen(
                command, env=self.environment, stdin=subprocess.DEVNULL, stdout=log, stderr=log, start_new_session=True, **options
            )

    def program(self, name: str, *arguments: str) -> None:
        self.start(name, sys.executable, "-m", "tests.faults.entry", *arguments, cwd=ROOT)

    def kill(self, name: str, how: signal.Signals = signal.SIGKILL) -> None:
        """End one of our own servers with everything that it started."""
        process = self.running.pop(name)
        with suppress(ProcessLookupError):
            os.killpg(process.pid, how)
        try:
            process.wait(timeout=20)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait(timeout=20)
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)

    def children(self, name: str) -> list[int]:
        """The processes that a worker (or the web) has forked, oldest first."""
        master = self.running.get(name)
        return [] if master is None else sorted(_children(master.pid))

    # ---- the servers

    def start_redis(self) -> None:
        keep_nothing = ("--save", "", "--appendonly", "no", "--dir", str(self.folder))
        self.start("redis", "redis-server", "--port", str(self.redis_port), "--bind", "127.0.0.1", *keep_nothing)
        until(lambda: answers(self.redis_port), seconds=20, what="Redis")

    def make_cluster(self) -> None:
        """A PostgreSQL cluster that survives being killed: what it has committed is with the operating system."""
        folder = self.folder / "postgres"
        folder.mkdir(mode=0o700)
        if os.geteuid() == 0:
            shutil.chown(folder, "postgres")
            for above in (self.folder, *self.folder.parents):  # pytest makes its folders for one account only
                if above.owner() == getpass.getuser() and above != above.parent and not above.stat().st_mode & 0o001:
                    above.chmod(above.stat().st_mode | 0o011)
        subprocess.run(
            [*self._as_postgres(), str(self._tool("initdb")), "--pgdata", str(folder), "--auth", "trust", "--username", "postgres",
             "--encoding", "UTF8", "--locale", "C.UTF-8", "--no-sync"],
            check=True, capture_output=True, cwd="/",
        )  # fmt: skip

    def start_postgres(self) -> None:
        options = {
            "port": self.postgres_port, "listen_addresses": "127.0.0.1", "unix_socket_directories": "", "fsync": "off",
            "max_connections": "60", "shared_buffers": "64MB", "log_min_messages": "fatal", "restart_after_crash": "off",
        }  # fmt: skip
        arguments = [part for name, value in options.items() for part in ("-c", f"{name}={value}")]
        self.start("postgres", *self._as_postgres(), str(self._tool("postgres")), "-D", str(self.folder / "postgres"), *arguments, cwd="/")
        until(self.database_answers, seconds=60, what="PostgreSQL")

    def stop_postgres_at_once(self) -> None:
        """What ``pg_ctl stop -m immediate`` does: no checkpoint, every session cut; the next start recovers from the log."""
        pid = int((self.folder / "postgres" / "postmaster.pid").read_text().split()[0])
        os.kill(pid, signal.SIGQUIT)
        self.running.pop("postgres").wait(timeout=30)

    def _as_postgres(self) -> tuple[str, ...]:
        return ("runuser", "--user", "postgres", "--") if os.geteuid() == 0 else ()

    def _tool(self, name: str) -> Path:
        tools = postgres_tools()
        assert tools is not None, what_is_missing()
        return tools / name

    def database_answers(self) -> bool:
        try:
            psycopg.connect(f"postgres://postgres@127.0.0.1:{self.postgres_port}/postgres", connect_timeout=2).close()
        except psycopg.Error:
            return False
        return True

    def start_web(self) -> None:
        self.program("web", "manage", "serve", "--port", str(self.web_port), "--workers", "1", "--threads", "6")

    def start_worker(self, name: str) -> None:
        self.program(
            name, "celery", "worker", "--concurrency", "2", "--hostname", f"{name}@here", "--loglevel", "WARNING",
            "--without-gossip", "--without-mingle", "--without-heartbeat",
        )  # fmt: skip

    def start_scheduler(self, name: str) -> None:
        self.program(name, "celery", "beat", "--schedule", str(self.folder / f"{name}.beat"), "--pidfile", "", "--loglevel", "WARNING")

    def open(self) -> Ground:
        self.make_cluster()
        self.start_postgres()
        with psycopg.connect(f"postgres://postgres@127.0.0.1:{self.postgres_port}/postgres", autocommit=True) as line:
            line.execute(f'CREATE DATABASE "{DATABASE}"')
        self.start_redis()
        self.sink.start()
        self.manage("migrate", "--verbosity", "0")
        self.token = self.manage("shell", "--verbosity", "0", "-c", "from tests.faults.people import make; print(make())").split()[-1]
        with self.database() as line:
            line.execute(
                "CREATE TABLE faults_tally (id serial PRIMARY KEY, subject text, pid int, at timestamptz DEFAULT clock_timestamp())"
            )
        self.start_web()
        for name in WORKERS:
            self.start_worker(name)
        for name in SCHEDULERS:
            self.start_scheduler(name)
        until(lambda: answers(self.web_port), seconds=60, what="the web server")
        until(lambda: all(len(self.children(name)) >= 2 for name in WORKERS), seconds=60, what="the workers")
        return self

    def close(self) -> None:
        for name in [*SCHEDULERS, *WORKERS, "web", "redis"]:
            if name in self.running:
                with suppress(ProcessLookupError):
                    os.killpg(self.running[name].pid, signal.SIGCONT)
                self.kill(name)
        if "postgres" in self.running:
            self.stop_postgres_at_once()
        self.sink.stop()

    # ---- looking

    @contextmanager
    def database(self) -> Iterator[psycopg.Connection]:
        """A line of the suite's own to the database, past the program."""
        with psycopg.connect(self.address, autocommit=True, connect_timeout=5) as line:
            yield line

    def rows(self, sql: str, *values: Any) -> list[tuple[Any, ...]]:
        with self.database() as line:
            return line.execute(sql, values).fetchall()

    def manage(self, *arguments: str, seconds: float = 300, may_fail: bool = False) -> str:
        done = subprocess.run(
            [sys.executable, "-m", "tests.faults.entry", "manage", *arguments],
            cwd=ROOT, env=self.environment, capture_output=True, text=True, timeout=seconds, check=False,
        )  # fmt: skip
        assert may_fail or done.returncode == 0, f"manage.py {' '.join(arguments)}: {done.stdout[-2000:]}{done.stderr[-3000:]}"
        return done.stdout

    def log_of(self, name: str) -> str:
        path = self.folder / f"{name}.log"
        return path.read_text(errors="replace") if path.exists() else ""


def _children(pid: int) -> list[int]:
    try:
        return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
    except (OSError, ValueError):
        return []


def napping(folder: Path, pid: int) -> Path:
    """The file that stands for as long as that process is in the middle of the suite's own step."""
    return folder / f"napping-{pid}"


def wait(seconds: float) -> None:
    """Let real time go by: a fault run is about it."""
    time.sleep(max(0.0, seconds))
