"""What a source did to words that it passed on, with both quotes; and the button by which a lead takes the suggested letter over."""

from __future__ import annotations

from typing import Any

from django.contrib import admin, messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone

from tracker.errors import Refused
from tracker.marking import changes
from tracker.models import Source
from tracker.roles import Act, require
from tracker.services import source_register
from tracker.terms import Letter
from verification.admin import pages
from verification.ledger import PassedOn
from verification.models import Flag
from verification.services import deciding, reviewing
from verification.track_records import record_of
from verification.weighing.charging import Fidelity

PER_PAGE = 30


def source_or_404(key: int) -> Source:
    source = Source.objects.filter(pk=key).first()
    if source is None:
        raise Http404
    return source


def fidelity(request: HttpRequest, key: int) -> HttpResponse:
    """What a source did to the words that it passed on, each with both quotes; filtered by what it did."""
    source = source_or_404(key)
    context: dict[str, Any] = {
        **admin.site.each_context(request),
        "title": f"How {source.name} passes words on",
        "source": source,
        "hidden": not reviewing.may_see_record(request.user, source),
    }
    if not context["hidden"]:
        found = record_of(source)
        asked = request.GET.get("kind", "")
        kind = Fidelity(asked) if asked in list(Fidelity) else None
        rows = [one for one in found.passed_on if kind is None or one.fidelity is kind]
        page = Paginator(rows, PER_PAGE).get_page(request.GET.get("p", 1))
        context |= {
            "found": found,
            "kind": kind,
            "tabs": [(str(one), count) for one, count in found.relays.counts],
            "page": page,
            "rows": [quotes_of(one) for one in page],
        }
    return TemplateResponse(request, "verification/desk/fidelity.html", context)


def quotes_of(one: PassedOn) -> dict[str, Any]:
    """The two quotes, with the words that differ marked in each where they were changed."""
    changed = one.fidelity is not Fidelity.FAITHFUL
    gone, fresh = changes(one.original.quote, one.relay.quote) if changed else ([], [])
    return {"one": one, "fidelity": str(one.fidelity), "gone": gone, "fresh": fresh}


def take_over(request: HttpRequest, key: int) -> HttpResponse:
    """A lead gives the letter that the record suggests. The log keeps that it came from there, so that it is no evidence for the suggestion."""
    source = source_or_404(key)
    back = redirect(reverse("admin:tracker_source_change", args=[source.pk]))
    if request.method != "POST":
        return back
    require(request.user, Act.SOURCE_GRADE)
    if not reviewing.may_see_record(request.user, source):
        messages.error(request, "You have yet to sign a claim on which this source speaks; its record is shown after that.")
        return back
    suggested = record_of(source).record.suggested
    sent = pages.without_nul(request.POST)
    if sent.get("suggested") != suggested:
        messages.error(request, f"The record has changed since you opened the page: it suggests {suggested} now. Nothing was given.")
        return back
    if suggested is Letter.F:
        messages.error(request, "The record is too short to suggest a letter. Nothing was given.")
        return back
    try:
        source_register.grade(
            source, letter=suggested, reason=sent.get("why-suggested", ""), by=request.user, now=timezone.now(), from_suggestion=True
        )
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, f"{source.name} has the letter {suggested}, as its record suggests.")
    return back


def close_flag(request: HttpRequest, key: int) -> HttpResponse:
    """Somebody has looked at a source's flag: it stays closed until the letter or the suggestion is another one."""
    flag = Flag.objects.filter(pk=key, source__isnull=False).first()
    if flag is None:
        raise Http404
    if request.method == "POST":
        deciding.close_flag(flag, by=request.user, now=timezone.now(), reason="looked at")
    return redirect(reverse("admin:tracker_source_change", args=[flag.source_id]))


__all__ = ["close_flag", "fidelity", "take_over"]
