"""Putting the machine right by the API: correct one field of a statement, or mark a statement that the reader missed."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.utils import timezone
from drf_spectacular.utils import extend_schema, extend_schema_field
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from tracker.api.errors import NotNamed
from tracker.api.fields import Strict, Words, storable
from tracker.api.permissions import TO_READ, Rule
from tracker.api.statements import Statements, StatementShape, show_one, words
from tracker.api.views import View
from tracker.correctable import FIELDS
from tracker.models import Report, Source, Statement
from tracker.reasons import LONGEST
from tracker.roles import Act
from tracker.services.correcting import correct, make_statement
from tracker.terms import Level, Part, Polarity, Scope

BY_PEOPLE: Rule = (Act.STATEMENT_CORRECT, Scope.REVIEW)


@extend_schema_field(
    {
        "anyOf": [
            {"type": "integer", "minimum": 1, "maximum": 5},
            {"type": "string", "minLength": 1},
            {"type": "boolean"},
            {"type": "object", "minProperties": 1},
        ],
        "description": "What the field should be; its kind hangs on the field.",
    }
)
class Value(serializers.JSONField):
    """Any JSON value but null; ``tracker.correctable`` checks it against the field."""


class CorrectionBody(Strict):
    """One field and what it should be: see docs/api.md for the values."""

    field = serializers.ChoiceField([(name, name) for name in FIELDS])
    value = Value(validators=[storable])
    reason = Words(max_length=LONGEST)


class MarkedBody(Strict):
    """Words of a report that are a statement."""

    report = serializers.UUIDField()
    part = serializers.ChoiceField(words(Part), required=False, default=Part.BODY.value)
    start = serializers.IntegerField(min_value=0, max_value=10_000_000)
    end = serializers.IntegerField(min_value=0, max_value=10_000_000)
    level = serializers.IntegerField(min_value=1, max_value=5, required=False, default=int(Level.STATED_AS_FACT))
    polarity = serializers.ChoiceField(words(Polarity), required=False, default=Polarity.AFFIRMED.value)
    speaker = serializers.UUIDField(required=False, allow_null=True, default=None, help_text="A source; null is the publisher's own word.")
    translation = Words(max_length=LONGEST, required=False, allow_blank=True, default="")


class ReadOrMark(Statements):
    """Statements of the readings in force; marking one that the reader missed."""

    rules = {**TO_READ, "POST": BY_PEOPLE}
    refusals = {"POST": {"400": "Or a place that is not in the text, or where nothing stands."}}

    @extend_schema(operation_id="statement_mark", request=MarkedBody, responses={201: StatementShape})
    def post(self, request: Request) -> Response:
        """Make a statement of marked words; it is compared like any other and kept through re-reads."""
        body = MarkedBody(data=request.data)
        body.is_valid(raise_exception=True)
        sent: dict[str, Any] = dict(body.validated_data)
        report = Report.objects.visible_to(request.user).filter(uuid=sent.pop("report")).first()
        if report is None:
            raise NotNamed("report", "There is no such report.", code="unknown_report")
        if sent["speaker"] is not None:
            speaker = Source.objects.visible_to(request.user).filter(uuid=sent["speaker"]).first()
            if speaker is None:
                raise NotNamed("speaker", "There is no such source.", code="unknown_source")
            sent["speaker"] = speaker
        made = make_statement(report.latest, by=request.user, now=timezone.now(), **sent)
        return Response(show_one(made), status=201)


class Correct(View):
    """A person's word on one field; it wins over the reading and survives re-reading."""

    rules: dict[str, Rule] = {"POST": BY_PEOPLE}
    refusals = {"POST": {"400": "Or a value that this field cannot have in this statement."}}
    serializer_class = StatementShape
    body_class = CorrectionBody

    def visible(self) -> QuerySet:
        return Statement.objects.visible_to(self.request.user)

    @extend_schema(operation_id="statement_correct")
    def post(self, request: Request, uuid: UUID) -> Response:
        statement, body = self.one(uuid), CorrectionBody(data=request.data)
        body.is_valid(raise_exception=True)
        sent = body.validated_data
        correct(statement, field=sent["field"], value=sent["value"], reason=sent["reason"], by=request.user, now=timezone.now())
        return Response(show_one(statement))
