"""``manage.py import``: reads what ``manage.py export`` wrote back into an empty database."""

from __future__ import annotations

import gzip
import io
import sys
from collections.abc import Iterator
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from tracker.errors import Refused
from verification.services.restoring import restore


class Command(BaseCommand):
    help = (
        "Read an archive that `manage.py export` wrote into an empty, migrated database: the same rows, or none at all. "
        "People come without passwords (`manage.py changepassword NAME`); access tokens are made anew."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", metavar="FILE|-", help="the archive, packed or not; - for standard input")
        parser.add_argument(
            "--drop-sealed", action="store_true", help="leave out sealed signatures and drafts that this SECRET_KEY does not open"
        )
        parser.add_argument("--quiet", action="store_true", help="say nothing on standard error while it runs")

    def handle(self, *args: Any, **options: Any) -> None:
        def say(line: str) -> None:
            if not options["quiet"]:
                self.stderr.write(line)

        try:
            done = restore(lines_of(options["file"]), now=timezone.now(), drop_sealed=options["drop_sealed"], say=say)
        except Refused as refusal:
            raise CommandError(str(refusal)) from None
        except (OSError, EOFError, UnicodeDecodeError) as wrong:
            raise CommandError(f"{options['file']}: {wrong}.") from None
        self.stdout.write(f"{sum(done.counts.values()):,} rows of {len(done.counts)} tables read.")
        if done.dropped:
            self.stdout.write(f"{done.dropped} sealed rows were left out; claims that waited for a second signature are in review again.")
        if done.people:
            self.stdout.write(
                f"{done.people} people have no password yet: manage.py changepassword NAME. Access tokens are made anew: manage.py make_token."
            )


def lines_of(name: str) -> Iterator[str]:
    """The lines of a file, packed or not, as they are: no line end is changed."""
    raw = sys.stdin.buffer if name == "-" else open(name, "rb")  # noqa: SIM115 - closed below, where it is ours
    try:
        start = raw.peek(2)[:2]  # type: ignore[union-attr]
        source = gzip.GzipFile(fileobj=raw) if start == b"\x1f\x8b" else raw
        yield from io.TextIOWrapper(source, encoding="utf-8", newline="\n")  # type: ignore[arg-type]
    finally:
        if name != "-":
            raw.close()
