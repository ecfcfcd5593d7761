"""Pages on where a claim's statements come from: links and objects, each confirmed, cut, drawn or undone on a page that first says what will happen."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone

from tracker.errors import Refused
from tracker.models import Claim, Edge, Person, Statement
from tracker.roles import Act, may
from verification.admin import pages
from verification.admin.rearranging import Done, answer
from verification.casefile import CaseFile, case_files
from verification.models import Examination
from verification.services import edges, objects, reviewing
from verification.sides import groups_of

ON_EDGE: dict[str, Callable[..., Any]] = {"confirm": edges.confirm, "cut": edges.cut, "undo": edges.undo}
ON_OBJECT: dict[str, Callable[..., Any]] = {"cut": objects.cut, "undo": objects.undo}
SAID = {
    "confirm": "The link is confirmed.",
    "cut": "The link is cut; the machine will not make it again.",
    "undo": "The last word on it is taken back.",
}
MOST = 200


def where(request: HttpRequest, key: int) -> HttpResponse:
    """Every link and object of the claim, those that wait for a person first."""
    if not may(request.user, Act.READ):
        raise PermissionDenied("Your roles do not allow this (read).")
    claim = pages.claim_or_404(key)
    [file] = reviewing.files_for(request.user, [claim])
    rows = list(edges_of(claim, file)[:MOST])
    examinations = Examination.objects.filter(statement__in=[entry.statement.pk for entry in file.entries]).select_related(
        "object", "decided_by"
    )
    context = {
        **admin.site.each_context(request),
        "title": f"Where claim #{claim.number} comes from",
        "claim": claim,
        "file": file,
        "asked": [row for row in rows if row.state == "proposed"],
        "standing": [row for row in rows if row.state == "standing"],
        "cut": [row for row in rows if row.state == "cut" and row.decided_by_id],
        "examinations": examinations.prefetch_related("statement__reading__revision__report__publisher").order_by("object_id", "pk")[:MOST],
        "entries": file.entries,
        "may_decide": may(request.user, Act.EDGE_DECIDE),
    }
    return TemplateResponse(request, "verification/desk/provenance.html", context)


def edges_of(claim: Claim, file: CaseFile):
    """The links from the claim's statements that count for it, might, or did until somebody cut them."""
    members = groups_of([claim])[claim.pk].members
    here = Q(claim=None) | Q(claim__in=members)
    said = [entry.statement.pk for entry in file.entries]
    return Edge.objects.filter(here, child__in=said, parent__isnull=False).with_context().order_by("-confidence", "pk")


def decide(request: HttpRequest, key: int, edge: int, verb: str) -> HttpResponse:
    """Confirm, cut or undo a link, once it is said what follows."""
    claim = pages.claim_or_404(key)
    row = edges_of(claim, case_files([claim])[0]).filter(pk=edge).first()
    if row is None or verb not in ON_EDGE:
        raise Http404
    quotes = [("this", row.child), ("was taken from", row.parent)]

    def act(by: Person, now: datetime, reason: str) -> None:
        ON_EDGE[verb](row, by=by, now=now, reason=reason)

    return _page(request, claim, f"{verb.capitalize()} a link", quotes, act, SAID[verb])


def draw(request: HttpRequest, key: int) -> HttpResponse:
    """Say that one of the claim's statements was taken from another one."""
    claim = pages.claim_or_404(key)
    said = {entry.statement.pk: entry.statement for entry in case_files([claim])[0].entries}
    sent = pages.without_nul(request.POST if request.method == "POST" else request.GET)
    child, parent = (
        said.get(int(sent[name])) if sent.get(name, "").isascii() and sent.get(name, "").isdigit() else None for name in ("child", "parent")
    )
    if child is None or parent is None:
        raise Http404
    kept = claim if sent.get("claim") == "this" else None

    def act(by: Person, now: datetime, reason: str) -> None:
        edges.add(child, parent, claim=kept, by=by, now=now, reason=reason)

    hidden = {"child": child.pk, "parent": parent.pk, "claim": sent.get("claim", "")}
    return _page(request, claim, "Draw a link", [("this", child), ("was taken from", parent)], act, "The link is drawn.", hidden)


def decide_object(request: HttpRequest, key: int, examination: int, verb: str) -> HttpResponse:
    """Say that a statement does not rest on an object, or take that back."""
    claim = pages.claim_or_404(key)
    said = [entry.statement.pk for entry in case_files([claim])[0].entries]
    row = Examination.objects.filter(pk=examination, statement__in=said).select_related("object").first()
    if row is None or verb not in ON_OBJECT:
        raise Http404
    statement = Statement.objects.with_context().get(pk=row.statement_id)

    def act(by: Person, now: datetime, reason: str) -> None:
        ON_OBJECT[verb](row, by=by, now=now, reason=reason)

    told = "It no longer counts as resting on the object." if verb == "cut" else "The last word on it is taken back."
    return _page(request, claim, f"Does this rest on “{row.object}”?", [("this", statement)], act, told)


def _page(
    request: HttpRequest,
    claim: Claim,
    title: str,
    quotes: list[tuple[str, Statement]],
    act: Callable[[Person, datetime, str], None],
    told: str,
    hidden: dict[str, Any] | None = None,
) -> HttpResponse:
    back = reverse("admin:claim_provenance", args=[claim.pk])

    def context(sent: QueryDict) -> dict[str, Any]:
        return {"quotes": quotes, "effects": effects_of(claim, act, request.user), "hidden": hidden or {}, "back": back}

    def perform(claim: Claim, sent: QueryDict, by: Person, now: datetime) -> Done:
        act(by, now, sent.get("reason", ""))
        return told, back

    template = "verification/desk/link.html"
    return answer(request, claim, act=Act.EDGE_DECIDE, template=template, title=title, context=context, perform=perform)


def effects_of(claim: Claim, act: Callable[[Person, datetime, str], None], by: Person) -> list[str]:
    """What would follow, found by doing it and taking it back before anybody sees it."""
    [before] = reviewing.files_for(by, [claim])
    try:
        with transaction.atomic():
            act(by, timezone.now(), "to see what follows")
            [after] = reviewing.files_for(by, [Claim.objects.get(pk=claim.pk)])
            transaction.set_rollback(True)
    except Refused as refusal:
        return [f"Nothing: {refusal}"]
    if before.counted == after.counted:
        lines = [f"The counts stay as they are: {before.counted}."]
    else:
        lines = [f"“{before.counted}” becomes “{after.counted}”."]
    if not reviewing.may_see_support(by, claim):
        # Which flags would follow hangs on what others decided.
        return [*lines, "It can be undone on the same page; both words stay in the history."]
    gone = {flag.kind for flag in before.flags} - {flag.kind for flag in after.flags}
    fresh = {flag.kind for flag in after.flags} - {flag.kind for flag in before.flags}
    lines += [f"Flag closed: {kind.replace('_', ' ')}." for kind in sorted(gone)]
    lines += [f"Flag raised: {kind.replace('_', ' ')}." for kind in sorted(fresh)]
    return [*lines, "It can be undone on the same page; both words stay in the history."]
