"""The page on which a person adds a report by pasting it; the other tabs are in ``bringing``. What a report is lives in ``tracker.intake``."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from django import forms
from django.conf import settings
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.dateparse import parse_date, parse_datetime

from tracker import work
from tracker.errors import Refused
from tracker.intake.record import Received, receive
from tracker.language.headers import parse_headers
from tracker.models import Source
from tracker.roles import Act, NotAllowed, may
from tracker.terms import SourceKind, Via

OUTLETS_OFFERED = 500
READ_AT_ONCE = 200_000  # characters; a longer text is read by the next free worker, and its page says so


class WhenField(forms.CharField):
    """A date, or a date with a time; without a zone it is meant in the reader's own."""

    def clean(self, value: Any) -> datetime | None:
        text = super().clean(value).strip()
        return when(text) if text else None


def when(text: str) -> datetime:
    """The moment that *text* names. Raises ``ValidationError`` saying what is taken."""
    try:
        moment = parse_datetime(text)
        day = None if moment else parse_date(text)
    except ValueError:
        moment = day = None
    if moment is None and day is not None:
        return datetime(day.year, day.month, day.day, tzinfo=UTC)
    if moment is None:
        raise forms.ValidationError(f"{text!r} is not a date; write 2026-03-04 or 2026-03-04 14:30.", code="not_a_date")
    return moment if timezone.is_aware(moment) else timezone.make_aware(moment)


class ReportForm(forms.Form):
    """What a person types of a report. Headers pasted above the text fill the fields that were left empty."""

    title = forms.CharField(required=False, max_length=1000)
    publisher = forms.CharField(required=False, max_length=300)
    published = WhenField(required=False)
    url = forms.URLField(required=False, max_length=2000, assume_scheme="https", label="URL")
    text = forms.CharField(required=False, strip=False, widget=forms.Textarea)

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if (given.get("text") or "").strip():
            self.take_headers(given)
        elif not self.errors:
            self.add_error("text", "there is no text yet: paste the article.")
        return given

    def take_headers(self, given: dict[str, Any]) -> None:
        """Understand "Title: …" and its like above the text; what was typed in a field wins."""
        try:
            found = parse_headers(given["text"])
        except ValueError as error:
            self.add_error("text", str(error))
            return
        given["body"], given["metadata"] = found.body, dict(found.metadata)
        for name in ("title", "publisher", "published", "url"):
            given[name] = given.get(name) or getattr(found, name)


def take_in(form: ReportForm, request: HttpRequest) -> Received:
    """Hand a valid form to the one way in."""
    given = form.cleaned_data
    return receive(
        text=given["body"],
        title=given["title"] or "",
        publisher=given["publisher"] or None,
        published_at=given["published"],
        url=given["url"] or "",
        via=Via.PASTE,
        entered_by=request.user,
        metadata=given.get("metadata"),
        now=timezone.now(),
    )


def add_report(request: HttpRequest) -> HttpResponse:
    """Show the form; on a good one write the report, read it here if no worker does, and open it."""
    if not may(request.user, Act.REPORT_ADD):
        raise PermissionDenied("Your roles do not allow adding reports.")
    form = ReportForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            received = take_in(form, request)
        except (Refused, NotAllowed) as refusal:
            put_into(form, refusal)
        else:
            return opened(request, received)
    context = {
        **admin.site.each_context(request),
        "title": "Add a report",
        "form": form,
        "outlets": outlets_offered(),
        "ways": ways(request, "text"),
        "limit": settings.MAX_TEXT_BYTES,
    }
    return TemplateResponse(request, "tracker/add_report.html", context, status=422 if form.errors else 200)


def opened(request: HttpRequest, received: Received) -> HttpResponse:
    """The report's page, after it was read here if no worker does and it is not too long."""
    if not settings.REDIS_URL and len(received.revision.text) <= READ_AT_ONCE:
        work.run_for(work.AT_A_DOOR)
    tell(request, received)
    return redirect("admin:tracker_report_change", received.report.pk)


def put_into(form: forms.Form, refusal: Refused | NotAllowed) -> None:
    """Say a refusal beside the field that it is about, else above the form."""
    field = getattr(refusal, "field", "")
    form.add_error(field if field in form.fields else None, str(refusal))


def ways(request: HttpRequest, here: str) -> list[dict[str, Any]]:
    """The tabs: each way by which this person may bring a report in."""
    known = [
        ("text", "Text", "add_report", Act.REPORT_ADD),
        ("url", "Address", "add_report_url", Act.REPORT_ADD),
        ("file", "File", "add_report_file", Act.REPORT_ADD),
        ("table", "Table (CSV)", "add_report_table", Act.REPORT_ADD),
        ("feed", "Feed", "tracker_feed_add", Act.FEED_EDIT),
    ]
    return [
        {"title": title, "address": reverse(f"admin:{name}"), "here": way == here}
        for way, title, name, act in known
        if may(request.user, act)
    ]


def outlets_offered() -> Any:
    """Names for a field that takes an outlet."""
    rows = Source.objects.standing().filter(kind__in=[SourceKind.OUTLET, SourceKind.AGENCY])
    return rows.values_list("name", flat=True)[:OUTLETS_OFFERED]


def tell(request: HttpRequest, received: Received) -> None:
    """Say what came of it."""
    if received.created:
        messages.success(request, "Report added.")
    elif received.changed:
        messages.info(request, f"This report was known; its text has changed. This is revision {received.revision.no}.")
    else:
        messages.info(request, "This report was here already; nothing was added. You are looking at it.")
