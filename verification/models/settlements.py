"""What a settled claim means for its sources: the ledger that a track record is computed from, never incremented."""

from __future__ import annotations

from django.db import models
from django.db.models import Q


class Settlement(models.Model):
    """A round that ended with an outcome in arithmetic: ``y`` = 1 confirmed, 0 refuted, ½ partly."""

    round = models.OneToOneField("verification.Round", on_delete=models.PROTECT, related_name="settlement")
    claim = models.ForeignKey("tracker.Claim", on_delete=models.PROTECT, related_name="settlements")
    y = models.FloatField()
    at = models.DateTimeField()
    reversed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(y__gte=0, y__lte=1), name="settlement_y_0_to_1")]

    def __str__(self) -> str:
        return f"{self.claim}: {self.y}"


class Charge(models.Model):
    """What one source is charged or credited in one settlement, at its first stated certainty."""

    settlement = models.ForeignKey(Settlement, on_delete=models.CASCADE, related_name="charges")
    source = models.ForeignKey("tracker.Source", on_delete=models.PROTECT, related_name="charges")
    p = models.FloatField()
    match = models.FloatField()
    role = models.CharField(max_length=40, help_text="origin, adopter, hardening relay, misquoting relay")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["settlement", "source"], name="charge_once"),
            models.CheckConstraint(condition=Q(p__gte=0, p__lte=1, match__gte=0, match__lte=1), name="charge_0_to_1"),
        ]

    def __str__(self) -> str:
        return f"{self.source}: {self.p}"
