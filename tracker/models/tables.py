"""Tables of reports that somebody handed in: the file, and what became of each of its lines."""

from __future__ import annotations

import uuid

from django.db import models

from tracker.models.base import Viewer


class TableQuerySet(models.QuerySet):
    def visible_to(self, person: Viewer) -> TableQuerySet:
        """Those who may add reports."""
        from tracker.roles import Act, may

        return self if may(person, Act.REPORT_ADD) else self.none()


class ReportTable(models.Model):
    """A CSV file as it came. ``results`` holds for each line that was worked off ``{line, report, created, changed, code, message}``."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    name = models.CharField(max_length=200, blank=True)
    content = models.BinaryField()
    sha256 = models.CharField(max_length=64)
    rows = models.PositiveIntegerField()
    done = models.PositiveIntegerField(default=0)
    results = models.JSONField(default=list, blank=True)
    uploaded_by = models.ForeignKey("tracker.Person", null=True, blank=True, on_delete=models.PROTECT, related_name="tables")
    uploaded_at = models.DateTimeField()
    begun_by = models.ForeignKey("tracker.Person", null=True, blank=True, on_delete=models.PROTECT, related_name="tables_begun")
    begun_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    objects = TableQuerySet.as_manager()

    class Meta:
        ordering = ["-uploaded_at", "-pk"]
        constraints = [models.CheckConstraint(condition=models.Q(done__lte=models.F("rows")), name="table_done_at_most_all")]

    def __str__(self) -> str:
        return self.name or f"table {self.uuid}"
