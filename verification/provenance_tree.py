"""From the record to the points of the provenance tree of one claim: ``tree_of_claim(claim, as_of=None)`` → (statements, things). Writes nothing.

points, things = tree_of_claim(claim)
picture = verification.pictures.tree.tree(points, things)      # None for a claim on which nobody says anything
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable
from datetime import datetime

from django.db.models import Q

from tracker.models import Claim, Edge, Report, Revision, Statement
from tracker.terms import FlagKind
from verification.casefile import CaseFile, case_files
from verification.pictures.tree import Thing, Told
from verification.provenance import UNREAD, lineage_of, source_names
from verification.sides import groups_of

MOST_STATEMENTS = 300  # of a report's kin


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


def tree_of_report(report: Report, statements: Iterable[Statement], *, address: Callable[[Report], str]) -> tuple[Told, ...]:
    """The report, those that its statements were taken from all the way up, and those that took from it all the way down, one point each.

    By the edges in force for whatever claim; of several the report from which most was taken is drawn as the parent. Alone: just itself.
    *address*: where the page of a report is.
    """
    said = {one.pk: one for one in statements}
    waiting = set(said)
    while waiting and len(said) < MOST_STATEMENTS:
        children = Edge.objects.standing().filter(parent__in=waiting).exclude(child__in=said).values("child")
        below = Statement.objects.in_force().filter(pk__in=children).with_context().defer(*UNREAD)[:MOST_STATEMENTS]
        fresh = {one.pk: one for one in below}
        said |= fresh
        waiting = set(fresh)
    lineage = lineage_of(said.values())
    rows = {one.report.pk: one.report for one in lineage.statements.values()} | {report.pk: report}
    taken: dict[int, Counter[int]] = defaultdict(Counter)
    linked: dict[int, list[Statement]] = defaultdict(list)
    for strand in lineage.strands:
        child, parent = lineage.statements[strand.child], lineage.statements[strand.parent]
        if child.report.pk != parent.report.pk:
            taken[child.report.pk][parent.report.pk] += 1
            linked[child.report.pk].append(child)
            linked[parent.report.pk].append(parent)
    shown = [row for key, row in rows.items() if key == report.pk or linked[key]]
    newest: dict[int, Revision] = {}
    for revision in Revision.objects.filter(report__in=shown).defer("raw", "text", "metadata").order_by("no"):
        newest[revision.report_id] = revision
    return tuple(
        _report_point(row, newest[row.pk], taken[row.pk], linked[row.pk], address(row) if row.pk != report.pk else "") for row in shown
    )


def _report_point(report: Report, newest: Revision, taken: Counter[int], linked: list[Statement], href: str) -> Told:
    """A report by the firmest of its statements that are linked; without an address it is the one that the page is about, and says so."""
    title = f"{report.publisher_name}: {newest.title or 'untitled'}"
    first, *also = [key for key, _ in taken.most_common()] or [None]
    return Told(
        key=str(report.pk),
        who=title if href else f"▶ {title}",
        at=min((one.said_at for one in linked), default=newest.at),
        level=max((one.level for one in linked), default=5),
        origin=report.publisher_name,
        parent=str(first) if first else None,
        also=tuple(map(str, also)),
        copy=first is not None,
        href=href,
    )


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


__all__ = ["tree_of_claim", "tree_of_report"]
