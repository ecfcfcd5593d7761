"""Text in, statements out; nothing is stored. The answer is that of ``manage.py read --format json``."""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from tracker.api.fields import Moment, RawText, Strict, Words
from tracker.api.permissions import Rule
from tracker.api.statements import ReadStatementShape, cue_of, figure_number
from tracker.api.views import View
from tracker.intake.clean import checked, clean_line
from tracker.language import reader
from tracker.language.reading import Reading, Statement
from tracker.roles import Act
from tracker.services.reading import cue_as_json, when_as_json
from tracker.terms import Scope


class TextBody(Strict):
    """A text to try the reader on."""

    text = RawText()
    title = Words(required=False, allow_blank=True, allow_null=True, max_length=1000, default=None)
    published = Moment(required=False, allow_null=True, default=None)


class ReadingShape(serializers.Serializer):
    title = serializers.CharField(allow_null=True)
    published = serializers.DateTimeField(allow_null=True)
    language = serializers.CharField()
    statements = ReadStatementShape(many=True)


def statement_as_json(found: Statement) -> dict[str, Any]:
    return {
        "part": str(found.part),
        "start": found.span.start,
        "end": found.span.end,
        "quote": found.quote,
        "display": found.display,
        "level": int(found.level),
        "low": found.low,
        "high": found.high,
        "polarity": str(found.polarity),
        "markers": [str(marker) for marker in found.markers],
        "check_worthy": found.check_worthy,
        "cues": [cue_of(cue_as_json(cue)) for cue in found.cues],
        "chain": [{"source": link.source, "cue": link.cue, "kind": str(link.kind), "level": int(link.level)} for link in found.chain],
        "quantities": [
            {
                "start": quantity.span.start,
                "end": quantity.span.end,
                "low": figure_number(quantity.low),
                "high": figure_number(quantity.high),
                "unit": quantity.unit,
                "comparator": str(quantity.comparator),
            }
            for quantity in found.quantities
        ],
        "dates": [when_as_json(when) for when in found.dates],
    }


def reading_as_json(found: Reading) -> dict[str, Any]:
    return {
        "title": found.title,
        "published": found.published.isoformat() if found.published else None,
        "language": found.language,
        "statements": [statement_as_json(one) for one in found.statements],
    }


class Read(View):
    """Try the reader."""

    rules: dict[str, Rule] = {"POST": (Act.READ, Scope.READ)}
    serializer_class = ReadingShape

    @extend_schema(operation_id="read", request=TextBody, responses={200: ReadingShape})
    def post(self, request: Request) -> Response:
        """Read a text and answer its statements. Offsets count code points of the text as cleaned (one kind of line end)."""
        body = TextBody(data=request.data)
        body.is_valid(raise_exception=True)
        text, _, _ = checked(body.validated_data["text"])
        title = clean_line(body.validated_data["title"] or "") or None
        return Response(reading_as_json(reader.read(text, title=title, published=body.validated_data["published"])))
