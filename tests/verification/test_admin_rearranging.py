"""Putting claims right on the desk: as they stood on a day, merging, splitting, setting statements against them by hand."""

from datetime import timedelta

import pytest
from django.urls import reverse

from tests import make
from tracker.models import Claim
from verification.models import Decision, Evidence

pytestmark = pytest.mark.django_db


@pytest.fixture
def claim():
    return make.claim_by_hand()


def signed_in(client, role, **fields):
    person = make.person(role, **fields)
    client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
    return person


def page(client, claim, query=""):
    return client.get(reverse("admin:tracker_claim_change", args=[claim.pk]) + query)


def send(client, name, claim, **sent):
    return client.post(reverse(f"admin:{name}", args=[claim.pk]), sent, follow=True)


# ---- as it stood
def test_as_of_shows_what_was_known_then_and_nothing_to_press(client, claim):
    signed_in(client, "lead")
    later = make.NOW + timedelta(days=3)
    make.evidence(claim, "contradicts", text="The dam at Lorn was never mined.", now=later)
    Evidence.objects.update(made_at=later)
    type(claim.opened_from.reading.revision).objects.exclude(pk=claim.opened_from.reading.revision_id).update(received_at=later)
    html = page(client, claim, "?as_of=2026-03-05").content.decode()
    assert "As of 5 Mar 2026" in html
    assert "today's engine and constants" in html
    assert "never mined" not in html
    assert "Back to today" in html
    assert "/do/" not in html
    today = page(client, claim).content.decode()
    assert "never mined" in today
    assert "As of 5 Mar" not in today


@pytest.mark.parametrize(
    ("asked", "told"),
    [
        ("2020-01-01", "before that there is nothing to show"),
        ("next week", "is not a day"),
        ("2026-02-30", "is not a day"),
        ("0001-01-01", "nothing to show"),
    ],
)
def test_a_day_that_cannot_be_shown_is_told_and_today_stands(client, claim, asked, told):
    signed_in(client, "reader")
    answer = page(client, claim, f"?as_of={asked}")
    assert answer.status_code == 200
    assert told in answer.content.decode()
    assert "Nothing can be changed here" not in answer.content.decode()


def test_a_day_to_come_is_today(client, claim):
    signed_in(client, "reader")
    assert (
        "as_of" not in page(client, claim, "?as_of=2999-01-01").context
        or page(client, claim, "?as_of=2999-01-01").context.get("as_of") is None
    )


def test_as_of_hides_the_decisions_of_others_from_who_may_sign(client, claim):
    evidence = make.evidence(claim)
    from verification.services import deciding

    deciding.reject(evidence, by=make.person("reviewer", username="other"), now=make.NOW, reason="A rumour only.")
    signed_in(client, "reviewer")
    html = page(client, claim, "?as_of=2026-03-05").content.decode()
    assert "A rumour only." not in html
    assert "rejected by" not in html


# ---- merging
def test_merging_asks_says_what_will_happen_and_can_be_undone(client, claim):
    signed_in(client, "lead")
    into = make.claim_by_hand("The Lorn dam was mined.", origin="Harbour Guild")
    asked = client.get(reverse("admin:claim_merge", args=[claim.pk]) + f"?into=%23{into.number}").content.decode()
    assert f"#{claim.number} with its 1 statement stands under #{into.number}" in asked
    claim.refresh_from_db()
    assert claim.merged_into is None
    html = send(
        client, "claim_merge", claim, into=into.number, reason="One dam.", version=claim.version, into_version=into.version
    ).content.decode()
    assert f"stands under #{into.number} now" in html
    assert f"Un-merge #{claim.number}" in html
    assert "<b>2</b> reports" in html
    assert page(client, claim).url == reverse("admin:tracker_claim_change", args=[into.pk])
    html = client.post(reverse("admin:claim_do", args=[claim.pk, "unmerge"]), {"reason": "Two dams."}, follow=True).content.decode()
    assert "stands by itself again" in html
    claim.refresh_from_db()
    assert claim.merged_into is None


def test_merging_needs_a_reason_and_an_up_to_date_page(client, claim):
    signed_in(client, "lead")
    into = make.claim_by_hand("The Lorn dam was mined.", origin="Harbour Guild")
    answer = send(client, "claim_merge", claim, into=into.number, reason=" ")
    assert answer.status_code == 422
    assert "say why" in answer.content.decode()
    Claim.objects.filter(pk=into.pk).update(version=into.version + 1)
    answer = send(
        client, "claim_merge", claim, into=into.number, reason="Typed with care.", version=claim.version, into_version=into.version
    )
    assert answer.status_code == 412
    assert "Typed with care." in answer.content.decode()
    assert not Claim.objects.exclude(merged_into=None).exists()


def test_merging_into_nothing_or_itself_is_told(client, claim):
    signed_in(client, "lead")
    address = reverse("admin:claim_merge", args=[claim.pk])
    assert "There is no claim" in client.get(f"{address}?into=99999").content.decode()
    assert "It is this one" in client.get(f"{address}?into={claim.number}").content.decode()
    assert "similar words" in client.get(address).content.decode() or "worded alike" in client.get(address).content.decode()


def test_opposite_claims_are_announced_as_turned_round(client, claim):
    signed_in(client, "lead")
    denial = make.claim_by_hand("The dam at Lorn was not mined.", origin="River Authority")
    Claim.objects.filter(pk=denial.pk).update(polarity="denied")
    html = client.get(reverse("admin:claim_merge", args=[denial.pk]) + f"?into={claim.number}").content.decode()
    assert "turned round" in html


# ---- splitting
def test_splitting_takes_the_ticked_evidence_along(client, claim):
    signed_in(client, "lead")
    stays, goes = make.evidence(claim), make.evidence(claim, text="The dam at Arn was mined.", origin="Arn Council")
    asked = client.get(reverse("admin:claim_split", args=[claim.pk])).content.decode()
    assert asked.count('name="statements"') == 2
    html = send(
        client,
        "claim_split",
        claim,
        statements=[str(goes.statement.uuid)],
        text="The dam at Arn was mined.",
        reason="Another dam.",
        version=claim.version,
    ).content.decode()
    fresh = Claim.objects.get(text="The dam at Arn was mined.", opened_by__isnull=False)
    assert f"Claim #{fresh.number} was split off #{claim.number}" in html
    assert fresh.opened_from.quote.startswith("The dam at Arn was mined")
    assert Decision.objects.filter(claim=claim, statement=goes.statement, ruling="reject").exists()
    assert not Decision.objects.filter(statement=stays.statement).exists()


def test_a_refused_split_keeps_what_was_ticked_and_typed(client, claim):
    signed_in(client, "lead")
    evidence = make.evidence(claim)
    answer = send(client, "claim_split", claim, statements=[str(evidence.statement.uuid)], text="Another dam.", reason="")
    html = answer.content.decode()
    assert answer.status_code == 422
    assert "Another dam." in html
    assert "checked>" in html.split('name="statements"')[1].split("<span")[0]
    assert send(client, "claim_split", claim, text="Another dam.", reason="Why not").status_code == 422


# ---- by hand
def test_a_statement_found_by_its_words_is_set_against_the_claim(client, claim):
    signed_in(client, "reviewer")
    said = make.statement("Divers saw charges on the wall at Lorn.")
    found = client.get(reverse("admin:claim_set_against", args=[claim.pk]) + "?q=charges+divers").content.decode()
    assert said.quote in found
    html = send(
        client, "claim_set_against", claim, q="charges", statement=str(said.uuid), relation="corroborates", reason="They dived there."
    ).content.decode()
    assert "is set against claim" in html
    assert said.quote.rstrip(".") in html
    assert Decision.objects.get(claim=claim, statement=said).relation == "corroborates"


@pytest.mark.parametrize(
    "form", ["{uuid}", "https://desk.example/admin/tracker/report/7/change/#s-{uuid}", "/admin/tracker/statement/{pk}/change/"]
)
def test_a_statement_is_found_by_its_address(client, claim, form):
    signed_in(client, "reviewer")
    said = make.statement("Divers saw charges on the wall.")
    make.statement("The weather was fair.")
    answer = client.get(reverse("admin:claim_set_against", args=[claim.pk]), {"q": form.format(uuid=said.uuid, pk=said.pk)})
    assert answer.context["found"] == [said]


def test_setting_by_hand_needs_statement_relation_and_reason(client, claim):
    signed_in(client, "reviewer")
    said = make.statement("Divers saw charges on the wall.")
    good = {"statement": str(said.uuid), "relation": "corroborates", "reason": "Seen."}
    for missing in good:
        assert send(client, "claim_set_against", claim, **{**good, missing: ""}).status_code == 422, missing
    assert send(client, "claim_set_against", claim, **{**good, "statement": str(claim.opened_from.uuid)}).status_code == 422
    assert not Decision.objects.exists()


# ---- rights and costs
@pytest.mark.parametrize(
    ("name", "allowed"), [("claim_merge", {"lead"}), ("claim_split", {"lead"}), ("claim_set_against", {"reviewer", "lead"})]
)
def test_who_may_not_is_neither_asked_nor_obeyed(client, claim, name, allowed):
    make.evidence(claim)
    other = make.claim_by_hand("The Lorn dam was mined.", origin="Harbour Guild")
    sent = {"into": other.number, "statement": str(make.statement("Nothing.").uuid), "relation": "updates", "text": "x", "reason": "y"}
    for role in ("reader", "analyst", "reviewer", "lead", "admin"):
        signed_in(client, role)
        address = reverse(f"admin:{name}", args=[claim.pk])
        assert (address in page(client, claim).content.decode()) is (role in allowed), role
        assert client.get(address).status_code == (200 if role in allowed else 403), role
        if role not in allowed:
            assert client.post(address, sent).status_code == 403, role
    assert not Decision.objects.exists()
    assert not Claim.objects.exclude(merged_into=None).exists()


def test_unmerging_is_for_leads(client, claim):
    from verification.services import merging

    into = make.claim_by_hand("The Lorn dam was mined.", origin="Harbour Guild")
    merging.merge(claim, into=into, by=make.person("lead"), reason="One.", now=make.NOW)
    signed_in(client, "analyst")
    assert "Un-merge" not in page(client, into).content.decode()
    client.post(reverse("admin:claim_do", args=[claim.pk, "unmerge"]), {"reason": "x"})
    claim.refresh_from_db()
    assert claim.merged_into == into


def test_the_pages_cost_the_same_for_ten_and_for_twenty_statements(client, claim):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    signed_in(client, "lead")
    addresses = [
        reverse("admin:claim_split", args=[claim.pk]),
        reverse("admin:claim_set_against", args=[claim.pk]) + "?q=dam",
        reverse("admin:tracker_claim_change", args=[claim.pk]) + "?as_of=2026-03-05",
    ]

    def costs():
        counts = []
        for address in addresses:
            with CaptureQueriesContext(connection) as queries:
                client.get(address)
            counts.append(len(queries))
        return counts

    for n in range(10):
        make.evidence(claim, text=f"The dam at Lorn was mined {n}.", origin=f"Union {n}")
    ten = costs()
    for n in range(10, 20):
        make.evidence(claim, text=f"The dam at Lorn was mined {n}.", origin=f"Union {n}")
    assert costs() == ten


# ---- withdrawn words, figures
def test_withdrawn_words_are_struck_and_say_why(client, claim):
    from verification.services import withdrawals

    evidence = make.evidence(claim)
    withdrawals.withdraw(statement=evidence.statement, by=make.person("analyst"), reason="The union apologised.", now=make.NOW)
    signed_in(client, "reader")
    html = page(client, claim).content.decode()
    article = html.split(f'id="e-{evidence.statement.uuid}"')[0].rsplit("<article", 1)[1]
    assert "withdrawn" in article
    assert "withdrawn by its own source" in html
    assert "The union apologised." in html


def test_figures_of_a_claim_are_drawn_by_who_counts(client):
    make.source("State Council", make.SourceKind.BODY, bloc="North")
    make.source("Coast Watch", make.SourceKind.BODY, bloc="North")
    claim = make.claim_by_hand("The army shipped 1,000 containers.", level=5, origin="State Council")
    figured(claim.opened_from, 1000)
    later = make.evidence(claim, "updates", text="The army shipped 3,000 containers.", origin="Coast Watch")
    figured(later.statement, 3000)
    signed_in(client, "reader")
    answer = page(client, claim)
    assert [one.unit for one in answer.context["drawn"]] == ["containers"]
    assert "North: 1,000 (4 Mar 2026), 3,000 (4 Mar 2026)." in answer.content.decode()


def test_a_rejected_figure_is_not_drawn(client):
    from verification.services import deciding

    claim = make.claim_by_hand("The army shipped 1,000 containers.", level=5)
    figured(claim.opened_from, 1000)
    later = make.evidence(claim, "updates", text="The army shipped 3,000 containers.")
    figured(later.statement, 3000)
    me = signed_in(client, "reviewer")
    assert page(client, claim).context["drawn"]
    deciding.reject(later, by=me, now=make.NOW, reason="Another army.")
    assert not page(client, claim).context["drawn"]


def figured(statement, number, unit="container"):
    from tracker.models import Figure

    return Figure.objects.create(statement=statement, unit=unit, low=number, high=number, comparator="exact", start=0, end=4)
