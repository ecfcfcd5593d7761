"""Who looks at what, what they concluded, and what happened: assignments, reviews of closed rounds, one's own digests, events."""

from __future__ import annotations

from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from django_filters import rest_framework as filters
from rest_framework import serializers

from tracker.api.fields import iso
from tracker.api.filters import MomentFilter, TextFilter, WholeFilter, WordFilter, YesNoFilter
from tracker.api.pages import BIGGEST, instant, number
from tracker.api.statements import words
from tracker.api.views import ListView
from tracker.models import Event
from tracker.roles import Act, may
from tracker.terms import Confidence, DigestState, Verdict
from verification.models import Assignment, Digest, Review
from verification.services.assigning import OPEN

DECISIONS = ("evidence.accepted", "evidence.rejected", "evidence.relabelled")
OF_ACCOUNTS = ("token.", "person.", "login.", "digest.", "invitation.")


class AssignmentShape(serializers.Serializer):
    """One person's task."""

    uuid = serializers.UUIDField()
    claim = serializers.UUIDField()
    claim_number = serializers.IntegerField()
    person = serializers.CharField()
    given_by = serializers.CharField(allow_null=True)
    given = serializers.DateTimeField()
    due = serializers.DateTimeField(allow_null=True)
    closed = serializers.DateTimeField(allow_null=True)
    closed_because = serializers.CharField()


class AssignmentFilters(filters.FilterSet):
    claim = filters.UUIDFilter(field_name="claim__uuid")
    person = TextFilter(field_name="person__username", longest=150)
    open = YesNoFilter(field_name="closed_at", lookup_expr="isnull")
    due_before = MomentFilter(field_name="due", lookup_expr="lt")

    class Meta:
        model = Assignment
        fields: list[str] = []


class Assignments(ListView):
    """Who should look at which claim, by when."""

    serializer_class = AssignmentShape
    filterset_class = AssignmentFilters
    orderings = {"given": ("at", instant)}
    columns = ("uuid", "claim__uuid", "claim__number", "person__username", "by__username", "at", "due", "closed_at", "closed_because")

    def visible(self) -> QuerySet:
        return Assignment.objects.visible_to(self.request.user)

    def show(self, rows: list[Any]) -> list[dict[str, Any]]:
        return [
            {
                "uuid": str(row.uuid),
                "claim": str(row.claim__uuid),
                "claim_number": row.claim__number,
                "person": row.person__username,
                "given_by": row.by__username,
                "given": iso(row.at),
                "due": iso(row.due),
                "closed": iso(row.closed_at),
                "closed_because": row.closed_because,
            }
            for row in rows
        ]


class ReviewShape(serializers.Serializer):
    """One signature."""

    uuid = serializers.UUIDField()
    claim = serializers.UUIDField()
    claim_number = serializers.IntegerField()
    round = serializers.IntegerField()
    outcome = serializers.CharField(help_text="How the round ended; empty while it is open.")
    person = serializers.CharField()
    verdict = serializers.ChoiceField(words(Verdict))
    confidence = serializers.ChoiceField(words(Confidence))
    number = serializers.IntegerField(allow_null=True)
    basis = serializers.CharField()
    reason = serializers.CharField()
    signed = serializers.DateTimeField()


class ReviewFilters(filters.FilterSet):
    claim = filters.UUIDFilter(field_name="round__claim__uuid")
    person = TextFilter(field_name="person__username", longest=150)
    verdict = WordFilter(Verdict)
    since = MomentFilter(field_name="at", lookup_expr="gte")

    class Meta:
        model = Review
        fields: list[str] = []


class Reviews(ListView):
    """Signatures of closed rounds, and one's own; those of open rounds are sealed."""

    serializer_class = ReviewShape
    filterset_class = ReviewFilters
    orderings = {"signed": ("at", instant)}
    columns = (
        "uuid",
        "round__claim__uuid",
        "round__claim__number",
        "round__no",
        "round__outcome",
        "person__username",
        "verdict",
        "confidence",
        "number",
        "basis",
        "reason",
        "at",
    )

    def visible(self) -> QuerySet:
        return Review.objects.visible_to(self.request.user)

    def show(self, rows: list[Any]) -> list[dict[str, Any]]:
        return [
            {
                "uuid": str(row.uuid),
                "claim": str(row.round__claim__uuid),
                "claim_number": row.round__claim__number,
                "round": row.round__no,
                "outcome": row.round__outcome,
                "person": row.person__username,
                "verdict": row.verdict,
                "confidence": row.confidence,
                "number": row.number,
                "basis": row.basis,
                "reason": row.reason,
                "signed": iso(row.at),
            }
            for row in rows
        ]


class DigestShape(serializers.Serializer):
    """One mail to the caller."""

    uuid = serializers.UUIDField()
    period = serializers.CharField()
    state = serializers.ChoiceField(words(DigestState))
    subject = serializers.CharField()
    text = serializers.CharField()
    made = serializers.DateTimeField()
    sent = serializers.DateTimeField(allow_null=True)


class DigestFilters(filters.FilterSet):
    state = WordFilter(DigestState)
    since = MomentFilter(field_name="made_at", lookup_expr="gte")

    class Meta:
        model = Digest
        fields: list[str] = []


class Digests(ListView):
    """The caller's own digests."""

    serializer_class = DigestShape
    filterset_class = DigestFilters
    orderings = {"made": ("made_at", instant)}

    def visible(self) -> QuerySet:
        me = self.request.user
        return Digest.objects.visible_to(me) if may(me, Act.READ) else Digest.objects.none()

    def show(self, rows: list[Digest]) -> list[dict[str, Any]]:
        return [
            {
                "uuid": str(row.uuid),
                "period": row.period_key,
                "state": row.state,
                "subject": row.subject,
                "text": row.text,
                "made": iso(row.made_at),
                "sent": iso(row.sent_at),
            }
            for row in rows
        ]


class EventShape(serializers.Serializer):
    """One line of what happened."""

    id = serializers.IntegerField()
    at = serializers.DateTimeField()
    actor = serializers.CharField(allow_null=True, help_text="Username; null is the machine.")
    kind = serializers.CharField()
    subject = serializers.CharField()
    claim = serializers.UUIDField(allow_null=True)
    before = serializers.DictField()
    after = serializers.DictField()
    reason = serializers.CharField()


class EventFilters(filters.FilterSet):
    after = WholeFilter(0, BIGGEST, field_name="pk", lookup_expr="gt", help_text="Only what came after the event with this id.")
    kind = TextFilter(longest=60)
    claim = filters.UUIDFilter(field_name="claim__uuid")
    subject = TextFilter(longest=80)
    since = MomentFilter(field_name="at", lookup_expr="gte")

    class Meta:
        model = Event
        fields: list[str] = []


def events_visible_to(person: Any) -> QuerySet:
    """The log for one person: accounts are the administrators'; decisions of others are sealed for who may still sign the claim."""
    rows = Event.objects.all() if may(person, Act.READ) else Event.objects.none()
    if not may(person, Act.PEOPLE_MANAGE):
        for prefix in OF_ACCOUNTS:
            rows = rows.exclude(kind__startswith=prefix)
    if may(person, Act.REVIEW_SIGN):
        signed = Review.objects.filter(round__claim=OuterRef("claim"), round__closed_at=None, person=person)
        sealed = Q(kind__in=DECISIONS, claim__status__in=OPEN) & (Q(actor=None) | ~Q(actor=person)) & ~Exists(signed)
        rows = rows.exclude(pk__in=Event.objects.filter(sealed).values("pk"))
    return rows


class Events(ListView):
    """What happened, the oldest first. Ask again with ``after`` the last id that you have seen."""

    serializer_class = EventShape
    filterset_class = EventFilters
    orderings = {"id": ("pk", number)}
    columns = ("at", "actor__username", "kind", "subject", "claim__uuid", "before", "after", "reason")
    default_ordering = "id"

    def visible(self) -> QuerySet:
        return events_visible_to(self.request.user)

    def show(self, rows: list[Any]) -> list[dict[str, Any]]:
        return [
            {
                "id": row.pk,
                "at": iso(row.at),
                "actor": row.actor__username,
                "kind": row.kind,
                "subject": row.subject,
                "claim": str(row.claim__uuid) if row.claim__uuid else None,
                "before": row.before,
                "after": row.after,
                "reason": row.reason,
            }
            for row in rows
        ]
