"""Giving out work by rule: first who would get what and why, then do it. Whom the rule names is decided in ``services.allotting``."""

from __future__ import annotations

import re

from django.conf import settings
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils import timezone

from tracker.roles import Act, may
from verification.services import allotting


def hand_out(request: HttpRequest) -> HttpResponse:
    """A lead sees the plan, unticks what shall wait, and has the rest given out as it was shown."""
    if not may(request.user, Act.ASSIGN):
        raise PermissionDenied("Work is given out by leads.")
    now = timezone.now()
    if request.method == "POST":
        pairs = [
            (int(one), int(two))
            for value in request.POST.getlist("give")
            for one, two in re.findall(r"^(\d{1,17}):(\d{1,17})$", value, re.A)
        ]
        given, refused = allotting.give_out(by=request.user, now=now, only=pairs)
        if given:
            people = len({task.person_id for task in given})
            messages.success(request, f"{counted(len(given), 'claim')} given to {counted(people, 'person', 'people')}.")
        for claim, why in refused[:10]:
            messages.error(request, f"#{claim.number}: {why}")
        if len(given) + len(refused) < len(pairs):
            messages.info(request, f"{len(pairs) - len(given) - len(refused)} had changed meanwhile; this is the plan now.")
        if not pairs:
            messages.info(request, "Nothing was ticked.")
        return redirect("admin:hand_out")
    context = {
        **admin.site.each_context(request),
        "title": "Give out work",
        "plan": allotting.plan(now=now),
        "by_itself": settings.AUTO_ASSIGN,
        "at_once": settings.REVIEWS_AT_ONCE,
        "days": settings.REVIEW_DAYS,
        "most": allotting.AT_MOST,
    }
    return TemplateResponse(request, "verification/desk/hand_out.html", context)


def counted(n: int, one: str, many: str = "") -> str:
    return f"{n} {one if n == 1 else many or one + 's'}"
