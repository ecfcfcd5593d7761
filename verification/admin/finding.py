"""One box for everything: claims, statements, reports, sources and topics that hold the words. Looking lives in ``tracker.search``."""

from __future__ import annotations

import re
from typing import Any

from django.contrib import admin
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.http import urlencode

from tracker import search
from tracker.marking import Mark
from tracker.models import Claim, Person, Revision, Source, Statement, Topic
from verification import retrieval
from verification.services import reviewing

SHOWN = 8
LOOKED_AT = 200  # of which those that stand are shown
LONGEST = 300
AROUND = 90  # characters on either side of the word that was found


def find(request: HttpRequest) -> HttpResponse:
    """What holds all the words of ``q``; "#12" opens claim 12."""
    asked = " ".join(request.GET.get("q", "").replace("\x00", "").split())[:LONGEST]
    number = re.fullmatch(r"#(\d{1,9})", asked)
    claim = Claim.objects.filter(number=int(number[1])).first() if number else None
    if claim is not None:
        return redirect("admin:tracker_claim_change", claim.pk)
    sections = sections_of(asked, request.user) if asked else []
    context = {
        **admin.site.each_context(request),
        "title": "Search",
        "asked": asked,
        "sought": asked,
        "sections": [section for section in sections if section["rows"]],
        "no_claim": bool(number),
    }
    return TemplateResponse(request, "verification/desk/find.html", context)


def sections_of(asked: str, person: Person) -> list[dict[str, Any]]:
    """What was found, by kind; each with the way to the list that has the rest."""

    def section(title: str, name: str, rows: list[Any], **more: Any) -> dict[str, Any]:
        address = f"{reverse(f'admin:tracker_{name}_changelist')}?{urlencode({'q': asked})}"
        return {"title": title, "kind": name, "rows": rows[:SHOWN], "more": address if len(rows) > SHOWN else "", **more}

    return [
        section("Claims", "claim", claims_with(asked, person)),
        section("Statements", "statement", statements_with(asked)),
        section("Reports", "report", reports_with(asked)),
        section("Sources", "source", sources_named(asked)),
        section("Topics", "topic", list(Topic.objects.filter(name__icontains=asked).order_by("name")[: SHOWN + 1])),
    ]


def claims_with(asked: str, person: Person) -> list[Any]:
    keys = retrieval.claims_by_words(asked, limit=LOOKED_AT)
    claims = Claim.objects.visible_to(person).standing().filter(pk__in=keys).select_related("opened_from").order_by("-number")
    return reviewing.files_for(person, claims[: SHOWN + 1])


def statements_with(asked: str) -> list[Statement]:
    keys = search.by_words("statement", asked, limit=LOOKED_AT)
    return list(
        Statement.objects.in_force().filter(pk__in=keys).with_context().defer("reading__revision__raw").order_by("-seq")[: SHOWN + 1]
    )


def reports_with(asked: str) -> list[dict[str, Any]]:
    """Reports by their newest text, each with the place where the first word stands."""
    keys = search.by_words("report", asked, limit=SHOWN + 1)
    newest: dict[int, Revision] = {}
    for revision in Revision.objects.filter(report__in=keys).select_related("report__publisher").defer("raw").order_by("no"):
        newest[revision.report_id] = revision
    return [{"report": newest[key].report, "revision": newest[key], **snippet(newest[key].text, asked)} for key in keys if key in newest]


def snippet(text: str, asked: str) -> dict[str, Any]:
    """Some words around the first place where one of the asked words begins, and marks on all of them."""
    beginnings = [re.escape(word) for _, word in retrieval.words_asked(asked)]
    pattern = re.compile(rf"\b(?:{'|'.join(beginnings)})\w*", re.I) if beginnings else None
    first = pattern.search(text) if pattern else None
    start = max(0, first.start() - AROUND) if first else 0
    words = text[start : (first.end() if first else 0) + 2 * AROUND].replace("\n", " ")
    marks = [Mark(found.start(), found.end(), "match") for found in pattern.finditer(words)] if pattern else []
    return {"words": words, "marks": marks, "cut": start > 0}


def sources_named(asked: str) -> list[Source]:
    named = Q(name__icontains=asked) | Q(aliases__text__icontains=asked)
    return list(Source.objects.standing().filter(named).distinct().order_by("name")[: SHOWN + 1])
