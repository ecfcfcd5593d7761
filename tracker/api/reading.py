"""Text in, statements out; nothing is stored. The answer is that of ``manage.py read --format json``."""

from __future__ import annotations

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from tracker.api.fields import NOTHING_SEEN, Moment, RawText, Strict, Words
from tracker.api.permissions import Rule
from tracker.api.statements import ReadStatementShape
from tracker.api.views import View
from tracker.intake.clean import checked, clean_line
from tracker.language import reader
from tracker.language.shape import reading_row
from tracker.roles import Act
from tracker.services import lexicon
from tracker.terms import Scope


class TextBody(Strict):
    """A text to try the reader on."""

    text = RawText()
    title = Words(required=False, allow_blank=True, allow_null=True, max_length=1000, default=None)
    published = Moment(required=False, allow_null=True, default=None)


class ReadingShape(serializers.Serializer):
    title = serializers.CharField(allow_null=True)
    published = serializers.CharField(allow_null=True, help_text="ISO date, or date-time with zone.")
    language = serializers.CharField()
    statements = ReadStatementShape(many=True)


class Read(View):
    """Try the reader."""

    rules: dict[str, Rule] = {"POST": (Act.READ, Scope.READ)}
    serializer_class = ReadingShape
    refusals = {"POST": {"400": NOTHING_SEEN, "409": ""}}
    rate = "try"

    @extend_schema(operation_id="read", request=TextBody, responses={200: ReadingShape})
    def post(self, request: Request) -> Response:
        """Read a text and answer its statements. Offsets count code points of the text as cleaned (one kind of line end)."""
        body = TextBody(data=request.data)
        body.is_valid(raise_exception=True)
        text, _, _ = checked(body.validated_data["text"])
        title = clean_line(body.validated_data["title"] or "") or None
        return Response(reading_row(reader.read(text, title=title, published=body.validated_data["published"], lexicon=lexicon.in_force())))
