"""What people write beside a claim for each other, and how far each has read it. A note is never changed; its author may strike it out."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import Q

from tracker.models.base import Viewer


class NoteQuerySet(models.QuerySet):
    def visible_to(self, person: Viewer) -> NoteQuerySet:
        """Everyone with a role reads every note."""
        from tracker.roles import Act, may

        return self if may(person, Act.READ) else self.none()


class Note(models.Model):
    """Words of one person on one claim. Struck out, it stays to be read."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    claim = models.ForeignKey("tracker.Claim", on_delete=models.PROTECT, related_name="notes")
    by = models.ForeignKey("tracker.Person", on_delete=models.PROTECT, related_name="notes")
    at = models.DateTimeField()
    text = models.TextField()
    struck_at = models.DateTimeField(null=True, blank=True)

    objects = NoteQuerySet.as_manager()

    class Meta:
        ordering = ["at", "pk"]
        constraints = [models.CheckConstraint(condition=~Q(text=""), name="note_has_text")]

    def __str__(self) -> str:
        return f"note of {self.by} on {self.claim}"


class Visit(models.Model):
    """How far somebody has seen a claim: the newest event on its page at this visit, and at the one before. Seen by themselves only."""

    person = models.ForeignKey("tracker.Person", on_delete=models.CASCADE, related_name="visits")
    claim = models.ForeignKey("tracker.Claim", on_delete=models.CASCADE, related_name="visits")
    at = models.DateTimeField()
    seen = models.BigIntegerField(default=0, help_text="Key of the newest event at this visit.")
    before = models.BigIntegerField(null=True, blank=True, help_text="The same of the visit before; none on the first.")
    before_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person", "claim"], name="visit_once")]

    def __str__(self) -> str:
        return f"{self.person} saw {self.claim}"
