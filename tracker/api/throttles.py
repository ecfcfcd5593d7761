"""How much one caller may ask for: so many requests in a time, counted apart for each person and scope. Who is not signed in is let in nowhere."""

from __future__ import annotations

import time
from typing import Any

from django.conf import settings
from django.core.cache import cache
from rest_framework.throttling import BaseThrottle

from tracker.terms import Scope

SECONDS = {"second": 1, "minute": 60, "hour": 3600, "day": 86400}


def rate_of(scope: str) -> tuple[int, int]:
    """(requests, seconds) of a scope, from ``API_RATES``: "6000/hour"."""
    requests, _, period = settings.API_RATES[scope].partition("/")
    return int(requests), SECONDS[period]


class PerPersonAndScope(BaseThrottle):
    """Two counters a caller and scope: of this period and of the one before, which weighs less the longer ago it ended."""

    def allow_request(self, request: Any, view: Any) -> bool:
        scope = self.scope(request, view)
        most, seconds = rate_of(scope)
        now = time.time()
        period, gone = int(now // seconds), now % seconds / seconds
        here, before = (f"api:{scope}:{request.user.pk}:{number}" for number in (period, period - 1))
        counts = cache.get_many([here, before])
        earlier, current = counts.get(before, 0), counts.get(here, 0)
        if earlier * (1 - gone) + current >= most:
            self.left = seconds * (1 - gone) if current >= most else seconds * (1 - gone - (most - current - 1) / earlier)
            return False
        if not cache.add(here, 1, timeout=2 * seconds):
            cache.incr(here)
        return True

    def scope(self, request: Any, view: Any) -> str:
        """The view's own rate, else what the request needs of a token; a method that the address does not know counts as reading."""
        if own := getattr(view, "rate", ""):
            return own
        rule = getattr(view, "rules", {}).get("GET" if request.method == "HEAD" else request.method)
        return str(rule[1] if rule else Scope.READ)

    def wait(self) -> float:
        """Seconds until another request is let in."""
        return max(1.0, self.left)
