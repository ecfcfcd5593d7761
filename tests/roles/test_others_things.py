"""What belongs to one person is not there for another, whatever address or name they try: drafts, tokens, digests, filters, undoing, sealed verdicts."""

from __future__ import annotations

import pytest
from django.core.cache import cache
from django.db import transaction
from django.test import override_settings
from rest_framework.test import APIClient

from tests import make
from tests.roles import snapshot, world
from tests.roles.calling import at, browser, handler, related
from tracker.models import Token
from tracker.services import saved_filters
from tracker.terms import Role
from verification.models import Digest
from verification.services import reviewing

pytestmark = pytest.mark.django_db
SECRET = "what only its owner may see"
EVERYBODY = [role.value for role in Role]


@pytest.fixture(scope="module")
def shared(django_db_setup, django_db_blocker):
    with django_db_blocker.unblock(), override_settings(**world.FAST), transaction.atomic():
        yield world.made()
        transaction.set_rollback(True)


@pytest.fixture
def desk(shared):
    """The desk of the module, left as it was by each test."""
    cache.clear()
    with transaction.atomic():
        yield shared
        transaction.set_rollback(True)


def page_of(desk, who, template):
    return browser(desk, desk.people[who]).get(at(desk, template))


def program(desk, who):
    caller = APIClient()
    caller.handler = handler()
    caller.credentials(HTTP_AUTHORIZATION=f"Token {desk.tokens[desk.people[who].pk]}")
    return caller


@pytest.mark.parametrize("who", ["reader", "analyst", "reviewer"])
def test_a_digest_of_somebody_else_is_not_there(desk, who):
    related(desk, "sent to them", make.person(Role.READER))
    Digest.objects.update(subject=SECRET, text=SECRET, html=SECRET)
    assert page_of(desk, who, "digests/{lost digest}/").status_code == 404
    assert SECRET not in page_of(desk, who, "me/digests/").content.decode()
    assert SECRET not in program(desk, who).get("/api/v1/digests").content.decode()


@pytest.mark.parametrize("who", EVERYBODY)
def test_a_draft_is_shown_to_its_author_only(desk, who):
    author = make.person(Role.REVIEWER)
    reviewing.save_draft(desk["claim"], by=author, fields={"reason": SECRET, "basis": SECRET}, now=make.NOW)
    for template in ("tracker/claim/{claim}/change/", "queue/", "tracker/claim/{claim}/history/"):
        assert SECRET not in page_of(desk, who, template).content.decode()
    for address in ("claims", f"claims/{desk['claim'].uuid}", "events", "reviews"):
        assert SECRET not in program(desk, who).get(f"/api/v1/{address}").content.decode()


@pytest.mark.parametrize("who", EVERYBODY)
def test_a_token_of_somebody_else_cannot_be_revoked_or_seen_by_its_address(desk, who):
    owner = make.person(Role.LEAD)
    text = make.token(owner)
    before = snapshot.picture()
    browser(desk, desk.people[who]).post(f"/admin/me/tokens/{text[:15]}/revoke/")
    assert not snapshot.changed(before, snapshot.picture())
    assert Token.objects.filter(user=owner).exists()
    assert text[:15] not in page_of(desk, who, "me/tokens/").content.decode()


@pytest.mark.parametrize("who", EVERYBODY)
def test_a_filter_of_somebody_else_is_neither_shown_nor_forgotten(desk, who):
    owner = make.person(Role.LEAD)
    saved_filters.keep(by=owner, page="tracker_claim", name=SECRET, query="q=dam", now=make.NOW)
    browser(desk, desk.people[who]).post("/admin/saved-filters/tracker_claim/", {"name": SECRET, "forget": "1", "act": "forget"})
    assert owner.saved_filters.filter(name=SECRET).exists()
    assert SECRET not in page_of(desk, who, "tracker/claim/").content.decode()


@pytest.mark.parametrize("who", EVERYBODY)
def test_an_act_on_many_is_undone_by_who_did_it_only(desk, who):
    related(desk, "done by them", make.person(Role.LEAD))
    before = snapshot.picture()
    answer = browser(desk, desk.people[who]).post(at(desk, "bulk/{bulk act}/undo/"))
    assert answer.status_code in (302, 403)
    assert not snapshot.changed(before, snapshot.picture())


@pytest.mark.parametrize("who", EVERYBODY)
def test_a_first_verdict_is_sealed_from_everybody_else(desk, who):
    signer = make.person(Role.REVIEWER)
    reviewing.sign(desk["claim"], by=signer, verdict="refuted", confidence="high", reason=SECRET, basis=SECRET, number=5, now=make.NOW)
    for template in ("tracker/claim/{claim}/change/", "tracker/claim/", "queue/", ""):
        assert SECRET not in page_of(desk, who, template).content.decode()
    for address in ("reviews", "events", f"claims/{desk['claim'].uuid}", "claims"):
        assert SECRET not in program(desk, who).get(f"/api/v1/{address}").content.decode()
