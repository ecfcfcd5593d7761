"""Webhooks by the API and on the desk: the secret is shown once, lists cost the same for many, what is refused says why."""

from __future__ import annotations

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests import make
from tracker import events, work
from tracker.models import Topic
from verification.models import Delivery, Webhook
from verification.services import delivering

pytestmark = pytest.mark.django_db
OPEN = "http://93.184.216.34"
NOW = make.NOW


@pytest.fixture(autouse=True)
def _fresh_throttle():
    cache.clear()


@pytest.fixture
def lead():
    return make.person("lead")


@pytest.fixture
def api(lead):
    return make.client(lead)


@pytest.fixture
def desk(lead):
    client = Client()
    client.force_login(lead)
    return client


def post(client, path: str, body: dict | None = None):
    return client.post(f"/api/v1/{path}", body or {}, format="json")


def hook(by, url: str = OPEN) -> Webhook:
    return delivering.make(url=url, by=by, now=NOW)[0]


def test_a_webhook_is_made_and_its_secret_is_answered_once(api):
    topic = Topic.objects.create(name="Dams", slug="dams")
    answer = post(api, "webhooks", {"url": f"{OPEN}/hook", "topic": topic.slug, "note": "the wall"})
    assert answer.status_code == 201, answer.content
    made = answer.json()
    assert made["secret"].startswith("whsec_")
    assert (made["url"], made["topic"], made["active"], made["pending"]) == (f"{OPEN}/hook", "dams", True, 0)
    for again in (api.get("/api/v1/webhooks").json()["results"][0], api.get(f"/api/v1/webhooks/{made['uuid']}").json()):
        assert "secret" not in again
    rotated = post(api, f"webhooks/{made['uuid']}/rotate").json()
    assert rotated["secret"] not in ("", made["secret"])


@pytest.mark.parametrize(
    ("body", "status", "code", "field"),
    [
        ({"url": "http://10.0.0.1/"}, 400, "forbidden_address", "url"),
        ({"url": "gopher://hooks.example/"}, 400, "bad_scheme", "url"),
        ({"url": OPEN, "topic": "nowhere"}, 404, "unknown_topic", "topic"),
        ({"url": OPEN, "note": "n" * 201}, 400, "max_length", "note"),
        ({"url": OPEN, "secret": "mine"}, 400, "unknown_field", "secret"),
        ({}, 400, "required", "url"),
    ],
)
def test_what_cannot_be_a_webhook_is_named(api, body, status, code, field):
    answer = post(api, "webhooks", body)
    error = answer.json()["error"]
    assert (answer.status_code, error["code"], error["field"]) == (status, code, field)
    assert not Webhook.objects.exists()


def test_it_is_paused_resumed_and_tried(api, lead):
    row = hook(lead)
    paused = post(api, f"webhooks/{row.uuid}/pause", {"reason": "a holiday"}).json()
    assert (paused["active"], paused["paused_because"]) == (False, "a holiday")
    assert post(api, f"webhooks/{row.uuid}/test").json()["error"]["code"] == "paused"
    assert post(api, f"webhooks/{row.uuid}/resume").json()["active"]
    assert post(api, f"webhooks/{row.uuid}/test").json()["pending"] == 1
    [delivery] = api.get("/api/v1/deliveries").json()["results"]
    assert (delivery["kind"], delivery["event"], delivery["state"]) == ("webhook.test", None, "pending")


def test_what_was_given_up_is_listed_with_its_error_and_sent_again(api, lead):
    row = hook(lead)
    event = events.record("claim.edited", make.tracked(), now=NOW)
    dead = Delivery.objects.create(webhook=row, event=event, made_at=NOW, state="dead", attempts=10, last_error="500 Server Error", tries=1)
    [listed] = api.get("/api/v1/deliveries", {"state": "dead", "webhook": str(row.uuid)}).json()["results"]
    assert (listed["uuid"], listed["kind"], listed["last_error"]) == (str(dead.uuid), "claim.edited", "500 Server Error")
    again = post(api, f"deliveries/{dead.uuid}/send_again").json()
    assert (again["state"], again["attempts"]) == ("pending", 0)
    assert work.backlog()["deliver"] == 1


@pytest.mark.parametrize("path", ["webhooks", "deliveries"])
def test_the_lists_cost_the_same_queries_for_ten_rows_and_for_twenty(api, lead, path):
    def cost(n: int) -> int:
        while Webhook.objects.count() < n:
            row = hook(lead, f"{OPEN}/{Webhook.objects.count()}")
            event = events.record("claim.edited", make.tracked(f"Dam {row.pk} broke."), now=NOW)
            Delivery.objects.create(webhook=row, event=event, made_at=NOW)
        with CaptureQueriesContext(connection) as queries:
            assert len(api.get(f"/api/v1/{path}").json()["results"]) == n
        return len(queries)

    assert cost(10) == cost(20)


# ---- the desk


def test_on_the_desk_a_webhook_is_made_and_its_secret_is_on_that_page_alone(desk):
    assert "claim.opened" in desk.get(reverse("admin:verification_webhook_add")).content.decode()
    answer = desk.post(reverse("admin:verification_webhook_add"), {"url": f"{OPEN}/hook", "topic": "", "note": "the wall"})
    page = answer.content.decode()
    assert "whsec_" in page
    assert "no-store" in answer["Cache-Control"]
    row = Webhook.objects.get()
    address = reverse("admin:verification_webhook_change", args=[row.pk])
    assert "whsec_" not in desk.get(address).content.decode()
    assert "whsec_" in desk.post(reverse("admin:webhook_do", args=[row.pk, "rotate"])).content.decode()
    assert "the secret before this one signs too" in desk.get(address).content.decode()


def test_an_address_that_is_not_told_comes_back_with_the_reason_and_what_was_typed(desk):
    answer = desk.post(reverse("admin:verification_webhook_add"), {"url": "http://10.0.0.1/hook", "note": "the wall"})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "not the open internet" in page
    assert 'value="http://10.0.0.1/hook"' in page
    assert not Webhook.objects.exists()


def test_the_page_shows_what_came_of_it_and_its_buttons_work(desk, lead):
    row = hook(lead)
    event = events.record("claim.edited", make.tracked(), now=NOW)
    dead = Delivery.objects.create(webhook=row, event=event, made_at=NOW, state="dead", attempts=10, last_error="500 Server Error", tries=1)
    address = reverse("admin:verification_webhook_change", args=[row.pk])
    page = desk.get(address).content.decode()
    assert "500 Server Error" in page
    assert "10 of 10" in page
    assert "claim.edited" not in desk.get(address, {"state": "delivered"}).content.decode()

    def press(act: str, **sent: str) -> str:
        return desk.post(reverse("admin:webhook_do", args=[row.pk, act]), sent, follow=True).content.decode()

    assert "on its way again" in press("send_again", delivery=str(dead.pk))
    assert "Paused." in press("pause", reason="a holiday")
    assert "a holiday" in press("test")
    assert "Resumed" in press("resume")
    assert "A test is on its way" in press("test")
    assert desk.post(reverse("admin:webhook_do", args=[row.pk, "send_again"]), {"delivery": "x"}).status_code == 404


def test_the_list_says_how_each_is_and_costs_the_same_for_many(desk, lead):
    for n in range(3):
        hook(lead, f"{OPEN}/{n}")
    Webhook.objects.filter(url=f"{OPEN}/0").update(active=False, paused_because="10 tries in a row failed")
    Webhook.objects.filter(url=f"{OPEN}/1").update(failures=4)
    address = reverse("admin:verification_webhook_changelist")
    page = desk.get(address).content.decode()
    for told in ("10 tries in a row failed", 'chip bad"', "4 failed in a row", 'chip warn"', "well", 'chip good"'):
        assert told in page

    def cost() -> int:
        with CaptureQueriesContext(connection) as queries:
            desk.get(address)
        return len(queries)

    few = cost()
    for n in range(3, 12):
        hook(lead, f"{OPEN}/{n}")
    assert cost() == few
