"""STIX 2.1: the OASIS library takes every bundle in strict mode, and the same record gives the same bundle."""

from __future__ import annotations

import json

import pytest
import stix2

from tests import make
from tests.exports import told
from verification.exports.cases import this_desk
from verification.exports.stix import bundle

pytestmark = pytest.mark.django_db


def text_of(*claims, **options) -> str:
    return "".join(bundle([told.case(claim, **options) for claim in claims], this_desk()))


def parsed(*claims) -> dict[str, list]:
    """The objects by type, as a strict reader sees them."""
    whole = stix2.parse(text_of(*claims), allow_custom=False, version="2.1")
    assert whole.type == "bundle"
    known = {one.id for one in whole.objects}
    assert len(known) == len(whole.objects), "each object stands in the bundle once"
    for one in whole.objects:
        refs = [*one.get("object_refs", []), *([one.created_by_ref] if "created_by_ref" in one else [])]
        assert known.issuperset(refs), "every reference leads to an object of the bundle"
    found: dict[str, list] = {}
    for one in whole.objects:
        found.setdefault(one.type, []).append(one)
    return found


def test_a_claim_is_a_report_with_notes_and_opinions():
    objects = parsed(told.claim())
    [report] = objects["report"]
    assert report.name == "The dam at Lorn may have been mined."
    assert [note.abstract.split(":")[0] for note in objects["note"]] == ["opening", "repeats"]
    assert {(one.opinion, one.authors[0]) for one in objects["opinion"]} == {
        ("strongly-agree", "Engineers Union"),
        ("strongly-disagree", "Navy"),
    }
    assert all(list(one.object_refs) == [report.id] for one in objects["opinion"])


@pytest.mark.parametrize(
    ("relation", "level", "opinion"),
    [
        ("corroborates", 5, "strongly-agree"),
        ("corroborates", 3, "agree"),
        ("corroborates", 1, "neutral"),
        ("contradicts", 4, "strongly-disagree"),
        ("contradicts", 2, "disagree"),
    ],
)
def test_how_strong_an_opinion_is_comes_from_how_firmly_it_was_said(relation, level, opinion):
    claim = make.tracked()
    make.set_against(claim, relation, said=make.statement(level=level))
    [told_so] = parsed(claim)["opinion"]
    assert told_so.opinion == opinion


@pytest.mark.parametrize(("number", "confidence"), [(1, 90), (2, 70), (3, 50), (4, 30), (5, 10), (6, None), (None, None)])
def test_confidence_follows_the_credibility_number_and_six_has_none(number, confidence):
    objects = parsed(told.signed(told.claim(), numbers=(number, number)))
    assert objects["report"][0].get("confidence") == confidence
    [verdict] = [one for one in objects["opinion"] if "signatures" in one.explanation]
    assert (verdict.opinion, verdict.get("confidence")) == ("strongly-agree", confidence)


@pytest.mark.parametrize("letter", ["A", "E", "F"])
def test_a_source_carries_its_letter(letter):
    [outlet] = [one for one in parsed(told.claim(letter=letter))["identity"] if one.name == "Harbour Post"]
    assert outlet.x_opencti_reliability == letter


def test_a_source_without_a_letter_carries_none():
    [navy] = [one for one in parsed(told.claim())["identity"] if one.name == "Navy"]
    assert "x_opencti_reliability" not in navy


def test_a_second_export_is_the_same_bundle():
    claims = [told.signed(told.claim()), told.claim(text="The bridge at Orl fell.")]
    assert text_of(*claims) == text_of(*claims)


def test_a_change_makes_it_another_bundle_of_the_same_objects():
    claim = told.claim()
    before = json.loads(text_of(claim))
    told.signed(claim)
    claim.refresh_from_db()
    after = json.loads(text_of(claim))
    assert before["id"] != after["id"]
    assert {one["id"] for one in before["objects"]} < {one["id"] for one in after["objects"]}
    [was], [now] = ([one for one in whole["objects"] if one["type"] == "report"] for whole in (before, after))
    assert was["modified"] < now["modified"]


def test_what_two_claims_share_stands_in_the_bundle_once():
    objects = parsed(told.claim(), told.claim(text="The bridge at Orl fell."))
    assert sum(one.name == "Navy" for one in objects["identity"]) == 1
    assert len(objects["report"]) == 2


def test_a_typed_claim_without_anything_against_it_is_a_bundle_too():
    assert len(parsed(make.tracked(by=make.person("analyst")))["report"]) == 1


def test_rejected_and_withdrawn_words_are_nobodys_opinion():
    from verification.services import deciding, withdrawals

    claim = told.claim()
    deciding.reject(claim.evidence.get(relation="contradicts"), by=make.person("reviewer"), now=make.NOW, reason="another dam")
    withdrawals.withdraw(
        statement=claim.evidence.get(relation="corroborates").statement, by=make.person("analyst"), now=make.NOW, reason="they said so"
    )
    assert "opinion" not in parsed(claim)


def test_a_sealed_verdict_is_no_opinion():
    text = text_of(told.sealed(told.claim()))
    assert told.SEALED not in text
    assert "strongly-agree" in text, "what was said is"


def test_one_signature_says_so(settings):
    settings.SIGNATURES = 1
    assert text_of(told.signed(told.claim(), numbers=(2,))).count("one signature") >= 2
