"""``manage.py reread``: reports read by an older engine or lexicon are read anew; what was lost on the way is printed."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from tracker import work
from tracker.models import Event, Reading, Statement
from tracker.services import rereading


class Command(BaseCommand):
    help = (
        "Read reports anew with today's engine and lexicon. Corrections, decisions and claims pass to the statements that take the place of the "
        "old ones; statements that something hangs on and that nothing takes the place of stay in force and are printed as lost. May be stopped "
        "and run again."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        which = parser.add_mutually_exclusive_group(required=True)
        which.add_argument("--report", metavar="UUID", help="only this report")
        which.add_argument("--all", action="store_true", help="every report that an older engine or lexicon read")
        parser.add_argument("--force", action="store_true", help="also what today's engine and lexicon have read already")
        parser.add_argument("--no-wait", action="store_true", help="leave the reading to the workers")

    def handle(self, *args: Any, **options: Any) -> None:
        readings = rereading.outdated(force=options["force"])
        if options["report"]:
            readings = _of_report(readings, options["report"])
        readings = list(readings)
        now = timezone.now()
        last = Event.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
        asked = rereading.ask(readings, now=now, stamp=now.isoformat() if options["force"] else "")
        if not asked:
            self.stdout.write("Nothing to read anew: today's engine and lexicon have read every report that was asked for.")
            return
        self.stdout.write(f"{asked} report{'s'[: asked != 1]} to read anew.")
        if options["no_wait"]:
            return
        if not work.settle(patience=600):
            raise CommandError("some are still being read by another worker; see the work page.")
        self._tell(last, [reading.revision.report for reading in readings])

    def _tell(self, last: int, reports: list[Any]) -> None:
        done = Event.objects.filter(pk__gt=last, kind="revision.reread", subject__in=[f"report:{report.uuid}" for report in reports])
        totals = [event.after for event in done]
        statements, heirs = (sum(one[name] for one in totals) for name in ("statements", "heirs"))
        self.stdout.write(f"{len(totals)} read: {statements} statements, {heirs} of the old ones have an heir.")
        kept = Statement.objects.filter(kept=True, reading__revision__report__in=reports).with_context().order_by("seq")
        why = {event.after["statement"]: event.after["because"] for event in Event.objects.filter(kind="reading.lost").order_by("pk")}
        if kept:
            self.stdout.write("Lost by the re-read, and in force because something hangs on them:")
        for statement in kept:
            self.stdout.write(f"  {statement.report.uuid} “{statement.quote}” ({why.get(str(statement.uuid), 'kept')})")


def _of_report(readings: Any, uuid: str) -> Any:

    try:
        wanted = UUID(uuid)
    except ValueError:
        raise CommandError(f"--report: {uuid!r} is no UUID; see the report's page or manage.py claims --format json.") from None
    if not Reading.objects.filter(current=True, revision__report__uuid=wanted).exists():
        raise CommandError(f"--report: no report {uuid} has been read.")
    return readings.filter(revision__report__uuid=wanted)
