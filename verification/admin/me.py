"""My own settings: time zone, digest, what I follow, and what the next digest would say. Everybody's, and nobody else's."""

from __future__ import annotations

from typing import Any
from zoneinfo import available_timezones

from django.contrib import admin, messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils import timezone

from tracker.errors import Refused
from tracker.models import Claim, Person, Source, Topic
from tracker.services import preferences
from tracker.terms import Cadence, label
from verification.models import Follow
from verification.services import digesting, following

CADENCES = {
    Cadence.OFF: "no mail",
    Cadence.AT_ONCE: "urgent news at once, the rest daily",
    Cadence.DAILY: "one mail a day",
    Cadence.WEEKLY: "one mail a week",
}


def me(request: HttpRequest) -> HttpResponse:
    """Show and save one's own settings."""
    person = Person.objects.get(pk=request.user.pk)
    refusal: Refused | None = None
    if request.method == "POST":
        try:
            save(person, request.POST)
        except Refused as error:
            refusal = error
        else:
            messages.success(request, "Saved.")
            return redirect("admin:me")
    now = timezone.now()
    context = {
        **admin.site.each_context(request),
        "title": "My settings",
        "person": person,
        "refusal": refusal,
        "typed": request.POST if refusal else None,
        "zones": sorted(available_timezones()),
        "cadences": [(cadence.value, label(cadence), CADENCES[cadence]) for cadence in Cadence],
        "hours": range(24),
        **followed(person),
        "digest": digesting.compose(person, now=now) if request.GET.get("preview") == "1" else None,
        "preview": request.GET.get("preview") == "1",
    }
    return TemplateResponse(request, "verification/desk/me.html", context, status=422 if refusal else 200)


def followed(person: Person) -> dict[str, Any]:
    """What a person follows, by kind."""
    targets = set(Follow.objects.filter(person=person).values_list("target", flat=True))
    named = {
        kind: [target.partition(":")[2] for target in targets if target.startswith(f"{kind}:")] for kind in ("claim", "source", "topic")
    }
    return {
        "everything": following.EVERYTHING in targets,
        "topics": [(topic, str(topic.uuid) in named["topic"]) for topic in Topic.objects.all()],
        "claims": list(Claim.objects.filter(uuid__in=named["claim"]).order_by("-number")),
        "sources": list(Source.objects.filter(uuid__in=named["source"]).order_by("name")),
    }


def save(person: Person, sent: QueryDict) -> None:
    """Preferences, then follows: what is ticked is followed, what is shown and not ticked is not."""
    now = timezone.now()
    hour = sent.get("digest_hour", "")
    preferences.choose(
        person,
        time_zone=sent.get("time_zone", "").strip(),
        cadence=sent.get("cadence", ""),
        digest_hour=int(hour) if hour.isascii() and hour.isdigit() and len(hour) < 3 else -1,
        now=now,
    )
    things: list[tuple[str, Any]] = [("everything", following.EVERYTHING)]
    shown = followed(person)
    things += [(f"topic:{topic.pk}", topic) for topic, _ in shown["topics"]]
    things += [(f"claim:{claim.pk}", claim) for claim in shown["claims"]]
    things += [(f"source:{source.pk}", source) for source in shown["sources"]]
    ticked = set(sent.getlist("follow"))
    for name, thing in things:
        if name in ticked:
            following.follow(person, thing, now=now)
        else:
            following.unfollow(person, thing, now=now)


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
