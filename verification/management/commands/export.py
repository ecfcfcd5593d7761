"""``manage.py export``: everything on record as one JSON text that ``manage.py import`` reads back, or claims in another program's format."""

from __future__ import annotations

import gzip
import os
from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import UUID

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db.models import QuerySet
from django.utils import timezone

from tracker.errors import Refused
from tracker.models import Claim, Person, Topic
from tracker.roles import NotAllowed
from tracker.terms import Status
from verification.exports.archive import LEFT_OUT, archive
from verification.exports.formats import FORMATS
from verification.services import exporting

ARCHIVE = "archive"
HELP = """\
Write everything on record, or claims in another program's format.

  manage.py export --output desk.json.gz           everything; `manage.py import` reads it back into an empty database
  manage.py export --format stix --topic dam       the claims of one topic as a STIX 2.1 bundle
  manage.py export --format html --claim 7         one case file to print

The archive is versioned and hashed, and written as the record stood when it began. Access tokens, passwords and sessions are left out.
Sealed signatures and drafts are in it under a key that comes of SECRET_KEY: whoever imports it needs the same SECRET_KEY to keep them."""


class Command(BaseCommand):
    help = HELP

    def create_parser(self, *args: Any, **options: Any) -> CommandParser:
        from argparse import RawDescriptionHelpFormatter

        parser = super().create_parser(*args, **options)
        parser.formatter_class = RawDescriptionHelpFormatter
        return parser

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--format", choices=(ARCHIVE, *FORMATS), default=ARCHIVE, help="archive unless given")
        parser.add_argument(
            "--output", metavar="FILE", default="-", help="where to; packed where it ends in .gz; standard output unless given"
        )
        parser.add_argument("--claim", metavar="N", help="only this claim: its number or its id")
        parser.add_argument("--topic", metavar="T", help="only this topic: its name or slug")
        parser.add_argument("--status", choices=[str(status) for status in Status], help="only claims of this status")
        parser.add_argument("--as-of", metavar="DATE", help="the record as it stood then; computed with today's engine and constants")
        parser.add_argument("--as", dest="person", metavar="USER", help="as this person may see them; nobody's own sight unless given")
        parser.add_argument("--quiet", action="store_true", help="say nothing on standard error while it runs")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            pieces = self.archived(options) if options["format"] == ARCHIVE else self.claims(options)
            written = write(pieces, options["output"], self.stdout)
        except (Refused, NotAllowed) as refusal:
            raise CommandError(str(refusal)) from None
        except OSError as wrong:
            raise CommandError(f"--output: {wrong}.") from None
        if options["output"] != "-":
            self.say(options, f"{written:,} bytes written to {options['output']}.")

    def say(self, options: dict[str, Any], line: str) -> None:
        if not options["quiet"]:
            self.stderr.write(line)

    def archived(self, options: dict[str, Any]) -> Iterator[str]:
        for name in ("claim", "topic", "status", "as_of", "person"):
            if options[name]:
                raise CommandError(
                    f"--{name.replace('person', 'as').replace('_', '-')} goes with a --format of claims, such as json; the archive holds everything."
                )
        self.say(
            options, f"Left out: {', '.join(LEFT_OUT)}. Sealed signatures and drafts stay sealed: keep the SECRET_KEY to read them back."
        )
        return archive(say=lambda line: self.say(options, line))

    def claims(self, options: dict[str, Any]) -> Iterator[str]:
        as_of = moment(options["as_of"]) if options["as_of"] else None
        form = exporting.known(options["format"])
        by = self.person(options["person"])
        if options["claim"]:
            return iter([exporting.export_claim(claim_named(options["claim"]), form, by=by, now=timezone.now(), as_of=as_of)])
        return exporting.export_claims(self.chosen(options), form, by=by, as_of=as_of)

    def person(self, name: str | None) -> Person | None:
        if name is None:
            return None
        person = Person.objects.filter(username=name, is_active=True).first()
        if person is None:
            raise CommandError(f"--as: nobody active is named {name!r}.")
        return person

    def chosen(self, options: dict[str, Any]) -> QuerySet[Claim]:
        claims = Claim.objects.all()
        if name := options["topic"]:
            topic = Topic.objects.filter(name__iexact=name).first() or Topic.objects.filter(slug=name).first()
            if topic is None:
                known = ", ".join(Topic.objects.values_list("slug", flat=True)) or "there are none yet"
                raise CommandError(f"--topic: no topic {name!r}; known: {known}.")
            claims = claims.filter(topics=topic)
        return claims.filter(status=options["status"]) if options["status"] else claims


def write(pieces: Iterator[str], target: str, stdout: Any) -> int:
    """Put the text where it should go; a file appears under its name only when it is whole, readable by its owner alone. Bytes of the text."""
    size = 0
    if target == "-":
        for piece in pieces:
            stdout.write(piece, ending="")
            size += len(piece.encode())
        return size
    path = Path(target)
    half = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        handle = os.open(half, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        packed = path.suffix == ".gz"
        with os.fdopen(handle, "wb") as file, gzip.GzipFile("", "wb", fileobj=file, mtime=0) if packed else file as sink:
            for piece in pieces:
                raw = piece.encode()
                sink.write(raw)
                size += len(raw)
        half.replace(path)
    finally:
        half.unlink(missing_ok=True)
    return size


def claim_named(name: str) -> Claim:
    """A claim by its number or id, or a ``CommandError``."""
    digits = name.strip().removeprefix("#")
    claim = None
    if digits.isascii() and digits.isdigit() and len(digits) < 10:
        claim = Claim.objects.filter(number=int(digits)).first()
    else:
        with suppress(ValueError):
            claim = Claim.objects.filter(uuid=UUID(name)).first()
    if claim is None:
        raise CommandError(f"--claim: there is no claim {name!r}; give its number or its id.")
    return claim


def moment(text: str) -> datetime:
    """A day (its end, UTC) or a date-time."""
    try:
        at = datetime.fromisoformat(text)
    except ValueError:
        raise CommandError(f"--as-of: {text!r} is not a date; write 2023-11-02 or 2023-11-02T18:00:00+00:00.") from None
    if len(text) <= 10:
        at = at.replace(hour=23, minute=59, second=59, microsecond=999999)
    return at if at.tzinfo else at.replace(tzinfo=UTC)
