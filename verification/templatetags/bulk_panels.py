"""The line that offers to undo one's last act on many claims, wherever such acts are done."""

from __future__ import annotations

from typing import Any

from django import template
from django.utils import timezone

from verification.services import bulk

register = template.Library()
DONE = {"accept": "accepted", "dismiss": "dismissed", "assign": "assigned", "add_topic": "put under a topic"}


@register.inclusion_tag("verification/desk/_undo.html", takes_context=True)
def undo_line(context: template.Context) -> dict[str, Any]:
    request = context["request"]
    now = timezone.now()
    last = bulk.last_of(request.user, now=now)
    if last is None:
        return {}
    return {
        "request": request,
        "last": last,
        "n": last.lines.count(),
        "done": DONE.get(last.verb, last.verb),
        "until": last.at + bulk.UNDO_WITHIN,
        "csrf_token": context.get("csrf_token"),
    }
