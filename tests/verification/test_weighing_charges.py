"""What a settled claim means for its sources: who is charged at which words, and that taking a decision back takes everything back."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests import make
from tests.verification.settled import claim_from, copied, ledger, outlet, own_words, settle, told_by
from tracker import work
from tracker.errors import Refused
from tracker.models import ChainLink, Claim, Edge, Event, Source, WorkItem
from tracker.roles import NotAllowed
from tracker.services import merging_sources, source_register
from tracker.terms import SourceKind
from verification.models import Charge, Flag, Settlement
from verification.services import deciding, reviewing, weighing, withdrawals
from verification.track_records import record_of, thetas_of

pytestmark = pytest.mark.django_db


def charges():
    """(source, role, p, match) of what counts now."""
    rows = Charge.objects.filter(settlement__in=Settlement.objects.standing()).order_by("source__name")
    return [(row.source.name, row.role, round(row.p, 2), row.match) for row in rows]


def theta(name):
    return record_of(Source.objects.get(name=name)).record.theta


def test_the_origin_is_charged_and_a_faithful_copy_is_not(now):
    claim = claim_from(own_words("Wire"))
    make.set_against(claim, "repeats", said=copied(claim.opened_from, "Daily", crediting=outlet("Wire")))
    settle(claim, 0.0, now=now + timedelta(days=9))
    assert charges() == [("Wire", "origin", 0.95, 0.0)]


def test_a_relay_that_hardened_is_charged_too_at_its_own_words(now):
    claim = claim_from(told_by(make.body("Lorn Ministry"), through="Wire", level=2))
    relay = told_by(make.body("Lorn Ministry"), through="Daily", level=5, day=1)
    make.set_against(claim, "repeats", said=relay)
    settle(claim, 0.0, now=now + timedelta(days=9))
    assert charges() == [("Daily", "hardening_relay", 0.95, 0.0), ("Lorn Ministry", "origin", 0.55, 0.0)]


def test_a_copy_that_drops_who_said_it_is_charged_as_its_adopter(now):
    claim = claim_from(told_by(make.body("Lorn Ministry"), through="Wire"))
    make.set_against(claim, "repeats", said=copied(claim.opened_from, "Daily"))
    settle(claim, 1.0, now=now + timedelta(days=9))
    assert charges() == [("Daily", "adopter", 0.95, 1.0), ("Lorn Ministry", "origin", 0.95, 1.0)]


def test_a_misquote_charges_the_relay_only(now):
    claim = make.tracked(by=make.person("analyst"))
    said = told_by(make.body("Lorn Ministry"), through="Wire")
    make.set_against(claim, "corroborates", said=said)
    quote = copied(said, "Daily", "The dam at Lorn was not mined.", polarity="denied")
    make.set_against(claim, "contradicts", said=quote)
    settle(claim, 1.0, now=now + timedelta(days=9))
    assert charges() == [("Daily", "misquoting_relay", 0.05, 0.0), ("Lorn Ministry", "origin", 0.95, 1.0)]


def test_an_unnamed_origin_charges_the_outlet_that_vouched(now):
    claim = claim_from(told_by(make.source("official", SourceKind.UNNAMED), through="Wire"))
    settle(claim, 1.0, now=now + timedelta(days=9))
    assert charges() == [("Wire", "adopter", 0.95, 1.0)]


@pytest.mark.parametrize(("y", "match"), [(1.0, 0.0), (0.5, 0.5), (0.0, 1.0)])
def test_who_denied_is_credited_where_the_claim_fell(now, y, match):
    claim = make.tracked(by=make.person("analyst"))
    make.set_against(claim, "contradicts", said=own_words("Wire", "The dam was not mined."))
    settle(claim, y, now=now + timedelta(days=9))
    assert charges() == [("Wire", "origin", 0.05, match)]


def test_each_source_is_charged_once_at_its_first_stated_certainty(now):
    ministry = make.body("Lorn Ministry")
    claim = claim_from(told_by(ministry, through="Wire", level=2))
    make.set_against(claim, said=told_by(ministry, through="Agency", level=5, day=30))
    settle(claim, 1.0, now=now + timedelta(days=60))
    assert charges() == [("Lorn Ministry", "origin", 0.55, 1.0)]


def test_a_headline_firmer_than_its_text_charges_the_outlet_at_the_headline(now):
    ministry = make.body("Lorn Ministry")
    said = told_by(ministry, through="Wire", level=2)
    claim = claim_from(said)
    headline = make.statement("Dam at Lorn mined", of=said.report, level=5, origin=outlet("Wire"), part="title", start=0, end=0)
    make.set_against(claim, "repeats", said=headline)
    settle(claim, 0.0, now=now + timedelta(days=9))
    assert charges() == [("Lorn Ministry", "origin", 0.55, 0.0), ("Wire", "hardening_relay", 0.95, 0.0)]


def test_what_was_taken_back_stays_in_the_ledger_and_what_was_rejected_does_not(now):
    claim = claim_from(own_words("Wire"))
    evidence = make.set_against(claim, said=own_words("Agency", "Explosives lay under it."))
    withdrawals.withdraw(statement=claim.opened_from, by=make.person(), reason="corrected", now=now)
    deciding.reject(evidence, by=make.person("reviewer"), now=now, reason="another dam")
    settle(claim, 0.0, now=now + timedelta(days=9))
    assert charges() == [("Wire", "origin", 0.95, 0.0)]


def test_who_repeats_what_is_settled_already_stakes_nothing(now):
    claim = claim_from(own_words("Wire"))
    settle(claim, 1.0, now=now + timedelta(days=1))
    make.set_against(claim, said=own_words("Late", "Explosives lay under it.", day=2))
    weighing.charge(Settlement.objects.all(), now=now + timedelta(days=3))
    assert charges() == [("Wire", "origin", 0.95, 1.0)]


def test_the_worked_records_come_out_of_settled_claims(now):
    wire = outlet("Wire")
    ledger(wire, lines=[(0.95, 1.0)] * 18 + [(0.95, 0.0)] * 2)
    assert theta("Wire") == pytest.approx(0.855, abs=5e-4)
    claim = claim_from(own_words("Wire"))
    settle(claim, 0.0, now=now + timedelta(days=1))
    assert theta("Wire") == pytest.approx(0.821, abs=5e-4)
    reviewing.reopen(Claim.objects.get(pk=claim.pk), by=make.person("lead"), reason="new documents", now=now + timedelta(days=2))
    assert theta("Wire") == pytest.approx(0.855, abs=5e-4)
    hedged = claim_from(own_words("Wire", "The bridge at Lorn may have been mined.", level=2))
    settle(hedged, 0.0, now=now + timedelta(days=3))
    assert theta("Wire") == pytest.approx(0.851, abs=5e-4)


def test_unsettling_and_settling_again_restores_the_record_exactly(now):
    claim = claim_from(own_words("Wire"))
    make.set_against(claim, "contradicts", said=own_words("Agency", "The dam was not mined."))
    ledger(outlet("Wire"), outlet("Agency"), lines=[(0.95, 1.0), (0.75, 0.0)])
    open_before = repr(record_of(outlet("Wire")).record)
    settle(claim, 1.0, now=now + timedelta(days=1))
    settled = {name: repr(record_of(outlet(name)).record) for name in ("Wire", "Agency")}
    reviewing.reopen(Claim.objects.get(pk=claim.pk), by=make.person("lead"), reason="once more", now=now + timedelta(days=2))
    assert repr(record_of(outlet("Wire")).record) == open_before
    settle(claim, 1.0, now=now + timedelta(days=3))
    assert {name: repr(record_of(outlet(name)).record) for name in ("Wire", "Agency")} == settled
    assert Settlement.objects.filter(claim=claim).count() == 2


def test_charging_again_writes_nothing(now):
    claim = claim_from(own_words("Wire"))
    settle(claim, 1.0, now=now + timedelta(days=1))
    rows = list(Charge.objects.values())
    events = Event.objects.count()
    assert weighing.charge(Settlement.objects.all(), now=now + timedelta(days=2)) == 0
    assert list(Charge.objects.values()) == rows
    assert Event.objects.count() == events
    assert Claim.objects.get(pk=claim.pk).status == "confirmed"


def test_a_later_rejection_is_followed_by_the_queue(now):
    claim = claim_from(own_words("Wire"))
    evidence = make.set_against(claim, said=own_words("Agency", "Explosives lay under it."))
    settle(claim, 1.0, now=now + timedelta(days=1))
    assert [row[0] for row in charges()] == ["Agency", "Wire"]
    deciding.reject(evidence, by=make.person("reviewer"), now=now + timedelta(days=2), reason="another dam")
    work.run_until_idle(now=now + timedelta(days=2))
    assert [row[0] for row in charges()] == ["Wire"]


def test_nothing_is_queued_for_a_claim_that_nobody_settled(now):
    claim = claim_from(own_words("Wire"))
    evidence = make.set_against(claim, said=own_words("Agency", "Explosives lay under it."))
    deciding.reject(evidence, by=make.person("reviewer"), now=now, reason="another dam")
    assert not WorkItem.objects.filter(kind="weigh").exists()


def test_a_withdrawn_copy_edge_makes_the_copyist_answer_for_itself(now):
    claim = claim_from(own_words("Wire"))
    make.set_against(claim, "repeats", said=copied(claim.opened_from, "Daily", crediting=outlet("Wire")))
    settle(claim, 0.0, now=now + timedelta(days=9))
    assert [row[0] for row in charges()] == ["Wire"]
    ChainLink.objects.filter(source=outlet("Wire"), statement__links__name="Daily").delete()
    Edge.objects.update(cut_at=now)
    weighing.follow([claim], now=now + timedelta(days=10))
    work.run_until_idle(now=now + timedelta(days=10))
    assert [row[0] for row in charges()] == ["Daily", "Wire"]


def test_merging_two_sources_joins_their_records_and_unmerging_parts_them(now):
    wire, agency = outlet("Wire"), outlet("Agency")
    lead = make.person("lead")
    first, second = claim_from(own_words("Wire")), claim_from(own_words("Agency", "The bridge at Lorn fell."))
    settle(first, 1.0, now=now)
    settle(second, 0.0, now=now)
    apart = theta("Wire"), theta("Agency")
    merging_sources.merge(agency, into=wire, by=lead, reason="one house", now=now)
    work.run_until_idle(now=now)
    assert record_of(agency).body == wire
    assert theta("Wire") == pytest.approx((2.6 + 0.9) / (4 + 1.8))
    merging_sources.unmerge(Source.objects.get(pk=agency.pk), by=lead, now=now)
    work.run_until_idle(now=now)
    assert (theta("Wire"), theta("Agency")) == apart


def test_a_spokesman_counts_for_the_body(now):
    ministry = make.body("Lorn Ministry")
    spokesman = make.source("Ana Lorn", SourceKind.PERSON, parent=ministry)
    settle(claim_from(told_by(spokesman, through="Wire")), 1.0, now=now + timedelta(days=1))
    assert charges() == [("Lorn Ministry", "origin", 0.95, 1.0)]
    assert record_of(spokesman).record.theta == record_of(ministry).record.theta > 0.65


def test_a_record_is_told_as_it_stood(now):
    claim = claim_from(own_words("Wire"))
    settle(claim, 1.0, now=now + timedelta(days=1))
    reviewing.reopen(Claim.objects.get(pk=claim.pk), by=make.person("lead"), reason="new documents", now=now + timedelta(days=3))
    wire = outlet("Wire")
    settled = [record_of(wire, as_of=now + timedelta(days=day)).record.settled for day in (0, 2, 4)]
    assert settled == [0, 1, 0]
    assert thetas_of([wire.pk], as_of=now + timedelta(days=2)).of(wire.pk) > 0.65


@pytest.mark.parametrize(
    ("basis", "refused"),
    [
        ("7 reports", True),
        ("Seven outlets say so.", True),
        ("Several independent sources agree", True),
        ("It was widely reported; everybody repeats it.", True),
        ("2 origins", True),
        ("model support .97", True),
        ("3", True),
        ("The harbour log", False),
        ("Seven reports, and the harbour log", False),
        ("The ministry confirmed it in its annual statement", False),
        ("Two photographs", False),
    ],
)
def test_a_verdict_may_not_rest_on_the_count_of_the_same_reports(now, basis, refused):
    claim = claim_from(own_words("Wire"))
    sign = {"by": make.person("lead"), "verdict": "confirmed", "confidence": "low", "reason": "see the basis", "now": now}
    if not refused:
        assert reviewing.sign(claim, basis=basis, **sign).basis == basis
        return
    with pytest.raises(Refused, match="what the verdict rests on beside them") as raised:
        reviewing.sign(claim, basis=basis, **sign)
    assert raised.value.field == "basis"


# ---- the letter


def test_a_record_that_disagrees_with_the_letter_is_flagged_and_the_letter_left_alone(now):
    wire = outlet("Wire")
    lead = make.person("lead")
    source_register.grade(wire, letter="E", reason="bought last year", by=lead, now=now)
    ledger(wire, lines=[(0.95, 1.0)] * 9)
    settle(claim_from(own_words("Wire")), 1.0, now=now + timedelta(days=1))
    flag = Flag.objects.open().get(source=wire)
    assert (flag.kind, flag.detail["letter"], flag.cause[-2:]) == ("record_disagrees", "E", ":B")
    event = Event.objects.get(kind="flag.raised", subject=f"flag:{flag.uuid}")
    assert "does not bear out the letter E" in event.reason
    assert not {"theta", "suggested"} & {*flag.detail, *event.after}  # whoever has still to sign reads flags too
    assert record_of(wire).disagrees
    assert wire.grades.get().letter == "E"


def test_the_flag_closes_when_the_settlement_is_taken_back_and_stands_again_when_it_returns(now):
    wire = outlet("Wire")
    source_register.grade(wire, letter="C", reason="known", by=make.person("lead"), now=now)
    ledger(wire, lines=[(0.95, 1.0)] * 9)
    claim = claim_from(own_words("Wire"))
    settle(claim, 1.0, now=now + timedelta(days=1))
    assert Flag.objects.open().filter(source=wire).count() == 1
    reviewing.reopen(Claim.objects.get(pk=claim.pk), by=make.person("lead"), reason="once more", now=now + timedelta(days=2))
    assert not Flag.objects.open().filter(source=wire).exists()
    settle(claim, 1.0, now=now + timedelta(days=3))
    assert Flag.objects.open().filter(source=wire).count() == Flag.objects.filter(source=wire).count() == 1


def test_a_flag_that_a_person_closed_stays_closed_until_letter_or_suggestion_change(now):
    wire = outlet("Wire")
    lead = make.person("lead")
    source_register.grade(wire, letter="D", reason="known", by=lead, now=now)
    ledger(wire, lines=[(0.95, 1.0)] * 20)
    weighing.watch_letters([wire.pk], now=now)
    deciding.close_flag(Flag.objects.open().get(source=wire), by=lead, now=now, reason="the old owner's record")
    weighing.watch_letters([wire.pk], now=now)
    assert not Flag.objects.open().filter(source=wire).exists()
    source_register.grade(wire, letter="E", reason="worse", by=lead, now=now + timedelta(days=1))
    weighing.watch_letters([wire.pk], now=now + timedelta(days=1))
    assert Flag.objects.open().get(source=wire).detail["letter"] == "E"


def test_giving_the_suggested_letter_closes_the_flag_and_is_marked_as_no_evidence_for_it(now):
    wire = outlet("Wire")
    lead = make.person("lead")
    source_register.grade(wire, letter="D", reason="known", by=lead, now=now)
    ledger(wire, lines=[(0.95, 1.0)] * 20)
    weighing.watch_letters([wire.pk], now=now)
    suggested = record_of(wire).record.suggested
    source_register.grade(wire, letter=suggested, reason="the record", by=lead, now=now + timedelta(days=1), from_suggestion=True)
    weighing.watch_letters([wire.pk], now=now + timedelta(days=1))
    found = record_of(wire)
    assert not Flag.objects.open().filter(source=wire).exists()
    assert (found.letter, found.letter_from_suggestion, found.disagrees) == (suggested, True, False)
    assert found.record.theta == pytest.approx((2.6 + 18) / 22)


def test_a_new_letter_is_held_against_the_record_by_the_queue(now):
    wire = outlet("Wire")
    for n in range(6):
        settle(claim_from(own_words("Wire", f"Bridge {n} at Lorn fell.")), 1.0, now=now + timedelta(days=1))
    source_register.grade(wire, letter="E", reason="bought last year", by=make.person("lead"), now=now + timedelta(days=2))
    work.run_until_idle(now=now + timedelta(days=2))
    assert Flag.objects.open().get(source=wire).cause.endswith(":C")


@pytest.mark.parametrize("role", ["reader", "analyst", "reviewer", "admin"])
def test_only_a_lead_gives_a_letter(now, role):
    with pytest.raises(NotAllowed):
        source_register.grade(outlet("Wire"), letter="B", reason="known", by=make.person(role), now=now)


@pytest.mark.parametrize(("letter", "reason", "field"), [("Z", "known", "letter"), ("B", "  ", "letter_reason")])
def test_a_letter_is_one_of_six_and_carries_its_reason(now, letter, reason, field):
    with pytest.raises(Refused) as raised:
        source_register.grade(outlet("Wire"), letter=letter, reason=reason, by=make.person("lead"), now=now)
    assert raised.value.field == field
    assert not outlet("Wire").grades.exists()
