"""A person's word on how text travelled: confirm, cut, draw, undo. Origins, relations and flags of every claim concerned follow."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.dateparse import parse_datetime

from tracker import events, sequence
from tracker.errors import Refused
from tracker.models import Claim, Edge, EdgeDecision, Person, Statement
from tracker.roles import Act, require
from tracker.terms import EdgeRuling, Relation, Ruling
from verification.models import Evidence
from verification.past import heirs_of
from verification.services import reconciling, weighing
from verification.services.flagging import Side
from verification.services.reasons import given
from verification.services.recomparing import claims_bearing, retire
from verification.sides import order_in, sides_of

SURE = 1.0  # an analyst's word
KINDS = {EdgeRuling.ADD: "edge.added", EdgeRuling.CONFIRM: "edge.confirmed", EdgeRuling.CUT: "edge.cut"}


@transaction.atomic
def confirm(edge: Edge, *, by: Person, now: datetime, reason: str) -> Edge:
    """The one was taken from the other: a proposal counts from now on, one that was cut counts again. Confirming twice changes nothing."""
    return _decide(edge, EdgeRuling.CONFIRM, by=by, now=now, reason=reason)


@transaction.atomic
def cut(edge: Edge, *, by: Person, now: datetime, reason: str) -> Edge:
    """The one was not taken from the other; the machine will not link the two again. Cutting twice changes nothing."""
    return _decide(edge, EdgeRuling.CUT, by=by, now=now, reason=reason)


@transaction.atomic
def add(child: Statement, parent: Statement, *, by: Person, now: datetime, reason: str, claim: Claim | None = None) -> Edge:
    """Draw an edge by hand, for one *claim* or wherever the child stands. Where one is known between the two it is confirmed instead."""
    require(by, Act.EDGE_DECIDE)
    reason = given(reason)
    child, parent = (_standing(one, name) for one, name in ((child, "child"), (parent, "parent")))
    if child.pk == parent.pk:
        raise Refused("itself", "a statement is not taken from itself; name the other one.", field="parent")
    known = Edge.objects.filter(child=child, parent=parent, claim=claim).order_by("cut_at", "-pk").first()
    if known is not None and (known.cut_at is None or known.decided_by_id):
        return _decide(known, EdgeRuling.CONFIRM, by=by, now=now, reason=reason)
    with _followed([child], by=by, now=now, because=f"its words were traced by {by}"):
        edge = Edge.objects.create(child=child, parent=parent, claim=claim, method="analyst", confidence=SURE, decided_by=by, made_at=now)
        EdgeDecision.objects.create(edge=edge, ruling=EdgeRuling.ADD, by=by, at=now, reason=reason)
        _record(edge, KINDS[EdgeRuling.ADD], by=by, now=now, reason=reason, before={"state": None})
    return edge


@transaction.atomic
def undo(edge: Edge, *, by: Person, now: datetime, reason: str) -> Edge:
    """Take back the newest word on an edge; it is again what it was before."""
    require(by, Act.EDGE_DECIDE)
    reason = given(reason)
    edge = Edge.objects.select_for_update().get(pk=edge.pk)
    last = edge.decisions.filter(withdrawn_at=None).order_by("at", "pk").last()
    if last is None:
        raise Refused("nothing_decided", "nobody has decided on this link; confirm or cut it.", field="edge")
    before = {"state": edge.state}
    with _followed([edge.child], by=by, now=now, because=f"a word on where it comes from was taken back by {by}"):
        EdgeDecision.objects.filter(pk=last.pk).update(withdrawn_at=now, withdrawn_by=by)
        if last.ruling == EdgeRuling.ADD:
            edge.cut_at, edge.decided_by = now, None
        else:
            cut_at = last.was.get("cut_at")
            edge.proposed, edge.cut_at = bool(last.was.get("proposed")), parse_datetime(cut_at) if cut_at else None
            edge.decided_by_id = last.was.get("decided_by")
        edge.save(update_fields=["proposed", "cut_at", "decided_by"])
        _record(edge, "edge.undone", by=by, now=now, reason=reason, before=before)
    return edge


def _decide(edge: Edge, ruling: EdgeRuling, *, by: Person, now: datetime, reason: str) -> Edge:
    require(by, Act.EDGE_DECIDE)
    reason = given(reason)
    edge = Edge.objects.select_for_update(of=("self",)).select_related("child").get(pk=edge.pk)
    if edge.parent_id is None:
        raise Refused("no_parent", "this link leads to words that are not in the record; draw one to a statement.", field="edge")
    wanted = "cut" if ruling is EdgeRuling.CUT else "standing"
    if edge.state == wanted and edge.decided_by_id:
        return edge
    was = {"proposed": edge.proposed, "cut_at": edge.cut_at.isoformat() if edge.cut_at else None, "decided_by": edge.decided_by_id}
    before = {"state": edge.state}
    told = "confirmed" if ruling is EdgeRuling.CONFIRM else "cut"
    with _followed([edge.child], by=by, now=now, because=f"a link to where it comes from was {told} by {by}"):
        EdgeDecision.objects.create(edge=edge, ruling=ruling, by=by, at=now, reason=reason, was=was)
        edge.cut_at = now if ruling is EdgeRuling.CUT else None
        edge.proposed = edge.proposed and ruling is EdgeRuling.CUT
        edge.decided_by = by
        edge.save(update_fields=["cut_at", "proposed", "decided_by"])
        _record(edge, KINDS[ruling], by=by, now=now, reason=reason, before=before)
    return edge


def _standing(statement: Statement, name: str) -> Statement:
    """The statement that stands for it now."""
    found = Statement.objects.with_context().get(pk=heirs_of([statement.pk]).get(statement.pk, statement.pk))
    if not (found.kept or found.reading.current):
        raise Refused("not_in_force", f"the {name} was lost when its report was read again; choose one that stands.", field=name)
    return found


def _record(edge: Edge, kind: str, *, by: Person, now: datetime, reason: str, before: dict[str, Any]) -> None:
    after = {
        "state": edge.state,
        "method": edge.method,
        "child": str(edge.child.uuid),
        "parent": str(edge.parent.uuid) if edge.parent else edge.utterance,
        "child_publisher": edge.child.reading.revision.report.publisher_name,
        "parent_publisher": edge.parent.reading.revision.report.publisher_name if edge.parent else "",
    }
    events.record(kind, edge, now=now, actor=by, claim=edge.claim, before=before, after=after, reason=reason)


@contextmanager
def _followed(children: Iterable[Statement], *, by: Person, now: datetime, because: str) -> Iterator[None]:
    """Whatever changes above these statements inside the block, the claims that rest on them follow when it is left."""
    sequence.hold("record")
    claims = claims_bearing(children)
    before = reconciling.reasons_of(claims)
    yield
    for claim in claims:
        relate_anew(claim, now=now, by=by, because=because)
    reconciling.settle(claims, before, because=because, now=now)
    weighing.follow(claims, now=now)


def relate_anew(claim: Claim, *, now: datetime, by: Person | None = None, because: str = "") -> list[Evidence]:
    """Let "corroborates" and "repeats" say what the origins say now, in the order in which the statements came upon the claim.

    A relation that a person named stays. What is replaced stays in the record.
    """
    sides = sides_of([claim])
    side = Side(claim, [], sides.origins()[claim.pk], sides.lineages[claim.pk].parents())
    made: list[Evidence] = []
    for place in sorted(sides.places[claim.pk], key=order_in):
        if place.side != "for":
            continue
        row = place.evidence
        follows = row is not None and place.ruling is not Ruling.RELABEL and row.relation in (Relation.CORROBORATES, Relation.REPEATS)
        if row is not None and follows and place.suggested is place.relation:
            same = side.knows_origin_of(place.statement)
            relation = Relation.REPEATS if same else Relation.CORROBORATES
            if relation != row.relation:
                made.append(_replaced(row, relation, same, now=now, by=by, because=because))
            elif same != row.same_origin:
                Evidence.objects.filter(pk=row.pk).update(same_origin=same)
        side.statements.append(place.statement)
    return made


def _replaced(row: Evidence, relation: Relation, same: bool, *, now: datetime, by: Person | None, because: str) -> Evidence:
    retire([row], now=now)
    fresh = Evidence.objects.create(
        claim_id=row.claim_id,
        statement_id=row.statement_id,
        comparer=row.comparer,
        relation=relation,
        same_origin=same,
        score=row.score,
        rule=row.rule,
        explanation=row.explanation,
        made_at=now,
    )
    report = fresh.statement.reading.revision.report
    after = {
        "relation": str(relation),
        "rule": row.rule,
        "statement": str(fresh.statement.uuid),
        "level": fresh.statement.level,
        "quote": fresh.statement.quote[:400],
        "publisher": report.publisher_name,
        "report": str(report.uuid),
        "same_origin": same,
    }
    events.record(
        "evidence.suggested", fresh, now=now, actor=by, claim=row.claim, before={"relation": str(row.relation)}, after=after, reason=because
    )
    return fresh


__all__ = ["add", "confirm", "cut", "relate_anew", "undo"]
