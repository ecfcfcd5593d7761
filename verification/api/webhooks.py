"""Webhooks for leads: make one, give it a new secret, pause, resume, try it; what was told to each, and sending again. No rule lives here."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.db.models import Count, Q, QuerySet
from django.utils import timezone
from django_filters import rest_framework as filters
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from tracker.api.errors import NotNamed
from tracker.api.fields import OpenAddress, Strict, Words, iso
from tracker.api.filters import MomentFilter, WordFilter, YesNoFilter
from tracker.api.pages import instant
from tracker.api.permissions import Rule
from tracker.api.statements import words
from tracker.api.views import ListView, View
from tracker.models import Topic
from tracker.roles import Act, require
from tracker.terms import DeliveryState, Scope
from verification import webhooks
from verification.api.acts import LONGEST, Nothing, Slug, Verb
from verification.models import Delivery, Webhook
from verification.services import delivering

TO_SEE: dict[str, Rule] = {"GET": (Act.WEBHOOK_MANAGE, Scope.READ)}
TO_CHANGE: dict[str, Rule] = {"POST": (Act.WEBHOOK_MANAGE, Scope.REVIEW)}


class WebhookBody(Strict):
    url = OpenAddress(max_length=2000)
    topic = Slug(required=False, allow_null=True, default=None, max_length=200, help_text="Only events of this topic; null: of everything.")
    note = Words(max_length=delivering.LONGEST_NOTE, required=False, allow_blank=True, default="")


class PauseBody(Strict):
    reason = Words(max_length=LONGEST, required=False, allow_blank=True, default="")


class WebhookShape(serializers.Serializer):
    """One address that is told of events."""

    uuid = serializers.UUIDField()
    url = serializers.CharField()
    topic = serializers.CharField(allow_null=True)
    note = serializers.CharField()
    active = serializers.BooleanField()
    paused_because = serializers.CharField()
    failures = serializers.IntegerField(help_text="In a row, since it last took anything.")
    down_until = serializers.DateTimeField(allow_null=True)
    pending = serializers.IntegerField()
    dead = serializers.IntegerField()
    made = serializers.DateTimeField()
    made_by = serializers.CharField()


class WithSecretShape(WebhookShape):
    secret = serializers.CharField(help_text="Shown this once.")


class DeliveryShape(serializers.Serializer):
    """One event for one webhook."""

    uuid = serializers.UUIDField()
    webhook = serializers.UUIDField()
    event = serializers.IntegerField(allow_null=True, help_text="Null: a test.")
    kind = serializers.CharField()
    state = serializers.ChoiceField(words(DeliveryState))
    attempts = serializers.IntegerField()
    last_status = serializers.IntegerField(allow_null=True)
    last_error = serializers.CharField()
    made = serializers.DateTimeField()
    settled = serializers.DateTimeField(allow_null=True)


def counted(rows: QuerySet) -> QuerySet:
    def of(state: DeliveryState) -> Count:
        return Count("deliveries", filter=Q(deliveries__state=state))

    return rows.select_related("topic", "made_by").annotate(pending=of(DeliveryState.PENDING), dead=of(DeliveryState.DEAD))


def show(row: Any, **more: str) -> dict[str, Any]:
    return {
        "uuid": str(row.uuid),
        "url": row.url,
        "topic": row.topic.slug if row.topic else None,
        "note": row.note,
        "active": row.active,
        "paused_because": row.paused_because,
        "failures": row.failures,
        "down_until": iso(row.down_until),
        "pending": row.pending,
        "dead": row.dead,
        "made": iso(row.made_at),
        "made_by": row.made_by.username,
        **more,
    }


def show_delivery(row: Delivery) -> dict[str, Any]:
    return {
        "uuid": str(row.uuid),
        "webhook": str(row.webhook.uuid),
        "event": row.event_id,
        "kind": row.event.kind if row.event else webhooks.TEST,
        "state": row.state,
        "attempts": row.attempts,
        "last_status": row.last_status,
        "last_error": row.last_error,
        "made": iso(row.made_at),
        "settled": iso(row.settled_at),
    }


class WebhookFilters(filters.FilterSet):
    active = YesNoFilter()

    class Meta:
        model = Webhook
        fields: list[str] = []


class Webhooks(ListView):
    """Who is told of events, the newest first; making one."""

    rules = {**TO_SEE, **TO_CHANGE}
    serializer_class = WebhookShape
    filterset_class = WebhookFilters
    orderings = {"made": ("made_at", instant)}

    def visible(self) -> QuerySet:
        return counted(Webhook.objects.visible_to(self.request.user))

    def show(self, rows: list[Webhook]) -> list[dict[str, Any]]:
        return [show(row) for row in rows]

    @extend_schema(operation_id="webhook_make", request=WebhookBody, responses={201: WithSecretShape})
    def post(self, request: Request) -> Response:
        """Tell this address of what happens from now on. The answer holds the secret, which is never shown again."""
        body = WebhookBody(data=request.data)
        body.is_valid(raise_exception=True)
        sent: dict[str, Any] = dict(body.validated_data)
        if sent["topic"] is not None:
            slug = sent["topic"]
            sent["topic"] = Topic.objects.filter(slug=slug).first()
            if sent["topic"] is None:
                raise NotNamed("topic", f"There is no topic {slug[:80]!r}.", code="unknown_topic")
        require(request.user, Act.WEBHOOK_MANAGE)
        webhooks.check_address(sent["url"])
        row, secret = delivering.make(by=request.user, now=timezone.now(), **sent)
        return Response(show(self.visible().get(pk=row.pk), secret=secret), status=201)


class OneWebhook(View):
    """One webhook; its secret is never shown again."""

    rules = TO_SEE
    serializer_class = WebhookShape

    def visible(self) -> QuerySet:
        return counted(Webhook.objects.visible_to(self.request.user))

    @extend_schema(operation_id="webhook")
    def get(self, request: Request, uuid: UUID) -> Response:
        return Response(show(self.one(uuid)))


class OnWebhook(Verb):
    """A verb on a webhook."""

    rules = TO_CHANGE
    serializer_class = WebhookShape
    body_class: type[Strict] = Nothing

    def visible(self) -> QuerySet:
        return counted(Webhook.objects.visible_to(self.request.user))

    def act(self, row: Webhook, request: Request, sent: dict[str, Any]) -> dict[str, str]:
        raise NotImplementedError

    def post(self, request: Request, uuid: UUID) -> Response:
        row, sent = self.one(uuid), self.sent(request)
        more = self.act(row, request, sent)
        return Response(show(self.one(uuid), **more))


class Rotate(OnWebhook):
    """Give it a new secret, which the answer holds this once. For a day both sign."""

    serializer_class = WithSecretShape

    def act(self, row: Webhook, request: Request, sent: dict[str, Any]) -> dict[str, str]:
        return {"secret": delivering.rotate(row, by=request.user, now=timezone.now())[1]}


class Pause(OnWebhook):
    """Send nothing until it is resumed; what happens meanwhile is kept."""

    body_class = PauseBody

    def act(self, row: Webhook, request: Request, sent: dict[str, Any]) -> dict[str, str]:
        delivering.pause(row, by=request.user, now=timezone.now(), **sent)
        return {}


class Resume(OnWebhook):
    """Go on, with everything that waits."""

    def act(self, row: Webhook, request: Request, sent: dict[str, Any]) -> dict[str, str]:
        delivering.resume(row, by=request.user, now=timezone.now())
        return {}


class Try(OnWebhook):
    """Send an event that never happened; ``GET deliveries`` tells what came of it."""

    def act(self, row: Webhook, request: Request, sent: dict[str, Any]) -> dict[str, str]:
        delivering.test(row, by=request.user, now=timezone.now())
        return {}


class DeliveryFilters(filters.FilterSet):
    webhook = filters.UUIDFilter(field_name="webhook__uuid")
    state = WordFilter(DeliveryState)
    since = MomentFilter(field_name="made_at", lookup_expr="gte")

    class Meta:
        model = Delivery
        fields: list[str] = []


class Deliveries(ListView):
    """What was told to whom, the newest first."""

    rules = TO_SEE
    serializer_class = DeliveryShape
    filterset_class = DeliveryFilters
    orderings = {"made": ("made_at", instant)}

    def visible(self) -> QuerySet:
        return Delivery.objects.visible_to(self.request.user)

    def get_queryset(self) -> QuerySet:
        return self.visible().select_related("webhook", "event")

    def show(self, rows: list[Delivery]) -> list[dict[str, Any]]:
        return [show_delivery(row) for row in rows]


class SendAgain(Verb):
    """Give a delivery that was given up, or taken, a fresh start."""

    rules = TO_CHANGE
    serializer_class = DeliveryShape
    body_class: type[Strict] = Nothing

    def visible(self) -> QuerySet:
        return Delivery.objects.visible_to(self.request.user).select_related("webhook", "event")

    @extend_schema(operation_id="delivery_send_again")
    def post(self, request: Request, uuid: UUID) -> Response:
        row = self.one(uuid)
        self.sent(request)
        delivering.send_again(row, by=request.user, now=timezone.now())
        return Response(show_delivery(self.one(uuid)))
