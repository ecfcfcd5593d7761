"""Signatures that belong together. While a round is open its verdicts are sealed for all but their authors."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import Q

from tracker.models.base import Viewer, Word, one_of
from tracker.terms import Confidence, Verdict


class Round(models.Model):
    """One try to settle one claim. ``outcome``: a status, "disputed", "voided" or "reopened"; empty while open."""

    claim = models.ForeignKey("tracker.Claim", on_delete=models.PROTECT, related_name="rounds")
    no = models.PositiveIntegerField()
    opened_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True, blank=True)
    outcome = models.CharField(max_length=40, blank=True)

    class Meta:
        ordering = ["claim_id", "no"]
        constraints = [
            models.UniqueConstraint(fields=["claim", "no"], name="round_number_once"),
            models.UniqueConstraint(fields=["claim"], condition=Q(closed_at=None), name="round_one_open"),
            models.CheckConstraint(
                condition=Q(closed_at=None, outcome="") | (Q(closed_at__isnull=False) & ~Q(outcome="")), name="round_closed_with_outcome"
            ),
        ]

    def __str__(self) -> str:
        return f"round {self.no} of {self.claim}"


class ReviewQuerySet(models.QuerySet):
    def visible_to(self, person: Viewer) -> ReviewQuerySet:
        """Reviews of rounds that ended in an outcome, and one's own; the others are sealed, those of a voided round for good."""
        from tracker.roles import Act, may

        return (
            self.filter(Q(round__closed_at__isnull=False) & ~Q(round__outcome="voided") | Q(person=person))
            if may(person, Act.READ)
            else self.none()
        )


class Review(models.Model):
    """One signature: the verdict and what it rests on. ``number`` is the credibility number 1–6; 6 = cannot be judged."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    round = models.ForeignKey(Round, on_delete=models.PROTECT, related_name="reviews")
    person = models.ForeignKey("tracker.Person", on_delete=models.PROTECT, related_name="reviews")
    verdict = Word(Verdict)
    confidence = Word(Confidence)
    number = models.PositiveSmallIntegerField(null=True, blank=True)
    basis = models.TextField(blank=True)
    reason = models.TextField()
    at = models.DateTimeField()

    objects = ReviewQuerySet.as_manager()

    class Meta:
        ordering = ["at", "pk"]
        indexes = [models.Index(fields=["at", "id"], name="review_by_time")]
        constraints = [
            models.UniqueConstraint(fields=["round", "person"], name="review_once_per_person"),
            one_of("verdict", Verdict, "review_verdict_known"),
            one_of("confidence", Confidence, "review_confidence_known"),
            models.CheckConstraint(condition=Q(number=None) | Q(number__gte=1, number__lte=6), name="review_number_1_to_6"),
            models.CheckConstraint(condition=~Q(reason=""), name="review_has_reason"),
        ]

    def __str__(self) -> str:
        return f"{self.round} by {self.person}"


class Draft(models.Model):
    """What a reviewer has typed and not yet signed. Seen by its author only."""

    claim = models.ForeignKey("tracker.Claim", on_delete=models.CASCADE, related_name="drafts")
    person = models.ForeignKey("tracker.Person", on_delete=models.CASCADE, related_name="drafts")
    fields = models.JSONField(default=dict)
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["claim", "person"], name="draft_once")]

    def __str__(self) -> str:
        return f"draft of {self.person} on {self.claim}"
