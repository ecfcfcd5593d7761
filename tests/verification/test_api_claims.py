"""Claims and flags as programs read them: fields, filters, sealed decisions, and what a page costs."""

from __future__ import annotations

import json
from datetime import timedelta
from io import StringIO
from uuid import uuid4

import pytest
from django.core.cache import cache
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests import make
from tracker.models import Claim, Topic
from tracker.terms import Role, SourceKind
from verification.api.claims import CaseShape, ClaimShape, EntryShape, MentionShape
from verification.api.evidence import EvidenceShape
from verification.api.flags import FlagShape
from verification.models import Flag
from verification.services import deciding

DAY = timedelta(days=1)


@pytest.fixture(autouse=True)
def _fresh_throttle():
    cache.clear()


@pytest.fixture
def caller(db):
    return make.client(make.person(Role.READER), "read")


def listed(caller, address):
    answer = caller.get(address)
    assert answer.status_code == 200, answer.content
    return answer.json()["results"]


def test_a_claim_is_answered_with_its_levels_counts_evidence_and_flags(caller):
    ministry, rebels = make.source("Ministry of Works", SourceKind.BODY), make.source("Orl Front", SourceKind.BODY)
    opening = make.statement("The dam may have been mined.", level=2, origin=ministry)
    claim = make.tracked("The dam may have been mined.", level=2, opened_from=opening)
    firmer = make.statement("The dam was mined.", of=make.received("x", publisher="Orl Gazette", now=make.NOW + DAY), origin=rebels)
    denial = make.statement("The dam was not mined.", polarity="denied", origin=rebels)
    make.set_against(claim, "corroborates", said=firmer)
    make.set_against(claim, "contradicts", said=denial)
    make.flag(claim, "contradicted", said=denial)
    make.flag(claim, "corroborated", closed_at=make.NOW)
    (found,) = listed(caller, "/api/v1/claims")
    assert (
        found.items() >= {"id": str(claim.uuid), "status": "unverified", "level_first": 2, "reports": 2, "origins": 2, "version": 1}.items()
    )
    assert [one["statement"] for one in found["corroborated_by"]] == [str(firmer.uuid)]
    assert found["corroborated_by"][0]["publisher"] == "Orl Gazette"
    assert [one["quote"] for one in found["contradicted_by"]] == ["The dam was not mined."]
    assert found["flags"] == [{"kind": "contradicted", "statement": str(denial.uuid)}]


def test_list_and_command_tell_the_same_of_a_claim(caller):
    make.set_against(make.tracked(), "contradicts")
    out = StringIO()
    call_command("claims", "--format", "json", stdout=out)
    (told,) = json.loads(out.getvalue())
    (found,) = listed(caller, "/api/v1/claims")
    assert found.items() >= told.items()


def test_every_answer_has_the_fields_that_the_schema_names(caller):
    claim = make.tracked()
    make.flag(claim, said=make.set_against(claim).statement)
    (found,) = listed(caller, "/api/v1/claims")
    assert set(found) == set(ClaimShape().fields)
    assert set(found["corroborated_by"][0]) == set(MentionShape().fields)
    whole = caller.get(f"/api/v1/claims/{claim.uuid}").json()
    assert set(whole) == set(CaseShape().fields)
    assert all(set(entry) == set(EntryShape().fields) for entry in whole["entries"])
    assert set(listed(caller, "/api/v1/flags")[0]) == set(FlagShape().fields)


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("", {"mined", "rumour", "typed"}),
        ("?status=in_review", {"typed"}),
        ("?level=2", {"rumour"}),
        ("?polarity=denied", {"typed"}),
        ("?topic=dams", {"mined"}),
        ("?flag=contradicted", {"mined"}),
        ("?flag=retracted", set()),
        ("?origins=1", {"mined", "rumour"}),
        ("?origins=2", {"mined"}),
        ("?proposed=true", {"mined", "rumour"}),
        ("?proposed=false", {"typed"}),
        ("?since=2026-03-05", {"rumour"}),
        ("?since=2026-03-04T12:00:00Z", {"mined", "rumour", "typed"}),
        ("?q=BRIDGE", {"rumour"}),
        ("?source={ministry}", {"mined"}),
        ("?report={report}", {"mined"}),
        ("?report={other}", {"mined"}),
        ("?report={unknown}", set()),
    ],
)
def test_claims_answer_what_is_asked(caller, query, expected):
    ministry = make.source("Ministry of Works", SourceKind.BODY)
    opening = make.statement("The dam was mined.", origin=ministry)
    also = make.statement("A mine broke the dam.", origin=make.source("Orl Front", SourceKind.BODY))
    typed = make.tracked("No dam was mined.", by=make.person(Role.ANALYST), polarity="denied")
    Claim.objects.filter(pk=typed.pk).update(status="in_review")
    rows = {
        "mined": make.tracked("The dam was mined.", opened_from=opening, topics=[Topic.objects.create(name="Dams", slug="dams")]),
        "rumour": make.tracked("The bridge may be mined.", level=2, now=make.NOW + DAY),
        "typed": typed,
    }
    make.set_against(rows["mined"], said=also)
    make.flag(rows["mined"], "contradicted")
    make.flag(rows["rumour"], "contradicted", closed_at=make.NOW)
    named = {"ministry": ministry.uuid, "report": opening.report.uuid, "other": also.report.uuid, "unknown": uuid4()}
    found = {row["id"] for row in listed(caller, f"/api/v1/claims{query.format(**named)}")}
    assert found == {str(rows[name].uuid) for name in expected}


def test_claims_merged_into_another_are_found_by_their_id_only(caller):
    kept, gone = make.tracked(), make.tracked("The dam at Lorn was blown up.")
    Claim.objects.filter(pk=gone.pk).update(merged_into=kept)
    assert [row["id"] for row in listed(caller, "/api/v1/claims")] == [str(kept.uuid)]
    assert caller.get(f"/api/v1/claims/{gone.uuid}").status_code == 200


@pytest.mark.parametrize("ordering", ["number", "-number", "opened", "-opened", "level", "-level"])
def test_pages_of_claims_hold_each_claim_once(caller, ordering):
    kept = {str(make.tracked(f"Dam {n} broke.", level=1 + n % 2).uuid) for n in range(7)}
    address, seen = f"/api/v1/claims?limit=2&ordering={ordering}", []
    while address:
        body = caller.get(address).json()
        seen += [row["id"] for row in body["results"]]
        address = body["next"]
    assert sorted(seen) == sorted(kept)


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ("status=open", "status"),
        ("level=0", "level"),
        ("flag=overdue", "flag"),
        ("origins=-1", "origins"),
        ("origins=2.5", "origins"),
        ("origins=" + "9" * 400, "origins"),
        ("since=2026", "since"),
        ("q=%00", "q"),
        ("topic=%00", "topic"),
        ("report=x", "report"),
        ("proposed=maybe", "proposed"),
        ("verdict=confirmed", "verdict"),
        ("ordering=text", "ordering"),
    ],
)
@pytest.mark.parametrize("address", ["/api/v1/claims"])
def test_a_list_of_claims_refuses_by_name_what_it_does_not_take(caller, address, query, field):
    answer = caller.get(f"{address}?{query}")
    assert (answer.status_code, answer.json()["error"]["field"]) == (400, field), answer.content


@pytest.mark.parametrize(("role", "sees"), [(Role.READER, "reject"), (Role.REVIEWER, None)])
def test_whoever_could_still_sign_does_not_see_what_others_decided(db, role, sees):
    claim = make.tracked()
    suggested = make.set_against(claim, "contradicts")
    decider = make.person(Role.LEAD)
    deciding.reject(suggested, by=decider, now=make.NOW, reason="another dam")

    def ruling_for(person):
        entries = make.client(person).get(f"/api/v1/claims/{claim.uuid}").json()["entries"]
        return next(entry["ruling"] for entry in entries if entry["evidence"])

    assert ruling_for(make.person(role)) == sees
    assert ruling_for(decider) == "reject"


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("", {"old", "new", "closed"}),
        ("?open=true", {"old", "new"}),
        ("?open=false", {"closed"}),
        ("?kind=retracted", {"new"}),
        ("?since=2026-03-05", {"new"}),
        ("?claim={claim}", {"old", "closed"}),
        ("?topic=dams", {"old", "closed"}),
    ],
)
def test_flags_answer_what_is_asked(caller, query, expected):
    claim = make.tracked(topics=[Topic.objects.create(name="Dams", slug="dams")])
    rows = {
        "old": make.flag(claim, "contradicted"),
        "closed": make.flag(claim, "updated", closed_at=make.NOW, closed_because="seen"),
        "new": make.flag(make.tracked("The bridge fell."), "retracted", raised_at=make.NOW + DAY),
    }
    found = [row["uuid"] for row in listed(caller, f"/api/v1/flags{query.format(claim=claim.uuid)}")]
    assert set(found) == {str(rows[name].uuid) for name in expected}
    assert len(found) == len(expected)


def test_statements_are_found_by_their_relation_as_decided(caller):
    claim, lead = make.tracked(), make.person(Role.LEAD)
    kept, turned, thrown = (make.set_against(claim, "corroborates") for _ in range(3))
    deciding.relabel(turned, by=lead, now=make.NOW, relation="contradicts", reason="it denies it")
    deciding.reject(thrown, by=lead, now=make.NOW, reason="another dam")

    def related(word):
        return {row["uuid"] for row in listed(caller, f"/api/v1/statements?relation={word}")}

    assert related("corroborates") == {str(kept.statement.uuid)}
    assert related("contradicts") == {str(turned.statement.uuid)}
    assert related("none") == {str(thrown.statement.uuid)}
    of_claim = {row["uuid"] for row in listed(caller, f"/api/v1/statements?claim={claim.uuid}")}
    assert of_claim == {str(one.uuid) for one in (claim.opened_from, kept.statement, turned.statement, thrown.statement)}


def rich_claims(count):
    """Claims with evidence from bodies of bodies, flags, topics, kin and decisions."""
    lead = make.person(Role.LEAD)
    for _ in range(count):
        state = make.source(f"State {uuid4()}", SourceKind.BODY)
        bodies = [make.source(f"Body {uuid4()}", SourceKind.BODY, parent=state) for _ in range(2)]
        claim = make.tracked(
            opened_from=make.statement(origin=bodies[0]),
            related_to=make.tracked("A bridge fell."),
            kinship="rival",
            topics=[Topic.objects.create(name=str(uuid4()), slug=str(uuid4()))],
        )
        made = make.set_against(claim, "contradicts", said=make.statement(origin=bodies[1]))
        make.flag(claim, said=made.statement)
        deciding.accept(made, by=lead, now=make.NOW)


@pytest.mark.parametrize(
    "address",
    ["/api/v1/claims", "/api/v1/claims?origins=1", "/api/v1/claims?topic=x", "/api/v1/flags", "/api/v1/statements?relation=contradicts"],
)
def test_a_list_costs_the_same_for_ten_rows_and_for_twenty(caller, address):
    def cost():
        with CaptureQueriesContext(connection) as captured:
            assert caller.get(address).status_code == 200
        return len(captured)

    rich_claims(5)
    few = cost()
    rich_claims(5)
    assert cost() == few


def test_hidden_rows_are_hidden_from_every_list(caller, monkeypatch):
    from tracker.models.claims import ClaimQuerySet
    from verification.models.flags import FlagQuerySet

    claim = make.tracked()
    make.flag(claim)
    for kind in (ClaimQuerySet, FlagQuerySet):
        monkeypatch.setattr(kind, "visible_to", lambda self, person: self.none())
    assert listed(caller, "/api/v1/claims") == listed(caller, "/api/v1/flags") == []
    assert caller.get(f"/api/v1/claims/{claim.uuid}").status_code == 404
    assert Flag.objects.count() == 1


def test_evidence_is_listed_as_the_machine_suggested_it(caller):
    claim = make.tracked()
    first, second = make.set_against(claim, "contradicts"), make.set_against(claim, "corroborates")
    deciding.reject(first, by=make.person(Role.LEAD), now=make.NOW, reason="another dam")
    rows = {row["uuid"]: row for row in listed(caller, f"/api/v1/evidence?claim={claim.uuid}")}
    assert {uuid: row["suggested"] for uuid, row in rows.items()} == {str(first.uuid): "contradicts", str(second.uuid): "corroborates"}
    assert [row["uuid"] for row in listed(caller, "/api/v1/evidence?suggested=contradicts")] == [str(first.uuid)]
    assert [row["uuid"] for row in listed(caller, f"/api/v1/evidence?statement={second.statement.uuid}")] == [str(second.uuid)]
    assert set(rows[str(first.uuid)]) == set(EvidenceShape().fields)


def test_the_record_can_be_asked_for_as_it_stood_on_a_day(caller, now):
    first = make.report("The dam at Lorn may have been mined, the governor said.\n", publisher="Lorn Wire", published=now, now=now)
    later = now + timedelta(days=2)
    make.report("The dam at Lorn was mined, the ministry said.\n", publisher="Harbour Post", published=later, now=later)
    client = caller
    day = now.date().isoformat()
    assert first.revisions.count() == 1
    then = client.get(f"/api/v1/claims?as_of={day}").json()["results"]
    today = client.get("/api/v1/claims").json()["results"]
    assert [claim["reports"] for claim in then] == [1]
    assert [claim["reports"] for claim in today] == [2]
    assert client.get(f"/api/v1/claims?as_of={(now - timedelta(days=1)).date().isoformat()}").json()["results"] == []
    assert client.get("/api/v1/claims?as_of=yesterday").status_code == 400
