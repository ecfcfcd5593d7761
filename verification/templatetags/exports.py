"""The "Export" menus: of a claim as its page shows it, of a topic, of the list of claims with its filters. What the links do lives in the admin."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from django import template
from django.urls import reverse

from tracker.models import Claim, Topic
from verification.exports.formats import FORMATS, OF_MANY, TO_PRINT

register = template.Library()
MENU = "verification/desk/_export.html"
OF_THE_PAGE = ("p", "all", "_changelist_filters", "e")  # what stands in a list's address and is no filter


def link(name: str, address: str, asked: str = "") -> dict[str, Any]:
    return {"title": FORMATS[name].title, "href": f"{address}?{asked}" if asked else address, "opens": name == TO_PRINT}


@register.inclusion_tag(MENU)
def export_menu_of_claim(claim: Claim, as_of: datetime | str = "") -> dict[str, Any]:
    """On the page of an earlier day the links export that day."""
    asked = urlencode({"as_of": as_of.isoformat()}) if isinstance(as_of, datetime) else ""
    return {"exports": [link(name, reverse("admin:claim_export", args=[claim.pk, name]), asked) for name in FORMATS]}


@register.inclusion_tag(MENU)
def export_menu_of_topic(topic: Topic) -> dict[str, Any]:
    return {"exports": [link(name, reverse("admin:topic_export", args=[topic.pk, name])) for name in OF_MANY]}


@register.inclusion_tag(MENU, takes_context=True)
def export_menu_of_list(context: template.Context) -> dict[str, Any]:
    asked = context["request"].GET.copy()
    for name in OF_THE_PAGE:
        asked.pop(name, None)
    return {"exports": [link(name, reverse("admin:claims_export", args=[name]), asked.urlencode()) for name in OF_MANY]}
