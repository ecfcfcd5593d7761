"""The desk's pages on where a claim comes from: what waits is listed, each act first says what will follow, and only who may gets through."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests import make
from tracker.models import Edge, Event
from verification.casefile import case_files
from verification.pictures.tree import tree
from verification.provenance_tree import tree_of_claim

pytestmark = pytest.mark.django_db


@pytest.fixture
def two(now):
    claim = make.claim_by_hand(level=2)
    return claim, make.evidence(claim, origin="Engineers Union", now=now + timedelta(hours=5))


@pytest.fixture
def desk(client):
    client.force_login(make.person("reviewer"))
    return client


def page(claim, name="claim_provenance", *more):
    return reverse(f"admin:{name}", args=[claim.pk, *more])


def test_a_proposed_link_is_listed_first_with_both_quotes(desk, two):
    claim, evidence = two
    make.edge(evidence.statement, claim.opened_from, proposed=True, confidence=0.4)
    shown = desk.get(page(claim)).content.decode()
    assert "To decide" in shown
    assert "The dam at Lorn was mined." in shown
    assert "The dam at Lorn may have been mined." in shown


def test_the_step_before_says_what_will_follow_and_changes_nothing(desk, two):
    claim, evidence = two
    edge = make.edge(evidence.statement, claim.opened_from, proposed=True, confidence=0.4)
    events = Event.objects.count()
    shown = desk.get(page(claim, "edge_decide", edge.pk, "confirm")).content.decode()
    assert "2 reports · 2 origins” becomes “2 reports · 1 origin" in shown
    edge.refresh_from_db()
    assert (edge.state, Event.objects.count()) == ("proposed", events)


def test_confirming_with_a_reason_does_it(desk, two):
    claim, evidence = two
    edge = make.edge(evidence.statement, claim.opened_from, proposed=True, confidence=0.4)
    desk.post(page(claim, "edge_decide", edge.pk, "confirm"), {"reason": "one byline"})
    edge.refresh_from_db()
    assert (edge.state, case_files([claim])[0].origins) == ("standing", 1)


def test_without_a_reason_the_page_comes_back(desk, two):
    claim, evidence = two
    edge = make.edge(evidence.statement, claim.opened_from)
    answer = desk.post(page(claim, "edge_decide", edge.pk, "cut"), {"reason": " "})
    assert answer.status_code == 422
    assert "say why" in answer.content.decode()


def test_a_link_is_drawn_by_hand_in_two_steps(desk, two):
    claim, evidence = two
    ends = {"child": evidence.statement.pk, "parent": claim.opened_from_id, "claim": "this"}
    assert "becomes" in desk.get(page(claim, "edge_draw"), ends).content.decode()
    assert not Edge.objects.exists()
    desk.post(page(claim, "edge_draw"), {**ends, "reason": "one byline"})
    assert {edge.claim for edge in Edge.objects.filter(method="analyst")} == {claim}


@pytest.mark.parametrize("address", [("edge_decide", 99, "confirm"), ("edge_decide", 99, "burn"), ("object_decide", 99, "cut")])
def test_what_is_not_there_is_not_found(desk, two, address):
    assert desk.get(page(two[0], *address)).status_code == 404


def test_a_reader_sees_and_decides_nothing(client, two):
    claim, evidence = two
    edge = make.edge(evidence.statement, claim.opened_from)
    client.force_login(make.person("reader"))
    assert client.get(page(claim)).status_code == 200
    assert "Confirm" not in client.get(page(claim)).content.decode()
    assert client.post(page(claim, "edge_decide", edge.pk, "cut"), {"reason": "no"}).status_code == 403


def test_twice_as_many_links_cost_the_same_queries(desk, two):
    claim, _ = two
    counts = []
    for _ in range(2):
        for _ in range(4):
            said = make.evidence(claim, origin=f"Body {Edge.objects.count()}").statement
            make.edge(said, claim.opened_from)
        desk.get(page(claim))
        with CaptureQueriesContext(connection) as captured:
            desk.get(page(claim))
        counts.append(len(captured))
    assert counts[0] == counts[1]


def test_the_tree_of_a_claim_has_its_origins_copies_inflation_and_proposals(two, now):
    claim, evidence = two
    copy = make.evidence(claim, "repeats", origin="Metro Daily", now=now + timedelta(hours=6))
    make.edge(copy.statement, claim.opened_from)
    make.edge(evidence.statement, claim.opened_from, proposed=True, confidence=0.4)
    points, things = tree_of_claim(claim)
    by_key = {point.key: point for point in points}
    assert by_key[str(copy.statement.pk)].parent == str(claim.opened_from_id)
    assert by_key[str(evidence.statement.pk)].proposed == (str(claim.opened_from_id),)
    assert tree(points, things).text.startswith("3 statements from 2 origins.")
