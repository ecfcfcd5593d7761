"""Four eyes: who may sign, what a round seals, what two signatures settle, and how a settled claim is opened again."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests import make
from tracker.errors import Refused, Stale
from tracker.models import Claim, Event
from tracker.roles import NotAllowed
from tracker.terms import FlagKind, Status
from verification.models import Assignment, Flag, Review, Round, Settlement
from verification.services import assigning, claims, deciding, reviewing, rounds

pytestmark = pytest.mark.django_db


def sign(claim, by, now, verdict="confirmed", **fields):
    given = {"confidence": "moderate", "reason": "two documents agree", "basis": "the minister's letter"}
    return reviewing.sign(claim, by=by, verdict=verdict, now=now, **{**given, **fields})


def fresh(claim):
    return Claim.objects.get(pk=claim.pk)


def barred_as(kind, person, now):
    """A claim on which *person* stands in this relation."""
    if kind == "opened":
        return make.claim_by_hand(by=person)
    if kind == "entered":
        report = make.received("The dam at Lorn was mined.", by=person)
        return make.claim_by_hand(opened_from=make.statement(of=report))
    claim = make.claim_by_hand(origin="Lorn Ministry")
    if kind == "accepted":
        claims.accept(claim, by=person, now=now)
    elif kind == "edited":
        claims.edit(claim, by=person, text="Other words.", now=now)
    elif kind == "conflict":
        person.conflicts.add(make.body("Lorn Ministry"))
    elif kind == "conflict with its body":
        spokesman = make.body("Lorn Ministry")
        spokesman.parent = make.body("Government of Lorn")
        spokesman.save()
        person.conflicts.add(spokesman.parent)
    elif kind == "conflict with the publisher":
        person.conflicts.add(claim.opened_from.report.publisher)
    elif kind == "inactive":
        person.is_active = False
        person.save()
    elif kind == "entered later evidence":
        make.evidence(claim, of=make.received("It was mined.", by=person))
    elif kind == "accepted later evidence":
        deciding.accept(make.evidence(claim), by=person, now=now)
    elif kind == "superuser":
        person.is_superuser = True
        person.save()
        claims.accept(claim, by=person, now=now)
    return claim


@pytest.mark.parametrize(
    ("kind", "allowed"),
    [
        ("nothing", True),
        ("entered later evidence", True),
        ("accepted later evidence", True),
        ("opened", False),
        ("accepted", False),
        ("edited", False),
        ("entered", False),
        ("conflict", False),
        ("conflict with its body", False),
        ("conflict with the publisher", False),
        ("inactive", False),
        ("superuser", False),
    ],
)
def test_who_had_a_hand_in_the_claim_does_not_sign_it(now, kind, allowed):
    lead = make.person("lead")
    claim = fresh(barred_as(kind, lead, now))
    assert (assigning.may_review(lead, claim) is None) is allowed
    assert reviewing.sealed_from(lead, [claim]) == ({claim.pk} if allowed else set())
    assert reviewing.may_see_support(lead, claim) is not allowed
    if allowed:
        sign(claim, lead, now)
        return
    with pytest.raises(NotAllowed):
        sign(claim, lead, now)
    assert not Review.objects.exists()
    assert fresh(claim).version == claim.version


@pytest.mark.parametrize(
    ("role", "allowed"), [("reader", False), ("analyst", False), ("reviewer", True), ("lead", True), ("admin", False), (None, False)]
)
def test_reviewers_and_leads_sign_and_nobody_else(now, role, allowed):
    person, claim = make.person(role), make.claim_by_hand()
    if allowed:
        assert sign(claim, person, now).person == person
    else:
        with pytest.raises(NotAllowed):
            sign(claim, person, now)


def test_a_deactivated_signer_is_found_out_though_the_caller_holds_an_old_copy(now):
    claim, reviewer = make.claim_by_hand(), make.person("reviewer")
    type(reviewer).objects.filter(pk=reviewer.pk).update(is_active=False)
    assert reviewer.is_active
    with pytest.raises(NotAllowed):
        sign(claim, reviewer, now)


def test_the_first_signature_waits_and_the_log_does_not_say_what_it_was(now):
    claim, reviewer = make.claim_by_hand(), make.person("reviewer")
    sign(claim, reviewer, now, verdict="refuted", reason="the harbour log says otherwise", basis="harbour log", number=5)
    assert fresh(claim).status == Status.AWAITING_SECOND_SIGNATURE
    told = [str((event.before, event.after, event.reason)) for event in Event.objects.filter(claim=claim)]
    assert any(event.kind == "review.first_signature" and event.actor == reviewer for event in Event.objects.filter(claim=claim))
    assert not any(word in line for line in told for word in ("refuted", "harbour log", "moderate"))
    assert not Settlement.objects.exists()


def test_an_open_round_is_sealed_for_all_but_the_author(now):
    claim, reviewer, lead = make.claim_by_hand(), make.person("reviewer"), make.person("lead")
    review = sign(claim, reviewer, now)
    assert list(Review.objects.visible_to(reviewer)) == [review]
    assert not Review.objects.visible_to(lead).exists()
    sign(claim, lead, now)
    assert Review.objects.visible_to(lead).count() == 2


def test_two_signatures_that_agree_settle_the_claim(now):
    claim, reviewer, lead = make.claim_by_hand(), make.person("reviewer"), make.person("lead")
    assigning.assign(claim, person=reviewer, by=lead, now=now)
    sign(claim, reviewer, now, verdict="partly_confirmed")
    sign(claim, lead, now + timedelta(hours=1), verdict="partly_confirmed")
    assert fresh(claim).status == Status.PARTLY_CONFIRMED
    settlement = Settlement.objects.get(claim=claim)
    assert (settlement.y, settlement.at, settlement.reversed_at) == (0.5, now + timedelta(hours=1), None)
    assert Round.objects.get(claim=claim).outcome == Status.PARTLY_CONFIRMED
    assert not Assignment.objects.open().filter(claim=claim).exists()
    event = Event.objects.get(kind="review.settled")
    assert (event.after["status"], event.after["signatures"]) == ("partly_confirmed", 2)


def test_an_unresolved_claim_is_settled_without_arithmetic(now):
    claim = make.claim_by_hand()
    sign(claim, make.person("reviewer"), now, verdict="unresolved", basis="")
    sign(claim, make.person("lead"), now, verdict="unresolved", basis="")
    assert fresh(claim).status == Status.UNRESOLVED
    assert not Settlement.objects.exists()


def test_nobody_signs_a_round_twice(now):
    claim, lead = make.claim_by_hand(), make.person("lead")
    sign(claim, lead, now)
    with pytest.raises(Refused, match="somebody else"):
        sign(claim, lead, now)
    assert fresh(claim).status == Status.AWAITING_SECOND_SIGNATURE


def test_two_signatures_that_disagree_open_a_new_round_and_flag_the_dispute(now):
    claim, reviewer, lead = make.claim_by_hand(), make.person("reviewer"), make.person("lead")
    sign(claim, reviewer, now, verdict="confirmed")
    sign(claim, lead, now, verdict="refuted")
    assert fresh(claim).status == Status.IN_REVIEW
    assert [(r.no, r.outcome) for r in Round.objects.filter(claim=claim)] == [(1, "disputed"), (2, "")]
    assert Flag.objects.open().get(claim=claim).kind == FlagKind.DISPUTED
    assert not Settlement.objects.exists()
    assert Review.objects.visible_to(make.person("reader")).count() == 2
    sign(claim, reviewer, now, verdict="refuted")
    sign(claim, make.person("reviewer"), now, verdict="refuted")
    assert fresh(claim).status == Status.REFUTED
    assert not Flag.objects.open().filter(claim=claim).exists()


@pytest.mark.parametrize("relation", ["contradicts"])
def test_new_contradicting_evidence_voids_a_first_signature_and_asks_again(now, relation):
    claim, reviewer = make.claim_by_hand(), make.person("reviewer")
    sign(claim, reviewer, now)
    make.evidence(claim, relation, polarity="denied", now=now + timedelta(hours=1))
    assert fresh(claim).status == Status.IN_REVIEW
    assert [(r.no, r.outcome) for r in Round.objects.filter(claim=claim)] == [(1, "voided"), (2, "")]
    assert Assignment.objects.open().get(claim=claim).person == reviewer
    sign(claim, reviewer, now + timedelta(hours=2))
    assert fresh(claim).status == Status.AWAITING_SECOND_SIGNATURE


def test_corroboration_voids_nothing(now):
    claim, reviewer = make.claim_by_hand(), make.person("reviewer")
    sign(claim, reviewer, now)
    make.evidence(claim, "corroborates", level=2, now=now)
    assert fresh(claim).status == Status.AWAITING_SECOND_SIGNATURE


def test_there_is_nothing_to_void_before_the_first_signature_or_after_the_second(now):
    claim = make.claim_by_hand()
    assert rounds.void_round(claim, because="news", now=now) is None
    sign(claim, make.person("reviewer"), now)
    sign(claim, make.person("lead"), now)
    assert rounds.void_round(claim, because="news", now=now) is None
    assert fresh(claim).status == Status.CONFIRMED


def test_one_signature_settles_where_the_desk_says_so_and_is_counted_as_one(now, settings):
    settings.SIGNATURES = 1
    claim = make.claim_by_hand()
    sign(claim, make.person("reviewer"), now)
    assert fresh(claim).status == Status.CONFIRMED
    assert Event.objects.get(kind="review.settled").after["signatures"] == 1


@pytest.mark.parametrize(("verdict", "needs"), [("confirmed", True), ("partly_confirmed", True), ("refuted", True), ("unresolved", False)])
def test_a_final_verdict_rests_on_accepted_evidence_or_a_written_basis(now, verdict, needs):
    claim, reviewer = make.claim_by_hand(), make.person("reviewer")
    evidence = make.evidence(claim, level=2)
    if needs:
        with pytest.raises(Refused) as refusal:
            sign(claim, reviewer, now, verdict=verdict, basis=" ")
        assert refusal.value.field == "basis"
        deciding.accept(evidence, by=reviewer, now=now)
    assert sign(claim, reviewer, now, verdict=verdict, basis="").verdict == verdict


def test_evidence_that_was_accepted_and_then_rejected_is_no_basis(now):
    claim, reviewer = make.claim_by_hand(), make.person("reviewer")
    evidence = make.evidence(claim, level=2)
    deciding.accept(evidence, by=reviewer, now=now)
    deciding.reject(evidence, by=reviewer, now=now)
    with pytest.raises(Refused, match="basis"):
        sign(claim, reviewer, now, basis="")


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"reason": " "}, "reason"),
        ({"number": 0}, "number"),
        ({"number": 7}, "number"),
        ({"verdict": "true"}, "verdict"),
        ({"confidence": "sure"}, "confidence"),
    ],
)
def test_a_signature_that_is_not_whole_is_refused_by_name(now, fields, field):
    with pytest.raises(Refused) as refusal:
        sign(make.claim_by_hand(), make.person("reviewer"), now, **fields)
    assert refusal.value.field == field
    assert not Review.objects.exists()
    assert not Round.objects.exists()


def test_a_signature_on_an_older_version_is_stale(now):
    claim, reviewer = make.claim_by_hand(), make.person("reviewer")
    claims.edit(claim, by=make.person("lead"), text="Other words.", now=now)
    with pytest.raises(Stale):
        sign(claim, reviewer, now, version=claim.version)
    assert not Review.objects.exists()


def test_reopening_reverses_the_settlement_and_begins_a_round(now):
    claim, lead = make.claim_by_hand(), make.person("lead")
    sign(claim, make.person("reviewer"), now)
    sign(claim, lead, now)
    with pytest.raises(NotAllowed):
        reviewing.reopen(claim, by=make.person("reviewer"), reason="a new letter", now=now)
    with pytest.raises(Refused, match="say why"):
        reviewing.reopen(claim, by=lead, reason="", now=now)
    later = now + timedelta(days=1)
    assert reviewing.reopen(claim, by=lead, reason="a new letter", now=later).status == Status.IN_REVIEW
    assert Settlement.objects.get(claim=claim).reversed_at == later
    assert rounds.current_round(claim).no == 2


def test_a_settled_claim_is_not_signed_nor_assigned_until_it_is_reopened(now):
    claim, lead, third = make.claim_by_hand(), make.person("lead"), make.person("reviewer")
    sign(claim, make.person("reviewer"), now)
    sign(claim, lead, now)
    with pytest.raises(Refused, match="reopen"):
        sign(claim, third, now)
    with pytest.raises(Refused, match="reopen"):
        assigning.assign(claim, person=third, by=lead, now=now)


def test_new_evidence_flags_a_settled_claim_and_leaves_its_verdict(now):
    claim = make.claim_by_hand()
    sign(claim, make.person("reviewer"), now)
    sign(claim, make.person("lead"), now)
    make.evidence(claim, "contradicts", polarity="denied", now=now + timedelta(hours=1))
    assert fresh(claim).status == Status.CONFIRMED
    assert Flag.objects.open().filter(claim=claim, kind=FlagKind.CONTRADICTED).exists()


def test_whoever_can_sign_sees_the_weighing_only_after_their_own_verdict(now):
    claim, reviewer, reader = make.claim_by_hand(), make.person("reviewer"), make.person("reader")
    assert not reviewing.may_see_support(reviewer, claim)
    assert reviewing.may_see_support(reader, claim)
    sign(claim, reviewer, now)
    assert reviewing.may_see_support(reviewer, fresh(claim))


def test_a_claim_gives_way_to_a_later_one_before_anybody_has_signed(now):
    claim, later, lead = make.claim_by_hand(), make.claim_by_hand("The dam was blown up."), make.person("lead")
    sign(claim, make.person("reviewer"), now)
    with pytest.raises(Refused):
        reviewing.supersede(claim, by=lead, successor=later, reason="newer words", now=now)
    other = make.claim_by_hand("A third.")
    assert reviewing.supersede(other, by=lead, successor=later, reason="newer words", now=now).status == Status.SUPERSEDED


def test_a_draft_is_kept_for_its_author_until_they_sign(now):
    claim, reviewer, other = make.claim_by_hand(), make.person("reviewer"), make.person("lead")
    reviewing.save_draft(claim, by=reviewer, fields={"verdict": "refuted", "reason": "half a tho", "token": "x"}, now=now)
    assert reviewing.read_draft(claim, by=reviewer) == {"verdict": "refuted", "reason": "half a tho"}
    assert reviewing.read_draft(claim, by=other) == {}
    sign(claim, reviewer, now)
    assert reviewing.read_draft(claim, by=reviewer) == {}
