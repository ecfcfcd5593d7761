"""A source's track record as a page reads it: its lines, what is open, what it passed on, its letter; and who may see it when."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests import make
from tests.verification.settled import claim_from, copied, ledger, outlet, own_words, settle, told_by
from tracker.models import Claim
from tracker.terms import SourceKind
from verification import track_records
from verification.services import assigning, claims, reviewing
from verification.track_records import record_of, thetas_of
from verification.weighing.charging import Fidelity, Role

pytestmark = pytest.mark.django_db


def passed_on(name):
    return [(one.fidelity, one.original.quote, one.relay.quote) for one in record_of(outlet(name)).passed_on]


def test_a_source_without_a_record_has_the_prior_and_no_letter():
    found = record_of(outlet("Wire"))
    assert (round(found.record.theta, 3), found.record.n, found.record.suggested) == (0.65, 0, "F")
    assert (found.lines, found.passed_on, found.letter, found.disagrees, found.relays.faithful) == ((), (), None, False, None)


def test_settled_lines_come_first_and_open_ones_are_counted_and_not_scored(now):
    first, second = claim_from(own_words("Wire")), claim_from(own_words("Wire", "The bridge at Lorn fell.", day=-2))
    settle(first, 1.0, now=now + timedelta(days=1))
    found = record_of(outlet("Wire"))
    assert [(line.claim, line.p, line.y, line.match) for line in found.lines] == [(first, 0.95, 1.0, 1.0), (second, 0.95, None, None)]
    assert (found.record.settled, found.record.still_open) == (1, 1)
    assert found.lines[0].statement == first.opened_from
    assert found.lines[0].role is Role.ORIGIN
    assert found.record.theta == pytest.approx((2.6 + 0.9) / 4.9)


def test_a_dismissed_claim_is_not_open(now):
    claim = claim_from(own_words("Wire"))
    claims.dismiss(claim, by=make.person("lead"), reason="not news", now=now)
    assert record_of(outlet("Wire")).record.still_open == 0


def test_the_relay_ledger_tells_what_was_done_to_the_words_with_both_quotes():
    ministry = make.body("Lorn Ministry")
    claim = claim_from(told_by(ministry, "The dam may have been mined.", through="Wire", level=2))
    make.set_against(claim, "repeats", said=told_by(ministry, "The dam has been mined.", through="Daily", day=1))
    make.set_against(claim, "repeats", said=told_by(ministry, "The dam may be mined.", through="Post", level=2, day=1))
    make.set_against(claim, "repeats", said=copied(claim.opened_from, "Echo", "The dam may have been mined.", level=2))
    assert passed_on("Wire") == []
    assert passed_on("Daily") == [(Fidelity.HARDENED, "The dam may have been mined.", "The dam has been mined.")]
    assert [one[0] for one in passed_on("Post")] == [Fidelity.FAITHFUL]
    assert [one[0] for one in passed_on("Echo")] == [Fidelity.UNATTRIBUTED]
    assert record_of(outlet("Post")).relays.faithful == 1


def test_a_sentence_that_bears_on_two_claims_was_passed_on_once():
    ministry = make.body("Lorn Ministry")
    said = told_by(ministry, through="Wire")
    relay = copied(said, "Daily", crediting=ministry)
    for text in ("The dam was mined.", "Lorn was mined."):
        claim = make.tracked(text, by=make.person())
        make.set_against(claim, said=said)
        make.set_against(claim, "repeats", said=relay)
    assert record_of(outlet("Daily")).relays.n == 1


def test_an_outlets_own_words_are_passed_on_by_nobody():
    claim = claim_from(own_words("Wire"))
    make.set_against(claim, said=own_words("Wire", day=9))
    assert passed_on("Wire") == []


def test_softer_and_contrary_words_are_named_too():
    ministry = make.body("Lorn Ministry")
    said = told_by(ministry, through="Wire")
    claim = claim_from(said)
    make.set_against(claim, "repeats", said=copied(said, "Daily", level=2, crediting=ministry))
    make.set_against(claim, "contradicts", said=copied(said, "Post", "The dam was not mined.", polarity="denied", crediting=ministry))
    assert [one[0] for one in passed_on("Daily")] == [Fidelity.SOFTENED]
    assert [one[0] for one in passed_on("Post")] == [Fidelity.MISQUOTED]


def test_from_thirty_settled_assertions_on_there_is_a_curve():
    wire = outlet("Wire")
    ledger(wire, lines=[(0.95, 1.0)] * 27 + [(0.95, 0.0)] * 2)
    assert record_of(wire).record.curve == ()
    ledger(wire, lines=[(0.55, 1.0)])
    steps = record_of(wire).record.curve
    assert [(step.settled, round(step.realised, 3)) for step in steps] == [(1, 1.0), (29, 0.931)]


def test_the_page_says_when_it_looked_at_fewer_claims_than_there_are(monkeypatch):
    for n in range(3):
        claim_from(own_words("Wire", f"Bridge {n} fell."))
    monkeypatch.setattr(track_records, "MOST", 2)
    found = record_of(outlet("Wire"))
    assert (found.speaks_on, found.looked_at, found.record.still_open) == (3, 2, 2)


def test_many_records_cost_as_many_queries_as_one():
    wires = [outlet(f"Wire {n}") for n in range(10)]
    ledger(*wires, lines=[(0.95, 1.0)])
    with CaptureQueriesContext(connection) as one:
        thetas_of([wires[0].pk])
    with CaptureQueriesContext(connection) as ten:
        found = thetas_of([wire.pk for wire in wires])
    assert len(one) == len(ten)
    assert {round(found.of(wire.pk), 3) for wire in wires} == {0.714}


def test_a_claim_is_left_out_of_its_own_record():
    wire = outlet("Wire")
    (row,) = ledger(wire, lines=[(0.95, 1.0)])
    found = thetas_of([wire.pk])
    assert found.of(wire.pk, but_for=row.claim_id) is None
    assert found.of(wire.pk) > 0.65


# ---- who sees it


def test_who_can_sign_sees_support_only_after_their_own_verdict(now):
    claim, lead = claim_from(own_words("Wire")), make.person("lead")
    assert not reviewing.may_see_support(lead, claim)
    reviewing.sign(claim, by=lead, verdict="confirmed", confidence="high", reason="seen", basis="the log", now=now)
    assert reviewing.may_see_support(lead, Claim.objects.get(pk=claim.pk))


@pytest.mark.parametrize("role", ["reader", "analyst", "admin"])
def test_who_cannot_sign_sees_it_always(role):
    person, claim = make.person(role), claim_from(own_words("Wire"))
    assert reviewing.may_see_support(person, claim)
    assert reviewing.may_see_record(person, outlet("Wire"))


def test_what_is_sealed_from_one_is_told_for_a_list_in_as_many_queries_as_for_one(now):
    lead = make.person("lead")
    several = [claim_from(own_words("Wire", f"Bridge {n} fell.", day=n)) for n in range(8)]
    signed, dismissed = several[:2]
    reviewing.sign(signed, by=lead, verdict="confirmed", confidence="high", reason="seen", basis="the log", now=now)
    claims.dismiss(dismissed, by=make.person("lead"), reason="not news", now=now)
    lead = type(lead).objects.get(pk=lead.pk)
    with CaptureQueriesContext(connection) as one:
        reviewing.sealed_from(lead, several[:1])
    with CaptureQueriesContext(connection) as all_of_them:
        sealed = reviewing.sealed_from(lead, several)
    assert len(all_of_them) <= len(one)
    assert sealed == {claim.pk for claim in several[2:]}
    assert all((claim.pk in sealed) is not reviewing.may_see_support(lead, Claim.objects.get(pk=claim.pk)) for claim in several)


def test_who_is_barred_from_signing_sees_it(now):
    lead, claim = make.person("lead"), claim_from(own_words("Wire"))
    claims.accept(claim, by=lead, now=now)
    assert reviewing.may_see_support(lead, Claim.objects.get(pk=claim.pk))


def test_a_record_is_sealed_while_its_source_speaks_in_an_open_round_that_one_has_to_sign(now):
    reviewer, lead = make.person("reviewer"), make.person("lead")
    spokesman = make.source("Ana Lorn", SourceKind.PERSON, parent=make.body("Lorn Ministry"))
    claim = claim_from(told_by(spokesman, through="Wire"))
    sealed = [make.body("Lorn Ministry"), spokesman, outlet("Wire")]
    assert all(reviewing.may_see_record(reviewer, source) for source in sealed)  # no round is open
    assigning.assign(claim, person=reviewer, by=lead, now=now)
    reviewing.sign(Claim.objects.get(pk=claim.pk), by=lead, verdict="refuted", confidence="high", reason="seen", basis="the log", now=now)
    assert not any(reviewing.may_see_record(reviewer, source) for source in sealed)
    assert all(reviewing.may_see_record(lead, source) for source in sealed)
    assert reviewing.may_see_record(reviewer, outlet("Elsewhere"))
    reviewing.sign(
        Claim.objects.get(pk=claim.pk), by=reviewer, verdict="refuted", confidence="high", reason="seen", basis="the log", now=now
    )
    assert all(reviewing.may_see_record(reviewer, source) for source in sealed)
