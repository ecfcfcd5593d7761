"""Putting claims right by the API: merging, splitting, evidence by hand, what a source took back, and the claim of an earlier day."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.cache import cache

from tests import make
from tests.exports import told
from tracker.models import Claim, Topic
from verification.models import Decision, Withdrawal
from verification.services import deciding

pytestmark = pytest.mark.django_db
NOBODY = "00000000-0000-4000-8000-000000000000"


@pytest.fixture(autouse=True)
def _fresh_throttle():
    cache.clear()


@pytest.fixture
def lead():
    return make.client(make.person("lead"))


def post(client, path: str, body: dict | None = None, **headers):
    return client.post(f"/api/v1/{path}", body or {}, format="json", headers=headers)


def refusal(answer) -> tuple[int, str, str]:
    error = answer.json()["error"]
    return answer.status_code, error["code"], error["field"]


def test_a_claim_is_merged_and_stands_by_itself_again(lead):
    claim, into = make.tracked(), make.tracked("The Lorn dam was mined.")
    answer = post(lead, f"claims/{claim.uuid}/merge", {"into": str(into.uuid), "reason": "the same"})
    assert (answer.status_code, answer.json()["merged_into"]) == (200, str(into.uuid))
    assert [row["id"] for row in lead.get("/api/v1/claims").json()["results"]] == [str(into.uuid)]
    again = post(lead, f"claims/{claim.uuid}/unmerge")
    assert (again.status_code, again.json()["merged_into"]) == (200, None)


@pytest.mark.parametrize(
    ("into", "status", "code"), [(NOBODY, 404, "unknown_claim"), ("itself", 400, "itself"), ("dismissed", 409, "dismissed")]
)
def test_what_a_claim_cannot_be_merged_into_is_named(lead, into, status, code):
    claim = make.tracked()
    dismissed = make.tracked("Gossip.")
    Claim.objects.filter(pk=dismissed.pk).update(status="dismissed")
    target = {"itself": str(claim.uuid), "dismissed": str(dismissed.uuid)}.get(into, into)
    assert refusal(post(lead, f"claims/{claim.uuid}/merge", {"into": target, "reason": "the same"})) == (status, code, "into")


@pytest.mark.parametrize("verb", ["merge", "split", "unmerge", "restore"])
def test_each_verb_looks_at_the_version(lead, verb):
    claim = told.claim()
    if verb == "unmerge":
        post(lead, f"claims/{claim.uuid}/merge", {"into": str(make.tracked("Another.").uuid), "reason": "the same"})
    bodies = {
        "merge": {"into": str(make.tracked("The Lorn dam was mined.").uuid), "reason": "the same"},
        "split": {"statements": [str(claim.evidence.first().statement.uuid)], "text": "Another matter.", "reason": "two"},
    }
    assert refusal(post(lead, f"claims/{claim.uuid}/{verb}", bodies.get(verb), **{"If-Match": '"99"'}))[:2] == (412, "stale_version")


def test_a_claim_is_split_and_the_new_one_is_answered(lead):
    claim = told.claim()
    moved = claim.evidence.get(relation="corroborates").statement
    body = {"statements": [str(moved.uuid)], "text": "The dam at Lorn leaked.", "reason": "two propositions", "kinship": "rival"}
    answer = post(lead, f"claims/{claim.uuid}/split", body)
    assert answer.status_code == 201, answer.content
    fresh = answer.json()
    assert (fresh["text"], fresh["kinship"], fresh["related_to"], fresh["reports"]) == (
        "The dam at Lorn leaked.",
        "rival",
        str(claim.uuid),
        1,
    )
    entries = {one["statement"]: one["side"] for one in lead.get(f"/api/v1/claims/{claim.uuid}").json()["entries"]}
    assert entries[str(moved.uuid)] == "none"


@pytest.mark.parametrize(
    ("statements", "status", "code"), [([], 400, "min_length"), ([NOBODY], 404, "unknown_statement"), (["opening"], 409, "opening")]
)
def test_what_a_split_cannot_take_along_is_named(lead, statements, status, code):
    claim = told.claim()
    chosen = [str(claim.opened_from.uuid) if one == "opening" else one for one in statements]
    answer = post(lead, f"claims/{claim.uuid}/split", {"statements": chosen, "text": "Another.", "reason": "two"})
    assert refusal(answer) == (status, code, "statements")


def test_a_dismissed_claim_is_restored(lead):
    claim = make.tracked()
    post(lead, f"claims/{claim.uuid}/dismiss", {"reason": "gossip"})
    assert post(lead, f"claims/{claim.uuid}/restore").json()["status"] == "unverified"
    assert refusal(post(lead, f"claims/{claim.uuid}/restore"))[:2] == (409, "not_dismissed")


def test_any_statement_is_set_against_any_claim_and_a_later_word_takes_its_place(lead):
    claim, said = make.tracked(), make.statement("The ferry sank.")
    body = {"claim": str(claim.uuid), "statement": str(said.uuid), "relation": "contradicts", "reason": "it was elsewhere"}
    answer = post(lead, "evidence", body)
    assert answer.status_code == 201, answer.content
    assert (answer.json()["statement"], answer.json()["rule"]) == (str(said.uuid), "by_hand")
    assert post(lead, "evidence", {**body, "relation": "corroborates"}).json()["uuid"] == answer.json()["uuid"]
    [entry] = [one for one in lead.get(f"/api/v1/claims/{claim.uuid}").json()["entries"] if not one["opening"]]
    assert (entry["relation"], entry["side"]) == ("corroborates", "for")
    assert Decision.objects.count() == 2


@pytest.mark.parametrize(
    ("change", "status", "code", "field"),
    [
        ({"claim": NOBODY}, 404, "unknown_claim", "claim"),
        ({"statement": NOBODY}, 404, "unknown_statement", "statement"),
        ({"relation": "likes"}, 400, "invalid_choice", "relation"),
        ({"statement": "opening"}, 409, "opening", "statement"),
        ({"claim": "merged"}, 409, "merged", "claim"),
    ],
)
def test_what_cannot_be_set_against_a_claim_is_named(lead, change, status, code, field):
    claim, merged = make.tracked(), make.tracked("The Lorn dam was mined.")
    Claim.objects.filter(pk=merged.pk).update(merged_into=claim)
    named = {"opening": str(claim.opened_from.uuid), "merged": str(merged.uuid)}
    body = {"claim": str(claim.uuid), "statement": str(make.statement().uuid), "relation": "updates", **change}
    body = {name: named.get(value, value) for name, value in body.items()}
    assert refusal(post(lead, "evidence", body)) == (status, code, field)


@pytest.mark.parametrize("noun", ["statement", "report"])
def test_what_a_source_took_back_is_noted_and_undone(lead, noun):
    claim = make.tracked()
    thing = claim.opened_from if noun == "statement" else claim.opened_from.report
    answer = post(lead, f"{noun}s/{thing.uuid}/withdraw", {"reason": "they corrected it"})
    assert (answer.status_code, answer.json()[noun], answer.json()["undone"]) == (200, str(thing.uuid), None)
    case = lead.get(f"/api/v1/claims/{claim.uuid}").json()
    assert (case["reports"], case["entries"][0]["withdrawn"], case["flags"][0]["kind"]) == (0, True, "retracted")
    assert post(lead, f"{noun}s/{thing.uuid}/withdraw", {"reason": "again"}).json() == answer.json(), "safe to repeat"
    assert post(lead, f"{noun}s/{thing.uuid}/undo_withdrawal").json()["undone"]
    assert refusal(post(lead, f"{noun}s/{thing.uuid}/undo_withdrawal"))[:2] == (409, "not_withdrawn")
    assert Withdrawal.objects.count() == 1


def test_only_its_own_source_takes_a_word_back(lead):
    claim, other = make.tracked(), make.statement("That was wrong.")
    answer = post(lead, f"statements/{claim.opened_from.uuid}/withdraw", {"reason": "they said so", "by_statement": str(other.uuid)})
    assert refusal(answer) == (400, "another_source", "by_statement")


def test_a_claim_is_answered_as_it_stood_then(lead):
    claim = told.claim()
    rejected = claim.evidence.get(relation="corroborates")
    deciding.reject(rejected, by=make.person("reviewer"), now=make.NOW + timedelta(days=2), reason="another dam")
    reader = make.client(make.person("reader"))

    def side(**asked) -> str:
        case = reader.get(f"/api/v1/claims/{claim.uuid}", asked).json()
        return next(one["side"] for one in case["entries"] if one["evidence"] == str(rejected.uuid))

    assert side() == "none"
    assert side(as_of="2026-03-05") == "for"
    assert refusal(reader.get(f"/api/v1/claims/{claim.uuid}", {"as_of": "2020-01-01"})) == (404, "not_opened_yet", "as_of")
    assert refusal(reader.get(f"/api/v1/claims/{claim.uuid}/support", {"as_of": "soon"})) == (400, "invalid", "as_of")
    then, now = (reader.get(f"/api/v1/claims/{claim.uuid}/support", asked).json() for asked in ({"as_of": "2026-03-05"}, {}))
    assert then["material_for"] + len(then["origins"]) > now["material_for"] + len(now["origins"])
    source = claim.opened_from.report.publisher
    assert reader.get(f"/api/v1/sources/{source.uuid}/record", {"as_of": "2026-03-05"}).status_code == 200


def test_one_topic_is_answered(lead):
    topic = Topic.objects.create(name="Dams", slug="dams", summary="Of the upper Lorn.")
    assert lead.get(f"/api/v1/topics/{topic.uuid}").json() == {
        "uuid": str(topic.uuid),
        "slug": "dams",
        "name": "Dams",
        "summary": "Of the upper Lorn.",
    }
    assert lead.get(f"/api/v1/topics/{NOBODY}").status_code == 404


def test_a_link_that_nobody_decided_on_is_not_undone(lead):
    claim, said = make.tracked(), make.statement("The ferry sank.")
    edge = make.edge(said, claim.opened_from)
    assert refusal(post(lead, f"edges/{edge.uuid}/undo", {"reason": "a slip"})) == (409, "nothing_decided", "edge")


def test_one_address_is_asked_as_a_feed_once(lead):
    feed = {"url": "https://northsea.example/rss", "source": "Northsea Wire"}
    assert post(lead, "feeds", feed).status_code == 201
    assert refusal(post(lead, "feeds", feed)) == (409, "there_already", "url")
