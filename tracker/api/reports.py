"""Reports: send one, list them, one with its text and revisions."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.db.models import Count, Prefetch, QuerySet
from django.utils import timezone
from django_filters import rest_framework as filters
from drf_spectacular.utils import OpenApiParameter, extend_schema, extend_schema_field
from rest_framework import serializers
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.reverse import reverse

from tracker import work
from tracker.api.fields import NOTHING_SEEN, Moment, RawText, Strict, Words, iso
from tracker.api.filters import MomentFilter, TextFilter, WordFilter, like
from tracker.api.pages import instant
from tracker.api.permissions import TO_READ
from tracker.api.statements import words
from tracker.api.views import ListView, View
from tracker.intake.record import Received
from tracker.models import Reading, Report, Revision, Statement
from tracker.roles import Act
from tracker.services.submitting import KEY, submit
from tracker.terms import Scope, Via

WAIT_SECONDS = 20
KEY_SHAPE = {"type": "string", "pattern": f"^{KEY.pattern}$"}


@extend_schema_field(
    {
        "type": "string",
        "maxLength": 2000,
        "pattern": r"^$|^https?://[A-Za-z0-9-]{1,60}(\.[A-Za-z0-9-]{1,60})*(:[0-9]{1,4})?([/?#][!#-;=?-Z_a-z~]*)?$",
        "description": "http or https; a host in letters of its own language is taken too.",
    }
)
class Address(Words):
    """Where a report was found; ``tracker.intake`` checks and normalises it."""


class ReportBody(Strict):
    """What a program sends."""

    text = RawText()
    title = Words(required=False, allow_blank=True, max_length=1000, default="")
    publisher = Words(required=False, allow_blank=True, allow_null=True, max_length=300, default=None)
    published = Moment(required=False, allow_null=True, default=None)
    url = Address(required=False, allow_blank=True, max_length=2000, default="")
    external_id = Words(required=False, allow_blank=True, max_length=500, default="")
    archive_url = Address(required=False, allow_blank=True, max_length=2000, default="", help_text="Where the page is kept as it was.")


class LinksShape(serializers.Serializer):
    self = serializers.URLField()
    statements = serializers.URLField()
    claims = serializers.URLField()


class ReportShape(serializers.Serializer):
    """A report without its text."""

    uuid = serializers.UUIDField()
    title = serializers.CharField()
    publisher = serializers.CharField(allow_null=True)
    source = serializers.UUIDField(allow_null=True)
    published = serializers.DateTimeField(allow_null=True)
    received = serializers.DateTimeField()
    url = serializers.CharField()
    archive_url = serializers.CharField()
    via = serializers.ChoiceField(words(Via))
    language = serializers.CharField()
    revisions = serializers.IntegerField()
    statements = serializers.IntegerField()
    read = serializers.BooleanField()
    removed = serializers.DateTimeField(
        allow_null=True, help_text="When its words were removed by law; its text and titles are empty or a mark then."
    )
    links = LinksShape()


class ReceivedShape(ReportShape):
    created = serializers.BooleanField()
    changed = serializers.BooleanField()


class RevisionShape(serializers.Serializer):
    no = serializers.IntegerField()
    title = serializers.CharField()
    published = serializers.DateTimeField(allow_null=True)
    received = serializers.DateTimeField()
    via = serializers.ChoiceField(words(Via))
    language = serializers.CharField()
    sha256 = serializers.CharField()
    text_sha256 = serializers.CharField(help_text="Of a text that was removed; else empty.")
    metadata = serializers.DictField()


class WholeReportShape(ReportShape):
    text = serializers.CharField()
    history = RevisionShape(many=True)
    topics = serializers.ListField(child=serializers.CharField())
    removed_because = serializers.CharField(allow_null=True)


COLUMNS = ("uuid", "publisher__name", "publisher__uuid", "canonical_url", "archive_url", "removed_at")
HEAD = ("pk", "report", "no", "title", "published_at", "received_at", "via", "language")  # of a revision
NOBODY = UUID(int=0)


def show(rows: Iterable[Any], request: Request) -> list[dict[str, Any]]:
    """Reports as answered, of rows of ``pk`` and ``COLUMNS``; their texts' heads and what was read of them are looked up for all at once."""
    rows = list(rows)
    keys = [row.pk for row in rows]
    heads = Revision.objects.filter(report__in=keys).order_by("no")
    newest = {row.report: row for row in heads.values_list(*HEAD, named=True)}
    said = Statement.objects.in_force().filter(reading__revision__report__in=keys).order_by()
    counts = dict(said.values_list("reading__revision__report").annotate(Count("pk")))
    read = set(Reading.objects.filter(revision__in=[row.pk for row in newest.values()]).values_list("revision", flat=True))
    statements, claims = (reverse(name, request=request) for name in ("api:statements", "judgement_api:claims"))
    own = reverse("api:report", args=[NOBODY], request=request).removesuffix(str(NOBODY))
    return [
        {
            "uuid": str(row.uuid),
            "title": newest[row.pk].title,
            "publisher": row.publisher__name,
            "source": str(row.publisher__uuid) if row.publisher__uuid else None,
            "published": iso(newest[row.pk].published_at),
            "received": iso(newest[row.pk].received_at),
            "url": row.canonical_url,
            "archive_url": row.archive_url,
            "via": newest[row.pk].via,
            "language": newest[row.pk].language,
            "revisions": newest[row.pk].no,
            "statements": counts.get(row.pk, 0),
            "read": newest[row.pk].pk in read,
            "removed": iso(row.removed_at),
            "links": {
                "self": f"{own}{row.uuid}",
                "statements": f"{statements}?report={row.uuid}",
                "claims": f"{claims}?report={row.uuid}",
            },
        }
        for row in rows
    ]


def show_one(report: Report, request: Request) -> dict[str, Any]:
    """One report as answered."""
    return show(Report.objects.filter(pk=report.pk).values_list("pk", *COLUMNS, named=True), request)[0]


def answer_of(received: Received, request: Request) -> Response:
    """What is said of a report that was sent: 201 with its address when it is new, else 200."""
    answered = {**show_one(received.report, request), "created": received.created, "changed": received.changed}
    return Response(answered, status=201 if received.created else 200, headers={"Location": answered["links"]["self"]})


class ReportFilters(filters.FilterSet):
    """What may be asked of reports."""

    source = filters.UUIDFilter(field_name="publisher__uuid", help_text="Its publisher.")
    topic = TextFilter(field_name="topics__slug", longest=200)
    via = WordFilter(Via, method="came_by")
    since = MomentFilter(field_name="received_at", lookup_expr="gte")
    published_from = MomentFilter(field_name="said_at", lookup_expr="gte")
    published_before = MomentFilter(field_name="said_at", lookup_expr="lt")
    q = TextFilter(method="in_words")

    class Meta:
        model = Report
        fields: list[str] = []

    def came_by(self, rows: QuerySet, name: str, via: str) -> QuerySet:
        return rows.filter(pk__in=Revision.objects.filter(via=via).values("report"))

    def in_words(self, rows: QuerySet, name: str, asked: str) -> QuerySet:
        return rows.filter(pk__in=like(Revision.objects.order_by(), asked, "title", "text").values("report"))


class Reports(ListView):
    """The record's documents."""

    rules = {**TO_READ, "POST": (Act.REPORT_ADD, Scope.INGEST)}
    parameters = {"POST": ("wait",)}
    refusals = {"POST": {"400": NOTHING_SEEN, "409": ""}}
    serializer_class = ReportShape
    filterset_class = ReportFilters
    orderings = {"received": ("received_at", instant), "published": ("said_at", instant)}
    columns = (*COLUMNS, "received_at", "said_at")

    def visible(self) -> QuerySet:
        return Report.objects.visible_to(self.request.user).filter(received_at__isnull=False)

    def show(self, rows: list[Any]) -> list[dict[str, Any]]:
        return show(rows, self.request)

    @extend_schema(
        operation_id="report_send",
        request=ReportBody,
        responses={201: ReceivedShape, 200: ReceivedShape},
        parameters=[
            OpenApiParameter("Idempotency-Key", KEY_SHAPE, OpenApiParameter.HEADER, description="Same key and body: the same report."),
            OpenApiParameter("wait", int, enum=[0, 1], description=f"1: read and compare first, for at most {WAIT_SECONDS} seconds."),
        ],
    )
    def post(self, request: Request) -> Response:
        """Put a report on record. 201 when it is new, 200 when it was there (``changed`` tells a new revision)."""
        wait = self.wants_to_wait(request)
        body = ReportBody(data=request.data)
        body.is_valid(raise_exception=True)
        sent = body.validated_data
        received = submit(
            by=request.user,
            key=request.headers.get("Idempotency-Key"),
            body=request.data,
            now=timezone.now(),
            text=sent["text"],
            title=sent["title"],
            publisher=sent["publisher"],
            published_at=sent["published"],
            url=sent["url"],
            external_id=sent["external_id"],
            archive_url=sent["archive_url"],
        )
        if wait:
            work.run_for(WAIT_SECONDS)
        return answer_of(received, request)

    def wants_to_wait(self, request: Request) -> bool:
        given = request.query_params.get("wait", "0")
        if given not in ("0", "1"):
            raise ValidationError({"wait": ["wait takes 0 or 1."]})
        return given == "1"


class OneReport(View):
    """One report with its newest text and its revisions."""

    serializer_class = WholeReportShape

    def visible(self) -> QuerySet:
        kept = Prefetch("revisions", queryset=Revision.objects.defer("raw"))
        return Report.objects.visible_to(self.request.user).filter(received_at__isnull=False).prefetch_related(kept, "topics")

    @extend_schema(operation_id="report")
    def get(self, request: Request, uuid: UUID) -> Response:
        row = self.one(uuid)
        removal = row.redaction
        return Response(
            {
                **show_one(row, request),
                "text": row.latest.text,
                "removed_because": removal.reason if removal else None,
                "topics": [topic.slug for topic in row.topics.all()],
                "history": [
                    {
                        "no": revision.no,
                        "title": revision.title,
                        "published": iso(revision.published_at),
                        "received": iso(revision.received_at),
                        "via": revision.via,
                        "language": revision.language,
                        "sha256": revision.raw_sha256,
                        "text_sha256": revision.text_sha256,
                        "metadata": revision.metadata,
                    }
                    for revision in row.revisions.all()
                ],
            }
        )
