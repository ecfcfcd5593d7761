"""People on the desk: what shutting an account would do, and skills and conflicts of interest that leads keep."""

from __future__ import annotations

import pytest
from django.urls import reverse

from tests import make
from tracker.models import Event, Topic
from tracker.terms import Status
from verification.models import Assignment
from verification.services import assigning, reviewing

pytestmark = pytest.mark.django_db


def signed_in(client, role):
    person = make.person(role)
    client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
    return person


def test_deactivating_says_first_what_follows_and_then_does_it(client):
    signed_in(client, "admin")
    reviewer = make.person("reviewer")
    held, signed = make.claim_by_hand("Held."), make.claim_by_hand("Signed.")
    assigning.take(held, by=reviewer, now=make.NOW)
    reviewing.sign(signed, by=reviewer, verdict="confirmed", confidence="high", reason="seen", basis="the log", now=make.NOW)
    make.token(reviewer)
    address = reverse("admin:person_standing", args=[reviewer.pk])
    assert address in client.get(reverse("admin:tracker_person_change", args=[reviewer.pk])).content.decode()
    page = client.get(address).content.decode()
    for words in ("1 claim</b> goes back to the pool", "Held.", f"#{signed.number}", "1 token opens nothing"):
        assert words in page
    reviewer.refresh_from_db()
    assert reviewer.is_active
    page = client.post(address, {"act": "deactivate"}, follow=True).content.decode()
    assert "1 claim went back to the pool." in page
    reviewer.refresh_from_db()
    held.refresh_from_db()
    signed.refresh_from_db()
    assert not reviewer.is_active
    assert not Assignment.objects.open().exists()
    assert (held.status, signed.status) == (Status.UNVERIFIED, Status.AWAITING_SECOND_SIGNATURE)
    assert Event.objects.filter(kind="person.deactivated").exists()
    client.post(address, {"act": "activate"})
    reviewer.refresh_from_db()
    assert reviewer.is_active


def test_nobody_deactivates_themselves(client):
    me = signed_in(client, "admin")
    page = client.post(reverse("admin:person_standing", args=[me.pk]), {"act": "deactivate"}, follow=True).content.decode()
    assert "your own account" in page
    me.refresh_from_db()
    assert me.is_active


@pytest.mark.parametrize(("role", "status"), [("lead", 200), ("admin", 200), ("reviewer", 403), ("analyst", 403)])
def test_leads_and_administrators_keep_skills_and_conflicts(client, role, status):
    signed_in(client, role)
    reviewer, floods, board = make.person("reviewer"), Topic.objects.create(name="Floods", slug="floods"), make.body("Harbour Board")
    address = reverse("admin:reviewer", args=[reviewer.pk])
    assert client.get(address).status_code == client.get(reverse("admin:reviewers")).status_code == status
    if status == 403:
        assert client.post(address, {"skills": [floods.pk]}).status_code == 403
        assert not reviewer.skills.exists()
        return
    assert "Harbour Board" in client.get(address, {"q": "harbour"}).content.decode()
    page = client.post(address, {"skills": [floods.pk], "conflicts": [board.pk]}, follow=True).content.decode()
    assert "Floods" in page
    assert "Harbour Board" in page
    assert reviewer.email not in page
    event = Event.objects.get(kind="person.review_profile_set")
    assert event.after == {"skills": ["Floods"], "conflicts": ["Harbour Board"]}
    claim = make.claim_by_hand(origin="Harbour Board")
    assert "conflict of interest" in assigning.may_review(type(reviewer).objects.get(pk=reviewer.pk), claim)
    client.post(address, {"skills": [floods.pk]})
    assert not reviewer.conflicts.exists()


def test_who_does_not_sign_has_no_page_as_a_reviewer(client):
    signed_in(client, "lead")
    assert client.get(reverse("admin:reviewer", args=[make.person("analyst").pk])).status_code == 404
    address = reverse("admin:reviewer", args=[make.person("reviewer").pk])
    assert client.get(address, {"q": "%00'"}).status_code == 200
    assert client.get(address, {"q": "\x00"}).status_code == 400
