"""The queue of record: what is left to do, and who holds it. The rules of leasing live in ``tracker.work``."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from tracker.models.base import Word, one_of
from tracker.terms import WorkState


class WorkItem(models.Model):
    """One step to be done once in effect for one subject in one state of its input."""

    kind = models.CharField(max_length=40)
    subject = models.CharField(max_length=80)
    input_version = models.CharField(max_length=80, default="1")
    state = Word(WorkState, default=WorkState.TODO)
    created_at = models.DateTimeField()
    due_at = models.DateTimeField()
    lease_until = models.DateTimeField(null=True, blank=True)
    fence = models.PositiveBigIntegerField(default=0)
    attempts = models.PositiveIntegerField(default=0)
    expiries = models.PositiveIntegerField(default=0)
    last_error = models.TextField(blank=True)
    done_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["kind", "subject", "input_version"], name="work_item_once"),
            one_of("state", WorkState, "work_item_state_known"),
        ]
        indexes = [
            models.Index(fields=["due_at"], condition=Q(state="todo"), name="work_item_todo"),
            models.Index(fields=["kind", "state"], condition=~Q(state="done"), name="work_item_left"),
            models.Index(fields=["done_at"], condition=Q(state="done"), name="work_item_done"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.subject}"


class Counter(models.Model):
    """A number that the record draws from, one row a name; the row is also the short lock around publishing."""

    name = models.CharField(max_length=40, primary_key=True)
    value = models.BigIntegerField(default=0)

    def __str__(self) -> str:
        return f"{self.name} {self.value}"


class Pulse(models.Model):
    """When a part of the program last ran, one row a name: the sweep, the scheduler, the digests, the check of the record."""

    name = models.CharField(max_length=40, primary_key=True)
    at = models.DateTimeField()
    facts = models.JSONField(default=dict, blank=True)

    def __str__(self) -> str:
        return f"{self.name} at {self.at:%Y-%m-%d %H:%M:%S}"
