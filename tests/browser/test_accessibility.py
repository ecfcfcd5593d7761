"""Every page of the table of roles, looked at by axe-core: light and dark, wide and narrow, nothing serious or critical."""

from __future__ import annotations

import os
from collections.abc import Iterator

import pytest
from django.conf import settings
from django.contrib.auth.models import Group

from tests import make
from tests.browser import accessibility
from tests.browser.windows import CHROMIUM, FLAGS, MISSING
from tests.roles import sent
from tests.roles.calling import Row, at, table
from tests.roles.world import World, made, related
from tracker.terms import Role
from verification.services import claims

AXE = accessibility.script()
PARTS = 4
THOROUGH = os.environ.get("HYPOTHESIS_PROFILE") == "release"  # make release-check
PARTIAL = ("backlog/", "search/")  # not pages: parts that a page puts into itself
pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(bool(MISSING), reason=MISSING),
    pytest.mark.skipif(AXE is None, reason="axe-core is not there: pip install -r requirements-dev.txt"),
]
MORE = {  # pages of the table with something asked of them
    "lead": [
        "tracker/claim/?flag=any&stage=all",
        "queue/?tab=unassigned",
        "find/?q=dam",
        "find/?q=nowhere",
        "tracker/claim/{claim}/change/?as_of=2030-01-01",
        "tracker/claim/{claim}/merge/?into=2",
        "tracker/claim/{claim}/set-against/?q=dam",
        "lexicon/?q=may",
    ],
    "reader": ["", "tracker/claim/{claim}/change/"],
}


@pytest.fixture
def world(monkeypatch) -> World:
    for role in Role:
        Group.objects.get_or_create(name=role.value)
    # The test talks to the database itself while Playwright keeps an event loop in this thread.
    monkeypatch.setitem(os.environ, "DJANGO_ALLOW_ASYNC_UNSAFE", "1")
    there = made()
    claims.accept(there["claim"], by=there["other analyst"], now=make.NOW)
    return there


def pages(world: World) -> Iterator[tuple[str, str]]:
    """Somebody who may see it, and the address; each page once."""
    for row in table():
        method, _, template = row["action"].partition(" ")
        who = next((role for role in ("lead", "admin", "reader") if row[role] == "yes"), "")
        if row["channel"] == "page" and method == "GET" and who and not template.endswith(("jsi18n/", *PARTIAL)):
            related(world, row["relation"], world.people[who])
            yield who, at(world, template) + asked(world, row)
    for who, templates in MORE.items():
        yield from ((who, at(world, template)) for template in templates)


def asked(world: World, row: Row) -> str:
    given = sent.ASKED.get(row["action"])
    return "?" + "&".join(f"{name}={value}" for name, value in given(world, None).items()) if given else ""


@pytest.mark.parametrize("part", range(PARTS))
def test_no_page_keeps_anybody_out(part, world, live_server):
    from playwright.sync_api import sync_playwright

    found: list[str] = []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        windows = {}
        for who, address in list(pages(world))[part::PARTS]:
            if who not in windows:
                context = browser.new_context()
                cookie = {"name": settings.SESSION_COOKIE_NAME, "value": world.sessions[world.people[who].pk], "url": live_server.url}
                context.add_cookies([cookie])
                windows[who] = context.new_page()
            answer = windows[who].goto(live_server.url + address)
            assert answer.ok, address
            found += [f"{address} {line}" for line in accessibility.grave(windows[who], AXE, thorough=THOROUGH)]
        browser.close()
    assert not found, "\n".join(found)


def test_signing_in_keeps_nobody_out(live_server):
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        page = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS).new_page()
        page.goto(f"{live_server.url}/admin/login/")
        assert accessibility.grave(page, AXE) == []
