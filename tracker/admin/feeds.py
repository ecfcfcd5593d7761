"""Feeds on the desk: how each is, what became of its entries; add one, change it, pause, resume, ask it now. Rules live in ``services.feeding``."""

from __future__ import annotations

from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import Count, OuterRef, Q, QuerySet, Subquery
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html
from unfold.decorators import display

from tracker.admin.adding import outlets_offered, ways
from tracker.admin.site import RoleAdmin
from tracker.errors import Refused
from tracker.models import Feed, FeedItem, WorkItem
from tracker.roles import Act, NotAllowed, require
from tracker.services import feeding
from tracker.services.polling import POLL
from tracker.templatetags.desk import toned
from tracker.terms import Fetching, ItemState, WorkState

SHOWN = 100
ACTS = ("poll", "pause", "resume", "change")
PACES = ((15, "15 minutes"), (30, "30 minutes"), (60, "hour"), (180, "3 hours"), (720, "12 hours"), (1440, "day"))
ARTICLES = {
    Fetching.WHEN_SHORT: "where the feed has only a summary",
    Fetching.ALWAYS: "always",
    Fetching.NEVER: "never: what the feed says is enough",
}
STATES = {ItemState.TAKEN: "taken", ItemState.WAITING: "waiting for their page", ItemState.NOT_TAKEN: "not taken"}


def how_it_is(feed: Feed) -> str:
    """As a chip: sign and word."""
    if feed.paused_at:
        return toned("bad", "paused", "‖")
    if feed.failures:
        return toned("warn", f"failed {feed.failures} times in a row" if feed.failures > 1 else "failed", "!")
    return toned("good", "well", "✓") if feed.well_at else toned("", "not asked yet", "…")


def at(moment: Any) -> str:
    return date_format(timezone.localtime(moment), "j M Y, H:i") if moment else "–"


@admin.register(Feed)
class FeedAdmin(RoleAdmin):
    """What is asked for news, and how it is."""

    see = Act.FEED_EDIT
    add = Act.FEED_EDIT
    list_display = ("address", "of", "standing", "polled", "next", "taken", "error")
    list_display_links = ("address",)
    search_fields = ("url", "title", "source__name")
    ordering = ("pk",)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Feed]:
        taken = FeedItem.objects.filter(feed=OuterRef("pk"), state=ItemState.TAKEN).order_by().values("feed").annotate(n=Count("pk"))
        return super().get_queryset(request).select_related("source").annotate(n_taken=Subquery(taken.values("n")))

    @display(description="Feed", ordering="title")
    def address(self, feed: Feed) -> str:
        return format_html('<span class="lead-cell">{}</span> <span class="soft small wrap-anywhere">{}</span>', feed.title, feed.url[:120])

    @display(description="Source", ordering="source__name")
    def of(self, feed: Feed) -> str:
        return feed.source.name

    @display(description="How it is", ordering="failures")
    def standing(self, feed: Feed) -> str:
        return how_it_is(feed)

    @display(description="Last asked", ordering="polled_at")
    def polled(self, feed: Feed) -> str:
        return at(feed.polled_at)

    @display(description="Next", ordering="next_at")
    def next(self, feed: Feed) -> str:
        return "–" if feed.paused_at else at(feed.next_at)

    @display(description="Reports")
    def taken(self, feed: Any) -> int:
        return feed.n_taken or 0

    @display(description="Last error")
    def error(self, feed: Feed) -> str:
        return (feed.last_error or feed.paused_because)[:160] or "–"

    def get_urls(self) -> list[URLPattern]:
        return [path("<int:key>/do/<slug:act>/", self.admin_site.admin_view(do), name="feed_do"), *super().get_urls()]

    def add_view(self, request: HttpRequest, form_url: str = "", extra_context: dict | None = None) -> HttpResponse:
        if not self.has_add_permission(request):
            raise PermissionDenied("Feeds are added by analysts and leads.")
        return add(request)

    def change_view(self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: dict | None = None) -> HttpResponse:
        row = self.get_object(request, object_id)
        if row is None:
            return self._get_obj_does_not_exist_redirect(request, self.opts, object_id)
        if not self.has_view_permission(request, row):
            raise PermissionDenied("Feeds are for analysts and leads.")
        return show(request, row)


def add(request: HttpRequest) -> HttpResponse:
    """The form of a new feed; once it is added, its page."""
    refusal = None
    sent = {name: value.replace("\x00", "") for name, value in request.POST.items()}
    if request.method == "POST":
        try:
            feed = feeding.add(
                url=sent.get("url", ""),
                source=sent.get("source", ""),
                minutes=number(sent.get("minutes", "")),
                articles=sent.get("articles", Fetching.WHEN_SHORT),
                by=request.user,
                now=timezone.now(),
            )
        except Refused as error:
            refusal = error
        else:
            messages.success(request, "Added. It is being asked for the first time.")
            return redirect("admin:tracker_feed_change", feed.pk)
    context = {
        **admin.site.each_context(request),
        "title": "Add a report",
        "sent": {"minutes": str(feeding.USUAL_MINUTES), "articles": Fetching.WHEN_SHORT.value, **sent},
        "refusal": refusal,
        "ways": ways(request, "feed"),
        **offered(),
    }
    return TemplateResponse(request, "tracker/feed_new.html", context, status=422 if refusal else 200)


def number(text: str) -> int:
    """A whole number that was typed; 0, which no limit lets through, for anything else."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 9 else 0


def offered(feed: Feed | None = None) -> dict[str, Any]:
    paces = dict(PACES) | ({feed.minutes: f"{feed.minutes} minutes"} if feed and feed.minutes not in dict(PACES) else {})
    return {
        "paces": [(str(minutes), told) for minutes, told in sorted(paces.items())],
        "articles": [(word.value, told) for word, told in ARTICLES.items()],
        "outlets": outlets_offered(),
    }


def show(request: HttpRequest, feed: Feed, *, refusal: Refused | None = None, status: int = 200) -> HttpResponse:
    """One feed: how it is, its buttons, and its newest entries."""
    feed = Feed.objects.select_related("source", "made_by").get(pk=feed.pk)
    wanted = request.GET.get("state", "")
    items = FeedItem.objects.filter(feed=feed).select_related("report").defer("waiting")
    if wanted in list(ItemState):
        items = items.filter(state=wanted)
    counts = FeedItem.objects.filter(feed=feed).aggregate(**{state.value: Count("pk", filter=Q(state=state)) for state in ItemState})
    step = WorkItem.objects.filter(kind=POLL, subject=str(feed.uuid)).exclude(state=WorkState.DONE).first()
    context = {
        **admin.site.each_context(request),
        "title": str(feed) if feed.title else "Feed",
        "feed": feed,
        "chip": how_it_is(feed),
        "refusal": refusal,
        "items": items[:SHOWN],
        "shown": SHOWN,
        "counts": [(state.value, told, counts[state.value]) for state, told in STATES.items()],
        "wanted": wanted,
        "being_asked": step is not None and step.state == WorkState.TODO and not step.last_error,
        "broke": step if step is not None and step.last_error else None,
        **offered(feed),
    }
    return TemplateResponse(request, "tracker/feed.html", context, status=status)


def do(request: HttpRequest, key: int, act: str) -> HttpResponse:
    """One button of the page."""
    try:
        require(request.user, Act.FEED_EDIT)
    except NotAllowed as refusal:
        raise PermissionDenied(str(refusal)) from None
    feed = get_object_or_404(Feed, pk=key)
    if request.method == "POST" and act in ACTS:
        try:
            messages.success(request, done(request, feed, act))
        except Refused as refusal:
            return show(request, feed, refusal=refusal, status=422)
    return redirect("admin:tracker_feed_change", key)


def done(request: HttpRequest, feed: Feed, act: str) -> str:
    """Do it; what to say."""
    by, now = request.user, timezone.now()
    sent = {name: value.replace("\x00", "") for name, value in request.POST.items()}
    match act:
        case "poll":
            feeding.poll_now(feed, by=by, now=now)
            return "It is being asked."
        case "pause":
            feeding.pause(feed, by=by, now=now, reason=sent.get("reason", ""))
            return "Paused. It is not asked until it is resumed."
        case "resume":
            feeding.resume(feed, by=by, now=now)
            return "Resumed; it is being asked."
    minutes = number(sent["minutes"]) if "minutes" in sent else None
    feeding.change(feed, by=by, now=now, source=sent.get("source") or None, minutes=minutes, articles=sent.get("articles"))
    return "Changed."
