"""The pages before signing in: taking up an invitation, asking for a new password, choosing it. Who gets what is decided in the services."""

from __future__ import annotations

from typing import Any
from zoneinfo import available_timezones

from axes.utils import reset as forgive
from django.contrib import admin, messages
from django.contrib.auth.forms import SetPasswordForm
from django.contrib.auth.password_validation import password_validators_help_texts
from django.contrib.auth.views import PasswordResetConfirmView
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import path, reverse_lazy
from django.utils import timezone
from django.views.decorators.cache import never_cache

from tracker.doorway import address_of
from tracker.errors import Refused
from tracker.services import inviting, resetting


@never_cache
def welcome(request: HttpRequest, token: str) -> HttpResponse:
    """Behind the link of an invitation: choose a name and a password, once. Every link that is good for nothing gets one and the same page."""
    now = timezone.now()
    invitation = inviting.invitation_of(token, now=now)
    refusal, sent = None, request.POST
    if request.method == "POST" and invitation is not None:
        try:
            if sent.get("password", "") != sent.get("password_again", ""):
                raise Refused("password", "the two passwords are not the same.", field="password")
            person = inviting.take_up(
                token,
                username=sent.get("username", "").replace("\x00", ""),
                name=sent.get("name", ""),
                password=sent.get("password", ""),
                time_zone=sent.get("time_zone", "").strip() or "UTC",
                now=now,
            )
        except Refused as error:
            refusal = error
        else:
            messages.success(request, f"Welcome. Sign in as {person.username}.")
            return redirect("admin:login")
    context = {
        **admin.site.each_context(request),
        "title": "Join the desk" if invitation else "This link is good for nothing any more",
        "invitation": invitation,
        "refusal": refusal,
        "sent": sent,
        "zones": sorted(available_timezones()),
        "rules": password_validators_help_texts(),
    }
    status = 410 if invitation is None else 422 if refusal else 200
    return TemplateResponse(request, "tracker/door/welcome.html", context, status=status)


@never_cache
def forgotten(request: HttpRequest) -> HttpResponse:
    """Ask for a link to a new password. The answer is the same for every address."""
    asked = request.method == "POST"
    if asked:
        resetting.ask(request.POST.get("email", "")[:254], caller=address_of(request), now=timezone.now())
    context = {**admin.site.each_context(request), "title": "A new password", "asked": asked}
    return TemplateResponse(request, "tracker/door/forgotten.html", context)


class Renew(PasswordResetConfirmView):
    """Choose the new password; whoever was locked out for wrong guesses may try again with it."""

    template_name = "tracker/door/renew.html"
    success_url = reverse_lazy("admin:login")

    def get_context_data(self, **given: Any) -> dict[str, Any]:
        return {**admin.site.each_context(self.request), **super().get_context_data(**given), "title": "A new password"}

    def form_valid(self, form: SetPasswordForm) -> HttpResponse:
        answer = super().form_valid(form)
        forgive(username=self.user.get_username())
        messages.success(self.request, "Your password is changed. Sign in with it.")
        return answer


urlpatterns = [
    path("welcome/<str:token>/", welcome, name="welcome"),
    path("forgotten/", forgotten, name="admin_password_reset"),
    path("forgotten/<uidb64>/<token>/", Renew.as_view(), name="password_reset_confirm"),
]
