"""Signatures, what they settle, and how a settled claim is opened again. Four eyes and the seal of a round are held here, under lock."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import Exists, OuterRef

from tracker.errors import Refused
from tracker.events import record
from tracker.models import Claim, Person, Revision, Source
from tracker.reasons import given, said
from tracker.roles import Act, NotAllowed, may, require
from tracker.terms import Confidence, FlagKind, Ruling, Status, Verdict, label
from verification.casefile import CaseFile, as_json, case_files
from verification.models import Assignment, Draft, Flag, Review, Round, Settlement
from verification.services import flagging, weighing
from verification.services.assigning import OPEN, conflict, may_review
from verification.services.claims import locked, save
from verification.services.rounds import SETTLED, close_round, current_round, open_round, void_round
from verification.sides import sides_of
from verification.tallies import listed, tallies_of
from verification.track_records import claims_with, family_of
from verification.weighing.basis import only_counts

__all__ = [
    "drop_draft",
    "files_for",
    "lists_for",
    "may_see_record",
    "may_see_support",
    "may_sign",
    "read_draft",
    "reopen",
    "save_draft",
    "sign",
    "supersede",
    "void_round",
]

OUTCOMES: dict[str, float] = {Verdict.CONFIRMED: 1.0, Verdict.PARTLY_CONFIRMED: 0.5, Verdict.REFUTED: 0.0}
DRAFT_FIELDS = ("verdict", "confidence", "number", "basis", "reason")


def may_sign(person: Person, claim: Claim) -> str | None:
    """Why this person cannot sign this claim now, or None when they can. ``sign`` asks again under lock."""
    if claim.merged_into_id is not None:
        return f"claim #{claim.number} was merged into another one; sign that one."
    if claim.status not in OPEN:
        return f"claim #{claim.number} is {label(Status(claim.status))}; a lead reopens it before it is signed again."
    if reason := may_review(person, claim):
        return reason
    if Review.objects.filter(round__claim=claim, round__closed_at=None, person=person).exists():
        return "you have signed this round; the second signature is somebody else's."
    return None


def may_see_support(person: Person, claim: Claim) -> bool:
    """Whoever could still sign sees support, track records and other people's accept or reject only after their own verdict."""
    return may_sign(person, claim) is not None


def sealed_from(person: Person, claims: Iterable[Claim]) -> set[int]:
    """Of these claims, by their keys, those whose support this person may not see yet; ``may_see_support`` for a list, in constant queries."""
    if not person.is_active or not may(person, Act.REVIEW_SIGN):
        return set()
    opening = "opened_from__reading__revision"
    entered = Revision.objects.filter(report=OuterRef(f"{opening}__report"), no__lte=OuterRef(f"{opening}__no"), entered_by=person)
    signed = Review.objects.filter(round__closed_at=None, person=person).values("round__claim")
    rows = Claim.objects.standing().filter(pk__in=[claim.pk for claim in claims], status__in=OPEN)
    rows = rows.exclude(opened_by=person).exclude(accepted_by=person).exclude(edited_by=person).exclude(pk__in=signed)
    rows = rows.exclude(Exists(entered))
    if not person.conflicts.exists():  # few have conflicts of interest, and only theirs are asked for one by one
        return set(rows.values_list("pk", flat=True))
    return {claim.pk for claim in rows.select_related(f"{opening}__report__publisher") if not conflict(person, claim)}


def files_for(person: Person, claims: Iterable[Claim], *, as_of: datetime | None = None) -> list[CaseFile]:
    """The case files of *claims* as this person may see them: of those that they could still sign, without what others decided."""
    claims = list(claims)
    return case_files(claims, as_of=as_of, blind=dict.fromkeys(sealed_from(person, claims), person.pk))


def lists_for(person: Person, rows: Iterable[Any], *, as_of: datetime | None = None) -> list[dict[str, Any]]:
    """For each row of a claim (with ``tallies.ROW``) what ``as_json`` says of its case file as this person may see it.

    From the claim's tally, unless none holds or others decided what must not be seen.
    """
    rows = list(rows)
    tallies = tallies_of(row.pk for row in rows) if as_of is None else {}
    told_of_all = {key: tally for key, tally in tallies.items() if not set(tally.deciders) - {person.pk}}
    open_cases = Claim.objects.select_related("related_to").in_bulk([row.pk for row in rows if row.pk not in told_of_all])
    blind = sealed_from(person, open_cases.values()) if open_cases else set()
    seen = {key: tally for key, tally in tallies.items() if key in told_of_all or key not in blind}
    files = [claim for key, claim in open_cases.items() if key not in seen]
    told = listed(rows, seen)
    if files:
        told |= {file.claim.pk: as_json(file) for file in case_files(files, as_of=as_of, blind=dict.fromkeys(blind, person.pk))}
    return [told[row.pk] for row in rows]


def may_see_record(person: Person, source: Source) -> bool:
    """Whether this person may see a source's track record: not while it speaks on a claim in an open round that they have yet to sign."""
    if not may(person, Act.REVIEW_SIGN):
        return True
    family = family_of(source.body.pk)
    under_review = Round.objects.filter(closed_at=None).values("claim")
    rows = claims_with(family).filter(pk__in=under_review)
    return not sealed_from(person, rows)


@transaction.atomic
def sign(
    claim: Claim,
    *,
    by: Person,
    verdict: Verdict | str,
    confidence: Confidence | str,
    reason: str,
    now: datetime,
    basis: str = "",
    number: int | None = None,
    version: int | None = None,
) -> Review:
    """One signature in the claim's open round. The first of two seals the verdict; the second settles the claim or disputes it.

    With ``SIGNATURES=1`` the first settles. A final verdict needs an accepted evidence or a written basis.
    """
    require(by, Act.REVIEW_SIGN)
    claim = locked(claim, version=version)
    signer = Person.objects.get(pk=by.pk)  # with the roles that they have at this moment, whatever the caller remembers
    require(signer, Act.REVIEW_SIGN)
    if claim.status in OPEN and (barred := may_review(signer, claim)):
        raise NotAllowed(barred, act=Act.REVIEW_SIGN)
    if refusal := may_sign(signer, claim):
        raise Refused("cannot_sign", refusal)
    verdict, confidence = member(Verdict, verdict, "verdict"), member(Confidence, confidence, "confidence")
    reason, basis = given(reason), said(basis, field="basis", what="basis")
    if number is not None and not 1 <= number <= 6:
        raise Refused("number", "the credibility number goes from 1 to 6; 6 is “cannot be judged”.", field="number")
    if verdict in OUTCOMES and not basis and not rests_on_accepted(claim):
        raise Refused(
            "basis_needed",
            f"“{label(Verdict(verdict))}” needs an accepted evidence or a written basis; accept one, or write what it rests on.",
            field="basis",
        )
    if verdict in OUTCOMES and only_counts(basis):
        raise Refused(
            "basis_counts",
            "how many reports say so is what the model weighs already; write what the verdict rests on beside them: "
            "a document, a witness, a picture, a measurement, an admission.",
            field="basis",
        )
    standing = open_round(claim, now=now)
    review = Review.objects.create(
        round=standing, person=signer, verdict=verdict, confidence=confidence, number=number, basis=basis, reason=reason, at=now
    )
    Assignment.objects.filter(claim=claim, person=signer, closed_at=None).update(closed_at=now, closed_because="signed")
    drop_draft(claim, by=signer)
    signatures = list(standing.reviews.select_related("person"))
    if len(signatures) < settings.SIGNATURES:
        seal_first(claim, standing, signer, now=now)
    elif len({signature.verdict for signature in signatures}) == 1:
        settle(claim, standing, signatures, by=signer, now=now)
    else:
        dispute(claim, standing, signatures, by=signer, now=now)
    return review


def seal_first(claim: Claim, standing: Round, signer: Person, *, now: datetime) -> None:
    """The claim waits for a second signature; the log says who signed and nothing of what."""
    before = claim.status
    claim.status = Status.AWAITING_SECOND_SIGNATURE
    save(claim, "status")
    after = {"status": claim.status, "round": standing.no}
    record("review.first_signature", claim, now=now, actor=signer, claim=claim, before={"status": before}, after=after)


def settle(claim: Claim, standing: Round, signatures: list[Review], *, by: Person, now: datetime) -> None:
    """The signatures agree: status, settlement, round closed, and nobody's task any longer."""
    verdict = signatures[-1].verdict
    before = claim.status
    close_round(standing, outcome=verdict, now=now)
    claim.status = Status(verdict)
    save(claim, "status")
    if verdict in OUTCOMES:
        weighing.charge([Settlement.objects.create(round=standing, claim=claim, y=OUTCOMES[verdict], at=now)], now=now)
    Assignment.objects.filter(claim=claim, closed_at=None).update(closed_at=now, closed_because="settled")
    # A dispute ends with an agreement; other flags are about the evidence and stand until somebody closes them.
    for flag in Flag.objects.open().filter(claim=claim, kind=FlagKind.DISPUTED):
        flagging.close_flag(flag, by=by, now=now, because=f"settled in round {standing.no}")
    after = {
        "status": claim.status,
        "round": standing.no,
        "signatures": len(signatures),
        "by": [signature.person.username for signature in signatures],
    }
    record("review.settled", claim, now=now, actor=by, claim=claim, before={"status": before}, after=after, reason=signatures[-1].reason)


def dispute(claim: Claim, standing: Round, signatures: list[Review], *, by: Person, now: datetime) -> None:
    """The signatures disagree: both verdicts are unsealed, a new round begins, and the claim is flagged."""
    before = claim.status
    close_round(standing, outcome="disputed", now=now)
    fresh = open_round(claim, now=now)
    claim.status = Status.IN_REVIEW
    save(claim, "status")
    verdicts = {signature.person.username: signature.verdict for signature in signatures}
    after = {"status": claim.status, "round": fresh.no, "verdicts": verdicts}
    record("review.disputed", claim, now=now, actor=by, claim=claim, before={"status": before, "round": standing.no}, after=after)
    sentence = " · ".join(f"{name}: {label(Verdict(verdict))}" for name, verdict in verdicts.items())
    flagging.raise_flag(
        claim, FlagKind.DISPUTED, cause=f"round:{standing.pk}", statement=None, detail={"sentence": sentence, "verdicts": verdicts}, now=now
    )


@transaction.atomic
def reopen(claim: Claim, *, by: Person, reason: str, now: datetime, version: int | None = None) -> Claim:
    """A lead puts a settled claim back in review: its settlement is reversed, a new round begins."""
    require(by, Act.REVIEW_REOPEN)
    claim = locked(claim, version=version)
    reason = given(reason)
    if claim.status not in SETTLED:
        raise Refused("not_settled", f"claim #{claim.number} is {label(Status(claim.status))}; only settled claims are reopened.")
    weighing.reverse(claim, now=now)
    before = claim.status
    fresh = open_round(claim, now=now)
    claim.status = Status.IN_REVIEW
    save(claim, "status")
    after = {"status": claim.status, "round": fresh.no}
    record("claim.reopened", claim, now=now, actor=by, claim=claim, before={"status": before}, after=after, reason=reason)
    return claim


@transaction.atomic
def supersede(claim: Claim, *, by: Person, successor: Claim, reason: str, now: datetime, version: int | None = None) -> Claim:
    """A lead says that a later claim has taken this one's place. Not while a first signature stands; a settled claim is reopened first."""
    require(by, Act.REVIEW_REOPEN)
    claim = locked(claim, version=version)
    reason = given(reason)
    if successor.pk == claim.pk:
        raise Refused("itself", "a claim cannot be superseded by itself; name the later one.", field="successor")
    if claim.status not in (Status.UNVERIFIED, Status.IN_REVIEW):
        raise Refused(
            "under_review",
            f"claim #{claim.number} is {label(Status(claim.status))}; it must be unverified or in review without a signature.",
        )
    before = claim.status
    if standing := current_round(claim):
        close_round(standing, outcome=Status.SUPERSEDED, now=now)
    Assignment.objects.filter(claim=claim, closed_at=None).update(closed_at=now, closed_because="superseded")
    claim.status = Status.SUPERSEDED
    save(claim, "status")
    after = {"status": claim.status, "successor": str(successor.uuid), "number": successor.number}
    record("claim.superseded", claim, now=now, actor=by, claim=claim, before={"status": before}, after=after, reason=reason)
    return claim


def save_draft(claim: Claim, *, by: Person, fields: dict[str, Any], now: datetime) -> Draft:
    """Keep what somebody has typed and not signed. Only its author ever sees it."""
    require(by, Act.REVIEW_SIGN)
    kept = {name: fields[name] for name in DRAFT_FIELDS if name in fields}
    return Draft.objects.update_or_create(claim=claim, person=by, defaults={"fields": kept, "at": now})[0]


def read_draft(claim: Claim, *, by: Person) -> dict[str, Any]:
    """What this person has typed and not signed; empty when nothing."""
    draft = Draft.objects.filter(claim=claim, person=by).first()
    return dict(draft.fields) if draft else {}


def drop_draft(claim: Claim, *, by: Person) -> None:
    """Forget a draft."""
    Draft.objects.filter(claim=claim, person=by).delete()


def rests_on_accepted(claim: Claim) -> bool:
    """Whether a person has accepted at least one evidence of the claim that its source has not taken back, by the newest decision on each."""
    return any(
        place.side != "none" and (place.ruling is Ruling.ACCEPT or place.ruling is Ruling.RELABEL)
        for place in sides_of([claim]).places[claim.pk]
    )


def member(words: type[Verdict] | type[Confidence], value: str, name: str) -> Any:
    """The word of an enumeration, or ``Refused`` naming those that there are."""
    try:
        return words(value)
    except ValueError:
        known = ", ".join(word.value for word in words)
        raise Refused("unknown_word", f"{name} {str(value)[:40]!r} is unknown; use one of: {known}.", field=name) from None
