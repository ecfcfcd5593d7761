"""A statement set against a claim, and how far anything has been compared."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import Q

from tracker.models.base import Viewer, Word, one_of
from tracker.terms import Relation


class EvidenceQuerySet(models.QuerySet):
    def visible_to(self, person: Viewer) -> EvidenceQuerySet:
        """Everyone with a role sees all evidence; other people's decisions on it may be sealed."""
        from tracker.roles import Act, may

        return self if may(person, Act.READ) else self.none()

    def in_force(self) -> EvidenceQuerySet:
        """Of statements in force, and not put aside for a newer suggestion."""
        return self.standing().filter(Q(statement__reading__current=True) | Q(statement__kept=True))

    def standing(self) -> EvidenceQuerySet:
        """Not put aside for a newer suggestion."""
        return self.filter(retired_at=None)


class Evidence(models.Model):
    """What the machine suggests of one statement for one claim. ``relation`` none is kept only for no_position and speakers_differ."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    claim = models.ForeignKey("tracker.Claim", on_delete=models.PROTECT, related_name="evidence")
    statement = models.ForeignKey("tracker.Statement", on_delete=models.PROTECT, related_name="evidence")
    comparer = models.CharField(max_length=40)
    relation = Word(Relation, db_index=True)
    same_origin = models.BooleanField(default=False)
    score = models.FloatField()
    rule = models.CharField(max_length=80)
    explanation = models.JSONField(default=dict, help_text="sentence, claim_spans, later_spans, features, certainty_gap, lost_cue")
    made_at = models.DateTimeField()
    retired_at = models.DateTimeField(null=True, blank=True, help_text="When a newer suggestion took its place, or none did.")

    objects = EvidenceQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "evidence"
        ordering = ["statement__seq"]
        constraints = [
            models.UniqueConstraint(
                fields=["claim", "statement", "comparer"], condition=Q(retired_at=None), name="evidence_once_per_comparer"
            ),
            one_of("relation", Relation, "evidence_relation_known"),
            models.CheckConstraint(condition=Q(score__gte=0, score__lte=1), name="evidence_score_0_to_1"),
        ]
        indexes = [models.Index(fields=["made_at", "id"], condition=Q(retired_at=None), name="evidence_by_time")]

    def __str__(self) -> str:
        return f"statement {self.statement_id} {self.relation} claim {self.claim_id}"


class Comparison(models.Model):
    """How far a statement or claim has been compared: with everything whose ``seq`` is at most ``up_to_seq``."""

    subject = models.CharField(max_length=80)
    comparer = models.CharField(max_length=40)
    up_to_seq = models.BigIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["subject", "comparer"], name="comparison_once")]

    def __str__(self) -> str:
        return f"{self.subject} up to {self.up_to_seq}"
