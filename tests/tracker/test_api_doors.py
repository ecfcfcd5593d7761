"""Who gets into the API at all, and what a refusal looks like."""

from __future__ import annotations

from datetime import timedelta
from io import StringIO
from uuid import UUID

import pytest
import time_machine
from django.core.cache import cache
from django.core.management import CommandError, call_command
from django.urls import URLPattern, URLResolver, get_resolver
from django.utils import timezone

from tests import make
from tracker.models import Event, Person, Report, Token
from tracker.terms import Role, Scope

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _fresh_throttle():
    cache.clear()


NOTHING_THERE = str(UUID(int=7))


def routes(patterns=None, prefix="/", fill=NOTHING_THERE):
    """Every address below /api/ with a UUID filled in."""
    for pattern in get_resolver().url_patterns if patterns is None else patterns:
        address = prefix + str(pattern.pattern).replace("<uuid:uuid>", fill).replace("<str:target>", "{target}").lstrip("^")
        if isinstance(pattern, URLResolver):
            yield from routes(pattern.url_patterns, address, fill)
        elif isinstance(pattern, URLPattern) and address.startswith("/api/"):
            yield address


def test_there_are_routes_to_guard():
    assert {"/api/v1/reports", "/api/v1/claims", "/api/v1/statements", "/api/v1/read", "/api/v1/schema/"} <= set(routes())


@pytest.mark.parametrize("method", ["get", "post", "put", "patch", "delete", "options"])
def test_nobody_gets_in_without_a_token_anywhere(method):
    for address in (*routes(), "/api/v1/nothing-here", "/api/v2/claims"):
        answer = getattr(make.client(), method)(address, {}, format="json")
        assert answer.status_code == 401, (method, address, answer.status_code)
        assert answer.json()["error"]["code"] == "not_authenticated"
        assert answer["WWW-Authenticate"] == "Token"


@pytest.mark.parametrize("method", ["get", "post", "put", "patch", "delete", "options"])
def test_a_person_without_a_role_gets_in_nowhere(method):
    caller = make.client(make.person(role=None))
    for address in (*routes(), "/api/v1/nothing-here"):
        answer = getattr(caller, method)(address, {}, format="json")
        assert answer.status_code == 403, (method, address, answer.status_code)
        assert answer.json()["error"]["code"] == "permission_denied"


def test_being_a_superuser_is_not_a_role():
    boss = make.person(role=None, is_superuser=True)
    assert make.client(boss).get("/api/v1/reports").status_code == 403


def test_a_deactivated_person_is_shut_out_with_a_token_that_still_runs():
    person = make.person()
    caller = make.client(person)
    assert caller.get("/api/v1/reports").status_code == 200
    Person.objects.filter(pk=person.pk).update(is_active=False)
    assert caller.get("/api/v1/reports").status_code == 401


@pytest.mark.parametrize(
    ("scopes", "reads", "sends"), [(("read",), 200, 403), (("ingest",), 403, 201), (("review",), 403, 403), (("read", "ingest"), 200, 201)]
)
def test_a_token_opens_what_its_scopes_name(scopes, reads, sends):
    caller = make.client(make.person(Role.ANALYST), *scopes)
    assert caller.get("/api/v1/reports").status_code == reads
    assert caller.post("/api/v1/reports", {"text": "The bridge at Orl is closed."}, format="json").status_code == sends
    assert Report.objects.count() == (sends == 201)


def test_a_scope_never_adds_to_the_rights_of_its_owner():
    caller = make.client(make.person(Role.READER), "read", "ingest", "review")
    answer = caller.post("/api/v1/reports", {"text": "The bridge at Orl is closed."}, format="json")
    assert answer.status_code == 403
    assert not Report.objects.exists()


def test_a_token_runs_out():
    person = make.person()
    caller = make.client(person)
    Token.objects.update(expiry=timezone.now() - timedelta(seconds=1))
    answer = caller.get("/api/v1/reports")
    assert (answer.status_code, answer.json()["error"]["code"]) == (401, "token_expired")


@pytest.mark.parametrize("token", ["", "x", "f" * 64, "é" * 64, "Z" * 64, "f" * 10_000, "0" * 64 + " 1"])
def test_what_is_no_token_is_refused(token):
    answer = make.client().get("/api/v1/reports", HTTP_AUTHORIZATION=f"Token {token}".encode().decode("latin-1"))
    assert answer.status_code == 401
    assert answer.json()["error"]["message"]


def test_a_token_is_kept_only_as_a_hash():
    text = make.token(make.person())
    row = Token.objects.get()
    assert text not in (row.digest, row.token_key)
    assert len(row.token_key) < 16
    assert text not in str(list(Event.objects.values()))


def test_the_command_prints_a_token_once_and_it_works():
    make.person(Role.LEAD, username="lena")
    out, err = StringIO(), StringIO()
    call_command("make_token", "lena", scopes="read, ingest", days=7, stdout=out, stderr=err)
    row = Token.objects.get()
    assert row.scopes == [Scope.READ, Scope.INGEST]
    assert timedelta(days=6) < row.expiry - timezone.now() <= timedelta(days=7)
    assert make.client().get("/api/v1/reports", HTTP_AUTHORIZATION=f"Token {out.getvalue().strip()}").status_code == 200


@pytest.mark.parametrize(
    ("user", "options", "says"),
    [
        ("nobody-here", {}, "nobody-here"),
        ("lena", {"scopes": "read,write"}, "write"),
        ("lena", {"scopes": ""}, "read, ingest, review"),
        ("lena", {"days": 0}, "366"),
        ("lena", {"days": 4000}, "366"),
    ],
)
def test_the_command_says_what_it_does_not_take(user, options, says):
    make.person(Role.LEAD, username="lena")
    with pytest.raises(CommandError, match=says):
        call_command("make_token", user, **options)
    assert not Token.objects.exists()


def test_session_users_are_asked_for_a_csrf_token_before_they_change_anything():
    from rest_framework.test import APIClient

    person = make.person()
    browser = APIClient(enforce_csrf_checks=True)
    browser.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
    assert browser.get("/api/v1/reports").status_code == 200
    assert browser.post("/api/v1/reports", {"text": "The bridge at Orl is closed."}, format="json").status_code == 403
    assert not Report.objects.exists()


@pytest.mark.parametrize(
    ("method", "address", "status", "code"),
    [
        ("get", "/api/v1/nothing", 404, "not_found"),
        ("get", "/api/v1/reports/", 404, "not_found"),
        ("get", f"/api/v1/reports/{UUID(int=7)}", 404, "not_found"),
        ("get", "/api/v1/reports/12", 404, "not_found"),
        ("get", f"/api/v1/statements/{UUID(int=7)}", 404, "not_found"),
        ("get", f"/api/v1/sources/{UUID(int=7)}", 404, "not_found"),
        ("get", f"/api/v1/claims/{UUID(int=7)}", 404, "not_found"),
        ("delete", "/api/v1/reports", 405, "method_not_allowed"),
        ("put", "/api/v1/claims", 405, "method_not_allowed"),
        ("options", "/api/v1/claims", 405, "method_not_allowed"),
        ("get", "/api/v1/read", 405, "method_not_allowed"),
    ],
)
def test_every_refusal_has_the_one_shape(method, address, status, code):
    answer = getattr(make.client(make.person()), method)(address)
    assert answer.status_code == status
    body = answer.json()
    assert set(body) == {"error"}
    assert body["error"].items() >= {"code": code, "field": ""}.items()
    assert body["error"]["message"]


def test_a_body_of_another_kind_is_refused_in_the_one_shape():
    answer = make.client(make.person()).post("/api/v1/reports", "text=1", content_type="application/x-www-form-urlencoded")
    assert (answer.status_code, answer.json()["error"]["code"]) == (415, "unsupported_media_type")


def test_an_answer_of_another_kind_is_refused_in_the_one_shape():
    answer = make.client(make.person()).get("/api/v1/reports", HTTP_ACCEPT="text/csv")
    assert (answer.status_code, answer.json()["error"]["code"]) == (406, "not_acceptable")


def test_too_many_requests_are_told_when_to_come_back(settings):
    settings.API_RATES = {**settings.API_RATES, "read": "2/hour"}
    caller = make.client(make.person())
    with time_machine.travel(make.NOW, tick=False) as clock:
        answers = [caller.get("/api/v1/reports") for _ in range(3)]
        assert [answer.status_code for answer in answers] == [200, 200, 429]
        assert answers[-1].json()["error"]["code"] == "throttled"
        clock.shift(int(answers[-1]["Retry-After"]) + 1)
        assert caller.get("/api/v1/reports").status_code in (200, 429)
        clock.shift(3600)
        assert caller.get("/api/v1/reports").status_code == 200


def test_a_burst_at_the_turn_of_the_hour_is_no_way_round(settings):
    settings.API_RATES = {**settings.API_RATES, "read": "4/hour"}
    caller = make.client(make.person())
    with time_machine.travel(make.NOW + timedelta(minutes=59), tick=False) as clock:
        before = [caller.get("/api/v1/reports").status_code for _ in range(4)]
        clock.shift(120)
        after = [caller.get("/api/v1/reports") for _ in range(4)]
        assert before == [200] * 4
        assert [answer.status_code for answer in after] == [200, 429, 429, 429]
        clock.shift(int(after[-1]["Retry-After"]))
        assert caller.get("/api/v1/reports").status_code == 200


def test_each_person_and_each_scope_is_counted_apart(settings):
    settings.API_RATES = dict.fromkeys(settings.API_RATES, "1/hour")
    caller = make.client(make.person())
    with time_machine.travel(make.NOW, tick=False):
        assert [caller.get("/api/v1/reports").status_code for _ in range(2)] == [200, 429]
        sent = [caller.post("/api/v1/reports", {"text": f"The bridge {n} fell."}, format="json").status_code for n in range(2)]
        assert sent == [201, 429]
        assert make.client(make.person()).get("/api/v1/reports").status_code == 200


def test_the_schema_names_every_address_and_is_served_with_its_own_assets():
    caller = make.client(make.person(Role.READER))
    schema = caller.get("/api/v1/schema/", HTTP_ACCEPT="application/vnd.oai.openapi+json").json()
    assert set(routes(fill="{uuid}")) - set(schema["paths"]) == {"/api/v1/schema/", "/api/v1/docs/", "/api/"}
    page = caller.get("/api/v1/docs/").content.decode()
    assert "drf_spectacular_sidecar" in page
    assert "http://" not in page
    assert "https://" not in page


def test_the_schema_is_made_without_a_warning():
    err = StringIO()
    call_command("spectacular", "--fail-on-warn", "--validate", stdout=StringIO(), stderr=err)
    assert err.getvalue() == ""
