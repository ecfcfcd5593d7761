"""Filters of lists that a person keeps under a name. Theirs alone."""

from __future__ import annotations

from django.db import models

from tracker.models.base import Viewer


class SavedFilterQuerySet(models.QuerySet):
    def visible_to(self, person: Viewer) -> SavedFilterQuerySet:
        """One's own."""
        return self.filter(person=person) if getattr(person, "pk", None) else self.none()


class SavedFilter(models.Model):
    """What stands behind the "?" of a list's address, by the list's name in the admin ("tracker_claim")."""

    person = models.ForeignKey("tracker.Person", on_delete=models.CASCADE, related_name="saved_filters")
    page = models.CharField(max_length=60)
    name = models.CharField(max_length=60)
    query = models.CharField(max_length=2000)
    at = models.DateTimeField()

    objects = SavedFilterQuerySet.as_manager()

    class Meta:
        ordering = ["page", "name"]
        constraints = [models.UniqueConstraint(fields=["person", "page", "name"], name="saved_filter_name_once")]

    def __str__(self) -> str:
        return self.name
