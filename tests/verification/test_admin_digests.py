"""Digests on the desk: one's own with all that each told, the next one, and for those who watch what became of everybody's."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests import make
from tracker.terms import DigestState
from verification.models import Digest
from verification.services import digesting, following

pytestmark = pytest.mark.django_db


def signed_in(client, role):
    person = make.person(role)
    client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
    return person


def digest_for(person, *, claims=1, state=DigestState.SENT, error="", now=make.NOW, day="04"):
    following.follow(person, "all", now=now - timedelta(days=1))
    for n in range(claims):
        make.claim_by_hand(f"Claim {n} of the {day}.", now=now)
    digest = digesting.prepare(person, f"daily:2026-03-{day}", now=now)
    Digest.objects.filter(pk=digest.pk).update(state=state, last_error=error)
    digest.refresh_from_db()
    return digest


def test_the_link_beyond_forty_claims_opens_the_whole_list(client):
    me = signed_in(client, "reader")
    digest = digest_for(me, claims=43)
    address = reverse("admin:digest", args=[digest.uuid])
    assert address in digest.text
    page = client.get(address).content.decode()
    assert all(f"Claim {n} of the 04." in page for n in range(43))
    assert "43 claims, the gravest first" in page
    assert "because you follow everything" in page
    assert "sandbox" in page
    assert digest.subject in client.get(reverse("admin:my_digests")).content.decode()


def test_a_digest_is_its_reader_s_alone(client):
    digest = digest_for(make.person("reader"), state=DigestState.UNCERTAIN)
    for role in ("lead", "admin"):
        signed_in(client, role)
        assert client.get(reverse("admin:digest", args=[digest.uuid])).status_code == 404
        page = client.get(reverse("admin:digests_watched")).content.decode()
        assert digest.period_key in page
        assert digest.subject not in page
        assert "Claim 0" not in page


@pytest.mark.parametrize(("role", "status"), [("reader", 403), ("analyst", 403), ("reviewer", 403), ("lead", 200), ("admin", 200)])
def test_leads_and_administrators_watch_what_became_of_digests(client, role, status):
    digest = digest_for(make.person("reader"), state=DigestState.REJECTED)
    signed_in(client, role)
    for name, args in (("digests_watched", []), ("digest_again", [digest.uuid])):
        assert client.get(reverse(f"admin:{name}", args=args)).status_code == status
    if status == 403:
        assert client.post(reverse("admin:digest_again", args=[digest.uuid])).status_code == 403
        assert Digest.objects.get().state == DigestState.REJECTED


def test_the_reason_is_told_without_the_address(client):
    reader = make.person("reader")
    digest_for(reader, state=DigestState.REJECTED, error=f"SMTPRecipientsRefused: {{'{reader.email}': (550, b'no such user')}}")
    signed_in(client, "lead")
    page = client.get(reverse("admin:digests_watched")).content.decode()
    assert "no such user" in page
    assert reader.email not in page


def test_sending_again_says_first_what_it_means_and_then_does_it(client):
    digest = digest_for(make.person("reader"), state=DigestState.UNCERTAIN)
    signed_in(client, "lead")
    address = reverse("admin:digest_again", args=[digest.uuid])
    page = client.get(address).content.decode()
    assert "arrives twice" in page
    assert Digest.objects.get().state == DigestState.UNCERTAIN
    assert client.post(address, follow=True).status_code == 200
    assert Digest.objects.get().state == DigestState.PENDING
    page = client.post(address, follow=True).content.decode()
    assert "only uncertain and rejected ones are sent again" in page


def test_what_arrived_is_out_of_sight_until_it_is_asked_for(client):
    digest_for(make.person("reader"), state=DigestState.SENT)
    signed_in(client, "lead")
    address = reverse("admin:digests_watched")
    assert "daily:2026-03-04" not in client.get(address).content.decode()
    assert "daily:2026-03-04" in client.get(address, {"state": "sent"}).content.decode()
    assert client.get(address, {"state": "'", "p": "x"}).status_code == 200


@pytest.mark.parametrize("name", ["digests_watched", "my_digests", "digest"])
def test_a_page_costs_the_same_queries_for_few_and_for_many(client, name):
    me = signed_in(client, "lead")
    spent = []
    for n, size in ((1, 3), (2, 9)):
        digest = digest_for(me, claims=size, state=DigestState.REJECTED, now=make.NOW + timedelta(days=n), day=f"0{n}")
        for _ in range(size):
            digest_for(make.person("reader"), state=DigestState.REJECTED, now=make.NOW + timedelta(days=n), day=f"0{n}")
        address = reverse(f"admin:{name}", args=[digest.uuid] if name == "digest" else [])
        client.get(address)
        with CaptureQueriesContext(connection) as queries:
            client.get(address)
        spent.append(len(queries))
    assert spent[0] == spent[1]
