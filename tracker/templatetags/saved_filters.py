"""The saved filters of a list, above it."""

from __future__ import annotations

from typing import Any

from django import template
from django.http import QueryDict

from tracker.models import SavedFilter
from tracker.services.saved_filters import OF_THE_PAGE

register = template.Library()


@register.inclusion_tag("tracker/_saved_filters.html", takes_context=True)
def saved_filters(context: template.Context, cl: Any) -> dict[str, Any]:
    """One's own filters of this list; the one that is in force is marked, and what is not kept yet can be."""
    request = context["request"]
    page = f"{cl.opts.app_label}_{cl.opts.model_name}"
    asked = request.GET.copy()
    for word in OF_THE_PAGE:
        asked.pop(word, None)
    query = asked.urlencode()
    rows = [
        {"name": row.name, "query": row.query, "here": QueryDict(row.query) == asked}
        for row in SavedFilter.objects.visible_to(request.user).filter(page=page)
    ]
    return {
        "rows": rows,
        "page": page,
        "query": query,
        "unsaved": bool(query) and not any(row["here"] for row in rows),
        "csrf_token": context.get("csrf_token"),
    }
