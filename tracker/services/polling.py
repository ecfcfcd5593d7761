"""Asking feeds for news: when each is due, what is new in it, and its entries into the record. Nothing is skipped in silence and nothing taken twice.

A poll is a step of the queue of record. Its errand fetches and reads outside every transaction; its job takes at most ``AT_ONCE`` entries and moves the
cursor in the same transaction. What is left is taken by the next poll, which comes within a minute. An entry that is only a summary becomes a step of
its own, which fetches the page behind it; where that cannot be had, what the feed says is taken, and the entry says why.
"""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any
from urllib.parse import urlsplit

from django.db import transaction
from django.db.models import F

from tracker import events, work
from tracker.errors import Refused
from tracker.intake import apart, bring, feeds
from tracker.intake.canonical import canonical_url
from tracker.intake.feeds import Entry, Read
from tracker.intake.fetch import FEEDS, PAGES, Fetched, NotFetched, fetch
from tracker.intake.record import Original, receive
from tracker.models import REMOVED, Feed, FeedItem, WorkItem
from tracker.terms import Fetching, ItemState, Via, WorkState
from tracker.work import Follow

log = logging.getLogger(__name__)
AT_ONCE = 500  # entries taken by one poll
SOON = timedelta(minutes=1)  # until the poll that goes on with what was left
FIRST_PAUSE, LONGEST_PAUSE = timedelta(minutes=5), timedelta(hours=24)  # after a failure; twice as long after each
FAILS_LOUDLY = 3  # failures in a row after which the log says so
BETWEEN_PAGES = timedelta(seconds=2)  # so that one site is not asked for all its pages at once
PAGE_TRIES = 4
PAGE_PAUSES = (timedelta(minutes=2), timedelta(minutes=15), timedelta(hours=1))
DUE_AT_ONCE = 200
UNREAD = "Nothing in this entry could be read: it is empty, or the feed broke off in the middle of it."
POLL, ARTICLE = "poll", "article"


@dataclass(frozen=True, slots=True)
class Polled:
    """What one poll brought: entries that are new or changed, each with its hash and as it stood there; how many were left for the next one.

    ``links`` counts the pages of the entries that were known and are still shown; ``moved`` is where the feed is now, if it has moved for good.
    """

    moved: str
    etag: str
    modified: str
    read: Read
    seen: tuple[str, ...]
    raw: tuple[str, ...]
    links: Counter[str]
    left: int


@dataclass(frozen=True, slots=True)
class NothingNew:
    """The other side says that nothing has changed."""


@dataclass(frozen=True, slots=True)
class Failed:
    """Why nothing came, in words; ``wait``: not before so many seconds; ``gone``: it never will."""

    says: str
    wait: int = 0
    gone: bool = False


# ---- when


def call_due(*, now: datetime) -> int:
    """Leave a step for each feed whose time has come; how many. Two schedulers at once leave the same steps."""
    called = 0
    for feed in Feed.objects.due(now=now)[:DUE_AT_ONCE]:
        with transaction.atomic():
            called += ask(feed, now=now)
    return called


def ask(feed: Feed, *, now: datetime) -> bool:
    """Leave the next poll of a feed to the queue of record; False when somebody else just did. Call in a transaction.

    The time after it is set beforehand: a poll that never ends must not be the last one.
    """
    following = now + timedelta(minutes=feed.minutes)
    asked = Feed.objects.filter(pk=feed.pk, polls=feed.polls, paused_at=None).update(polls=F("polls") + 1, next_at=following)
    if asked:
        feed.polls, feed.next_at = feed.polls + 1, following
        work.enqueue(POLL, feed.uuid, now=now, version=str(feed.polls))
    return bool(asked)


# ---- one poll: the errand outside the transaction, then what came of it


def bring_news(subject: str, *, now: datetime) -> Polled | NothingNew | Failed | None:
    """Fetch a feed and read what is new in it. Writes nothing; None where there is nothing to ask."""
    feed = Feed.objects.filter(uuid=subject, paused_at=None).first()
    if feed is None:
        return None
    try:
        came = fetch(feed.url, accept=FEEDS, etag=feed.etag, modified=feed.modified)
        if came.status == 304:
            return NothingNew()
        return _new_in(feed, came)
    except NotFetched as failed:
        return Failed(str(failed), wait=failed.wait, gone=failed.status == 410)
    except Refused as refused:
        return Failed(str(refused))


def _new_in(feed: Feed, came: Fetched) -> Polled:
    """The entries that the feed did not show before in just this form, each form once, read."""
    whole = feeds.cut(feeds.document(came.content, charset=came.charset, url=came.url))
    seen = whole.seen()
    known = _known_forms(feed, seen)
    first = {one: place for place, one in reversed(list(enumerate(seen)))}
    fresh = [place for place, one in enumerate(seen) if one not in known and first[one] == place]
    taken = fresh[:AT_ONCE]
    read = Read()
    if taken or not whole.spans:
        read = Read.from_json(apart.run("feed", whole.only(taken).encode("utf-8", "replace"), url=came.url))
    entries = read.entries[: len(taken)] if whole.spans else read.entries[:AT_ONCE]
    return Polled(
        moved=came.url if came.moved_for_good else "",
        etag=came.etag,
        modified=came.modified,
        read=replace(read, entries=entries),
        seen=tuple(seen[place] for place in taken) or tuple(entry.says if entry else "" for entry in entries),
        raw=tuple(whole.text[slice(*whole.spans[place])] for place in taken) or ("",) * len(entries),
        links=Counter(link for link in known.values() if link),
        left=len(fresh) - len(taken),
    )


def _known_forms(feed: Feed, seen: list[str]) -> dict[str, str]:
    """The pages of those entries that were taken in just this form, by the hash of it."""
    known: dict[str, str] = {}
    for start in range(0, len(seen), 500):
        known.update(FeedItem.objects.filter(feed=feed, seen__in=seen[start : start + 500]).values_list("seen", "link"))
    return known


def take(subject: str, *, now: datetime, brought: Polled | NothingNew | Failed | None) -> Iterable[Follow]:
    """Write down what one poll brought, and move the cursor. Safe to repeat: an entry is known by its identity."""
    if brought is None:
        return ()
    feed = Feed.objects.select_for_update(of=("self",)).select_related("source").get(uuid=subject)
    WorkItem.objects.filter(kind=POLL, subject=subject, state=WorkState.DONE).delete()  # a feed is asked as long as it lives
    feed.polled_at = now
    if isinstance(brought, Failed):
        _failed(feed, brought, now=now)
        return ()
    if feed.failures >= FAILS_LOUDLY:
        events.record("feed.recovered", feed, now=now, before={"failures": feed.failures})
    feed.failures, feed.last_error, feed.well_at = 0, "", now
    pages: list[Follow] = []
    if isinstance(brought, Polled):
        pages = _take_entries(feed, brought, now=now)
        feed.title = brought.read.title or feed.title
        # With its validators the other side would say "nothing new", and what is left would never come.
        feed.etag, feed.modified = ("", "") if brought.left else (brought.etag, brought.modified)
        feed.left = brought.left
        _moved(feed, brought.moved, now=now)
    feed.next_at = now + (SOON if feed.left else timedelta(minutes=feed.minutes))
    feed.save()
    return pages


def _failed(feed: Feed, why: Failed, *, now: datetime) -> None:
    """Count it, say it, and wait longer each time. A feed that is gone for good is paused in the open."""
    feed.failures += 1
    feed.last_error = why.says[:500]
    pause = min(FIRST_PAUSE * 2 ** min(feed.failures - 1, 20), LONGEST_PAUSE)
    feed.next_at = now + max(pause, min(timedelta(seconds=why.wait), LONGEST_PAUSE))
    if why.gone and feed.paused_at is None:
        feed.paused_at, feed.paused_because = now, "the other side says that it is gone for good"
        events.record("feed.paused", feed, now=now, reason=why.says[:500])
    elif feed.failures == FAILS_LOUDLY:
        events.record("feed.failing", feed, now=now, after={"failures": feed.failures}, reason=why.says[:500])
    feed.save()


def _moved(feed: Feed, url: str, *, now: datetime) -> None:
    """Ask a feed that has moved for good where it is now, unless another one is asked there."""
    if url and url != feed.url and not Feed.objects.filter(url=url).exists():
        feed.url = url
        events.record("feed.moved", feed, now=now)


# ---- entries


def _take_entries(feed: Feed, brought: Polled, *, now: datetime) -> list[Follow]:
    """Take each entry by itself: one that is refused is kept with its reason and spoils no other."""
    rows = list(zip(brought.seen, brought.raw, brought.read.entries, strict=True))
    told = [entry for _, _, entry in rows if entry is not None]
    links = brought.links + Counter(entry.link for entry in told if entry.link)
    guids = Counter(entry.guid for entry in told)
    pages: list[Follow] = []
    for seen, raw, entry in rows:
        if entry is None:
            _unread(feed, seen, now=now)
            continue
        own_page = bool(entry.link) and links[entry.link] == 1 and not same_page(entry.link, brought.read.home)
        item, changed = _known(feed, entry, seen, own_page=own_page, shared=guids[entry.guid] > 1, now=now)
        if not changed:
            continue
        if own_page and (feed.articles == Fetching.ALWAYS or (feed.articles == Fetching.WHEN_SHORT and entry.short)):
            item.state, item.waiting = ItemState.WAITING, {"entry": entry.as_json(), "raw": raw, "tries": 0}
            item.save(update_fields=["state", "waiting"])
            pages.append(Follow(ARTICLE, str(item.uuid), f"{entry.says[:16]}.0", due_at=now + len(pages) * BETWEEN_PAGES))
        else:
            _record(item, entry, raw, own_page=own_page, now=now)
    return pages


def _unread(feed: Feed, seen: str, *, now: datetime) -> None:
    told = {"seen": seen, "state": ItemState.NOT_TAKEN, "first_at": now, "changed_at": now, "error": UNREAD}
    FeedItem.objects.get_or_create(feed=feed, key=key_of("unread", seen), defaults=told)


def key_of(*parts: str) -> str:
    return sha256("\x1f".join(parts).encode("utf-8", "surrogatepass")).hexdigest()


def same_page(one: str, other: str) -> bool:
    return bool(one and other) and canonical_url(one).rstrip("/") == canonical_url(other).rstrip("/")


def _known(feed: Feed, entry: Entry, seen: str, *, own_page: bool, shared: bool, now: datetime) -> tuple[FeedItem, bool]:
    """The row of an entry, and whether it says something that was not taken.

    It is known by its identifier, else its page, else what it says. An identifier that two things share (*shared*: in this very document) names neither.
    """
    trusted = bool(entry.guid) and not shared
    key = key_of("guid", entry.guid) if trusted else key_of("link", entry.link) if own_page else key_of("says", entry.says)
    items = FeedItem.objects.filter(feed=feed).select_related("report")
    item = items.filter(key=key).first()
    if item is not None and trusted and item.title != entry.title and item.link != entry.link:
        key = key_of("guid", entry.guid, entry.link, entry.title)
        item = items.filter(key=key).first()
    if item is None:
        item = FeedItem(feed=feed, key=key, state=ItemState.NOT_TAKEN, first_at=now)
    changed = item.says != entry.says
    if changed:
        item.changed_at = now
    removed = item.report is not None and item.report.removed_at is not None  # by law: not even its headline comes back
    item.seen, item.says, item.title, item.link = seen, entry.says, REMOVED if removed else entry.title, entry.link
    item.save()
    return item, changed and not removed


def _record(item: FeedItem, entry: Entry, raw: str, *, own_page: bool, now: datetime, because: str = "") -> None:
    """What the feed itself says of an entry, as a report; the entry as it stood there is kept. *because*: why the page behind it is not it."""
    marks: dict[str, Any] = {"authors": list(entry.authors)} if entry.authors else {}
    if because:
        marks["summary_only"] = because
    _receive(
        item,
        now=now,
        error=because,
        text=entry.text,
        title=entry.title,
        published_at=entry.published,
        url=entry.link if own_page else "",
        external_id="" if own_page else item.key,
        metadata=marks,
        original=Original(raw.encode("utf-8", "surrogatepass"), "application/xml") if raw else None,
    )


def _receive(item: FeedItem, *, now: datetime, error: str = "", **report: Any) -> None:
    try:
        with transaction.atomic():
            item.report = receive(publisher=item.feed.source, via=Via.FEED, entered_by=None, now=now, **report).report
    except Refused as refused:
        error = f"Not taken: {refused}"
        item.title = REMOVED if refused.code == "removed" else item.title
    item.error, item.waiting = error[:500], None
    item.state = ItemState.TAKEN if item.report else ItemState.NOT_TAKEN
    item.save(update_fields=["report", "error", "waiting", "state", "title"])


# ---- the page behind an entry


def bring_page(subject: str, *, now: datetime) -> dict[str, Any] | Failed | NotFetched | None:
    """Fetch and read the page behind an entry. Writes nothing; None where nothing waits for it."""
    item = FeedItem.objects.select_related("feed").filter(uuid=subject, state=ItemState.WAITING).first()
    if item is None:
        return None
    try:
        return bring.fetched_page(fetch(item.link, accept=PAGES))
    except NotFetched as failed:
        return failed
    except Refused as refused:
        return Failed(str(refused))


def take_page(subject: str, *, now: datetime, brought: dict[str, Any] | Failed | NotFetched | None) -> Iterable[Follow]:
    """Record the page behind an entry; where it cannot be had, try again later, and in the end take what the feed says of it."""
    item = (
        FeedItem.objects.select_for_update(of=("self",))
        .select_related("feed__source")
        .filter(uuid=subject, state=ItemState.WAITING)
        .first()
    )
    if item is None or brought is None:
        return ()
    entry, raw = Entry.from_json(item.waiting["entry"]), item.waiting["raw"]
    if isinstance(brought, NotFetched) and brought.again and (again := _again(item, brought, now=now)):
        return [again]
    if isinstance(brought, NotFetched):
        _record(item, entry, raw, own_page=True, now=now, because=f"Its page was not fetched: {brought}")
    elif isinstance(brought, Failed):
        _record(item, entry, raw, own_page=True, now=now, because=f"Its page was not read: {brought.says}")
    elif len(brought["text"]) < len(entry.text):  # a wall, a menu, a page that scripts fill
        _record(item, entry, raw, own_page=True, now=now, because="Its page says less than the feed.")
    else:
        _receive(item, now=now, **_as_page(entry, brought))
    return ()


def _as_page(entry: Entry, brought: dict[str, Any]) -> dict[str, Any]:
    """The page behind an entry as ``receive`` takes it: headline and date as the feed has them; its own address where it is of the same site."""
    page = {name: value for name, value in brought.items() if name != "publisher"}
    of_site = urlsplit(page["url"]).hostname == urlsplit(entry.link).hostname
    return page | {
        "title": entry.title or page["title"],
        "published_at": entry.published or page["published_at"],
        "url": page["url"] if of_site else entry.link,
        "external_id": "",
    }


def _again(item: FeedItem, failed: NotFetched, *, now: datetime) -> Follow | None:
    """The next try, as far as there is one."""
    tries = int(item.waiting.get("tries", 0)) + 1
    if tries >= PAGE_TRIES:
        return None
    pause = max(PAGE_PAUSES[tries - 1], timedelta(seconds=min(failed.wait, 3600)))
    item.error = f"Its page was not fetched: {failed} It is tried again."[:500]
    item.waiting = {**item.waiting, "tries": tries}
    item.save(update_fields=["waiting", "error"])
    return Follow(ARTICLE, str(item.uuid), version=f"{item.says[:16]}.{tries}", due_at=now + pause)


__all__ = ["ask", "bring_news", "bring_page", "call_due", "take", "take_page"]
