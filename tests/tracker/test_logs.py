"""Log lines for machines: one object a line, with the request's number, the person and the step, and without secrets or a report's words."""

from __future__ import annotations

import io
import json
import logging

import pytest
from django.db import IntegrityError, connection
from django.urls import reverse

from tests import make
from tracker import work
from tracker.logs import formatter
from tracker.models import Claim, WorkItem
from verification import mail

pytestmark = pytest.mark.django_db
WORDS = "The archbishop of Torvik hid a zebra"


@pytest.fixture
def lines():
    """Everything that is logged, read back as objects."""
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    handler.setFormatter(formatter(json=True))
    root, before = (
        logging.getLogger(),
        {name: logging.getLogger(name).level for name in ("", "tracker", "verification", "django_structlog")},
    )
    root.addHandler(handler)
    for name in before:
        logging.getLogger(name).setLevel("DEBUG" if name else "INFO")
    yield lambda: [json.loads(line) for line in stream.getvalue().splitlines()]
    root.removeHandler(handler)
    for name, level in before.items():
        logging.getLogger(name).setLevel(level)


def fail(subject, *, now):
    raise ValueError(f"no ink\n{WORDS}")


def be_refused(subject, *, now):
    Claim.objects.create(seq=1, number=1, text="", polarity="affirmed", level_first=5, opened_at=now)


def of_work(lines):
    return [line for line in lines() if line["logger"] == "tracker.work"]


def test_a_line_of_a_step_says_which_step_and_which_attempt(lines, settings, now):
    settings.PIPELINE = {"read": f"{__name__}.fail"}
    item = work.enqueue("read", "a", now=now)
    work.run_next(now=now)
    [line] = of_work(lines)
    assert (line["work_item"], line["work_kind"], line["attempt"], line["level"]) == (item.pk, "read", 1, "error")
    assert line["error"]["kind"] == "ValueError"
    assert line["error"]["says"] == "no ink"
    assert line["error"]["at"][-1].startswith("tests/tracker/test_logs.py:")
    assert line["error"]["at"][0].startswith("tracker/work.py:")


def test_a_step_leaves_nothing_of_itself_on_later_lines(lines, settings, now):
    settings.PIPELINE = {"read": f"{__name__}.fail"}
    work.enqueue("read", "a", now=now)
    work.run_next(now=now)
    logging.getLogger("tracker").warning("later")
    assert "work_item" not in lines()[-1]


def test_a_refused_row_is_not_in_the_log(lines, settings, now):
    settings.PIPELINE = {"read": f"{__name__}.be_refused"}
    work.enqueue("read", WORDS[:70], now=now)
    WorkItem.objects.update(last_error="")
    work.run_next(now=now)
    [line] = of_work(lines)
    assert line["error"]["kind"] == IntegrityError.__name__
    assert "DETAIL" not in json.dumps(line)
    assert connection.vendor in ("sqlite", "postgresql")


class TestRequests:
    def test_every_line_of_a_request_has_its_number_and_the_person(self, lines, client):
        person = make.person("lead")
        client.force_login(person)
        client.get("/admin/queue/")
        ours = [line for line in lines() if line["logger"].startswith("django_structlog")]
        assert [line["event"] for line in ours] == ["request_started", "request_finished"]
        assert {line["person"] for line in ours} == {person.pk}
        assert len({line["request_id"] for line in ours}) == 1
        assert ours[-1]["code"] == 200

    def test_a_token_is_a_person_too_and_is_not_in_the_log(self, lines):
        person = make.person("analyst")
        token = make.token(person)
        caller = make.client()
        caller.credentials(HTTP_AUTHORIZATION=f"Token {token}")
        caller.post("/api/v1/reports", {"text": WORDS}, format="json")
        finished = next(line for line in lines() if line["event"] == "request_finished")
        assert (finished["person"], finished["code"]) == (person.pk, 201)
        assert token[:12] not in json.dumps(lines())

    @pytest.mark.parametrize("door", ["api", "page", "search"])
    def test_what_people_type_is_not_in_the_log(self, lines, client, door):
        person = make.person("analyst")
        client.force_login(person)
        if door == "api":
            make.client(person).post("/api/v1/reports", {"text": WORDS, "title": WORDS}, format="json")
            work.run_until_idle()
        elif door == "page":
            client.post(reverse("admin:add_report"), {"text": WORDS, "title": WORDS})
        else:
            make.client(person).get("/api/v1/reports", {"q": WORDS})
        assert "archbishop" not in json.dumps(lines())

    def test_nor_is_a_password_or_the_signature_of_a_link_in_a_mail(self, lines, client, settings):
        settings.AXES_ENABLED = True
        person = make.person("reader")
        client.post("/admin/login/", {"username": person.username, "password": "sesame-open-7"})
        link = mail.unsubscribe_url(person).removeprefix(settings.PUBLIC_URL)
        client.get(link)
        written = json.dumps(lines())
        assert "sesame" not in written
        assert link.rstrip("/").rsplit("/", 1)[1] not in written
        assert "GET /unsubscribe/…" in json.dumps(lines(), ensure_ascii=False)

    def test_who_asks_for_health_every_few_seconds_fills_no_log(self, lines, client):
        client.get("/healthz")
        client.get("/health")
        assert lines() == []

    def test_an_error_on_a_page_is_in_the_log_under_the_number_that_the_page_gives(self, lines, client, monkeypatch):
        client.force_login(make.person("lead"))
        client.raise_request_exception = False
        monkeypatch.setattr("verification.admin.queue.queue", lambda request: 1 / 0)
        page = client.get("/admin/queue/").content.decode()
        failed = next(line for line in lines() if line["event"] == "request_failed")
        assert failed["request_id"] in page
        assert failed["error"]["kind"] == "ZeroDivisionError"


def test_a_terminal_gets_the_same_drawn(capsys):
    record = logging.LogRecord("tracker", logging.ERROR, __file__, 1, "it failed", (), None)
    try:
        raise ValueError(f"no ink\n{WORDS}")
    except ValueError as error:
        record.exc_info = (type(error), error, error.__traceback__)
    drawn = formatter().format(record)
    assert "it failed" in drawn
    assert "ValueError: no ink" in drawn
    assert "tests/tracker/test_logs.py" in drawn
    assert "zebra" not in drawn
