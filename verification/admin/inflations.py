"""The inflation board: where somebody on the way dropped the hedge, both quotes side by side, the largest jump first."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.core.paginator import Paginator
from django.db.models import Exists, OuterRef, QuerySet
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils.http import urlencode

from tracker.models import ChainLink, Person, Source, Topic
from tracker.terms import FlagKind
from verification.models import Flag

PER_PAGE = 40
RELAY, ORIGIN = "statement__reading__revision__report__publisher", "statement__links__source"


def inflations(person: Person, *, closed: bool = False) -> Any:
    """Flags of inflated certainty, the largest jump first, the newest first among equals."""
    flags = Flag.objects.visible_to(person).filter(kind=FlagKind.CERTAINTY_INFLATED, claim__merged_into=None)
    rows = (flags if closed else flags.open()).select_related("claim", "statement__reading__revision__report__publisher")
    return rows.order_by("-jump", "-raised_at", "-pk")


def choices(person: Person, *, closed: bool) -> dict[str, Any]:
    """What the board may be narrowed to: the outlets that inflated, the origins whose words they were, the topics of the claims."""
    flags = inflations(person, closed=closed).order_by()
    return {
        "relays": Source.objects.filter(pk__in=flags.values(RELAY)).order_by("name"),
        "origins": Source.objects.filter(pk__in=flags.filter(statement__links__position=0).values(ORIGIN)).order_by("name"),
        "topics": Topic.objects.filter(pk__in=flags.values("claim__topics")).order_by("name"),
    }


def narrowed(rows: QuerySet[Flag], asked: dict[str, int]) -> QuerySet[Flag]:
    """The flags of one relay, one origin, one topic, each if asked for."""
    if "relay" in asked:
        rows = rows.filter(**{RELAY: asked["relay"]})
    if "origin" in asked:
        said = ChainLink.objects.filter(statement=OuterRef("statement"), position=0, source=asked["origin"])
        rows = rows.filter(Exists(said))
    if "topic" in asked:
        rows = rows.filter(claim__topics=asked["topic"])
    return rows


def board(request: HttpRequest) -> HttpResponse:
    closed = request.GET.get("closed") == "1"
    asked = {
        name: int(key)
        for name in ("relay", "origin", "topic")
        if (key := request.GET.get(name, "")).isascii() and key.isdigit() and len(key) < 18
    }
    page = Paginator(narrowed(inflations(request.user, closed=closed), asked), PER_PAGE).get_page(request.GET.get("p", 1))
    context = {
        **admin.site.each_context(request),
        "title": "Inflation board",
        "page": page,
        "closed": closed,
        "asked": asked,
        "query": urlencode(asked),
        **choices(request.user, closed=closed),
    }
    return TemplateResponse(request, "verification/desk/inflations.html", context)
