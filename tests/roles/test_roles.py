"""Who may do what through which channel: every row of ``tests/roles.csv``, written by hand, run for every role. Refused means: nothing was written."""

from __future__ import annotations

import logging
from functools import cache

import pytest
from django.contrib.auth.models import Group
from django.db import transaction
from django.test import override_settings

from tests.roles import world
from tests.roles.calling import Desk, Outcome, Row, browser, table
from tracker import roles
from tracker.models import Person
from tracker.terms import Role

pytestmark = pytest.mark.django_db
WHO = ["nobody", "no role", *(role.value for role in Role)]


@pytest.fixture(scope="module")
def desk(django_db_setup, django_db_blocker):
    """One world for all rows: each leaves it as it was. Thousands of refusals are not logged."""
    logging.disable(logging.CRITICAL)
    try:
        with django_db_blocker.unblock(), override_settings(**world.FAST), world.no_network(), transaction.atomic():
            yield Desk(world.made())
            transaction.set_rollback(True)
    finally:
        logging.disable(logging.NOTSET)


@pytest.fixture(scope="module")
def outcome(desk):
    @cache
    def of(place: int, who: str) -> Outcome:
        return desk.case(table()[place], who)

    return of


def named(row: Row) -> str:
    return f"{row['channel']} {row['action']} {row['relation']}".strip()


@pytest.mark.parametrize("place", range(len(table())), ids=[named(row) for row in table()])
def test_each_role_may_do_what_the_table_says_and_a_refusal_leaves_no_trace(place, outcome):
    row = table()[place]
    wrong = {who: outcome(place, who).answers(row, row[who]) for who in WHO}
    assert not any(wrong.values()), "\n".join(f"{who} {what}" for who, what in wrong.items() if what)


def test_the_table_says_yes_or_no_everywhere_and_nothing_twice():
    assert {row[who] for row in table() for who in WHO} == {"yes", "no"}
    assert len({named(row) for row in table()}) == len(table())


def test_who_was_deactivated_may_do_no_more_than_nobody(desk):
    Person.objects.filter(pk=desk.world.people["lead"].pk).update(is_active=False)
    for row in table():
        assert not desk.case(row, "lead").answers(row, row["nobody"]), named(row)
    Person.objects.filter(pk=desk.world.people["lead"].pk).update(is_active=True)


def test_being_a_superuser_opens_nothing(desk):
    Person.objects.filter(pk=desk.world.people["no role"].pk).update(is_superuser=True, is_staff=True)
    for row in table():
        assert not desk.case(row, "no role").answers(row, row["no role"]), named(row)
    Person.objects.filter(pk=desk.world.people["no role"].pk).update(is_superuser=False)


def test_a_superuser_who_reviews_may_do_no_more_than_a_reviewer(desk):
    Person.objects.filter(pk=desk.world.people["reviewer"].pk).update(is_superuser=True)
    for row in table():
        if row["reviewer"] == "no":
            assert not desk.case(row, "reviewer").answers(row, "no"), named(row)
    Person.objects.filter(pk=desk.world.people["reviewer"].pk).update(is_superuser=False)


@pytest.mark.parametrize("role", list(Role))
@pytest.mark.parametrize("act", list(roles.Act))
def test_a_permission_taken_away_or_given_turns_a_row_red(role, act, desk, outcome, monkeypatch):
    held = act in roles.TABLE[role]
    expected = "yes" if held else "no"
    concerned = [place for place, row in enumerate(table()) if row[role] == expected and str(act) in outcome(place, role.value).asked]
    # What asks for little else hangs on it most surely; and what is quick tells it soonest.
    concerned.sort(key=lambda place: (len(outcome(place, role.value).asked), outcome(place, role.value).seconds))
    monkeypatch.setitem(roles.TABLE, role, roles.TABLE[role] - {act} if held else roles.TABLE[role] | {act})
    assert any(desk.case(table()[place], role.value).answers(table()[place], expected) for place in concerned), (
        f"{act} {'taken from' if held else 'given to'} {role} went unnoticed by {len(concerned)} rows that ask for it"
    )
    assert Group.objects.filter(name=role).exists()


# ---- what stands in no row


def test_posting_where_there_is_no_button_changes_nothing(desk):
    """Whatever a page takes besides its own buttons, nobody's role makes it write."""
    buttons = {row["action"].partition(" ")[2] for row in table() if row["channel"] == "button"}
    pages = {row["action"].partition(" ")[2] for row in table() if row["channel"] == "page"} - buttons
    for page in sorted(pages):
        for who in ("lead", "admin"):
            assert not desk.case({"channel": "button", "action": f"POST {page}", "relation": ""}, who).changed, page


@pytest.mark.parametrize("noun", ["claim", "report", "statement", "source", "topic", "person", "parked work"])
def test_the_short_address_of_a_thing_only_leads_on(desk, noun):
    thing = desk.world[noun]
    page = f"/admin/tracker/{thing._meta.model_name}/{thing.pk}/"
    assert browser(desk.world, desk.world.people["reader"]).get(page).url == f"{page}change/"
    assert "/login/" in browser(desk.world, None).get(page).url


@pytest.mark.parametrize("path", ["/admin/no-such-page/", "/admin/r/1/1/", "/api/v1/no-such-thing", "/api/nothing"])
def test_where_there_is_nothing_nobody_learns_more(desk, path):
    assert browser(desk.world, desk.world.people["admin"]).get(path).status_code == 404
    assert browser(desk.world, None).get(path).status_code in (302, 401)


def test_a_method_that_an_address_of_the_api_does_not_name_is_refused(desk):
    named_here = {row["action"] for row in table() if row["channel"] == "api"}
    for address in sorted({action.partition(" ")[2] for action in named_here}):
        for method in ("PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "GET", "POST"):
            if f"{method} {address}" not in named_here:
                row = {"channel": "api", "action": f"{method} {address}", "relation": ""}
                found = desk.case(row, "lead")
                assert found.told.startswith("405"), (method, address, found.told)
                assert not found.changed, (method, address)
                assert desk.case(row, "nobody").refused, (method, address)
