"""Putting the machine right by the API: corrections, marked statements, claims opened by hand."""

from __future__ import annotations

import json

import pytest
from django.core.cache import cache

from tests import make
from tracker import work
from tracker.models import Claim, Correction, Statement, Topic
from tracker.terms import Role

pytestmark = pytest.mark.django_db
TEXT = "The dam at Lorn was mined."


@pytest.fixture(autouse=True)
def _fresh_throttle():
    cache.clear()


@pytest.fixture
def analyst():
    return make.client(make.person(Role.ANALYST))


def test_a_correction_wins_over_the_reading(analyst):
    row, ministry = make.statement(TEXT), make.source("Ministry of Works")
    address = f"/api/v1/statements/{row.uuid}/correct"
    answer = analyst.post(address, {"field": "level", "value": 2, "reason": "the article says may"}, format="json")
    assert (answer.status_code, answer.json()["level"]) == (200, 2)
    answer = analyst.post(address, {"field": "speaker", "value": str(ministry.uuid), "reason": "named one line above"}, format="json")
    assert answer.json()["chain"][0]["source"] == "Ministry of Works"
    assert analyst.get(f"/api/v1/statements/{row.uuid}").json()["level"] == 2
    assert Correction.objects.count() == 2


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"field": "quote", "value": "x", "reason": "x"}, "field"),
        ({"field": "level", "value": 9, "reason": "x"}, "value"),
        ({"field": "level", "value": 2}, "reason"),
        ({"field": "level", "value": 2, "reason": " "}, "reason"),
        ({"field": "level", "reason": "x"}, "value"),
        ({"field": "speaker", "value": "00000000-0000-0000-0000-000000000007", "reason": "x"}, "value"),
        ({"field": "figure", "value": {"unit": "a\x00"}, "reason": "x"}, "value"),
        ({"field": "figure", "value": [["\ud800"]], "reason": "x"}, "value"),
        ({"field": "level", "value": 2, "reason": "x", "by": "me"}, "by"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_a_bad_correction_is_named_and_changes_nothing(analyst, body, field):

    row = make.statement(TEXT)
    answer = analyst.post(f"/api/v1/statements/{row.uuid}/correct", json.dumps(body), content_type="application/json")
    assert (answer.status_code, answer.json()["error"]["field"]) == (400, field), answer.content
    assert not Correction.objects.exists()


def test_marked_words_become_a_statement(analyst):
    report = make.statement(TEXT, of=make.received(TEXT)).report
    answer = analyst.post("/api/v1/statements", {"report": str(report.uuid), "start": 0, "end": 15, "level": 3}, format="json")
    assert answer.status_code == 201
    assert answer.json().items() >= {"quote": "The dam at Lorn", "level": 3, "by_hand": True}.items()
    assert Statement.objects.filter(by_hand=True).count() == 1


@pytest.mark.parametrize(
    ("change", "status", "field"),
    [
        ({"report": "00000000-0000-0000-0000-000000000007"}, 404, "report"),
        ({"speaker": "00000000-0000-0000-0000-000000000007"}, 404, "speaker"),
        ({"start": 9, "end": 4}, 400, "start"),
        ({"end": 9999}, 400, "start"),
        ({"level": 6}, 400, "level"),
        ({"part": "caption"}, 400, "part"),
    ],
)
def test_words_that_cannot_be_marked_are_named(analyst, change, status, field):
    report = make.statement(TEXT, of=make.received(TEXT)).report
    answer = analyst.post("/api/v1/statements", {"report": str(report.uuid), "start": 0, "end": 15, **change}, format="json")
    assert (answer.status_code, answer.json()["error"]["field"]) == (status, field), answer.content
    assert not Statement.objects.filter(by_hand=True).exists()


def test_a_claim_typed_by_hand_is_opened_and_looks_back(analyst):
    Topic.objects.create(name="Dams", slug="dams")
    body = {"text": TEXT, "level": 2, "topics": ["dams"]}
    answer = analyst.post("/api/v1/claims", body, format="json")
    assert answer.status_code == 201
    claim = Claim.objects.get(uuid=answer.json()["id"])
    assert (claim.text, claim.level_first, claim.topics.get().slug) == (TEXT, 2, "dams")
    assert work.WorkItem.objects.filter(kind="compare_back", subject=str(claim.uuid)).exists()


@pytest.mark.parametrize(
    ("change", "status", "field"),
    [
        ({"text": " "}, 400, "text"),
        ({"level": 0}, 400, "level"),
        ({"level": None}, 400, "level"),
        ({"polarity": "maybe"}, 400, "polarity"),
        ({"topics": ["no-such"]}, 404, "topics"),
        ({"statement": "00000000-0000-0000-0000-000000000007"}, 404, "statement"),
        ({"status": "confirmed"}, 400, "status"),
    ],
)
def test_a_claim_that_cannot_be_opened_is_named(analyst, change, status, field):
    answer = analyst.post("/api/v1/claims", {"text": TEXT, "level": 2, **change}, format="json")
    assert (answer.status_code, answer.json()["error"]["field"]) == (status, field), answer.content
    assert not Claim.objects.exists()
