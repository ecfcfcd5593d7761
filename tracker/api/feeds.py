"""Feeds for programs: add one, change it, pause, resume, ask it now; what became of its entries. No rule lives here."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.db.models import Count, Q, QuerySet
from django.utils import timezone
from django_filters import rest_framework as filters
from drf_spectacular.utils import extend_schema, extend_schema_field
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from tracker.api.fields import NOTHING_SEEN, Moment, OpenAddress, Strict, Words, iso
from tracker.api.filters import MomentFilter, WordFilter, YesNoFilter
from tracker.api.pages import instant
from tracker.api.permissions import Rule
from tracker.api.statements import words
from tracker.api.views import ListView, View
from tracker.models import Feed, FeedItem
from tracker.roles import Act
from tracker.services import feeding
from tracker.terms import Fetching, ItemState, Scope

TO_SEE: dict[str, Rule] = {"GET": (Act.FEED_EDIT, Scope.READ)}
TO_CHANGE: dict[str, Rule] = {"POST": (Act.FEED_EDIT, Scope.INGEST)}
MINUTES = {"type": "integer", "minimum": feeding.LEAST_MINUTES, "maximum": feeding.MOST_MINUTES}


@extend_schema_field(MINUTES)
class Minutes(serializers.Field):
    """A whole number of minutes; the service knows how many."""

    default_error_messages = {"invalid": "Not a whole number."}

    def to_internal_value(self, data: Any) -> int:
        if isinstance(data, bool) or not isinstance(data, int):
            self.fail("invalid")
        return data

    def to_representation(self, value: int) -> int:
        return value


class FeedBody(Strict):
    url = OpenAddress(max_length=2000)
    source = Words(max_length=300, help_text="Whose words it brings; made where nobody goes by that name.")
    minutes = Minutes(required=False, default=feeding.USUAL_MINUTES)
    articles = serializers.ChoiceField(words(Fetching), required=False, default=Fetching.WHEN_SHORT.value)


class FeedChangeBody(Strict):
    source = Words(required=False, allow_null=True, default=None, max_length=300)
    minutes = Minutes(required=False, allow_null=True, default=None)
    articles = serializers.ChoiceField(words(Fetching), required=False, allow_null=True, default=None)


class PauseFeedBody(Strict):
    reason = Words(required=False, allow_blank=True, default="", max_length=feeding.LONGEST_REASON)


class NoBody(Strict):
    """An empty object."""


class FeedShape(serializers.Serializer):
    """One RSS or Atom address that is asked for news."""

    uuid = serializers.UUIDField()
    url = serializers.CharField()
    title = serializers.CharField()
    source = serializers.UUIDField()
    source_name = serializers.CharField()
    minutes = serializers.IntegerField()
    articles = serializers.ChoiceField(words(Fetching))
    paused = serializers.DateTimeField(allow_null=True)
    paused_because = serializers.CharField()
    polled = serializers.DateTimeField(allow_null=True, help_text="When it was last asked.")
    well = serializers.DateTimeField(allow_null=True, help_text="When it last answered as a feed should.")
    next = serializers.DateTimeField(help_text="Not asked before.")
    failures = serializers.IntegerField(help_text="In a row.")
    last_error = serializers.CharField()
    left = serializers.IntegerField(help_text="Entries that the next poll goes on with.")
    taken = serializers.IntegerField()
    waiting = serializers.IntegerField(help_text="Entries whose page is still to be fetched.")
    not_taken = serializers.IntegerField()
    made = serializers.DateTimeField()


class FeedItemShape(serializers.Serializer):
    """One entry of a feed and what became of it."""

    uuid = serializers.UUIDField()
    feed = serializers.UUIDField()
    title = serializers.CharField()
    link = serializers.CharField()
    state = serializers.ChoiceField(words(ItemState))
    report = serializers.UUIDField(allow_null=True)
    error = serializers.CharField()
    first = Moment()
    changed = Moment()


def counted(rows: QuerySet) -> QuerySet:
    counts = {f"n_{state.value}": Count("items", filter=Q(items__state=state)) for state in ItemState}
    return rows.select_related("source").annotate(**counts)


def show(row: Any) -> dict[str, Any]:
    return {
        "uuid": str(row.uuid),
        "url": row.url,
        "title": row.title,
        "source": str(row.source.uuid),
        "source_name": row.source.name,
        "minutes": row.minutes,
        "articles": row.articles,
        "paused": iso(row.paused_at),
        "paused_because": row.paused_because,
        "polled": iso(row.polled_at),
        "well": iso(row.well_at),
        "next": iso(row.next_at),
        "failures": row.failures,
        "last_error": row.last_error,
        "left": row.left,
        "taken": row.n_taken,
        "waiting": row.n_waiting,
        "not_taken": row.n_not_taken,
        "made": iso(row.made_at),
    }


class FeedFilters(filters.FilterSet):
    paused = YesNoFilter(method="stands")
    failing = YesNoFilter(method="fails")
    source = filters.UUIDFilter(field_name="source__uuid")

    class Meta:
        model = Feed
        fields: list[str] = []

    def stands(self, rows: QuerySet, name: str, paused: bool) -> QuerySet:
        return rows.exclude(paused_at=None) if paused else rows.filter(paused_at=None)

    def fails(self, rows: QuerySet, name: str, failing: bool) -> QuerySet:
        return rows.filter(failures__gt=0) if failing else rows.filter(failures=0)


class Feeds(ListView):
    """The feeds that are asked, the newest first; adding one."""

    rules = {**TO_SEE, **TO_CHANGE}
    refusals = {"POST": {"400": NOTHING_SEEN}}
    serializer_class = FeedShape
    filterset_class = FeedFilters
    orderings = {"made": ("made_at", instant), "next": ("next_at", instant)}

    def visible(self) -> QuerySet:
        return counted(Feed.objects.visible_to(self.request.user))

    def show(self, rows: list[Feed]) -> list[dict[str, Any]]:
        return [show(row) for row in rows]

    @extend_schema(operation_id="feed_add", request=FeedBody, responses={201: FeedShape})
    def post(self, request: Request) -> Response:
        """Ask this address from now on. What comes of the first time stands at ``GET feeds/{uuid}`` within seconds."""
        body = FeedBody(data=request.data)
        body.is_valid(raise_exception=True)
        row = feeding.add(by=request.user, now=timezone.now(), **body.validated_data)
        return Response(show(self.visible().get(pk=row.pk)), status=201)


class OneFeed(View):
    """One feed and how it is."""

    rules = TO_SEE
    serializer_class = FeedShape

    def visible(self) -> QuerySet:
        return counted(Feed.objects.visible_to(self.request.user))

    @extend_schema(operation_id="feed")
    def get(self, request: Request, uuid: UUID) -> Response:
        return Response(show(self.one(uuid)))


class OnFeed(View):
    """A verb on a feed."""

    rules = TO_CHANGE
    serializer_class = FeedShape
    body_class: type[Strict] = NoBody

    def visible(self) -> QuerySet:
        return counted(Feed.objects.visible_to(self.request.user))

    def act(self, row: Feed, request: Request, sent: dict[str, Any]) -> None:
        raise NotImplementedError

    def post(self, request: Request, uuid: UUID) -> Response:
        row = self.one(uuid)
        body = self.body_class(data=request.data)
        body.is_valid(raise_exception=True)
        self.act(row, request, dict(body.validated_data))
        return Response(show(self.one(uuid)))


class Change(OnFeed):
    """Another source for what comes in from now on, another pace, other pages fetched. What is null or left out stays."""

    refusals = {"POST": {"400": NOTHING_SEEN}}
    body_class = FeedChangeBody

    def act(self, row: Feed, request: Request, sent: dict[str, Any]) -> None:
        feeding.change(row, by=request.user, now=timezone.now(), **sent)


class Pause(OnFeed):
    """Ask it no more until it is resumed."""

    body_class = PauseFeedBody

    def act(self, row: Feed, request: Request, sent: dict[str, Any]) -> None:
        feeding.pause(row, by=request.user, now=timezone.now(), **sent)


class Resume(OnFeed):
    """Ask it again, at once."""

    def act(self, row: Feed, request: Request, sent: dict[str, Any]) -> None:
        feeding.resume(row, by=request.user, now=timezone.now())


class Poll(OnFeed):
    """Ask it now, whatever its pace. Refused while it is paused."""

    def act(self, row: Feed, request: Request, sent: dict[str, Any]) -> None:
        feeding.poll_now(row, by=request.user, now=timezone.now())


class ItemFilters(filters.FilterSet):
    feed = filters.UUIDFilter(field_name="feed__uuid")
    state = WordFilter(ItemState)
    since = MomentFilter(field_name="first_at", lookup_expr="gte")

    class Meta:
        model = FeedItem
        fields: list[str] = []


class FeedItems(ListView):
    """Entries of feeds, the newest first: taken, waiting for their page, or not taken and why."""

    rules = TO_SEE
    serializer_class = FeedItemShape
    filterset_class = ItemFilters
    orderings = {"first": ("first_at", instant), "changed": ("changed_at", instant)}

    def visible(self) -> QuerySet:
        return FeedItem.objects.visible_to(self.request.user)

    def get_queryset(self) -> QuerySet:
        return self.visible().select_related("feed", "report").defer("waiting")

    def show(self, rows: list[FeedItem]) -> list[dict[str, Any]]:
        return [
            {
                "uuid": str(row.uuid),
                "feed": str(row.feed.uuid),
                "title": row.title,
                "link": row.link,
                "state": row.state,
                "report": str(row.report.uuid) if row.report else None,
                "error": row.error,
                "first": iso(row.first_at),
                "changed": iso(row.changed_at),
            }
            for row in rows
        ]
