"""Merging claims and sources, splitting claims: pointers and decisions, so that everything can be undone."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests import make
from tracker.errors import Refused, Stale
from tracker.models import Claim, Event
from tracker.models.naming import add_alias, known
from tracker.roles import NotAllowed
from tracker.services import merging_sources
from tracker.terms import Relation, Ruling, Status
from verification.casefile import case_files
from verification.models import Assignment, Evidence, Round
from verification.services import deciding, merging, reviewing, splitting
from verification.services.recomparing import catch_up

pytestmark = pytest.mark.django_db


def case_of(claim):
    return case_files([Claim.objects.get(pk=claim.pk)])[0]


def sides(claim):
    return sorted((entry.statement.quote, entry.side) for entry in case_of(claim).entries)


@pytest.fixture
def lead():
    return make.person("lead")


@pytest.fixture
def two():
    """Two claims, each with an opening statement and one evidence, all of other origins."""
    one = make.claim_by_hand("The dam at Lorn was mined.", level=5)
    other = make.claim_by_hand("Mines destroyed the Lorn dam.", level=5, origin="Hill Rangers")
    make.set_against(one, "corroborates", said=make.statement("Union: mined.", origin=make.body("Engineers Union")))
    make.set_against(other, "contradicts", said=make.statement("Army: not mined.", origin=make.body("Lorn Army")))
    return one, other


def merge(claim, into, lead, now, **more):
    return merging.merge(claim, into=into, by=lead, reason="one and the same", now=now, **more)


def test_a_case_file_follows_the_pointer_and_unmerging_restores_it(two, lead, now):
    one, other = two
    before = sides(one), sides(other)
    merge(other, one, lead, now)
    assert sides(one) == sorted(before[0] + before[1])
    assert (case_of(one).reports, case_of(one).origins) == (3, 3)
    assert Evidence.objects.filter(claim=other).count() == 1
    merging.unmerge(other, by=lead, now=now)
    assert (sides(one), sides(other)) == before


def test_a_chain_of_mergers_is_followed_to_its_end(two, lead, now):
    one, other = two
    third = make.claim_by_hand("Lorn: dam mined.", origin="Lorn Court")
    merge(other, one, lead, now)
    merge(one, third, lead, now)
    assert case_of(third).reports == 4
    assert merging.unmerge(one, by=lead, now=now).merged_into is None
    assert (case_of(third).reports, case_of(one).reports) == (1, 3)


def test_opposite_polarity_turns_the_relations_round(two, lead, now):
    one, other = two
    Claim.objects.filter(pk=other.pk).update(polarity="denied", text="Mines did not destroy the Lorn dam.")
    merge(Claim.objects.get(pk=other.pk), one, lead, now)
    assert dict(sides(one)) == {
        "The dam at Lorn was mined.": "for",
        "Union: mined.": "for",
        "Mines destroyed the Lorn dam.": "against",
        "Army: not mined.": "for",
    }


def test_a_word_on_turned_evidence_is_kept_as_it_is_meant(two, lead, now):
    one, other = two
    Claim.objects.filter(pk=other.pk).update(polarity="denied")
    evidence = Evidence.objects.get(claim=other)
    merge(Claim.objects.get(pk=other.pk), one, lead, now)
    evidence.refresh_from_db()
    kept = deciding.as_kept(evidence, seen_on=one, relation="contradicts")
    deciding.relabel(evidence, by=lead, now=now, relation=kept)
    assert dict(sides(one))["Army: not mined."] == "against"


def test_of_two_rows_for_one_statement_the_decided_counts_then_the_newer(two, lead, now):
    one, other = two
    shared = make.statement("Both may be meant.", origin=make.body("Lorn Court"))
    older = make.set_against(one, "contradicts", said=shared, made_at=now)
    newer = make.set_against(other, "corroborates", said=shared, made_at=now + timedelta(hours=1))
    merge(other, one, lead, now)

    def relation():
        return next(entry.relation for entry in case_of(one).entries if entry.statement == shared)

    assert relation() is Relation.CORROBORATES
    deciding.accept(older, by=lead, now=now)
    assert relation() is Relation.CONTRADICTS
    deciding.accept(newer, by=lead, now=now + timedelta(hours=2))
    assert relation() is Relation.CORROBORATES


def test_a_settled_claim_is_reopened_and_a_round_of_the_merged_one_is_closed(two, lead, now):
    one, other = two
    for claim in two:
        for role in ("reviewer", "reviewer"):
            signer = make.person(role)
            reviewing.sign(claim, by=signer, verdict="confirmed", confidence="high", basis="seen", reason="seen", now=now)
    merge(other, one, lead, now)
    one.refresh_from_db()
    other.refresh_from_db()
    assert (one.status, other.status) == (Status.IN_REVIEW, Status.UNVERIFIED)
    assert Round.objects.get(claim=other, closed_at=now, outcome="merged")
    assert not Assignment.objects.filter(claim=other, closed_at=None).exists()
    assert Event.objects.filter(kind="claim.reopened").count() == 2


def test_a_first_signature_is_void_since_the_case_is_another_one_now(two, lead, now):
    one, other = two
    reviewing.sign(one, by=make.person("reviewer"), verdict="confirmed", confidence="high", basis="seen", reason="seen", now=now)
    merge(other, one, lead, now)
    assert Claim.objects.get(pk=one.pk).status == Status.IN_REVIEW
    assert Event.objects.filter(kind="review.voided", claim=one).exists()


@pytest.mark.parametrize("role", ["reader", "analyst", "reviewer", "admin"])
def test_only_leads_merge_and_split(two, role, now):
    person = make.person(role)
    with pytest.raises(NotAllowed):
        merge(two[1], two[0], person, now)
    with pytest.raises(NotAllowed):
        splitting.split(two[0], statements=[], text="x", by=person, reason="x", now=now)


def test_what_makes_no_sense_is_refused(two, lead, now):
    one, other = two
    with pytest.raises(Refused, match="itself"):
        merge(one, one, lead, now)
    with pytest.raises(Refused, match="not merged"):
        merging.unmerge(one, by=lead, now=now)
    with pytest.raises(Stale):
        merge(other, one, lead, now, into_version=one.version + 3)
    merge(other, one, lead, now)
    assert merge(other, one, lead, now).merged_into == one
    with pytest.raises(Refused, match="merged"):
        merge(one, other, lead, now)
    assert Event.objects.filter(kind="claim.merged").count() == 1


def test_a_merged_claim_is_found_by_its_words_and_stands_for_the_other(lead, now):
    one = make.claim("The dam at Lorn was blown up on Monday.", publisher="Lorn Wire")
    other = make.claim("Gunmen burned the customs house at Varrin on Monday.", publisher="Varrin Echo")
    merge(other, one, lead, now)
    from verification.retrieval import candidate_claims

    assert candidate_claims("The customs house at Varrin was burned.", at=now) == [one]


def test_an_unmerged_claim_catches_up_with_what_it_missed(lead, now):
    one = make.claim("Gunmen burned the customs house at Varrin on Monday.", publisher="Varrin Echo")
    other = make.claim_by_hand("The mayor of Lorn fled.")
    merge(one, other, lead, now)
    make.report("According to the Customs Union, gunmen burned the customs house at Varrin on Monday.", publisher="Hill Post")
    Evidence.objects.filter(claim=one).delete()
    merging.unmerge(one, by=lead, now=now)
    catch_up(str(one.uuid), now=now)
    assert case_of(one).reports == 2


def test_splitting_takes_evidence_along_by_decisions_and_merging_back_undoes_it(two, lead, now):
    one, _ = two
    union = next(entry.statement for entry in case_of(one).entries if not entry.opening)
    police = make.set_against(one, "contradicts", said=make.statement("Police: no.", origin=make.body("Police"))).statement
    before = sides(one)
    fresh = splitting.split(one, statements=[union, police], text="The northern dam was mined.", by=lead, reason="two dams", now=now)
    assert sides(fresh) == [("Police: no.", "against"), ("Union: mined.", "for")]
    assert fresh.opened_from == union
    assert [entry.side for entry in case_of(one).entries if entry.ruling is Ruling.REJECT] == ["none", "none"]
    assert case_of(one).reports == 1
    merge(fresh, one, lead, now)
    assert sides(one) == before


def test_the_opening_statement_cannot_be_split_off(two, lead, now):
    one, _ = two
    with pytest.raises(Refused, match="stays"):
        splitting.split(one, statements=[one.opened_from], text="Another.", by=lead, reason="x", now=now)
    with pytest.raises(Refused, match="choose"):
        splitting.split(one, statements=[], text="Another.", by=lead, reason="x", now=now)


# ---- sources


def test_two_rows_for_one_outlet_are_one_origin_until_unmerged(lead, now):
    claim = make.claim_by_hand(origin="Lorn Ministry")
    make.set_against(claim, said=make.statement("Ministry says so.", origin=make.body("Ministry of Lorn")))
    assert case_of(claim).origins == 2
    merging_sources.merge(make.body("Ministry of Lorn"), into=make.body("Lorn Ministry"), by=lead, reason="same", now=now)
    assert case_of(claim).origins == 1
    merging_sources.unmerge(make.body("Ministry of Lorn"), by=lead, now=now)
    assert case_of(claim).origins == 2


def test_names_follow_mergers_to_the_end(lead, now):
    one, two, three = (make.body(name) for name in ("Lorn Ministry", "Ministry of Lorn", "Lorn Defence Ministry"))
    merging_sources.merge(one, into=two, by=lead, reason="same", now=now)
    merging_sources.merge(two, into=three, by=lead, reason="same", now=now)
    assert known("Lorn Ministry") == [three]


def test_a_source_is_not_merged_into_what_stands_under_it(lead, now):
    ministry = make.body("Lorn Ministry")
    spokesman = make.source("Ada Renn", "person", parent=ministry)
    with pytest.raises(Refused, match="stands under"):
        merging_sources.merge(ministry, into=spokesman, by=lead, reason="same", now=now)
    with pytest.raises(NotAllowed):
        merging_sources.merge(spokesman, into=ministry, by=make.person("analyst"), reason="same", now=now)
    with pytest.raises(Stale):
        merging_sources.merge(spokesman, into=ministry, by=lead, reason="same", now=now, version=7)


def test_a_name_is_dropped_but_never_the_own_one(lead, now):
    ministry = make.body("Lorn Ministry")
    add_alias(ministry, "the Ministry")
    assert merging_sources.drop_alias(ministry, text="the Ministry", by=lead, now=now)
    assert not merging_sources.drop_alias(ministry, text="the Ministry", by=lead, now=now)
    with pytest.raises(Refused):
        merging_sources.drop_alias(ministry, text="Lorn Ministry", by=lead, now=now)
