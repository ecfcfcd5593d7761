"""The review queue: what is mine, free, overdue, or waits for a second signature. Taking and signing live in the services."""

from __future__ import annotations

from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import Exists, OuterRef, Prefetch, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils import timezone

from tracker.models import Claim, Person
from tracker.roles import Act, NotAllowed, may
from tracker.terms import Status
from verification.admin.counting import count
from verification.models import Assignment, Review
from verification.services import assigning, reviewing

PER_PAGE = 50


def tabs_of(person: Person, now: Any) -> dict[str, tuple[str, QuerySet[Claim]]]:
    """The tabs: their names and the claims under each, most urgent first."""
    open_claims = Claim.objects.visible_to(person).standing().filter(status__in=assigning.OPEN)
    mine = Assignment.objects.open().filter(claim=OuterRef("pk"), person=person)
    late = Assignment.objects.overdue(now=now).filter(claim=OuterRef("pk"))
    signed = Review.objects.filter(round__claim=OuterRef("pk"), round__closed_at=None, person=person)
    waiting = Claim.objects.visible_to(person).standing().filter(status=Status.AWAITING_SECOND_SIGNATURE).filter(~Exists(signed))
    due = Assignment.objects.open().filter(claim=OuterRef("pk")).order_by("due").values("due")[:1]
    return {
        "mine": ("Mine", open_claims.filter(Exists(mine)).annotate(due=due).order_by("due", "pk")),
        "unassigned": ("Unassigned", assigning.pool(person)),
        "overdue": ("Overdue", open_claims.filter(Exists(late)).annotate(due=due).order_by("due", "pk")),
        "second": ("Awaiting second signature", waiting.annotate(due=due).order_by("due", "opened_at", "pk")),
    }


def queue(request: HttpRequest) -> HttpResponse:
    """One tab of the queue."""
    if not may(request.user, Act.REVIEW_TAKE):
        raise PermissionDenied("The review queue is for reviewers and leads.")
    now = timezone.now()
    tabs = tabs_of(request.user, now)
    counts = {name: count(rows) for name, (_, rows) in tabs.items()}
    chosen = request.GET.get("tab", "")
    if chosen not in tabs:
        chosen = "mine" if counts["mine"] else "unassigned"
    tasks = Prefetch("assignments", Assignment.objects.open().select_related("person"), to_attr="open_tasks")
    page = Paginator(tabs[chosen][1].select_related("opened_from").prefetch_related(tasks), PER_PAGE).get_page(request.GET.get("p", 1))
    rows = [
        {"claim": file.claim, "file": file, "late": any(task.due and task.due < now for task in file.claim.open_tasks)}
        for file in reviewing.files_for(request.user, page)
    ]
    context = {
        **admin.site.each_context(request),
        "title": "Review queue",
        "tabs": [{"name": name, "title": title, "count": counts[name], "here": name == chosen} for name, (title, _) in tabs.items()],
        "tab": chosen,
        "rows": rows,
        "page": page,
        "free": counts["unassigned"],
    }
    return TemplateResponse(request, "verification/desk/queue.html", context)


def take_next(request: HttpRequest) -> HttpResponse:
    """Take the most urgent claim that this person may sign, and open it."""
    if request.method != "POST":
        return redirect("admin:queue")
    try:
        claim = assigning.take_next(by=request.user, now=timezone.now())
    except NotAllowed as refusal:
        raise PermissionDenied(str(refusal)) from None
    if claim is None:
        messages.info(request, "Nothing is waiting that you may sign.")
        return redirect("admin:queue")
    messages.success(request, f"Claim #{claim.number} is yours.")
    return redirect("admin:tracker_claim_change", claim.pk)
