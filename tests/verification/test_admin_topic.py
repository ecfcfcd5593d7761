"""The page of a topic: its claims, reports and figures, and what an empty one says."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests import make
from tracker.models import Figure, Topic
from verification.services import following

pytestmark = pytest.mark.django_db


@pytest.fixture
def topic():
    return Topic.objects.create(name="Dams", slug="dams", summary="Who mined which dam.")


def signed_in(client, role):
    person = make.person(role)
    client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
    return person


def page(client, topic, query=""):
    return client.get(reverse("admin:tracker_topic_change", args=[topic.pk]) + query)


def filled(topic, count):
    for n in range(count):
        claim = make.claim_by_hand(f"Dam {n} may have been mined.", origin=f"Ministry {n}")
        make.evidence(claim, text=f"Dam {n} was mined.", origin=f"Union {n}")
        claim.topics.add(topic)
        claim.opened_from.reading.revision.report.topics.add(topic)


def test_an_empty_storyline_says_what_to_do(client, topic):
    signed_in(client, "reader")
    html = page(client, topic).content.decode()
    assert "Nothing is in this storyline yet" in html
    assert "Who mined which dam." in html


def test_claims_stand_with_their_counts_and_reports_in_time(client, topic):
    signed_in(client, "reader")
    filled(topic, 2)
    quiet = make.claim_by_hand("The weather was fair.", origin="Weather Office")
    quiet.topics.add(topic)
    answer = page(client, topic)
    html = answer.content.decode()
    assert "2 reports · 2 origins" in html
    assert "corroborated" in html
    assert [file.claim for file in answer.context["still"]] == [quiet]
    assert "1 more that one report said" in html
    assert len(answer.context["reports"]) == 2


def test_figures_of_several_claims_make_one_series_for_each_that_counts(client, topic):
    make.source("State Council", make.SourceKind.BODY, bloc="North")
    for number in (1000, 3000):
        claim = make.claim_by_hand(f"The army shipped {number} containers.", level=5, origin="State Council")
        claim.topics.add(topic)
        Figure.objects.create(statement=claim.opened_from, unit="container", low=number, high=number, comparator="exact", start=0, end=4)
    signed_in(client, "reader")
    assert "North: 1,000 (4 Mar 2026), 3,000 (4 Mar 2026)." in page(client, topic).content.decode()


def test_a_storyline_costs_the_same_for_five_and_for_ten_claims(client, topic):
    signed_in(client, "reader")

    def cost():
        with CaptureQueriesContext(connection) as queries:
            page(client, topic)
        return len(queries)

    filled(topic, 5)
    five = cost()
    filled(topic, 5)
    assert cost() == five


def test_a_topic_is_followed_and_no_longer(client, topic):
    me = signed_in(client, "reader")
    address = reverse("admin:follow_topic", args=[topic.pk])
    client.get(address)
    assert not following.follows(me, topic)
    client.post(address)
    assert following.follows(me, topic)
    client.post(address, {"act": "unfollow"})
    assert not following.follows(me, topic)


def test_renaming_is_for_those_who_may(client, topic):
    signed_in(client, "reader")
    assert "Rename" not in page(client, topic).content.decode()
    assert 'name="summary"' not in page(client, topic, "?edit=1").content.decode()
    signed_in(client, "analyst")
    assert 'name="summary"' in page(client, topic, "?edit=1").content.decode()
    client.post(reverse("admin:tracker_topic_change", args=[topic.pk]), {"name": "Dams and locks", "slug": "dams", "summary": ""})
    topic.refresh_from_db()
    assert topic.name == "Dams and locks"
