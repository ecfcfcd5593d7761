"""Work on the desk: what is left to do, and what needs a person because it failed. The rules of the queue live in ``tracker.work``."""

from __future__ import annotations

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone
from unfold.contrib.filters.admin import ChoicesDropdownFilter

from tracker.admin.site import RoleAdmin
from tracker.models import WorkItem
from tracker.roles import Act
from tracker.terms import WorkState
from tracker.work import run_again


@admin.register(WorkItem)
class WorkItemAdmin(RoleAdmin):
    """Steps, the parked ones first."""

    see = Act.WORK_SEE
    list_display = ("kind", "subject", "state", "attempts", "expiries", "due_at", "done_at", "last_error")
    list_filter = (("state", ChoicesDropdownFilter), "kind")
    search_fields = ("subject", "last_error")
    ordering = ("-state", "-due_at")
    actions = ("start_again",)

    @admin.action(description="Give parked items a fresh start", permissions=["view"])
    def start_again(self, request: HttpRequest, chosen: QuerySet[WorkItem]) -> None:
        parked = list(chosen.filter(state=WorkState.PARKED))
        for item in parked:
            run_again(item, now=timezone.now())
        if parked:
            self.message_user(request, f"{len(parked)} started again.", messages.SUCCESS)
        else:
            self.message_user(request, "None of these is parked; there is nothing to start again.", messages.INFO)
