"""Claims, or the statements set against them, as CSV: one a line. Which cells a spreadsheet may not run is known to ``tracker.spreadsheet``."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from tracker.spreadsheet import csv_lines
from tracker.terms import label
from verification.exports.cases import Case, Desk, Party, Said

CLAIM = (
    "number",
    "claim",
    "polarity",
    "status",
    "signed_by",
    "signed_at",
    "credibility",
    "confidence",
    "first_level",
    "first_stated",
    "last_level",
    "last_stated",
    "reports",
    "origins",
    "counted",
    "against",
    "open_flags",
    "topics",
    "opened",
    "first_said_by",
    "first_published_by",
    "first_published",
    "first_url",
    "first_quote",
    "address",
    "id",
    "as_of",
)
STATEMENT = (
    "claim_number",
    "claim",
    "relation",
    "side",
    "decided",
    "copy",
    "withdrawn",
    "level",
    "stated",
    "polarity",
    "markers",
    "said_by",
    "said_by_reliability",
    "published_by",
    "published_by_reliability",
    "origin",
    "published",
    "received",
    "quote",
    "url",
    "rule",
    "because",
    "score",
    "statement",
    "report",
    "claim_id",
    "as_of",
)


def claims_table(cases: Iterable[Case], desk: Desk) -> Iterator[str]:
    """One claim a line."""
    return csv_lines(CLAIM, (claim_row(case, desk) for case in cases))


def statements_table(cases: Iterable[Case], desk: Desk) -> Iterator[str]:
    """One statement set against a claim a line, in the order they were said."""
    return csv_lines(STATEMENT, (statement_row(case, said) for case in cases for said in case.said))


def claim_row(case: Case, desk: Desk) -> list[Any]:
    first, signed = case.opening, case.signed
    return [
        case.number,
        case.text,
        case.polarity,
        case.status,
        signed.signed_by if signed else "",
        signed.at if signed else None,
        signed.number if signed else None,
        signed.confidence if signed else None,
        int(case.level_first),
        label(case.level_first),
        int(case.level_last),
        label(case.level_last),
        case.reports,
        case.origins,
        case.counted,
        sum(one.side == "against" for one in case.said),
        " · ".join(case.flags),
        " · ".join(case.topics),
        case.opened_at,
        first.origin if first else "",
        first.publisher_name if first else "",
        first.published_at if first else None,
        first.url if first else "",
        first.quote if first else "",
        case.address,
        case.uuid,
        case.as_of,
    ]


def statement_row(case: Case, said: Said) -> list[Any]:
    return [
        case.number,
        case.text,
        "opening" if said.opening else said.relation,
        said.side,
        said.ruling,
        said.copy,
        said.withdrawn,
        int(said.level),
        label(said.level),
        said.polarity,
        " · ".join(said.markers),
        said.speaker.name if said.speaker else "",
        letter_of(said.speaker),
        said.publisher_name,
        letter_of(said.publisher),
        said.origin,
        said.published_at,
        said.received_at,
        said.quote,
        said.url,
        said.rule,
        said.because,
        said.score,
        said.uuid,
        said.report,
        case.uuid,
        case.as_of,
    ]


def letter_of(party: Party | None) -> str:
    return str(party.letter) if party and party.letter else ""
