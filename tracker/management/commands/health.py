"""``manage.py health``: the same as ``GET /health`` for a terminal, a supervisor or a container's check. What is asked lives in ``tracker.health``."""

from __future__ import annotations

import json
import sys
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from tracker.health import State, as_json, look

MARKS = {State.OK: "ok", State.ATTENTION: "look", State.FAILING: "FAILING"}


class Command(BaseCommand):
    help = (
        "Say how every part of the program is. Exit code 0: people can rely on it (also where somebody should look soon); 1: they cannot."
    )
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--json", action="store_true", help="as GET /health answers")
        parser.add_argument(
            "--part", action="append", default=[], metavar="NAME", help="only this part counts (may be given more than once)"
        )

    def handle(self, *args: Any, part: list[str], **options: Any) -> None:
        try:
            found = look(now=timezone.now()).of(part)
        except LookupError as unknown:
            raise CommandError(str(unknown)) from None
        if options["json"]:
            self.stdout.write(json.dumps(as_json(found, whole=True), indent=2, ensure_ascii=False))
        else:
            for sign in found.signs:
                self.stdout.write(f"{sign.name:<12} {MARKS[sign.state]:<8} {sign.says}")
        if found.state is State.FAILING:
            sys.exit(1)
