"""Acts on ticked claims: first a page that says what will happen, then the act, then a line by which it can be undone. The rules live in the services."""

from __future__ import annotations

from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone

from tracker.errors import Refused
from tracker.models import Claim, Person, Topic
from tracker.roles import Act, NotAllowed, may
from verification.admin import acts, pages
from verification.models import BulkAct
from verification.services import bulk

SHOWN = 20
WORDS = {  # what the act is called, and what was done
    "accept": ("Accept", "accepted"),
    "dismiss": ("Dismiss", "dismissed"),
    "assign": ("Assign", "assigned"),
    "add_topic": ("Put under a topic", "put under the topic"),
}
EFFECTS = {
    "accept": ["The desk tracks them from now on.", "You cannot sign any of them afterwards, not even when you undo it: four eyes."],
    "dismiss": ["They are no longer tracked, reviewed or told of; they stay in the record.", "Open rounds and tasks on them end."],
    "assign": ["Each goes into review with this person; whoever is barred from a claim does not get it, and you are told."],
    "add_topic": ["The topics that they have already stay."],
}


def ask_or_do(request: HttpRequest, verb: str, chosen: QuerySet[Claim]) -> HttpResponse:
    """The page that asks, or, when it was answered, the act itself and back to the list."""
    sent = pages.without_nul(request.POST)
    if sent.get("confirmed") != "yes":
        return ask(request, verb, chosen)
    try:
        _, outcome = bulk.act_on(chosen, verb, told=told_by(sent), by=request.user, now=timezone.now())
    except Refused as refusal:
        return ask(request, verb, chosen, refusal=refusal)
    except NotAllowed as refusal:
        raise PermissionDenied(str(refusal)) from None
    pages.tell(request, WORDS[verb][1], len(outcome.done), outcome.refused)
    return redirect(pages.safe_next(request) or request.get_full_path())


def told_by(sent: Any) -> bulk.Told:
    person, topic = pages.number_in(sent, "person"), pages.number_in(sent, "topic")
    return bulk.Told(
        reason=sent.get("reason", "").strip(),
        person=Person.objects.filter(pk=person, is_active=True).first() if person else None,
        due=acts.due_of(sent),
        topic=Topic.objects.filter(pk=topic).first() if topic else None,
    )


def ask(request: HttpRequest, verb: str, chosen: QuerySet[Claim], *, refusal: Exception | None = None) -> HttpResponse:
    keys = list(chosen.order_by("number").values_list("pk", flat=True)[: bulk.MOST + 1])
    if len(keys) > bulk.MOST:
        messages.error(request, f"These are more than {bulk.MOST:,} claims, which is the most at once; narrow the list down.")
        return redirect(request.get_full_path())
    context = {
        **admin.site.each_context(request),
        "title": f"{WORDS[verb][0]}: {len(keys)} claim{'s' if len(keys) != 1 else ''}",
        "verb": verb,
        "word": WORDS[verb][0],
        "keys": keys,
        "claims": list(Claim.objects.filter(pk__in=keys[:SHOWN]).order_by("number")),
        "more": max(0, len(keys) - SHOWN),
        "effects": EFFECTS[verb],
        "minutes": int(bulk.UNDO_WITHIN.total_seconds() // 60),
        "people": reviewers() if verb == "assign" else [],
        "topics": Topic.objects.all() if verb == "add_topic" else [],
        "sent": request.POST,
        "refusal": refusal,
        "today": timezone.localdate(),
        "back": request.get_full_path(),
    }
    return TemplateResponse(request, "verification/desk/bulk.html", context, status=422 if refusal else 200)


def reviewers() -> list[Person]:
    people = Person.objects.with_roles().filter(is_active=True).order_by("username")
    return [person for person in people if may(person, Act.REVIEW_SIGN)]


def undo(request: HttpRequest, key: int) -> HttpResponse:
    """Undo a bulk act, and say what could not be put back."""
    back = pages.safe_next(request) or reverse("admin:tracker_claim_changelist")
    if request.method != "POST":
        return redirect(back)
    made = get_object_or_404(BulkAct, pk=key)
    try:
        outcome = bulk.undo(made, by=request.user, now=timezone.now())
    except Refused as refusal:
        messages.error(request, str(refusal))
    except NotAllowed as refusal:
        raise PermissionDenied(str(refusal)) from None
    else:
        pages.tell(request, "put back as before", len(outcome.done), outcome.refused)
    return redirect(back)
