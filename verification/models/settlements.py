"""What a settled claim means for its sources: the ledger that a track record is computed from, never incremented."""

from __future__ import annotations

from datetime import datetime

from django.db import models
from django.db.models import Q

from tracker.models.base import Word, one_of
from verification.weighing.charging import Role


class SettlementQuerySet(models.QuerySet):
    def standing(self, *, as_of: datetime | None = None) -> SettlementQuerySet:
        """Not reversed; with *as_of*, made by then and not reversed by then."""
        if as_of is None:
            return self.filter(reversed_at=None)
        return self.filter(Q(reversed_at=None) | Q(reversed_at__gt=as_of), at__lte=as_of)


class Settlement(models.Model):
    """A round that ended with an outcome in arithmetic: ``y`` = 1 confirmed, 0 refuted, ½ partly."""

    round = models.OneToOneField("verification.Round", on_delete=models.PROTECT, related_name="settlement")
    claim = models.ForeignKey("tracker.Claim", on_delete=models.PROTECT, related_name="settlements")
    y = models.FloatField()
    at = models.DateTimeField()
    reversed_at = models.DateTimeField(null=True, blank=True)

    objects = SettlementQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(y__gte=0, y__lte=1), name="settlement_y_0_to_1"),
            models.UniqueConstraint(fields=["claim"], condition=Q(reversed_at=None), name="settlement_one_standing"),
        ]

    def __str__(self) -> str:
        return f"{self.claim}: {self.y}"


class Charge(models.Model):
    """What one source is charged or credited in one settlement, at its first stated certainty. Written anew from the record, never changed by hand."""

    settlement = models.ForeignKey(Settlement, on_delete=models.CASCADE, related_name="charges")
    source = models.ForeignKey("tracker.Source", on_delete=models.PROTECT, related_name="charges")
    p = models.FloatField(help_text="The probability of the claim that its words come to.")
    match = models.FloatField(help_text="How far what it asserted came true, in the direction it was asserted.")
    role = Word(Role)
    said_at = models.DateTimeField()
    statement = models.ForeignKey(
        "tracker.Statement", on_delete=models.PROTECT, related_name="charges", help_text="The words it is charged for."
    )

    class Meta:
        ordering = ["said_at", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["settlement", "source"], name="charge_once"),
            models.CheckConstraint(condition=Q(p__gte=0, p__lte=1, match__gte=0, match__lte=1), name="charge_0_to_1"),
            one_of("role", Role, "charge_role_known"),
        ]

    def __str__(self) -> str:
        return f"{self.source}: {self.p}"
