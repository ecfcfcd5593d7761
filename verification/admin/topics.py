"""The page of a topic: a storyline with its claims, reports and figures, in constant queries. Grouping lives in the services."""

from __future__ import annotations

from typing import Any

from django.contrib import admin, messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils import timezone

from tracker.admin.topics import TopicAdmin
from tracker.models import Claim, Person, Revision, Topic
from tracker.roles import Act, require
from tracker.terms import Status
from verification import figures
from verification.admin import exporting
from verification.casefile import CaseFile
from verification.services import following, reviewing

CLAIMS_SHOWN = 100
REPORTS_SHOWN = 100


class StorylineAdmin(TopicAdmin):
    """A topic opens as its storyline; its name and summary are changed on a page of their own (``?edit=1``)."""

    def get_urls(self) -> list[URLPattern]:
        own = [
            path("<int:key>/follow/", self.admin_site.admin_view(follow), name="follow_topic"),
            path("<int:key>/export/<slug:form>/", self.admin_site.admin_view(exporting.topic), name="topic_export"),
        ]
        return own + super().get_urls()

    def change_view(self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: dict | None = None) -> HttpResponse:
        topic = self.get_object(request, object_id)
        may_edit = self.has_change_permission(request, topic)
        if topic is None or request.method == "POST" or (may_edit and "edit" in request.GET):
            return super().change_view(request, object_id, form_url, extra_context)
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "original": topic,
            **page_of(topic, request.user),
            "may_edit": may_edit,
            "follows": following.follows(request.user, topic),
        }
        return TemplateResponse(request, "verification/desk/topic.html", context)


def page_of(topic: Topic, person: Person) -> dict[str, Any]:
    """All that the page shows of a topic to *person*."""
    claims = Claim.objects.standing().filter(topics=topic).select_related("opened_from").order_by("-number")
    files = reviewing.files_for(person, claims[:CLAIMS_SHOWN])
    files.sort(key=rank)
    revisions = Revision.objects.filter(report__topics=topic).defer("text", "raw").select_related("report__publisher")
    newest: dict[int, Revision] = {}
    for revision in revisions.order_by("no"):
        newest[revision.report_id] = revision
    reports = sorted(newest.values(), key=lambda revision: revision.at)
    return {
        "title": topic.name,
        "topic": topic,
        "files": [file for file in files if moving(file)],
        "still": [file for file in files if not moving(file)],
        "shown": len(files),
        "total": claims.count(),
        "reports": reports[-REPORTS_SHOWN:],
        "more_reports": max(0, len(reports) - REPORTS_SHOWN),
        "flags": sum(len(file.flags) for file in files),
        "drawn": series_of(files),
        "list_url": reverse("admin:tracker_topic_changelist"),
    }


def rank(file: CaseFile) -> tuple[bool, int, int]:
    """Those with open flags first, then those with most origins, then the newest."""
    return not file.flags, -file.origins, -file.claim.number


def moving(file: CaseFile) -> bool:
    """Whether anything has happened to the claim since it was first said."""
    return bool(file.flags) or file.reports > 1 or file.claim.status != Status.UNVERIFIED


def series_of(files: list[CaseFile]) -> list[figures.Drawn]:
    """The figures of the storyline, each once: of all claims whose own words count something in that unit."""
    lines: dict[int, dict[str, Any]] = {}
    for file in files:
        own = {figure.unit for entry in file.entries if entry.opening for figure in entry.statement.figures.all()}
        for line in figures.lines_of(file):
            line["href"] = reverse("admin:tracker_claim_change", args=[file.claim.pk]) + f"#e-{line['entry'].statement.uuid}"
            if line["figure"].unit in own and line["entry"].side != "none":
                lines.setdefault(line["figure"].pk, line)
    return figures.pictures_of(lines.values(), of_claim=False)


def follow(request: HttpRequest, key: int) -> HttpResponse:
    """Follow a topic from its page, or stop."""
    topic = get_object_or_404(Topic, pk=key)
    if request.method == "POST":
        require(request.user, Act.CLAIM_FOLLOW)
        if request.POST.get("act") == "unfollow":
            following.unfollow(request.user, topic, now=timezone.now())
        else:
            following.follow(request.user, topic, now=timezone.now())
            messages.success(request, f"You follow {topic}; your digest will tell what changes.")
    return redirect("admin:tracker_topic_change", key)


admin.site.unregister(Topic)
admin.site.register(Topic, StorylineAdmin)
