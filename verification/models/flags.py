"""Reasons to look now. A flag closes; it is never deleted."""

from __future__ import annotations

import uuid
from datetime import datetime, timedelta

from django.db import models
from django.db.models import F, Q
from django.db.models.fields.json import KT
from django.db.models.functions import Cast, Coalesce

from tracker.models.base import Viewer, Word, one_of
from tracker.terms import FlagKind


class FlagQuerySet(models.QuerySet):
    def visible_to(self, person: Viewer) -> FlagQuerySet:
        """Everyone with a role sees every flag."""
        from tracker.roles import Act, may

        return self if may(person, Act.READ) else self.none()

    def open(self) -> FlagQuerySet:
        return self.filter(closed_at=None)

    def older_than(self, age: timedelta, *, now: datetime) -> FlagQuerySet:
        return self.filter(raised_at__lt=now - age)


class Flag(models.Model):
    """One reason to look at one claim or source; ``cause`` names what raised it and makes it unique ("statement:UUID", "round:12"…)."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    claim = models.ForeignKey("tracker.Claim", null=True, blank=True, on_delete=models.PROTECT, related_name="flags")
    source = models.ForeignKey("tracker.Source", null=True, blank=True, on_delete=models.PROTECT, related_name="flags")
    kind = Word(FlagKind, db_index=True)
    cause = models.CharField(max_length=120)
    statement = models.ForeignKey("tracker.Statement", null=True, blank=True, on_delete=models.PROTECT, related_name="flags")
    detail = models.JSONField(
        default=dict, blank=True, help_text="For certainty_inflated: both quotes, both levels, the lost cue. Else the rule's sentence."
    )
    jump = models.GeneratedField(
        expression=Coalesce(
            Cast(KT("detail__relay_level"), models.SmallIntegerField()) - Cast(KT("detail__original_level"), models.SmallIntegerField()), -9
        ),
        output_field=models.SmallIntegerField(),
        db_persist=True,
        help_text="By how many levels the certainty was inflated; -9 where it was not.",
    )
    raised_at = models.DateTimeField(db_index=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    closed_by = models.ForeignKey("tracker.Person", null=True, blank=True, on_delete=models.PROTECT, related_name="flags_closed")
    closed_because = models.TextField(blank=True)

    objects = FlagQuerySet.as_manager()

    class Meta:
        ordering = ["-raised_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(claim__isnull=False, source=None) | Q(claim=None, source__isnull=False), name="flag_on_claim_xor_source"
            ),
            models.UniqueConstraint(fields=["claim", "kind", "cause"], condition=Q(claim__isnull=False), name="flag_once_per_claim"),
            models.UniqueConstraint(fields=["source", "kind", "cause"], condition=Q(source__isnull=False), name="flag_once_per_source"),
            one_of("kind", FlagKind, "flag_kind_known"),
        ]
        indexes = [
            models.Index(fields=["claim"], condition=Q(closed_at=None), name="flag_open_by_claim"),
            models.Index(
                F("jump").desc(),
                F("raised_at").desc(),
                F("id").desc(),
                condition=Q(kind="certainty_inflated", closed_at=None),
                name="flag_inflations",
            ),
        ]

    def __str__(self) -> str:
        return self.get_kind_display()
