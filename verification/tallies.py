"""Claims as lists show them: from the tallies that are kept, and where none holds from the case file itself. The answer is one and the same."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from typing import Any
from uuid import UUID

from django.db.models import Exists, OuterRef

from tracker.models import Statement
from verification.casefile import LISTED, CaseFile, as_line, as_listed, once
from verification.models import Flag, Recount, Tally

ROW = ("uuid", "number", "text", "polarity", "status", "level_first", "kinship", "related_to__uuid")  # of a claim, beside its key
COLUMNS = {
    "uuid": "statement",
    "quote": "quote",
    "level": "level",
    "reading__revision__published_at": "published",
    "reading__revision__report__uuid": "report",
    "reading__revision__report__publisher__name": "publisher",
}


def tally_of(file: CaseFile, *, members: Iterable[int], deciders: Iterable[int]) -> Tally:
    """What is kept of a case file in which nobody's decisions are left out."""
    placed = dict(zip(LISTED, (file.corroborated_by, file.contradicted_by, file.updated_by, file.repeated_by), strict=True))
    return Tally(
        claim=file.claim,
        level_last=file.level_last,
        reports=file.reports,
        origins=file.origins,
        shared_objects=file.objects,
        unknown_lineage=file.unknown_lineage,
        members=list(members),
        deciders=sorted(set(deciders)),
        placed={str(relation): [entry.statement.pk for entry in entries] for relation, entries in placed.items() if entries},
    )


def tallies_of(claims: Iterable[int]) -> dict[int, Tally]:
    """The tallies that hold, by the key of their claim."""
    changed = Recount.objects.filter(claim=OuterRef("claim"))
    return {row.claim_id: row for row in Tally.objects.filter(~Exists(changed), claim__in=claims)}


def listed(claims: Iterable[Any], tallies: Mapping[int, Tally]) -> dict[int, dict[str, Any]]:
    """What ``casefile.as_json`` says of those of *claims* that have a tally, by key, in two queries. The claims are rows with ``ROW``."""
    lines, flags = _lines(tallies.values()), _flags(tallies.values())
    return {
        claim.pk: as_listed(
            claim,
            related_to=claim.related_to__uuid,
            level_last=tally.level_last,
            counts=(tally.reports, tally.origins, tally.shared_objects, tally.unknown_lineage),
            placed={relation: [lines[key] for key in tally.placed.get(str(relation), ())] for relation in LISTED},
            flags=flags[claim.pk],
        )
        for claim in claims
        if (tally := tallies.get(claim.pk)) is not None
    }


def _lines(tallies: Collection[Tally]) -> dict[int, dict[str, Any]]:
    wanted = {key for tally in tallies for keys in tally.placed.values() for key in keys}
    rows = Statement.objects.filter(pk__in=wanted).order_by().values_list("pk", *COLUMNS) if wanted else ()
    return {key: as_line(**dict(zip(COLUMNS.values(), columns, strict=True))) for key, *columns in rows}


def _flags(tallies: Collection[Tally]) -> dict[int, list[tuple[str, UUID | None]]]:
    """The open flags of each claim and of what was merged into it, one for each kind and cause."""
    members = {member for tally in tallies for member in tally.members}
    rows = Flag.objects.open().filter(claim__in=members).order_by("raised_at", "pk") if members else Flag.objects.none()
    by_claim: dict[int, list[Any]] = {}
    for flag in rows.values_list("claim_id", "kind", "cause", "statement__uuid", named=True):
        by_claim.setdefault(flag.claim_id, []).append(flag)
    return {
        tally.claim_id: [
            (flag.kind, flag.statement__uuid) for flag in once(flag for member in tally.members for flag in by_claim.get(member, ()))
        ]
        for tally in tallies
    }


__all__ = ["ROW", "listed", "tallies_of", "tally_of"]
