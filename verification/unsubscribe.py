"""The page behind a mail's "stop these mails": looking at it changes nothing, a POST (RFC 8058) switches the digests off."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from verification.mail import person_of
from verification.services.following import stop_digests


@never_cache
@csrf_exempt  # a mail program sends the POST, without a page or a cookie of ours; the signed link is the proof
@require_http_methods(["GET", "HEAD", "POST"])
def unsubscribe(request: HttpRequest, token: str) -> HttpResponse:
    person = person_of(token)
    if person is None:
        raise Http404("this link is not one of ours")
    if request.method == "POST":
        stop_digests(person, now=timezone.now())
    return render(request, "verification/mail/unsubscribe.html", {"person": person, "stopped": request.method == "POST"})


urlpatterns = [path("<str:token>/", unsubscribe, name="unsubscribe")]
