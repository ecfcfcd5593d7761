"""The pages and buttons of single claims: open by hand, show, do, keep a draft, decide proposals. What they do lives in the services."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.utils.formats import date_format
from django.utils.http import url_has_allowed_host_and_scheme

from tracker import work
from tracker.admin.adding import when
from tracker.errors import Refused, Stale
from tracker.models import Claim, Person, Statement, Topic
from tracker.roles import NotAllowed
from tracker.terms import Level, Polarity, label
from verification import retrieval
from verification.admin import acts, casefile
from verification.models import Assignment
from verification.services import bulk, opening, reviewing, visits


def open_claim(request: HttpRequest) -> HttpResponse:
    """Open a claim by hand, from a statement or typed."""
    sent = without_nul(request.POST if request.method == "POST" else request.GET)
    key = sent.get("statement", "")
    statement = Statement.objects.with_context().filter(pk=int(key)).first() if key.isascii() and key.isdigit() and len(key) < 18 else None
    typed = (
        {"text": statement.display, "polarity": statement.polarity, "level": statement.level}
        if statement
        else {"polarity": "affirmed", "level": 5}
    )
    refusal = None
    if request.method == "POST":
        level = sent.get("level", "")
        typed = {"text": sent.get("text", ""), "polarity": sent.get("polarity", ""), "level": int(level) if level in tuple("12345") else 5}
        topics = Topic.objects.filter(pk__in=[int(pk) for pk in sent.getlist("topics") if pk.isascii() and pk.isdigit() and len(pk) < 18])
        polarity = Polarity.DENIED if typed["polarity"] == Polarity.DENIED else Polarity.AFFIRMED
        try:
            claim = opening.open_by_hand(
                text=typed["text"],
                polarity=polarity,
                level=typed["level"],
                by=request.user,
                statement=statement,
                topics=topics,
                now=timezone.now(),
            )
        except Refused as error:
            refusal = error
        else:
            if not settings.REDIS_URL:
                work.run_for(work.AT_A_DOOR)
            messages.success(request, f"Claim #{claim.number} opened.")
            return redirect("admin:tracker_claim_change", claim.pk)
    context = {
        **admin.site.each_context(request),
        "title": "Open a claim",
        "statement": statement,
        "typed": typed,
        "refusal": refusal,
        "polarities": list(Polarity),
        "levels": [(level.value, label(level)) for level in sorted(Level, reverse=True)],
        "topics": Topic.objects.all(),
        "near": retrieval.candidate_claims(typed.get("text") or "", at=statement.said_at if statement else timezone.now(), limit=5)
        if typed.get("text")
        else [],
    }
    return TemplateResponse(request, "verification/desk/open_claim.html", context, status=422 if refusal else 200)


def merged(object_id: str) -> Claim | None:
    return (
        Claim.objects.filter(pk=object_id).exclude(merged_into=None).first()
        if object_id.isascii() and object_id.isdigit() and len(object_id) < 18
        else None
    )


def show(request: HttpRequest, claim: Claim, *, status: int = 200, refusal: Exception | None = None, act: str = "") -> HttpResponse:
    """The claim's page. After a refusal everything typed stands in the fields again, with what changed meanwhile."""
    as_of, unfit = moment_of(request.GET.get("as_of", ""), claim) if refusal is None else (None, "")
    context = {
        **admin.site.each_context(request),
        **context_of(claim, request.user, refusal=refusal, act=act, sent=request.POST, as_of=as_of),
        "unfit": unfit,
        "doing": reverse("admin:claim_do", args=[claim.pk, "act"]).removesuffix("act/"),
    }
    return TemplateResponse(request, "verification/desk/claim.html", context, status=status)


def context_of(
    claim: Claim,
    person: Person,
    *,
    refusal: Exception | None = None,
    act: str = "",
    sent: QueryDict | None = None,
    as_of: datetime | None = None,
) -> dict[str, Any]:
    """A claim as *person* may see it. After a refusal of *act* what was *sent* stands in the fields again, with what changed meanwhile."""
    typed = {name: sent.get(name, "") for name in sent if name not in ("csrfmiddlewaretoken", "version")} if refusal and sent else {}
    context = casefile.page_of(claim, person, now=timezone.now(), typed=typed if act == "sign" else None, as_of=as_of)
    context |= {"refusal": refusal, "refused_act": act, "sent": typed}
    if isinstance(refusal, Stale):
        since = number_in(typed, "seen") or 0
        context["missed"] = [line for line in context["history"] if line["event"].pk > since]
    return context


def number_in(sent: Mapping[str, Any], name: str) -> int | None:
    """The whole number that was sent under a name, if it is one that a key can be."""
    text = sent.get(name, "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 18 else None


def moment_of(text: str, claim: Claim) -> tuple[datetime | None, str]:
    """The moment that "as of" asks for, a day meaning its end for the reader; None for today. Else what is wrong with it."""
    text = text.replace("\x00", "").strip()
    if not text:
        return None, ""
    try:
        asked = when(text)
        if parse_date(text):
            day = datetime.fromisoformat(text)
            asked = timezone.make_aware(datetime(day.year, day.month, day.day)) + timedelta(days=1, microseconds=-1)
    except (ValidationError, ValueError, OverflowError):
        return None, f"“{text[:40]}” is not a day; write 2026-03-04. You see the claim as it stands today."
    if asked >= timezone.now():
        return None, ""
    if asked < claim.opened_at:
        opened = date_format(timezone.localtime(claim.opened_at), "j M Y")
        return None, f"Claim #{claim.number} was opened on {opened}; before that there is nothing to show. You see it as it stands today."
    return asked, ""


def claim_or_404(key: int) -> Claim:
    return get_object_or_404(Claim.objects.select_related("opened_from"), pk=key)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of a button: the sentence that says so, or why it was refused with the status that says so."""

    said: str = ""
    refusal: Exception | None = None
    status: int = 200


def perform(claim: Claim, act: str, request: HttpRequest) -> Outcome:
    """Call the service behind one of ``acts.ACTS`` with what was sent."""
    try:
        return Outcome(acts.ACTS[act](claim, without_nul(request.POST), request.user, timezone.now()))
    except Stale as stale:
        return Outcome(refusal=stale, status=412)
    except Refused as refusal:
        return Outcome(refusal=refusal, status=422)
    except NotAllowed as refusal:
        return Outcome(refusal=refusal, status=403)


def do(request: HttpRequest, key: int, act: str) -> HttpResponse:
    """One button of the page. What is refused comes back with the reason and with what was typed."""
    claim = claim_or_404(key)
    if request.method != "POST" or act not in acts.ACTS:
        return redirect("admin:tracker_claim_change", claim.pk)
    outcome = perform(claim, act, request)
    if outcome.refusal is not None:
        return show(request, claim_or_404(key), status=outcome.status, refusal=outcome.refusal, act=act)
    messages.success(request, outcome.said)
    if act == "sign" and (following := next_of(request.user)) is not None:
        messages.info(request, f"Next on your desk: claim #{following.number}.")
        return redirect("admin:tracker_claim_change", following.pk)
    if next_page := safe_next(request):
        return redirect(next_page)
    anchor = request.POST.get("anchor", "")
    return redirect(reverse("admin:tracker_claim_change", args=[claim.pk]) + (f"#{anchor}" if anchor.replace("-", "").isalnum() else ""))


def without_nul(sent: QueryDict) -> QueryDict:
    """What was sent, less the one character that a database cannot hold."""
    if not any("\x00" in value for _, values in sent.lists() for value in values):
        return sent
    cleaned = sent.copy()
    for name, values in sent.lists():
        cleaned.setlist(name, [value.replace("\x00", "") for value in values])
    return cleaned


def next_of(person: Person) -> Claim | None:
    """The claim that this person has to look at next."""
    task = Assignment.objects.open().filter(person=person).select_related("claim").order_by("due", "pk").first()
    return task.claim if task else None


def safe_next(request: HttpRequest) -> str:
    """Where the form asked to go on to, if that is on this site."""
    target = request.POST.get("next", "")
    here = target.startswith("/") and url_has_allowed_host_and_scheme(target, allowed_hosts=None)
    return target if here else ""


def draft(request: HttpRequest, key: int) -> HttpResponse:
    """Keep what is typed in the review form."""
    if request.method == "POST":
        sent = without_nul(request.POST)
        fields = {name: sent.get(name, "")[:20_000] for name in reviewing.DRAFT_FIELDS}
        try:
            reviewing.save_draft(claim_or_404(key), by=request.user, fields=fields, now=timezone.now())
        except NotAllowed as refusal:
            raise PermissionDenied(str(refusal)) from None
    return HttpResponse(status=204)


def seen(request: HttpRequest, key: int) -> HttpResponse:
    """The reader's screen says what the newest event was on the page that it shows."""
    if request.method == "POST" and (event := number_in(request.POST, "event")) is not None:
        try:
            visits.saw(claim_or_404(key), by=request.user, event=event, now=timezone.now())
        except NotAllowed as refusal:
            raise PermissionDenied(str(refusal)) from None
    return HttpResponse(status=204)


def decide_proposed(request: HttpRequest) -> HttpResponse:
    """Accept or dismiss the ticked proposals of a report page."""
    back = safe_next(request) or reverse("admin:tracker_claim_changelist")
    if request.method != "POST":
        return redirect(back)
    keys = [int(key) for key in request.POST.getlist("claims") if key.isascii() and key.isdigit() and len(key) < 18]
    verb = "dismiss" if request.POST.get("act") == "dismiss" else "accept"
    told = bulk.Told(reason=without_nul(request.POST).get("reason", "").strip() or ("not worth tracking" if verb == "dismiss" else ""))
    try:
        _, outcome = bulk.act_on(Claim.objects.filter(pk__in=keys), verb, told=told, by=request.user, now=timezone.now())
    except Refused as refusal:
        messages.error(request, str(refusal))
    except NotAllowed as refusal:
        raise PermissionDenied(str(refusal)) from None
    else:
        tell(request, "dismissed" if verb == "dismiss" else "accepted", len(outcome.done), outcome.refused)
    return redirect(back)


def tell(request: HttpRequest, done: str, number: int, refused: list[tuple[Claim, str]]) -> None:
    """What came of a bulk act, and for each refused claim why."""
    if number:
        messages.success(request, f"{number} claim{'s' if number != 1 else ''} {done}.")
    for claim, why in refused[:10]:
        messages.error(request, f"#{claim.number}: {why}")
    if len(refused) > 10:
        messages.error(request, f"and {len(refused) - 10} more were refused.")
    if not number and not refused:
        messages.info(request, "Nothing was ticked.")
