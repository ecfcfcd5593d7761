"""The desk's lists: home, claims, queue, board. Constant queries, filters, bulk acts, and who may open what."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests import make
from tracker.models import Claim, Person, Topic
from verification import retrieval
from verification.models import Assignment, BulkAct
from verification.services import assigning, claims, reviewing

pytestmark = pytest.mark.django_db


def signed_in(client, role, **fields):
    person = make.person(role, **fields)
    client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
    return person


def flagged_claim(n):
    made = make.claim_by_hand(f"The dam at Lorn {n} may have been mined.", origin=f"Ministry {n}")
    make.evidence(made, "contradicts", text=f"The dam at Lorn {n} was never mined.", origin=f"Authority {n}")
    detail = {
        "original_level": 2,
        "relay_level": 5,
        "original_quote": f"may {n}",
        "relay_quote": f"has {n}",
        "sentence": f"Hedge {n} dropped.",
    }
    make.flag(made, "certainty_inflated", detail=detail, said=make.statement(f"Mined {n}."))
    return made


def tasked_claim(n):
    made = flagged_claim(n)
    assigning.assign(made, person=make.person("reviewer"), by=make.person("lead"), now=make.NOW)
    return made


LISTS = [
    ("lead", "admin:index", "", tasked_claim),
    ("lead", "admin:tracker_claim_changelist", "", tasked_claim),
    ("lead", "admin:queue", "?tab=overdue", tasked_claim),
    ("lead", "admin:queue", "?tab=unassigned", flagged_claim),
    ("reader", "admin:inflations", "", flagged_claim),
    ("reader", "admin:tracker_report_changelist", "", flagged_claim),
    ("reader", "admin:tracker_statement_changelist", "", flagged_claim),
    ("reader", "admin:tracker_source_changelist", "", flagged_claim),
    ("reader", "admin:tracker_topic_changelist", "", lambda n: Topic.objects.create(name=f"T{n}", slug=f"t{n}")),
    ("admin", "admin:tracker_person_changelist", "", lambda n: make.person("analyst")),
    ("lead", "admin:tracker_workitem_changelist", "", flagged_claim),
]


@pytest.mark.parametrize(("role", "name", "query", "row"), LISTS)
def test_ten_rows_cost_as_many_queries_as_twenty(client, role, name, query, row):
    signed_in(client, role)

    def cost():
        with CaptureQueriesContext(connection) as queries:
            assert client.get(reverse(name) + query).status_code == 200
        return len(queries)

    for n in range(10):
        row(n)
    cost()
    ten = cost()
    for n in range(10, 20):
        row(n)
    assert cost() == ten


@pytest.mark.parametrize("role", ["reader", "analyst", "reviewer", "lead", "admin"])
def test_the_side_bar_offers_only_what_opens(client, role):
    signed_in(client, role)
    context = client.get(reverse("admin:index")).context
    for group in context["sidebar_navigation"]:
        for item in group["items"]:
            assert client.get(item["link"]).status_code == (200 if item["has_permission"] else 403), item["title"]


@pytest.mark.parametrize("name", ["admin:index", "admin:queue", "admin:inflations", "admin:add_report", "admin:tracker_claim_changelist"])
def test_nobody_gets_in_without_a_role(client, name):
    assert client.get(reverse(name)).status_code == 302
    signed_in(client, None, is_superuser=True)
    assert client.get(reverse(name)).status_code == 302


def test_nothing_can_be_deleted_on_the_desk(client):
    from django.contrib import admin

    for role in ("reader", "analyst", "reviewer", "lead", "admin"):
        signed_in(client, role, is_superuser=True)
        for model, table in admin.site._registry.items():
            made = client.get(reverse("admin:index")).wsgi_request
            made.user = make.person(role, is_superuser=True)
            assert not table.has_delete_permission(made), model
            assert "delete_selected" not in table.get_actions(made), model


def test_tables_of_other_packages_are_left_out():
    from django.contrib import admin

    assert {model._meta.app_label for model in admin.site._registry} == {"tracker", "verification"}


def shown(client, query):
    return {claim.number for claim in client.get(reverse("admin:tracker_claim_changelist") + query).context["cl"].result_list}


def test_claims_are_filtered(client):
    lead = signed_in(client, "lead")
    proposed = make.claim_by_hand("The bridge at Arn fell.", origin="Arn Council")
    accepted = flagged_claim(1)
    claims.accept(accepted, by=lead, now=make.NOW)
    dismissed = make.claim_by_hand("The sky is grey.", origin="Nobody", level=5)
    claims.dismiss(dismissed, by=lead, reason="taste", now=make.NOW)
    late = tasked_claim(2)
    topic = Topic.objects.create(name="Dams", slug="dams")
    claims.set_topics(accepted, topics=[topic], by=lead, now=make.NOW)
    source = proposed.opened_from.links.get().source
    for claim in (proposed, accepted, late):
        retrieval.index_claim(claim)
    expected = {
        "": {proposed, accepted, late},
        "?stage=proposed": {proposed, late},
        "?stage=tracked": {accepted},
        "?stage=dismissed": {dismissed},
        "?stage=all": {proposed, accepted, dismissed, late},
        "?status__exact=dismissed": {dismissed},
        "?flag=any": {accepted, late},
        "?flag=certainty_inflated": {accepted, late},
        "?flag=retracted": set(),
        "?reviewer=overdue": {late},
        "?reviewer=nobody": {proposed, accepted},
        "?reviewer=me": set(),
        "?reviewer=x": {proposed, accepted, late},
        "?level_first__exact=2": {proposed, accepted, late},
        f"?topics__id__exact={topic.pk}": {accepted},
        f"?opened_from__links__source__id__exact={source.pk}": {proposed},
        f"?q=%23{accepted.number}": {accepted},
        "?q=bridge": {proposed},
        "?q=bridges+Arn": {proposed},
        "?q=dam+mine": {accepted, late},
        "?q=bridge+dam": set(),
    }
    for query, rows in expected.items():
        assert shown(client, query) == {claim.number for claim in rows}, query


def bulk(client, action, chosen, **sent):
    ticked = {
        "action": action,
        "_selected_action": [claim.pk for claim in chosen],
        "select_across": "0",
        "index": "0",
        "confirmed": "yes",
        **sent,
    }
    return client.post(reverse("admin:tracker_claim_changelist"), ticked, follow=True).content.decode()


def test_many_claims_are_accepted_assigned_and_put_under_a_topic_at_once(client):
    lead, reviewer = signed_in(client, "lead"), make.person("reviewer")
    chosen = [flagged_claim(n) for n in range(3)]
    topic = Topic.objects.create(name="Dams", slug="dams")
    assert "3 claims accepted" in bulk(client, "accept", chosen)
    assert "3 claims assigned" in bulk(client, "assign", chosen, person=reviewer.pk)
    assert "3 claims put under the topic" in bulk(client, "add_topic", chosen, topic=topic.pk)
    assert Claim.objects.filter(accepted_by=lead, topics=topic, assignments__person=reviewer).count() == 3


def test_many_claims_are_dismissed_with_a_reason_only(client):
    signed_in(client, "analyst")
    chosen = [flagged_claim(n) for n in range(2)]
    assert "say why" in bulk(client, "dismiss", chosen)
    assert not Claim.objects.filter(status="dismissed").exists()
    assert "2 claims dismissed" in bulk(client, "dismiss", chosen, reason="taste")
    assert Claim.objects.filter(status="dismissed").count() == 2


def test_a_bulk_act_first_says_what_will_happen_and_can_be_undone_afterwards(client):
    signed_in(client, "lead")
    chosen = [flagged_claim(n) for n in range(2)]
    asked = bulk(client, "dismiss", chosen, confirmed="")
    assert "Dismiss 2 claims?" in asked
    assert chosen[0].text in asked
    assert not Claim.objects.filter(status="dismissed").exists()
    done = bulk(client, "dismiss", chosen, reason="taste")
    assert "You dismissed 2 claims" in done
    undone = client.post(reverse("admin:bulk_undo", args=[BulkAct.objects.get().pk]), follow=True).content.decode()
    assert "2 claims put back as before" in undone
    assert "You dismissed" not in undone
    assert not Claim.objects.filter(status="dismissed").exists()


def test_a_bulk_act_tells_what_was_refused(client):
    lead = signed_in(client, "lead")
    free, barred = flagged_claim(1), flagged_claim(2)
    other = make.person("lead", username="second")
    claims.accept(barred, by=other, now=make.NOW)
    html = bulk(client, "assign", [free, barred], person=other.pk)
    assert "1 claim assigned" in html
    assert f"#{barred.number}: second cannot sign this claim" in html
    assert lead.is_active


@pytest.mark.parametrize(("role", "allowed"), [("reader", set()), ("analyst", {"accept", "dismiss", "add_topic"}), ("reviewer", set())])
def test_bulk_acts_are_offered_by_role_and_refused_otherwise(client, role, allowed):
    signed_in(client, role)
    claim, reviewer = flagged_claim(1), make.person("reviewer")
    topic = Topic.objects.create(name="Dams", slug="dams")
    for action in {"accept", "dismiss", "add_topic", "assign"} - allowed:
        bulk(client, action, [claim], person=reviewer.pk, topic=topic.pk, reason="x")
    claim.refresh_from_db()
    assert claim.status == "unverified"
    assert not Assignment.objects.exists()
    if "accept" not in allowed:
        assert claim.accepted_by is None
        assert not claim.topics.exists()


def tab(client, name):
    context = client.get(reverse("admin:queue") + f"?tab={name}").context
    return {row["claim"].number for row in context["rows"]}, {one["name"]: one["count"].n for one in context["tabs"]}


def test_the_queue_sorts_claims_into_its_tabs(client):
    me = signed_in(client, "reviewer")
    free, mine, late, second, signed = (flagged_claim(n) for n in range(5))
    assigning.take(mine, by=me, now=make.NOW + timedelta(days=36500))
    assigning.take(late, by=make.person("reviewer"), now=make.NOW)
    for claim, person in ((second, make.person("reviewer")), (signed, me)):
        reviewing.sign(claim, by=person, verdict="refuted", confidence="low", reason="No.", basis="Seen.", now=make.NOW)
    assert tab(client, "mine")[0] == {mine.number}
    assert tab(client, "overdue")[0] == {late.number}
    assert tab(client, "second")[0] == {second.number}
    rows, counts = tab(client, "unassigned")
    assert rows == {free.number, second.number}
    assert counts == {"mine": 1, "unassigned": 2, "overdue": 1, "second": 1}


def test_taking_the_next_opens_it(client):
    me = signed_in(client, "reviewer")
    claim = flagged_claim(1)
    answer = client.post(reverse("admin:take_next"), follow=True)
    assert answer.redirect_chain[-1][0] == f"{reverse('admin:queue')}?tab=mine&claim={claim.pk}"
    assert Assignment.objects.get().person == me
    assert "Nothing is waiting" in client.post(reverse("admin:take_next"), follow=True).content.decode()


def test_the_largest_jump_stands_first_on_the_board(client):
    signed_in(client, "reader")
    for n, (low, high) in enumerate([(4, 5), (1, 5), (3, 5)]):
        make.flag(
            make.claim_by_hand(f"Bridge {n} fell.", origin=f"Council {n}"),
            "certainty_inflated",
            detail={"original_level": low, "relay_level": high, "sentence": ""},
        )
    jumps = [flag.jump for flag in client.get(reverse("admin:inflations")).context["page"]]
    assert jumps == [4, 2, 1]


def test_statements_are_filtered_by_source_and_date(client):
    signed_in(client, "reader")
    early = make.statement("The bridge at Arn fell.", origin=make.body("Arn Council"))
    late = make.statement(
        "The dam broke.", of=make.received("The dam broke.", now=make.NOW + timedelta(days=9)), origin=make.body("Lorn Council")
    )

    def listed(query):
        return set(client.get(reverse("admin:tracker_statement_changelist") + query).context["cl"].result_list)

    day = "reading__revision__received_at"
    assert listed("") == {early, late}
    assert listed(f"?links__source__id__exact={make.body('Arn Council').pk}") == {early}
    assert listed(f"?{day}_from={make.NOW + timedelta(days=5):%Y-%m-%d}") == {late}
    assert listed(f"?{day}_to={make.NOW:%Y-%m-%d}") == {early}  # the last day whole
    assert listed(f"?{day}_to={make.NOW - timedelta(days=1):%Y-%m-%d}") == set()
    assert listed(f"?{day}_from=soon&{day}_to=9999-12-31") == {early, late}


def test_a_day_is_that_of_whoever_looks(client):
    lead = signed_in(client, "lead")
    claim = make.tracked(now=datetime(2026, 3, 4, 23, 30, tzinfo=UTC))
    Person.objects.filter(pk=lead.pk).update(time_zone="Europe/Kyiv")
    assert shown(client, "?stage=all&opened_at_from=2026-03-05&opened_at_to=2026-03-05") == {claim.number}
    assert shown(client, "?stage=all&opened_at_to=2026-03-04") == set()
