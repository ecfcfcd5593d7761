"""Works the full-text index of claims, statements and reports out anew, for a record that was indexed by an older version. Safe to repeat."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from verification.services.reindexing import reindex


class Command(BaseCommand):
    help = "Work the full-text index of claims, statements and reports out anew."

    def handle(self, *args: Any, **options: Any) -> None:
        claims, statements, reports = reindex()
        self.stdout.write(f"{claims} claims, {statements} statements and {reports} reports indexed.")
