"""What people do with feeds: add one, change it, pause, resume, ask it now. Asking itself lives in ``polling``."""

from __future__ import annotations

from datetime import datetime, timedelta
from urllib.parse import urlsplit

from django.db import transaction

from tracker import events
from tracker.errors import Refused
from tracker.intake.canonical import canonical_url
from tracker.intake.clean import clean_line, visible
from tracker.intake.fetch import target_of
from tracker.intake.record import MAX_PUBLISHER
from tracker.models import Feed, Person, Source
from tracker.models.naming import known_outlet, new_outlet
from tracker.roles import Act, require
from tracker.services.polling import ask
from tracker.terms import Fetching

LEAST_MINUTES, MOST_MINUTES = 5, 10_080
USUAL_MINUTES = 60
LONGEST_REASON = 300
MOST = 500


@transaction.atomic
def add(
    *, url: str, source: str | Source, by: Person, now: datetime, minutes: int = USUAL_MINUTES, articles: str = Fetching.WHEN_SHORT
) -> Feed:
    """A feed that is asked at once and then every *minutes*; its entries come in as reports of *source*, which is made where none goes by that name.

    Raises ``Refused`` for an address that may not be fetched or is asked already.
    """
    require(by, Act.FEED_EDIT)
    address = checked_address(url)
    if Feed.objects.filter(url=address).exists():
        raise Refused("there_already", "this address is asked already; see the list of feeds.", field="url")
    if Feed.objects.count() >= MOST:
        raise Refused("too_many", f"there are {MOST} feeds; more are not taken.", field="url")
    feed = Feed.objects.create(
        url=address,
        source=_source(source),
        minutes=_minutes(minutes),
        articles=_articles(articles),
        made_by=by,
        made_at=now,
        next_at=now,
    )
    events.record("feed.added", feed, now=now, actor=by, after=_shown(feed))
    ask(feed, now=now)
    return feed


@transaction.atomic
def change(
    feed: Feed, *, by: Person, now: datetime, source: str | Source | None = None, minutes: int | None = None, articles: str | None = None
) -> Feed:
    """Another source for what comes in from now on, another pace, or other pages fetched. None leaves a thing as it is."""
    require(by, Act.FEED_EDIT)
    row = Feed.objects.select_for_update().select_related("source").get(pk=feed.pk)
    before = _shown(row)
    if source is not None:
        row.source = _source(source)
    if articles is not None:
        row.articles = _articles(articles)
    if minutes is not None and _minutes(minutes) != row.minutes:
        row.minutes = minutes
        if not row.failures and not row.left:
            row.next_at = max(now, (row.polled_at or now) + timedelta(minutes=minutes))
    after = _shown(row)
    if after == before:
        return row
    row.save(update_fields=["source", "articles", "minutes", "next_at"])
    changed = [name for name in after if after[name] != before[name]]
    events.record("feed.changed", row, now=now, actor=by, before={n: before[n] for n in changed}, after={n: after[n] for n in changed})
    return row


@transaction.atomic
def pause(feed: Feed, *, by: Person, now: datetime, reason: str = "") -> Feed:
    """Ask it no more until it is resumed."""
    require(by, Act.FEED_EDIT)
    reason = clean_line(reason)
    if len(reason) > LONGEST_REASON:
        raise Refused("too_long", f"the reason has {len(reason)} characters; at most {LONGEST_REASON} are taken.", field="reason")
    row = Feed.objects.select_for_update().get(pk=feed.pk)
    if row.paused_at is None:
        row.paused_at, row.paused_because = now, reason
        row.save(update_fields=["paused_at", "paused_because"])
        events.record("feed.paused", row, now=now, actor=by, reason=reason)
    return row


@transaction.atomic
def resume(feed: Feed, *, by: Person, now: datetime) -> Feed:
    """Ask it again, at once."""
    require(by, Act.FEED_EDIT)
    row = Feed.objects.select_for_update().get(pk=feed.pk)
    if row.paused_at is not None:
        row.paused_at, row.paused_because, row.failures = None, "", 0
        row.save(update_fields=["paused_at", "paused_because", "failures"])
        events.record("feed.resumed", row, now=now, actor=by)
        ask(row, now=now)
    return row


@transaction.atomic
def poll_now(feed: Feed, *, by: Person, now: datetime) -> Feed:
    """Ask it now, whatever its pace. Nothing comes of it where it is being asked at this moment."""
    require(by, Act.FEED_EDIT)
    row = Feed.objects.select_for_update().get(pk=feed.pk)
    if row.paused_at is not None:
        raise Refused("paused", "it is paused; resume it first.")
    ask(row, now=now)
    return row


def checked_address(url: str) -> str:
    """*url* as it is asked, tracking parameters kept: they may be what the other side tells its feeds by. Raises ``Refused`` with the field."""
    address = url.strip()
    if not address:
        raise Refused("empty", "give the address of an RSS or Atom feed.", field="url")
    target_of(address)
    canonical_url(address)
    return urlsplit(address)._replace(fragment="").geturl()


def _source(given: str | Source) -> Source:
    if isinstance(given, Source):
        return given.survivor
    name = clean_line(given)
    if not visible(name):
        raise Refused("empty", "name the source: whose words does the feed bring?", field="source")
    if len(name) > MAX_PUBLISHER:
        raise Refused("too_long", f"the source's name has {len(name):,} characters; at most {MAX_PUBLISHER} are taken.", field="source")
    return known_outlet(name) or new_outlet(name)


def _minutes(given: int) -> int:
    if not LEAST_MINUTES <= given <= MOST_MINUTES:
        raise Refused("out_of_range", f"a feed is asked every {LEAST_MINUTES} to {MOST_MINUTES:,} minutes.", field="minutes")
    return given


def _articles(given: str) -> str:
    if given not in list(Fetching):
        raise Refused("unknown_word", f"articles takes {', '.join(Fetching)}.", field="articles")
    return str(given)


def _shown(feed: Feed) -> dict[str, object]:
    """What the log says of a feed. Of its address only the host: the rest may hold a key."""
    return {
        "host": urlsplit(feed.url).hostname or "",
        "source": feed.source.name,
        "minutes": feed.minutes,
        "articles": str(feed.articles),
    }


__all__ = ["add", "change", "checked_address", "pause", "poll_now", "resume"]
