"""Feeds that are asked for news, and what became of each of their entries. What asks them lives in ``tracker.services.polling``."""

from __future__ import annotations

import uuid
from datetime import datetime

from django.db import models

from tracker.models.base import Viewer, Word, one_of
from tracker.terms import Fetching, ItemState


class FeedQuerySet(models.QuerySet):
    def visible_to(self, person: Viewer) -> FeedQuerySet:
        """Who may change feeds: an address may hold a key of the desk's own."""
        from tracker.roles import Act, may

        return self if may(person, Act.FEED_EDIT) else self.none()

    def asked(self) -> FeedQuerySet:
        """Not paused."""
        return self.filter(paused_at=None)

    def due(self, *, now: datetime) -> FeedQuerySet:
        """Those whose time has come, the longest due first."""
        return self.asked().filter(next_at__lte=now).order_by("next_at", "pk")


class Feed(models.Model):
    """One RSS or Atom address of one source, asked every ``minutes``.

    ``etag`` and ``modified`` are the cursor: with them the other side may answer "nothing new". They move on only with the entries that came with them.
    """

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    url = models.URLField(max_length=2000, unique=True)
    source = models.ForeignKey("tracker.Source", on_delete=models.PROTECT, related_name="feeds")
    title = models.CharField(max_length=300, blank=True, help_text="What it calls itself.")
    minutes = models.PositiveIntegerField(default=60)
    articles = Word(Fetching, default=Fetching.WHEN_SHORT)
    made_by = models.ForeignKey("tracker.Person", null=True, blank=True, on_delete=models.PROTECT, related_name="feeds_made")
    made_at = models.DateTimeField()
    paused_at = models.DateTimeField(null=True, blank=True)
    paused_because = models.CharField(max_length=500, blank=True)
    etag = models.CharField(max_length=300, blank=True)
    modified = models.CharField(max_length=300, blank=True)
    polls = models.PositiveIntegerField(default=0)
    next_at = models.DateTimeField(help_text="Not asked before.")
    polled_at = models.DateTimeField(null=True, blank=True)
    well_at = models.DateTimeField(null=True, blank=True, help_text="When it last answered with a feed, or with nothing new.")
    failures = models.PositiveIntegerField(default=0, help_text="In a row.")
    last_error = models.CharField(max_length=500, blank=True)
    left = models.PositiveIntegerField(default=0, help_text="Entries of the last answer that the next poll goes on with.")

    objects = FeedQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        constraints = [
            one_of("articles", Fetching, "feed_articles_known"),
            models.CheckConstraint(condition=models.Q(minutes__gte=1), name="feed_asked_at_most_every_minute"),
        ]
        indexes = [models.Index(fields=["next_at"], condition=models.Q(paused_at=None), name="feed_next")]

    def __str__(self) -> str:
        return self.title or self.url


class FeedItemQuerySet(models.QuerySet):
    def visible_to(self, person: Viewer) -> FeedItemQuerySet:
        """Who may see the feeds."""
        from tracker.roles import Act, may

        return self if may(person, Act.FEED_EDIT) else self.none()


class FeedItem(models.Model):
    """One entry of a feed by its identity, so that it is taken once.

    ``seen`` is a hash of the entry as it stood in the feed, ``says`` one of what it says. ``waiting`` holds that until the page behind it has been fetched.
    """

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    feed = models.ForeignKey(Feed, on_delete=models.PROTECT, related_name="items")
    key = models.CharField(max_length=64)
    link = models.URLField(max_length=2000, blank=True)
    title = models.CharField(max_length=1000, blank=True)
    seen = models.CharField(max_length=64)
    says = models.CharField(max_length=64, blank=True)
    state = Word(ItemState)
    waiting = models.JSONField(null=True, blank=True)
    report = models.ForeignKey("tracker.Report", null=True, blank=True, on_delete=models.PROTECT, related_name="feed_items")
    error = models.CharField(max_length=500, blank=True, help_text="Why it was not taken, or why only what the feed says of it.")
    first_at = models.DateTimeField()
    changed_at = models.DateTimeField()

    objects = FeedItemQuerySet.as_manager()

    class Meta:
        ordering = ["-first_at", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["feed", "key"], name="feed_item_once"),
            one_of("state", ItemState, "feed_item_state_known"),
        ]
        indexes = [
            models.Index(fields=["feed", "seen"], name="feed_item_seen"),
            models.Index(fields=["feed", "state"], name="feed_item_state"),
        ]

    def __str__(self) -> str:
        return self.title or self.link or self.key
