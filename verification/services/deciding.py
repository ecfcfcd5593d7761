"""A person's word on evidence: accept, reject, relabel. The newest decision on a pair of claim and statement wins; none is ever changed."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from tracker.errors import Refused
from tracker.events import record
from tracker.models import Claim, Person, Statement
from tracker.reasons import given, said
from tracker.roles import Act, require
from tracker.terms import Relation, Ruling
from verification.models import Decision, Evidence, Flag
from verification.services import flagging, weighing
from verification.sides import MIRRORED


def accept(evidence: Evidence, *, by: Person, now: datetime, reason: str = "") -> Decision:
    """The suggestion holds."""
    return decide(evidence.claim, evidence.statement, ruling=Ruling.ACCEPT, by=by, now=now, reason=reason, suggested=evidence)


def reject(evidence: Evidence, *, by: Person, now: datetime, reason: str = "") -> Decision:
    """The statement says nothing about the claim; flags that it caused are closed."""
    return decide(evidence.claim, evidence.statement, ruling=Ruling.REJECT, by=by, now=now, reason=reason, suggested=evidence)


def relabel(evidence: Evidence, *, by: Person, now: datetime, relation: Relation | str, reason: str = "") -> Decision:
    """The statement bears on the claim otherwise than suggested."""
    return decide(
        evidence.claim, evidence.statement, ruling=Ruling.RELABEL, relation=relation, by=by, now=now, reason=reason, suggested=evidence
    )


def as_kept(evidence: Evidence, *, seen_on: Claim, relation: str) -> str:
    """The relation to keep for what a person says on the page of *seen_on*: turned round where the evidence is of a merged claim that denies it."""
    if evidence.claim_id == seen_on.pk or evidence.claim.polarity == seen_on.polarity or relation not in list(Relation):
        return relation
    return str(MIRRORED[Relation(relation)])


@transaction.atomic
def decide(
    claim: Claim,
    statement: Statement,
    *,
    ruling: Ruling | str,
    by: Person,
    now: datetime,
    relation: Relation | str | None = None,
    reason: str = "",
    suggested: Evidence | None = None,
) -> Decision:
    """One decision on (claim, statement). Any statement may be set against any claim by hand: that is a relabel without a suggestion.

    Deciding the same again changes nothing; a later decision undoes an earlier one.
    """
    require(by, Act.EVIDENCE_DECIDE)
    ruling, reason = Ruling(ruling), said(reason)
    if (ruling is Ruling.RELABEL) != bool(relation):
        raise Refused("relation", "a relabel names the relation it should be; accept and reject name none.", field="relation")
    try:
        word = Relation(relation) if relation else ""
    except ValueError:
        known = ", ".join(member.value for member in Relation)
        raise Refused("unknown_word", f"relation {str(relation)[:40]!r} is unknown; use one of: {known}.", field="relation") from None
    suggested = suggested or Evidence.objects.standing().filter(claim=claim, statement=statement).order_by("-pk").first()
    if suggested is None and ruling is not Ruling.RELABEL:
        raise Refused(
            "no_evidence", "nothing is suggested for this statement and claim; relabel it with the relation you see.", field="ruling"
        )
    claim = Claim.objects.select_for_update().get(pk=claim.pk)
    suggested = suggested or _by_hand(claim, statement, Relation(word), now=now)
    last = Decision.objects.filter(claim=claim, statement=statement).order_by("-at", "-pk").first()
    if last is not None and (last.ruling, last.relation, last.reason) == (ruling, word, reason):
        return last
    # Two decisions of one moment keep the order in which they were made.
    at = max(now, last.at) if last else now
    decision = Decision.objects.create(claim=claim, statement=statement, ruling=ruling, relation=word, by=by, at=at, reason=reason)
    before = {"ruling": last.ruling, **({"relation": last.relation} if last.relation else {})} if last else {}
    after = {"statement": str(statement.uuid), "relation": str(word or (suggested.relation if suggested else ""))}
    record(KINDS[ruling], suggested or claim, now=now, actor=by, claim=claim, before=before, after=after, reason=decision.reason)
    if says_nothing(decision):
        flagging.close_flags_of(claim, statement, now=at, because=f"its evidence was rejected by {by}", by=by)
    elif last is not None and says_nothing(last):
        reopen_flags(claim, statement, closed_at=last.at, by=by, now=now)
    weighing.follow([claim], now=now)
    return decision


def set_by_hand(claim: Claim, statement: Statement, *, relation: Relation | str, by: Person, now: datetime, reason: str = "") -> Decision:
    """Set any statement against any claim, as a person sees it, whatever the machine suggests."""
    return decide(claim, statement, ruling=Ruling.RELABEL, relation=relation, by=by, now=now, reason=reason)


def _by_hand(claim: Claim, statement: Statement, relation: Relation, *, now: datetime) -> Evidence:
    """The row that a decision without a suggestion hangs on."""
    if claim.opened_from_id == statement.pk:
        raise Refused(
            "opening", f"claim #{claim.number} was opened from this statement; it needs no evidence to say so.", field="statement"
        )
    return Evidence.objects.create(
        claim=claim,
        statement=statement,
        comparer=BY_HAND,
        relation=relation,
        score=1.0,
        rule="by_hand",
        explanation={"sentence": "Set against the claim by hand."},
        made_at=now,
    )


def close_flag(flag: Flag, *, by: Person, now: datetime, reason: str) -> bool:
    """A person says that the flag needs no further look, and why; False if it was closed already."""
    require(by, Act.FLAG_CLOSE)
    with transaction.atomic():
        return flagging.close_flag(flag, by=by, now=now, because=given(reason))


def says_nothing(decision: Decision) -> bool:
    """Whether the decision takes the statement away from the claim."""
    return decision.ruling == Ruling.REJECT or decision.relation == Relation.NONE


def reopen_flags(claim: Claim, statement: Statement, *, closed_at: datetime, by: Person, now: datetime) -> None:
    """The flags that a decision closed stand again when it is undone."""
    for flag in Flag.objects.filter(claim=claim, statement=statement, closed_at=closed_at):
        flag.closed_at, flag.closed_by, flag.closed_because = None, None, ""
        flag.save(update_fields=["closed_at", "closed_by", "closed_because"])
        record("flag.reopened", flag, now=now, actor=by, claim=claim, after={"kind": flag.kind})
    flagging.keep_gravest(claim.pk)


BY_HAND = "hand"
KINDS = {Ruling.ACCEPT: "evidence.accepted", Ruling.REJECT: "evidence.rejected", Ruling.RELABEL: "evidence.relabelled"}
