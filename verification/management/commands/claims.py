"""``manage.py claims``: what is tracked, for people (table) and for programs (json)."""

from __future__ import annotations

import json
import shutil
import textwrap
from datetime import UTC, datetime
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from tracker.models import Claim, Topic
from tracker.terms import Level, Polarity, label
from verification.casefile import CaseFile, as_json, case_files
from verification.past import standing_at


class Command(BaseCommand):
    help = "List the claims: how firmly they were first and last said, by how many reports and independent origins, and what to look at."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--topic", metavar="T", help="only this topic (its name or slug)")
        parser.add_argument(
            "--as-of", metavar="DATE", help="only what was received or decided up to then; computed with today's engine and constants"
        )
        parser.add_argument("--format", choices=("table", "json"), default="table")

    def handle(self, *args: Any, **options: Any) -> None:
        claims = Claim.objects.standing().select_related("related_to").order_by("number")
        as_of = _moment(options["as_of"]) if options["as_of"] else None
        if as_of:
            claims = Claim.objects.order_by("number")
        if name := options["topic"]:
            topic = Topic.objects.filter(name__iexact=name).first() or Topic.objects.filter(slug=name).first()
            if topic is None:
                known = ", ".join(Topic.objects.values_list("slug", flat=True)) or "there are none yet"
                raise CommandError(f"--topic: no topic {name!r}; known: {known}.")
            claims = claims.filter(topics=topic)
        if as_of:
            wanted = set(claims.values_list("pk", flat=True))
            files = case_files([claim for claim in standing_at(as_of) if claim.pk in wanted], as_of=as_of)
        else:
            files = case_files(claims)
        if options["format"] == "json":
            if as_of:
                self.stderr.write(f"As of {as_of.isoformat()}, computed with today's engine and constants.")
            self.stdout.write(json.dumps([as_json(file) for file in files], ensure_ascii=False, indent=1))
            return
        if not files:
            self.stdout.write("No claims yet. Bring a report in: manage.py import_report FILE")
            return
        if as_of:
            self.stdout.write(f"As of {as_of.isoformat()}, computed with today's engine and constants.")
        for line in _table(files, width=shutil.get_terminal_size((120, 40)).columns):
            self.stdout.write(line)


def _moment(text: str) -> datetime:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise CommandError(f"--as-of: {text!r} is not a date; write 2023-11-02 or 2023-11-02T18:00:00+00:00.") from None
    if len(text) <= 10:
        moment = moment.replace(hour=23, minute=59, second=59)
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def _table(files: list[CaseFile], *, width: int) -> list[str]:
    lines = []
    for file in files:
        claim = file.claim
        said = label(Level(file.level_first))
        if file.level_last != file.level_first:
            said += f" → {label(Level(file.level_last))}"
        kin = f" · {claim.kinship} {'to' if claim.kinship == 'rival' else 'than'} #{claim.related_to.number}" if claim.related_to_id else ""
        denied = " · denied" if claim.polarity == Polarity.DENIED else ""
        lines += textwrap.wrap(claim.text, width=max(40, width - 6), initial_indent=f"#{claim.number:<4} ", subsequent_indent="      ")
        lines.append(f"      {label_of(claim.status)} · {said}{denied} · {file.counted}{kin}")
        for flag in file.flags:
            sentence = flag.detail.get("sentence", "")
            lines += textwrap.wrap(
                f"⚑ {flag.kind.replace('_', ' ')}: {sentence}",
                width=max(40, width - 8),
                initial_indent="      ",
                subsequent_indent="        ",
            )
        lines.append("")
    flagged = sum(bool(file.flags) for file in files)
    lines.append(f"{len(files)} claims, {flagged} with open flags.")
    return lines


def label_of(word: str) -> str:
    return word.replace("_", " ")
