"""Where other programs are told what happens, and what was told to each."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import Q

from tracker.models.base import Viewer, Word, one_of
from tracker.terms import DeliveryState


class WebhookQuerySet(models.QuerySet):
    def visible_to(self, person: Viewer) -> WebhookQuerySet:
        """Those who look after webhooks see them."""
        from tracker.roles import Act, may

        return self if may(person, Act.WEBHOOK_MANAGE) else self.none()

    def active(self) -> WebhookQuerySet:
        return self.filter(active=True)


class Webhook(models.Model):
    """One address that is told of events: of one topic, or of everything. The secret is kept closed (``tracker.closing``) and shown once."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    url = models.URLField(max_length=2000)
    topic = models.ForeignKey(
        "tracker.Topic", null=True, blank=True, on_delete=models.PROTECT, related_name="webhooks", help_text="None: everything."
    )
    note = models.CharField(max_length=200, blank=True, help_text="What it is for.")
    secret = models.TextField()
    old_secret = models.TextField(blank=True, help_text="Signed with beside the new one for a while after it was rotated.")
    old_secret_until = models.DateTimeField(null=True, blank=True)
    made_by = models.ForeignKey("tracker.Person", on_delete=models.PROTECT, related_name="webhooks")
    made_at = models.DateTimeField()
    active = models.BooleanField(default=True)
    paused_because = models.CharField(max_length=500, blank=True)
    failures = models.PositiveIntegerField(default=0, help_text="In a row, since it last took anything.")
    down_until = models.DateTimeField(null=True, blank=True, help_text="Not tried before.")
    after = models.BigIntegerField(help_text="Events up to this one have been looked at for good.")
    seen = models.BigIntegerField(help_text="The newest event that had been seen at seen_at.")
    seen_at = models.DateTimeField()

    objects = WebhookQuerySet.as_manager()

    class Meta:
        ordering = ["-made_at", "-pk"]
        constraints = [
            models.CheckConstraint(condition=Q(active=True, paused_because="") | Q(active=False), name="webhook_paused_says_why")
        ]

    def __str__(self) -> str:
        return self.url


class DeliveryQuerySet(models.QuerySet):
    def visible_to(self, person: Viewer) -> DeliveryQuerySet:
        """Those who look after webhooks see them."""
        from tracker.roles import Act, may

        return self if may(person, Act.WEBHOOK_MANAGE) else self.none()


class Delivery(models.Model):
    """One event for one webhook; without an event it is a test that somebody asked for."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    webhook = models.ForeignKey(Webhook, on_delete=models.PROTECT, related_name="deliveries")
    event = models.ForeignKey("tracker.Event", null=True, blank=True, on_delete=models.PROTECT, related_name="deliveries")
    state = Word(DeliveryState, default=DeliveryState.PENDING)
    made_at = models.DateTimeField()
    attempts = models.PositiveIntegerField(default=0)
    tries = models.PositiveIntegerField(default=0, help_text="How often it was given a fresh start; names its work items apart.")
    last_status = models.PositiveSmallIntegerField(null=True, blank=True)
    last_error = models.CharField(max_length=500, blank=True)
    settled_at = models.DateTimeField(null=True, blank=True, help_text="When it was taken or given up.")

    objects = DeliveryQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "deliveries"
        ordering = ["-made_at", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["webhook", "event"], condition=Q(event__isnull=False), name="delivery_of_event_once"),
            one_of("state", DeliveryState, "delivery_state_known"),
        ]
        indexes = [models.Index(fields=["webhook", "state", "-made_at"], name="delivery_by_webhook")]

    def __str__(self) -> str:
        return f"event {self.event_id} to {self.webhook_id}" if self.event_id else f"test of {self.webhook_id}"
