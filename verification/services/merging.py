"""Two claims that are one proposition: a pointer from one to the other, and nothing moved. Un-merging takes the pointer away."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from tracker import events, work
from tracker.errors import Refused, Stale
from tracker.models import Claim, Person
from tracker.reasons import given, said
from tracker.roles import Act, require
from tracker.terms import Polarity, Status
from verification.models import Assignment
from verification.services import reviewing, weighing
from verification.services.claims import locked, save
from verification.services.rounds import SETTLED, close_round, current_round, void_round


@transaction.atomic
def merge(
    claim: Claim, *, into: Claim, by: Person, reason: str, now: datetime, version: int | None = None, into_version: int | None = None
) -> Claim:
    """Let *claim* stand under *into*: case files, counts and lists follow. Where one denies what the other affirms its evidence is turned round.

    A claim with a settled status is reopened first, and a first signature is void: what was signed is another case now. Merging it there again
    changes nothing.
    """
    require(by, Act.CLAIM_MERGE)
    reason = given(reason)
    if claim.pk == into.pk:
        raise Refused("itself", "a claim cannot be merged into itself; name the other one.", field="into")
    if Claim.objects.filter(pk=claim.pk, merged_into=into.pk).exists():
        return Claim.objects.get(pk=claim.pk)
    first, second = sorted((claim, into), key=lambda one: one.pk)  # always in one order, so that two mergers never wait for one another
    rows = {one.pk: locked(one, version=version if one.pk == claim.pk else into_version) for one in (first, second)}
    claim, into = rows[claim.pk], rows[into.pk]
    if into.status == Status.DISMISSED:
        raise Refused("dismissed", f"claim #{into.number} is dismissed; restore it first.", field="into")
    claim, into = make_open(claim, by=by, now=now, reason=reason), make_open(into, by=by, now=now, reason=reason)
    if standing := current_round(claim):
        close_round(standing, outcome="merged", now=now)
    Assignment.objects.filter(claim=claim, closed_at=None).update(closed_at=now, closed_because="merged")
    before = {"merged_into": None, "status": claim.status}
    claim.status = Status.DISMISSED if claim.status == Status.DISMISSED else Status.UNVERIFIED
    claim.merged_into = into
    save(claim, "merged_into", "status")
    save(into)
    turned = claim.polarity != into.polarity
    after = {"merged_into": str(into.uuid), "number": into.number, "status": claim.status, "mirrored": turned}
    events.record("claim.merged", claim, now=now, actor=by, claim=claim, before=before, after=after, reason=reason)
    took = {"claim": str(claim.uuid), "number": claim.number, "mirrored": turned}
    events.record("claim.absorbed", into, now=now, actor=by, claim=into, after=took, reason=reason)
    weighing.follow([into], now=now)
    return claim


@transaction.atomic
def unmerge(claim: Claim, *, by: Person, now: datetime, reason: str = "", version: int | None = None) -> Claim:
    """Let a merged claim stand by itself again, with its own evidence as it was, and let it catch up with what came in meanwhile."""
    require(by, Act.CLAIM_MERGE)
    claim = Claim.objects.select_for_update().get(pk=claim.pk)
    if claim.merged_into_id is None:
        raise Refused("not_merged", f"claim #{claim.number} is not merged into another one.")
    into = Claim.objects.select_for_update().get(pk=claim.merged_into_id)
    if version is not None and version != claim.version:
        raise Stale(f"claim #{claim.number} was changed while you worked on it; read what changed, then try again.", current=claim.version)
    end = into
    while end.merged_into_id is not None:
        end = Claim.objects.get(pk=end.merged_into_id)
    make_open(end, by=by, now=now, reason=reason or f"#{claim.number} stands by itself again")
    claim.merged_into = None
    save(claim, "merged_into")
    save(Claim.objects.get(pk=into.pk))
    before = {"merged_into": str(into.uuid)}
    after = {"merged_into": None, "number": into.number}
    event = events.record("claim.unmerged", claim, now=now, actor=by, claim=claim, before=before, after=after, reason=said(reason))
    given_up = {"claim": str(claim.uuid), "number": claim.number}
    events.record("claim.gave_up", into, now=now, actor=by, claim=into, after=given_up, reason=said(reason))
    weighing.follow([claim, into], now=now)
    work.enqueue("catch_up", claim.uuid, now=now, version=str(event.pk))
    return claim


def make_open(claim: Claim, *, by: Person, now: datetime, reason: str) -> Claim:
    """A settled claim is reopened and a first signature made void, since what they were about has changed. The claim as it is now, locked."""
    if claim.status in SETTLED:
        reviewing.reopen(claim, by=by, reason=reason, now=now)
    elif claim.status == Status.AWAITING_SECOND_SIGNATURE:
        void_round(claim, because=reason, now=now)
    return Claim.objects.select_for_update().get(pk=claim.pk)


def opposite(claim: Claim, into: Claim) -> bool:
    """Whether merging would turn the evidence round, for the screen that asks."""
    return Polarity(claim.polarity) is not Polarity(into.polarity)
