"""What lists show of a claim's case, counted once and kept until something about it changes. Derived: it may be dropped at any time."""

from __future__ import annotations

from django.db import models


class Tally(models.Model):
    """The counts of one claim's case file and who stands where in it, by keys alone: no words, so that nothing here can outlive what it quotes."""

    claim = models.OneToOneField("tracker.Claim", on_delete=models.CASCADE, primary_key=True, related_name="tally")
    level_last = models.PositiveSmallIntegerField()
    reports = models.PositiveIntegerField()
    origins = models.PositiveIntegerField()
    shared_objects = models.PositiveIntegerField()
    unknown_lineage = models.PositiveIntegerField()
    members = models.JSONField(help_text="Keys of the claim and of those that were merged into it.")
    deciders = models.JSONField(help_text="Keys of the people who decided on any of its evidence.")
    placed = models.JSONField(help_text="Keys of statements in the order of the case file, by relation.")

    class Meta:
        verbose_name_plural = "tallies"

    def __str__(self) -> str:
        return f"tally of claim {self.claim_id}"


class Recount(models.Model):
    """That something about a claim's case changed since it was counted. A tally with one of these beside it is not to be read."""

    claim = models.ForeignKey("tracker.Claim", on_delete=models.CASCADE, related_name="+")

    def __str__(self) -> str:
        return f"recount of claim {self.claim_id}"
