"""Which request brought which report: what makes sending one twice safe."""

from __future__ import annotations

from django.db import models


class Submission(models.Model):
    """One ``Idempotency-Key`` of one person: the digest of the body it came with and the report that it made or found."""

    person = models.ForeignKey("tracker.Person", on_delete=models.PROTECT, related_name="submissions")
    key = models.CharField(max_length=200)
    body_sha256 = models.CharField(max_length=64)
    report = models.ForeignKey("tracker.Report", on_delete=models.PROTECT, related_name="submissions")
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person", "key"], name="submission_key_once")]

    def __str__(self) -> str:
        return f"{self.key} by {self.person}"
