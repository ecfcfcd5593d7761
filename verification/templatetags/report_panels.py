"""What the judgement adds to the record's pages: what each statement did, and what a source's claims came to. Named there by string."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django import template
from django.db.models import Q
from django.urls import reverse

from tracker.models import Claim, Edge, Report, Source, Statement
from tracker.terms import Relation, Ruling, Status
from verification.models import Decision, Evidence, Withdrawal
from verification.pictures.picture import Picture
from verification.pictures.tree import tree
from verification.provenance_tree import tree_of_report
from verification.services import following, reviewing

register = template.Library()


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of one statement for one claim. ``relation`` is "opened", or the relation after people's decisions."""

    claim: Claim
    relation: str
    same_origin: bool = False
    sentence: str = ""
    rejected: bool = False

    @property
    def proposed(self) -> bool:
        """It opened a claim that no person has accepted or dismissed yet."""
        claim = self.claim
        return self.relation == "opened" and claim.opened_by_id is None and claim.accepted_at is None and claim.status != Status.DISMISSED


@register.simple_tag(takes_context=True)
def outcomes(context: template.Context, statements: Iterable[Statement]) -> dict[int, list[Outcome]]:
    """What each statement did, by its key, as the reader may see it: what others decided on a claim that they could still sign is left out.

    Constant queries, however many statements.
    """
    keys = [statement.pk for statement in statements]
    found: dict[int, list[Outcome]] = {key: [] for key in keys}
    for claim in Claim.objects.filter(opened_from__in=keys).select_related("merged_into", "related_to").order_by("number"):
        found[claim.opened_from_id].append(Outcome(claim, "opened"))
    suggested = list(Evidence.objects.standing().filter(statement__in=keys).select_related("claim").order_by("claim__number", "-pk"))
    person = context["request"].user
    sealed = reviewing.sealed_from(person, {evidence.claim_id: evidence.claim for evidence in suggested}.values())
    decisions = Decision.objects.filter(statement__in=keys).order_by("at", "pk")
    ruled = {(one.claim_id, one.statement_id): one for one in decisions if one.claim_id not in sealed or one.by_id == person.pk}
    seen = set()
    for evidence in suggested:
        pair = (evidence.claim_id, evidence.statement_id)
        if pair in seen:
            continue
        seen.add(pair)
        ruling = ruled.get(pair)
        relation = ruling.relation if ruling and ruling.ruling == Ruling.RELABEL else evidence.relation
        if relation == Relation.NONE and evidence.rule not in ("no_position", "speakers_differ"):
            continue
        rejected = bool(ruling and ruling.ruling == Ruling.REJECT)
        found[evidence.statement_id].append(
            Outcome(evidence.claim, str(relation), evidence.same_origin, evidence.explanation.get("sentence", ""), rejected)
        )
    return found


@register.simple_tag
def proposed_of(did: Mapping[int, list[Outcome]]) -> int:
    """How many proposed claims wait for a person among these outcomes."""
    return sum(outcome.proposed for several in did.values() for outcome in several)


@register.simple_tag
def taken_back(subject: Statement | Report | list[Statement]) -> Withdrawal | dict[int | None, Withdrawal] | None:
    """The withdrawal in force of one statement or report; for a list of statements all of theirs, by key. One query."""
    rows = Withdrawal.objects.filter(undone_at=None).select_related("by")
    if isinstance(subject, list):
        return {row.statement_id: row for row in rows.filter(statement__in=subject)}
    return rows.filter(**{"report" if isinstance(subject, Report) else "statement": subject}).first()


@dataclass(frozen=True, slots=True)
class Asked:
    """A link that waits for a person: *child* may have been taken from *parent*; *claim* is where to decide it, None where neither is on one."""

    edge: Edge
    claim: Claim | None

    @property
    def address(self) -> str:
        return f"{reverse('admin:claim_provenance', args=[self.claim.pk])}#edge-{self.edge.uuid}" if self.claim else ""


@register.simple_tag
def asked_links(statements: Iterable[Statement]) -> list[Asked]:
    """The proposed links from or to these statements. Three queries, however many."""
    keys = [statement.pk for statement in statements]
    edges = list(Edge.objects.proposed().filter(Q(child__in=keys) | Q(parent__in=keys), parent__isnull=False).with_context().order_by("pk"))
    children = {edge.child_id for edge in edges}
    on: dict[int, Claim] = {}
    for evidence in Evidence.objects.standing().filter(statement__in=children).select_related("claim").order_by("-pk"):
        on[evidence.statement_id] = evidence.claim
    for claim in Claim.objects.standing().filter(opened_from__in=children):
        on[claim.opened_from_id] = claim
    return [Asked(edge, edge.claim or on.get(edge.child_id)) for edge in edges]


@register.simple_tag
def report_tree(report: Report, statements: Iterable[Statement]) -> Picture | None:
    """The picture of where a report's words come from and went; None where it stands alone."""
    points = tree_of_report(report, statements, address=lambda row: reverse("admin:tracker_report_change", args=[row.pk]))
    return tree(points) if len(points) > 1 else None


@register.inclusion_tag("verification/desk/_source_panel.html", takes_context=True)
def source_panel(context: template.Context, source: Source) -> dict[str, Any]:
    """The newest claims whose opening statement this source is the origin of, or carried."""
    claims = (
        Claim.objects.standing().filter(opened_from__links__source=source).exclude(status=Status.DISMISSED).distinct().order_by("-number")
    )
    follows = following.follows(context["request"].user, source)
    return {"source": source, "follows": follows, "claims": list(claims[:25]), "total": claims.count()}
