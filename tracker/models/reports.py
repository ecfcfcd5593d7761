"""Documents as received and each state of their text. A record: what has come in is never edited."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING

from django.db import models

from tracker.models.base import Viewer, Word, one_of
from tracker.terms import Via

if TYPE_CHECKING:
    from tracker.models.redactions import Redaction

UNNAMED_OUTLET = "(unnamed outlet)"


class ReportQuerySet(models.QuerySet):
    def visible_to(self, person: Viewer) -> ReportQuerySet:
        """Everyone with a role sees every report."""
        from tracker.roles import Act, may

        return self if may(person, Act.READ) else self.none()

    def saying_the_same_as(self, report: Report) -> ReportQuerySet:
        """Other reports whose newest text is the same words: copies, whoever published them."""
        words = report.revisions.order_by("-no").values_list("fingerprint", flat=True).first()
        newest = Revision.objects.filter(report=models.OuterRef("pk")).order_by("-no").values("fingerprint")[:1]
        return (
            self.annotate(words=models.Subquery(newest))
            .filter(pk__in=Revision.objects.filter(fingerprint=words).values("report"), words=words)
            .exclude(pk=report.pk)
            if words
            else self.none()
        )


class Report(models.Model):
    """One document of one publisher; a changed page is a new revision of the same report."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    publisher = models.ForeignKey("tracker.Source", null=True, blank=True, on_delete=models.PROTECT, related_name="reports")
    canonical_url = models.URLField(max_length=2000, blank=True)
    external_key = models.CharField(
        max_length=2100, unique=True, help_text="The sender's id, else the canonical URL, else a hash of publisher, title, date and text."
    )
    archive_url = models.URLField(max_length=2000, blank=True, help_text="Where the page is kept as it was, for example in a web archive.")
    topics = models.ManyToManyField("tracker.Topic", blank=True, related_name="reports")
    received_at = models.DateTimeField(null=True, editable=False, help_text="When its newest text came in; lists of reports go by it.")
    said_at = models.DateTimeField(null=True, editable=False, help_text="When its newest text was published, else when it came in.")
    removed_at = models.DateTimeField(
        null=True, blank=True, editable=False, help_text="When its words were removed by law; see its redaction."
    )

    objects = ReportQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~models.Q(external_key=""), name="report_external_key_not_empty"),
            models.UniqueConstraint(
                fields=["publisher", "canonical_url"], condition=~models.Q(canonical_url=""), name="report_url_once_per_publisher"
            ),
        ]
        indexes = [
            models.Index(fields=["received_at", "id"], name="report_by_receipt"),
            models.Index(fields=["said_at", "id"], name="report_by_day_said"),
        ]

    def __str__(self) -> str:
        latest = self.latest
        return (latest.title if latest else "") or f"report {self.uuid}"

    @property
    def latest(self) -> Revision | None:
        """The newest state of its text."""
        return max(self.revisions.all(), key=lambda revision: revision.no, default=None)

    @property
    def redaction(self) -> Redaction | None:
        """Why its words are gone, who asked and who confirmed; None while they are there."""
        confirmed = self.redactions.confirmed().select_related("asked_by", "confirmed_by") if self.removed_at else ()
        return next(iter(confirmed), None)

    @property
    def publisher_name(self) -> str:
        return self.publisher.name if self.publisher else UNNAMED_OUTLET


class Revision(models.Model):
    """One state of a report's text; every offset counts its code points.

    ``raw`` is the document as it came, byte for byte. For a plain text ``text`` is ``clean_text(raw)``, else what was read of the page, PDF or mail.
    Of a removed report both are empty; ``raw_sha256`` and ``text_sha256`` say what they were.
    """

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    report = models.ForeignKey(Report, on_delete=models.PROTECT, related_name="revisions")
    no = models.PositiveIntegerField()
    raw = models.BinaryField()
    raw_sha256 = models.CharField(max_length=64, db_index=True)
    raw_type = models.CharField(max_length=100, blank=True, help_text="The kind of the document as it came; empty for pasted text.")
    raw_name = models.CharField(max_length=200, blank=True, help_text="What the file was called.")
    text = models.TextField()
    text_sha256 = models.CharField(max_length=64, blank=True, editable=False, help_text="Of a removed text; empty while it is there.")
    fingerprint = models.CharField(max_length=64, blank=True, db_index=True, help_text="A hash of the words; the same for every copy.")
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


class Attachment(models.Model):
    """A file kept beside a report: a screenshot, the original of a letter. Never read, never run, never shown in the browser; only handed out as it came."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    report = models.ForeignKey(Report, on_delete=models.PROTECT, related_name="attachments")
    name = models.CharField(max_length=200)
    content = models.BinaryField()
    size = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64)
    note = models.CharField(max_length=500, blank=True)
    added_by = models.ForeignKey("tracker.Person", null=True, blank=True, on_delete=models.PROTECT, related_name="attached")
    added_at = models.DateTimeField()

    class Meta:
        ordering = ["added_at", "pk"]
        constraints = [models.UniqueConstraint(fields=["report", "sha256"], name="attachment_once_per_report")]

    def __str__(self) -> str:
        return self.name
