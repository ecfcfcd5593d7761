"""``manage.py import_report FILE|URL|-``: one document in, read and compared before it returns."""

from __future__ import annotations

from argparse import RawDescriptionHelpFormatter
from datetime import datetime
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from tracker import work
from tracker.errors import Refused
from tracker.intake import bring
from tracker.intake.fetch import NotFetched
from tracker.intake.record import Received, receive
from tracker.language.headers import parse_published
from tracker.management.given import LATER, REFUSED, bytes_of, person_named
from tracker.models import Report
from tracker.roles import NotAllowed
from tracker.terms import Via

EPILOG = """\
kinds:
  a text file (UTF-8, or any charset: then marked), which may begin with Title:, Publisher:, Published: and URL: lines and a blank line
  a web page saved as .html, or fetched from its http:// or https:// address (at most 10 MB, within 20 seconds, off the open web only)
  a PDF with a text layer (at most 300 pages), an e-mail saved as .eml
  Which one it is, is told by its first bytes. The document is kept byte for byte beside the text that was read of it.

exit status:
  0  it is on record: new, a new revision, or known already
  1  it was refused; the message says which part, which limit and what to do
  2  there is no such file, or no such person
  75 it could not be fetched or read just now; the same command may work later
"""


class Command(BaseCommand):
    help = "Take a report in. It is read and compared before the command returns. Safe to repeat: the same document is known again."

    def create_parser(self, prog_name: str, subcommand: str, **options: Any) -> CommandParser:
        parser = super().create_parser(prog_name, subcommand, epilog=EPILOG, **options)
        parser.formatter_class = RawDescriptionHelpFormatter
        return parser

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("document", metavar="FILE|URL|-", help="a file, an address, or - for standard input")
        parser.add_argument("--title", default="", help="the headline; wins over what the document says, like the three below")
        parser.add_argument("--publisher", help="the outlet whose text it is")
        parser.add_argument("--published", help="ISO date or date-time")
        parser.add_argument("--archive-url", default="", help="where the page is kept as it was")
        parser.add_argument("--no-wait", action="store_true", help="leave reading and comparing to the workers")
        parser.add_argument("--by", metavar="USER", help="who enters it; without it the program itself does")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            received = self._take_in(options)
        except NotFetched as failed:
            raise CommandError(f"{options['document']}: {failed}", returncode=LATER if failed.again else REFUSED) from None
        except Refused as refused:
            raise CommandError(f"{refused.field or 'report'}: {refused}", returncode=REFUSED) from None
        except (NotAllowed, ValueError) as error:
            raise CommandError(str(error), returncode=REFUSED) from None
        if not options["no_wait"] and not work.settle():
            raise CommandError(
                f"report {received.report.uuid} is stored; reading it takes longer than two minutes. See the work page or run it again.",
                returncode=LATER,
            )
        what = "received" if received.created else "new revision of" if received.changed else "known already:"
        self.stdout.write(f"{what} report {received.report.uuid}")
        for copy in Report.objects.saying_the_same_as(received.report).select_related("publisher"):
            self.stderr.write(f"the same words are here as report {copy.uuid} ({copy.publisher_name})")

    def _take_in(self, options: dict[str, Any]) -> Received:
        named = options["document"]
        typed = bring.Typed(
            title=options["title"],
            publisher=options["publisher"],
            published_at=_moment(options["published"]),
            archive_url=options["archive_url"],
        )
        by = person_named(options["by"])
        if named.lower().startswith(("http://", "https://")):
            return receive(via=Via.URL, entered_by=by, now=timezone.now(), **bring.page(named, typed))
        content = bytes_of(named)
        name = "" if named == "-" else Path(named).name
        return receive(via=Via.COMMAND, entered_by=by, now=timezone.now(), **bring.document(content, name=name, typed=typed))


def _moment(text: str | None) -> datetime | None:
    return parse_published(text, "--published") if text else None
