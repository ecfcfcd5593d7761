"""Feeds asked by the real fetcher on this machine: each entry once, the cursor with its entries, failures in the open."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from tests import make
from tests.web import answer, leads_to
from tracker import work
from tracker.errors import Refused
from tracker.intake import apart
from tracker.models import Event, Feed, FeedItem, Report, WorkItem
from tracker.roles import NotAllowed
from tracker.services import feeding, polling, redacting
from verification.services.redacting import confirm, words_to_type

pytestmark = pytest.mark.django_db
HERE = Path(__file__).parent
NOW = make.NOW
XML = "application/rss+xml"
LONG = "The harbour at Lorn may have been mined on Sunday night, a coast guard spokesman said. " * 9


@pytest.fixture(autouse=True)
def _unread(settings):
    """What is taken is here not read: only that it was."""
    settings.PIPELINE = {**settings.PIPELINE, "read": "tests.intake.test_polling.nothing"}


def nothing(subject, *, now):
    return ()


@pytest.fixture(autouse=True)
def _in_this_process(monkeypatch):
    """Processes of their own cost half a second each; ``test_feeds`` has one, and so has the test of the whole way."""
    monkeypatch.setattr(apart, "run", lambda kind, raw, **hints: apart.read(kind, raw, hints))


def entry(n, text=LONG, **parts):
    made = {"title": f"Story {n}", "guid": f"g{n}", "link": f"/story/{n}", "description": text, **parts}
    return "<item>" + "".join(f"<{name}>{value}</{name}>" for name, value in made.items() if value is not None) + "</item>"


def rss(*entries):
    return f'<?xml version="1.0"?><rss version="2.0"><channel><title>Lorn Post</title><link>/</link>{"".join(entries)}</channel></rss>'


@pytest.fixture
def lead():
    return make.person("lead")


def added(site, lead, page, path="/feed", **options):
    """A feed that has been asked once."""
    site.pages[path] = page
    feed = feeding.add(url=site.url(path), source="Lorn Post", by=lead, now=NOW, **options)
    work.run_until_idle(now=NOW)
    return again(feed)


def again(feed):
    return Feed.objects.get(pk=feed.pk)


def poll(feed, after=timedelta(hours=1)):
    """Let the scheduler look so much later, and do what is due."""
    now = NOW + after
    polling.call_due(now=now)
    work.run_until_idle(now=now)
    return again(feed)


def items(feed):
    return list(FeedItem.objects.filter(feed=feed).order_by("pk"))


def heard(site, path="/feed"):
    return [one for one in site.asked if one.path == path]


# ---- what comes in


def test_entries_come_in_as_reports_of_the_source(site, lead):
    feed = added(site, lead, answer(rss(entry(1, pubDate="Mon, 02 Mar 2026 18:30:00 +0100"), entry(2)), kind=XML, etag='"v1"'))
    first = Report.objects.get(canonical_url=site.url("/story/1"))
    latest = first.latest
    assert (latest.title, latest.text, latest.via) == ("Story 1", LONG.strip(), "feed")
    assert (first.publisher_name, latest.published_at.isoformat(), latest.entered_by) == ("Lorn Post", "2026-03-02T17:30:00+00:00", None)
    assert bytes(latest.raw).decode().startswith("<item><title>Story 1</title>")
    assert (feed.title, feed.failures, feed.last_error, feed.etag) == ("Lorn Post", 0, "", '"v1"')
    assert (feed.polled_at, feed.well_at, feed.next_at) == (NOW, NOW, NOW + timedelta(hours=1))
    assert WorkItem.objects.filter(kind="read").count() == 2


def test_the_awkward_entries(site, lead):
    added(site, lead, answer((HERE / "feeds" / "gazette.rss").read_bytes(), kind=XML), articles="never")
    by_title = {report.latest.title: report for report in Report.objects.all()}
    assert len(by_title) == 6
    assert by_title["No date, no guid, no link"].latest.published_at is None
    assert by_title["From the year to come"].latest.metadata["published_in_the_future"] is True
    assert by_title["Dam may have been mined & flooded"].latest.metadata["authors"] == ["Ann Bell"]
    assert by_title["Dam may have been mined & flooded"].canonical_url == site.url("/news/dam")
    assert {by_title[f"Same identifier, {which} thing"].latest.text for which in ("one", "another")} == {
        "One bridge broke.",
        "Two bridges broke.",
    }
    assert FeedItem.objects.get(report=None).error == polling.UNREAD


def test_an_atom_feed_and_asking_twice(site, lead):
    page = answer((HERE / "feeds" / "wire.atom").read_bytes(), kind="application/atom+xml")
    feed = added(site, lead, page, articles="never")
    assert Report.objects.count() == 2
    poll(feed)
    assert Report.objects.count() == 2
    assert Event.objects.filter(kind__startswith="report.").count() == 2
    assert len(heard(site)) == 2


def test_an_entry_that_changed_is_a_revision_and_a_count_that_changed_is_none(site, lead):
    feed = added(site, lead, answer(rss(entry(1), entry(2, comments=3)), kind=XML))
    site.pages["/feed"] = answer(rss(entry(1, LONG + "He took it back."), entry(2, comments=4)), kind=XML)
    poll(feed)
    assert [report.revisions.count() for report in Report.objects.order_by("pk")] == [2, 1]
    assert len(items(feed)) == 2


def test_what_was_removed_by_law_does_not_come_back_with_a_changed_entry_or_a_fresh_one(site, lead):
    feed = added(site, lead, answer(rss(entry(1)), kind=XML))
    ask, sure = make.person("admin"), make.person("admin")
    asked = redacting.ask(Report.objects.get(), reason="An order.", by=ask, now=NOW)
    confirm(asked, typed=words_to_type(asked), by=sure, now=NOW)
    site.pages["/feed"] = answer(rss(entry(1, LONG + "More."), entry(2)), kind=XML)
    poll(feed)
    assert [item.title for item in FeedItem.objects.order_by("pk")] == ["[removed]", "[removed]"]
    assert {report.latest.text for report in Report.objects.all()} == {""}
    assert "removed by law" in FeedItem.objects.latest("pk").error


def test_a_report_that_came_by_another_door_is_known_again(site, lead):
    there = make.received(LONG.strip(), publisher="Lorn Post", title="Story 1", url=site.url("/story/1"))
    feed = added(site, lead, answer(rss(entry(1)), kind=XML))
    assert [item.report for item in items(feed)] == [there]
    assert Report.objects.count() == 1


def test_a_fresh_identifier_for_the_same_page_is_a_revision(site, lead):
    feed = added(site, lead, answer(rss(entry(1)), kind=XML))
    site.pages["/feed"] = answer(rss(entry(1, LONG + "It sank.", guid="g1#2")), kind=XML)
    poll(feed)
    assert Report.objects.get().revisions.count() == 2


def test_entries_that_all_link_to_one_page_are_not_one_report(site, lead):
    """Nor to the home page; nor when the second comes later than the first."""
    feed = added(
        site, lead, answer(rss(entry(1, link="/live"), entry(2, LONG + "B", link="/live"), entry(3, LONG + "C", link="/")), kind=XML)
    )
    shown = rss(entry(4, LONG + "D", link="/live"), entry(1, link="/live"), entry(2, LONG + "B", link="/live"))
    site.pages["/feed"] = answer(shown, kind=XML)
    poll(feed)
    assert [report.revisions.count() for report in Report.objects.all()] == [1, 1, 1, 1]


def test_an_identifier_used_again_for_another_thing(site, lead):
    feed = added(site, lead, answer(rss(entry(1)), kind=XML))
    site.pages["/feed"] = answer(rss(entry(2, LONG + "Another.", guid="g1")), kind=XML)
    poll(feed)
    poll(feed, timedelta(hours=2))
    assert [report.revisions.count() for report in Report.objects.all()] == [1, 1]


def test_one_entry_that_is_refused_spoils_no_other(site, lead):
    feed = added(site, lead, answer(rss(entry(1, "x" * 2_000_001), entry(2)), kind=XML))
    refused, taken = items(feed)
    assert refused.error.startswith("Not taken: the text has 2,000,001 bytes")
    assert taken.report is not None
    assert feed.failures == 0


# ---- the cursor


def test_nothing_new_costs_nothing(site, lead):
    def page(asked):
        there = asked.headers.get("if-none-match") == '"v1"' and asked.headers.get("if-modified-since") == "Mon, 02 Mar 2026 17:30:00 GMT"
        return (
            answer(status="304 Not Modified")
            if there
            else answer(rss(entry(1)), kind=XML, etag='"v1"', last_modified="Mon, 02 Mar 2026 17:30:00 GMT")
        )

    feed = poll(added(site, lead, page))
    assert len(heard(site)) == 2
    assert (feed.etag, feed.well_at, feed.next_at) == ('"v1"', NOW + timedelta(hours=1), NOW + timedelta(hours=2))


def test_what_is_over_the_limit_is_taken_by_the_next_poll(site, lead, monkeypatch):
    monkeypatch.setattr(polling, "AT_ONCE", 2)
    feed = added(site, lead, answer(rss(*(entry(n, f"{LONG}{n}") for n in range(5))), kind=XML, etag='"v1"'))
    assert (Report.objects.count(), feed.left, feed.etag, feed.next_at) == (2, 3, "", NOW + timedelta(minutes=1))
    feed = poll(feed, timedelta(minutes=1))
    assert (Report.objects.count(), feed.left) == (4, 1)
    feed = poll(feed, timedelta(minutes=2))
    assert (Report.objects.count(), feed.left, feed.etag) == (5, 0, '"v1"')
    assert feed.next_at == NOW + timedelta(minutes=62)


def test_the_cursor_stays_where_the_entries_were_not_kept(site, lead, monkeypatch):
    """Killed between the first entry and the last: nothing of it is kept, the cursor neither, and the next try takes all."""
    site.pages["/feed"] = answer(rss(entry(1), entry(2)), kind=XML, etag='"v1"')
    feed = feeding.add(url=site.url("/feed"), source="Lorn Post", by=lead, now=NOW)
    taken = polling.receive

    def dies(**report):
        if report["title"] == "Story 2":
            raise MemoryError
        return taken(**report)

    monkeypatch.setattr(polling, "receive", dies)
    work.run_until_idle(now=NOW)
    assert (Report.objects.count(), again(feed).etag, again(feed).polled_at) == (0, "", None)
    monkeypatch.setattr(polling, "receive", taken)
    work.run_until_idle(now=NOW + timedelta(minutes=1))
    assert (Report.objects.count(), again(feed).etag) == (2, '"v1"')


def test_two_schedulers_leave_one_poll(site, lead):
    feed = added(site, lead, answer(rss(), kind=XML))
    later = NOW + timedelta(hours=1)
    stale = Feed.objects.get(pk=feed.pk)
    assert polling.call_due(now=later) == 1
    assert polling.call_due(now=later) == 0
    assert not polling.ask(stale, now=later)
    assert WorkItem.objects.filter(kind="poll", state="todo").count() == 1


def test_the_steps_of_a_feed_do_not_pile_up(site, lead):
    feed = added(site, lead, answer(rss(), kind=XML))
    for hour in range(1, 5):
        poll(feed, timedelta(hours=hour))
    assert WorkItem.objects.filter(kind="poll").count() == 1


# ---- failures


@pytest.mark.parametrize(
    ("page", "told"),
    [
        (answer("gone fishing", status="503 Service Unavailable"), "answers 503"),
        (answer("<html><body>Sign in</body></html>"), "this is a page, not a feed"),
        (answer("<!DOCTYPE a [<!ENTITY b 'c'>]><rss/>", kind=XML), "begins with a DTD"),
        (answer("", kind=XML), "the answer is empty"),
        (answer(b"\x89PNG", kind="image/png"), "image/png"),
    ],
)
def test_a_failure_is_told_and_the_next_try_comes_later_each_time(site, lead, page, told):
    feed = added(site, lead, page)
    assert (feed.failures, feed.well_at, feed.next_at) == (1, None, NOW + timedelta(minutes=5))
    assert told in feed.last_error
    feed = poll(feed, timedelta(minutes=5))
    assert (feed.failures, feed.next_at) == (2, NOW + timedelta(minutes=15))
    site.pages["/feed"] = answer(rss(entry(1)), kind=XML)
    feed = poll(feed, timedelta(minutes=15))
    assert (feed.failures, feed.last_error, Report.objects.count()) == (0, "", 1)


def test_the_log_says_when_a_feed_fails_on_and_when_it_is_back(site, lead):
    feed = added(site, lead, answer(status="500 Oh"))
    for minutes in (5, 15, 35):
        feed = poll(feed, timedelta(minutes=minutes))
    assert feed.failures == 4
    site.pages["/feed"] = answer(rss(), kind=XML)
    poll(feed, timedelta(hours=3))
    assert [event.kind for event in Event.objects.filter(kind__startswith="feed.").order_by("pk")] == [
        "feed.added",
        "feed.failing",
        "feed.recovered",
    ]


def test_the_other_side_may_name_the_pause_and_the_longest_is_a_day(site, lead):
    feed = added(site, lead, answer(status="429 Too Many Requests", retry_after="7200"))
    assert feed.next_at == NOW + timedelta(hours=2)
    Feed.objects.update(failures=40)
    assert poll(feed, timedelta(hours=2)).next_at == NOW + timedelta(hours=26)


def test_a_feed_that_is_gone_is_paused_in_the_open(site, lead):
    feed = added(site, lead, answer(status="410 Gone"))
    assert feed.paused_at == NOW
    assert "gone for good" in feed.paused_because
    assert Event.objects.filter(kind="feed.paused").count() == 1
    poll(feed)
    assert len(heard(site)) == 1


def test_a_feed_that_moved_for_good_is_asked_where_it_is_now(site, lead):
    site.pages["/new"] = answer(rss(entry(1)), kind=XML)
    feed = added(site, lead, leads_to(site.url("/new"), "301 Moved Permanently"))
    assert feed.url == site.url("/new")
    assert Event.objects.filter(kind="feed.moved").exists()
    other = added(site, lead, leads_to(site.url("/new"), "301 Moved Permanently"), "/second")
    assert other.url == site.url("/second"), "two feeds would be one"


def test_nothing_is_asked_on_this_machine(lead, canary):
    feed = feeding.add(url="http://localhost/feed", source="Lorn Post", by=lead, now=NOW)
    work.run_until_idle(now=NOW)
    assert "nothing is fetched from there" in again(feed).last_error
    with pytest.raises(Refused, match="only 80 and 443"):
        feeding.add(url=canary.url("/feed"), source="Lorn Post", by=lead, now=NOW)


# ---- the page behind a summary


MORE = "Divers were sent down to the wall of the harbour on Monday and came back with photographs of a crater. " * 4
STORY = f"<html><head><title>The whole | Post</title></head><body><article><p>{LONG}</p><p>{MORE}</p></article></body></html>"


def test_the_page_behind_a_summary_is_fetched(site, lead):
    site.pages["/story/1"] = site.pages["/story/2"] = answer(STORY)
    feed = added(site, lead, answer(rss(entry(1, "Mined, they say."), entry(2, "Read more…"), entry(3)), kind=XML))
    assert [item.report is None for item in items(feed)] == [False, True, False], "one page at a time"
    work.run_until_idle(now=NOW + timedelta(seconds=2))
    report = Report.objects.get(canonical_url=site.url("/story/1"))
    assert (report.latest.title, report.latest.via, report.publisher_name) == ("Story 1", "feed", "Lorn Post")
    assert (LONG.strip() in report.latest.text, "a crater" in report.latest.text) == (True, True)
    assert bytes(report.latest.raw).decode() == STORY
    assert not heard(site, "/story/3")
    poll(feed)
    assert len(heard(site, "/story/1")) == 1


@pytest.mark.parametrize(("articles", "pages"), [("never", 0), ("always", 2), ("when_short", 1)])
def test_which_pages_are_fetched_is_chosen(site, lead, articles, pages):
    site.pages["/story/1"] = site.pages["/story/2"] = answer(STORY)
    added(site, lead, answer(rss(entry(1, "Mined, they say."), entry(2)), kind=XML), articles=articles)
    work.run_until_idle(now=NOW + timedelta(seconds=2))
    assert len(heard(site, "/story/1") + heard(site, "/story/2")) == pages
    assert Report.objects.count() == 2


@pytest.mark.parametrize(
    ("page", "told"),
    [
        (answer(status="403 Forbidden"), "Its page was not fetched: 127.0.0.1 answers 403"),
        (answer("<html><body><p>No.</p></body></html>"), "Its page was not read: no article was found"),
        (answer(b"\x89PNG", kind="image/png"), "Its page was not fetched"),
    ],
)
def test_where_the_page_cannot_be_had_the_summary_is_taken_and_says_so(site, lead, page, told):
    site.pages["/story/1"] = page
    feed = added(site, lead, answer(rss(entry(1, "Mined, they say.")), kind=XML))
    item = items(feed)[0]
    assert item.report.latest.text == "Mined, they say."
    assert item.error.startswith(told)
    assert item.report.latest.metadata["summary_only"] == item.error


def test_a_page_that_says_less_than_the_feed_is_not_taken_for_the_story(site, lead):
    site.pages["/story/1"] = answer(f"<html><body><article><p>{MORE}</p></article></body></html>")
    feed = added(site, lead, answer(rss(entry(1)), kind=XML), articles="always")
    assert items(feed)[0].error == "Its page says less than the feed."
    assert items(feed)[0].report.latest.text == LONG.strip()


def test_a_page_that_fails_for_now_is_tried_again_and_in_the_end_the_summary_is_taken(site, lead):
    site.pages["/story/1"] = answer(status="503 Busy")
    feed = added(site, lead, answer(rss(entry(1, "Mined, they say.")), kind=XML))
    assert items(feed)[0].report is None
    assert items(feed)[0].error.endswith("It is tried again.")
    for minutes in (2, 17, 77):
        work.run_until_idle(now=NOW + timedelta(minutes=minutes))
    assert len(heard(site, "/story/1")) == 4
    assert items(feed)[0].report.latest.text == "Mined, they say."
    assert items(feed)[0].waiting is None


# ---- what people do


def test_a_paused_feed_is_not_asked_until_it_is_resumed(site, lead):
    feed = added(site, lead, answer(rss(), kind=XML))
    feeding.pause(feed, by=lead, now=NOW, reason="too  noisy")
    poll(feed)
    assert (len(heard(site)), again(feed).paused_because) == (1, "too noisy")
    with pytest.raises(Refused, match="resume it first"):
        feeding.poll_now(feed, by=lead, now=NOW)
    feeding.resume(feed, by=lead, now=NOW)
    work.run_until_idle(now=NOW)
    assert len(heard(site)) == 2


def test_a_feed_is_asked_now_and_changed(site, lead):
    feed = added(site, lead, answer(rss(), kind=XML))
    feeding.poll_now(feed, by=lead, now=NOW)
    work.run_until_idle(now=NOW)
    assert len(heard(site)) == 2
    changed = feeding.change(feed, by=lead, now=NOW, minutes=15, articles="always", source="Lorn Echo")
    assert (changed.next_at, changed.source.name) == (NOW + timedelta(minutes=15), "Lorn Echo")
    event = Event.objects.get(kind="feed.changed")
    assert event.after == {"minutes": 15, "articles": "always", "source": "Lorn Echo"}
    feeding.change(feed, by=lead, now=NOW, minutes=15)
    assert Event.objects.filter(kind="feed.changed").count() == 1


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"url": ""}, "url"),
        ({"url": "ftp://a.example/feed"}, "url"),
        ({"url": "https://anna:secret@a.example/feed"}, "url"),
        ({"url": "https://a.example:8443/feed"}, "url"),
        ({"source": " \u200b"}, "source"),
        ({"source": "x" * 301}, "source"),
        ({"minutes": 4}, "minutes"),
        ({"minutes": 10_081}, "minutes"),
        ({"articles": "sometimes"}, "articles"),
    ],
)
def test_what_is_refused_names_its_field(lead, given, field):
    with pytest.raises(Refused) as refused:
        feeding.add(**{"url": "https://a.example/feed", "source": "Post", "by": lead, "now": NOW, **given})
    assert refused.value.field == field
    assert not Feed.objects.exists()


def test_an_address_is_asked_once(lead):
    feeding.add(url="https://a.example/feed#x", source="Post", by=lead, now=NOW)
    with pytest.raises(Refused, match="asked already"):
        feeding.add(url=" https://a.example/feed ", source="Other", by=lead, now=NOW)


def test_who_may_not_edit_feeds_is_refused(site):
    with pytest.raises(NotAllowed):
        feeding.add(url="https://a.example/feed", source="Post", by=make.person("reviewer"), now=NOW)
