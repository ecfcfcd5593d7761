"""My tokens for the API: make one and see it once, list them, revoke one. What a token opens is decided in ``tracker.services.tokens``."""

from __future__ import annotations

from django.contrib import admin, messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache

from tracker.errors import Refused
from tracker.models import Person, Token
from tracker.services import tokens
from tracker.terms import Scope

SCOPES = {
    Scope.READ: "read everything that you may see",
    Scope.INGEST: "send reports in",
    Scope.REVIEW: "change claims, evidence and flags as you may",
}


@never_cache
def mine(request: HttpRequest) -> HttpResponse:
    """One's own tokens; a new one is shown in this one answer and never again."""
    person, fresh, refusal = Person.objects.get(pk=request.user.pk), "", None
    if request.method == "POST":
        days = request.POST.get("days", "")
        try:
            _, fresh = tokens.issue(
                person=person,
                scopes=request.POST.getlist("scopes"),
                days=int(days) if days.isascii() and days.isdigit() and len(days) < 5 else 0,
                note=request.POST.get("note", "").replace("\x00", "").strip(),
                by=person,
                now=timezone.now(),
            )
        except Refused as error:
            refusal = error
    context = {
        **admin.site.each_context(request),
        "title": "My tokens",
        "fresh": fresh,
        "refusal": refusal,
        "sent": request.POST if refusal else None,
        "chosen": request.POST.getlist("scopes") if refusal else [Scope.READ.value],
        "tokens": Token.objects.filter(user=person).order_by("-created"),
        "scopes": [(scope.value, told) for scope, told in SCOPES.items()],
        "most": tokens.MAX_DAYS,
        "now": timezone.now(),
    }
    return TemplateResponse(request, "verification/desk/tokens.html", context, status=422 if refusal else 200)


def revoke(request: HttpRequest, key: str) -> HttpResponse:
    """One of one's own tokens opens nothing from now on."""
    if request.method == "POST":
        token = Token.objects.filter(user=request.user, token_key=key).first()
        if token is None:
            messages.info(request, "This token was revoked already.")
        else:
            tokens.withdraw(token=token, by=request.user, now=timezone.now())
            messages.success(request, f"The token {key}… opens nothing any more.")
    return redirect("admin:my_tokens")
