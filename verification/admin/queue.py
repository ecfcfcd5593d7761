"""The review queue: what is mine, free, overdue, or waits for a second signature, worked through without leaving the list. Signing lives in the services."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import Exists, OuterRef, Prefetch, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode

from tracker.models import Claim, Person
from tracker.roles import Act, NotAllowed, may
from tracker.terms import Status
from verification.admin import acts, pages
from verification.admin.counting import MOST, Count, count
from verification.models import Assignment, Review
from verification.services import assigning, reviewing, visits

PER_PAGE = 25
TABS = {"mine": "Mine", "unassigned": "Unassigned", "overdue": "Overdue", "second": "Awaiting second signature"}
ENDS = ("sign", "give_back", "dismiss", "assign")  # after these the claim is done with for now, and the next one opens
MOVES = (*ENDS, "take")  # after these the list is another one


def rows_of(tab: str, person: Person, now: datetime) -> QuerySet[Claim]:
    """The claims under a tab, most urgent first."""
    open_claims = Claim.objects.visible_to(person).standing().filter(status__in=assigning.OPEN)
    tasks = Assignment.objects.open().filter(claim=OuterRef("pk")).order_by("due")
    match tab:
        case "mine":
            held = open_claims.filter(Exists(tasks.filter(person=person)))
        case "overdue":
            held = open_claims.filter(Exists(tasks.overdue(now=now)))
        case "second":
            signed = Review.objects.filter(round__claim=OuterRef("pk"), round__closed_at=None, person=person)
            held = open_claims.filter(status=Status.AWAITING_SECOND_SIGNATURE).filter(~Exists(signed))
        case _:
            return assigning.pool(person)
    return held.annotate(due=tasks.values("due")[:1]).order_by("due", "opened_at", "pk")


class QueuePages(Paginator):
    """Pages of a tab whose claims were counted already; nobody turns to the ones beyond a thousand."""

    def __init__(self, rows: QuerySet[Claim], counted: Count) -> None:
        super().__init__(rows, PER_PAGE)
        self.count = counted.n


def queue(request: HttpRequest) -> HttpResponse:
    """One tab of the queue, with the claim that is worked on beside it; ``part=work`` is that claim alone."""
    if not may(request.user, Act.REVIEW_TAKE):
        raise PermissionDenied("The review queue is for reviewers and leads.")
    key = pages.number_in(request.GET, "claim")
    claim = Claim.objects.standing().filter(pk=key).first() if key else None
    if request.GET.get("part") == "work" and claim is not None:
        tab = request.GET.get("tab", "")
        return TemplateResponse(request, "verification/desk/_work.html", {"tab": tab, **work_on(claim, request.user, tab)})
    return answer(request, claim, tab=request.GET.get("tab", ""))


def answer(
    request: HttpRequest, claim: Claim | None, *, tab: str, said: str = "", status: int = 200, whole: bool = True, **more: Any
) -> HttpResponse:
    """The queue with *claim* open (None: the first of the tab), as a page or, for a page that is there already, as the part of it that changed."""
    part = request.headers.get("X-Part") == "1"
    shown: dict[str, Any] = {"said": said, "tab": tab, "picked": claim is not None}
    if not part or whole or claim is None:
        shown |= listed(request, tab)
        if claim is None and shown["rows"]:
            claim = shown["rows"][0]["claim"]
        shown["counted"] = True
    if claim is not None:
        shown |= work_on(claim, request.user, shown["tab"], **more)
    if not part:
        shown = {**admin.site.each_context(request), **shown, "title": "Review queue"}
    template = "queue.html" if not part else "_queue.html" if "counted" in shown else "_work.html"
    return TemplateResponse(request, f"verification/desk/{template}", shown, status=status)


def listed(request: HttpRequest, tab: str) -> dict[str, Any]:
    """The tabs with their counts, and one page of the chosen one."""
    now, person = timezone.now(), request.user
    counts = {name: count(rows_of(name, person, now)) for name in TABS}
    if tab not in TABS:
        tab = "mine" if counts["mine"] else "unassigned"
    tasks = Prefetch("assignments", Assignment.objects.open().select_related("person"), to_attr="open_tasks")
    found = rows_of(tab, person, now).select_related("opened_from").prefetch_related(tasks)
    page = QueuePages(found, counts[tab]).get_page(request.GET.get("p", 1))
    rows = [
        {"claim": file.claim, "file": file, "late": any(task.due and task.due < now for task in file.claim.open_tasks)}
        for file in reviewing.files_for(person, page)
    ]
    return {
        "tabs": [{"name": name, "title": title, "count": counts[name], "here": name == tab} for name, title in TABS.items()],
        "tab": tab,
        "rows": rows,
        "page": page,
        "news_on": visits.with_news([row["claim"] for row in rows], by=person),
        "cut": counts[tab].more,
        "most": MOST,
        "free": counts["unassigned"],
    }


def work_on(claim: Claim, person: Person, tab: str, *, refusal: Exception | None = None, act: str = "", sent: Any = None) -> dict[str, Any]:
    """What the work beside the list shows of a claim: its case file and the review form, their buttons answered by the queue."""
    doing = reverse("admin:queue_do", args=[claim.pk, "act"]).removesuffix("act/")
    shown = pages.context_of(claim, person, refusal=refusal, act=act, sent=sent)
    return {**shown, "doing": doing, "doing_query": f"?{urlencode({'tab': tab})}", "working": claim.pk}


def do(request: HttpRequest, key: int, act: str) -> HttpResponse:
    """One button of the work beside the list. When a claim is done with, the next one opens; what is refused comes back with what was typed."""
    if not may(request.user, Act.REVIEW_TAKE):
        raise PermissionDenied("The review queue is for reviewers and leads.")
    tab = request.GET.get("tab", "")
    claim = pages.claim_or_404(key)
    if request.method != "POST" or act not in acts.ACTS:
        return redirect(f"{reverse('admin:queue')}?{urlencode({'tab': tab, 'claim': claim.pk})}")
    outcome = pages.perform(claim, act, request)
    if outcome.refusal is not None:
        return answer(
            request,
            pages.claim_or_404(key),
            tab=tab,
            status=outcome.status,
            whole=False,
            refusal=outcome.refusal,
            act=act,
            sent=request.POST,
        )
    ended = act in ENDS
    following = next_of(request, claim, tab) if ended else pages.claim_or_404(key)
    if request.headers.get("X-Part") == "1":
        return answer(request, following, tab=tab, said=outcome.said, whole=act in MOVES)
    messages.success(request, outcome.said)
    query = {"tab": tab, **({"claim": following.pk} if following else {})}
    return redirect(f"{reverse('admin:queue')}?{urlencode(query)}")


def next_of(request: HttpRequest, done: Claim, tab: str) -> Claim | None:
    """The claim that stood below the one that is done with, if it still waits there; else None, for the first of the tab."""
    then = pages.number_in(request.POST, "then")
    return rows_of(tab, request.user, timezone.now()).filter(pk=then).first() if then and then != done.pk else None


def take_next(request: HttpRequest) -> HttpResponse:
    """Take the most urgent claim that this person may sign, and open it in the queue."""
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
    return redirect(f"{reverse('admin:queue')}?{urlencode({'tab': 'mine', 'claim': claim.pk})}")


__all__ = ["do", "queue", "take_next"]
