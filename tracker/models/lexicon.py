"""What a desk changed of the lexicon that ships, and how it was tried first. Rows only; a reading names the version that it was made with."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import Q

from tracker.models.base import Word, choices
from tracker.terms import CueKind, Level, Marker


class CueTrial(models.Model):
    """A change that was tried on reports: what would be changed, against which version, and what came of it. Put in force once, or never."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    by = models.ForeignKey("tracker.Person", on_delete=models.PROTECT, related_name="cue_trials")
    at = models.DateTimeField()
    changes = models.JSONField(help_text="add, retire or take_back, with words, kind, level and marker.")
    base = models.CharField(max_length=40, help_text="The lexicon in force when it was tried.")
    result = models.CharField(max_length=40, help_text="The lexicon that it would be.")
    outcome = models.JSONField(default=dict, help_text="How many reports were looked at and read, and which statements differ.")
    put_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-at", "-pk"]

    def __str__(self) -> str:
        return f"trial of {self.result}"


class CueChange(models.Model):
    """One literal phrase that a desk added or retired. In force until it is withdrawn; a later change of the same words withdraws it."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    words = models.CharField(max_length=200)
    retires = models.BooleanField(default=False, help_text="The words are no cue any more, whatever the lexicon that ships says.")
    kind = Word(CueKind, blank=True, default="")
    level = models.PositiveSmallIntegerField(choices=choices(Level), null=True, blank=True)
    marker = Word(Marker, blank=True, default="")
    trial = models.ForeignKey(CueTrial, on_delete=models.PROTECT, related_name="put")
    by = models.ForeignKey("tracker.Person", on_delete=models.PROTECT, related_name="cue_changes")
    at = models.DateTimeField()
    reason = models.TextField()
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_by = models.ForeignKey(
        "tracker.Person", null=True, blank=True, on_delete=models.PROTECT, related_name="cue_changes_withdrawn"
    )

    class Meta:
        ordering = ["words", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["words"], condition=Q(withdrawn_at=None), name="cue_change_one_in_force"),
            models.CheckConstraint(
                condition=Q(retires=True, kind="", level=None, marker="") | Q(retires=False, kind__gt="", level__isnull=False),
                name="cue_change_adds_or_retires",
            ),
            models.CheckConstraint(condition=Q(level=None) | Q(level__gte=1, level__lte=5), name="cue_change_level_1_to_5"),
        ]

    def __str__(self) -> str:
        return f"{'retires' if self.retires else 'adds'} “{self.words}”"
