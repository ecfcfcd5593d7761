"""Evidence: statements set against claims, with the rule that found each. Decisions on it are read in the claim's case file."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db.models import QuerySet
from django_filters import rest_framework as filters
from rest_framework import serializers

from tracker.api.fields import iso
from tracker.api.filters import MomentFilter, WordFilter, YesNoFilter
from tracker.api.pages import instant, number
from tracker.api.statements import words
from tracker.api.views import ListView
from tracker.terms import Relation
from verification.models import Evidence


class EvidenceShape(serializers.Serializer):
    """What the machine suggests of one statement for one claim."""

    uuid = serializers.UUIDField()
    claim = serializers.UUIDField()
    claim_number = serializers.IntegerField()
    statement = serializers.UUIDField()
    quote = serializers.CharField()
    suggested = serializers.ChoiceField(words(Relation))
    same_origin = serializers.BooleanField()
    score = serializers.FloatField()
    rule = serializers.CharField()
    explanation = serializers.DictField()
    made = serializers.DateTimeField()


COLUMNS = (
    "uuid",
    "claim__uuid",
    "claim__number",
    "statement__uuid",
    "statement__quote",
    "relation",
    "same_origin",
    "score",
    "rule",
    "explanation",
    "made_at",
)


def show(rows: Iterable[Any]) -> list[dict[str, Any]]:
    """Evidence as answered, of rows of ``COLUMNS``."""
    return [
        {
            "uuid": str(row.uuid),
            "claim": str(row.claim__uuid),
            "claim_number": row.claim__number,
            "statement": str(row.statement__uuid),
            "quote": row.statement__quote,
            "suggested": row.relation,
            "same_origin": row.same_origin,
            "score": row.score,
            "rule": row.rule,
            "explanation": row.explanation,
            "made": iso(row.made_at),
        }
        for row in rows
    ]


class EvidenceFilters(filters.FilterSet):
    claim = filters.UUIDFilter(field_name="claim__uuid")
    statement = filters.UUIDFilter(field_name="statement__uuid")
    report = filters.UUIDFilter(field_name="statement__reading__revision__report__uuid")
    suggested = WordFilter(Relation, field_name="relation")
    same_origin = YesNoFilter()
    since = MomentFilter(field_name="made_at", lookup_expr="gte")

    class Meta:
        model = Evidence
        fields: list[str] = []


class ListedEvidence(ListView):
    """Evidence of statements in force, the newest first."""

    serializer_class = EvidenceShape
    filterset_class = EvidenceFilters
    orderings = {"made": ("made_at", instant), "id": ("pk", number)}
    columns = COLUMNS

    def visible(self) -> QuerySet:
        return Evidence.objects.visible_to(self.request.user).in_force()

    def show(self, rows: list[Any]) -> list[dict[str, Any]]:
        return show(rows)
