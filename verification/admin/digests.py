"""Digests on the desk: one's own with all that each told, what the next would say, and for leads and administrators what became of everybody's.

Whoever watches sees states and reasons; what a digest says is its reader's alone.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import Count, Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils import timezone

from tracker.errors import Refused
from tracker.models import Person
from tracker.models.work import Pulse
from tracker.roles import Act, NotAllowed, may
from tracker.terms import DigestState, label
from verification.models import Digest, DigestLine
from verification.periods import next_due
from verification.services import digesting, sending
from verification.services.composing import grouped, schedule_of, told_when
from verification.services.following import Heard, standing
from verification.services.headwords import headline

PER_PAGE = 50
STYLE_SHEET = re.compile(r"<style>.*?</style>", re.DOTALL)
NEEDING = Q(state__in=(DigestState.UNCERTAIN, DigestState.REJECTED, DigestState.SENDING)) | Q(state=DigestState.PENDING, tries__gt=0)
MEANINGS = {
    DigestState.PENDING: "made, waits to be sent",
    DigestState.SENDING: "on its way",
    DigestState.SENT: "accepted by the mail server",
    DigestState.UNCERTAIN: "no answer after its text was sent; it may have arrived, and the next digest announces it",
    DigestState.REJECTED: "refused for good; the next digest announces it",
    DigestState.SKIPPED_EMPTY: "nothing was new, no mail",
    DigestState.CANCELLED: "not wanted any more when its turn came",
}


def mine(request: HttpRequest) -> HttpResponse:
    """One's own digests, the newest first; those without news are left out."""
    rows = (
        Digest.objects.visible_to(request.user)
        .exclude(state=DigestState.SKIPPED_EMPTY)
        .annotate(told=Count("lines"))
        .order_by("-made_at", "-pk")
    )
    context = {
        **admin.site.each_context(request),
        "title": "My digests",
        "page": Paginator(rows, PER_PAGE).get_page(request.GET.get("p", 1)),
        "next_at": next_due(schedule_of(request.user), now=timezone.now()),
        "schedule": schedule_of(request.user).words,
        "meanings": MEANINGS,
    }
    return TemplateResponse(request, "verification/desk/digests.html", context)


def one(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """All that one of one's own digests told, beyond its forty claims too, and the mail as it went out."""
    digest = Digest.objects.visible_to(request.user).filter(uuid=uuid).select_related("announced_in").first()
    if digest is None:
        raise Http404("no such digest of yours")
    lines = DigestLine.objects.filter(digest=digest).select_related("event__claim__merged_into").order_by("event")
    heard = [Heard(line.event, standing(line.event.claim), line.why) for line in lines]
    context = {
        **admin.site.each_context(request),
        "title": f"Digest of {timezone.localtime(digest.made_at):%-d %B %Y}",
        "digest": digest,
        "meaning": MEANINGS[DigestState(digest.state)],
        "told": rows_of(heard, request.user),
        "text": digest.text,
        "html": framed(digest.html),
    }
    return TemplateResponse(request, "verification/desk/digest.html", context)


def coming(request: HttpRequest) -> HttpResponse:
    """What the next digest would say if it were made now. Nothing is stored or sent."""
    person, now = Person.objects.get(pk=request.user.pk), timezone.now()
    composed = digesting.compose(person, now=now)
    heard = [Heard(event, standing(event.claim), why) for event, why in composed.told] if composed else []
    context = {
        **admin.site.each_context(request),
        "title": "My next digest",
        "composed": composed,
        "told": rows_of(heard, person),
        "text": composed.text if composed else "",
        "html": framed(composed.html) if composed else "",
        "next_at": next_due(schedule_of(person), now=now),
        "schedule": schedule_of(person).words,
        "person": person,
    }
    return TemplateResponse(request, "verification/desk/digest.html", context)


def rows_of(heard: Iterable[Heard], person: Any) -> list[dict[str, Any]]:
    """Every claim that a digest told of, the gravest first, with the word over it, the newest change, and why."""
    zone = ZoneInfo(person.time_zone)
    return [
        {
            "claim": claim,
            "word": headline(one.event for one in group)[1],
            "when": told_when([one.event for one in group], zone),
            "why": "; ".join(dict.fromkeys(one.why for one in group)),
        }
        for claim, group in grouped(heard)
    ]


def framed(html: str) -> str:
    """The mail's page for a frame of its own: its links open outside the frame, and its sheet of dark colours, which no page of ours may carry, stays
    out."""
    return STYLE_SHEET.sub("", html).replace("<head>", '<head><base target="_top">', 1)


# ---- for leads and administrators
def watched(request: HttpRequest) -> HttpResponse:
    """What became of everybody's digests: those that need a look first, then by state."""
    if not may(request.user, Act.DIGESTS_WATCH):
        raise PermissionDenied("What became of digests is for leads and administrators.")
    counts = dict(Digest.objects.order_by().values_list("state").annotate(Count("pk")))
    chosen = request.GET.get("state", "")
    rows = Digest.objects.filter(state=chosen) if chosen in list(DigestState) else Digest.objects.filter(NEEDING)
    page = Paginator(rows.select_related("person").order_by("-made_at", "-pk"), PER_PAGE).get_page(request.GET.get("p", 1))
    pulse = Pulse.objects.filter(name="digests").first()
    context = {
        **admin.site.each_context(request),
        "title": "Digests",
        "needing": Digest.objects.filter(NEEDING).count(),
        "states": [(state.value, label(state), counts.get(state.value, 0), MEANINGS[state]) for state in DigestState],
        "chosen": chosen,
        "rows": [
            {"digest": row, "reason": reason_of(row), "again": row.state in (DigestState.UNCERTAIN, DigestState.REJECTED)} for row in page
        ],
        "page": page,
        "query": f"state={chosen}" if chosen else "",
        "pulse": pulse,
    }
    return TemplateResponse(request, "verification/desk/digests_watched.html", context)


def reason_of(digest: Digest) -> str:
    """Why a digest is where it is, without the address that it went to."""
    first = digest.last_error.splitlines()[0] if digest.last_error else ""
    return first.replace(digest.person.email, "(their address)") if digest.person.email else first


def again(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """First what it means, then offer the digest to the server once more."""
    if not may(request.user, Act.DIGESTS_WATCH):
        raise PermissionDenied("Digests are sent again by leads and administrators.")
    digest = Digest.objects.filter(uuid=uuid).select_related("person").first()
    if digest is None:
        raise Http404("no such digest")
    if request.method == "POST":
        return sent_again(request, digest, now=timezone.now())
    context = {
        **admin.site.each_context(request),
        "title": "Send a digest again",
        "digest": digest,
        "reason": reason_of(digest),
        "meaning": MEANINGS[DigestState(digest.state)],
    }
    return TemplateResponse(request, "verification/desk/digest_again.html", context)


def sent_again(request: HttpRequest, digest: Digest, *, now: datetime) -> HttpResponse:
    try:
        sending.send_again(digest, by=request.user, now=now)
    except Refused as refusal:
        messages.error(request, str(refusal))
    except NotAllowed as refusal:
        raise PermissionDenied(str(refusal)) from None
    else:
        messages.success(request, f"The digest of {digest.person} is offered to the mail server once more.")
    return redirect("admin:digests_watched")
