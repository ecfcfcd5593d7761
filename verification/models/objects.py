"""Evidence objects: one debris, one video, one document that several looked at; who judged by it, and what people decided on that."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import Q

from tracker.models.base import Word, one_of
from tracker.terms import EdgeRuling


class EvidenceObject(models.Model):
    """One thing that may be looked at by many. Who judges by it is an origin of his own; all of them together are one bloc."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    kind = models.CharField(max_length=40, help_text="As in the table of objects: remains, video, document…")
    name = models.CharField(max_length=200, help_text="As a text names it.")
    mark = models.JSONField(default=dict, blank=True, help_text="What tells it from another of its kind: place, days, view, ordinal.")
    made_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.name


class ExaminationQuerySet(models.QuerySet):
    def standing(self) -> ExaminationQuerySet:
        """Those that no person cut."""
        return self.filter(cut_at=None)


class Examination(models.Model):
    """A statement that rests on an object. Found by the machine it is in force until a person cuts it."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    object = models.ForeignKey(EvidenceObject, on_delete=models.CASCADE, related_name="examinations")
    statement = models.ForeignKey("tracker.Statement", on_delete=models.CASCADE, related_name="examinations")
    words = models.CharField(max_length=200, blank=True, help_text="How its text names the object.")
    sentence = models.CharField(max_length=400, blank=True, help_text="The sentence that says that somebody looked at it.")
    decided_by = models.ForeignKey("tracker.Person", null=True, blank=True, on_delete=models.PROTECT, related_name="examinations_decided")
    made_at = models.DateTimeField()
    cut_at = models.DateTimeField(null=True, blank=True)

    objects = ExaminationQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["object", "statement"], name="examination_once")]

    def __str__(self) -> str:
        return f"{self.object} by statement {self.statement_id}"

    @property
    def state(self) -> str:
        """ "standing" or "cut"."""
        return "cut" if self.cut_at else "standing"


class ExaminationDecision(models.Model):
    """A person's word on an examination: add or cut. The newest that is not withdrawn holds; none is overwritten."""

    examination = models.ForeignKey(Examination, on_delete=models.CASCADE, related_name="decisions")
    ruling = Word(EdgeRuling)
    by = models.ForeignKey("tracker.Person", on_delete=models.PROTECT, related_name="examination_decisions")
    at = models.DateTimeField()
    reason = models.TextField()
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_by = models.ForeignKey(
        "tracker.Person", null=True, blank=True, on_delete=models.PROTECT, related_name="examination_decisions_withdrawn"
    )
    inherited = models.BooleanField(default=False, help_text="Copied to the examination of the statement that took the place.")

    class Meta:
        ordering = ["at", "pk"]
        constraints = [
            one_of("ruling", EdgeRuling, "examination_ruling_known"),
            models.CheckConstraint(
                condition=Q(withdrawn_at=None) | Q(withdrawn_by__isnull=False), name="examination_withdrawn_by_somebody"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.ruling} of {self.examination_id} by {self.by}"
