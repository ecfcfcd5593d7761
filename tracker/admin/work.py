"""Work on the desk: what is left to do, and what needs a person because it failed. The rules of the queue live in ``tracker.work``."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.timesince import timesince
from unfold.decorators import display

from tracker.admin.site import RoleAdmin
from tracker.models import Claim, Report, WorkItem
from tracker.roles import Act, may
from tracker.services import attention
from tracker.terms import WorkState

SHOWN = 20
ERROR_SHOWN = 160
STEPS = {
    "read": "read a report",
    "reread": "read a report anew",
    "compare": "compare a report",
    "compare_back": "let new claims look back",
    "catch_up": "let a claim catch up",
    "poll": "ask a feed",
    "article": "fetch a page that a feed names",
    "table": "import lines of a table",
    "weigh": "charge a settled claim",
    "index": "index again",
    "weigh_flags": "weigh a claim's flags",
}


class Standing(admin.SimpleListFilter):
    """What is left by default; what is done only when it is asked for."""

    title = "what"
    parameter_name = "what"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [("parked", "Needs attention"), ("todo", "To do"), ("done", "Done")]

    def choices(self, changelist: Any) -> Any:
        yield {
            "selected": self.value() is None,
            "query_string": changelist.get_query_string(remove=[self.parameter_name]),
            "display": "Not done",
        }
        for word, name in self.lookup_choices:
            yield {
                "selected": self.value() == word,
                "query_string": changelist.get_query_string({self.parameter_name: word}),
                "display": name,
            }

    def queryset(self, request: HttpRequest, queryset: QuerySet[WorkItem]) -> QuerySet[WorkItem]:
        if self.value() in (WorkState.PARKED, WorkState.TODO, WorkState.DONE):
            return queryset.filter(state=self.value())
        return queryset.exclude(state=WorkState.DONE)


@admin.register(WorkItem)
class WorkItemAdmin(RoleAdmin):
    """Steps that are left: the parked ones first, with their error, their age, what they are about, and a fresh start."""

    see = Act.WORK_SEE
    list_display = ("step", "standing", "age", "tried", "error", "what")
    list_filter = (Standing, "kind")
    search_fields = ("subject", "last_error")
    ordering = ("state", "due_at", "pk")  # "parked" before "todo"
    actions = ("start_again",)
    readonly_fields = ("step", "what", "standing", "age", "tried", "last_error", "created_at", "due_at", "lease_until", "done_at", "fence")
    fields = readonly_fields
    change_form_outer_before_template = "tracker/work_head.html"

    @display(description="Step", ordering="kind")
    def step(self, item: WorkItem) -> str:
        return STEPS.get(item.kind, item.kind.replace("_", " "))

    @display(description="Stands", ordering="state")
    def standing(self, item: WorkItem) -> str:
        if item.state == WorkState.PARKED:
            return "needs attention"
        if item.state == WorkState.TODO and item.lease_until and item.lease_until > timezone.now():
            return "being done"
        return "done" if item.state == WorkState.DONE else "to do"

    @display(description="Left since", ordering="created_at")
    def age(self, item: WorkItem) -> str:
        return f"{timesince(item.created_at, depth=1)} ago"

    @display(description="Tried")
    def tried(self, item: WorkItem) -> str:
        lost = f", interrupted {item.expiries} times of {settings.WORK_EXPIRIES}" if item.expiries else ""
        return f"failed {item.attempts} times of {settings.WORK_ATTEMPTS}{lost}" if item.attempts or lost else "not yet"

    @display(description="Error")
    def error(self, item: WorkItem) -> str:
        return item.last_error.partition("\n")[0][:ERROR_SHOWN] or "–"

    @display(description="About")
    def what(self, item: WorkItem) -> str:
        return format_html('<a href="{}">{}</a>', reverse("admin:work_about", args=[item.pk]), "show")

    def changeform_view(
        self, request: HttpRequest, object_id: str | None = None, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        parked = object_id is not None and object_id.isdecimal() and WorkItem.objects.filter(pk=object_id, state=WorkState.PARKED).exists()
        return super().changeform_view(request, object_id, form_url, {**(extra_context or {}), "parked": parked, "key": object_id})

    @admin.action(description="Start again…", permissions=["view"])
    def start_again(self, request: HttpRequest, chosen: QuerySet[WorkItem]) -> HttpResponse | None:
        if not chosen.filter(state=WorkState.PARKED).exists():
            messages.info(request, "None of these is parked; there is nothing to start again.")
            return None
        return ask_or_start(request, chosen, back=request.get_full_path())


def run_again(request: HttpRequest, key: int) -> HttpResponse:
    """First what will happen, then a fresh start for one step."""
    if not may(request.user, Act.WORK_SEE):
        raise PermissionDenied("Starting work again is for leads and admins.")
    get_object_or_404(WorkItem, pk=key)
    return ask_or_start(request, WorkItem.objects.filter(pk=key), back=reverse("admin:tracker_workitem_changelist"))


def ask_or_start(request: HttpRequest, chosen: QuerySet[WorkItem], *, back: str) -> HttpResponse:
    """The page that asks, or, when it was answered, the start and back to the list."""
    if request.method == "POST" and request.POST.get("confirmed") == "yes":
        items = list(chosen)
        started = attention.start_again(items, by=request.user, now=timezone.now())
        left = len(items) - len(started)
        if started:
            messages.success(request, f"{len(started)} started again." + (f" {left} were not parked any more." if left else ""))
        else:
            messages.info(request, "None of these is parked any more; nothing was started.")
        return redirect(back)
    parked = chosen.filter(state=WorkState.PARKED).order_by("due_at", "pk")
    context = {
        **admin.site.each_context(request),
        "title": "Start again",
        "keys": list(chosen.values_list("pk", flat=True)),
        "items": [{"step": STEPS.get(item.kind, item.kind), "error": item.last_error[:ERROR_SHOWN]} for item in parked[:SHOWN]],
        "parked": (count := parked.count()),
        "more": max(0, count - SHOWN),
        "skipped": chosen.count() - count,
        "back": back,
    }
    return TemplateResponse(request, "tracker/run_again.html", context)


def about(request: HttpRequest, key: int) -> HttpResponse:
    """On to the page of what a step is about."""
    if not may(request.user, Act.WORK_SEE):
        raise PermissionDenied("Work is for leads and admins.")
    thing = attention.about(get_object_or_404(WorkItem, pk=key))
    if thing is None:
        raise Http404("What this step was about is not in the record, or has no page.")
    noun = "report" if isinstance(thing, Report) else "claim" if isinstance(thing, Claim) else "source"
    return redirect(f"admin:tracker_{noun}_change", thing.pk)


__all__ = ["WorkItemAdmin", "about", "run_again"]
