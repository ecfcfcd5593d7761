"""Every address of the API under input that nobody should send: each is answered in the one shape, none with a 5xx."""

from __future__ import annotations

from urllib.parse import quote

import pytest
from django.core.cache import cache
from drf_spectacular.generators import SchemaGenerator

from tests import make
from tracker.models import Event, Topic
from tracker.services import feeding
from tracker.terms import Role
from verification.models import Delivery
from verification.services import delivering

NASTY = [
    "",
    " ",
    "\x00",
    "a\x00b",
    "\ud800".encode("utf-8", "surrogatepass").decode("latin-1"),
    "\u202e\u200b",
    "٣",
    "-1",
    "9" * 40,
    "1e400",
    "NaN",
    "0001-01-01T00:00:00+14:00",
    "9999-12-31",
    "2026-02-30",
    "%' OR 1=1 --",
    "[" * 2000,
    "x" * 5000,
    "../../etc/passwd",
]
ODD = [None, True, -1, 10**17, 1.5, [], ["a"], {}, {"a": {"b": []}}]


@pytest.fixture(autouse=True)
def _fresh_throttle():
    cache.clear()


def operations(method):
    """(address, parameters, fields of the body) of each operation, from the schema."""
    schema = SchemaGenerator().get_schema(request=None, public=True)
    shapes = schema["components"]["schemas"]
    for address, methods in schema["paths"].items():
        if method not in methods:
            continue
        named = [one["name"] for one in methods[method].get("parameters", []) if one["in"] == "query"]
        body = methods[method].get("requestBody", {}).get("content", {}).get("application/json", {}).get("schema", {})
        fields = shapes[body["$ref"].rsplit("/", 1)[1]].get("properties", {}) if "$ref" in body else {}
        yield address, named, fields


def subject(address):
    """The address with something real in it."""
    if "{uuid}" not in address:
        return address.replace("{target}", "all")
    claim = make.tracked()
    noun = address.split("/")[3]
    if noun == "evidence":
        return address.replace("{uuid}", str(make.set_against(claim).uuid))
    if noun == "flags":
        return address.replace("{uuid}", str(make.flag(claim).uuid))
    if noun == "edges":
        return address.replace("{uuid}", str(make.edge(parent=claim.opened_from).uuid))
    if noun == "topics":
        return address.replace("{uuid}", str(Topic.objects.create(name=f"Floods {claim.pk}", slug=f"floods{claim.pk}").uuid))
    if noun == "feeds":
        made = feeding.add(url=f"http://93.184.216.34/{claim.pk}", source="Lorn Post", by=make.person(Role.LEAD), now=make.NOW)
        return address.replace("{uuid}", str(made.uuid))
    if noun in ("webhooks", "deliveries"):
        hook, _ = delivering.make(url=f"http://93.184.216.34/{claim.pk}", by=make.person(Role.LEAD), now=make.NOW)
        told = Delivery.objects.create(webhook=hook, event=Event.objects.last(), made_at=make.NOW, state="dead", tries=1)
        return address.replace("{uuid}", str((hook if noun == "webhooks" else told).uuid))
    report = claim.opened_from.report
    row = {"claims": claim, "statements": claim.opened_from, "reports": report, "sources": report.publisher}[noun]
    return address.replace("{uuid}", str(row.uuid))


def sound(answer):
    assert answer.status_code < 500, answer.content
    if answer.status_code >= 400:
        assert set(answer.json()) == {"error"}
        assert {"code", "field", "message"} <= set(answer.json()["error"])


@pytest.mark.django_db
def test_no_query_brings_a_list_down():
    caller = make.client(make.person(Role.LEAD))
    asked = 0
    for address, named, _ in operations("get"):
        there = subject(address)
        for name in (*named, "no_such_parameter"):
            for value in NASTY:
                sound(caller.get(f"{there}?{name}={quote(value, safe='')}"))
                asked += 1
    assert asked > 1000


@pytest.mark.django_db
def test_no_body_brings_a_verb_down():
    caller = make.client(make.person(Role.LEAD))
    asked = 0
    for address, _, fields in operations("post"):
        there = subject(address)
        for body in (*ODD, *NASTY[:4]):
            sound(caller.post(there, body, format="json"))
        for name in (*fields, "no_such_field"):
            for value in (*ODD, *NASTY):
                sound(caller.post(there, {"text": "A dam broke.", name: value} if "text" in fields else {name: value}, format="json"))
                asked += 1
    assert asked > 1000


@pytest.mark.django_db
@pytest.mark.parametrize("tail", ["%00", "%ff", "\u202e", "a" * 3000, "..%2f..%2f", "{uuid}", "00000000-0000-0000-0000-00000000000G"])
def test_no_address_brings_the_api_down(tail):
    caller = make.client(make.person(Role.LEAD))
    for noun in ("claims", "reports", "statements", "sources", "evidence", "flags", "nothing"):
        sound(caller.get(f"/api/v1/{noun}/{tail}"))
        sound(caller.post(f"/api/v1/{noun}/{tail}/accept", {}, format="json"))


@pytest.mark.django_db
def test_half_a_character_in_a_name_is_told_back_without_it():
    client = make.client(make.person(Role.ANALYST), "ingest")
    answer = client.generic("POST", "/api/v1/reports", r'{"text": "The dam broke.", "ti\ud800tle": 1}', content_type="application/json")
    assert (answer.status_code, answer.json()["error"]["field"]) == (400, "ti?tle")
