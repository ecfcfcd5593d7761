"""The desk's way out: one claim, a topic, the list as it is filtered. Links of the "Export" menus; what may leave lives in ``services.exporting``."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from csp.constants import NONE, UNSAFE_INLINE
from csp.decorators import csp_replace
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone

from tracker.downloads import download, file_name
from tracker.errors import Refused
from tracker.models import Claim, Topic
from tracker.roles import NotAllowed
from tracker.spreadsheet import BOM
from verification.admin import pages
from verification.exports.formats import TO_PRINT, Format
from verification.services import exporting


@csp_replace({"default-src": [NONE], "script-src": [NONE], "style-src": [UNSAFE_INLINE]})
def claim(request: HttpRequest, key: int, form: str) -> HttpResponseBase:
    """One claim; the case file opens in the browser to be printed, everything else is a file.

    A case file stands by itself, so its style is in it, and nothing else may run there or be loaded.
    """
    one = pages.claim_or_404(key)

    def write(known: Format) -> HttpResponseBase:
        text = exporting.export_claim(one, known, by=request.user, now=timezone.now(), as_of=moment(request, one))
        if known.name == TO_PRINT:
            return HttpResponse(text, content_type=known.media_type)
        return file(text, known, "claim", one.number)

    return answered(request, form, write, back=reverse("admin:tracker_claim_change", args=[one.pk]))


def moment(request: HttpRequest, one: Claim) -> datetime | None:
    asked, unfit = pages.moment_of(request.GET.get("as_of", ""), one)
    if unfit:
        raise Refused("as_of", unfit, field="as_of")
    return asked


def topic(request: HttpRequest, key: int, form: str) -> HttpResponseBase:
    """The claims of one topic."""
    one = get_object_or_404(Topic, pk=key)
    claims = Claim.objects.visible_to(request.user).filter(topics=one)
    return answered(
        request,
        form,
        lambda known: file(exporting.export_claims(claims, known, by=request.user), known, "topic", one.slug),
        back=reverse("admin:tracker_topic_change", args=[one.pk]),
    )


def listed(request: HttpRequest, form: str, claims: QuerySet[Claim]) -> HttpResponseBase:
    """The claims that the list shows, all pages of it."""
    return answered(
        request,
        form,
        lambda known: file(exporting.export_claims(claims, known, by=request.user), known, "claims"),
        back=reverse("admin:tracker_claim_changelist") + ("?" + request.GET.urlencode() if request.GET else ""),
    )


def answered(request: HttpRequest, form: str, write: Any, *, back: str) -> HttpResponseBase:
    """The file; what is refused is told on the page that the link stood on."""
    try:
        return write(exporting.known(form))
    except Refused as refusal:
        messages.error(request, str(refusal))
        return redirect(back)
    except NotAllowed as refusal:
        raise PermissionDenied(str(refusal)) from None


def file(content: Any, form: Format, *name: Any) -> HttpResponseBase:
    """The text as a download; a table with the mark by which Excel knows UTF-8."""
    if form.ending == "csv":
        content = BOM + content if isinstance(content, str) else with_mark(content)
    return download(content, name=file_name(*name, ending=form.ending), content_type=form.media_type)


def with_mark(lines: Any) -> Any:
    yield BOM
    yield from lines
