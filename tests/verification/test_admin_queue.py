"""The review queue worked through without leaving it: the parts that come back, the next claim, refusals that keep what was typed."""

from __future__ import annotations

import pytest
from django.urls import reverse

from tests import make
from tracker.models import Claim
from verification.models import Decision, Review
from verification.services import assigning, claims, deciding

pytestmark = pytest.mark.django_db
VERDICT = {"verdict": "refuted", "confidence": "high", "reason": "The pier stands.", "basis": "I saw it."}


@pytest.fixture
def reviewer(client):
    person = make.person("reviewer")
    client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
    return person


def waiting(n: int) -> list[Claim]:
    found = [make.claim_by_hand(f"Pier {number} at Lorn fell.", origin=f"Ministry {number}") for number in range(n)]
    for claim in found:
        claims.accept(claim, by=make.person("analyst"), now=make.NOW)
    return list(Claim.objects.filter(pk__in=[claim.pk for claim in found]).order_by("number"))


def do(client, claim, act, sent=None, *, part=True, tab="unassigned"):
    address = reverse("admin:queue_do", args=[claim.pk, act]) + f"?tab={tab}"
    return client.post(address, sent or {}, headers={"X-Part": "1"} if part else {})


def test_the_first_claim_of_the_tab_is_open_beside_the_list(client, reviewer):
    first, second = waiting(2)
    answer = client.get(reverse("admin:queue"))
    assert answer.context["working"] == first.pk
    assert f'data-work="{second.pk}"' in answer.content.decode()
    assert "My verdict" in answer.content.decode()


def test_another_claim_comes_as_the_part_that_changes(client, reviewer):
    _, second = waiting(2)
    shown = client.get(reverse("admin:queue"), {"tab": "unassigned", "claim": second.pk, "part": "work"}).content.decode()
    assert shown.lstrip().startswith('<section id="work"')
    assert second.text in shown
    assert "queue-list" not in shown


def test_accepting_evidence_stays_on_the_claim_and_sends_its_part_alone(client, reviewer):
    [claim] = waiting(1)
    evidence = make.evidence(claim, "contradicts")
    answer = do(client, claim, "decide", {"evidence": evidence.pk, "ruling": "accept"})
    assert answer.status_code == 200
    assert 'data-said="Evidence accepted."' in answer.content.decode()
    assert "queue-list" not in answer.content.decode()
    assert Decision.objects.get().by == reviewer


def test_after_a_verdict_the_one_that_stood_below_opens(client, reviewer):
    first, second, third = waiting(3)
    answer = do(client, second, "sign", {**VERDICT, "then": third.pk})
    shown = answer.content.decode()
    assert Review.objects.get().round.claim == second
    assert f'data-claim="{third.pk}"' in shown
    assert f'data-work="{second.pk}"' not in shown
    assert "stays sealed" in shown
    answer = do(client, third, "sign", VERDICT)
    assert f'data-claim="{first.pk}"' in answer.content.decode()


def test_the_last_one_leaves_an_empty_list_with_a_way_on(client, reviewer):
    [claim] = waiting(1)
    shown = do(client, claim, "sign", VERDICT).content.decode()
    assert "Nothing is waiting that you may sign" in shown


def test_without_a_script_the_same_buttons_lead_back_to_the_queue(client, reviewer):
    first, second = waiting(2)
    answer = do(client, first, "sign", {**VERDICT, "then": second.pk}, part=False)
    assert answer["Location"] == f"{reverse('admin:queue')}?tab=unassigned&claim={second.pk}"
    answer = do(client, second, "take", part=False)
    assert answer["Location"].endswith(f"claim={second.pk}")


def test_a_refused_verdict_comes_back_with_the_reason_and_what_was_typed(client, reviewer):
    [claim] = waiting(1)
    answer = do(client, claim, "sign", {**VERDICT, "basis": ""})
    assert answer.status_code == 422
    assert "needs an accepted evidence or a written basis" in answer.content.decode()
    assert "The pier stands." in answer.content.decode()


def test_the_second_of_two_savers_is_told_what_changed_and_keeps_what_they_typed(client, reviewer):
    [claim] = waiting(1)
    seen = client.get(reverse("admin:queue")).context
    assigning.take(claim, by=make.person("reviewer", username="zelda"), now=make.NOW)
    answer = do(client, claim, "sign", {**VERDICT, "version": seen["claim"].version, "seen": seen["newest_event"]})
    shown = answer.content.decode()
    assert answer.status_code == 412
    assert "was changed while you worked on it" in shown
    assert "zelda" in shown
    assert "The pier stands." in shown
    assert not Review.objects.exists()


@pytest.mark.parametrize("act", ["take", "give_back", "assign", "set_topics"])
def test_every_form_that_changes_the_claim_asks_for_the_version_it_was_opened_at(client, act):
    lead = make.person("lead")
    client.force_login(lead, backend="django.contrib.auth.backends.ModelBackend")
    [claim] = waiting(1)
    answer = do(client, claim, act, {"version": claim.version - 1, "person": "rule"})
    assert answer.status_code == 412


def test_a_decision_by_somebody_else_meanwhile_is_shown_first_to_who_may_see_it(client):
    analyst = make.person("lead", username="lena")
    client.force_login(analyst, backend="django.contrib.auth.backends.ModelBackend")
    claim = make.claim_by_hand(by=analyst)  # who opened it cannot sign it, and so sees what others decide
    evidence = make.evidence(claim)
    page = client.get(reverse("admin:tracker_claim_change", args=[claim.pk]))
    deciding.reject(evidence, by=make.person("reviewer", username="zelda"), now=make.NOW)
    sent = {"evidence": evidence.pk, "ruling": "accept", "seen": page.context["newest_event"]}
    answer = do(client, claim, "decide", sent)
    assert answer.status_code == 412
    assert "zelda decided on this evidence" in answer.content.decode()
    assert Decision.objects.count() == 1
    assert do(client, claim, "decide", {**sent, "seen": answer.context["newest_event"]}).status_code == 200


def test_a_sealed_decision_of_somebody_else_is_not_told(client, reviewer):
    [claim] = waiting(1)
    evidence = make.evidence(claim)
    page = client.get(reverse("admin:tracker_claim_change", args=[claim.pk]))
    deciding.reject(evidence, by=make.person("reviewer", username="zelda"), now=make.NOW)
    answer = do(client, claim, "decide", {"evidence": evidence.pk, "ruling": "accept", "seen": page.context["newest_event"]})
    assert answer.status_code == 200
    assert "zelda" not in answer.content.decode()


@pytest.mark.parametrize(("role", "status"), [("reader", 403), ("analyst", 403), ("admin", 403), ("reviewer", 200), ("lead", 200)])
def test_the_queue_is_for_reviewers_and_leads(client, role, status):
    [claim] = waiting(1)
    client.force_login(make.person(role), backend="django.contrib.auth.backends.ModelBackend")
    assert client.get(reverse("admin:queue")).status_code == status
    assert do(client, claim, "take").status_code == status


def test_an_address_made_up_by_hand_leads_to_the_queue(client, reviewer):
    [claim] = waiting(1)
    assert client.get(reverse("admin:queue_do", args=[claim.pk, "sign"])).status_code == 302
    assert do(client, claim, "no-such-act").status_code == 302
    assert client.get(reverse("admin:queue"), {"claim": "9" * 30, "p": "x", "tab": "nowhere"}).status_code == 200
    assert client.get(reverse("admin:queue"), {"tab": "\x00"}).status_code == 400
