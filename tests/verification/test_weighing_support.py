"""The support of a claim as the record gives it: worked figures, what counts as whose word, what does not weigh, and what leaves it as it is."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests import make
from tests.verification.settled import claim_from, copied, ledger, outlet, own_words, settle, theta_of_88, told_by
from tracker.models import Claim, Grade, Source, Statement
from tracker.services import merging_sources
from tracker.terms import SourceKind
from verification.models import EvidenceObject, Examination
from verification.services import deciding, withdrawals
from verification.supports import support_of_claim, supports_of
from verification.track_records import record_of

pytestmark = pytest.mark.django_db


def one_wire(level=5):
    return claim_from(own_words("Wire", level=level))


def with_ten_copies():
    claim = one_wire()
    for n in range(10):
        make.set_against(claim, "repeats", said=copied(claim.opened_from, f"Copyist {n}", day=n / 10))
    return claim


def two_wires(bloc=""):
    outlet("Wire", bloc=bloc)
    outlet("Agency", bloc=bloc)
    claim = one_wire()
    make.set_against(claim, said=own_words("Agency", "Explosives lay under the dam at Lorn."))
    return claim


def copy_without_may():
    claim = one_wire(level=2)
    make.set_against(claim, "repeats", said=copied(claim.opened_from, "Daily", level=5))
    return claim


def one_denial():
    claim = make.tracked(by=make.person())
    make.set_against(claim, "contradicts", said=own_words("Wire", "The dam at Lorn was never mined."))
    return claim


@pytest.mark.parametrize(
    ("arrange", "probability", "number", "origins"),
    [
        (one_wire, 0.842, 2, 1),
        (with_ten_copies, 0.842, 2, 1),
        (two_wires, 0.966, 1, 2),
        (lambda: two_wires(bloc="State"), 0.890, 2, 2),
        (lambda: one_wire(level=2), 0.538, 6, 1),
        (copy_without_may, 0.538, 6, 1),
        (one_denial, 0.158, 5, 1),
    ],
    ids=["one wire", "ten republishers", "two wires", "two in one bloc", "may have", "a copy that dropped may", "one denial"],
)
def test_the_worked_figures_come_out_of_the_record(arrange, probability, number, origins):
    claim = arrange()
    theta_of_88(*Source.objects.filter(kind=SourceKind.OUTLET))
    found = support_of_claim(claim, now=make.NOW)
    assert found.support.probability == pytest.approx(probability, abs=5e-4)
    assert found.support.number == number
    assert found.support.shown == (None if number == 6 else found.support.probability)
    assert len(found.origins) == origins
    assert all(one.theta == pytest.approx(0.88, abs=1e-4) for one in found.origins)


def test_a_copy_that_dropped_the_hedge_is_named_as_held_down():
    found = support_of_claim(copy_without_may())
    (origin,) = found.origins
    assert origin.capped
    assert "1 relay firmer than what it relays, held to 0.55" in origin.why


def test_without_a_record_the_prior_is_taken_and_said():
    (origin,) = support_of_claim(one_wire()).origins
    assert origin.theta is None
    assert "no record, taken as 0.65" in origin.why
    assert origin.weight_for == pytest.approx(0.554, abs=5e-4)


def test_a_quoted_speaker_is_the_origin_through_one_relay_and_a_copy_adds_another():
    ministry = make.body("Lorn Ministry")
    claim = claim_from(told_by(ministry, through="Wire"))
    make.set_against(claim, "repeats", said=copied(claim.opened_from, "Daily"))
    (origin,) = support_of_claim(claim).origins
    assert (origin.name, origin.answers) == ("Lorn Ministry", "Lorn Ministry")
    assert [word.hops[ministry.pk] for word in origin.words] == [1, 2]
    assert origin.weight_for == pytest.approx(0.525, abs=5e-4)


def test_who_speaks_without_a_name_is_believed_as_the_outlet_that_vouched():
    official = make.source("official", SourceKind.UNNAMED)
    claim = claim_from(told_by(official, through="Wire"))
    ledger(outlet("Wire"), lines=[(0.95, 1.0)] * 4)
    ledger(official, lines=[(0.95, 0.0)] * 4)
    (origin,) = support_of_claim(claim).origins
    assert (origin.name, origin.answers) == ("official", "Wire")
    assert origin.theta == pytest.approx((2.6 + 3.6) / 7.6)


@pytest.mark.parametrize(("marker", "weight"), [("hearsay", 0.120), ("unverified", None), ("conditional", None)])
def test_markers_weigh_as_the_scale_says(marker, weight):
    claim = make.tracked(by=make.person())
    make.set_against(claim, said=own_words("Wire", markers=[marker]))
    found = support_of_claim(claim)
    if weight is None:
        assert found.origins == ()
        assert [one.because for one in found.silent] == [f"{marker}: it asserts nothing"]
    else:
        assert found.origins[0].weight_for == pytest.approx(weight, abs=5e-4)


def test_a_copy_of_what_asserted_nothing_asserts_nothing():
    said = own_words("Wire", markers=["unverified"])
    claim = claim_from(said)
    make.set_against(claim, "repeats", said=copied(said, "Daily"))
    found = support_of_claim(claim)
    assert (found.support.number, found.origins) == (6, ())
    assert "it passes on words that assert nothing" in {one.because for one in found.silent}


def test_denying_the_evidence_weighs_as_a_denial_at_possible():
    claim = one_wire()
    make.set_against(claim, "contradicts", said=own_words("Agency", "Such reports are groundless."), rule="denial_of_evidence")
    denial = next(one for one in support_of_claim(claim).origins if one.name == "Agency")
    assert denial.weight_against == pytest.approx(0.060, abs=5e-4)


def test_an_update_counts_as_for_and_a_relation_of_none_as_nothing():
    claim = one_wire()
    make.set_against(claim, "updates", said=own_words("Agency", "Two dams at Lorn were mined."))
    make.set_against(claim, "none", said=own_words("Daily", "Nobody would comment on the dam."))
    assert {one.name for one in support_of_claim(claim).origins} == {"Wire", "Agency"}


def test_suggested_evidence_weighs_until_it_is_rejected(now):
    claim = two_wires()
    evidence = claim.evidence.get()
    before = support_of_claim(claim).support.log_odds
    deciding.accept(evidence, by=make.person("reviewer"), now=now)
    assert support_of_claim(claim).support.log_odds == before
    deciding.reject(evidence, by=make.person("reviewer"), now=now, reason="another dam")
    assert {one.name for one in support_of_claim(claim).origins} == {"Wire"}


def test_what_its_source_took_back_does_not_weigh_from_that_day_and_is_named(now):
    claim = two_wires()
    withdrawals.withdraw(statement=claim.opened_from, by=make.person(), reason="corrected", now=now + timedelta(days=2))
    found = support_of_claim(claim)
    assert {one.name for one in found.origins} == {"Agency"}
    assert [one.because for one in found.silent] == ["its own source took it back"]
    assert {one.name for one in support_of_claim(claim, as_of=now + timedelta(days=1)).origins} == {"Wire", "Agency"}


def test_a_headline_adds_nothing_to_its_own_text():
    said = own_words("Wire", level=2)
    claim = claim_from(said)
    headline = make.statement("Dam at Lorn mined", of=said.report, level=5, origin=outlet("Wire"), part="title", start=0, end=0)
    make.set_against(claim, "repeats", said=headline)
    found = support_of_claim(claim)
    assert found.support.number == 6
    assert "a headline adds nothing to its own text" in {one.because for one in found.silent}


def test_a_later_word_of_the_same_speaker_counts_at_its_own_certainty():
    ministry = make.body("Lorn Ministry")
    claim = claim_from(told_by(ministry, through="Wire", level=2))
    make.set_against(claim, said=told_by(ministry, through="Agency", level=5, day=30))
    (origin,) = support_of_claim(claim).origins
    assert origin.weight_for == pytest.approx(0.525, abs=5e-4)


def test_a_speaker_who_turned_round_counts_on_the_newest_side():
    ministry = make.body("Lorn Ministry")
    claim = claim_from(told_by(ministry, through="Wire"))
    make.set_against(claim, "contradicts", said=told_by(ministry, "The dam was not mined.", through="Agency", day=30))
    (origin,) = support_of_claim(claim).origins
    assert (origin.weight_for, origin.weight_against) == (0, pytest.approx(0.525, abs=5e-4))


def test_a_misquote_is_no_word_of_the_origin_even_after_it_turned_round():
    ministry = make.body("Lorn Ministry")
    claim = claim_from(told_by(ministry, through="Wire"))
    make.set_against(claim, "contradicts", said=told_by(ministry, "The dam may not have been mined.", through="Agency", level=2, day=30))
    before = support_of_claim(claim).support
    make.set_against(claim, "contradicts", said=copied(claim.opened_from, "Daily", "The dam was not mined.", polarity="denied", day=40))
    found = support_of_claim(claim)
    assert found.support.log_odds == before.log_odds
    assert "it tells the opposite of what it passes on" in {one.because for one in found.silent}


def test_all_whose_lineage_is_unknown_weigh_as_one():
    claim = make.tracked(by=make.person())
    for n in range(3):
        make.set_against(claim, said=make.statement(f"The dam was mined, version {n}.", of=make.received(f"v {n}", publisher=None)))
    (origin,) = support_of_claim(claim).origins
    assert origin.name == "unknown lineage"
    assert "unknown lineage · 3" in origin.why


def test_all_who_looked_at_one_thing_are_one_bloc_with_its_name():
    claim = two_wires()
    theta_of_88(outlet("Wire"), outlet("Agency"))
    debris = EvidenceObject.objects.create(kind="remains", name="the charge", made_at=make.NOW)
    for said in (claim.opened_from, claim.evidence.get().statement):
        Examination.objects.create(object=debris, statement=said, made_at=make.NOW)
    found = support_of_claim(claim)
    assert (round(found.support.probability, 3), found.support.number, found.support.k_for) == (0.890, 2, 1)
    assert [found.bloc_names[key] for bloc in found.support.blocs for key in bloc.blocs] == ["the charge"]
    Examination.objects.update(cut_at=make.NOW)
    assert support_of_claim(claim).support.number == 1


def test_for_one_report_its_own_origin_is_left_out():
    claim = two_wires()
    theta_of_88(outlet("Wire"), outlet("Agency"))
    found = support_of_claim(claim, leaving_out=claim.opened_from.report)
    assert (found.support.number, found.left_out) == (2, ("Wire",))
    assert {one.name for one in found.origins} == {"Agency"}


def test_it_says_what_it_hangs_on():
    claim = two_wires()
    ledger(outlet("Wire"), lines=[(0.95, 1.0)] * 9)
    assert support_of_claim(claim).hangs_on.startswith("without Wire it would be ")
    assert support_of_claim(make.tracked(by=make.person())).hangs_on == ""


def test_a_settlement_does_not_support_its_own_claim(now):
    claim, other = one_wire(), claim_from(own_words("Wire", "The bridge at Lorn fell."))
    before = support_of_claim(claim)
    settle(claim, 1.0, now=now)
    assert support_of_claim(claim).support == before.support
    assert support_of_claim(other).support.log_odds > before.support.log_odds


def test_two_rows_for_one_source_are_one_origin_once_they_are_merged(now):
    claim = two_wires()
    merging_sources.merge(outlet("Agency"), into=outlet("Wire"), by=make.person("lead"), reason="one house", now=now)
    assert {one.name for one in support_of_claim(claim).origins} == {"Wire"}


def test_merging_a_source_does_not_take_it_out_of_its_owners_hands(now):
    outlet("Wire")
    outlet("Agency", bloc="State")
    outlet("Echo", bloc="State")
    claim = one_wire(level=2)
    make.set_against(claim, said=own_words("Agency", "Explosives lay under the dam at Lorn."))
    make.set_against(claim, said=own_words("Echo", "The dam at Lorn had been mined by then."))
    before = support_of_claim(claim).support.log_odds
    merging_sources.merge(outlet("Agency"), into=outlet("Wire"), by=make.person("lead"), reason="one house", now=now)
    merged = support_of_claim(claim).support
    assert len(merged.origins) == 2
    assert len(merged.blocs) == 1
    assert merged.log_odds <= before


def test_a_claim_merged_into_another_brings_its_words(now):
    from verification.services.merging import merge

    claim, same = one_wire(), claim_from(own_words("Agency", "Explosives lay under the dam."))
    merge(same, into=claim, by=make.person("lead"), reason="one proposition", now=now)
    assert {one.name for one in support_of_claim(Claim.objects.get(pk=claim.pk)).origins} == {"Wire", "Agency"}


def test_weighing_leaves_status_letter_and_every_row_alone(now):
    claim = two_wires()
    Grade.objects.create(source=outlet("Wire"), letter="C", by=make.person("lead"), at=now, reason="known for years")
    before = (Claim.objects.get(pk=claim.pk).status, list(Grade.objects.values()), Statement.objects.count())
    assert repr(support_of_claim(claim).support) == repr(support_of_claim(claim).support)
    record_of(outlet("Wire"))
    assert (Claim.objects.get(pk=claim.pk).status, list(Grade.objects.values()), Statement.objects.count()) == before


def test_ten_claims_and_twenty_cost_the_same_queries():
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    claims = []
    for n in range(20):
        claims.append(claim_from(own_words(f"Wire {n}", f"Bridge {n} at Lorn fell.")))
        make.set_against(claims[-1], "repeats", said=copied(claims[-1].opened_from, f"Daily {n}"))
    with CaptureQueriesContext(connection) as ten:
        supports_of(claims[:10])
    with CaptureQueriesContext(connection) as twenty:
        assert len(supports_of(claims)) == 20
    assert len(ten) == len(twenty)
