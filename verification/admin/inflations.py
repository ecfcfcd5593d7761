"""The inflation board: where somebody on the way dropped the hedge, both quotes side by side, the largest jump first."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.core.paginator import Paginator
from django.db.models import F, IntegerField
from django.db.models.fields.json import KT
from django.db.models.functions import Cast
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse

from tracker.models import Person
from tracker.terms import FlagKind
from verification.models import Flag

PER_PAGE = 40


def inflations(person: Person, *, closed: bool = False) -> Any:
    """Flags of inflated certainty, the largest jump first, the newest first among equals."""
    flags = Flag.objects.visible_to(person).filter(kind=FlagKind.CERTAINTY_INFLATED, claim__merged_into=None)
    jump = Cast(KT("detail__relay_level"), IntegerField()) - Cast(KT("detail__original_level"), IntegerField())
    rows = (flags if closed else flags.open()).select_related("claim", "statement__reading__revision__report__publisher")
    return rows.annotate(jump=jump).order_by(F("jump").desc(nulls_last=True), "-raised_at", "-pk")


def board(request: HttpRequest) -> HttpResponse:
    closed = request.GET.get("closed") == "1"
    page = Paginator(inflations(request.user, closed=closed), PER_PAGE).get_page(request.GET.get("p", 1))
    context = {**admin.site.each_context(request), "title": "Inflation board", "page": page, "closed": closed}
    return TemplateResponse(request, "verification/desk/inflations.html", context)
