"""``manage.py restore FILE``: puts a backup in the place of the database, then checks the record. How lives in ``tracker.backups``."""

from __future__ import annotations

import tempfile
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError
from django.utils import timezone

from tracker.backups import copies
from tracker.backups.parcel import Manifest
from tracker.errors import Refused
from verification.services.returning import settle_after_return

WORD = "replace"


class Command(BaseCommand):
    help = (
        "Put a backup that `manage.py backup` wrote in the place of this database: into an empty one, or with --replace over what there is, of which a "
        "backup is made first. Then bring the tables up to date and check the record. Exit code 1 where the check finds something."
    )
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", metavar="FILE")
        parser.add_argument("--replace", action="store_true", help="put it in the place of what the database holds")
        parser.add_argument("--yes", action="store_true", help="do not ask before")

    def handle(self, *args: Any, file: str, replace: bool, yes: bool, **options: Any) -> None:
        settings.VAR.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(prefix=".restore-", dir=settings.VAR) as folder:
            try:
                manifest, payload = copies.opened(Path(file), Path(folder))
                held = copies.held()
                self.stdout.write(_told(manifest))
                if held and not replace:
                    raise CommandError(f"this database holds {_said(held)}. To put the backup in its place: restore {file} --replace")
                if held:
                    self._ask(held, yes=yes)
                    kept = settings.VAR / "backups" / f"before-restore-{timezone.now():%Y%m%dT%H%M%SZ}.tar"
                    self._keep(kept)
                    self.stdout.write(f"What there was is kept in {kept}.")
                copies.put_in_place(manifest, payload)
            except Refused as refused:
                raise CommandError(str(refused)) from None
            except DatabaseError as broken:
                raise CommandError(
                    f"the database there is cannot be read ({str(broken).splitlines()[0][:200]}). Move it away, or name an empty one by DATABASE_URL."
                ) from None
        call_command("migrate", verbosity=0)
        settled = settle_after_return(made_at=manifest.made_at, now=timezone.now())
        self.stdout.write("The backup is in place. Everybody signs in anew.")
        if settled.doubted:
            self.stdout.write(
                f"{settled.doubted} mails that waited then may have been sent since; they are marked as such and not sent again."
            )
        if manifest.key != copies.key_mark():
            self.stderr.write("It was made under another SECRET_KEY: verdicts that were sealed then cannot be opened with this one.")
        call_command("verify_integrity", quiet=True, stdout=self.stdout, stderr=self.stderr)

    def _keep(self, target: Path) -> None:
        try:
            copies.make(target, now=timezone.now())
        except Refused as refused:
            raise CommandError(
                f"what there is cannot be kept first, and nothing was changed: {refused} Move it away, or name an empty one by DATABASE_URL."
            ) from None

    def _ask(self, held: dict[str, int], *, yes: bool) -> None:
        if yes:
            return
        self.stdout.write(f"This database holds {_said(held)}; they will be put away. Stop the web, the workers and the scheduler first.")
        try:
            answer = input(f"Type {WORD} to go on: ")
        except EOFError:
            answer = ""
        if answer.strip() != WORD:
            raise CommandError("nothing was changed.")


def _told(manifest: Manifest) -> str:
    return (
        f"A backup of {manifest.made_at:%Y-%m-%d %H:%M:%S} UTC by version {manifest.program} from {manifest.vendor} {manifest.server}:"
        f" {sum(manifest.counts.values()):,} rows of {len(manifest.counts)} tables."
    )


def _said(held: dict[str, int]) -> str:
    names = {"person": "people", "source": "sources", "report": "reports", "claim": "claims", "event": "events"}
    return ", ".join(f"{count:,} {names[table.removeprefix('tracker_')]}" for table, count in held.items())
