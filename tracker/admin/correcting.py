"""Buttons of the report page that put a statement right: level, polarity, whether it is worth checking, and taking that back. One service call each."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone

from tracker import work
from tracker.errors import Refused
from tracker.models import Correction, Statement
from tracker.roles import NotAllowed
from tracker.services import correcting

WORTH = {"yes": True, "no": False}


def correct(request: HttpRequest, key: int) -> HttpResponse:
    """Correct what was chosen for one statement; a field left as it was is not touched."""
    statement = get_object_or_404(Statement.objects.with_context(), pk=key)
    if request.method == "POST":
        reason = request.POST.get(f"why-{key}", "").replace("\x00", "")
        wanted = changed(statement, request, key)
        if not wanted:
            messages.info(request, "Nothing was changed: choose another level, polarity or worth first.")
        attempt(
            request,
            lambda now: [
                correcting.correct(statement, field=field, value=value, by=request.user, reason=reason, now=now) for field, value in wanted
            ],
            "Put right.",
        )
    return back(statement)


def changed(statement: Statement, request: HttpRequest, key: int) -> list[tuple[str, Any]]:
    """The fields that were chosen otherwise than they stand."""
    level, polarity, worth = (request.POST.get(f"{name}-{key}", "") for name in ("level", "polarity", "worth"))
    chosen: list[tuple[str, Any]] = []
    if level in tuple("12345") and int(level) != statement.level:
        chosen.append(("level", int(level)))
    if polarity in ("affirmed", "denied") and polarity != statement.polarity:
        chosen.append(("polarity", polarity))
    if worth in WORTH and WORTH[worth] != statement.check_worthy:
        chosen.append(("check_worthy", WORTH[worth]))
    return chosen


def withdraw(request: HttpRequest, key: int) -> HttpResponse:
    """Let the reading's word stand again."""
    correction = get_object_or_404(Correction, pk=key)
    statement = Statement.objects.with_context().get(pk=correction.statement_id)
    if request.method == "POST":
        attempt(
            request, lambda now: [correcting.withdraw_correction(correction, by=request.user, now=now)], "The reading's word stands again."
        )
    return back(statement)


def attempt(request: HttpRequest, act: Any, said: str) -> None:
    """Do it and follow it up; or say why not."""
    try:
        done = act(timezone.now())
    except Refused as refusal:
        messages.error(request, str(refusal))
    except NotAllowed as refusal:
        raise PermissionDenied(str(refusal)) from None
    else:
        if any(done):
            if not settings.REDIS_URL:
                work.run_for(work.AT_A_DOOR)
            messages.success(request, said)


def back(statement: Statement) -> HttpResponse:
    return redirect(f"{reverse('admin:tracker_report_change', args=[statement.report.pk])}#s-{statement.uuid}")
