"""Many reports in one request: each is stored or refused by itself, and the answer says which."""

from __future__ import annotations

from typing import Any

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response

from tracker.api.describing import RefusalShape
from tracker.api.errors import error, first_of
from tracker.api.fields import Strict
from tracker.api.permissions import Rule
from tracker.api.reports import ReportBody
from tracker.api.views import View
from tracker.errors import Refused
from tracker.roles import Act
from tracker.services.submitting import submit
from tracker.terms import Scope

MOST = 1000


class BatchBody(Strict):
    """Up to 1,000 reports, each as ``POST reports`` takes it; what is wrong with one is answered in its place."""

    reports = serializers.ListField(child=serializers.JSONField(allow_null=True), min_length=1, max_length=MOST)


class BatchItemShape(serializers.Serializer):
    """What became of one report of a batch, in the order sent."""

    uuid = serializers.UUIDField(required=False)
    created = serializers.BooleanField(required=False)
    changed = serializers.BooleanField(required=False)
    error = RefusalShape(required=False)


class BatchShape(serializers.Serializer):
    stored = serializers.IntegerField()
    refused = serializers.IntegerField()
    results = BatchItemShape(many=True)


class Batch(View):
    """Many reports at once."""

    rules: dict[str, Rule] = {"POST": (Act.REPORT_ADD, Scope.INGEST)}
    refusals = {"POST": {"409": ""}}
    serializer_class = BatchShape
    body_class = BatchBody

    @extend_schema(operation_id="report_send_many")
    def post(self, request: Request) -> Response:
        """Put up to 1,000 reports on record. Good ones are stored, bad ones are listed with their reason; sending the batch again is safe."""
        body = BatchBody(data=request.data)
        body.is_valid(raise_exception=True)
        results = [self.stored(item, request) for item in body.validated_data["reports"]]
        refused = sum("error" in result for result in results)
        return Response({"stored": len(results) - refused, "refused": refused, "results": results})

    def stored(self, item: Any, request: Request) -> dict[str, Any]:
        one = ReportBody(data=item)
        try:
            one.is_valid(raise_exception=True)
            sent = dict(one.validated_data)
            sent["published_at"] = sent.pop("published")
            received = submit(by=request.user, body=item, now=timezone.now(), **sent)
        except ValidationError as wrong:
            code, field, message = first_of(wrong.detail)
            return error(code, message, field=field)
        except Refused as wrong:
            return error(wrong.code, str(wrong), field=wrong.field)
        return {"uuid": str(received.report.uuid), "created": received.created, "changed": received.changed}
