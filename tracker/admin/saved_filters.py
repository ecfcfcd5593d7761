"""Saved filters above the lists: one's own, by name; kept and deleted here. What a filter is lives in ``tracker.services.saved_filters``."""

from __future__ import annotations

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone

from tracker.errors import Refused
from tracker.roles import NotAllowed
from tracker.services import saved_filters


def lists() -> set[str]:
    """The names of the lists that have filters."""
    return {f"{model._meta.app_label}_{model._meta.model_name}" for model, desk in admin.site._registry.items() if desk.list_filter}


def save(request: HttpRequest, page: str) -> HttpResponse:
    """Keep the filters of a list, or delete a kept one (``act=forget``); then back to the list as it stood."""
    if page not in lists():
        raise Http404
    address, query = reverse(f"admin:{page}_changelist"), request.POST.get("query", "")
    if request.method == "POST":
        name = request.POST.get("name", "")
        try:
            if request.POST.get("act") == "forget":
                saved_filters.forget(by=request.user, page=page, name=name, now=timezone.now())
                messages.success(request, f"The filter “{name}” is deleted.")
            else:
                kept = saved_filters.keep(by=request.user, page=page, name=name, query=query, now=timezone.now())
                messages.success(request, f"The filter “{kept.name}” is kept; it stands above this list for you alone.")
                query = kept.query
        except Refused as refusal:
            messages.error(request, f"Not kept: {refusal}")
        except NotAllowed as refusal:
            raise PermissionDenied(str(refusal)) from None
    return redirect(f"{address}?{query}" if query else address)
