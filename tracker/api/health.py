"""``GET /health``: one answer with what an operator must know, in full for those who may see the work, one word for strangers."""

from __future__ import annotations

import time

from django.db import DatabaseError
from django.http import HttpRequest, JsonResponse
from django.urls import path
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from rest_framework.exceptions import APIException
from rest_framework.request import Request

from tracker.api.errors import error
from tracker.api.tokens import TokenAuthentication
from tracker.health import Health, State, as_json, look
from tracker.roles import Act, may
from tracker.terms import Scope

REMEMBERED = 2.0  # seconds: whoever asks more often is told the same
_last: tuple[float, Health] | None = None


@never_cache
@require_safe
def health(request: HttpRequest) -> JsonResponse:
    """200 while people can rely on it, also where somebody should look soon; 503 when they cannot. ``?part=NAME`` asks of some parts only."""
    try:
        found = _looked().of(request.GET.getlist("part"))
    except LookupError as unknown:
        return JsonResponse(error("unknown_part", str(unknown), field="part"), status=400)
    return JsonResponse(as_json(found, whole=_may_see(request)), status=503 if found.state is State.FAILING else 200)


def _looked() -> Health:
    global _last
    now = time.monotonic()
    if _last is None or now - _last[0] > REMEMBERED:
        _last = (now, look(now=timezone.now()))
    return _last[1]


def _may_see(request: HttpRequest) -> bool:
    """Whether the caller, by session or by token, may see the work. With the database away nobody is known."""
    try:
        if "Authorization" in request.headers:
            found = TokenAuthentication().authenticate(Request(request))
            return found is not None and Scope.READ.value in found[1].scopes and may(found[0], Act.WORK_SEE)
        return may(request.user, Act.WORK_SEE)
    except (APIException, DatabaseError):
        return False


urlpatterns = [path("health", health, name="health")]
