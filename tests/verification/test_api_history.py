"""Assignments, reviews, digests and events as programs read them: what is sealed, what is one's own, and what a page costs."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import pytest
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests import make
from tracker.models import Event, Topic, WorkItem
from tracker.terms import Role
from verification.api.reviews import AssignmentShape, DigestShape, EventShape, ReviewShape
from verification.models import Digest
from verification.services import assigning, deciding, reviewing

pytestmark = pytest.mark.django_db
SURE = {"confidence": "high", "reason": "two independent accounts", "basis": "satellite pictures", "now": make.NOW}


@pytest.fixture(autouse=True)
def _fresh_throttle():
    cache.clear()


def listed(person, address):
    answer = make.client(person).get(f"/api/v1/{address}")
    assert answer.status_code == 200, answer.content
    return answer.json()["results"]


def test_a_signature_of_an_open_round_is_shown_to_its_author_only():
    claim, first, second = make.tracked(), make.person(Role.REVIEWER), make.person(Role.LEAD)
    reviewing.sign(claim, by=first, verdict="refuted", **SURE)
    assert [row["verdict"] for row in listed(first, "reviews")] == ["refuted"]
    for other in (second, make.person(Role.READER), make.person(Role.ADMIN)):
        assert listed(other, "reviews") == []
        assert listed(other, "reviews?verdict=refuted") == []
        assert "refuted" not in str(listed(other, "events"))
    reviewing.sign(claim, by=second, verdict="refuted", **SURE)
    (mine, _) = rows = listed(make.person(Role.READER), f"reviews?claim={claim.uuid}")
    assert {row["person"] for row in rows} == {first.username, second.username}
    assert set(mine) == set(ReviewShape().fields)
    assert mine["outcome"] == "refuted"


def test_others_decisions_are_not_in_the_log_of_who_could_still_sign():
    claim, lead, reviewer = make.tracked(), make.person(Role.LEAD), make.person(Role.REVIEWER)
    deciding.reject(make.set_against(claim), by=lead, now=make.NOW, reason="another dam")

    def kinds(person):
        return [row["kind"] for row in listed(person, f"events?claim={claim.uuid}")]

    assert "evidence.rejected" not in kinds(reviewer)
    assert "evidence.rejected" in kinds(lead)
    assert "evidence.rejected" in kinds(make.person(Role.READER))
    reviewing.sign(claim, by=reviewer, verdict="refuted", **SURE)
    assert "evidence.rejected" in kinds(reviewer)


def test_events_of_accounts_are_the_administrators():
    make.client(make.person())
    assert Event.objects.filter(kind="token.issued").exists()
    assert not [row for row in listed(make.person(Role.LEAD), "events") if row["kind"].startswith("token.")]
    assert [row for row in listed(make.person(Role.ADMIN), "events") if row["kind"] == "token.issued"]


def test_events_are_read_on_from_the_last_one_seen():
    reader = make.person(Role.READER)
    make.tracked()
    seen = listed(reader, "events")
    assert set(seen[0]) == set(EventShape().fields)
    assert [row["id"] for row in seen] == sorted(row["id"] for row in seen)
    assert listed(reader, f"events?after={seen[-1]['id']}") == []
    late = make.tracked("A bridge fell.")
    fresh = listed(reader, f"events?after={seen[-1]['id']}&kind=claim.opened")
    assert [row["claim"] for row in fresh] == [str(late.uuid)]


def test_digests_are_ones_own():
    mine, other = make.person(Role.LEAD), make.person(Role.ADMIN)
    Digest.objects.create(person=mine, period_key="daily:2026-03-04", message_id="a@desk", subject="One contradiction", made_at=make.NOW)
    (row,) = listed(mine, "digests")
    assert row["subject"] == "One contradiction"
    assert set(row) == set(DigestShape().fields)
    assert listed(other, "digests") == []


def test_assignments_say_who_works_on_what():
    lead, reviewer = make.person(Role.LEAD), make.person(Role.REVIEWER)
    claim = make.tracked()
    assigning.assign(claim, person=reviewer, by=lead, now=make.NOW)
    assigning.take(make.tracked("A bridge fell."), by=lead, now=make.NOW)
    (row,) = listed(lead, f"assignments?person={reviewer.username}&open=true")
    assert row.items() >= {"claim": str(claim.uuid), "given_by": lead.username, "closed": None}.items()
    assert set(row) == set(AssignmentShape().fields)
    assert len(listed(lead, "assignments")) == 2
    assert listed(lead, "assignments?open=false") == listed(lead, "assignments?due_before=2026-03-05") == []


def test_topics_and_work_are_listed():
    lead = make.person(Role.LEAD)
    Topic.objects.create(name="Dams", slug="dams")
    make.received("A dam broke.")
    assert [row["slug"] for row in listed(lead, "topics?q=dam")] == ["dams"]
    assert [row["kind"] for row in listed(lead, "work?state=todo")] == ["read"]
    WorkItem.objects.update(state="parked", last_error="ValueError: no")
    assert listed(lead, "work?state=todo") == []
    assert listed(lead, "work?state=parked&kind=read")[0]["last_error"] == "ValueError: no"


def rich_history(count):
    lead = make.person(Role.LEAD)
    for _ in range(count):
        claim = make.tracked()
        assigning.assign(claim, person=make.person(Role.REVIEWER), by=lead, now=make.NOW)
        for signer in (make.person(Role.REVIEWER), make.person(Role.LEAD)):
            reviewing.sign(claim, by=signer, verdict="confirmed", **SURE)
        make.set_against(claim)
        Topic.objects.create(name=str(uuid4()), slug=str(uuid4()))
        Digest.objects.create(person=lead, period_key=str(uuid4()), message_id=str(uuid4()), made_at=make.NOW + timedelta(days=1))
        make.received(str(uuid4()))
    return lead


@pytest.mark.parametrize("address", ["assignments", "reviews", "digests", "events", "topics", "work", "evidence"])
def test_a_list_costs_the_same_for_ten_rows_and_for_twenty(address):
    lead = rich_history(10)
    caller = make.client(lead)

    def cost():
        with CaptureQueriesContext(connection) as captured:
            assert caller.get(f"/api/v1/{address}").status_code == 200
        return len(captured)

    few = cost()
    rich_history(10)
    assert cost() == few
