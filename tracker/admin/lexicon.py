"""The lexicon on the desk: what hedges, attributes and marks; a lead tries a change on reports, sees what would differ, and puts it in force."""

from __future__ import annotations

from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.utils import timezone

from tracker.admin.righting import followed_up, sent_by
from tracker.errors import Refused
from tracker.language.cues import Lexicon
from tracker.models import CueChange, CueTrial, Reading, WorkItem
from tracker.roles import Act, NotAllowed, may
from tracker.services import lexicon, rereading
from tracker.terms import Level, Marker, WorkState, label

SHOWN = 200
KINDS = {
    "hedge": "hedge: lowers the level",
    "booster": "booster: presses it",
    "marker": "marker: stands beside the level",
    "attribution": "verb of saying or believing",
}


def page(request: HttpRequest) -> HttpResponse:
    """The cues in force, those that hold the words asked for; what this desk changed; and for leads the form that tries a change."""
    if not may(request.user, Act.READ):
        raise PermissionDenied("Your roles do not allow this (read).")
    return shown(request)


def shown(request: HttpRequest, *, refusal: Refused | None = None) -> HttpResponse:
    asked = " ".join(request.GET.get("q", "").replace("\x00", "").lower().split())[:100]
    current = lexicon.in_force()
    rows = cues_with(current, asked)
    context = {
        **admin.site.each_context(request),
        "title": "Lexicon",
        "asked": asked,
        "rows": rows[:SHOWN],
        "found": len(rows),
        "changes": list(CueChange.objects.filter(withdrawn_at=None).select_related("by").order_by("-at", "-pk")),
        "trials": list(CueTrial.objects.select_related("by")[:5]),
        "may_edit": may(request.user, Act.LEXICON_EDIT),
        "kinds": KINDS,
        "levels": [(int(level), label(level)) for level in sorted(Level, reverse=True)],
        "markers": list(Marker),
        "sent": request.POST,
        "refusal": refusal,
        **progress(request),
    }
    return TemplateResponse(request, "tracker/lexicon.html", context, status=422 if refusal else 200)


def cues_with(current: Lexicon, asked: str) -> list[dict[str, Any]]:
    """Cues that hold the words, in the order of the alphabet; without words all of them."""
    rows = [
        {"words": " ".join(words), "kind": str(phrase.kind), "level": int(phrase.level), "marker": phrase.marker, "when": phrase.when}
        for words, phrase in current.phrases.items()
        if phrase.kind is not None
    ]
    rows += [
        {"words": " ".join(words), "kind": "attribution", "level": int(verb.level), "marker": verb.marker, "when": verb.kind}
        for words, verb in current.verbs.items()
    ]
    wanted = asked.split()
    return sorted((row for row in rows if all(word in row["words"] for word in wanted)), key=lambda row: (row["words"], row["kind"]))


def progress(request: HttpRequest) -> dict[str, Any]:
    """How far the reports are read by the lexicon in force."""
    engine, version = rereading.versions()
    total = Reading.objects.filter(current=True).count()
    old = rereading.outdated().count()
    waiting = WorkItem.objects.filter(kind="reread", state=WorkState.TODO).count()
    return {
        "engine": engine,
        "version": version,
        "readings": total,
        "outdated": old,
        "waiting": waiting,
        "share": round(100 * (total - old) / total) if total else 100,
        "may_reread": may(request.user, Act.REPORT_REREAD),
    }


def attempt(request: HttpRequest) -> HttpResponse:
    """Try what the form asks for; what came of it has a page of its own."""
    if request.method != "POST":
        return redirect("admin:lexicon")
    sent = sent_by(request)
    do = sent.get("do", "add") if sent.get("do") in ("add", "retire", "take_back") else "add"
    try:
        changes = lexicon.wanted(
            do, sent.get("words", ""), kind=sent.get("kind", ""), level=sent.get("level"), marker=sent.get("marker", "")
        )
        trial = lexicon.try_changes(changes, by=request.user, now=timezone.now())
    except Refused as refusal:
        return shown(request, refusal=refusal)
    except NotAllowed as refusal:
        raise PermissionDenied(str(refusal)) from None
    return redirect("admin:lexicon_trial", trial.pk)


def trial(request: HttpRequest, key: int, *, refusal: Refused | None = None) -> HttpResponse:
    """What a trial found: the statements that would be read otherwise, before beside after."""
    if not may(request.user, Act.READ):
        raise PermissionDenied("Your roles do not allow this (read).")
    found = get_object_or_404(CueTrial.objects.select_related("by"), pk=key)
    phrases = [one["words"] for one in found.changes]
    holding = lexicon.outdated_with(phrases).count() if found.put_at else 0
    context = {
        **admin.site.each_context(request),
        "title": "A change of the lexicon, tried",
        "trial": found,
        "outcome": found.outcome,
        "stale": found.put_at is None and found.base != lexicon.in_force().version,
        "holding": holding,
        "may_edit": may(request.user, Act.LEXICON_EDIT),
        "refusal": refusal,
        "sent": request.POST,
        **progress(request),
    }
    return TemplateResponse(request, "tracker/lexicon_trial.html", context, status=422 if refusal else 200)


def put(request: HttpRequest, key: int) -> HttpResponse:
    """Put in force what was tried."""
    if request.method != "POST":
        return redirect("admin:lexicon_trial", key)
    found = get_object_or_404(CueTrial, pk=key)
    try:
        lexicon.put_in_force(found, by=request.user, reason=sent_by(request).get("reason", ""), now=timezone.now())
    except Refused as refusal:
        return trial(request, key, refusal=refusal)
    except NotAllowed as refusal:
        raise PermissionDenied(str(refusal)) from None
    messages.success(request, "In force. New reports are read by it from now on; older ones when you have them read again.")
    return redirect("admin:lexicon_trial", key)


def read_again(request: HttpRequest) -> HttpResponse:
    """Have reports of an older lexicon read anew: those that hold a trial's words, or all."""
    if not may(request.user, Act.REPORT_REREAD):
        raise PermissionDenied("Your roles do not allow having reports read again.")
    if request.method != "POST":
        return redirect("admin:lexicon")
    key = request.POST.get("trial", "")
    found = CueTrial.objects.filter(pk=int(key)).first() if key.isascii() and key.isdigit() and len(key) < 18 else None
    readings = lexicon.outdated_with([one["words"] for one in found.changes]) if found else rereading.outdated()
    asked = rereading.ask(readings.select_related("revision").iterator(chunk_size=500), now=timezone.now())
    if asked:
        followed_up()
        messages.success(
            request, f"{asked} report{'s are' if asked != 1 else ' is'} read again; what people corrected and decided is kept."
        )
    else:
        messages.info(request, "Every report is read by the lexicon in force already.")
    return redirect("admin:lexicon_trial", found.pk) if found else redirect("admin:lexicon")


__all__ = ["attempt", "page", "put", "read_again", "trial"]
