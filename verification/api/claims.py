"""Claims: list with filters, one with its case file. The fields are those of ``manage.py claims --format json``."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet
from django_filters import rest_framework as filters
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response

from tracker.api.fields import MOMENT, iso, moment
from tracker.api.filters import MomentFilter, TextFilter, WholeFilter, WordFilter, YesNoFilter, like
from tracker.api.pages import instant, number
from tracker.api.statements import words
from tracker.api.views import ListView, View
from tracker.errors import Refused
from tracker.models import Claim, Event, Statement
from tracker.terms import FlagKind, Kinship, Level, Polarity, Relation, Status
from verification.casefile import CaseFile, Entry, as_json
from verification.models import Evidence, Flag
from verification.services.reviewing import files_for, lists_for
from verification.tallies import ROW


class MentionShape(serializers.Serializer):
    report = serializers.UUIDField()
    statement = serializers.UUIDField()
    publisher = serializers.CharField()
    published = serializers.DateTimeField(allow_null=True)
    quote = serializers.CharField()
    level = serializers.IntegerField(min_value=1, max_value=5)


class RaisedShape(serializers.Serializer):
    kind = serializers.ChoiceField(words(FlagKind))
    statement = serializers.UUIDField(allow_null=True)


class ClaimShape(serializers.Serializer):
    """A claim, how firmly it was first and last stated, and what stands for and against it."""

    id = serializers.UUIDField()
    number = serializers.IntegerField()
    text = serializers.CharField()
    polarity = serializers.ChoiceField(words(Polarity))
    status = serializers.ChoiceField(words(Status))
    level_first = serializers.IntegerField(min_value=1, max_value=5)
    level_last = serializers.IntegerField(min_value=1, max_value=5)
    reports = serializers.IntegerField()
    origins = serializers.IntegerField()
    objects = serializers.IntegerField(help_text="Things that several of the origins judged by; they weigh as one bloc.")
    unknown_lineage = serializers.IntegerField(help_text="Reports of which nobody knows where they have it from; together one origin.")
    related_to = serializers.UUIDField(allow_null=True)
    kinship = serializers.ChoiceField(words(Kinship), allow_null=True)
    corroborated_by = MentionShape(many=True)
    contradicted_by = MentionShape(many=True)
    updated_by = MentionShape(many=True)
    repeated_by = MentionShape(many=True)
    flags = RaisedShape(many=True)
    opened = serializers.DateTimeField()
    merged_into = serializers.UUIDField(allow_null=True, help_text="The claim that it stands under.")
    version = serializers.IntegerField()


class SpansShape(serializers.Serializer):
    claim = serializers.ListField(child=serializers.ListField(child=serializers.IntegerField()))
    later = serializers.ListField(child=serializers.ListField(child=serializers.IntegerField()))


class EntryShape(MentionShape):
    evidence = serializers.UUIDField(allow_null=True)
    relation = serializers.ChoiceField(words(Relation))
    opening = serializers.BooleanField()
    suggested = serializers.ChoiceField(words(Relation), allow_null=True)
    ruling = serializers.CharField(allow_null=True)
    side = serializers.ChoiceField(["for", "against", "none"])
    origin = serializers.CharField()
    copy = serializers.BooleanField()
    withdrawn = serializers.BooleanField(help_text="Its own source took it back, or all that it was taken from.")
    score = serializers.FloatField(allow_null=True)
    rule = serializers.CharField()
    sentence = serializers.CharField()
    spans = SpansShape()


class CaseShape(ClaimShape):
    """A claim with its case file."""

    entries = EntryShape(many=True)


def answered(claim: Any, told: dict[str, Any], merged_into: str | None) -> dict[str, Any]:
    """A claim as the list answers it: the shape that the command prints, and what a caller needs to go on."""
    return {**told, "opened": iso(claim.opened_at), "merged_into": merged_into, "version": claim.version}


def listed(case: CaseFile) -> dict[str, Any]:
    """The same of a case file."""
    into = case.claim.merged_into
    return answered(case.claim, as_json(case), str(into.uuid) if into else None)


def entry_as_json(entry: Entry) -> dict[str, Any]:
    """One statement of a case file with what was found, and by which rule."""
    evidence, revision = entry.evidence, entry.statement.reading.revision
    explanation = evidence.explanation if evidence else {}
    return {
        "report": str(revision.report.uuid),
        "statement": str(entry.statement.uuid),
        "publisher": revision.report.publisher_name,
        "published": iso(revision.published_at),
        "quote": entry.statement.quote,
        "level": entry.statement.level,
        "evidence": str(evidence.uuid) if evidence else None,
        "relation": str(entry.relation),
        "opening": entry.opening,
        "suggested": evidence.relation if evidence else None,
        "ruling": str(entry.ruling) if entry.ruling else None,
        "side": entry.side,
        "origin": entry.origin_name,
        "copy": entry.is_copy,
        "withdrawn": entry.struck,
        "score": evidence.score if evidence else None,
        "rule": evidence.rule if evidence else "",
        "sentence": entry.sentence,
        "spans": {"claim": explanation.get("claim_spans", []), "later": explanation.get("later_spans", [])},
    }


def the_end_of(at: datetime, asked: str) -> datetime:
    """A day that was asked for without a time counts to its end."""
    return at + timedelta(days=1, microseconds=-1) if len(asked.strip()) == 10 else at


AS_OF = OpenApiParameter("as_of", MOMENT, description="The record as it stood then (a date: at its end), computed with today's engine.")


def moment_asked(request: Request) -> datetime | None:
    """What ``as_of`` asks for; None for now."""
    given = request.query_params.get("as_of")
    if given is None:
        return None
    try:
        return the_end_of(moment(given.replace(" ", "+") if "T" in given else given), given)
    except ValueError as wrong:
        raise ValidationError({"as_of": [str(wrong)]}) from None


def day_asked(request: Request, claim: Claim) -> datetime | None:
    """The same for one claim; refused before it was opened."""
    asked = moment_asked(request)
    if asked is not None and asked < claim.opened_at:
        opened = claim.opened_at.date().isoformat()
        raise Refused(
            "not_opened_yet", f"claim #{claim.number} was opened on {opened}; before that there is nothing to show.", field="as_of"
        )
    return asked


class ClaimFilters(filters.FilterSet):
    """What may be asked of claims."""

    status = WordFilter(Status)
    level = WordFilter(Level, field_name="level_first", help_text="How firmly it was first stated.")
    polarity = WordFilter(Polarity)
    topic = TextFilter(field_name="topics__slug", longest=200, distinct=True)
    flag = WordFilter(FlagKind, method="with_flag", help_text="With an open flag of this kind.")
    origins = WholeFilter(0, 1000, method="later", help_text="At least so many independent origins.")
    as_of = MomentFilter(
        method="opened_by_then", help_text="The record as it stood then (a date: at its end), computed with today's engine and constants."
    )
    since = MomentFilter(method="changed_since", help_text="With anything new since then.")
    source = filters.UUIDFilter(method="of_source", help_text="A source in the chain of its opening statement, or its publisher.")
    report = filters.UUIDFilter(method="of_report", help_text="Opened from this report, or with evidence in it.")
    proposed = YesNoFilter(method="only_proposed", help_text="Opened by the machine and not yet accepted or dismissed.")
    q = TextFilter(method="in_words")

    class Meta:
        model = Claim
        fields: list[str] = []

    def with_flag(self, rows: QuerySet, name: str, kind: str) -> QuerySet:
        return rows.filter(Exists(Flag.objects.open().filter(claim=OuterRef("pk"), kind=kind)))

    def later(self, rows: QuerySet, name: str, value: int) -> QuerySet:
        """Origins are grouped by rules that no database knows; ``Claims.paginate`` looks at them."""
        return rows

    def opened_by_then(self, rows: QuerySet, name: str, value: datetime) -> QuerySet:
        return rows.filter(opened_at__lte=the_end_of(value, str(self.data.get(name, ""))))

    def changed_since(self, rows: QuerySet, name: str, moment: Any) -> QuerySet:
        return rows.filter(Exists(Event.objects.filter(claim=OuterRef("pk"), at__gte=moment)))

    def of_source(self, rows: QuerySet, name: str, uuid: UUID) -> QuerySet:
        said = Statement.objects.filter(Q(links__source__uuid=uuid) | Q(reading__revision__report__publisher__uuid=uuid)).order_by()
        return rows.filter(opened_from__in=said.values("pk"))

    def of_report(self, rows: QuerySet, name: str, uuid: UUID) -> QuerySet:
        against = Evidence.objects.in_force().filter(claim=OuterRef("pk"), statement__reading__revision__report__uuid=uuid)
        return rows.filter(Q(opened_from__reading__revision__report__uuid=uuid) | Exists(against))

    def only_proposed(self, rows: QuerySet, name: str, yes: bool) -> QuerySet:
        proposed = Claim.objects.proposed().values("pk")
        return rows.filter(pk__in=proposed) if yes else rows.exclude(pk__in=proposed)

    def in_words(self, rows: QuerySet, name: str, asked: str) -> QuerySet:
        return like(rows, asked, "text")


class Claims(ListView):
    """Claims that stand (not merged into another one)."""

    serializer_class = ClaimShape
    filterset_class = ClaimFilters
    orderings = {"number": ("number", number), "opened": ("opened_at", instant), "level": ("level_first", number)}
    columns = (*ROW, "opened_at", "version")

    def visible(self) -> QuerySet:
        return Claim.objects.visible_to(self.request.user).standing()

    def show(self, rows: list[Any]) -> list[dict[str, Any]]:
        """With ``origins`` a page may hold fewer claims than its limit; go on while ``next`` is there."""
        asked = self.request.query_params
        least, day = int(asked.get("origins") or 0), asked.get("as_of", "").strip()
        told = lists_for(self.request.user, rows, as_of=the_end_of(moment(day), day) if day else None)
        return [answered(row, one, None) for row, one in zip(rows, told, strict=True) if one["origins"] >= least]


class OneClaim(View):
    """One claim with its case file; a merged one too."""

    serializer_class = CaseShape
    parameters = {"GET": ("as_of",)}

    def visible(self) -> QuerySet:
        return Claim.objects.visible_to(self.request.user).select_related("related_to", "merged_into")

    @extend_schema(operation_id="claim", parameters=[AS_OF])
    def get(self, request: Request, uuid: UUID) -> Response:
        claim = self.one(uuid)
        case = files_for(request.user, [claim], as_of=day_asked(request, claim))[0]
        return Response({**listed(case), "entries": [entry_as_json(entry) for entry in case.entries]})
