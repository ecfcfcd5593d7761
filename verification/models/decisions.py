"""What people decided on evidence, and what its own source took back. Append-only: later rows withdraw, none is overwritten."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from tracker.models.base import Word, one_of
from tracker.terms import Relation, Ruling


class Decision(models.Model):
    """A person's word on (claim, statement). The newest in force counts; it wins over the suggestion and survives re-reading."""

    claim = models.ForeignKey("tracker.Claim", on_delete=models.PROTECT, related_name="decisions")
    statement = models.ForeignKey("tracker.Statement", on_delete=models.PROTECT, related_name="decisions")
    ruling = Word(Ruling)
    relation = Word(Relation, blank=True, help_text="What it was relabelled to; empty otherwise.")
    by = models.ForeignKey("tracker.Person", on_delete=models.PROTECT, related_name="decisions")
    at = models.DateTimeField()
    reason = models.TextField(blank=True)
    inherited = models.BooleanField(default=False, help_text="Copied to the heir of the statement that it was made on.")

    class Meta:
        ordering = ["at", "pk"]
        constraints = [
            one_of("ruling", Ruling, "decision_ruling_known"),
            models.CheckConstraint(
                condition=Q(ruling=Ruling.RELABEL, relation__in=list(Relation)) | (~Q(ruling=Ruling.RELABEL) & Q(relation="")),
                name="decision_relation_only_when_relabelled",
            ),
        ]
        indexes = [models.Index(fields=["claim", "statement"], name="decision_pair")]

    def __str__(self) -> str:
        return f"{self.ruling} by {self.by}"


class Withdrawal(models.Model):
    """A statement or a whole report that its own source took back, from a day on."""

    statement = models.ForeignKey("tracker.Statement", null=True, blank=True, on_delete=models.PROTECT, related_name="withdrawals")
    report = models.ForeignKey("tracker.Report", null=True, blank=True, on_delete=models.PROTECT, related_name="withdrawals")
    by_statement = models.ForeignKey("tracker.Statement", null=True, blank=True, on_delete=models.PROTECT, related_name="withdraws")
    by = models.ForeignKey("tracker.Person", null=True, blank=True, on_delete=models.PROTECT, related_name="withdrawals_entered")
    at = models.DateTimeField()
    reason = models.TextField(blank=True)
    undone_at = models.DateTimeField(null=True, blank=True)
    undone_by = models.ForeignKey("tracker.Person", null=True, blank=True, on_delete=models.PROTECT, related_name="withdrawals_undone")
    inherited = models.BooleanField(default=False, help_text="Copied to the heir of the statement that was withdrawn.")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(statement__isnull=False, report=None) | Q(statement=None, report__isnull=False), name="withdrawal_of_one_thing"
            ),
            models.UniqueConstraint(
                fields=["statement"], condition=Q(statement__isnull=False, undone_at=None), name="withdrawal_of_statement_once"
            ),
            models.UniqueConstraint(fields=["report"], condition=Q(report__isnull=False, undone_at=None), name="withdrawal_of_report_once"),
        ]

    def __str__(self) -> str:
        return f"withdrawal of {self.statement or self.report}"
