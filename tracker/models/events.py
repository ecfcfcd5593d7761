"""One line of what happened. Append-only: a trigger in the database refuses to change or delete one."""

from __future__ import annotations

from django.db import models
from django.db.models import Q


class Event(models.Model):
    """At, who (None = the machine), kind, subject, before, after, reason. History, digests, webhooks and as-of views read it."""

    at = models.DateTimeField(db_index=True)
    actor = models.ForeignKey("tracker.Person", null=True, blank=True, on_delete=models.PROTECT, related_name="events")
    kind = models.CharField(max_length=60, db_index=True, help_text='"claim.opened", "flag.raised", "review.signed"…')
    subject = models.CharField(max_length=80, db_index=True, help_text='"claim:UUID", "report:UUID"…')
    claim = models.ForeignKey("tracker.Claim", null=True, blank=True, on_delete=models.PROTECT, related_name="events")
    before = models.JSONField(default=dict, blank=True)
    after = models.JSONField(default=dict, blank=True)
    reason = models.TextField(blank=True)

    class Meta:
        ordering = ["pk"]
        indexes = [models.Index(fields=["claim", "at"], name="event_claim_at")]
        constraints = [models.CheckConstraint(condition=~Q(kind="") & ~Q(subject=""), name="event_says_what_and_of_what")]

    def __str__(self) -> str:
        return f"{self.kind} {self.subject}"


class Seal(models.Model):
    """A fingerprint of the lines up to ``up_to`` that were not sealed before, and of the seal before it: who changes an old line breaks every later seal.

    Seals are made at night of lines that are a day old, so that no writer ever waits for another to be chained to.
    """

    up_to = models.BigIntegerField(unique=True, help_text="The last line that it covers.")
    lines = models.PositiveIntegerField()
    digest = models.CharField(max_length=64)
    at = models.DateTimeField()

    class Meta:
        ordering = ["up_to"]

    def __str__(self) -> str:
        return f"lines up to {self.up_to}: {self.digest[:12]}"
