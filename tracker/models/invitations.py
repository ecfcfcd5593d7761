"""Who was asked to join the desk, in which roles, and what became of it."""

from __future__ import annotations

import uuid
from datetime import datetime

from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower


class InvitationQuerySet(models.QuerySet):
    def open(self) -> InvitationQuerySet:
        """Neither taken up nor withdrawn; it may have run out."""
        return self.filter(taken_at=None, withdrawn_at=None)

    def valid(self, *, now: datetime) -> InvitationQuerySet:
        """That can still be taken up."""
        return self.open().filter(expires_at__gt=now)


class Invitation(models.Model):
    """An address asked to join in these roles. The link in its mail is good once, until ``expires_at``, and only in its newest ``issue``."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    email = models.EmailField()
    roles = models.JSONField(default=list)
    by = models.ForeignKey("tracker.Person", on_delete=models.PROTECT, related_name="invitations_sent")
    at = models.DateTimeField()
    expires_at = models.DateTimeField()
    issue = models.PositiveSmallIntegerField(default=1, help_text="How often it was mailed by a person's decision; older links are void.")
    mailed_at = models.DateTimeField(null=True, blank=True)
    taken_at = models.DateTimeField(null=True, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    person = models.OneToOneField("tracker.Person", null=True, blank=True, on_delete=models.PROTECT, related_name="invitation")

    objects = InvitationQuerySet.as_manager()

    class Meta:
        ordering = ["-at", "-pk"]
        constraints = [
            models.UniqueConstraint(Lower("email"), condition=Q(taken_at=None, withdrawn_at=None), name="invitation_one_open"),
            models.CheckConstraint(
                condition=Q(taken_at=None, person=None) | Q(taken_at__isnull=False, person__isnull=False),
                name="invitation_taken_by_somebody",
            ),
        ]

    def __str__(self) -> str:
        return f"invitation of {self.at:%Y-%m-%d}"
