"""``manage.py verify_integrity``: checks that nothing is missing from the record or was changed behind its back. The checks live in ``services.integrity``."""

from __future__ import annotations

import json
import sys
from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from tracker import work
from tracker.services.integrity import Check
from verification.services import integrity

SHOWN = 10


class Command(BaseCommand):
    help = (
        "Check the record: hashes, quotes, readings, numbers without gaps, the guards and seals of the log, the index, that every claim and statement "
        "was compared, flags, digests, settlements. Writes an event with what came of it. Exit code 0: all is well; 1: something is wrong."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        names = ", ".join(check.name for check in integrity.ALL)
        parser.add_argument("--only", nargs="+", default=[], metavar="CHECK", help=f"run these alone: {names}")
        parser.add_argument(
            "--deep",
            action="store_true",
            help="also compare every expected pair anew, and open the case of every claim (slow)",
        )
        parser.add_argument("--repair", action="store_true", help="leave to the queue what makes good what can be repaired")
        parser.add_argument("--json", action="store_true", help="print the outcome as JSON")
        parser.add_argument("--quiet", action="store_true", help="no progress on stderr")

    def handle(self, *args: Any, only: list[str], deep: bool, repair: bool, quiet: bool, **options: Any) -> None:
        known = {check.name for check in integrity.ALL}
        if unknown := sorted(set(only) - known):
            raise CommandError(f"no check is named {unknown[0]!r}; there are: {', '.join(sorted(known))}.")
        progress = None if quiet else self._progress
        outcome = integrity.verify(now=timezone.now(), names=only, deep=deep, repair=repair, progress=progress)
        if repair and outcome.queued and not settings.REDIS_URL:
            work.settle()
        if options["json"]:
            self.stdout.write(json.dumps(as_json(outcome), indent=2, ensure_ascii=False))
        else:
            self._tell(outcome, repair=repair)
        if outcome.wrong:
            sys.exit(1)

    def _progress(self, check: Check, done: int, total: int) -> None:
        """A line that moves on a terminal; elsewhere nothing until a check is done."""
        if self.stderr.isatty():
            self.stderr.write(f"\r{check.name}: {done:,} of {total:,}   ", ending="\n" if done >= total else "")

    def _tell(self, outcome: integrity.Outcome, *, repair: bool) -> None:
        for found in outcome.found:
            verdict = "well" if not found.wrong else f"{found.wrong:,} wrong"
            self.stdout.write(f"{found.check.name:<12} {found.looked:>9,}  {verdict:<10}  {found.check.what}")
            for fault in found.faults[:SHOWN]:
                self.stdout.write(f"    {fault.subject}: {fault.sentence}")
            if found.wrong > SHOWN:
                self.stdout.write(f"    and {found.wrong - SHOWN:,} more")
        if outcome.queued:
            self.stdout.write(f"{outcome.queued:,} steps were left to be done; look again when they are.")
        elif mendable := sum(len(found.repairs) for found in outcome.found):
            self.stdout.write(f"{mendable:,} of these can be made good: manage.py verify_integrity --repair")
        if outcome.seal:
            self.stdout.write(f"the log up to a day ago is sealed as {outcome.seal}")
        self.stdout.write(f"{'Something is wrong' if outcome.wrong else 'All is well'} ({outcome.seconds:.1f} s).")


def as_json(outcome: integrity.Outcome) -> dict[str, Any]:
    """The outcome for programs."""
    return {
        "at": outcome.at.isoformat(),
        "wrong": outcome.wrong,
        "queued": outcome.queued,
        "seconds": round(outcome.seconds, 1),
        "seal": outcome.seal,
        "checks": [
            {
                "name": found.check.name,
                "what": found.check.what,
                "looked": found.looked,
                "wrong": found.wrong,
                "faults": [
                    {"subject": fault.subject, "sentence": fault.sentence, "repair": fault.repair.kind if fault.repair else None}
                    for fault in found.faults
                ],
            }
            for found in outcome.found
        ],
    }
