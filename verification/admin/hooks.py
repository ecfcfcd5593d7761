"""Webhooks on the desk, for leads: who is told of events, what came of it, the secret shown once. What the buttons do lives in ``services.delivering``."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import Count, Max, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html
from unfold.decorators import display

from tracker.admin.site import RoleAdmin
from tracker.errors import Refused
from tracker.models import Topic
from tracker.roles import Act, NotAllowed, require
from tracker.templatetags.desk import toned
from tracker.terms import DeliveryState
from verification import webhooks
from verification.admin.pages import without_nul
from verification.models import Delivery, Webhook
from verification.services import delivering

SHOWN = 100
ACTS = ("rotate", "pause", "resume", "test", "send_again")


@admin.register(Webhook)
class WebhookAdmin(RoleAdmin):
    """Who is told of events."""

    see = Act.WEBHOOK_MANAGE
    add = Act.WEBHOOK_MANAGE
    list_display = ("address", "about", "how_it_is", "waiting", "given_up", "last_taken")
    list_display_links = ("address",)
    search_fields = ("url", "note")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Webhook]:
        def of(state: DeliveryState) -> Count:
            return Count("deliveries", filter=Q(deliveries__state=state))

        taken = Max("deliveries__settled_at", filter=Q(deliveries__state=DeliveryState.DELIVERED))
        rows = super().get_queryset(request).select_related("topic")
        return rows.annotate(pending=of(DeliveryState.PENDING), dead=of(DeliveryState.DEAD), taken_at=taken)

    @display(description="Address")
    def address(self, row: Webhook) -> str:
        return format_html('<span class="lead-cell">{}</span> <span class="soft small">{}</span>', row.url[:120], row.note)

    @display(description="About", ordering="topic__name")
    def about(self, row: Webhook) -> str:
        return row.topic.name if row.topic else "everything"

    @display(description="How it is", ordering="active")
    def how_it_is(self, row: Webhook) -> str:
        if not row.active:
            return format_html("{} <span class='small soft'>{}</span>", toned("bad", "paused", "‖"), row.paused_because[:120])
        if row.failures:
            return toned("warn", f"{row.failures} failed in a row", "!")
        return toned("good", "well", "✓")

    @display(description="Waiting")
    def waiting(self, row: Any) -> int:
        return row.pending

    @display(description="Given up")
    def given_up(self, row: Any) -> int:
        return row.dead

    @display(description="Last taken")
    def last_taken(self, row: Any) -> str:
        return date_format(timezone.localtime(row.taken_at), "j M Y, H:i") if row.taken_at else ""

    def get_urls(self) -> list[URLPattern]:
        return [path("<int:key>/do/<slug:act>/", self.admin_site.admin_view(do), name="webhook_do"), *super().get_urls()]

    def add_view(self, request: HttpRequest, form_url: str = "", extra_context: dict | None = None) -> HttpResponse:
        if not self.has_add_permission(request):
            raise PermissionDenied("Webhooks are made by leads.")
        return make(request)

    def change_view(self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: dict | None = None) -> HttpResponse:
        row = self.get_object(request, object_id)
        if row is None:
            return self._get_obj_does_not_exist_redirect(request, self.opts, object_id)
        if not self.has_view_permission(request, row):
            raise PermissionDenied("Webhooks are for leads.")
        return show(request, row)


def make(request: HttpRequest) -> HttpResponse:
    """The form of a new webhook; once it is made, its page with the secret."""
    sent = without_nul(request.POST)
    refusal = None
    if request.method == "POST":
        try:
            topic = Topic.objects.filter(slug=sent.get("topic", "")).first() if sent.get("topic") else None
            webhooks.check_address(sent.get("url", ""))
            row, secret = delivering.make(
                url=sent.get("url", ""), topic=topic, note=sent.get("note", ""), by=request.user, now=timezone.now()
            )
        except Refused as error:
            refusal = error
        else:
            return show(request, row, secret=secret)
    context = {
        **admin.site.each_context(request),
        "title": "Tell another program",
        "sent": sent,
        "refusal": refusal,
        "topics": Topic.objects.all(),
        "told": webhooks.TOLD,
    }
    return TemplateResponse(request, "verification/desk/webhook_new.html", context, status=422 if refusal else 200)


def show(request: HttpRequest, row: Webhook, *, secret: str = "", refusal: Exception | None = None, status: int = 200) -> HttpResponse:
    """One webhook with what was told to it. *secret* stands on the page this once, and in no cache."""
    row = Webhook.objects.select_related("topic", "made_by").get(pk=row.pk)
    wanted = request.GET.get("state", "")
    deliveries = Delivery.objects.filter(webhook=row).select_related("event__claim").order_by("-made_at", "-pk")
    if wanted in list(DeliveryState):
        deliveries = deliveries.filter(state=wanted)
    counts = dict(Delivery.objects.filter(webhook=row).order_by().values("state").annotate(n=Count("pk")).values_list("state", "n"))
    context = {
        **admin.site.each_context(request),
        "title": "Webhook",
        "webhook": row,
        "secret": secret,
        "refusal": refusal,
        "deliveries": deliveries[:SHOWN],
        "counts": [(state.value, counts.get(state.value, 0)) for state in DeliveryState],
        "wanted": wanted,
        "attempts": delivering.ATTEMPTS,
        "both_until": row.old_secret_until if row.old_secret_until and row.old_secret_until > timezone.now() else None,
    }
    response = TemplateResponse(request, "verification/desk/webhook.html", context, status=status)
    if secret:
        response["Cache-Control"] = "no-store"
    return response


def do(request: HttpRequest, key: int, act: str) -> HttpResponse:
    """One button of the page."""
    try:
        require(request.user, Act.WEBHOOK_MANAGE)
    except NotAllowed as refusal:
        raise PermissionDenied(str(refusal)) from None
    row = get_object_or_404(Webhook, pk=key)
    if request.method != "POST" or act not in ACTS:
        return redirect("admin:verification_webhook_change", key)
    try:
        if act == "rotate":
            return show(request, row, secret=delivering.rotate(row, by=request.user, now=timezone.now())[1])
        messages.success(request, done(request, row, act, timezone.now()))
    except Refused as refusal:
        return show(request, row, refusal=refusal, status=422)
    return redirect("admin:verification_webhook_change", key)


def done(request: HttpRequest, row: Webhook, act: str, now: datetime) -> str:
    """Do it; what to say."""
    match act:
        case "pause":
            delivering.pause(row, by=request.user, now=now, reason=without_nul(request.POST).get("reason", ""))
            return "Paused. What happens meanwhile is kept for it."
        case "resume":
            delivering.resume(row, by=request.user, now=now)
            return "Resumed; what waited is on its way."
        case "test":
            delivering.test(row, by=request.user, now=now)
            return "A test is on its way; what comes of it stands below in a moment."
    asked = request.POST.get("delivery", "")
    delivery = get_object_or_404(Delivery, webhook=row, pk=int(asked) if asked.isascii() and asked.isdigit() and len(asked) < 18 else 0)
    delivering.send_again(delivery, by=request.user, now=now)
    return "It is on its way again."
