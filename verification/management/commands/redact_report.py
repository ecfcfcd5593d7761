"""``manage.py redact_report``: takes the words of a report out of the record by law. One administrator asks, another confirms or declines."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any
from uuid import UUID

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from tracker import work
from tracker.errors import Refused
from tracker.management.given import person_named
from tracker.models import Person, Redaction, Report
from tracker.roles import NotAllowed
from tracker.services import redacting
from verification.services.redacting import confirm, words_to_type


class Command(BaseCommand):
    help = (
        "Remove the words of a report from the record by law. Two administrators do it: one with --ask and a --reason, another with --confirm, who types "
        "out what is printed then; --decline leaves the report as it is. Without any of them what waits is listed. It cannot be undone; backups made "
        "before still hold the words."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("report", nargs="?", help="the report's UUID, as its page and the API show it")
        step = parser.add_mutually_exclusive_group()
        step.add_argument("--ask", action="store_true", help="ask for it; needs --reason")
        step.add_argument("--confirm", action="store_true", help="do what another administrator asked for")
        step.add_argument("--decline", action="store_true", help="leave the report as it is; needs --reason")
        parser.add_argument("--by", default="", metavar="USER", help="in whose name: an administrator")
        parser.add_argument("--reason", default="", help="why; it stands on the report's page from then on")
        parser.add_argument("--typed", default="", metavar="WORDS", help="what --confirm asks to type, where nobody can be asked")

    def handle(self, *args: Any, report: str | None, ask: bool, by: str, reason: str, typed: str, **options: Any) -> None:
        if not (ask or options["confirm"] or options["decline"]):
            self._list()
            return
        person = person_named(by)
        if person is None:
            raise CommandError("--by: no person is named; name the administrator who does this.")
        row = _report(report or "")
        try:
            if ask:
                redacting.ask(row, reason=reason, by=person, now=timezone.now())
                self.stdout.write(f"Asked for. Another administrator confirms it: manage.py redact_report {row.uuid} --confirm --by USER")
                return
            asked = row.redactions.waiting().select_related("report", "asked_by").first()
            if asked is None:
                raise CommandError(f"nobody has asked for the removal of report {row.uuid}, or it was decided already.")
            if options["decline"]:
                redacting.decline(asked, reason=reason, by=person, now=timezone.now())
                self.stdout.write("Declined; the report stays as it is.")
                return
            self._confirm(asked, typed, person)
        except (Refused, NotAllowed) as refused:
            raise CommandError(str(refused)) from refused

    def _confirm(self, asked: Redaction, typed: str, person: Person) -> None:
        self.stderr.write(f"{asked.asked_by} asked on {asked.asked_at:%Y-%m-%d}: {asked.reason}")
        confirm(asked, typed=typed or _typed(words_to_type(asked)), by=person, now=timezone.now())
        if not settings.REDIS_URL:
            work.settle()
        self.stdout.write("Removed. Backups made before still hold the words.")

    def _list(self) -> None:
        rows = Redaction.objects.waiting().select_related("report", "asked_by")
        for row in rows:
            self.stdout.write(f"{row.report.uuid}  asked by {row.asked_by} on {row.asked_at:%Y-%m-%d}: {row.reason}")
        if not rows:
            self.stdout.write("No removal waits.")


def _typed(words: str) -> str:
    """What is typed; nothing where nobody can be asked."""
    try:
        return input(f"What is removed cannot be brought back. Type “{words}”: ")
    except EOFError:
        return ""


def _report(text: str) -> Report:
    try:
        return Report.objects.get(uuid=UUID(text))
    except (ValueError, Report.DoesNotExist):
        raise CommandError(f"no report has the UUID {text!r}; its page and the API show it.") from None
