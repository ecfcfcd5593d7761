"""Buttons that note, or un-note, that a source took its own words back. Finding retractions in texts is the services' work."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
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
from tracker.models import Report, Statement
from tracker.roles import NotAllowed
from verification.models import Withdrawal
from verification.services import withdrawals


def statement(request: HttpRequest, key: int) -> HttpResponse:
    """Its own source took this statement back."""
    said = get_object_or_404(Statement.objects.with_context(), pk=key)
    act = partial(withdrawals.withdraw, statement=said, by=request.user, reason=reason_of(request, "taken-back"), now=timezone.now())
    return answer(
        request, act, "Noted: its own source took it back. The claims that rest on it are flagged.", report=said.report, said=said
    )


def report(request: HttpRequest, key: int) -> HttpResponse:
    """Its own outlet took this whole report back."""
    whole = get_object_or_404(Report, pk=key)
    act = partial(withdrawals.withdraw, report=whole, by=request.user, reason=reason_of(request, "taken-back"), now=timezone.now())
    return answer(request, act, "Noted: the report was taken back. The claims that rest on it are flagged.", report=whole)


def undo(request: HttpRequest, key: int) -> HttpResponse:
    """Nothing was taken back after all."""
    row = get_object_or_404(Withdrawal.objects.select_related("statement", "report"), pk=key)
    whole = row.report or Statement.objects.with_context().get(pk=row.statement_id).report
    act = partial(withdrawals.undo, row, by=request.user, now=timezone.now(), reason=reason_of(request, "why"))
    return answer(request, act, "It counts again, and its flags are closed.", report=whole, said=row.statement)


def reason_of(request: HttpRequest, name: str) -> str:
    return request.POST.get(name, "").replace("\x00", "")


def answer(request: HttpRequest, act: Callable[[], Any], done: str, *, report: Report, said: Statement | None = None) -> HttpResponse:
    """Do it on a POST, say what came of it, and go back to the report."""
    if request.method == "POST":
        try:
            act()
        except Refused as refusal:
            messages.error(request, str(refusal))
        except NotAllowed as refusal:
            raise PermissionDenied(str(refusal)) from None
        else:
            if not settings.REDIS_URL:
                work.run_for(work.AT_A_DOOR)
            messages.success(request, done)
    return redirect(reverse("admin:tracker_report_change", args=[report.pk]) + (f"#s-{said.uuid}" if said else ""))
