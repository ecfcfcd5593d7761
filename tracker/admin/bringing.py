"""The other tabs of Add a report: a page by its address, a file, a table with its preview and results. Rules live in ``intake`` and ``services``."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.utils import timezone

from tracker.admin.adding import WhenField, opened, outlets_offered, put_into, ways
from tracker.errors import Refused
from tracker.intake import bring
from tracker.intake.documents import MAX_DOCUMENT_BYTES
from tracker.intake.record import receive
from tracker.intake.tables import NAMES
from tracker.models import ReportTable
from tracker.roles import Act, NotAllowed, may
from tracker.services import importing
from tracker.terms import Via

PREVIEWED = 20
LISTED = 500


class AboutForm(forms.Form):
    """What a person says of a document; wins over what the document says itself."""

    title = forms.CharField(required=False, max_length=1000)
    publisher = forms.CharField(required=False, max_length=300)
    published = WhenField(required=False)
    archive_url = forms.URLField(required=False, max_length=2000, assume_scheme="https", label="Archive link")

    def typed(self) -> bring.Typed:
        given = self.cleaned_data
        return bring.Typed(
            title=given["title"], publisher=given["publisher"] or None, published_at=given["published"], archive_url=given["archive_url"]
        )


class AddressForm(AboutForm):
    url = forms.CharField(max_length=2000, label="Address")
    via = Via.URL

    def document(self) -> dict[str, Any]:
        return bring.page(self.cleaned_data["url"], self.typed())


class FileForm(AboutForm):
    file = forms.FileField(allow_empty_file=True)
    via = Via.FILE

    def document(self) -> dict[str, Any]:
        file = self.cleaned_data["file"]
        return bring.document(file.read(MAX_DOCUMENT_BYTES + 1), name=file.name, typed=self.typed())


def by_address(request: HttpRequest) -> HttpResponse:
    """Fetch a page, read it, and open its report."""
    return _taken(request, AddressForm, "url", "tracker/add_url.html")


def by_file(request: HttpRequest) -> HttpResponse:
    """Take a file in: text, page, PDF, e-mail."""
    return _taken(request, FileForm, "file", "tracker/add_file.html")


def _taken(request: HttpRequest, kind: type[Any], way: str, template: str) -> HttpResponse:
    _allowed(request)
    form = kind(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        try:
            received = receive(via=form.via, entered_by=request.user, now=timezone.now(), **form.document())
        except (Refused, NotAllowed) as refusal:
            put_into(form, refusal)
        else:
            return opened(request, received)
    context = {
        **admin.site.each_context(request),
        "title": "Add a report",
        "form": form,
        "ways": ways(request, way),
        "outlets": outlets_offered(),
        "limit": MAX_DOCUMENT_BYTES,
    }
    return TemplateResponse(request, template, context, status=422 if form.errors else 200)


def by_table(request: HttpRequest) -> HttpResponse:
    """Hand in a table; on a good one its preview."""
    _allowed(request)
    refusal: Exception | None = None
    if request.method == "POST":
        file = request.FILES.get("file")
        try:
            if file is None:
                raise Refused("empty", "choose a file.", field="file")
            held = importing.hold(content=file.read(MAX_DOCUMENT_BYTES + 1), name=file.name or "", by=request.user, now=timezone.now())
        except (Refused, NotAllowed) as error:
            refusal = error
        else:
            return redirect("admin:report_table", held.uuid)
    context = {
        **admin.site.each_context(request),
        "title": "Add a report",
        "ways": ways(request, "table"),
        "refusal": refusal,
        "limit": MAX_DOCUMENT_BYTES,
        "columns": list(NAMES),
        "recent": ReportTable.objects.visible_to(request.user).defer("content", "results").select_related("uploaded_by")[:10],
    }
    return TemplateResponse(request, "tracker/add_table.html", context, status=422 if refusal else 200)


def table(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """A table: before it is begun its preview, then how far it is, then what became of each line."""
    _allowed(request)
    row = get_object_or_404(ReportTable.objects.visible_to(request.user).select_related("uploaded_by", "begun_by"), uuid=uuid)
    context: dict[str, Any] = {
        **admin.site.each_context(request),
        "title": f"Table “{row.name}”" if row.name else "Table",  # a title begins with a capital, a file's name as it likes
        "table": row,
        "ways": ways(request, "table"),
    }
    if row.begun_at is None:
        read = importing.table_of(row)
        context |= {
            "read": read,
            "rows": [(one.line, one.fields, one.fields["text"][:300]) for one in read.good[:PREVIEWED]],
            "bad": read.bad[:LISTED],
            "n_good": len(read.good),
            "n_bad": len(read.bad),
        }
    else:
        refused = [one for one in row.results if "report" not in one]
        context |= {
            "counts": importing.counts(row.results),
            "refused": refused[:LISTED],
            "stored": [one for one in row.results if "report" in one][:LISTED],
            "listed": LISTED,
            "percent": 100 * row.done // row.rows if row.rows else 100,
        }
    return TemplateResponse(request, "tracker/report_table.html", context)


def import_table(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Begin a table that was looked at."""
    _allowed(request)
    row = get_object_or_404(ReportTable.objects.visible_to(request.user), uuid=uuid)
    if request.method == "POST":
        importing.begin(row, by=request.user, now=timezone.now())
        messages.success(request, "It is being imported.")
    return redirect("admin:report_table", uuid)


def _allowed(request: HttpRequest) -> None:
    if not may(request.user, Act.REPORT_ADD):
        raise PermissionDenied("Your roles do not allow adding reports.")
