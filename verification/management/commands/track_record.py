"""``manage.py track_record SOURCE``: the ledger of one source and the arithmetic of its record, for people (table) and for programs (json)."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from difflib import get_close_matches
from typing import Any
from uuid import UUID

from django.core.management.base import BaseCommand, CommandError, CommandParser

from tracker.models import Source, SourceAlias
from tracker.models.naming import known, normal
from tracker.terms import label
from verification.ledger import PassedOn
from verification.track_records import LedgerLine, SourceRecord, record_of
from verification.weighing.constants import CURVE_FROM, PRIOR_MEAN, PRIOR_WEIGHT

SUGGESTIONS = 5
DIGITS = 6


class Command(BaseCommand):
    help = (
        "Prints the track record of one source: what it staked on each claim, what became of it, and the arithmetic from the one to the other. "
        "The record is that of the body that answers for the source. The suggested letter is a suggestion; people give letters."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("source", metavar="SOURCE", help="its name, one of its aliases, or its UUID")
        parser.add_argument("--format", choices=("table", "json"), default="table")
        parser.add_argument(
            "--as-of", metavar="DATE", help="only what was received or decided up to then; computed with today's engine and constants"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        record = record_of(source_called(options["source"]), as_of=moment(options["as_of"]))
        if options["format"] == "json":
            self.stdout.write(json.dumps(as_json(record), ensure_ascii=False, indent=1))
            return
        for line in table(record):
            self.stdout.write(line)


def source_called(name: str) -> Source:
    """The one source meant; where there is none, or several, the error names those that are near."""
    name = name.strip()
    if not name:
        raise CommandError("SOURCE is empty; give a name, an alias or a UUID.")
    try:
        found = [row.survivor for row in Source.objects.filter(uuid=UUID(name))]
    except ValueError:
        found = known(name) or [row.survivor for row in Source.objects.filter(name__iexact=name)]
    found = list(dict.fromkeys(found))
    if len(found) == 1:
        return found[0]
    if found:
        several = "; ".join(f"{one.name} ({one.country or label_of(one.kind)}) {one.uuid}" for one in found)
        raise CommandError(f"{len(found)} sources go by {name!r}; give one's UUID: {several}.")
    near = nearest(name)
    way_out = f"near names: {'; '.join(near)}" if near else "no name is near; see Sources on the screens"
    raise CommandError(f"no source goes by {name!r}; {way_out}.")


def nearest(name: str) -> list[str]:
    """Names of sources that share a word with *name*, or are spelled much like it; the likest first."""
    wanted = normal(name)
    rows = SourceAlias.objects.filter(source__merged_into=None).order_by("pk").values_list("normalised", "source__name")
    names = {alias: told for alias, told in rows if ":" not in alias}  # an unnamed official's key is no name
    like = get_close_matches(wanted, names, n=SUGGESTIONS, cutoff=0.6)
    words = {word for word in wanted.split() if len(word) > 3}
    sharing = [alias for alias in names if words & set(alias.split())]
    return list(dict.fromkeys(names[alias] for alias in [*like, *sharing]))[:SUGGESTIONS]


def moment(text: str | None) -> datetime | None:
    if not text:
        return None
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        raise CommandError(f"--as-of: {text!r} is not a date; write 2023-11-02 or 2023-11-02T18:00:00+00:00.") from None
    if len(text) <= 10:
        found = found.replace(hour=23, minute=59, second=59)
    return found if found.tzinfo else found.replace(tzinfo=UTC)


def as_json(one: SourceRecord) -> dict[str, Any]:
    """The record with its ledger; ``y`` and ``match`` are null where a claim is open, ``faithful`` where nothing was passed on."""
    record = one.record
    figures = {
        name: round(getattr(record, name), DIGITS) + 0.0 for name in ("alpha", "beta", "theta", "low", "high", "n", "brier", "overclaim")
    }
    return {
        "source": {"id": str(one.source.uuid), "name": one.source.name},
        "body": {"id": str(one.body.uuid), "name": one.body.name},
        "as_of": one.as_of.isoformat() if one.as_of else None,
        "version": record.version,
        "prior": {"weight": PRIOR_WEIGHT, "mean": PRIOR_MEAN},
        **figures,
        "settled": record.settled,
        "still_open": record.still_open,
        "suggested": str(record.suggested),
        "letter": str(one.letter) if one.letter else None,
        "letter_from_suggestion": one.letter_from_suggestion,
        "record_disagrees": one.disagrees,
        "curve": [
            {
                "above": step.above,
                "upto": step.upto,
                "stated": round(step.stated, DIGITS),
                "realised": round(step.realised, DIGITS),
                "low": round(step.low, DIGITS),
                "high": round(step.high, DIGITS),
                "settled": step.settled,
            }
            for step in record.curve
        ],
        "ledger": [_line_as_json(line) for line in one.lines],
        "relays": {
            "n": one.relays.n,
            "faithful": None if one.relays.faithful is None else round(one.relays.faithful, DIGITS),
            "counts": {str(kind): count for kind, count in one.relays.counts},
            "passed_on": [_passed_on_as_json(passed) for passed in one.passed_on],
        },
    }


def _line_as_json(line: LedgerLine) -> dict[str, Any]:
    return {
        "claim": str(line.claim.uuid),
        "number": line.claim.number,
        "text": line.claim.text,
        "statement": str(line.statement.uuid),
        "quote": line.statement.quote,
        "said_at": line.said_at.isoformat(),
        "role": str(line.role),
        "p": round(line.p, DIGITS),
        "commitment": round(line.commitment, DIGITS),
        "y": line.y,
        "match": line.match,
        "settled_at": line.settled_at.isoformat() if line.settled_at else None,
    }


def _passed_on_as_json(one: PassedOn) -> dict[str, Any]:
    return {
        "claim": str(one.claim.uuid),
        "fidelity": str(one.fidelity),
        "original": {"statement": str(one.original.uuid), "quote": one.original.quote, "level": one.original.level},
        "relay": {"statement": str(one.relay.uuid), "quote": one.relay.quote, "level": one.relay.level},
    }


def table(one: SourceRecord) -> list[str]:
    """The record in lines for a terminal."""
    record = one.record
    lines = [one.source.name if one.source == one.body else f"{one.source.name}: {one.body.name} answers for it"]
    if one.as_of:
        lines.append(f"As of {one.as_of.isoformat()}, computed with today's engine and constants.")
    settled, open_lines = [line for line in one.lines if line.y is not None], [line for line in one.lines if line.y is None]
    lines += ["", f"Settled: {len(settled)}"]
    if settled:
        lines.append("  claim  said         p     staked  became  match  as")
        lines += [
            f"  #{line.claim.number:<5} {line.said_at:%Y-%m-%d}  {line.p:.3f}  {line.commitment:.3f}   {line.y:<6}  {line.match:<5}  {label_of(line.role)}"
            for line in settled
        ]
    won = sum(line.commitment * (line.match or 0.0) for line in settled)
    lost = sum(line.commitment * (1 - (line.match or 0.0)) for line in settled)
    lines += [
        "",
        f"alpha = {PRIOR_WEIGHT:g} x {PRIOR_MEAN:g} + {won:.3f} = {record.alpha:.3f}     what was staked and came true",
        f"beta  = {PRIOR_WEIGHT:g} x {1 - PRIOR_MEAN:g} + {lost:.3f} = {record.beta:.3f}     what was staked and did not",
        f"theta = {record.alpha:.3f} / {record.alpha + record.beta:.3f} = {record.theta:.3f}",
        f"        80 % interval {record.low:.3f} to {record.high:.3f}, n {record.n:.3f}",
        f"Brier {record.brier:.3f} (0 is perfect, 0.25 is always saying one half) · overclaim {record.overclaim:+.3f}",
    ]
    if record.curve:
        lines.append("stated   came true   (80 % interval)   settled")
        lines += [f"  {step.stated:.3f}  {step.realised:.3f}  ({step.low:.3f} to {step.high:.3f})  {step.settled}" for step in record.curve]
    else:
        lines.append(f"A calibration curve is drawn from {CURVE_FROM} settled assertions on; there are {record.settled}.")
    lines += ["", f"Open: {record.still_open}, not scored"]
    lines += [f"  #{line.claim.number:<5} {line.said_at:%Y-%m-%d}  {line.p:.3f}  {label_of(line.role)}" for line in open_lines]
    if one.looked_at < one.speaks_on:
        lines.append(f"  of the newest {one.looked_at} of the {one.speaks_on} claims that it speaks on")
    lines += ["", _relays(one)]
    for passed in one.passed_on:
        if passed.fidelity != "faithful":
            lines += [f"  {passed.fidelity} on #{passed.claim.number}:", f"    “{passed.original.quote}”", f"    “{passed.relay.quote}”"]
    lines += ["", _letters(one), f"Constants {record.version}."]
    return lines


def _relays(one: SourceRecord) -> str:
    counts = " · ".join(f"{label(kind)} {count}" for kind, count in one.relays.counts)
    if one.relays.faithful is None:
        return "Passed on: nothing whose original is in the record"
    return f"Passed on: {counts} (faithful {one.relays.faithful:.3f}, 80 % interval {one.relays.low:.3f} to {one.relays.high:.3f})"


def _letters(one: SourceRecord) -> str:
    suggested = f"The record suggests {one.record.suggested}" + (" (cannot be judged)" if one.record.suggested == "F" else "")
    if one.letter is None:
        return f"{suggested}; no person has given a letter."
    taken = ", taken over from the suggestion" if one.letter_from_suggestion else ""
    verdict = "the record disagrees" if one.disagrees else "the record does not disagree"
    return f"{suggested}; {one.grade.by} gave {one.letter} on {one.grade.at:%Y-%m-%d}{taken}: {verdict}."


def label_of(word: str) -> str:
    return str(word).replace("_", " ")
