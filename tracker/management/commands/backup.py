"""``manage.py backup``: the whole database in one file. How lives in ``tracker.backups``; the way back is ``manage.py restore``."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from tracker.backups import copies
from tracker.errors import Refused


class Command(BaseCommand):
    help = (
        "Write the whole database into one file, as it stands at one moment, while the desk goes on. It holds everything, sealed matter and hashes of "
        "passwords too: keep it as closely as the database. SECRET_KEY is not in it and must be kept apart from it."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--output", metavar="FILE", help="where to (var/backups/claims-DATE.tar)")

    def handle(self, *args: Any, output: str | None, **options: Any) -> None:
        now = timezone.now()
        target = Path(output) if output else settings.VAR / "backups" / f"claims-{now:%Y%m%dT%H%M%SZ}.tar"
        try:
            manifest = copies.make(target, now=now)
        except Refused as refused:
            raise CommandError(str(refused)) from None
        self.stdout.write(
            f"{target}: {target.stat().st_size:,} bytes, {sum(manifest.counts.values()):,} rows of {len(manifest.counts)} tables,"
            f" {len(manifest.migrations)} migrations."
        )
        self.stderr.write("SECRET_KEY is not in it. Keep the two in different places: without the key sealed verdicts cannot be opened.")
