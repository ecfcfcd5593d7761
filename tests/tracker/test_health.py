"""What the program says of its own health, to operators in full and to strangers in a word, and when it says that people cannot rely on it."""

from __future__ import annotations

import io
import json
import tomllib
from collections import namedtuple
from datetime import timedelta
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import OperationalError, connection
from django.test import Client

from tests import make
from tracker import __version__, health, work
from tracker.api import health as door
from tracker.health import State
from tracker.models import WorkItem
from tracker.terms import DigestState, WorkState
from verification.models import Digest

pytestmark = pytest.mark.django_db
Usage = namedtuple("Usage", "total used free")


@pytest.fixture(autouse=True)
def _nothing_remembered(monkeypatch):
    monkeypatch.setattr(door, "_last", None)


def beating(now):
    """Everything that runs by the clock has just run."""
    for name in ("sweep", "scheduler", "digests"):
        work.beat(name, now=now)


def sign(name, now):
    return next(one for one in health.look(now=now).signs if one.name == name)


def test_a_desk_where_all_is_well(now):
    beating(now)
    found = health.look(now=now)
    assert {one.name: one.state for one in found.signs if one.state is not State.OK} == {}
    assert [one.name for one in found.signs] == [
        "database", "migrations", "work", "scheduler", "sweep", "feeds", "digests", "integrity", "broker", "disk",
    ]  # fmt: skip


class TestParts:
    def test_work_that_nobody_takes_is_failing_and_parked_work_wants_a_look(self, now):
        WorkItem.objects.create(kind="read", subject="a", created_at=now, due_at=now - timedelta(minutes=5))
        assert (sign("work", now).state, sign("work", now).facts["oldest_seconds"]) == (State.OK, 300)
        assert sign("work", now + timedelta(minutes=10)).state is State.FAILING
        WorkItem.objects.update(lease_until=now + timedelta(hours=1))
        assert sign("work", now + timedelta(minutes=10)).state is State.OK  # somebody is at it
        WorkItem.objects.update(state=WorkState.PARKED)
        assert (sign("work", now).state, sign("work", now).facts["parked"]) == (State.ATTENTION, 1)

    @pytest.mark.parametrize(("name", "silent"), [("scheduler", 61), ("sweep", 61), ("digests", 301)])
    def test_what_runs_by_the_clock_and_is_silent_is_failing(self, now, name, silent):
        assert sign(name, now).state is State.ATTENTION
        beating(now)
        assert sign(name, now + timedelta(seconds=silent - 2)).state is State.OK
        assert sign(name, now + timedelta(seconds=silent)).state is State.FAILING

    def test_mail_that_did_not_get_through_wants_a_look(self, now):
        beating(now)
        reader = make.person("reader")
        digest = Digest.objects.create(person=reader, period_key="a", message_id="a", made_at=now - timedelta(hours=2))
        assert "wait for an hour" in sign("digests", now).says
        for state, word in (
            (DigestState.UNCERTAIN, State.ATTENTION),
            (DigestState.REJECTED, State.ATTENTION),
            (DigestState.SENT, State.OK),
        ):
            Digest.objects.filter(pk=digest.pk).update(state=state)
            assert sign("digests", now).state is word

    def test_a_record_with_something_wrong_or_not_checked_for_days_wants_a_look(self, now):
        work.beat("integrity", now=now, wrong=0)
        assert sign("integrity", now).state is State.OK
        assert "should be every night" in sign("integrity", now + timedelta(days=3)).says
        work.beat("integrity", now=now, wrong=2)
        assert "2 wrong" in sign("integrity", now).says

    def test_a_broker_that_does_not_answer_is_failing(self, now, settings):
        settings.REDIS_URL = "redis://127.0.0.1:1/0"
        assert sign("broker", now).state is State.FAILING

    @pytest.mark.parametrize(("free", "word"), [(10, State.FAILING), (60e6, State.ATTENTION), (30e9, State.ATTENTION), (500e9, State.OK)])
    def test_a_disk_that_fills_up(self, now, monkeypatch, free, word):
        monkeypatch.setattr(health.shutil, "disk_usage", lambda place: Usage(1000e9, 1000e9 - free, free))
        assert sign("disk", now).state is word

    def test_pending_migrations_are_failing(self, now, monkeypatch):
        with connection.cursor() as cursor:
            cursor.execute("DELETE FROM django_migrations WHERE app = 'verification'")
        assert "run manage.py migrate" in sign("migrations", now).says

    def test_a_part_that_cannot_answer_is_failing_and_the_others_are_asked(self, now, settings):
        settings.HEALTH_PARTS = {"digests": f"{__name__}.broken"}
        found = health.look(now=now)
        assert "the ink ran out" in next(one for one in found.signs if one.name == "digests").says
        assert found.signs[-1].name == "disk"


def broken(now):
    raise RuntimeError("the ink ran out")


class TestDoor:
    def test_strangers_get_one_word(self, client):
        answer = client.get("/health")
        assert (answer.status_code, answer.json()) == (200, {"status": "attention"})
        assert "no-store" in answer["Cache-Control"]

    @pytest.mark.parametrize(("role", "whole"), [("admin", True), ("lead", True), ("reviewer", False), ("reader", False), (None, False)])
    def test_who_may_see_the_work_sees_all_by_session_and_by_token(self, role, whole):
        person = make.person(role)
        browser = Client()
        browser.force_login(person)
        assert ("parts" in browser.get("/health").json()) is whole
        assert ("parts" in make.client(person, "read").get("/health").json()) is whole

    def test_a_token_that_may_only_send_reports_or_is_none_gets_one_word(self):
        assert make.client(make.person("admin"), "ingest").get("/health").json() == {"status": "attention"}
        assert Client(headers={"Authorization": "Token nonsense"}).get("/health").json() == {"status": "attention"}

    def test_everything_an_operator_must_know_is_in_one_answer(self):
        told = make.client(make.person("admin"), "read").get("/health").json()
        assert told["version"] == __version__
        assert {"backlog", "parked", "oldest_seconds", "left"} <= told["parts"]["work"].keys()
        for name in ("database", "broker", "sweep", "scheduler", "digests", "feeds", "disk", "migrations", "integrity"):
            assert {"status", "says"} <= told["parts"][name].keys()

    def test_one_who_asks_for_some_parts_is_told_of_those(self, client, settings):
        settings.REDIS_URL = "redis://127.0.0.1:1/0"
        assert client.get("/health").status_code == 503
        assert client.get("/health?part=database&part=migrations").json() == {"status": "ok"}
        answer = client.get("/health?part=engine")
        assert answer.status_code == 400
        assert "there are: database" in answer.json()["error"]["message"]

    def test_it_is_read_only_and_asks_for_no_tls(self, client, settings):
        assert client.post("/health").status_code == 405
        settings.SECURE_SSL_REDIRECT = True
        client = Client()
        assert client.get("/health").status_code == 200
        assert client.get("/healthz").status_code == 200
        assert client.get("/admin/login/").status_code == 301

    def test_who_asks_again_at_once_is_told_the_same(self, client, django_assert_num_queries):
        client.get("/health")
        with django_assert_num_queries(0):
            client.get("/health")


class TestDatabaseAway:
    @pytest.fixture
    def away(self, monkeypatch):
        def refuse(*args, **options):
            raise OperationalError("server closed the connection unexpectedly\n\tThis probably means…")

        monkeypatch.setattr("django.db.backends.utils.CursorWrapper.execute", refuse)

    def test_health_says_so_even_to_those_it_can_not_know(self, away, client):
        answer = client.get("/health")
        assert (answer.status_code, answer.json()) == (503, {"status": "failing"})
        assert client.get("/health?part=work").status_code == 503
        assert client.get("/healthz").status_code == 200

    def test_a_signed_in_person_too(self, client, monkeypatch, request):
        client.force_login(make.person("admin"))
        request.getfixturevalue("away")
        assert client.get("/health").status_code == 503

    def test_the_api_says_503_and_when_to_come_again(self, request):
        caller = make.client(make.person("analyst"))
        request.getfixturevalue("away")
        answer = caller.get("/api/v1/reports")
        assert (answer.status_code, answer.json()["error"]["code"], answer["Retry-After"]) == (503, "database_away", "5")

    def test_a_page_says_so_in_words(self, client, request):
        client.force_login(make.person("lead"))
        client.raise_request_exception = False
        request.getfixturevalue("away")
        answer = client.get("/admin/queue/")
        assert answer.status_code == 503
        assert "The database does not answer" in answer.content.decode()


def test_what_nobody_foresaw_gets_a_page_that_says_how_to_go_on(client, monkeypatch):
    client.force_login(make.person("lead"))
    client.raise_request_exception = False
    monkeypatch.setattr("verification.admin.queue.queue", lambda request: 1 / 0)
    answer = client.get("/admin/queue/")
    assert answer.status_code == 500
    assert "Something went wrong" in answer.content.decode()
    assert "division" not in answer.content.decode()


class TestCommand:
    def test_it_says_how_each_part_is_and_fails_when_people_cannot_rely_on_it(self, settings):
        out = io.StringIO()
        call_command("health", stdout=out)
        assert "database     ok" in out.getvalue()
        settings.REDIS_URL = "redis://127.0.0.1:1/0"
        with pytest.raises(SystemExit) as left:
            call_command("health", stdout=io.StringIO())
        assert left.value.code == 1
        call_command("health", "--part", "scheduler", stdout=io.StringIO())  # what is asked of is not failing

    def test_it_speaks_json_and_refuses_an_unknown_part(self):
        out = io.StringIO()
        call_command("health", "--json", "--part", "disk", stdout=out)
        assert list(json.loads(out.getvalue())["parts"]) == ["disk"]
        with pytest.raises(CommandError, match="no part is named 'engine'"):
            call_command("health", "--part", "engine")


def test_the_version_is_the_packages():
    project = tomllib.loads((Path(__file__).parents[2] / "pyproject.toml").read_text())["project"]
    assert project["version"] == __version__
