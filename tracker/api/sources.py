"""Sources: who says or carries what, with the letter that people gave them."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django_filters import rest_framework as filters
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from tracker.api.filters import TextFilter, WordFilter, like
from tracker.api.pages import number, word
from tracker.api.statements import words
from tracker.api.views import ListView, View
from tracker.models import Source
from tracker.terms import Letter, SourceKind


class SourceShape(serializers.Serializer):
    """Somebody who says or carries something."""

    uuid = serializers.UUIDField()
    name = serializers.CharField()
    kind = serializers.ChoiceField(words(SourceKind))
    aliases = serializers.ListField(child=serializers.CharField())
    parent = serializers.UUIDField(allow_null=True)
    bloc = serializers.CharField()
    country = serializers.CharField()
    reliability = serializers.ChoiceField(words(Letter), allow_null=True, help_text="A person's newest letter; F is 'cannot be judged'.")
    merged_into = serializers.UUIDField(allow_null=True)


def show(row: Source) -> dict[str, Any]:
    grades = list(row.grades.all())
    return {
        "uuid": str(row.uuid),
        "name": row.name,
        "kind": row.kind,
        "aliases": sorted(alias.text for alias in row.aliases.all()),
        "parent": str(row.parent.uuid) if row.parent else None,
        "bloc": row.bloc,
        "country": row.country,
        "reliability": grades[0].letter if grades else None,
        "merged_into": str(row.merged_into.uuid) if row.merged_into else None,
    }


class SourceFilters(filters.FilterSet):
    """What may be asked of sources."""

    kind = WordFilter(SourceKind)
    bloc = TextFilter(longest=120)
    q = TextFilter(method="named")

    class Meta:
        model = Source
        fields: list[str] = []

    def named(self, rows: QuerySet, name: str, asked: str) -> QuerySet:
        return rows.filter(pk__in=like(Source.objects.order_by(), asked, "aliases__text", "name").values("pk"))


class Sources(ListView):
    """Sources that stand (not merged into another one), by name."""

    serializer_class = SourceShape
    filterset_class = SourceFilters
    orderings = {"name": ("name", word), "added": ("pk", number)}
    default_ordering = "name"

    def visible(self) -> QuerySet:
        return Source.objects.visible_to(self.request.user).standing()

    def get_queryset(self) -> QuerySet:
        return self.visible().select_related("parent", "merged_into").prefetch_related("aliases", "grades")

    def show(self, rows: list[Source]) -> list[dict[str, Any]]:
        return [show(row) for row in rows]


class OneSource(View):
    """One source; a merged one says into which."""

    serializer_class = SourceShape

    def visible(self) -> QuerySet:
        return Source.objects.visible_to(self.request.user).select_related("parent", "merged_into").prefetch_related("aliases", "grades")

    @extend_schema(operation_id="source")
    def get(self, request: Request, uuid: UUID) -> Response:
        return Response(show(self.one(uuid)))
