"""``manage.py load_demo``: fills an empty database with the demo and says what a newcomer should look at. The loading lives in ``verification.demo``."""

from __future__ import annotations

import textwrap
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from tracker.models import Claim, Report, WorkItem
from tracker.terms import Level, WorkState, label
from verification import demo
from verification.casefile import CaseFile, case_files

BAR = 28
SHOWN = 8
URGENCY = ("certainty_inflated", "retracted", "contradicted", "hardened", "softened", "updated", "corroborated", "disputed")


class Command(BaseCommand):
    help = (
        "Load the demo from seeds/ through the same intake, reading and comparing as any other report. Does nothing when it is loaded, "
        "goes on when it was interrupted, and refuses a database that holds anything else. DEMO=0 switches it off."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--force", action="store_true", help="load it beside what the database holds")
        parser.add_argument("--greet", action="store_true", help="then list the claims to look at, and the demo's logins")

    def handle(self, *args: Any, force: bool, greet: bool, **options: Any) -> None:
        if not settings.DEMO:
            return
        try:
            outcome = demo.load(now=timezone.now(), force=force, progress=self._progress)
        except demo.Occupied as occupied:
            raise CommandError(f"The demo was not loaded: {occupied} Start with DEMO=0, name another database, or use --force.") from None
        for missed in outcome.missed:
            self.stderr.write(f"seeds: {missed}")
        parked = WorkItem.objects.filter(state=WorkState.PARKED).count()
        if parked:
            self.stderr.write(f"{parked} steps need attention; see Work on the screens.")
        if greet:
            self._greet()
        elif not outcome.done:
            self.stdout.write("The demo is loaded already.")

    def _progress(self, done: int, steps: int, name: str) -> None:
        """A bar on a terminal; elsewhere a line every ten steps."""
        if self.stdout.isatty():
            full = BAR * done // steps
            line = f"\rLoading the demo [{'█' * full}{'·' * (BAR - full)}] {done}/{steps} {name}"
            self.stdout.write(f"{line[:110]:<110}", ending="\n" if done == steps else "")
            self.stdout.flush()
        elif done % 10 == 0 or done == steps:
            self.stdout.write(f"Loading the demo: {done}/{steps}")
            self.stdout.flush()

    def _greet(self) -> None:
        files = case_files(Claim.objects.standing().select_related("opened_from").order_by("number"))
        flagged = sorted((file for file in files if file.flags), key=_interest)
        self.stdout.write("")
        for file in flagged[:SHOWN]:
            for line in _lines(file):
                self.stdout.write(line)
        self.stdout.write(
            f"{Report.objects.count()} reports, {len(files)} claims, {len(flagged)} of them flagged. All of them: .venv/bin/python manage.py claims"
        )
        self.stdout.write("")
        self.stdout.write("Sign in as:")
        for row in demo.logins():
            self.stdout.write(f"  {row['role']:<9} {row['username']:<6} {row['password']}")
        self.stdout.write("")


def _interest(file: CaseFile) -> tuple[int, int, int]:
    """Many kinds of flags first, then the gravest, then the oldest claim."""
    kinds = {flag.kind for flag in file.flags}
    return (-len(kinds), min(URGENCY.index(kind) if kind in URGENCY else len(URGENCY) for kind in kinds), file.claim.number)


def _lines(file: CaseFile) -> list[str]:
    claim = file.claim
    said = label(Level(file.level_first))
    if file.level_last != file.level_first:
        said += f" → {label(Level(file.level_last))}"
    kinds = list(dict.fromkeys(flag.kind.replace("_", " ") for flag in sorted(file.flags, key=lambda flag: flag.raised_at)))
    words = textwrap.shorten(claim.text, 104, placeholder=" …")
    return [f"#{claim.number:<4} {words}", f"      {claim.status.replace('_', ' ')} · {said} · {file.counted} · ⚑ {', '.join(kinds)}", ""]
