"""Who says or carries something, the names it goes by, and the letters people gave it."""

from __future__ import annotations

import uuid

from django.db import models

from tracker.models.base import Viewer, Word, one_of
from tracker.terms import Letter, SourceKind


class SourceQuerySet(models.QuerySet):
    def visible_to(self, person: Viewer) -> SourceQuerySet:
        """Everyone with a role sees every source."""
        from tracker.roles import Act, may

        return self if may(person, Act.READ) else self.none()

    def standing(self) -> SourceQuerySet:
        """Not merged into another one."""
        return self.filter(merged_into=None)


class Source(models.Model):
    """A person, body, agency, outlet, unnamed official or document that says or carries something."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    kind = Word(SourceKind)
    name = models.CharField(max_length=300)
    parent = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="branches", help_text="The body that this one speaks for."
    )
    bloc = models.CharField(
        max_length=120, blank=True, help_text="Who owns or commands it; sources of one bloc share one series of figures."
    )
    country = models.CharField(max_length=80, blank=True)
    merged_into = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="absorbed", editable=False)
    version = models.PositiveIntegerField(default=1, editable=False)

    objects = SourceQuerySet.as_manager()

    class Meta:
        ordering = ["name", "pk"]
        constraints = [
            one_of("kind", SourceKind, "source_kind_known"),
            models.CheckConstraint(condition=~models.Q(merged_into=models.F("pk")), name="source_not_merged_into_itself"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def survivor(self) -> Source:
        """The source that this one was merged into in the end, else itself."""
        here, seen = self, set()
        while here.merged_into is not None and here.pk not in seen:
            seen.add(here.pk)
            here = here.merged_into
        return here

    @property
    def body(self) -> Source:
        """The body that answers for this source: its topmost parent, after merges. A spokesman, head or branch counts as its body."""
        here, seen = self, set()
        while here.pk not in seen:
            seen.add(here.pk)
            here = here.merged_into or here.parent or here
        return here


class SourceAlias(models.Model):
    """A name that a source goes by. ``normalised`` is what names are matched on (NFKC, casefold, no article)."""

    source = models.ForeignKey(Source, on_delete=models.CASCADE, related_name="aliases")
    text = models.CharField(max_length=300)
    normalised = models.CharField(max_length=300, db_index=True)

    class Meta:
        verbose_name_plural = "source aliases"
        constraints = [models.UniqueConstraint(fields=["source", "normalised"], name="source_alias_once")]

    def __str__(self) -> str:
        return self.text


class Grade(models.Model):
    """A letter that a lead gave a source. Append-only: the newest counts, the older ones are its history."""

    source = models.ForeignKey(Source, on_delete=models.PROTECT, related_name="grades")
    letter = Word(Letter, max_length=1)
    by = models.ForeignKey("tracker.Person", on_delete=models.PROTECT, related_name="grades_given")
    at = models.DateTimeField()
    reason = models.TextField()

    class Meta:
        ordering = ["-at", "-pk"]
        constraints = [
            one_of("letter", Letter, "grade_letter_known"),
            models.CheckConstraint(condition=~models.Q(reason=""), name="grade_has_reason"),
        ]

    def __str__(self) -> str:
        return f"{self.letter} for {self.source}"
