"""Acts on many claims at once, with what each claim held before, so that the whole can be undone for a while. Rows only."""

from __future__ import annotations

import uuid

from django.db import models


class BulkAct(models.Model):
    """One act on many claims by one person. Undoing is another act, and leaves this row as it is but for when and by whom."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    verb = models.CharField(max_length=20, help_text="accept, dismiss, assign, add_topic")
    by = models.ForeignKey("tracker.Person", on_delete=models.PROTECT, related_name="bulk_acts")
    at = models.DateTimeField()
    told = models.JSONField(default=dict, blank=True, help_text="What the person said with it: reason, to whom, which topic.")
    undone_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-at", "-pk"]
        indexes = [models.Index(fields=["by", "-at"], name="bulk_act_by_person")]

    def __str__(self) -> str:
        return f"{self.verb} by {self.by} at {self.at:%Y-%m-%d %H:%M}"


class BulkLine(models.Model):
    """One claim of a bulk act: what undoing needs to know of it, and the version that the act left it at."""

    act = models.ForeignKey(BulkAct, on_delete=models.CASCADE, related_name="lines")
    claim = models.ForeignKey("tracker.Claim", on_delete=models.PROTECT, related_name="bulk_lines")
    before = models.JSONField(default=dict, blank=True)
    version = models.PositiveIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["act", "claim"], name="bulk_line_once")]

    def __str__(self) -> str:
        return f"{self.act.verb} of {self.claim}"
