"""Every list of the API asks the database as often for fifty rows as for five, with whatever its rows name filled in. A new list has its rows made here."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from itertools import count
from typing import Any

import pytest
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import get_resolver

from tests import make
from tests.roles.world import FAST, OPEN_ADDRESS
from tracker import events, work
from tracker.api.views import ListView
from tracker.models import Feed, FeedItem, Figure, Person, Statement, Topic, WorkItem
from tracker.terms import Role, SourceKind
from verification.models import Assignment, Decision, Delivery, Digest, Flag, Follow, Review, Round, Webhook

FEW, MANY = 5, 50
LATER = make.NOW + timedelta(days=1)
# What else a list may be asked, where that is another question to the database.
ASKED = (
    "reports?q=dam", "statements?relation=corroborates", "statements?source={source}", "claims?origins=1", "claims?as_of=2026-03-05", "claims?q=dam",
    "flags?open=true", "sources?q=body", "events?after=0",
)  # fmt: skip
# What no row holds at the same time as what it does hold.
NEVER = {
    "reports": {"removed"},
    "sources": {"merged_into"},
    "claims": {"updated_by", "repeated_by", "contradicted_by", "merged_into", "objects", "unknown_lineage", "settled_at"},
}
_numbers = count(1)


def lists(resolver: Any = None, before: str = "") -> Iterator[str]:
    """The addresses of all lists, as the program has them."""
    for pattern in (resolver or get_resolver()).url_patterns:
        address = before + str(pattern.pattern)
        if hasattr(pattern, "url_patterns"):
            yield from lists(pattern, address)
        elif issubclass(getattr(pattern.callback, "cls", object), ListView):
            yield address.removeprefix("api/v1/")


def fill(rows: int, lead: Person) -> None:
    """So many rows for each list, each with rows of its own behind it."""
    for _ in range(rows):
        number = next(_numbers)
        topic = Topic.objects.create(name=f"Topic {number}", slug=f"topic-{number}", summary="A dam.")
        body = make.source(f"Body {number}", SourceKind.BODY, parent=make.source(f"State {number}"), bloc="Orl", country="LO")
        body.grades.create(letter="B", by=lead, at=make.NOW, reason="a long record")
        said = statement(f"The dam at Lorn was mined {number} times.", body, topic, revised=True)
        other = statement(f"It broke {number} times.", body, topic)
        claim = make.tracked(said.display, opened_from=said, topics=[topic], related_to=make.tracked("It fell.", by=lead), kinship="rival")
        evidence = make.set_against(claim, said=other, same_origin=True)
        Decision.objects.create(claim=claim, statement=other, ruling="accept", by=lead, at=make.NOW)
        make.flag(claim, said=other, closed_at=LATER, closed_because="seen", detail={"level": 5})
        make.flag(claim, "certainty_inflated", said=other)
        Flag.objects.create(source=body, kind="record_disagrees", cause=f"letter:{number}", raised_at=make.NOW)
        make.edge(evidence.statement, said, claim=claim, decided=True, cut_at=LATER, utterance="as the wire has it", grounds={"by": "hand"})
        judged(claim, lead, number)
        told(claim, topic, lead, number)
        brought(said, lead, number)


def statement(text: str, body: Any, topic: Topic, *, revised: bool = False) -> Statement:
    """In a report of its own, perhaps with two revisions, with a chain, a figure, a cue and a date."""
    named = {"publisher": f"Outlet of {body}", "url": f"https://lorn.example/{next(_numbers)}", "archive_url": "https://kept.example/1"}
    if revised:
        make.received(f"{text} So they say.", title="Dam", **named)
    report = make.received(text, title="Dam", now=LATER, **named)
    report.topics.add(topic)
    report.revisions.update(language="en")
    made = make.statement(
        text,
        of=report,
        origin=body,
        markers=["hearsay"],
        unworthy_because="question",
        cues=[{"start": 0, "end": 3, "text": "may", "kind": "hedge", "level": 2}],
        dates=[{"start": 0, "end": 3, "from": "2026-03-04", "to": "2026-03-05"}],
    )
    Figure.objects.create(statement=made, unit="dam", low=1, high=1, comparator="exact", start=0, end=1)
    return made


def judged(claim: Any, lead: Person, number: int) -> None:
    reviewer = Person.objects.filter(username="a reviewer").first() or make.person(Role.REVIEWER, username="a reviewer")
    Assignment.objects.create(claim=claim, person=reviewer, by=lead, at=make.NOW, due=LATER, closed_at=LATER, closed_because="signed")
    ended = Round.objects.create(claim=claim, no=1, opened_at=make.NOW, closed_at=LATER, outcome="settled")
    Review.objects.create(
        round=ended, person=reviewer, verdict="confirmed", confidence="high", number=2, basis="a log", reason="two logs", at=make.NOW
    )
    events.record("claim.accepted", claim, now=make.NOW, actor=lead, claim=claim, before={"a": 1}, after={"a": 2}, reason="it matters")


def told(claim: Any, topic: Topic, lead: Person, number: int) -> None:
    named = {"period_key": f"daily:{number}", "message_id": f"<{number}@desk>", "subject": "News", "text": "The dam.", "state": "sent"}
    Digest.objects.create(person=lead, made_at=make.NOW, sent_at=LATER, **named)
    Follow.objects.create(person=lead, target=f"claim:{claim.uuid}", since=make.NOW)
    hook = Webhook.objects.create(
        url=f"{OPEN_ADDRESS}/{number}", topic=topic, note="ours", secret="sealed", made_by=lead, made_at=make.NOW, after=0, seen=0,
        seen_at=make.NOW, active=False, paused_because="it was down", failures=3, down_until=LATER,
    )  # fmt: skip
    for state in ("dead", "pending"):
        event = events.record("claim.dismissed", claim, now=make.NOW, actor=lead, claim=claim, reason="gossip")
        Delivery.objects.create(
            webhook=hook, event=event, made_at=make.NOW, state=state, attempts=3, last_status=500, last_error="500", settled_at=LATER
        )


def brought(said: Statement, lead: Person, number: int) -> None:
    asked = {"polled_at": make.NOW, "well_at": make.NOW, "next_at": LATER, "failures": 1, "last_error": "503", "left": 2, "title": "Wire"}
    feed = Feed.objects.create(
        url=f"{OPEN_ADDRESS}/{number}.rss", source=said.report.publisher, made_by=lead, made_at=make.NOW, minutes=60,
        paused_at=make.NOW, paused_because="noise", **asked,
    )  # fmt: skip
    for state in ("taken", "waiting", "not_taken"):
        named = {"key": f"{number} {state}", "seen": state, "title": "Dam", "link": "https://lorn.example/", "error": "no page"}
        FeedItem.objects.create(feed=feed, state=state, report=said.report, first_at=make.NOW, changed_at=make.NOW, **named)
    work.enqueue("read", said.report.latest.uuid, version=f"again {number}", now=make.NOW)
    WorkItem.objects.update(attempts=1, expiries=1, last_error="it broke", done_at=make.NOW, state="done")


def asked(client: Any, address: str) -> tuple[int, list[dict[str, Any]]] | None:
    """(queries, rows) of one request; None where the caller may not ask."""
    cache.clear()
    with CaptureQueriesContext(connection) as captured:
        answer = client.get(f"/api/v1/{address}")
    assert answer.status_code in (200, 403), (address, answer.content)
    return (len(captured), answer.json()["results"]) if answer.status_code == 200 else None


@pytest.mark.django_db
def test_every_list_costs_the_same_for_five_rows_and_for_fifty(settings):
    settings.PASSWORD_HASHERS = FAST["PASSWORD_HASHERS"]
    lead = make.person(Role.LEAD)
    callers = {"lead": make.client(lead), "reviewer": make.client(make.person(Role.REVIEWER))}
    fill(FEW, lead)
    source = Statement.objects.filter(links__isnull=False).first().links.first().source.uuid
    whole = set(lists())
    assert len(whole) > 15
    addresses = [*whole, *(one.format(source=source) for one in ASKED)]
    few = {(who, one): found for who in callers for one in addresses if (found := asked(callers[who], one))}
    assert {one for who, one in few if who == "lead"} == set(addresses)
    fill(MANY - FEW, lead)
    for (who, one), (cost, some) in few.items():
        later, rows = asked(callers[who], one)
        assert later == cost, f"{one} for a {who}: {cost} queries for few rows, {later} for many"
        if who == "lead" and one in whole:
            assert len(some) >= FEW, one
            assert len(rows) == MANY, one
            empty = {name for name in rows[0] if not any(row[name] not in (None, [], {}, "") for row in rows)}
            assert empty <= NEVER.get(one, set()), f"{one}: no row has {empty}, so nothing is known of what they cost"
