"""Edges: from which statement another one was taken, by what method, how surely, and who confirmed it. Each verb is the service of the desk."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils import timezone
from django_filters import rest_framework as filters
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from tracker.api.errors import NotNamed
from tracker.api.fields import Strict, Words, iso
from tracker.api.filters import MomentFilter, TextFilter
from tracker.api.pages import instant, number
from tracker.api.permissions import TO_READ
from tracker.api.views import ListView
from tracker.models import Claim, Edge, Statement
from tracker.roles import Act
from tracker.terms import Scope
from verification.api.acts import LONGEST, Reason, Verb, reviewing_by
from verification.services import edges

STATES = ("standing", "proposed", "cut")


class EndShape(serializers.Serializer):
    statement = serializers.UUIDField()
    report = serializers.UUIDField()
    publisher = serializers.CharField()
    quote = serializers.CharField()
    level = serializers.IntegerField(min_value=1, max_value=5)


class EdgeShape(serializers.Serializer):
    """How text travelled from one statement to another. ``claim`` is null where it counts for every claim; a proposed one counts for none yet."""

    uuid = serializers.UUIDField()
    state = serializers.ChoiceField(STATES)
    method = serializers.CharField()
    confidence = serializers.FloatField()
    grounds = serializers.DictField()
    claim = serializers.UUIDField(allow_null=True)
    claim_number = serializers.IntegerField(allow_null=True)
    child = EndShape()
    parent = EndShape(allow_null=True)
    utterance = serializers.CharField(allow_blank=True)
    decided_by = serializers.CharField(allow_null=True)
    made = serializers.DateTimeField()
    cut = serializers.DateTimeField(allow_null=True)


class Drawing(Strict):
    child = serializers.UUIDField(help_text="The statement that was taken from the other.")
    parent = serializers.UUIDField(help_text="The statement that it was taken from.")
    claim = serializers.UUIDField(
        required=False, allow_null=True, default=None, help_text="Where it counts; null is wherever the child stands."
    )
    reason = Words(max_length=LONGEST)


def end(statement: Statement) -> dict[str, Any]:
    report = statement.reading.revision.report
    return {
        "statement": str(statement.uuid),
        "report": str(report.uuid),
        "publisher": report.publisher_name,
        "quote": statement.quote,
        "level": statement.level,
    }


def show(edge: Edge) -> dict[str, Any]:
    return {
        "uuid": str(edge.uuid),
        "state": edge.state,
        "method": edge.method,
        "confidence": edge.confidence,
        "grounds": edge.grounds,
        "claim": str(edge.claim.uuid) if edge.claim else None,
        "claim_number": edge.claim.number if edge.claim else None,
        "child": end(edge.child),
        "parent": end(edge.parent) if edge.parent else None,
        "utterance": edge.utterance,
        "decided_by": edge.decided_by.get_username() if edge.decided_by else None,
        "made": iso(edge.made_at),
        "cut": iso(edge.cut_at) if edge.cut_at else None,
    }


class EdgeFilters(filters.FilterSet):
    state = filters.ChoiceFilter(choices=[(one, one) for one in STATES], method="in_state")
    claim = filters.UUIDFilter(field_name="claim__uuid", help_text="Concluded for this claim alone.")
    statement = filters.UUIDFilter(method="at_statement", help_text="At either end.")
    report = filters.UUIDFilter(method="at_report", help_text="At either end.")
    method = TextFilter(field_name="method", longest=40)
    since = MomentFilter(field_name="made_at", lookup_expr="gte")

    class Meta:
        model = Edge
        fields: list[str] = []

    def in_state(self, rows: QuerySet, name: str, state: str) -> QuerySet:
        return {"standing": rows.standing, "proposed": rows.proposed}.get(state, lambda: rows.filter(cut_at__isnull=False))()

    def at_statement(self, rows: QuerySet, name: str, uuid: UUID) -> QuerySet:
        return rows.filter(Q(child__uuid=uuid) | Q(parent__uuid=uuid))

    def at_report(self, rows: QuerySet, name: str, uuid: UUID) -> QuerySet:
        path = "reading__revision__report__uuid"
        return rows.filter(Q(**{f"child__{path}": uuid}) | Q(**{f"parent__{path}": uuid}))


class Edges(ListView):
    """Edges, the newest first; drawing one by hand."""

    rules = {**TO_READ, "POST": (Act.EDGE_DECIDE, Scope.REVIEW)}
    refusals = {"POST": {"400": "Or the statement itself."}}
    serializer_class = EdgeShape
    filterset_class = EdgeFilters
    orderings = {"made": ("made_at", instant), "id": ("pk", number)}

    def visible(self) -> QuerySet:
        return Edge.objects.visible_to(self.request.user).with_context()

    def show(self, rows: list[Edge]) -> list[dict[str, Any]]:
        return [show(row) for row in rows]

    @extend_schema(operation_id="edge_add", request=Drawing, responses={201: EdgeShape})
    def post(self, request: Request) -> Response:
        """Say that one statement was taken from another."""
        body = Drawing(data=request.data)
        body.is_valid(raise_exception=True)
        sent: dict[str, Any] = dict(body.validated_data)
        ends = {}
        for name in ("child", "parent"):
            ends[name] = Statement.objects.visible_to(request.user).filter(uuid=sent[name]).first()
            if ends[name] is None:
                raise NotNamed(name, "There is no such statement.", code="unknown_statement")
        claim = Claim.objects.visible_to(request.user).filter(uuid=sent["claim"]).first() if sent["claim"] else None
        if sent["claim"] and claim is None:
            raise NotNamed("claim", "There is no such claim.", code="unknown_claim")
        made = edges.add(ends["child"], ends["parent"], claim=claim, by=request.user, now=timezone.now(), reason=sent["reason"])
        return Response(show(self.visible().get(pk=made.pk)), status=201)


class OnEdge(Verb):
    """A word on an edge; origins and flags of the claims concerned follow."""

    rules = reviewing_by(Act.EDGE_DECIDE)
    serializer_class = EdgeShape
    body_class = Reason
    act = staticmethod(edges.confirm)

    def visible(self) -> QuerySet:
        return Edge.objects.visible_to(self.request.user).with_context()

    def post(self, request: Request, uuid: UUID) -> Response:
        edge, sent = self.one(uuid), self.sent(request)
        self.act(edge, by=request.user, now=timezone.now(), **sent)
        return Response(show(self.one(uuid)))


class ConfirmEdge(OnEdge):
    """The one was taken from the other."""


class CutEdge(OnEdge):
    """The one was not taken from the other."""

    act = staticmethod(edges.cut)


class UndoEdge(OnEdge):
    """Take back the newest word on it."""

    act = staticmethod(edges.undo)


__all__ = ["ConfirmEdge", "CutEdge", "Edges", "UndoEdge"]
