"""Who should look at a claim, by when."""

from __future__ import annotations

import uuid
from datetime import datetime

from django.db import models
from django.db.models import Q

from tracker.models.base import Viewer


class AssignmentQuerySet(models.QuerySet):
    def visible_to(self, person: Viewer) -> AssignmentQuerySet:
        """Everyone with a role sees who works on what."""
        from tracker.roles import Act, may

        return self if may(person, Act.READ) else self.none()

    def open(self) -> AssignmentQuerySet:
        return self.filter(closed_at=None)

    def overdue(self, *, now: datetime) -> AssignmentQuerySet:
        return self.open().filter(due__lt=now)


class Assignment(models.Model):
    """One person's task to look at one claim; closed when signed, given back or taken over."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    claim = models.ForeignKey("tracker.Claim", on_delete=models.PROTECT, related_name="assignments")
    person = models.ForeignKey("tracker.Person", on_delete=models.PROTECT, related_name="assignments")
    by = models.ForeignKey("tracker.Person", null=True, blank=True, on_delete=models.PROTECT, related_name="assignments_given")
    at = models.DateTimeField()
    due = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    closed_because = models.CharField(max_length=60, blank=True)

    objects = AssignmentQuerySet.as_manager()

    class Meta:
        ordering = ["due", "pk"]
        constraints = [models.UniqueConstraint(fields=["claim", "person"], condition=Q(closed_at=None), name="assignment_open_once")]
        indexes = [
            models.Index(fields=["due"], condition=Q(closed_at=None), name="assignment_open_by_due"),
            models.Index(fields=["at", "id"], name="assignment_by_time"),
        ]

    def __str__(self) -> str:
        return f"{self.claim} for {self.person}"
