"""Keeping a list's filters under a name, and forgetting them. They are a person's own; nobody else sees them, so the log does not tell of them."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.http import QueryDict

from tracker.errors import Refused
from tracker.models import Person, SavedFilter
from tracker.roles import Act, require

MOST = 30
LONGEST_NAME = 60
LONGEST = 2000
OF_THE_PAGE = ("p", "all", "e", "_changelist_filters")  # where somebody stands in a list is no filter


def keep(*, by: Person, page: str, name: str, query: str, now: datetime) -> SavedFilter:
    """Keep the filters in *query* ("status__exact=confirmed&q=dam") under *name*; an old one of that name is replaced."""
    require(by, Act.READ)
    name = " ".join(name.replace("\x00", "").split())
    if not name:
        raise Refused("no_name", "give the filter a name.", field="name")
    if len(name) > LONGEST_NAME:
        raise Refused("too_long", f"the name has {len(name)} characters; at most {LONGEST_NAME} are kept.", field="name")
    asked = QueryDict(query.replace("\x00", ""), mutable=True)
    for word in OF_THE_PAGE:
        asked.pop(word, None)
    kept = asked.urlencode()
    if not kept:
        raise Refused("no_filter", "nothing is filtered: choose filters or words first, then keep them under a name.", field="query")
    if len(kept) > LONGEST:
        raise Refused("too_long", f"these filters are {len(kept)} characters long; at most {LONGEST} are kept.", field="query")
    with transaction.atomic():
        standing = SavedFilter.objects.filter(person=by, page=page)
        if standing.exclude(name=name).count() >= MOST:
            raise Refused("too_many", f"{MOST} filters are kept for this list already; delete one first.", field="name")
        return SavedFilter.objects.update_or_create(person=by, page=page, name=name, defaults={"query": kept, "at": now})[0]


def forget(*, by: Person, page: str, name: str, now: datetime) -> bool:
    """Delete one of one's own filters; False if there is none of that name."""
    require(by, Act.READ)
    return bool(SavedFilter.objects.filter(person=by, page=page, name=name).delete()[0])
