"""What is kept of and beside a report, to be saved as it came, never shown: its document, files beside it, where its page is kept; its topics."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone

from tracker.downloads import download, file_name
from tracker.errors import Refused
from tracker.intake.documents import MAX_DOCUMENT_BYTES
from tracker.models import Attachment, Report, Revision, Topic
from tracker.roles import Act, NotAllowed, may
from tracker.services import attaching, filing

ENDINGS = {"text/html": "html", "application/pdf": "pdf", "message/rfc822": "eml", "application/xml": "xml"}
BYTES = "application/octet-stream"  # whatever it is, no browser is to take it for something


def document(request: HttpRequest, key: int) -> HttpResponseBase:
    """A revision's bytes as they came."""
    if not may(request.user, Act.READ):
        raise PermissionDenied("Your roles do not allow reading reports.")
    revision = get_object_or_404(Revision.objects.select_related("report"), pk=key, report__in=Report.objects.visible_to(request.user))
    if revision.text_sha256:
        return _gone(request, revision.report)
    name = revision.raw_name or file_name("report", revision.report.uuid, revision.no, ending=ENDINGS.get(revision.raw_type, "txt"))
    return download(bytes(revision.raw), name=name, content_type=BYTES)


def _gone(request: HttpRequest, report: Report) -> HttpResponse:
    """Nothing to save: the report's page says why."""
    messages.error(request, "It was removed by law; only its hash is kept.")
    return redirect("admin:tracker_report_change", report.pk)


def attachment(request: HttpRequest, uuid: UUID) -> HttpResponseBase:
    """A file that is kept beside a report."""
    if not may(request.user, Act.READ):
        raise PermissionDenied("Your roles do not allow reading reports.")
    kept = get_object_or_404(Attachment.objects.select_related("report"), uuid=uuid, report__in=Report.objects.visible_to(request.user))
    if kept.report.removed_at is not None:
        return _gone(request, kept.report)
    return download(bytes(kept.content), name=kept.name, content_type=BYTES)


def keep(request: HttpRequest, key: int) -> HttpResponse:
    """Keep a file beside a report, or say where its page is kept."""
    if not may(request.user, Act.REPORT_ADD):
        raise PermissionDenied("Your roles do not allow adding to reports.")
    report = get_object_or_404(Report.objects.visible_to(request.user), pk=key)
    file = request.FILES.get("file")
    if request.method == "POST":
        try:
            if file is not None:
                content, note = file.read(MAX_DOCUMENT_BYTES + 1), request.POST.get("note", "").replace("\x00", "")
                attaching.attach(report, content=content, name=file.name or "", note=note, by=request.user, now=timezone.now())
                messages.success(request, "The file is kept beside the report.")
            elif "archive_url" in request.POST:
                attaching.set_archive(report, url=request.POST["archive_url"].replace("\x00", ""), by=request.user, now=timezone.now())
                messages.success(request, "Noted.")
            else:
                messages.error(request, "Choose a file.")
        except Refused as refusal:
            messages.error(request, f"Not kept: {refusal}")
    return redirect("admin:tracker_report_change", report.pk)


def topics(request: HttpRequest, key: int) -> HttpResponse:
    """Put a report under the topics that were ticked."""
    report = get_object_or_404(Report.objects.visible_to(request.user), pk=key)
    if request.method == "POST":
        keys = [int(one) for one in request.POST.getlist("topics") if one.isascii() and one.isdigit() and len(one) < 18]
        try:
            filing.set_topics(report, topics=Topic.objects.filter(pk__in=keys), by=request.user, now=timezone.now())
        except NotAllowed as refusal:
            raise PermissionDenied(str(refusal)) from None
        messages.success(request, "The topics are set.")
    return redirect("admin:tracker_report_change", report.pk)
