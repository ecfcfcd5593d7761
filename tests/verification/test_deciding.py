"""A person's word on evidence: it wins over the suggestion, later words win over earlier ones, and flags follow."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests import make
from tracker.errors import Refused
from tracker.models import Event
from tracker.roles import NotAllowed
from tracker.terms import FlagKind, Relation, Ruling
from verification.casefile import case_files
from verification.models import Decision, Flag
from verification.services import deciding

pytestmark = pytest.mark.django_db


def entry_of(claim):
    return next(entry for entry in case_files([claim])[0].entries if not entry.opening)


@pytest.mark.parametrize(
    ("role", "allowed"), [("reader", False), ("analyst", False), ("reviewer", True), ("lead", True), ("admin", False), (None, False)]
)
def test_only_reviewers_and_leads_decide(now, role, allowed):
    evidence, person = make.evidence(make.claim_by_hand()), make.person(role)
    if allowed:
        assert deciding.accept(evidence, by=person, now=now).ruling == Ruling.ACCEPT
    else:
        with pytest.raises(NotAllowed):
            deciding.accept(evidence, by=person, now=now)
        assert not Decision.objects.exists()


def test_rejecting_closes_the_flags_it_caused_and_no_others(now):
    claim, reviewer = make.claim_by_hand(), make.person("reviewer")
    wrong = make.evidence(claim, "contradicts", polarity="denied")
    make.evidence(claim, "updates", level=2)
    deciding.reject(wrong, by=reviewer, now=now, reason="another dam")
    assert set(Flag.objects.open().filter(claim=claim).values_list("kind", flat=True)) == {FlagKind.UPDATED}
    closed = Flag.objects.get(kind=FlagKind.CONTRADICTED)
    assert (closed.closed_by, closed.closed_at) == (reviewer, now)
    assert Event.objects.get(kind="evidence.rejected").reason == "another dam"


def test_accepting_after_all_opens_those_flags_again(now):
    claim, reviewer = make.claim_by_hand(), make.person("reviewer")
    evidence = make.evidence(claim, "contradicts", polarity="denied")
    deciding.reject(evidence, by=reviewer, now=now)
    deciding.accept(evidence, by=reviewer, now=now)
    assert Flag.objects.get(kind=FlagKind.CONTRADICTED).closed_at is None
    assert entry_of(claim).side == "against"


def test_the_newest_word_counts_even_within_one_moment(now):
    claim, one, two = make.claim_by_hand(), make.person("reviewer"), make.person("lead")
    evidence = make.evidence(claim, level=2)
    deciding.accept(evidence, by=one, now=now)
    deciding.reject(evidence, by=two, now=now - timedelta(seconds=1))
    assert entry_of(claim).ruling is Ruling.REJECT
    assert Decision.objects.count() == 2


def test_deciding_the_same_again_adds_no_row(now):
    evidence, reviewer = make.evidence(make.claim_by_hand(), level=2), make.person("reviewer")
    assert deciding.accept(evidence, by=reviewer, now=now) == deciding.accept(evidence, by=reviewer, now=now)
    assert Event.objects.filter(kind="evidence.accepted").count() == 1


def test_relabelling_turns_the_side(now):
    claim, reviewer = make.claim_by_hand(), make.person("reviewer")
    evidence = make.evidence(claim, "corroborates", level=2)
    deciding.relabel(evidence, by=reviewer, now=now, relation="contradicts", reason="the other valley")
    assert (entry_of(claim).relation, entry_of(claim).side) == (Relation.CONTRADICTS, "against")


def test_a_relabel_to_none_closes_flags_like_a_rejection(now):
    claim, reviewer = make.claim_by_hand(), make.person("reviewer")
    deciding.relabel(make.evidence(claim, "contradicts", polarity="denied"), by=reviewer, now=now, relation="none")
    assert not Flag.objects.open().filter(claim=claim).exists()


@pytest.mark.parametrize(("ruling", "relation"), [("relabel", None), ("accept", "updates"), ("relabel", "agrees")])
def test_a_decision_that_makes_no_sense_is_refused(now, ruling, relation):
    evidence, reviewer = make.evidence(make.claim_by_hand()), make.person("reviewer")
    with pytest.raises(Refused) as refusal:
        deciding.decide(evidence.claim, evidence.statement, ruling=ruling, relation=relation, by=reviewer, now=now)
    assert refusal.value.field == "relation"


def test_any_statement_can_be_set_against_any_claim_by_hand(now):
    claim, statement, reviewer = make.claim_by_hand(), make.statement("Divers saw a hole."), make.person("reviewer")
    with pytest.raises(Refused, match="relabel"):
        deciding.decide(claim, statement, ruling="accept", by=reviewer, now=now)
    decision = deciding.decide(claim, statement, ruling="relabel", relation="corroborates", by=reviewer, now=now)
    assert (decision.claim, decision.statement) == (claim, statement)


def test_a_flag_is_closed_with_a_reason_by_who_may(now):
    claim = make.claim_by_hand()
    make.evidence(claim, "contradicts", polarity="denied")
    flag = Flag.objects.open().get(kind=FlagKind.CONTRADICTED)
    with pytest.raises(NotAllowed):
        deciding.close_flag(flag, by=make.person("analyst"), reason="seen", now=now)
    with pytest.raises(Refused):
        deciding.close_flag(flag, by=make.person("reviewer"), reason=" ", now=now)
    assert deciding.close_flag(flag, by=make.person("reviewer"), reason="seen", now=now)
    assert not Flag.objects.open().filter(pk=flag.pk).exists()
