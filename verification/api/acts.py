"""What programs may do to claims, evidence and flags: one verb an address, each the same service as in the admin. No rule lives here."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.utils import timezone
from drf_spectacular.utils import OpenApiParameter, extend_schema, extend_schema_field
from rest_framework import serializers
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response

from tracker.api.errors import NotNamed
from tracker.api.fields import NOTHING_SEEN, Moment, Strict, Words
from tracker.api.permissions import TO_READ, Rule
from tracker.api.statements import words
from tracker.api.views import View
from tracker.models import Claim, Person, Statement, Topic
from tracker.reasons import LONGEST
from tracker.roles import Act
from tracker.terms import Confidence, Polarity, Relation, Scope, Verdict
from verification.api.claims import Claims, ClaimShape, listed
from verification.api.flags import FlagShape, show_one
from verification.models import Evidence, Flag
from verification.services import assigning, claims, deciding, reviewing
from verification.services.claims import TEXT_LIMIT
from verification.services.opening import open_by_hand
from verification.services.reviewing import files_for

IF_MATCH = OpenApiParameter(
    "If-Match",
    {"type": "string", "pattern": r'^(\*|(W/)?"?[0-9]{1,9}"?)$'},
    OpenApiParameter.HEADER,
    description="The claim's version as you read it; 412 when it has changed.",
)


def reviewing_by(act: Act) -> dict[str, Rule]:
    return {"POST": (act, Scope.REVIEW)}


class Nothing(Strict):
    """An empty object."""


class Reason(Strict):
    reason = Words(max_length=LONGEST)


class MaybeReason(Strict):
    reason = Words(max_length=LONGEST, required=False, allow_blank=True, default="")


class Wording(Strict):
    text = Words(max_length=TEXT_LIMIT)
    polarity = serializers.ChoiceField(words(Polarity), required=False, allow_null=True, default=None)


class Task(Strict):
    person = Words(max_length=150, help_text="Username.")
    due = Moment(required=False, allow_null=True, default=None)


class Signature(Strict):
    confidence = serializers.ChoiceField(words(Confidence))
    reason = Words(max_length=LONGEST)
    basis = Words(max_length=LONGEST, required=False, allow_blank=True, default="")
    number = serializers.IntegerField(min_value=1, max_value=6, required=False, allow_null=True, default=None)


class Successor(Strict):
    successor = serializers.UUIDField(help_text="The claim that takes its place.")
    reason = Words(max_length=LONGEST)


class Relabelling(Strict):
    relation = serializers.ChoiceField(words(Relation))
    reason = Words(max_length=LONGEST, required=False, allow_blank=True, default="")


class Verb(View):
    """One verb on one thing: read the body, do it, answer the thing as it is now."""

    body_class: type[Strict] = Nothing

    def sent(self, request: Request) -> dict[str, Any]:
        body = self.body_class(data=request.data)
        body.is_valid(raise_exception=True)
        return dict(body.validated_data)


@extend_schema_field({"type": "string", "minLength": 1, "maxLength": 200, "pattern": "^[-a-zA-Z0-9_]+$"})
class Slug(Words):
    """The slug of a topic."""


class Opening(Strict):
    text = Words(max_length=TEXT_LIMIT)
    level = serializers.IntegerField(min_value=1, max_value=5, help_text="How firmly it is stated.")
    polarity = serializers.ChoiceField(words(Polarity), required=False, default=Polarity.AFFIRMED.value)
    statement = serializers.UUIDField(
        required=False, allow_null=True, default=None, help_text="Whose words it is opened from; null is typed."
    )
    topics = serializers.ListField(child=Slug(max_length=200), max_length=50, required=False, default=list, help_text="Slugs.")


class ReadOrOpen(Claims):
    """Claims that stand; opening one by hand."""

    rules = {**TO_READ, "POST": (Act.CLAIM_OPEN, Scope.REVIEW)}
    refusals = {"POST": {"400": NOTHING_SEEN}}

    @extend_schema(operation_id="claim_open", request=Opening, responses={201: ClaimShape})
    def post(self, request: Request) -> Response:
        """Track a proposition; it looks back at what has been said already."""
        body = Opening(data=request.data)
        body.is_valid(raise_exception=True)
        sent: dict[str, Any] = dict(body.validated_data)
        statement = Statement.objects.visible_to(request.user).filter(uuid=sent["statement"]).first() if sent["statement"] else None
        if sent["statement"] and statement is None:
            raise NotNamed("statement", "There is no such statement.", code="unknown_statement")
        topics = list(Topic.objects.filter(slug__in=sent["topics"]))
        if missing := set(sent["topics"]) - {topic.slug for topic in topics}:
            raise NotNamed("topics", f"There is no topic {min(missing)[:80]!r}.", code="unknown_topic")
        claim = open_by_hand(
            text=sent["text"],
            polarity=sent["polarity"],
            level=sent["level"],
            statement=statement,
            topics=topics,
            by=request.user,
            now=timezone.now(),
        )
        return Response(listed(files_for(request.user, [claim])[0]), status=201)


class OnClaim(Verb):
    """A verb on a claim; ``If-Match`` guards against what changed since it was read."""

    serializer_class = ClaimShape

    def visible(self) -> QuerySet:
        return Claim.objects.visible_to(self.request.user)

    def version(self, request: Request) -> int | None:
        given = request.headers.get("If-Match")
        if given is None or given.strip() == "*":
            return None
        digits = given.strip().removeprefix("W/").strip('"')
        if not digits.isascii() or not digits.isdigit() or len(digits) > 9:
            raise ValidationError({"If-Match": ["If-Match takes the claim's version, such as 3."]}, code="bad_version")
        return int(digits)

    def act(self, claim: Claim, request: Request, sent: dict[str, Any], version: int | None) -> None:
        raise NotImplementedError

    @extend_schema(parameters=[IF_MATCH])
    def post(self, request: Request, uuid: UUID) -> Response:
        claim, sent = self.one(uuid), self.sent(request)
        self.act(claim, request, sent, self.version(request))
        return Response(listed(files_for(request.user, [self.one(uuid)])[0]))


class Accept(OnClaim):
    """Keep a proposed claim."""

    rules = reviewing_by(Act.CLAIM_ACCEPT)

    def act(self, claim: Claim, request: Request, sent: dict[str, Any], version: int | None) -> None:
        claims.accept(claim, by=request.user, now=timezone.now(), version=version)


class Edit(OnClaim):
    """Reword a claim before its review."""

    rules = reviewing_by(Act.CLAIM_EDIT)
    refusals = {"POST": {"400": NOTHING_SEEN}}
    body_class = Wording

    def act(self, claim: Claim, request: Request, sent: dict[str, Any], version: int | None) -> None:
        claims.edit(claim, by=request.user, now=timezone.now(), version=version, **sent)


class Dismiss(OnClaim):
    """Stop tracking a claim."""

    rules = reviewing_by(Act.CLAIM_DISMISS)
    body_class = Reason

    def act(self, claim: Claim, request: Request, sent: dict[str, Any], version: int | None) -> None:
        claims.dismiss(claim, by=request.user, now=timezone.now(), version=version, **sent)


class Assign(OnClaim):
    """Give a claim to somebody who may sign it."""

    rules = reviewing_by(Act.ASSIGN)
    refusals = {"POST": {"400": "Or a day that has passed."}}
    body_class = Task

    def act(self, claim: Claim, request: Request, sent: dict[str, Any], version: int | None) -> None:
        person = Person.objects.filter(username=sent["person"], is_active=True).first()
        if person is None:
            raise NotNamed("person", f"Nobody active is named {sent['person'][:80]!r}.", code="unknown_person")
        assigning.assign(claim, person=person, by=request.user, due=sent["due"], now=timezone.now(), version=version)


class Take(OnClaim):
    """Take a claim for oneself."""

    rules = reviewing_by(Act.REVIEW_TAKE)

    def act(self, claim: Claim, request: Request, sent: dict[str, Any], version: int | None) -> None:
        assigning.take(claim, by=request.user, now=timezone.now(), version=version)


class Release(OnClaim):
    """Give one's own work back to the pool."""

    rules = reviewing_by(Act.REVIEW_TAKE)
    body_class = MaybeReason

    def act(self, claim: Claim, request: Request, sent: dict[str, Any], version: int | None) -> None:
        assigning.give_back(claim, by=request.user, now=timezone.now(), version=version, **sent)


class Sign(OnClaim):
    """One signature; the verdict is the verb of the address."""

    rules = reviewing_by(Act.REVIEW_SIGN)
    refusals = {"POST": {"400": "Or a verdict with neither accepted evidence nor a written basis."}}
    body_class = Signature
    verdict: Verdict = Verdict.UNRESOLVED

    def act(self, claim: Claim, request: Request, sent: dict[str, Any], version: int | None) -> None:
        reviewing.sign(claim, by=request.user, verdict=self.verdict, now=timezone.now(), version=version, **sent)


class Reopen(OnClaim):
    """Put a settled claim back in review."""

    rules = reviewing_by(Act.REVIEW_REOPEN)
    body_class = Reason

    def act(self, claim: Claim, request: Request, sent: dict[str, Any], version: int | None) -> None:
        reviewing.reopen(claim, by=request.user, now=timezone.now(), version=version, **sent)


class Supersede(OnClaim):
    """Say which later claim took this one's place."""

    rules = reviewing_by(Act.REVIEW_REOPEN)
    refusals = {"POST": {"400": "Or the claim itself."}}
    body_class = Successor

    def act(self, claim: Claim, request: Request, sent: dict[str, Any], version: int | None) -> None:
        successor = self.visible().filter(uuid=sent["successor"]).first()
        if successor is None:
            raise NotNamed("successor", "There is no such claim.", code="unknown_claim")
        reviewing.supersede(claim, by=request.user, successor=successor, reason=sent["reason"], now=timezone.now(), version=version)


class OnEvidence(Verb):
    """A decision on evidence; it hangs on its claim and statement and survives re-reading."""

    rules = reviewing_by(Act.EVIDENCE_DECIDE)
    serializer_class = ClaimShape
    body_class = MaybeReason

    def visible(self) -> QuerySet:
        return Evidence.objects.visible_to(self.request.user).select_related("claim", "statement")

    def decide(self, evidence: Evidence, request: Request, sent: dict[str, Any]) -> None:
        raise NotImplementedError

    def post(self, request: Request, uuid: UUID) -> Response:
        evidence, sent = self.one(uuid), self.sent(request)
        self.decide(evidence, request, sent)
        return Response(listed(files_for(request.user, [Claim.objects.get(pk=evidence.claim_id)])[0]))


class AcceptEvidence(OnEvidence):
    """The suggestion holds."""

    def decide(self, evidence: Evidence, request: Request, sent: dict[str, Any]) -> None:
        deciding.accept(evidence, by=request.user, now=timezone.now(), **sent)


class RejectEvidence(OnEvidence):
    """The statement says nothing about the claim."""

    def decide(self, evidence: Evidence, request: Request, sent: dict[str, Any]) -> None:
        deciding.reject(evidence, by=request.user, now=timezone.now(), **sent)


class RelabelEvidence(OnEvidence):
    """The statement bears on the claim otherwise."""

    body_class = Relabelling

    def decide(self, evidence: Evidence, request: Request, sent: dict[str, Any]) -> None:
        deciding.relabel(evidence, by=request.user, now=timezone.now(), **sent)


class CloseFlag(Verb):
    """The flag needs no further look."""

    rules = reviewing_by(Act.FLAG_CLOSE)
    serializer_class = FlagShape
    body_class = Reason

    def visible(self) -> QuerySet:
        return Flag.objects.visible_to(self.request.user)

    def post(self, request: Request, uuid: UUID) -> Response:
        flag, sent = self.one(uuid), self.sent(request)
        deciding.close_flag(flag, by=request.user, now=timezone.now(), **sent)
        return Response(show_one(flag))
