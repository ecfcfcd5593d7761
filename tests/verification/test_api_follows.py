"""What a caller follows, by the API."""

from __future__ import annotations

import pytest
from django.core.cache import cache

from tests import make
from tracker.models import Topic
from verification.models import Follow

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _fresh_throttle():
    cache.clear()


def test_a_topic_is_followed_listed_and_unfollowed():
    me, dams = make.person("reader"), Topic.objects.create(name="Dams", slug="dams")
    Follow.objects.create(person=make.person("reader"), target="all", since=make.NOW)
    caller, target = make.client(me), f"topic:{dams.uuid}"
    made = caller.post("/api/v1/follows", {"target": target}, format="json")
    assert (made.status_code, made.json()["target"], made.json()["muted"]) == (201, target, False)
    assert caller.post("/api/v1/follows", {"target": target}, format="json").json()["since"] == made.json()["since"]
    assert [row["target"] for row in caller.get("/api/v1/follows").json()["results"]] == [target]
    assert caller.delete(f"/api/v1/follows/{target}").status_code == 204
    assert caller.get("/api/v1/follows").json()["results"] == []
    assert Follow.objects.count() == 1


def test_one_s_own_claim_is_muted():
    me = make.person("analyst")
    claim, caller = make.claim_by_hand(by=me), make.client(me)
    caller.delete(f"/api/v1/follows/claim:{claim.uuid}")
    assert [(row["target"], row["muted"]) for row in caller.get("/api/v1/follows").json()["results"]] == [(f"claim:{claim.uuid}", True)]


@pytest.mark.parametrize("target", ["", "claim:7", "everything", "report:3fa85f64-5717-4562-b3fc-2c963f66afa6", "x" * 81, 7])
def test_what_cannot_be_followed_is_refused_by_name(target):
    answer = make.client(make.person("reader")).post("/api/v1/follows", {"target": target}, format="json")
    assert (answer.status_code, answer.json()["error"]["field"]) == (400, "target")
    assert not Follow.objects.exists()


def test_what_is_not_there_cannot_be_unfollowed():
    answer = make.client(make.person("reader")).delete("/api/v1/follows/claim:3fa85f64-5717-4562-b3fc-2c963f66afa6")
    assert answer.status_code == 404
