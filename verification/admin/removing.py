"""Reports removed by law: what waits and what was decided, asking for one, and the second administrator's word. For administrators."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.utils import timezone

from tracker import work
from tracker.errors import Refused
from tracker.models import Redaction, Report
from tracker.roles import Act, NotAllowed, may
from tracker.services import redacting
from verification.models import Digest
from verification.services.redacting import Scope, confirm, words_to_type

PER_PAGE = 50
COPIES = 20


def removals(request: HttpRequest) -> HttpResponse:
    """What waits for a second administrator, and what was decided."""
    allowed(request)
    rows = Redaction.objects.select_related("report__publisher", "asked_by", "confirmed_by", "declined_by").prefetch_related(
        "report__revisions"
    )
    context = {
        **admin.site.each_context(request),
        "title": "Removals",
        "waiting": list(rows.waiting()),
        "page": Paginator(rows.exclude(pk__in=Redaction.objects.waiting()), PER_PAGE).get_page(request.GET.get("p", 1)),
    }
    return TemplateResponse(request, "verification/desk/removals.html", context)


def ask(request: HttpRequest, key: int) -> HttpResponse:
    """First what would go, then the reason, then it waits for somebody else."""
    allowed(request)
    report = get_object_or_404(Report.objects.select_related("publisher"), pk=key)
    refusal = None
    if request.method == "POST":
        try:
            made = redacting.ask(report, reason=typed_in(request, "reason"), by=request.user, now=timezone.now())
        except Refused as error:
            refusal = error
        else:
            messages.success(request, "Asked for. Another administrator has to confirm it; until then the report stays as it is.")
            return redirect("admin:removal", made.uuid)
    context = {**page_of(request, report), "title": "Remove a report by law", "refusal": refusal, "reason": typed_in(request, "reason")}
    return TemplateResponse(request, "verification/desk/removal_ask.html", context, status=422 if refusal else 200)


def one(request: HttpRequest, uuid: UUID, refusal: Refused | None = None) -> HttpResponse:
    """A request: what would go, and the forms that confirm or decline it; afterwards what came of it."""
    allowed(request)
    removal = get_object_or_404(Redaction.objects.select_related("report__publisher", "asked_by", "confirmed_by", "declined_by"), uuid=uuid)
    context = {
        **page_of(request, removal.report),
        "title": "Remove a report by law",
        "removal": removal,
        "waits": removal.confirmed_at is None and removal.declined_at is None,
        "own": removal.asked_by_id == request.user.pk,
        "words": words_to_type(removal),
        "refusal": refusal,
        "sent": request.POST if refusal else {},
    }
    return TemplateResponse(request, "verification/desk/removal.html", context, status=422 if refusal else 200)


def confirmed(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Remove it for good."""
    return _decide(
        request, uuid, lambda row: confirm(row, typed=typed_in(request, "typed"), by=request.user, now=timezone.now()), "Removed for good."
    )


def declined(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Leave it as it is."""
    reason = typed_in(request, "reason")
    told = "Declined; the report stays as it is."
    return _decide(request, uuid, lambda row: redacting.decline(row, reason=reason, by=request.user, now=timezone.now()), told)


def _decide(request: HttpRequest, uuid: UUID, act: Any, told: str) -> HttpResponse:
    allowed(request)
    removal = get_object_or_404(Redaction, uuid=uuid)
    if request.method != "POST":
        return redirect("admin:removal", uuid)
    try:
        act(removal)
    except Refused as refusal:
        return one(request, uuid, refusal)
    except NotAllowed as refusal:
        raise PermissionDenied(str(refusal)) from None
    if not settings.REDIS_URL:
        work.run_for(work.AT_A_DOOR)
    messages.success(request, told)
    return redirect("admin:tracker_report_change", removal.report_id)


def page_of(request: HttpRequest, report: Report) -> dict[str, Any]:
    """The report, what would lose words with it, and its copies, which would not."""
    revisions = list(report.revisions.defer("raw", "text"))
    context: dict[str, Any] = {**admin.site.each_context(request), "report": report, "revisions": len(revisions)}
    if report.removed_at is not None:
        return context
    scope = Scope(report)
    return context | {
        "files": report.attachments.count(),
        "statements": len(scope.statements),
        "opened": scope.opened.count(),
        "digests": Digest.objects.filter(pk__in=scope.digests().values("pk")).count(),
        "copies": list(Report.objects.saying_the_same_as(report).select_related("publisher").prefetch_related("revisions")[:COPIES]),
    }


def typed_in(request: HttpRequest, name: str) -> str:
    return request.POST.get(name, "").replace("\x00", "")


def allowed(request: HttpRequest) -> None:
    if not may(request.user, Act.REPORT_REDACT):
        raise PermissionDenied("Reports are removed by administrators, two for each.")
