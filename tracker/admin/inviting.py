"""Invitations: who was asked to join and what became of it; ask, ask again, take back. For administrators."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.utils import timezone

from tracker.errors import Refused
from tracker.models import Invitation
from tracker.roles import Act, may
from tracker.services import inviting
from tracker.terms import Role

PER_PAGE = 50
ROLES = {
    Role.READER: "sees everything, follows",
    Role.ANALYST: "adds reports, opens and edits claims",
    Role.REVIEWER: "takes claims, decides on evidence, signs",
    Role.LEAD: "assigns, signs, grades sources",
    Role.ADMIN: "people and settings; not by that a reviewer",
}


def invitations(request: HttpRequest) -> HttpResponse:
    """The list, and the form that asks an address to join."""
    allowed(request)
    refusal = None
    if request.method == "POST":
        try:
            made = inviting.invite(
                request.POST.get("email", "").replace("\x00", ""), roles=request.POST.getlist("roles"), by=request.user, now=timezone.now()
            )
        except Refused as error:
            refusal = error
        else:
            messages.success(request, f"{made.email} is invited; the mail is on its way.")
            return redirect("admin:invitations")
    rows = Invitation.objects.select_related("by", "person").order_by("-at", "-pk")
    context = {
        **admin.site.each_context(request),
        "title": "Invitations",
        "page": Paginator(rows, PER_PAGE).get_page(request.GET.get("p", 1)),
        "roles": [(role.value, told) for role, told in ROLES.items()],
        "refusal": refusal,
        "sent": request.POST if refusal else None,
        "chosen": request.POST.getlist("roles"),
        "now": timezone.now(),
    }
    return TemplateResponse(request, "tracker/invitations.html", context, status=422 if refusal else 200)


def resend(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Mail one anew, with another link."""
    return _on(request, uuid, inviting.send_again, "is invited anew; the link in the older mail is void.")


def withdraw(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Take one back."""
    return _on(request, uuid, inviting.withdraw, "is invited no more; the link in the mail opens nothing.")


def _on(request: HttpRequest, uuid: UUID, act: Callable[..., Any], told: str) -> HttpResponse:
    allowed(request)
    invitation = get_object_or_404(Invitation, uuid=uuid)
    if request.method == "POST":
        try:
            act(invitation, by=request.user, now=timezone.now())
        except Refused as refusal:
            messages.error(request, str(refusal))
        else:
            messages.success(request, f"{invitation.email} {told}")
    return redirect("admin:invitations")


def allowed(request: HttpRequest) -> None:
    if not may(request.user, Act.PEOPLE_MANAGE):
        raise PermissionDenied("People are invited by administrators.")
