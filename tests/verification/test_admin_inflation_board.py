"""The inflation board narrowed to a relay, an origin or a topic; and the letters that a record does not bear out, on a lead's home page."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests import make
from tests.verification.settled import ledger, outlet
from tracker.models import Topic
from tracker.services import source_register
from verification.services import weighing

pytestmark = pytest.mark.django_db
DETAIL = {"original_level": 2, "relay_level": 5, "original_quote": "may", "relay_quote": "has", "sentence": "Hedge dropped."}


def signed_in(client, role):
    person = make.person(role)
    client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
    return person


def inflated(relay, origin, n=0):
    """A flag on a claim of its own: *relay* made it firmer than *origin* had said it."""
    said = make.statement(f"Bridge {n} has fallen.", of=make.received(f"x {relay} {n}", publisher=outlet(relay).name), origin=origin)
    claim = make.tracked(f"Bridge {n} may have fallen.", level=2)
    make.flag(claim, "certainty_inflated", said=said, detail=DETAIL)
    return claim


def shown(client, **asked):
    return [flag.claim_id for flag in client.get(reverse("admin:inflations"), asked).context["page"]]


def test_it_is_narrowed_by_relay_origin_and_topic(client):
    signed_in(client, "reader")
    ministry, council = make.body("Lorn Ministry"), make.body("Orl Council")
    first, second, third = inflated("Daily", ministry, 1), inflated("Post", ministry, 2), inflated("Daily", council, 3)
    topic = Topic.objects.create(name="Bridges", slug="bridges")
    third.topics.add(topic)
    assert set(shown(client)) == {first.pk, second.pk, third.pk}
    assert set(shown(client, relay=outlet("Daily").pk)) == {first.pk, third.pk}
    assert set(shown(client, origin=ministry.pk)) == {first.pk, second.pk}
    assert shown(client, topic=topic.pk) == [third.pk]
    assert shown(client, relay=outlet("Daily").pk, origin=ministry.pk) == [first.pk]


def test_the_choices_are_those_that_stand_on_the_board(client):
    signed_in(client, "reader")
    inflated("Daily", make.body("Lorn Ministry"))
    outlet("Echo")
    context = client.get(reverse("admin:inflations")).context
    assert [one.name for one in context["relays"]] == ["Daily"]
    assert [one.name for one in context["origins"]] == ["Lorn Ministry"]


@pytest.mark.parametrize("asked", ["x", "-1", "9" * 30, "٣", ""])
def test_what_is_no_key_narrows_nothing(client, asked):
    signed_in(client, "reader")
    inflated("Daily", make.body("Lorn Ministry"))
    assert len(shown(client, relay=asked)) == 1


def test_nothing_of_these_is_said_where_a_filter_leaves_nothing(client):
    signed_in(client, "reader")
    inflated("Daily", make.body("Lorn Ministry"))
    html = client.get(reverse("admin:inflations"), {"relay": outlet("Echo").pk}).content.decode()
    assert "No inflated certainty of these is open" in html


def test_ten_and_twenty_outlets_cost_the_same_queries(client):
    signed_in(client, "reader")
    ministry = make.body("Lorn Ministry")
    counts = []
    for _ in range(2):
        for n in range(10):
            inflated(f"Outlet {len(counts)} {n}", ministry, n)
        shown(client)
        with CaptureQueriesContext(connection) as asked:
            shown(client)
        counts.append(len(asked))
    assert counts[0] == counts[1]


@pytest.mark.parametrize(("role", "seen"), [("lead", True), ("analyst", False)])
def test_a_letter_that_the_record_does_not_bear_out_stands_on_a_leads_home(client, role, seen):
    signed_in(client, role)
    wire = outlet("Wire")
    ledger(wire, lines=[(0.95, 1.0)] * 40)
    source_register.grade(wire, letter="D", reason="by hearsay", by=make.person("lead"), now=make.NOW)
    weighing.watch_letters([wire.pk], now=make.NOW)
    html = client.get(reverse("admin:index")).content.decode()
    assert ("Letters that the record does not bear out" in html) is seen
    assert ("does not bear out the letter D" in html) is seen
