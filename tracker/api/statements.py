"""Statements of the readings in force: list, filters, one. The keys are those of ``manage.py read``, with what the record knows beside."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from enum import Enum
from typing import Any
from uuid import UUID

from django.db.models import F, Q, QuerySet
from django_filters import rest_framework as filters
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from tracker.api.fields import iso
from tracker.api.filters import MomentFilter, TextFilter, WholeFilter, WordFilter, YesNoFilter, like
from tracker.api.pages import instant, number
from tracker.api.views import ListView, View
from tracker.language.shape import as_number
from tracker.models import ChainLink, Figure, Statement
from tracker.terms import Comparator, CueKind, Level, Marker, Part, Polarity, Relation, SpeakerKind


def words(enumeration: type[Enum]) -> list[tuple[str, str]]:
    """The choices of a field in the schema, which names each set of them once (``ENUM_NAME_OVERRIDES``)."""
    return [(str(member.value), member.name) for member in enumeration]


class CueShape(serializers.Serializer):
    start = serializers.IntegerField()
    end = serializers.IntegerField()
    text = serializers.CharField()
    kind = serializers.ChoiceField(words(CueKind))
    level = serializers.IntegerField(min_value=1, max_value=5)


class LinkShape(serializers.Serializer):
    source = serializers.CharField()
    cue = serializers.CharField()
    kind = serializers.ChoiceField(words(SpeakerKind))
    level = serializers.IntegerField(min_value=1, max_value=5)


class QuantityShape(serializers.Serializer):
    start = serializers.IntegerField()
    end = serializers.IntegerField()
    low = serializers.FloatField(allow_null=True)
    high = serializers.FloatField(allow_null=True)
    unit = serializers.CharField(allow_null=True)
    comparator = serializers.ChoiceField(words(Comparator))


class DateShape(serializers.Serializer):
    start = serializers.IntegerField()
    end = serializers.IntegerField()

    def get_fields(self) -> dict[str, serializers.Field]:
        ends = {name: serializers.CharField(allow_null=True, help_text="ISO; null = open") for name in ("from", "to")}
        return {**super().get_fields(), **ends}


class ReadStatementShape(serializers.Serializer):
    """One assertion as read; offsets count code points of the text as received."""

    part = serializers.ChoiceField(words(Part))
    start = serializers.IntegerField()
    end = serializers.IntegerField()
    quote = serializers.CharField()
    display = serializers.CharField()
    level = serializers.IntegerField(min_value=1, max_value=5)
    low = serializers.FloatField()
    high = serializers.FloatField()
    polarity = serializers.ChoiceField(words(Polarity))
    markers = serializers.ListField(child=serializers.ChoiceField(words(Marker)))
    check_worthy = serializers.BooleanField()
    unworthy_because = serializers.CharField()
    cues = CueShape(many=True)
    chain = LinkShape(many=True)
    quantities = QuantityShape(many=True)
    dates = DateShape(many=True)


class StatementShape(ReadStatementShape):
    """One assertion on record."""

    uuid = serializers.UUIDField()
    report = serializers.UUIDField()
    revision = serializers.IntegerField()
    publisher = serializers.CharField(allow_null=True)
    published = serializers.DateTimeField(allow_null=True)
    received = serializers.DateTimeField()
    by_hand = serializers.BooleanField()


COLUMNS = (
    "uuid",
    "reading__revision__report__uuid",
    "reading__revision__no",
    "reading__revision__report__publisher__name",
    "reading__revision__published_at",
    "reading__revision__received_at",
    "part",
    "start",
    "end",
    "quote",
    "display",
    "level",
    "low",
    "high",
    "polarity",
    "markers",
    "check_worthy",
    "unworthy_because",
    "by_hand",
    "cues",
    "dates",
)


def show(rows: Iterable[Any]) -> list[dict[str, Any]]:
    """Statements as answered, of rows of ``pk`` and ``COLUMNS``; their chains and figures are looked up for all at once."""
    rows = list(rows)
    keys = [row.pk for row in rows]
    chains: dict[int, list[dict[str, Any]]] = defaultdict(list)
    links = ChainLink.objects.filter(statement__in=keys).order_by("statement", "position")
    for key, name, cue, kind, level in links.values_list("statement", "name", "cue", "kind", "level"):
        chains[key].append({"source": name, "cue": cue, "kind": kind, "level": level})
    figures: dict[int, list[dict[str, Any]]] = defaultdict(list)
    said = Figure.objects.filter(statement__in=keys).order_by("statement", "start", "pk")
    for key, start, end, low, high, unit, comparator in said.values_list("statement", "start", "end", "low", "high", "unit", "comparator"):
        ends = {"low": as_number(low), "high": as_number(high)}
        figures[key].append({"start": start, "end": end, **ends, "unit": unit or None, "comparator": comparator})
    return [
        {
            "uuid": str(row.uuid),
            "report": str(row.reading__revision__report__uuid),
            "revision": row.reading__revision__no,
            "publisher": row.reading__revision__report__publisher__name,
            "published": iso(row.reading__revision__published_at),
            "received": iso(row.reading__revision__received_at),
            "part": row.part,
            "start": row.start,
            "end": row.end,
            "quote": row.quote,
            "display": row.display,
            "level": row.level,
            "low": row.low,
            "high": row.high,
            "polarity": row.polarity,
            "markers": row.markers,
            "check_worthy": row.check_worthy,
            "unworthy_because": row.unworthy_because,
            "by_hand": row.by_hand,
            "cues": [{key: cue.get(key) for key in ("start", "end", "text", "kind", "level")} for cue in row.cues],
            "chain": chains[row.pk],
            "quantities": figures[row.pk],
            "dates": [{key: when.get(key) for key in ("start", "end", "from", "to")} for when in row.dates],
        }
        for row in rows
    ]


def show_one(statement: Statement) -> dict[str, Any]:
    """One statement as answered."""
    return show(Statement.objects.filter(pk=statement.pk).values_list("pk", *COLUMNS, named=True))[0]


class StatementFilters(filters.FilterSet):
    """What may be asked of statements."""

    level = WordFilter(Level)
    polarity = WordFilter(Polarity)
    relation = WordFilter(Relation, method="of_relation", help_text="Its relation to some claim: as decided, else as suggested.")
    report = filters.UUIDFilter(field_name="reading__revision__report__uuid")
    source = filters.UUIDFilter(method="of_source", help_text="A source that stands in its chain or published it.")
    marker = WordFilter(Marker, method="with_marker")
    part = WordFilter(Part)
    check_worthy = YesNoFilter()
    since = MomentFilter(field_name="reading__revision__received_at", lookup_expr="gte")
    claim = filters.UUIDFilter(method="of_claim", help_text="Set against this claim, or its opening statement.")
    min_level = WholeFilter(1, 5, field_name="level", lookup_expr="gte")
    q = TextFilter(method="in_words")

    class Meta:
        model = Statement
        fields: list[str] = []

    def of_relation(self, rows: QuerySet, name: str, relation: str) -> QuerySet:
        return rows.filter(pk__in=_in_relation(relation))

    def of_source(self, rows: QuerySet, name: str, uuid: UUID) -> QuerySet:
        spoken = Statement.objects.filter(links__source__uuid=uuid).values("pk")
        return rows.filter(Q(pk__in=spoken) | Q(reading__revision__report__publisher__uuid=uuid))

    def with_marker(self, rows: QuerySet, name: str, marker: str) -> QuerySet:
        # The words of the enumeration do not contain one another, so a quoted match in the JSON text is exact on both databases.
        return rows.filter(markers__icontains=f'"{marker}"')

    def of_claim(self, rows: QuerySet, name: str, uuid: UUID) -> QuerySet:
        return rows.filter(Q(pk__in=Statement.objects.filter(evidence__claim__uuid=uuid).values("pk")) | Q(opened__uuid=uuid)).distinct()

    def in_words(self, rows: QuerySet, name: str, words: str) -> QuerySet:
        return like(rows, words, "display", "quote")


def _in_relation(relation: str) -> QuerySet:
    """Statements whose effective relation to some claim is *relation*: a rejected one has none, a relabelled one its new one."""
    from django.apps import apps
    from django.db.models import OuterRef, Subquery

    evidence, decision = apps.get_model("verification", "Evidence"), apps.get_model("verification", "Decision")
    newest = decision.objects.filter(claim=OuterRef("claim"), statement=OuterRef("statement")).order_by("-at", "-pk")
    decided = evidence.objects.annotate(ruling=Subquery(newest.values("ruling")[:1]), relabelled=Subquery(newest.values("relation")[:1]))
    as_suggested = Q(relation=relation) & (Q(ruling=None) | Q(ruling="accept"))
    asked = as_suggested | Q(ruling="relabel", relabelled=relation)
    if relation == Relation.NONE:
        asked |= Q(ruling="reject")
    return decided.filter(asked).values("statement")


class Statements(ListView):
    """Statements of the readings in force."""

    serializer_class = StatementShape
    filterset_class = StatementFilters
    orderings = {"seq": ("seq", number), "level": ("level", number), "received": ("received_at", instant)}
    columns = (*COLUMNS, "seq", "received_at")

    def visible(self) -> QuerySet:
        return Statement.objects.visible_to(self.request.user).in_force()

    def get_queryset(self) -> QuerySet:
        return self.visible().annotate(received_at=F("reading__revision__received_at"))

    def show(self, rows: list[Any]) -> list[dict[str, Any]]:
        return show(rows)


class OneStatement(View):
    """One statement; also one of a reading that is no longer in force."""

    serializer_class = StatementShape

    def visible(self) -> QuerySet:
        return Statement.objects.visible_to(self.request.user)

    @extend_schema(operation_id="statement")
    def get(self, request: Request, uuid: UUID) -> Response:
        return Response(show_one(self.one(uuid)))
