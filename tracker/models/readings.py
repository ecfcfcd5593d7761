"""What a reader found in a revision: readings, statements, chain links, figures; people's corrections."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import F, Q

from tracker.models.base import Viewer, Word, choices, one_of
from tracker.terms import Comparator, Level, Linking, Part, Polarity, SpeakerKind, Surety


class Reading(models.Model):
    """One pass of one engine and lexicon over one revision. Only the current one counts, weighs, flags and is listed."""

    revision = models.ForeignKey("tracker.Revision", on_delete=models.PROTECT, related_name="readings")
    engine = models.CharField(max_length=40)
    lexicon = models.CharField(max_length=40)
    made_at = models.DateTimeField()
    current = models.BooleanField(default=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["revision"], condition=Q(current=True), name="reading_one_current")]

    def __str__(self) -> str:
        return f"reading {self.pk} by {self.engine}"


class StatementQuerySet(models.QuerySet):
    def visible_to(self, person: Viewer) -> StatementQuerySet:
        """Everyone with a role sees every statement."""
        from tracker.roles import Act, may

        return self if may(person, Act.READ) else self.none()

    def in_force(self) -> StatementQuerySet:
        """Of current readings, or kept because a person's decision hangs on it."""
        return self.filter(Q(reading__current=True) | Q(kept=True))

    def with_context(self) -> StatementQuerySet:
        """Everything a list row or a panel names, in constant queries."""
        return self.select_related("reading__revision__report__publisher").prefetch_related("links__source")


class Statement(models.Model):
    """One assertion in a reading; ``start``/``end`` are half-open code points into the revision's text (a headline's into its title)."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    seq = models.BigIntegerField(unique=True, editable=False, help_text="Place in the record's one order of statements and claims.")
    reading = models.ForeignKey(Reading, on_delete=models.PROTECT, related_name="statements")
    part = Word(Part, max_length=5)
    start = models.PositiveIntegerField()
    end = models.PositiveIntegerField()
    quote = models.TextField()
    display = models.TextField()
    level = models.PositiveSmallIntegerField(choices=choices(Level))
    low = models.FloatField()
    high = models.FloatField()
    polarity = Word(Polarity, max_length=8)
    markers = models.JSONField(default=list, blank=True)
    cues = models.JSONField(default=list, blank=True)
    dates = models.JSONField(default=list, blank=True)
    check_worthy = models.BooleanField()
    unworthy_because = models.CharField(max_length=80, blank=True)
    by_hand = models.BooleanField(default=False)
    kept = models.BooleanField(default=False, help_text="Of an older reading, in force because a decision hangs on it.")
    translation = models.TextField(blank=True)
    heir = models.ForeignKey(
        "self",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="heirs_of",
        help_text="Of a newer reading, says the same in its place.",
    )
    first_seq = models.BigIntegerField(
        null=True, blank=True, editable=False, help_text="The seq of the earliest statement that it is an heir of."
    )

    objects = StatementQuerySet.as_manager()

    class Meta:
        ordering = ["seq"]
        constraints = [
            one_of("part", Part, "statement_part_known"),
            one_of("polarity", Polarity, "statement_polarity_known"),
            models.CheckConstraint(condition=Q(level__gte=1, level__lte=5), name="statement_level_1_to_5"),
            models.CheckConstraint(condition=Q(start__lte=F("end")), name="statement_span_ascends"),
            models.CheckConstraint(condition=Q(low__gte=0, high__lte=1, low__lte=F("high")), name="statement_range_0_to_1"),
        ]

    def __str__(self) -> str:
        return self.display or self.quote

    @property
    def report(self):
        return self.reading.revision.report

    @property
    def said_at(self):
        """When it was published, else received."""
        return self.reading.revision.at

    @property
    def order(self) -> int:
        """Its place in the record since its words were first read: re-reading does not make it younger."""
        return self.seq if self.first_seq is None else self.first_seq


class ChainLink(models.Model):
    """One link of a statement's chain: position 0 is the origin, the last is the publisher."""

    statement = models.ForeignKey(Statement, on_delete=models.CASCADE, related_name="links")
    position = models.PositiveSmallIntegerField()
    name = models.CharField(max_length=300, help_text="As the report names it, resolved within the report.")
    source = models.ForeignKey("tracker.Source", null=True, blank=True, on_delete=models.PROTECT, related_name="links")
    kind = Word(SpeakerKind)
    cue = models.CharField(max_length=200, blank=True)
    level = models.PositiveSmallIntegerField(choices=choices(Level))
    cue_start = models.PositiveIntegerField(null=True, blank=True)
    cue_end = models.PositiveIntegerField(null=True, blank=True)
    linked_by = Word(Linking, blank=True, default="", help_text="By what the name was taken for that source.")
    surety = Word(Surety, blank=True, default="", help_text="How sure the program is that the name means that source.")

    class Meta:
        ordering = ["statement_id", "position"]
        constraints = [
            models.UniqueConstraint(fields=["statement", "position"], name="chain_position_once"),
            one_of("kind", SpeakerKind, "chain_kind_known"),
        ]

    def __str__(self) -> str:
        return self.name


class Figure(models.Model):
    """A figure of a statement: a value or range of a unit, as of a date. ``low``/``high`` None = open."""

    statement = models.ForeignKey(Statement, on_delete=models.CASCADE, related_name="figures")
    measure = models.CharField(max_length=200, blank=True, help_text="What is counted or measured, in words.")
    unit = models.CharField(max_length=80, blank=True)
    low = models.DecimalField(max_digits=30, decimal_places=6, null=True, blank=True)
    high = models.DecimalField(max_digits=30, decimal_places=6, null=True, blank=True)
    comparator = Word(Comparator)
    as_of_from = models.DateTimeField(null=True, blank=True)
    as_of_to = models.DateTimeField(null=True, blank=True)
    cumulative = models.BooleanField(null=True)
    capacity = models.BooleanField(default=False)
    scope = models.CharField(max_length=200, blank=True)
    start = models.PositiveIntegerField()
    end = models.PositiveIntegerField()

    class Meta:
        ordering = ["statement_id", "start", "pk"]
        constraints = [one_of("comparator", Comparator, "figure_comparator_known")]

    def __str__(self) -> str:
        return f"{self.low}–{self.high} {self.unit}".strip()


class Correction(models.Model):
    """A person's word on one field of a statement; wins over the reading until it is withdrawn.

    The statement's columns hold the value in force; ``was`` holds what they held by the reading, so that a withdrawal restores it.
    """

    statement = models.ForeignKey(Statement, on_delete=models.PROTECT, related_name="corrections")
    field = models.CharField(max_length=40)
    value = models.JSONField(null=True)
    was = models.JSONField(null=True)
    by = models.ForeignKey("tracker.Person", on_delete=models.PROTECT, related_name="corrections")
    at = models.DateTimeField()
    reason = models.TextField()
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    inherited = models.BooleanField(default=False, help_text="Copied to the heir of the statement that it was made on.")

    class Meta:
        ordering = ["at", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["statement", "field"], condition=Q(withdrawn_at=None), name="correction_one_in_force")
        ]

    def __str__(self) -> str:
        return f"{self.field} of statement {self.statement_id}"
