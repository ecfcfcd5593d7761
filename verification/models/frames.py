"""Statements and claims taken apart for the comparer and packed, so that nobody takes them apart again. Derived: it may be dropped at any time."""

from __future__ import annotations

from django.db import models


class KeptFrame(models.Model):
    """A packed frame and the sign of what it was made of; one whose sign is another is never unpacked."""

    made_of = models.BinaryField(max_length=16)
    packed = models.BinaryField()

    class Meta:
        abstract = True


class StatementFrame(KeptFrame):
    """The frame of a statement, and of the claims that have its words."""

    statement = models.OneToOneField("tracker.Statement", on_delete=models.CASCADE, primary_key=True, related_name="+")

    def __str__(self) -> str:
        return f"frame of statement {self.statement_id}"


class ClaimFrame(KeptFrame):
    """The frame of a claim whose words are its own."""

    claim = models.OneToOneField("tracker.Claim", on_delete=models.CASCADE, primary_key=True, related_name="+")

    def __str__(self) -> str:
        return f"frame of claim {self.claim_id}"
