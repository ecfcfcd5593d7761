"""Flags: reasons to look now, open ones first asked for."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django_filters import rest_framework as filters
from rest_framework import serializers

from tracker.api.fields import iso
from tracker.api.filters import MomentFilter, TextFilter, WordFilter, YesNoFilter
from tracker.api.pages import instant
from tracker.api.statements import words
from tracker.api.views import ListView
from tracker.terms import FlagKind
from verification.models import Flag


class FlagShape(serializers.Serializer):
    """One reason to look at one claim or source."""

    uuid = serializers.UUIDField()
    kind = serializers.ChoiceField(words(FlagKind))
    claim = serializers.UUIDField(allow_null=True)
    claim_number = serializers.IntegerField(allow_null=True)
    source = serializers.UUIDField(allow_null=True)
    statement = serializers.UUIDField(allow_null=True)
    detail = serializers.DictField()
    raised = serializers.DateTimeField()
    closed = serializers.DateTimeField(allow_null=True)
    closed_because = serializers.CharField()


COLUMNS = (
    "uuid",
    "kind",
    "claim__uuid",
    "claim__number",
    "source__uuid",
    "statement__uuid",
    "detail",
    "raised_at",
    "closed_at",
    "closed_because",
)


def show(row: Any) -> dict[str, Any]:
    """A flag as answered, of a row of ``COLUMNS``."""
    return {
        "uuid": str(row.uuid),
        "kind": row.kind,
        "claim": str(row.claim__uuid) if row.claim__uuid else None,
        "claim_number": row.claim__number,
        "source": str(row.source__uuid) if row.source__uuid else None,
        "statement": str(row.statement__uuid) if row.statement__uuid else None,
        "detail": row.detail,
        "raised": iso(row.raised_at),
        "closed": iso(row.closed_at),
        "closed_because": row.closed_because,
    }


def show_one(flag: Flag) -> dict[str, Any]:
    return show(Flag.objects.filter(pk=flag.pk).values_list(*COLUMNS, named=True).get())


class FlagFilters(filters.FilterSet):
    """What may be asked of flags."""

    kind = WordFilter(FlagKind)
    claim = filters.UUIDFilter(field_name="claim__uuid")
    source = filters.UUIDFilter(field_name="source__uuid")
    topic = TextFilter(field_name="claim__topics__slug", longest=200)
    since = MomentFilter(field_name="raised_at", lookup_expr="gte")
    open = YesNoFilter(field_name="closed_at", lookup_expr="isnull")

    class Meta:
        model = Flag
        fields: list[str] = []


class Flags(ListView):
    """Flags, the newest first; ``open=true`` leaves out the closed ones."""

    serializer_class = FlagShape
    filterset_class = FlagFilters
    orderings = {"raised": ("raised_at", instant)}
    columns = COLUMNS

    def visible(self) -> QuerySet:
        return Flag.objects.visible_to(self.request.user)

    def show(self, rows: list[Any]) -> list[dict[str, Any]]:
        return [show(row) for row in rows]
