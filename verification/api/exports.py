"""Claims on their way out by the API: one, a topic, what filters choose, everything. What may leave, and as what, lives in ``services.exporting``."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.http import HttpResponseBase
from django.utils import timezone
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.negotiation import BaseContentNegotiation
from rest_framework.request import Request

from tracker.api.permissions import Rule
from tracker.api.views import View
from tracker.downloads import download, file_name
from tracker.models import Claim, Topic
from tracker.roles import Act, may
from tracker.terms import Scope
from verification.api.claims import AS_OF, ClaimFilters, moment_asked
from verification.exports.formats import FORMATS, OF_MANY, Format
from verification.services import exporting

TO_EXPORT: dict[str, Rule] = {"GET": (Act.EXPORT, Scope.READ)}


class AsAsked(BaseContentNegotiation):
    """The format is a parameter; whatever the caller accepts beside, refusals are JSON."""

    def select_parser(self, request: Request, parsers: Any) -> Any:
        return parsers[0]

    def select_renderer(self, request: Request, renderers: Any, format_suffix: str | None = None) -> tuple[Any, str]:
        return renderers[0], renderers[0].media_type


def formats(names: Any) -> OpenApiParameter:
    return OpenApiParameter("format", {"type": "string", "enum": list(names), "default": "json"}, description="What it is exported as.")


def files(names: Any) -> dict[tuple[int, str], Any]:
    """The answers in the schema: a text of each format's own type."""
    json = {"application/json", "application/ld+json", "application/stix+json;version=2.1"}
    return {
        (200, FORMATS[name].media_type): OpenApiTypes.OBJECT if FORMATS[name].media_type in json else OpenApiTypes.STR for name in names
    }


class Exporting(View):
    """What every export shares: its format and its day."""

    rules = TO_EXPORT
    parameters = {"GET": ("format", "as_of")}
    content_negotiation_class = AsAsked

    def asked(self, request: Request) -> tuple[Format, datetime | None]:
        return exporting.known(request.query_params.get("format", "json")), moment_asked(request)


class ExportOfClaim(Exporting):
    """One claim as a file."""

    refusals = {"GET": {"409": "It was merged into another one, or the format asks for a signed verdict that there is not."}}

    def visible(self) -> QuerySet:
        return Claim.objects.visible_to(self.request.user).select_related("opened_from")

    @extend_schema(operation_id="claim_export", parameters=[formats(FORMATS), AS_OF], responses=files(FORMATS))
    def get(self, request: Request, uuid: UUID) -> HttpResponseBase:
        """As CSV, JSON, ClaimReview, STIX 2.1, MISP or a case file to print. 409 ``not_signed`` where a format asks for a signed verdict."""
        claim = self.one(uuid)
        form, as_of = self.asked(request)
        text = exporting.export_claim(claim, form, by=request.user, now=timezone.now(), as_of=as_of)
        return download(text, name=file_name("claim", claim.number, ending=form.ending), content_type=form.media_type)


class ExportOfMany(Exporting):
    """Several claims as one file, sent while it is being read."""

    refusals = {"GET": {"413": "More claims than may leave at once."}}

    def many(self, request: Request, claims: QuerySet, name: str, **keep: Any) -> HttpResponseBase:
        form, as_of = self.asked(request)
        lines = exporting.export_claims(claims, form, by=request.user, as_of=as_of, **keep)
        return download(lines, name=file_name(name, ending=form.ending), content_type=form.media_type)


class ExportOfTopic(ExportOfMany):
    """The claims of one topic as a file."""

    def visible(self) -> QuerySet:
        return Topic.objects.all() if may(self.request.user, Act.READ) else Topic.objects.none()

    @extend_schema(operation_id="topic_export", parameters=[formats(OF_MANY), AS_OF], responses=files(OF_MANY))
    def get(self, request: Request, uuid: UUID) -> HttpResponseBase:
        """Every claim of the topic. As ClaimReview only the signed ones."""
        topic = self.one(uuid)
        return self.many(request, Claim.objects.visible_to(request.user).filter(topics=topic), f"topic-{topic.slug}")


class ExportOfList(ExportOfMany):
    """The claims that filters choose as a file; the filters are those of ``GET claims``."""

    filterset_class = ClaimFilters

    def known_parameters(self, method: str) -> tuple[str, ...]:
        return ("format", *ClaimFilters.base_filters)

    def visible(self) -> QuerySet:
        return Claim.objects.visible_to(self.request.user)

    @extend_schema(operation_id="claims_export", parameters=[formats(OF_MANY)], responses=files(OF_MANY), filters=True)
    def get(self, request: Request) -> HttpResponseBase:
        """At most 1,000 claims; leads as many as there are. As ClaimReview only the signed ones."""
        chosen = self.filter_queryset(self.visible())
        return self.many(request, chosen, "claims", least_origins=int(request.query_params.get("origins") or 0))


class ExportOfEverything(ExportOfMany):
    """Every claim as one file, for leads."""

    rules = {"GET": (Act.EXPORT_ALL, Scope.READ)}
    refusals = {}

    def visible(self) -> QuerySet:
        return Claim.objects.visible_to(self.request.user)

    @extend_schema(operation_id="export", parameters=[formats(OF_MANY), AS_OF], responses=files(OF_MANY))
    def get(self, request: Request) -> HttpResponseBase:
        """Every claim, sent while it is being read. The whole record with its reports and history is ``manage.py export``."""
        return self.many(request, self.visible(), "everything")
