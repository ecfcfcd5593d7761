"""Reports by their address or as a file: fetched or handed in, read, and put on record as ``POST reports`` does. No rule lives here."""

from __future__ import annotations

import hashlib
from typing import Any

from django.utils import timezone
from drf_spectacular.utils import OpenApiParameter, extend_schema, extend_schema_field
from rest_framework import serializers
from rest_framework.parsers import MultiPartParser
from rest_framework.request import Request
from rest_framework.response import Response

from tracker.api.fields import Moment, OpenAddress, Strict, Words
from tracker.api.permissions import Rule
from tracker.api.reports import KEY_SHAPE, Address, ReceivedShape, answer_of
from tracker.api.views import View
from tracker.errors import Refused
from tracker.intake import bring
from tracker.intake.documents import MAX_DOCUMENT_BYTES
from tracker.roles import Act
from tracker.services.submitting import submit
from tracker.terms import Scope

KEY = OpenApiParameter("Idempotency-Key", KEY_SHAPE, OpenApiParameter.HEADER, description="Same key and body: the same report.")
RULES: dict[str, Rule] = {"POST": (Act.REPORT_ADD, Scope.INGEST)}


@extend_schema_field({"type": "string", "format": "binary"})
class AnyFile(serializers.FileField):
    """A file of any kind; what it is, is told by its first bytes."""


class AboutBody(Strict):
    """What the sender says of the document; wins over what it says itself."""

    title = Words(required=False, allow_blank=True, max_length=1000, default="")
    publisher = Words(required=False, allow_blank=True, max_length=300, default="")
    published = Moment(required=False, allow_null=True, default=None)
    archive_url = Address(required=False, allow_blank=True, max_length=2000, default="")

    def typed(self, **more: Any) -> bring.Typed:
        sent = self.validated_data
        return bring.Typed(
            title=sent["title"],
            publisher=sent["publisher"] or None,
            published_at=sent["published"],
            archive_url=sent["archive_url"],
            **more,
        )


class FetchBody(AboutBody):
    url = OpenAddress(max_length=2000)


class UploadBody(AboutBody):
    file = AnyFile(allow_empty_file=True, max_length=500)
    url = Address(required=False, allow_blank=True, max_length=2000, default="")


class FetchReport(View):
    """A page by its address."""

    rules = RULES
    refusals = {"POST": {"400": "Or a page that cannot be had or read.", "409": "As many pages are being fetched as may be at once."}}
    serializer_class = ReceivedShape
    body_class = FetchBody

    @extend_schema(operation_id="report_fetch", responses={201: ReceivedShape, 200: ReceivedShape}, parameters=[KEY])
    def post(self, request: Request) -> Response:
        """Fetch a page, PDF or text and put it on record. 400 with ``url`` and a code where it cannot be had."""
        body = FetchBody(data=request.data)
        body.is_valid(raise_exception=True)
        report = bring.page(body.validated_data["url"], body.typed())
        received = submit(by=request.user, key=request.headers.get("Idempotency-Key"), body=request.data, now=timezone.now(), **report)
        return answer_of(received, request)


class UploadReport(View):
    """A file: text, page, PDF, e-mail."""

    rules = RULES
    refusals = {"POST": {"400": "Or a file that cannot be read or holds no text.", "409": ""}}
    serializer_class = ReceivedShape
    body_class = UploadBody
    parser_classes = [MultiPartParser]

    @extend_schema(operation_id="report_upload", responses={201: ReceivedShape, 200: ReceivedShape}, parameters=[KEY])
    def post(self, request: Request) -> Response:
        """Put a file on record, sent as multipart/form-data. It is kept byte for byte beside the text that was read of it."""
        body = UploadBody(data=request.data)
        body.is_valid(raise_exception=True)
        file = body.validated_data["file"]
        if file.size > MAX_DOCUMENT_BYTES:
            raise Refused("too_large", f"the file has {file.size:,} bytes; at most {MAX_DOCUMENT_BYTES:,} are taken.", field="file")
        content = file.read()
        report = bring.document(content, name=file.name or "", typed=body.typed(url=body.validated_data["url"]))
        sent = {**{name: value for name, value in request.data.items() if name != "file"}, "sha256": hashlib.sha256(content).hexdigest()}
        received = submit(by=request.user, key=request.headers.get("Idempotency-Key"), body=sent, now=timezone.now(), **report)
        return answer_of(received, request)
