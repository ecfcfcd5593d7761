"""``manage.py import_csv FILE``: a table of reports in, line by line; good lines are stored, bad ones listed with their reason."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from tracker import work
from tracker.errors import Refused
from tracker.intake.tables import read_table
from tracker.management.given import LATER, REFUSED, bytes_of, person_named
from tracker.roles import Act, NotAllowed, require
from tracker.services import importing


class Command(BaseCommand):
    help = (
        "Take a table of reports in: CSV with a heading that names text, and any of title, publisher, url, published_at, author. UTF-8 or "
        "Windows-1252; comma, semicolon, tab or |. Good lines are stored, bad ones told on stderr, and then the exit status is 1. Safe to repeat."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", metavar="FILE|-", help="a CSV file, or - for standard input")
        parser.add_argument("--dry-run", action="store_true", help="say what would be stored and what is wrong; store nothing")
        parser.add_argument("--no-wait", action="store_true", help="leave reading and comparing to the workers")
        parser.add_argument("--by", metavar="USER", help="who enters it; without it the program itself does")

    def handle(self, *args: Any, **options: Any) -> None:
        by = person_named(options["by"])
        try:
            if by is not None:
                require(by, Act.REPORT_ADD)
            table = read_table(bytes_of(options["file"]))
        except NotAllowed as refused:
            raise CommandError(str(refused), returncode=REFUSED) from None
        except Refused as refused:
            raise CommandError(f"{options['file']}: {refused}", returncode=REFUSED) from None
        self.stdout.write(f"{len(table.rows)} rows, {table.charset}, columns: {', '.join(table.columns)}")
        if table.unknown:
            self.stderr.write(f"left out: {', '.join(table.unknown)}")
        if options["dry_run"]:
            self._tell([{"line": row.line, "message": row.problem} for row in table.bad])
            self.stdout.write(f"{len(table.good)} would be stored, {len(table.bad)} are wrong")
            return self._end(len(table.bad))
        results = [importing.store(row, by=by, now=timezone.now()) for row in table.rows]
        self._tell([one for one in results if "report" not in one])
        found = importing.counts(results)
        self.stdout.write(", ".join(f"{count} {name}" for name, count in found.items()))
        if not options["no_wait"] and not work.settle():
            raise CommandError("stored; reading it takes longer than two minutes. See the work page.", returncode=LATER)
        return self._end(found["refused"])

    def _tell(self, wrong: list[dict[str, Any]]) -> None:
        for one in wrong:
            self.stderr.write(f"line {one['line']}: {one['message']}")

    def _end(self, wrong: int) -> None:
        if wrong:
            raise CommandError(f"{wrong} line{'s' if wrong > 1 else ''} not taken; mend them and run it again.", returncode=REFUSED)
