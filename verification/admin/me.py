"""My own settings: time zone, digest, what I follow, my tokens. Everybody's, and nobody else's."""

from __future__ import annotations

from typing import Any
from zoneinfo import available_timezones

from django.contrib import admin, messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode

from tracker.errors import Refused
from tracker.models import Claim, Person, Source, Topic
from tracker.services import preferences
from tracker.terms import URGENT, Cadence, label
from verification.models import Follow
from verification.periods import WEEKDAYS, next_due
from verification.services import following
from verification.services.composing import schedule_of

CADENCES = {
    Cadence.OFF: "no mail",
    Cadence.AT_ONCE: "each urgent change at once, nothing else",
    Cadence.DAILY: "one mail a day",
    Cadence.WEEKLY: "one mail a week",
}


def me(request: HttpRequest) -> HttpResponse:
    """Show and save one's own settings."""
    person = Person.objects.get(pk=request.user.pk)
    refusal: Refused | None = None
    if request.method == "POST":
        try:
            person = save(person, request.POST)
        except Refused as error:
            refusal = error
        else:
            messages.success(request, f"Saved. You get digests {schedule_of(person).words}.")
            return redirect("admin:me")
    context = {
        **admin.site.each_context(request),
        "title": "My settings",
        "person": person,
        "refusal": refusal,
        "chosen": typed(request.POST) if refusal else chosen_by(person),
        "zones": sorted(available_timezones()),
        "cadences": [(cadence.value, CADENCES[cadence]) for cadence in Cadence],
        "hours": range(24),
        "weekdays": list(enumerate(WEEKDAYS)),
        "kinds": [(kind.value, label(kind)) for kind in URGENT],
        "next_at": next_due(schedule_of(person), now=timezone.now()),
        "undo": undo_of(request),
        **followed(person),
    }
    return TemplateResponse(request, "verification/desk/me.html", context, status=422 if refusal else 200)


def chosen_by(person: Person) -> dict[str, Any]:
    """What stands in the fields of the digest."""
    return {
        "cadence": person.cadence,
        "digest_hour": str(person.digest_hour),
        "digest_weekday": str(person.digest_weekday),
        "time_zone": person.time_zone,
        "urgent": person.urgent_kinds,
    }


def typed(sent: QueryDict) -> dict[str, Any]:
    """What was sent and could not be taken stands in the fields again."""
    return {name: sent.get(name, "") for name in ("cadence", "digest_hour", "digest_weekday", "time_zone")} | {
        "urgent": sent.getlist("urgent")
    }


def save(person: Person, sent: QueryDict) -> Person:
    """The schedule and the urgent kinds as the form has them; a form without its last field leaves the urgent kinds as they are."""
    return preferences.choose(
        person,
        time_zone=sent.get("time_zone", "").strip(),
        cadence=sent.get("cadence", ""),
        digest_hour=whole(sent.get("digest_hour", "")),
        digest_weekday=whole(sent["digest_weekday"]) if "digest_weekday" in sent else None,
        urgent_kinds=sent.getlist("urgent") if "urgent_shown" in sent else None,
        now=timezone.now(),
    )


def whole(text: str) -> int:
    """A small number from a form; -1, which nothing takes, for anything else."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 3 else -1


# ---- what I follow
def followed(person: Person) -> dict[str, Any]:
    """What a person follows, by kind, and what of their own work they have muted."""
    targets = set(Follow.objects.filter(person=person).values_list("target", flat=True))
    named = {
        kind: [target.removeprefix(f"{kind}:") for target in targets if target.startswith(f"{kind}:")]
        for kind in ("claim", "source", "topic", f"{following.MUTED}claim")
    }
    topics = list(Topic.objects.all())
    return {
        "everything": following.EVERYTHING in targets,
        "topics": [topic for topic in topics if str(topic.uuid) in named["topic"]],
        "other_topics": [topic for topic in topics if str(topic.uuid) not in named["topic"]],
        "claims": list(Claim.objects.filter(uuid__in=named["claim"]).order_by("-number")),
        "sources": list(Source.objects.filter(uuid__in=named["source"]).order_by("name")),
        "muted": list(Claim.objects.filter(uuid__in=named[f"{following.MUTED}claim"]).order_by("-number")),
    }


def follow(request: HttpRequest) -> HttpResponse:
    """Follow something, or stop, in place on the settings page; what was stopped can be followed again with one press."""
    if request.method == "POST":
        person, target = Person.objects.get(pk=request.user.pk), request.POST.get("target", "")
        try:
            thing = following.thing_named(target)
        except Refused as refusal:
            messages.error(request, str(refusal))
        else:
            if request.POST.get("act") == "unfollow":
                following.unfollow(person, thing, now=timezone.now())
                return redirect(f"{reverse('admin:me')}?{urlencode({'undo': target})}#follows")
            following.follow(person, thing, now=timezone.now())
            messages.success(request, f"You follow {following.words_for(thing)}; your digest will tell what changes.")
    return redirect(reverse("admin:me") + "#follows")


def undo_of(request: HttpRequest) -> dict[str, str] | None:
    """What was just unfollowed, by its name and in words."""
    try:
        thing = following.thing_named(request.GET.get("undo", ""))
    except Refused:
        return None
    gone = not following.follows(request.user, thing)
    return {"target": following.target_of(thing), "words": following.words_for(thing)} if gone else None


def follow_source(request: HttpRequest, key: int) -> HttpResponse:
    """Follow a source from its page, or stop."""
    source = Source.objects.filter(pk=key).first()
    if source is not None and request.method == "POST":
        if request.POST.get("act") == "unfollow":
            following.unfollow(request.user, source, now=timezone.now())
        else:
            following.follow(request.user, source, now=timezone.now())
            messages.success(request, f"You follow {source.name}; your digest will tell what it says.")
    return redirect("admin:tracker_source_change", key)
