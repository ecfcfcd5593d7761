"""Propositions that the desk tracks, and the storylines that group them. Rows only: whatever changes a claim lives in ``verification``."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import Case, F, Q, Value, When

from tracker.models.base import Viewer, Word, choices, one_of
from tracker.terms import UNSETTLED, Kinship, Level, Polarity, Status


class Topic(models.Model):
    """A storyline that groups claims and reports. Proposed by the machine, set by a person, may be empty."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    name = models.CharField(max_length=200, unique=True)
    slug = models.SlugField(max_length=200, unique=True)
    summary = models.TextField(blank=True)

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class ClaimQuerySet(models.QuerySet):
    def visible_to(self, person: Viewer) -> ClaimQuerySet:
        """Everyone with a role sees every claim."""
        from tracker.roles import Act, may

        return self if may(person, Act.READ) else self.none()

    def standing(self) -> ClaimQuerySet:
        """Not merged into another one."""
        return self.filter(merged_into=None)

    def proposed(self) -> ClaimQuerySet:
        """Opened by the machine and not yet accepted or dismissed by a person."""
        return self.standing().filter(opened_by=None, accepted_at=None).exclude(status=Status.DISMISSED)


class Claim(models.Model):
    """A proposition that we track, with the words and the hedging it was first stated with."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    seq = models.BigIntegerField(unique=True, editable=False, help_text="Place in the record's one order of statements and claims.")
    number = models.PositiveIntegerField(unique=True, editable=False, help_text="What people call it: claim #7.")
    text = models.TextField()
    polarity = Word(Polarity, max_length=8)
    level_first = models.PositiveSmallIntegerField(choices=choices(Level))
    opened_from = models.ForeignKey("tracker.Statement", null=True, blank=True, on_delete=models.PROTECT, related_name="opened")
    opened_by = models.ForeignKey("tracker.Person", null=True, blank=True, on_delete=models.PROTECT, related_name="claims_opened")
    opened_at = models.DateTimeField(db_index=True)
    accepted_by = models.ForeignKey("tracker.Person", null=True, blank=True, on_delete=models.PROTECT, related_name="claims_accepted")
    accepted_at = models.DateTimeField(null=True, blank=True)
    edited_by = models.ManyToManyField("tracker.Person", blank=True, related_name="claims_edited", help_text="Barred from signing it.")
    status = Word(Status, default=Status.UNVERIFIED, db_index=True)
    version = models.PositiveIntegerField(default=1, editable=False)
    merged_into = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="absorbed", db_index=False)
    related_to = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="kin")
    kinship = Word(Kinship, blank=True)
    topics = models.ManyToManyField(Topic, blank=True, related_name="claims")
    gravest = models.PositiveSmallIntegerField(default=0, editable=False, help_text="Weight of its gravest open flag; 0: none is open.")
    flagged_at = models.DateTimeField(null=True, blank=True, editable=False, help_text="When the first of its open flags was raised.")
    urgency = models.GeneratedField(
        expression=Case(
            When(Q(merged_into__isnull=False) | ~Q(status__in=[word.value for word in UNSETTLED]), then=Value(0)),
            When(status=Status.AWAITING_SECOND_SIGNATURE.value, then=F("gravest") * 4 + 2),
            When(gravest__gt=0, then=F("gravest") * 4),
            When(Q(status=Status.IN_REVIEW.value) | Q(opened_by__isnull=False) | Q(accepted_at__isnull=False), then=Value(1)),
            default=Value(0),
        ),
        output_field=models.PositiveIntegerField(),
        db_persist=True,
        help_text="How soon somebody should review it: flags first, then what waits for a second signature, then what people track. 0: not at all.",
    )

    objects = ClaimQuerySet.as_manager()

    class Meta:
        ordering = ["-number"]
        constraints = [
            one_of("status", Status, "claim_status_known"),
            one_of("polarity", Polarity, "claim_polarity_known"),
            models.CheckConstraint(condition=Q(level_first__gte=1, level_first__lte=5), name="claim_level_1_to_5"),
            models.CheckConstraint(condition=~Q(text=""), name="claim_has_text"),
            models.CheckConstraint(condition=~Q(merged_into=F("pk")), name="claim_not_merged_into_itself"),
            models.CheckConstraint(condition=Q(opened_from__isnull=False) | Q(opened_by__isnull=False), name="claim_opened_by_somebody"),
            models.CheckConstraint(
                condition=Q(related_to=None, kinship="") | Q(related_to__isnull=False, kinship__in=list(Kinship)),
                name="claim_kinship_whole",
            ),
        ]
        indexes = [
            models.Index(F("urgency").desc(), "flagged_at", "opened_at", "id", condition=Q(urgency__gt=0), name="claim_by_urgency"),
            models.Index("status", "opened_by", "accepted_at", condition=Q(merged_into=None), name="claim_standing_by_status"),
            models.Index("number", condition=Q(merged_into=None, opened_by=None, accepted_at=None), name="claim_proposed"),
            models.Index("number", condition=Q(merged_into=None, gravest__gt=0), name="claim_flagged"),
            models.Index("status", "number", condition=Q(merged_into=None), name="claim_by_status"),
            # nearly all are not: no way to find those
            models.Index("merged_into", condition=Q(merged_into__isnull=False), name="claim_merged"),
        ]

    def __str__(self) -> str:
        return f"#{self.number} {self.text}"
