"""Sources: who says or carries what, with the letter that people gave them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
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
from tracker.models import Grade, Source, SourceAlias
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


COLUMNS = ("uuid", "name", "kind", "parent__uuid", "bloc", "country", "merged_into__uuid")


def show(rows: Iterable[Any]) -> list[dict[str, Any]]:
    """Sources as answered, of rows of ``pk`` and ``COLUMNS``; their aliases and letters are looked up for all at once."""
    rows = list(rows)
    keys = [row.pk for row in rows]
    aliases: dict[int, list[str]] = defaultdict(list)
    for key, text in SourceAlias.objects.filter(source__in=keys).order_by("text").values_list("source", "text"):
        aliases[key].append(text)
    letters = dict(Grade.objects.filter(source__in=keys).order_by("at", "pk").values_list("source", "letter"))
    return [
        {
            "uuid": str(row.uuid),
            "name": row.name,
            "kind": row.kind,
            "aliases": sorted(aliases[row.pk]),
            "parent": str(row.parent__uuid) if row.parent__uuid else None,
            "bloc": row.bloc,
            "country": row.country,
            "reliability": letters.get(row.pk),
            "merged_into": str(row.merged_into__uuid) if row.merged_into__uuid else None,
        }
        for row in rows
    ]


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
    columns = COLUMNS

    def visible(self) -> QuerySet:
        return Source.objects.visible_to(self.request.user).standing()

    def show(self, rows: list[Any]) -> list[dict[str, Any]]:
        return show(rows)


class OneSource(View):
    """One source; a merged one says into which."""

    serializer_class = SourceShape

    def visible(self) -> QuerySet:
        return Source.objects.visible_to(self.request.user)

    @extend_schema(operation_id="source")
    def get(self, request: Request, uuid: UUID) -> Response:
        return Response(show(Source.objects.filter(pk=self.one(uuid).pk).values_list("pk", *COLUMNS, named=True))[0])
