"""Reports whose words must go by law: who asked for it, who confirmed or declined, when and why, and the hashes of what was there."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import F, Q

REMOVED = "[removed]"  # stands where words of a removed report stood


class RedactionQuerySet(models.QuerySet):
    def waiting(self) -> RedactionQuerySet:
        """Asked for, and neither confirmed nor declined."""
        return self.filter(confirmed_at=None, declined_at=None)

    def confirmed(self) -> RedactionQuerySet:
        return self.exclude(confirmed_at=None)


class Redaction(models.Model):
    """One report is to be emptied of its words. One administrator asks, another confirms; either may decline while it waits."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    report = models.ForeignKey("tracker.Report", on_delete=models.PROTECT, related_name="redactions")
    reason = models.TextField()
    asked_by = models.ForeignKey("tracker.Person", on_delete=models.PROTECT, related_name="redactions_asked")
    asked_at = models.DateTimeField()
    confirmed_by = models.ForeignKey("tracker.Person", null=True, blank=True, on_delete=models.PROTECT, related_name="redactions_confirmed")
    confirmed_at = models.DateTimeField(null=True, blank=True)
    declined_by = models.ForeignKey("tracker.Person", null=True, blank=True, on_delete=models.PROTECT, related_name="redactions_declined")
    declined_at = models.DateTimeField(null=True, blank=True)
    declined_because = models.TextField(blank=True)
    hashes = models.JSONField(default=dict, blank=True, help_text="SHA-256 of each text, document and file that was removed.")

    objects = RedactionQuerySet.as_manager()

    class Meta:
        ordering = ["-asked_at", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["report"], condition=Q(declined_at=None), name="redaction_one_of_a_report"),
            models.CheckConstraint(condition=~Q(reason=""), name="redaction_says_why"),
            models.CheckConstraint(condition=Q(confirmed_by=None) | ~Q(confirmed_by=F("asked_by")), name="redaction_by_two_people"),
            models.CheckConstraint(
                condition=Q(confirmed_by=None, confirmed_at=None) | Q(confirmed_by__isnull=False, confirmed_at__isnull=False),
                name="redaction_confirmed_by_somebody",
            ),
            models.CheckConstraint(
                condition=Q(declined_by=None, declined_at=None)
                | Q(declined_by__isnull=False, declined_at__isnull=False, confirmed_at=None),
                name="redaction_declined_or_confirmed",
            ),
        ]

    def __str__(self) -> str:
        return f"removal of report {self.report_id}"
