"""HTML in every text of the database and of every form: no page, mail or file makes an element or a program of it."""

from __future__ import annotations

import json

import pytest
from django.core.cache import cache
from django.db import transaction
from django.test import override_settings

from tests.probes.filling import ELEMENT, PROBE, fill
from tests.probes.reading import Page
from tests.roles import sent, world
from tests.roles.calling import at, browser, related, table
from tracker.doorway import NOTHING

pytestmark = pytest.mark.django_db
SHOWN = [row for row in table() if row["channel"] in ("page", "export") and "api/v1/" not in row["action"]]
PAGES = sorted({row["action"].partition(" ")[2] for row in SHOWN if row["lead"] == "yes"})
ADMINS = sorted({row["action"].partition(" ")[2] for row in SHOWN if row["lead"] == "no" and row["admin"] == "yes"})
BUTTONS = [row for row in table() if row["channel"] == "button" and row["lead"] == "yes"]
LISTS = sorted({page for page in PAGES if page.startswith("tracker/") and page.count("/") == 2} | {"queue/", "inflations/", ""})


@pytest.fixture(scope="module")
def desk(django_db_setup, django_db_blocker):
    """A desk on which somebody has typed the probe into everything."""
    with django_db_blocker.unblock(), override_settings(**world.FAST), world.no_network(), transaction.atomic():
        made = world.made()
        assert fill() > 60
        yield made
        transaction.set_rollback(True)


@pytest.fixture(autouse=True)
def _fresh_counts():
    cache.clear()


def whole(answer) -> bytes:
    return b"".join(answer.streaming_content) if answer.streaming else answer.content


def looked_at(answer) -> Page | None:
    """The page, which has nothing wrong; None for what is no page but sealed off from the browser."""
    assert answer.status_code < 500
    if not answer.headers.get("Content-Type", "").startswith("text/html"):
        if answer.status_code == 200:
            assert answer["X-Content-Type-Options"] == "nosniff"
            assert answer["Content-Security-Policy"] == NOTHING
        return None
    page = Page(whole(answer).decode())
    # A file to keep has its style in it, and its own policy: nothing in it is run.
    allowed = ["<style> is written into the page"] if "script-src 'none'" in answer["Content-Security-Policy"] else []
    assert [wrong for wrong in page.wrong if wrong not in allowed] == [], answer.request["PATH_INFO"]
    return page


@pytest.mark.parametrize(("who", "pages"), [("lead", PAGES), ("admin", ADMINS)])
def test_no_page_of_the_desk_makes_anything_of_a_probe(desk, who, pages):
    seen = 0
    client = browser(desk, desk.people[who])
    for address in pages:
        asked = sent.ASKED.get(f"GET {address}", lambda *_: {})(desk, desk.people[who])
        page = looked_at(client.get(at(desk, address), asked))
        seen += page.probes if page else 0
    assert seen > len(pages)


@pytest.mark.parametrize("listed", LISTS)
def test_no_list_makes_anything_of_what_it_is_asked(desk, listed):
    """One question at a time where a list leads on by itself for what it does not know; else all at once."""
    client = browser(desk, desk.people["lead"])
    for asked in (dict.fromkeys(("q", "p", "o", "tab", "as_of", "s"), PROBE), {"status__exact": PROBE}, {"e": PROBE}, {PROBE: PROBE}):
        looked_at(client.get(at(desk, listed), asked))


@pytest.mark.parametrize("row", BUTTONS, ids=lambda row: f"{row['action']} {row['relation']}".strip())
def test_no_form_that_comes_back_makes_anything_of_what_was_typed(desk, row):
    with transaction.atomic():
        person = desk.people["lead"]
        related(desk, row["relation"], person)
        body = sent.BY_BUTTON.get(row["action"], lambda *_: {})(desk, person)
        client = browser(desk, person)
        address = at(desk, row["action"].partition(" ")[2])
        for name in body:
            if looked_at(client.post(address, {**body, name: PROBE})) is not None:
                break  # it came back with what was typed
        else:
            looked_at(client.post(address, dict.fromkeys(body, PROBE), follow=True))
        transaction.set_rollback(True)


def test_signing_in_makes_nothing_of_what_was_typed(desk):
    looked_at(browser(desk, None).post("/admin/login/", {"username": PROBE, "password": PROBE, "next": PROBE}))
    looked_at(browser(desk, None).get("/admin/login/", {"next": PROBE}))


def test_the_programs_answers_stay_data(desk):
    """JSON, CSV and all other files of the API: whatever is in them, no browser shows or guesses at them."""
    from rest_framework.test import APIClient

    caller = APIClient()
    caller.credentials(HTTP_AUTHORIZATION=f"Token {desk.tokens[desk.people['lead'].pk]}")
    tried = 0
    for row in table():
        template = row["action"].removeprefix("GET ").removeprefix("api/v1/")
        if (
            row["lead"] == "yes"
            and row["action"].startswith("GET ")
            and (row["channel"] == "api" or "api/v1/" in row["action"])
            and "docs" not in template
        ):
            noun = sent.NOUNS.get(template.split("/")[0], template.split("/")[0].removesuffix("s"))
            address = template.replace("{uuid}", str(desk[noun].uuid) if "{uuid}" in template else "")
            answer = caller.get(f"/api/v1/{address}")
            assert answer.status_code == 200, (address, whole(answer)[:200])
            assert not answer["Content-Type"].startswith("text/html"), address
            assert looked_at(answer) is None
            if answer["Content-Type"].startswith("application/json"):
                json.loads(whole(answer))
            tried += 1
    assert tried > 20


def test_the_probe_is_told_when_it_is_let_through():
    """What this file looks for is found: a test that cannot fail is a defect."""
    for page, told in (
        (f"<p>{PROBE}</p>", "a probe became an element"),
        (f"<p x-data=\"{{a: '{ELEMENT}'}}\">", "which is run"),
        ("<p onclick=f()>", "a program of its own"),
        ("<script>f()</script>", "written into the page"),
        ("<style>p {}</style>", "written into the page"),
        ("<a href=' javascript:f()'>", "javascript"),
        ("<p>a\u202eb</p>", "an unseen sign"),
    ):
        assert any(told in wrong for wrong in Page(page).wrong), page
    assert Page("<p>plain</p><a href='/x'>y</a>").wrong == []
