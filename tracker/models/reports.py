"""Documents as received and each state of their text. A record: what has come in is never edited."""

from __future__ import annotations

import uuid

from django.db import models

from tracker.models.base import Viewer, Word, one_of
from tracker.terms import Via


class ReportQuerySet(models.QuerySet):
    def visible_to(self, person: Viewer) -> ReportQuerySet:
        """Everyone with a role sees every report."""
        from tracker.roles import Act, may

        return self if may(person, Act.READ) else self.none()


class Report(models.Model):
    """One document of one publisher; a changed page is a new revision of the same report."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    publisher = models.ForeignKey("tracker.Source", null=True, blank=True, on_delete=models.PROTECT, related_name="reports")
    canonical_url = models.URLField(max_length=2000, blank=True)
    external_key = models.CharField(
        max_length=2100, unique=True, help_text="The sender's id, else the canonical URL, else a hash of publisher, title, date and text."
    )
    topics = models.ManyToManyField("tracker.Topic", blank=True, related_name="reports")

    objects = ReportQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~models.Q(external_key=""), name="report_external_key_not_empty"),
            models.UniqueConstraint(
                fields=["publisher", "canonical_url"], condition=~models.Q(canonical_url=""), name="report_url_once_per_publisher"
            ),
        ]

    def __str__(self) -> str:
        latest = self.latest
        return (latest.title if latest else "") or f"report {self.uuid}"

    @property
    def latest(self) -> Revision | None:
        """The newest state of its text."""
        return max(self.revisions.all(), key=lambda revision: revision.no, default=None)

    @property
    def publisher_name(self) -> str:
        return self.publisher.name if self.publisher else "(unnamed outlet)"


class Revision(models.Model):
    """One state of a report's text. ``text`` is ``clean_text(raw)``; every offset counts its code points."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    report = models.ForeignKey(Report, on_delete=models.PROTECT, related_name="revisions")
    no = models.PositiveIntegerField()
    raw = models.BinaryField()
    raw_sha256 = models.CharField(max_length=64, db_index=True)
    text = models.TextField()
    title = models.CharField(max_length=1000, blank=True)
    published_at = models.DateTimeField(null=True, blank=True)
    received_at = models.DateTimeField(db_index=True)
    entered_by = models.ForeignKey("tracker.Person", null=True, blank=True, on_delete=models.PROTECT, related_name="entered")
    via = Word(Via)
    language = models.CharField(max_length=8, blank=True, help_text="ISO 639-1, as detected.")
    metadata = models.JSONField(default=dict, blank=True)

    class Meta:
        ordering = ["report_id", "no"]
        constraints = [
            models.UniqueConstraint(fields=["report", "no"], name="revision_number_once"),
            one_of("via", Via, "revision_via_known"),
        ]

    def __str__(self) -> str:
        return self.title or f"revision {self.no} of report {self.report_id}"

    @property
    def at(self):
        """When its words count from: publication, else receipt."""
        return self.published_at or self.received_at
