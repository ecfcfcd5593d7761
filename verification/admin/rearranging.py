"""Pages that put claims right: merge two, split one, set a statement against one by hand. Each asks, says what will happen, and calls one service."""

from __future__ import annotations

import re
import uuid
from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.conf import settings
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import Q
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone

from tracker import work
from tracker.errors import Refused, Stale
from tracker.models import Claim, Person, Statement
from tracker.roles import Act, NotAllowed, may
from tracker.terms import Kinship, Polarity, Relation, Ruling, Status
from verification import retrieval
from verification.admin import casefile, pages
from verification.casefile import CaseFile, case_files
from verification.models import Assignment
from verification.services import deciding, merging, reviewing, splitting
from verification.services.rounds import SETTLED

FOUND = 20
UUID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}", re.IGNORECASE)
STATEMENT_PAGE = re.compile(r"/statement/(\d{1,17})/")

Done = tuple[str, str]  # what to say, and where to go on
Perform = Callable[[Claim, QueryDict, Person, datetime], Done]


def answer(
    request: HttpRequest,
    claim: Claim,
    *,
    act: Act,
    template: str,
    title: str,
    context: Callable[[QueryDict], dict[str, Any]],
    perform: Perform,
) -> HttpResponse:
    """Show the page, or do it; what is refused comes back with the reason and everything that was typed."""
    if not may(request.user, act):
        raise PermissionDenied(f"Your roles do not allow this ({act.value}).")
    if claim.merged_into_id:
        return redirect("admin:tracker_claim_change", claim.merged_into_id)
    sent = pages.without_nul(request.POST if request.method == "POST" else request.GET)
    refusal, status = None, 200
    if request.method == "POST":
        try:
            said, target = perform(claim, sent, request.user, timezone.now())
        except Stale as error:
            refusal, status = error, 412
            claim.refresh_from_db()
        except Refused as error:
            refusal, status = error, 422
        except NotAllowed as error:
            raise PermissionDenied(str(error)) from None
        else:
            if not settings.REDIS_URL:
                work.run_for(work.AT_A_DOOR)
            messages.success(request, said)
            return redirect(target)
    shown = {**admin.site.each_context(request), "title": title, "claim": claim, "refusal": refusal, "sent": sent, **context(sent)}
    return TemplateResponse(request, template, shown, status=status)


def page_of(claim: Claim) -> str:
    return reverse("admin:tracker_claim_change", args=[claim.pk])


# ---- merging
def merge(request: HttpRequest, key: int) -> HttpResponse:
    """First which claim, then what will happen, then do it."""
    claim = pages.claim_or_404(key)

    def context(sent: QueryDict) -> dict[str, Any]:
        into = numbered(sent.get("into", ""))
        unknown = sent.get("into", "").strip() and into is None
        if into is None or into.pk == claim.pk:
            near = retrieval.candidate_claims(claim.text, at=retrieval.said_at(claim), limit=8)
            unfit = f"There is no claim {sent.get('into', '')[:20]!r}; give its number." if unknown else ""
            return {
                "unfit": unfit or ("It is this one; give another number." if into else ""),
                "near": [c for c in near if c.pk != claim.pk],
            }
        files = reviewing.files_for(request.user, [claim, into])
        return {"into": into, "from_file": files[0], "into_file": files[1], "effects": effects_of(claim, into, files[0])}

    return answer(
        request,
        claim,
        act=Act.CLAIM_MERGE,
        template="verification/desk/merge.html",
        title=f"Merge claim #{claim.number}",
        context=context,
        perform=do_merge,
    )


def do_merge(claim: Claim, sent: QueryDict, by: Person, now: datetime) -> Done:
    into = numbered(sent.get("into", ""))
    if into is None:
        raise Refused("no_claim", "give the number of the claim that it is merged into.", field="into")
    merging.merge(
        claim,
        into=into,
        by=by,
        reason=sent.get("reason", ""),
        now=now,
        version=number_in(sent, "version"),
        into_version=number_in(sent, "into_version"),
    )
    return f"Claim #{claim.number} stands under #{into.number} now. It can be un-merged on this page.", page_of(into)


def effects_of(claim: Claim, into: Claim, file: CaseFile) -> list[str]:
    """What merging will do, in plain lines."""
    told = [
        f"#{claim.number} with its {len(file.entries)} statement{'s' if len(file.entries) != 1 else ''} stands under #{into.number}: "
        "case file, counts, lists and old links follow."
    ]
    if merging.opposite(claim, into):
        told.append(f"One denies what the other affirms, so the evidence of #{claim.number} is turned round: for becomes against.")
    for one in (claim, into):
        if one.status in SETTLED:
            told.append(f"#{one.number} is {one.get_status_display()}; it is opened again, because what was signed is another case now.")
        elif one.status == Status.AWAITING_SECOND_SIGNATURE:
            told.append(f"The first signature on #{one.number} is void; it has to be given again.")
    if tasks := Assignment.objects.open().filter(claim=claim).count():
        told.append(f"{tasks} assignment{'s' if tasks != 1 else ''} of #{claim.number} end{'s' if tasks == 1 else ''}.")
    told.append(f"Nothing is moved or deleted: on the page of #{into.number} it can be un-merged.")
    return told


def numbered(text: str) -> Claim | None:
    """The standing claim of that number."""
    number = text.strip().removeprefix("#")
    return (
        Claim.objects.standing().filter(number=int(number)).first() if number.isascii() and number.isdigit() and len(number) < 10 else None
    )


def number_in(sent: QueryDict, name: str) -> int | None:
    value = sent.get(name, "")
    return int(value) if value.isascii() and value.isdigit() and len(value) < 10 else None


# ---- splitting
def split(request: HttpRequest, key: int) -> HttpResponse:
    """Tick what the new claim takes along, and say what it is."""
    claim = pages.claim_or_404(key)

    def context(sent: QueryDict) -> dict[str, Any]:
        file = casefile.file_for(claim, request.user)
        movable = [
            entry for entry in file.entries if not entry.opening and entry.evidence is not None and entry.ruling is not Ruling.REJECT
        ]
        return {"movable": movable, "ticked": set(sent.getlist("statements")), "kinships": list(Kinship), "polarities": list(Polarity)}

    return answer(
        request,
        claim,
        act=Act.CLAIM_SPLIT,
        template="verification/desk/split.html",
        title=f"Split claim #{claim.number}",
        context=context,
        perform=do_split,
    )


def do_split(claim: Claim, sent: QueryDict, by: Person, now: datetime) -> Done:
    keys = [key for key in sent.getlist("statements") if UUID.fullmatch(key)]
    fresh = splitting.split(
        claim,
        statements=list(Statement.objects.with_context().filter(uuid__in=keys)),
        text=sent.get("text", ""),
        polarity=sent.get("polarity") if sent.get("polarity") in list(Polarity) else None,
        kinship=sent.get("kinship", "") if sent.get("kinship") in list(Kinship) else "",
        by=by,
        reason=sent.get("reason", ""),
        now=now,
        version=number_in(sent, "version"),
    )
    return f"Claim #{fresh.number} was split off #{claim.number}. Merging it back into #{claim.number} undoes it.", page_of(fresh)


# ---- by hand
def set_against(request: HttpRequest, key: int) -> HttpResponse:
    """Find a statement by its words or its address, and say how it bears on the claim."""
    claim = pages.claim_or_404(key)

    def context(sent: QueryDict) -> dict[str, Any]:
        sought = sent.get("q", "").strip()
        there = {entry.statement.pk for entry in case_files([claim])[0].entries}
        found = found_by(sought) if sought else []
        return {"q": sought, "found": found, "there": there, "relations": [r for r in Relation if r is not Relation.NONE]}

    return answer(
        request,
        claim,
        act=Act.EVIDENCE_DECIDE,
        template="verification/desk/set_against.html",
        title=f"Set a statement against claim #{claim.number}",
        context=context,
        perform=do_set_against,
    )


def do_set_against(claim: Claim, sent: QueryDict, by: Person, now: datetime) -> Done:
    key = sent.get("statement", "")
    statement = Statement.objects.in_force().filter(uuid=key).first() if UUID.fullmatch(key) else None
    if statement is None:
        raise Refused("no_statement", "choose one of the statements found.", field="statement")
    if not sent.get("reason", "").strip():
        raise Refused("reason_needed", "say why the statement bears on the claim.", field="reason")
    deciding.set_by_hand(claim, statement, relation=sent.get("relation", ""), by=by, now=now, reason=sent.get("reason", ""))
    said = f"The statement is set against claim #{claim.number}. Reject it there to take it away again."
    return said, f"{page_of(claim)}#e-{statement.uuid}"


def found_by(sought: str) -> list[Statement]:
    """Statements in force that *sought* names: an address or identifier of one, else those that hold all of its words, newest first."""
    rows = Statement.objects.in_force().with_context()
    if names := UUID.findall(sought):
        return list(rows.filter(uuid=uuid.UUID(names[-1])))
    if pages_named := STATEMENT_PAGE.findall(sought):
        return list(rows.filter(pk=int(pages_named[-1])))
    for word in sought.split()[:12]:
        rows = rows.filter(Q(display__icontains=word) | Q(quote__icontains=word) | Q(translation__icontains=word))
    return list(rows.order_by("-seq")[:FOUND])
