"""``manage.py weigh``: assertions in, one weighing per claim out, as JSON lines. Opens no database; the arithmetic lives in verification.weighing."""

from __future__ import annotations

import json
import sys
from argparse import ArgumentParser
from collections.abc import Iterator
from datetime import UTC, datetime
from math import isfinite
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from tracker.terms import Level, Marker, Polarity
from verification.weighing.explaining import why
from verification.weighing.independence import UNKNOWN
from verification.weighing.scales import marked, mirrored, stated_probability
from verification.weighing.support import Assertion, Support, support_of

FIELDS = "claim, source, theta, level or p, stance, origin, bloc, hops"
DIGITS = 6


class Command(BaseCommand):
    help = (
        f"Weighs claims from assertions: JSON lines with {FIELDS} in; P, L, suggested number and origins out, one line a claim. "
        "Optional: markers (hearsay, conditional, unverified), at (ISO date or date-time with zone, tells which of a source's sides is newest). "
        "A theta that is null or left out is that of a source without a record; an origin that is null is of unknown lineage; "
        "left out, origin is the source, bloc the origin, hops 0. p is the probability of the words before stance, as level is."
    )
    requires_system_checks: list[str] = []
    requires_migrations_checks = False

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", help="a file of JSON lines, or - for standard input")

    def handle(self, *args: Any, **options: Any) -> None:
        claims: dict[str | int, list[Assertion]] = {}
        for where, line in lines_of(options["file"]):
            claim, assertion = assertion_of(where, line)
            claims.setdefault(claim, []).append(assertion)
        for claim, assertions in claims.items():
            self.stdout.write(json.dumps(answer(claim, support_of(assertions)), ensure_ascii=False))


def lines_of(name: str) -> Iterator[tuple[str, str]]:
    """The lines that are not blank, each with where it stands ("assertions.jsonl line 3")."""
    if name == "-":
        yield from ((f"line {n}", line) for n, line in enumerate(sys.stdin, 1) if line.strip())
        return
    try:
        with Path(name).open(encoding="utf-8") as opened:
            yield from ((f"{name}: line {n}", line) for n, line in enumerate(opened, 1) if line.strip())
    except OSError as error:
        raise CommandError(f"{name}: {error.strerror}; name a file of JSON lines, or - for standard input") from error
    except UnicodeDecodeError as error:
        raise CommandError(f"{name}: not UTF-8 at byte {error.start}; save it as UTF-8") from error


def assertion_of(where: str, line: str) -> tuple[str | int, Assertion]:
    """The claim and the assertion of one line; whatever is wrong is named with its line and field."""
    try:
        row = json.loads(line)
    except json.JSONDecodeError as error:
        raise CommandError(f"{where}: not JSON ({error.msg} at column {error.colno}); use one object a line") from error
    if not isinstance(row, dict):
        raise CommandError(f"{where}: {type(row).__name__} found; use an object with {FIELDS}")
    claim = name_in(where, row, "claim")
    if claim is None:
        raise wrong(where, row, "claim", "name the claim")
    source = name_in(where, row, "source")
    origin = name_in(where, row, "origin") if "origin" in row else source
    bloc = name_in(where, row, "bloc") if row.get("bloc") is not None else origin
    return claim, Assertion(
        source=source,
        origin=UNKNOWN if origin is None else origin,
        p=probability_in(where, row),
        theta=None if row.get("theta") is None else share_in(where, row, "theta"),
        blocs=frozenset() if bloc is None else frozenset({bloc}),
        hops=hops_in(where, row),
        at=moment_in(where, row),
    )


def wrong(where: str, row: dict[str, Any], field: str, way_out: str) -> CommandError:
    found = f"is {json.dumps(row[field], ensure_ascii=False)}" if field in row else "is missing"
    return CommandError(f"{where}: field '{field}' {found}; {way_out}")


def name_in(where: str, row: dict[str, Any], field: str) -> str | int | None:
    value = row.get(field)
    if value is None or value == "":
        return None
    if isinstance(value, bool) or not isinstance(value, str | int):
        raise wrong(where, row, field, "use a text, or null where it is unknown")
    return value


def share_in(where: str, row: dict[str, Any], field: str) -> float:
    value = row[field]
    if isinstance(value, bool) or not isinstance(value, int | float) or not isfinite(value) or not 0 <= value <= 1:
        raise wrong(where, row, field, "use a number from 0 to 1")
    return float(value)


def probability_in(where: str, row: dict[str, Any]) -> float | None:
    """The probability of the claim by the words: level or p, with markers, mirrored where the stance is against."""
    stance = row.get("stance")
    if stance not in ("for", "against"):
        raise wrong(where, row, "stance", "use for or against")
    if (row.get("level") is None) == (row.get("p") is None):
        raise CommandError(f"{where}: give either 'level' (1 to 5) or 'p' (0 to 1), not {'neither' if row.get('p') is None else 'both'}")
    markers = row.get("markers") or []
    if not isinstance(markers, list) or any(marker not in list(Marker) for marker in markers):
        raise wrong(where, row, "markers", f"use a list of {', '.join(Marker)}")
    found = {Marker(marker) for marker in markers}
    if row.get("p") is not None:
        p = marked(share_in(where, row, "p"), found)
    else:
        level = row["level"]
        if isinstance(level, bool) or level not in list(Level):
            raise wrong(where, row, "level", "use 1 (doubtful) to 5 (stated as fact)")
        p = stated_probability(Level(level), Polarity.AFFIRMED, found)
    return mirrored(p) if p is not None and stance == "against" else p


def hops_in(where: str, row: dict[str, Any]) -> int:
    value = row.get("hops", 0)
    if value is None:
        return 0
    if isinstance(value, bool) or not isinstance(value, int) or value < 0:
        raise wrong(where, row, "hops", "use the number of relays, 0 or more")
    return value


def moment_in(where: str, row: dict[str, Any]) -> datetime | None:
    value = row.get("at")
    if value is None or value == "":
        return None
    try:
        moment = datetime.fromisoformat(value)
    except (TypeError, ValueError) as error:
        raise wrong(where, row, "at", "use an ISO date or a date-time with zone") from error
    if moment.tzinfo is None and len(value) > len("2026-03-04"):
        raise wrong(where, row, "at", "add Z or an offset to the time")
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def answer(claim: str | int, support: Support) -> dict[str, object]:
    return {
        "claim": claim,
        "P": None if support.shown is None else round(support.shown, DIGITS),
        "L": round(support.log_odds, DIGITS) + 0.0,
        "number": support.number,
        "k_for": support.k_for,
        "k_against": support.k_against,
        "disputed": support.disputed,
        "origins": [
            {
                "origin": one.origin,
                "weight_for": round(one.weight_for, DIGITS),
                "weight_against": round(one.weight_against, DIGITS),
                "why": why(one),
            }
            for one in support.origins
        ],
    }
