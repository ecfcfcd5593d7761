"""What a person wants to hear about."""

from __future__ import annotations

from django.db import models


class Follow(models.Model):
    """A person follows a claim, topic or source: ``target`` is "claim:UUID", "topic:UUID" or "source:UUID"; "all" is everything."""

    person = models.ForeignKey("tracker.Person", on_delete=models.CASCADE, related_name="follows")
    target = models.CharField(max_length=80, db_index=True)
    since = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person", "target"], name="follow_once")]

    def __str__(self) -> str:
        return f"{self.person} follows {self.target}"
