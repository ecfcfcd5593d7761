"""What programs do to claims, evidence and flags: one verb an address, guarded by versions, sealed while a round is open."""

from __future__ import annotations

import pytest
from django.core.cache import cache

from tests import make
from tracker.models import Claim, Event
from tracker.terms import Role
from verification.models import Decision, Review

pytestmark = pytest.mark.django_db
SURE = {"confidence": "high", "reason": "two independent accounts", "basis": "satellite pictures"}


@pytest.fixture(autouse=True)
def _fresh_throttle():
    cache.clear()


@pytest.fixture
def reviewer():
    return make.client(make.person(Role.REVIEWER))


@pytest.fixture
def lead():
    return make.client(make.person(Role.LEAD))


def do(caller, thing, verb, body=None, **headers):
    noun = {"claim": "claims", "evidence": "evidence", "flag": "flags"}[thing._meta.model_name]
    return caller.post(f"/api/v1/{noun}/{thing.uuid}/{verb}", body or {}, format="json", **headers)


def test_a_claim_goes_from_proposal_to_confirmed_by_four_eyes(reviewer, lead):
    claim, analyst = make.tracked(), make.client(make.person(Role.ANALYST))
    assert do(analyst, claim, "accept").json()["status"] == "unverified"
    assert do(reviewer, claim, "take").json()["status"] == "in_review"
    assert do(reviewer, claim, "confirm", SURE).json()["status"] == "awaiting_second_signature"
    again = do(reviewer, claim, "confirm", SURE)
    assert (again.status_code, again.json()["error"]["code"]) == (409, "cannot_sign")
    assert do(lead, claim, "confirm", SURE).json()["status"] == "confirmed"
    assert do(lead, claim, "reopen", {"reason": "new pictures"}).json()["status"] == "in_review"


def test_the_first_verdict_is_sealed_wherever_the_api_looks(reviewer, lead):
    claim = make.tracked()
    do(reviewer, claim, "refute", {**SURE, "reason": "the quake was elsewhere entirely"})
    for address in (f"claims/{claim.uuid}", "claims", "flags", "statements", f"claims?q=dam&status={'awaiting_second_signature'}"):
        told = lead.get(f"/api/v1/{address}").content.decode()
        assert "refuted" not in told
        assert "elsewhere entirely" not in told
        assert "satellite" not in told


@pytest.mark.parametrize("match", ["1", '"1"', 'W/"1"'])
def test_what_has_changed_since_it_was_read_is_refused_with_the_version_it_has(lead, match):
    claim = make.tracked()
    Claim.objects.update(version=4)
    answer = do(lead, claim, "dismiss", {"reason": "gossip"}, HTTP_IF_MATCH=match)
    assert answer.status_code == 412
    assert answer.json()["error"].items() >= {"code": "stale_version", "field": "version", "current": 4}.items()
    assert Claim.objects.get().status == "unverified"


@pytest.mark.parametrize("match", ["4", '"4"', "*", None])
def test_the_version_that_was_read_or_none_lets_a_change_through(lead, match):
    claim = make.tracked()
    Claim.objects.update(version=4)
    answer = do(lead, claim, "dismiss", {"reason": "gossip"}, **({"HTTP_IF_MATCH": match} if match else {}))
    assert (answer.status_code, answer.json()["status"], answer.json()["version"]) == (200, "dismissed", 5)


@pytest.mark.parametrize("match", ["four", "-1", '"', "9" * 40, "٣"])
def test_a_version_that_is_none_is_named(lead, match):
    answer = do(lead, make.tracked(), "take", HTTP_IF_MATCH=match.encode().decode("latin-1"))
    assert (answer.status_code, answer.json()["error"]["field"]) == (400, "If-Match")


@pytest.mark.parametrize(
    ("verb", "body", "field"),
    [
        ("edit", {}, "text"),
        ("edit", {"text": " "}, "text"),
        ("edit", {"text": "x" * 4001}, "text"),
        ("edit", {"text": "The dam fell.", "polarity": "unsure"}, "polarity"),
        ("edit", {"text": "The dam fell.", "status": "confirmed"}, "status"),
        ("dismiss", {}, "reason"),
        ("dismiss", {"reason": " "}, "reason"),
        ("assign", {}, "person"),
        ("assign", {"person": "rosa", "due": "soon"}, "due"),
        ("assign", {"person": "rosa", "due": "2001-01-01"}, "due"),
        ("confirm", {"confidence": "high"}, "reason"),
        ("confirm", {"confidence": "certain", "reason": "x"}, "confidence"),
        ("confirm", {**SURE, "number": 7}, "number"),
        ("confirm", {**SURE, "number": "two"}, "number"),
        ("confirm", {**SURE, "basis": ""}, "basis"),
        ("confirm", {**SURE, "verdict": "refuted"}, "verdict"),
        ("supersede", {"reason": "x", "successor": "7"}, "successor"),
        ("take", {"person": "rosa"}, "person"),
        ("take", [], ""),
    ],
)
def test_bad_input_is_named_and_changes_nothing(lead, verb, body, field):
    make.person(Role.REVIEWER, username="rosa")
    claim = make.tracked()
    before, events = Claim.objects.values().get(), Event.objects.count()
    answer = lead.post(f"/api/v1/claims/{claim.uuid}/{verb}", body, format="json")
    assert (answer.status_code, answer.json()["error"]["field"]) == (400, field), answer.content
    assert (Claim.objects.values().get(), Event.objects.count()) == (before, events)
    assert not Review.objects.exists()


@pytest.mark.parametrize(
    ("verb", "body", "field"),
    [
        ("assign", {"person": "nobody-of-that-name"}, "person"),
        ("supersede", {"reason": "x", "successor": "00000000-0000-0000-0000-000000000007"}, "successor"),
    ],
)
def test_what_is_named_and_not_there_is_named_back(lead, verb, body, field):
    answer = do(lead, make.tracked(), verb, body)
    assert (answer.status_code, answer.json()["error"]["field"]) == (404, field)


def test_a_decision_moves_a_statement_to_where_a_person_sees_it(reviewer):
    claim = make.tracked()
    evidence = make.set_against(claim, "corroborates")
    assert len(do(reviewer, evidence, "accept").json()["corroborated_by"]) == 1
    turned = do(reviewer, evidence, "relabel", {"relation": "contradicts", "reason": "it denies it"}).json()
    assert (len(turned["corroborated_by"]), len(turned["contradicted_by"])) == (0, 1)
    thrown = do(reviewer, evidence, "reject", {"reason": "another dam"}).json()
    assert (thrown["corroborated_by"], thrown["contradicted_by"]) == ([], [])
    assert Decision.objects.count() == 3


def test_a_flag_is_closed_with_a_reason_and_stays_on_record(reviewer):
    flag = make.flag(make.tracked())
    assert do(reviewer, flag, "close").status_code == 400
    answer = do(reviewer, flag, "close", {"reason": "seen, nothing new"}).json()
    assert answer["closed"]
    assert answer["closed_because"] == "seen, nothing new"
    assert [row["uuid"] for row in reviewer.get("/api/v1/flags?open=false").json()["results"]] == [str(flag.uuid)]


def test_every_verb_is_on_record_with_who_did_it(lead):
    claim = make.tracked()
    do(lead, claim, "dismiss", {"reason": "gossip"})
    last = Event.objects.filter(claim=claim).last()
    assert (last.kind, last.reason, last.actor.groups.get().name) == ("claim.dismissed", "gossip", "lead")


def test_work_is_taken_given_back_and_assigned(reviewer, lead):
    claim, other = make.tracked(), make.person(Role.REVIEWER)
    assert do(reviewer, claim, "take").json()["status"] == "in_review"
    assert (again := do(make.client(other), claim, "take")).status_code == 409
    assert again.json()["error"]["code"] == "taken"
    assert do(reviewer, claim, "release", {"reason": "no time"}).json()["status"] == "unverified"
    assert do(lead, claim, "assign", {"person": other.username, "due": "2199-01-01"}).json()["status"] == "in_review"
    assert claim.assignments.get(closed_at=None).person == other
