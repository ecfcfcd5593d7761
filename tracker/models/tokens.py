"""Keys that programs sign in with: hashed, scoped, expiring. A token never opens more than its owner may do."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from knox.models import AbstractAuthToken


class Token(AbstractAuthToken):
    """One key of one person. Only its digest is kept; ``scopes`` are words of ``tracker.terms.Scope``."""

    scopes = models.JSONField(default=list)
    note = models.CharField(max_length=120, blank=True, help_text="What it is for.")

    class Meta:
        ordering = ["-created"]
        constraints = [models.CheckConstraint(condition=Q(expiry__isnull=False), name="token_expires")]

    def __str__(self) -> str:
        return f"{self.token_key}… of {self.user}"
