"""Works the full-text index of claims, statements and reports out anew, for a record that was indexed by an older version. Safe to repeat."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from verification.services.reindexing import make_frames, reindex


class Command(BaseCommand):
    help = "Work the full-text index of claims, statements and reports out anew."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--frames", action="store_true", help="then take every statement apart for the comparer, which otherwise happens as it is met"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        claims, statements, reports = reindex()
        self.stdout.write(f"{claims} claims, {statements} statements and {reports} reports indexed.")
        if options["frames"]:
            looked, made = make_frames()
            self.stdout.write(f"{looked} statements and claims looked at, {made} taken apart anew.")
