"""Mails that say what changed, and which events each person has been told."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import Q

from tracker.models.base import Viewer, Word, one_of
from tracker.terms import DigestState


class DigestQuerySet(models.QuerySet):
    def visible_to(self, person: Viewer) -> DigestQuerySet:
        """One's own only."""
        return self.filter(person=person)

    def in_doubt(self) -> DigestQuerySet:
        """Surely or perhaps not received, and no digest that may have arrived has told of it."""
        lost = (DigestState.UNCERTAIN, DigestState.REJECTED)
        unheard = Q(announced_in=None) | Q(announced_in__state__in=(*lost, DigestState.CANCELLED))
        return self.filter(unheard, state__in=lost)


class Digest(models.Model):
    """One mail to one person for one period; the key makes a second one impossible."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    person = models.ForeignKey("tracker.Person", on_delete=models.PROTECT, related_name="digests")
    period_key = models.CharField(max_length=80, help_text='"daily:2023-11-02", "weekly:2023-W44", "event:123"')
    state = Word(DigestState, default=DigestState.PENDING, db_index=True)
    message_id = models.CharField(max_length=200, unique=True)
    subject = models.CharField(max_length=300, blank=True)
    text = models.TextField(blank=True)
    html = models.TextField(blank=True)
    made_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True, blank=True)
    last_error = models.TextField(blank=True)
    tries = models.PositiveIntegerField(default=0, help_text="How often the server surely did not take it.")
    sent_again = models.PositiveSmallIntegerField(default=0, help_text="How often a person decided that it is offered once more.")
    announced_in = models.ForeignKey(
        "self",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="announces",
        help_text="The later digest that told of this one.",
    )

    objects = DigestQuerySet.as_manager()

    class Meta:
        ordering = ["-made_at", "-pk"]
        indexes = [models.Index(fields=["period_key"], name="digest_period")]
        constraints = [
            models.UniqueConstraint(fields=["person", "period_key"], name="digest_once_per_period"),
            one_of("state", DigestState, "digest_state_known"),
        ]

    def __str__(self) -> str:
        return f"{self.period_key} for {self.person}"


class DigestLine(models.Model):
    """This person has been told of this event, in this digest, for this reason."""

    person = models.ForeignKey("tracker.Person", on_delete=models.PROTECT, related_name="digest_lines")
    event = models.ForeignKey("tracker.Event", on_delete=models.PROTECT, related_name="digest_lines")
    digest = models.ForeignKey(Digest, on_delete=models.PROTECT, related_name="lines")
    why = models.CharField(max_length=200)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person", "event"], name="digest_line_once")]

    def __str__(self) -> str:
        return f"event {self.event_id} to {self.person}"
