"""Reports on the desk: the list, and the page that shows one as received with every statement in its place. Reports are records: nothing here changes one."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.contrib import admin
from django.db.models import Count, OuterRef, Prefetch, Q, QuerySet, Subquery
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from unfold.contrib.filters.admin import AutocompleteSelectFilter
from unfold.decorators import display

from tracker import search
from tracker.admin.days import DaysFilter
from tracker.admin.righting import names_offered
from tracker.admin.site import FOUND, RoleAdmin
from tracker.admin.statements import explained, marks_of
from tracker.marking import changes
from tracker.models import Correction, Edge, Reading, Report, Revision, Statement, Topic, WorkItem
from tracker.roles import Act, may
from tracker.terms import Level, Part, WorkState

COPIES_SHOWN = 20
NEWEST_HEADS = Prefetch("revisions", Revision.objects.defer("raw", "text"))
LOOKS_AGAIN_FOR = timedelta(minutes=1)  # of a step that waits; somebody who works on the page for longer is not to lose what they ticked


@admin.register(Report)
class ReportAdmin(RoleAdmin):
    """What has come in, newest first."""

    list_display = ("headline", "publisher_shown", "published", "received", "statement_count", "revision_count")
    list_filter = (("publisher", AutocompleteSelectFilter), ("revisions__received_at", DaysFilter))
    list_filter_submit = True
    search_fields = ("publisher__name",)
    search_help_text = "Words of the headline or text, or an outlet"
    table_columns = (
        ("title", lambda report: report.newest_title),
        ("publisher", lambda report: report.publisher_name),
        ("published", lambda report: report.newest_published),
        ("received", lambda report: report.received_at),
        ("statements", lambda report: report.statement_total),
        ("revisions", lambda report: report.newest_no),
        ("url", lambda report: report.canonical_url),
        ("id", lambda report: report.uuid),
    )
    list_before_template = "tracker/report_list_head.html"

    def get_queryset(self, request: HttpRequest) -> QuerySet[Report]:
        newest = Revision.objects.filter(report=OuterRef("pk")).order_by("-no")
        count = (
            Statement.objects.filter(reading__current=True, reading__revision__report=OuterRef("pk"))
            .order_by()
            .values("reading__revision__report")
            .annotate(n=Count("pk"))
            .values("n")
        )
        return (
            super()
            .get_queryset(request)
            .select_related("publisher")
            .annotate(
                newest_title=Subquery(newest.values("title")[:1]),
                newest_published=Subquery(newest.values("published_at")[:1]),
                newest_no=Subquery(newest.values("no")[:1]),
                statement_total=Subquery(count),
            )
            .order_by("-received_at", "-pk")
        )

    def get_search_results(self, request: HttpRequest, queryset: QuerySet[Report], search_term: str) -> tuple[QuerySet[Report], bool]:
        """By every word of headline and text, or by the outlet's name."""
        if not search_term.strip():
            return queryset, False
        named = Q(publisher__name__icontains=search_term.strip().replace("\x00", ""))
        return queryset.filter(named | Q(pk__in=search.by_words("report", search_term, limit=FOUND))), False

    @display(description="Report", ordering="newest_title")
    def headline(self, report: Report) -> str:
        return report.newest_title or "(untitled)"

    @display(description="Publisher", ordering="publisher__name")
    def publisher_shown(self, report: Report) -> str:
        return report.publisher_name

    @display(description="Published", ordering="newest_published")
    def published(self, report: Report) -> Any:
        return report.newest_published

    @display(description="Received", ordering="received_at")
    def received(self, report: Report) -> Any:
        return report.received_at

    @display(description="Statements", ordering="statement_total")
    def statement_count(self, report: Report) -> Any:
        return (
            report.statement_total if report.statement_total is not None else format_html('<span class="faint">{}</span>', "not read yet")
        )

    @display(description="Revisions", ordering="newest_no")
    def revision_count(self, report: Report) -> int:
        return report.newest_no

    def change_view(self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: dict | None = None) -> HttpResponse:
        report = self.get_object(request, object_id)
        if report is None:
            return self._get_obj_does_not_exist_redirect(request, self.opts, object_id)
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "original": report,
            **page_of(report, request.GET.get("revision", "")),
        }
        context |= compared(report, context["revision"], request.GET.get("against", ""))
        context["may_add"] = may(request.user, Act.CLAIM_ACCEPT)
        context["may_correct"] = context["reading"] is not None and may(request.user, Act.STATEMENT_CORRECT)
        newest = context["revision"].no == context["revisions"][0].no
        context["may_withdraw"] = may(request.user, Act.STATEMENT_WITHDRAW)
        context["may_mark"] = context["may_correct"] and newest
        context["may_read"] = context["reading"] is not None and newest and may(request.user, Act.REPORT_REREAD)
        if context["may_mark"]:
            context["names"] = names_offered()
        context["attachments"] = list(report.attachments.defer("content").select_related("added_by"))
        context["may_keep"] = may(request.user, Act.REPORT_ADD)
        context["may_open"] = may(request.user, Act.CLAIM_OPEN)
        context["report_topics"] = list(report.topics.order_by("name"))
        if may(request.user, Act.TOPIC_EDIT):
            context["topics"] = list(Topic.objects.order_by("name"))
        context["may_remove"] = may(request.user, Act.REPORT_REDACT)
        context["removal"] = report.redaction
        if report.removed_at is not None:  # there are no words to do anything with
            context |= dict.fromkeys(("may_correct", "may_withdraw", "may_mark", "may_read", "may_keep", "may_open", "may_remove"), False)
        elif context["may_remove"]:
            context["removal_asked"] = report.redactions.waiting().first()
        return TemplateResponse(request, "tracker/report.html", context)


def page_of(report: Report, revision_no: str = "") -> dict[str, Any]:
    """All that the report page shows, in constant queries. An unknown revision number means the newest one."""
    revisions = sorted(report.revisions.defer("raw", "text").select_related("entered_by"), key=lambda revision: -revision.no)
    wanted = next((revision for revision in revisions if str(revision.no) == revision_no), revisions[0])
    reading = Reading.objects.filter(revision=wanted, current=True).first()
    statements = statements_of(reading) if reading else []
    next_step = {"kind": "compare", "subject": str(reading.pk)} if reading else {"kind": "read", "subject": str(wanted.uuid)}
    waiting = WorkItem.objects.filter(**next_step).exclude(state=WorkState.DONE).first()
    return {
        "title": wanted.title or "Untitled report",
        "report": report,
        "revision": wanted,
        "revisions": revisions,
        "reading": reading,
        "statements": statements,
        "explained": {statement.pk: explained(statement) for statement in statements},
        "title_marks": marks_of(statements, Part.TITLE),
        "body_marks": marks_of(statements, Part.BODY),
        "level_counts": [(level, sum(statement.level == level for statement in statements)) for level in sorted(Level, reverse=True)],
        "levels": sorted(Level, reverse=True),
        "worthy": sum(statement.check_worthy for statement in statements),
        "kin": kin_of(statements),
        "copies": list(Report.objects.saying_the_same_as(report).select_related("publisher").prefetch_related(NEWEST_HEADS)[:COPIES_SHOWN]),
        "waiting": waiting,
        "looks_again": waiting is not None and waiting.state == WorkState.TODO and timezone.now() - waiting.created_at < LOOKS_AGAIN_FOR,
        "list_url": reverse("admin:tracker_report_changelist"),
    }


def compared(report: Report, newer: Revision, older_no: str) -> dict[str, Any]:
    """An older revision beside this one, with what is gone and what is fresh."""
    older = (
        report.revisions.filter(no=int(older_no), no__lt=newer.no).first()
        if older_no.isascii() and older_no.isdigit() and len(older_no) < 9
        else None
    )
    if older is None:
        return {}
    gone, fresh = changes(older.text, newer.text)
    title_gone, title_fresh = changes(older.title, newer.title)
    return {"older": older, "gone": gone, "fresh": fresh, "title_gone": title_gone, "title_fresh": title_fresh}


def kin_of(statements: list[Statement]) -> list[dict[str, Any]]:
    """The reports that this one was taken from, and those that took from it, by the edges in force between their statements."""
    keys = {statement.pk for statement in statements}
    edges = Edge.objects.filter(Q(child__in=keys) | Q(parent__in=keys), parent__isnull=False).standing()
    path = "reading__revision__report__publisher"
    found: dict[tuple[bool, int], dict[str, Any]] = {}
    for edge in edges.select_related(f"child__{path}", f"parent__{path}"):
        taken = edge.child_id in keys
        other = edge.parent if taken else edge.child
        if other.pk in keys:
            continue
        row = found.setdefault(
            (taken, other.report.pk), {"taken": taken, "revision": other.reading.revision, "report": other.report, "count": 0}
        )
        row["count"] += 1
    return sorted(found.values(), key=lambda row: (not row["taken"], row["revision"].at))


def statements_of(reading: Reading) -> list[Statement]:
    """The statements of a reading as they stand in the text, the headline first, and those of older readings that are kept."""
    rows = (
        Statement.objects.filter(Q(reading=reading) | Q(reading__revision=reading.revision_id, kept=True))
        .with_context()
        .prefetch_related("figures", Prefetch("corrections", Correction.objects.select_related("by"), to_attr="corrections_made"))
    )
    return sorted(rows, key=lambda statement: (statement.part != Part.TITLE, statement.start, -statement.end))
