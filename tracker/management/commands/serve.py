"""``manage.py serve``: the web server, with the work loop inside when no broker is configured. Rules of work live in ``tracker.work``."""

from __future__ import annotations

import socket
import warnings
from argparse import ArgumentParser
from contextlib import closing
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError, connections
from django.db.migrations.executor import MigrationExecutor
from gunicorn.app.base import BaseApplication

from tracker import work
from tracker.loop import WorkLoop
from tracker.models import Person


class Command(BaseCommand):
    help = "Serve Claim Tracker. Without REDIS_URL one process does everything; with it, workers and the scheduler run beside this one."
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--port", type=int, default=8000, help="port to listen on (8000)")
        parser.add_argument("--bind", default="127.0.0.1", help="address to listen on (127.0.0.1; 0.0.0.0 for every one)")
        parser.add_argument("--workers", type=int, default=2, help="web processes when REDIS_URL is set (2); one without it")
        parser.add_argument("--threads", type=int, default=8, help="threads a process (8)")

        parser.add_argument("--prepare", action="store_true", help="first bring the tables up to date and, unless DEMO=0, load the demo")

    def handle(self, *args: Any, port: int, bind: str, workers: int, threads: int, prepare: bool = False, **options: Any) -> None:
        if not 1 <= port <= 65535:
            raise CommandError(f"--port {port}: use a number from 1 to 65535.")
        require_free(bind, port)
        embedded = not settings.REDIS_URL
        if prepare:
            call_command("migrate", verbosity=0)
        require_migrated()
        if embedded:
            work.take_back()
        if prepare:
            call_command("load_demo", greet=True, stdout=self.stdout, stderr=self.stderr)
        if not Person.objects.filter(is_active=True).exists():
            self.stdout.write("Nobody can sign in yet. Make the first account: manage.py add_person NAME --role lead")
        self.stdout.write(where(bind, port))
        self.stdout.flush()
        connections.close_all()
        # Static files come straight from the packages; there is no folder of collected ones.
        warnings.filterwarnings("ignore", message="No directory at")
        Web(bind=f"{bind}:{port}", workers=1 if embedded else workers, threads=threads, embedded=embedded).run()


class Web(BaseApplication):
    """gunicorn without a file of settings; with ``embedded`` its one worker carries the work loop."""

    def __init__(self, *, bind: str, workers: int, threads: int, embedded: bool) -> None:
        self._options: dict[str, Any] = {
            "bind": bind,
            "workers": workers,
            "threads": threads,
            "worker_class": "gthread",
            "graceful_timeout": 10,
            "timeout": 60,
            "loglevel": "warning",
            "control_socket_disable": True,
        }
        if embedded:
            self._options |= {"post_worker_init": start_loop, "worker_exit": stop_loop}
        super().__init__()

    def load_config(self) -> None:
        for name, value in self._options.items():
            # Not every gunicorn knows every setting.
            if name in self.cfg.settings:
                self.cfg.set(name, value)

    def load(self) -> Any:
        from tracker.wsgi import application

        return application


def start_loop(worker: Any) -> None:
    worker.work_loop = WorkLoop()
    worker.work_loop.start()


def stop_loop(server: Any, worker: Any) -> None:
    loop = getattr(worker, "work_loop", None)
    if loop is not None:
        loop.stop()


def where(bind: str, port: int) -> str:
    """One line: the address to open, and the public one when it differs."""
    here = f"http://{f'[{bind}]' if ':' in bind else bind}:{port}"
    public = "" if here == settings.PUBLIC_URL else f", links in mails begin with {settings.PUBLIC_URL}"
    return f"Claim Tracker answers at {here}{public} (Ctrl-C stops it)"


def require_free(bind: str, port: int) -> None:
    """Refuse a port that somebody listens on, before gunicorn tries for five seconds."""
    with closing(socket.socket(socket.AF_INET6 if ":" in bind else socket.AF_INET)) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((bind, port))
        except PermissionError:
            raise CommandError(f"Port {port} needs rights that this account has not; use one above 1023: make run PORT=8000.") from None
        except OSError as error:
            raise CommandError(
                f"Cannot listen on {bind}:{port} ({error.strerror}). Stop what uses it, or take another: make run PORT={port + 1}."
            ) from None


def require_migrated() -> None:
    """Refuse a database whose tables are not those of this program."""
    try:
        executor = MigrationExecutor(connections["default"])
        missing = executor.migration_plan(executor.loader.graph.leaf_nodes())
    except DatabaseError as error:
        raise CommandError(f"The database does not answer: {str(error).strip()}. Check DATABASE_URL.") from None
    if missing:
        raise CommandError(f"The database lacks {len(missing)} migration(s), the first is {missing[0][0]}. Run: manage.py migrate")
