"""A claim as other programs read it: the one shape behind ``manage.py claims --format json`` and the API."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from tracker.models import Statement
from verification.casefile import CaseFile, Entry

SIDES = ("corroborated_by", "contradicted_by", "updated_by", "repeated_by")


def moment(value: Any) -> str | None:
    return value.isoformat().replace("+00:00", "Z") if value else None


def mention(statement: Statement) -> dict[str, Any]:
    """A statement where it is named beside a claim."""
    revision = statement.reading.revision
    return {
        "report": str(revision.report.uuid),
        "statement": str(statement.uuid),
        "publisher": revision.report.publisher_name,
        "published": moment(revision.published_at),
        "quote": statement.quote,
        "level": statement.level,
    }


def mentions(entries: Iterable[Entry]) -> list[dict[str, Any]]:
    return [mention(entry.statement) for entry in entries]


def as_listed(case: CaseFile) -> dict[str, Any]:
    """What a list says of a claim. Needs no query beyond the case file's own."""
    claim = case.claim
    return {
        "id": str(claim.uuid),
        "number": claim.number,
        "text": claim.text,
        "polarity": claim.polarity,
        "status": claim.status,
        "level_first": case.level_first,
        "level_last": case.level_last,
        "reports": case.reports,
        "origins": case.origins,
        **{side: mentions(getattr(case, side)) for side in SIDES},
        "flags": [{"kind": flag.kind, "statement": str(flag.statement.uuid) if flag.statement else None} for flag in case.flags],
        "opened": moment(claim.opened_at),
        "version": claim.version,
    }


def entry_as_json(entry: Entry) -> dict[str, Any]:
    """One statement of a case file with what was found, and by which rule."""
    evidence = entry.evidence
    explanation = evidence.explanation if evidence else {}
    return {
        **mention(entry.statement),
        "evidence": str(evidence.uuid) if evidence else None,
        "relation": str(entry.relation) if entry.relation else None,
        "suggested": evidence.relation if evidence else None,
        "ruling": entry.ruling.ruling if entry.ruling else None,
        "side": entry.side,
        "origin": entry.origin_name,
        "copy": entry.is_copy,
        "score": evidence.score if evidence else None,
        "rule": evidence.rule if evidence else "",
        "sentence": explanation.get("sentence", ""),
        "spans": {"claim": explanation.get("claim_spans", []), "later": explanation.get("later_spans", [])},
    }


def as_case(case: CaseFile) -> dict[str, Any]:
    """A claim with everything that stands in its case file."""
    return {**as_listed(case), "entries": [entry_as_json(entry) for entry in case.entries]}
