"""``manage.py import_report FILE|-``: one report in, read and compared before it returns."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from tracker import work
from tracker.errors import Refused
from tracker.intake.clean import clean_text, decode
from tracker.intake.record import receive
from tracker.language.headers import parse_headers
from tracker.models import Person
from tracker.roles import NotAllowed
from tracker.terms import Via


class Command(BaseCommand):
    help = (
        "Take a report in: a text file (or - for standard input) that may begin with Title:, Publisher:, Published: and URL: lines and a blank line. "
        "It is read and compared before the command returns. Safe to repeat: the same document is known again."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", metavar="FILE|-", help="the report, or - for standard input")
        parser.add_argument("--no-wait", action="store_true", help="leave reading and comparing to the workers")
        parser.add_argument("--by", metavar="USER", help="who enters it; without it the program itself does")

    def handle(self, *args: Any, **options: Any) -> None:
        raw = _bytes_of(options["file"])
        decoded = decode(raw)
        by = None
        if options["by"] and (by := Person.objects.filter(username=options["by"]).first()) is None:
            raise CommandError(f"--by: nobody is called {options['by']!r}.")
        try:
            headers = parse_headers(clean_text(decoded.text))
            received = receive(
                text=headers.body,
                title=headers.title or "",
                publisher=headers.publisher,
                published_at=headers.published,
                url=headers.url or "",
                via=Via.COMMAND,
                entered_by=by,
                now=timezone.now(),
                metadata=dict(headers.metadata) | ({"charset_guessed": decoded.charset} if decoded.guessed else {}),
            )
        except Refused as refused:
            raise CommandError(f"{refused.field or 'report'}: {refused}") from None
        except (NotAllowed, ValueError) as error:
            raise CommandError(str(error)) from None
        if not options["no_wait"] and not work.settle():
            raise CommandError(
                f"report {received.report.uuid} is stored; reading it takes longer than two minutes. See the work page or run it again."
            )
        what = "received" if received.created else "new revision of" if received.changed else "known already:"
        self.stdout.write(f"{what} report {received.report.uuid}")


def _bytes_of(name: str) -> bytes:
    if name == "-":
        return sys.stdin.buffer.read()
    try:
        return Path(name).read_bytes()
    except OSError as error:
        raise CommandError(f"{name}: {error.strerror or error}.") from None
