"""From the record to the points of the provenance tree of one claim: ``tree_of_claim(claim, as_of=None)`` → (statements, things). Writes nothing.

points, things = tree_of_claim(claim)
picture = verification.pictures.tree.tree(points, things)      # None for a claim on which nobody says anything
"""

from __future__ import annotations

from collections import defaultdict
from datetime import datetime

from django.db.models import Q

from tracker.models import Claim, Edge
from tracker.terms import FlagKind
from verification.casefile import CaseFile, case_files
from verification.pictures.tree import Thing, Told
from verification.provenance import lineage_of, source_names
from verification.sides import groups_of


def tree_of_claim(
    claim: Claim, as_of: datetime | None = None, *, file: CaseFile | None = None
) -> tuple[tuple[Told, ...], tuple[Thing, ...]]:
    """Every statement that takes a side or a position on the claim, with what it was taken from; and the things that several judged by.

    Earlier statements above them that are not on the claim itself are drawn as well. With *as_of* as the record stood then.
    *file*: the claim's case file where it was read already, as its reader may see it.
    """
    file = file or case_files([claim], as_of=as_of)[0]
    members = {member.pk for member in groups_of([claim], as_of=as_of)[claim.pk].members}
    shown = {entry.statement.pk: entry for entry in file.entries if entry.side != "none" or entry.relation == "none"}
    lineage = lineage_of([entry.statement for entry in shown.values()], claims=members, as_of=as_of)
    inflated = {flag.statement_id for flag in file.flags if flag.kind == FlagKind.CERTAINTY_INFLATED}
    asked = _asked(set(shown), members, as_of)
    points = []
    for key, entry in shown.items():
        statement = entry.statement
        first = lineage.strongest.get(key)
        also = sorted(lineage.derives.get(key, set()) - {first})
        points.append(
            Told(
                key=str(key),
                who=statement.reading.revision.report.publisher_name,
                at=statement.said_at,
                level=statement.level,
                origin=entry.origin_name,
                parent=str(first) if first else None,
                also=tuple(map(str, also)),
                proposed=tuple(map(str, asked[key])),
                side=entry.side,
                copy=entry.is_copy,
                inflated=key in inflated,
                href=f"#e-{statement.uuid}",
            )
        )
    for key in sorted(lineage.statements.keys() - shown.keys()):
        points.append(_above(lineage.statements[key], lineage.strongest.get(key), file))
    return tuple(points), _things(file)


def _above(statement, parent: int | None, file: CaseFile) -> Told:
    """A statement that is not on the claim itself, but that others on it were taken from."""
    first = min(statement.links.all(), key=lambda link: link.position, default=None)
    publisher = statement.reading.revision.report.publisher_name
    origin = first.source.body.name if first and first.source else publisher
    return Told(str(statement.pk), publisher, statement.said_at, statement.level, origin, str(parent) if parent else None, side="none")


def _asked(children: set[int], members: set[int], as_of: datetime | None) -> dict[int, list[int]]:
    rows = Edge.objects.proposed().filter(Q(claim=None) | Q(claim__in=members), child__in=children, parent__isnull=False)
    if as_of is not None:
        rows = rows.filter(made_at__lte=as_of)
    found: dict[int, list[int]] = defaultdict(list)
    for child, parent in rows.order_by("pk").values_list("child_id", "parent_id"):
        found[child].append(parent)
    return found


def _things(file: CaseFile) -> tuple[Thing, ...]:
    names = source_names(frozenset().union(*(one.origins for one in file.shared)))
    return tuple(Thing(one.object.name, tuple(sorted(names[key] for key in one.origins))) for one in file.shared)


__all__ = ["tree_of_claim"]
