"""``manage.py send_digests``: make and send the digests that are due, or print one without sending. Says what it did, one line a person."""

from __future__ import annotations

from argparse import ArgumentParser
from datetime import datetime
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from django.utils.dateparse import parse_datetime

from tracker.models import Person
from tracker.terms import Cadence, DigestState
from verification.models import Digest
from verification.services import assigning, digesting, sending


class Command(BaseCommand):
    help = "Make the digests that are due and send what is pending. With --preview USER print that person's digest and send nothing."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--preview", metavar="USER", help="print what this person would get now; nothing is stored or sent")
        parser.add_argument("--now", metavar="ISO", type=moment, help="another moment than the clock's, such as 2026-03-04T07:00:00+00:00")

    def handle(self, *args: Any, preview: str | None = None, now: datetime | None = None, **options: Any) -> None:
        now = now or timezone.now()
        if preview is not None:
            self.preview(preview, now=now)
            return
        assigning.remind(now=now)
        made = digesting.prepare_due(now=now)
        run = sending.send_pending(now=now)
        told = {digest.pk for digest in (*run.sent, *run.uncertain, *run.rejected, *run.cancelled, *run.waiting)}
        for digest in (
            *run.sent,
            *run.uncertain,
            *run.rejected,
            *run.cancelled,
            *run.waiting,
            *(one for one in made if one.pk not in told),
        ):
            self.stdout.write(line_for(Digest.objects.select_related("person").get(pk=digest.pk)))
        if not told and not made:
            self.stdout.write("Nothing is due.")

    def preview(self, username: str, *, now: datetime) -> None:
        person = Person.objects.filter(username=username).first()
        if person is None:
            raise CommandError(f"there is nobody named {username!r}; --preview takes a login name.")
        composed = digesting.compose(person, now=now)
        if composed is None:
            self.stdout.write(f"Nothing is new for {person}: no mail would be sent.")
            return
        if person.cadence == Cadence.OFF or not person.email:
            self.stderr.write(f"note: {person} has digests switched off or no mail address; nothing would be mailed.")
        self.stdout.write(f"To: {person.email or '(no address)'}\nSubject: {composed.subject}\n\n{composed.text}")


SAID = {
    DigestState.SENT: "sent",
    DigestState.PENDING: "not accepted yet, will be tried again",
    DigestState.SENDING: "on its way",
    DigestState.UNCERTAIN: "uncertain whether it arrived; not mailed again, announced in the next digest",
    DigestState.REJECTED: "rejected for good",
    DigestState.SKIPPED_EMPTY: "nothing new, no mail",
    DigestState.CANCELLED: "cancelled: deactivated, no address or switched off",
}


def line_for(digest: Digest) -> str:
    """ "vera: sent (daily:2026-03-04) Contradicted: #7 …"."""
    error = f" [{digest.last_error.splitlines()[0]}]" if digest.last_error else ""
    return f"{digest.person.username}: {SAID[DigestState(digest.state)]} ({digest.period_key}) {digest.subject}".rstrip() + error


def moment(value: str) -> datetime:
    """A time from the command line; without a zone it is UTC."""
    parsed = parse_datetime(value)
    if parsed is None:
        raise ValueError(value)
    return parsed if parsed.tzinfo else timezone.make_aware(parsed, timezone.get_default_timezone())
