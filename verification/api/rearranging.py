"""Putting claims right by the API: merge, split, restore, set a statement against a claim by hand, note what a source took back. No rule lives here."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from tracker.api.errors import NotNamed
from tracker.api.fields import NOTHING_SEEN, Strict, Words, iso
from tracker.api.permissions import TO_READ
from tracker.api.statements import words
from tracker.errors import Refused
from tracker.models import Claim, Report, Statement
from tracker.roles import Act
from tracker.terms import Kinship, Polarity, Relation, Scope
from verification.api.acts import IF_MATCH, LONGEST, MaybeReason, OnClaim, Verb, reviewing_by
from verification.api.claims import ClaimShape, listed
from verification.api.evidence import EvidenceShape, ListedEvidence
from verification.models import Evidence, Withdrawal
from verification.services import claims, deciding, merging, splitting, withdrawals
from verification.services.reviewing import files_for

MOST_STATEMENTS = 1000


class Merging(Strict):
    into = serializers.UUIDField(help_text="The claim that it shall stand under.")
    reason = Words(max_length=LONGEST)


class Splitting(Strict):
    statements = serializers.ListField(
        child=serializers.UUIDField(), min_length=1, max_length=MOST_STATEMENTS, help_text="What the new claim takes along."
    )
    text = Words(max_length=LONGEST, help_text="The new claim's words.")
    reason = Words(max_length=LONGEST)
    polarity = serializers.ChoiceField(
        words(Polarity), required=False, allow_null=True, default=None, help_text="As this claim's unless given."
    )
    kinship = serializers.ChoiceField(words(Kinship), required=False, allow_null=True, default=None, help_text="How it stands to this one.")


class ByHand(Strict):
    claim = serializers.UUIDField()
    statement = serializers.UUIDField()
    relation = serializers.ChoiceField(words(Relation))
    reason = Words(max_length=LONGEST, required=False, allow_blank=True, default="")


class TakenBack(Strict):
    reason = Words(max_length=LONGEST)
    by_statement = serializers.UUIDField(required=False, allow_null=True, default=None, help_text="Where its source says so.")


class WithdrawalShape(serializers.Serializer):
    """What its own source took back: one statement, or a whole report."""

    statement = serializers.UUIDField(allow_null=True)
    report = serializers.UUIDField(allow_null=True)
    by_statement = serializers.UUIDField(allow_null=True)
    reason = serializers.CharField()
    entered_by = serializers.CharField(allow_null=True)
    at = serializers.DateTimeField()
    undone = serializers.DateTimeField(allow_null=True)


def statement_named(request: Request, uuid: UUID | None, field: str) -> Statement | None:
    """The statement that a body names, or a refusal that says which field."""
    if uuid is None:
        return None
    found = Statement.objects.visible_to(request.user).filter(uuid=uuid).first()
    if found is None:
        raise NotNamed(field, "There is no such statement.", code="unknown_statement")
    return found


class Merge(OnClaim):
    """Let a claim stand under another one that is the same proposition; nothing is moved, and ``unmerge`` undoes it."""

    rules = reviewing_by(Act.CLAIM_MERGE)
    refusals = {"POST": {"400": "Or the claim itself."}}
    body_class = Merging

    def act(self, claim: Claim, request: Request, sent: dict[str, Any], version: int | None) -> None:
        into = self.visible().filter(uuid=sent["into"]).first()
        if into is None:
            raise NotNamed("into", "There is no such claim.", code="unknown_claim")
        merging.merge(claim, into=into, by=request.user, reason=sent["reason"], now=timezone.now(), version=version)


class Unmerge(OnClaim):
    """Let a merged claim stand by itself again."""

    rules = reviewing_by(Act.CLAIM_MERGE)
    body_class = MaybeReason

    def act(self, claim: Claim, request: Request, sent: dict[str, Any], version: int | None) -> None:
        merging.unmerge(claim, by=request.user, now=timezone.now(), version=version, **sent)


class Restore(OnClaim):
    """Take back a dismissal."""

    rules = reviewing_by(Act.CLAIM_DISMISS)
    body_class = MaybeReason

    def act(self, claim: Claim, request: Request, sent: dict[str, Any], version: int | None) -> None:
        claims.restore(claim, by=request.user, now=timezone.now(), version=version, **sent)


class Split(OnClaim):
    """Open a claim in other words that takes chosen evidence along."""

    rules = reviewing_by(Act.CLAIM_SPLIT)
    refusals = {"POST": {"400": NOTHING_SEEN}}
    body_class = Splitting

    @extend_schema(parameters=[IF_MATCH], responses={201: ClaimShape})
    def post(self, request: Request, uuid: UUID) -> Response:
        """Answers the new claim. Merging it back undoes the split."""
        claim, sent = self.one(uuid), self.sent(request)
        known = {one.uuid: one for one in Statement.objects.visible_to(request.user).filter(uuid__in=sent["statements"])}
        if missing := [one for one in sent["statements"] if one not in known]:
            raise NotNamed("statements", f"There is no statement {missing[0]}.", code="unknown_statement")
        fresh = splitting.split(
            claim,
            statements=[known[one] for one in dict.fromkeys(sent["statements"])],
            text=sent["text"],
            reason=sent["reason"],
            polarity=sent["polarity"],
            kinship=sent["kinship"] or "",
            by=request.user,
            now=timezone.now(),
            version=self.version(request),
        )
        [case] = files_for(request.user, [fresh])
        return Response(listed(case), status=201)


class ReadOrSet(ListedEvidence):
    """Evidence of statements in force; setting a statement against a claim by hand."""

    rules = {**TO_READ, "POST": (Act.EVIDENCE_DECIDE, Scope.REVIEW)}

    @extend_schema(operation_id="evidence_set", request=ByHand, responses={201: EvidenceShape})
    def post(self, request: Request) -> Response:
        """Say how any statement bears on any claim, whatever the machine suggests. A later word takes its place."""
        body = ByHand(data=request.data)
        body.is_valid(raise_exception=True)
        sent: dict[str, Any] = dict(body.validated_data)
        claim = Claim.objects.visible_to(request.user).filter(uuid=sent["claim"]).first()
        if claim is None:
            raise NotNamed("claim", "There is no such claim.", code="unknown_claim")
        if claim.merged_into_id is not None:
            raise Refused("merged", f"claim #{claim.number} was merged into another one; set it against that one.", field="claim")
        statement = statement_named(request, sent["statement"], "statement")
        deciding.set_by_hand(claim, statement, relation=sent["relation"], by=request.user, now=timezone.now(), reason=sent["reason"])
        rows = Evidence.objects.standing().filter(claim=claim, statement=statement).order_by("-pk")[:1]
        return Response(self.show(list(rows.values_list(*self.columns, named=True)))[0], status=201)


class Withdraw(Verb):
    """Note that its own source took it back: it stays on record, struck through, and counts on no side."""

    rules = reviewing_by(Act.STATEMENT_WITHDRAW)
    body_class = TakenBack
    serializer_class = WithdrawalShape
    noun = "statement"

    def visible(self) -> QuerySet:
        return {"statement": Statement, "report": Report}[self.noun].objects.visible_to(self.request.user)

    def post(self, request: Request, uuid: UUID) -> Response:
        thing, sent = self.one(uuid), self.sent(request)
        row = withdrawals.withdraw(
            by=request.user,
            reason=sent["reason"],
            by_statement=statement_named(request, sent["by_statement"], "by_statement"),
            now=timezone.now(),
            **{self.noun: thing},
        )
        return Response(show(row))


class UndoWithdrawal(Withdraw):
    """Nothing was taken back after all: it counts again."""

    body_class = MaybeReason

    def post(self, request: Request, uuid: UUID) -> Response:
        thing, sent = self.one(uuid), self.sent(request)
        row = Withdrawal.objects.filter(**{self.noun: thing}, undone_at=None).first()
        if row is None:
            raise Refused("not_withdrawn", f"this {self.noun} is not withdrawn.")
        withdrawals.undo(row, by=request.user, now=timezone.now(), **sent)
        row.refresh_from_db()
        return Response(show(row))


def show(row: Withdrawal) -> dict[str, Any]:
    return {
        "statement": str(row.statement.uuid) if row.statement else None,
        "report": str(row.report.uuid) if row.report else None,
        "by_statement": str(row.by_statement.uuid) if row.by_statement else None,
        "reason": row.reason,
        "entered_by": row.by.username if row.by else None,
        "at": iso(row.at),
        "undone": iso(row.undone_at),
    }
