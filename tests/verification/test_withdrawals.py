"""What its own source took back: it stays, struck through, counts on no side from that day, and can be undone."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests import make
from tracker.errors import Refused
from tracker.models import Claim, Edge, Event
from tracker.roles import NotAllowed
from tracker.terms import FlagKind, Status
from verification.casefile import as_json, case_files
from verification.models import Flag, Withdrawal
from verification.services import reviewing, withdrawals

pytestmark = pytest.mark.django_db


@pytest.fixture
def told(now):
    """A claim, and evidence for it that was copied once."""
    claim = make.claim_by_hand(level=5)
    evidence = make.evidence(claim, "corroborates", text="The union saw mines at the dam.", level=5)
    copy = make.evidence(claim, "corroborates", text="The union saw mines at the dam, it is told.", origin="Hill Gazette", level=5)
    Edge.objects.create(child=copy.statement, parent=evidence.statement, method="copy", confidence=0.9, made_at=now)
    return claim, evidence.statement, copy.statement


def case_of(claim, **when):
    return case_files([Claim.objects.get(pk=claim.pk)], **when)[0]


def withdraw(now, by=None, **what):
    return withdrawals.withdraw(by=by or make.person("analyst"), reason="the union says it erred", now=now, **what)


def test_it_and_its_copies_count_on_no_side_and_stay_in_the_case_struck_through(told, now):
    claim, said, copy = told
    assert (case_of(claim).reports, case_of(claim).origins) == (3, 2)
    row = withdraw(now, statement=said)
    case = case_of(claim)
    assert (case.reports, case.origins, len(case.entries)) == (1, 1, 3)
    struck = {entry.statement: entry for entry in case.entries if entry.struck}
    assert set(struck) == {said, copy}
    assert (struck[said].withdrawn, struck[copy].withdrawn, struck[copy].resting) == (row, None, False)
    assert as_json(case)["corroborated_by"] == []


def test_every_claim_that_rests_on_it_is_flagged_and_flags_of_its_own_close(told, now):
    claim, said, _ = told
    assert Flag.objects.open().filter(kind=FlagKind.CORROBORATED).exists()
    row = withdraw(now, statement=said)
    flag = Flag.objects.open().get(claim=claim)
    assert (flag.kind, flag.cause) == (FlagKind.RETRACTED, f"withdrawal:{row.pk}")
    assert withdraw(now, statement=said) == row
    assert Event.objects.filter(kind="statement.withdrawn").count() == 1


def test_undoing_restores_counts_and_flags(told, now):
    claim, said, _ = told
    before = (case_of(claim).reports, case_of(claim).origins, {flag.pk for flag in case_of(claim).flags})
    row = withdraw(now, statement=said)
    assert withdrawals.undo(row, by=make.person("analyst"), now=now)
    assert not withdrawals.undo(row, by=make.person("analyst"), now=now)
    assert (case_of(claim).reports, case_of(claim).origins, {flag.pk for flag in case_of(claim).flags}) == before


def test_the_day_before_it_still_counted(told, now):
    claim, said, _ = told
    withdraw(now + timedelta(days=5), statement=said)
    assert case_of(claim, as_of=now + timedelta(days=4)).reports == 3
    assert case_of(claim, as_of=now + timedelta(days=6)).reports == 1


def test_a_withdrawn_report_takes_all_its_statements_and_not_its_next_text(told, now):
    claim, said, _ = told
    withdraw(now, report=said.report)
    assert case_of(claim).reports == 1
    assert Withdrawal.objects.get().statement is None


def test_a_first_signature_is_void(told, now):
    claim, said, _ = told
    reviewing.sign(claim, by=make.person("reviewer"), verdict="confirmed", confidence="high", basis="mines", reason="seen", now=now)
    withdraw(now, statement=said)
    assert Claim.objects.get(pk=claim.pk).status == Status.IN_REVIEW


def test_only_its_own_source_can_take_it_back(told, now):
    _, said, _ = told
    other = make.statement("The union was wrong.", origin=make.body("Lorn Army"))
    with pytest.raises(Refused, match="contradiction"):
        withdraw(now, statement=said, by_statement=other)
    own = make.statement("We were wrong.", origin=make.body("Engineers Union"))
    assert withdraw(now, statement=said, by_statement=own).by_statement == own


@pytest.mark.parametrize(("role", "allowed"), [("reader", False), ("analyst", True), ("reviewer", True), ("lead", True), ("admin", False)])
def test_who_may_enter_it(told, now, role, allowed):
    try:
        withdraw(now, by=make.person(role), statement=told[1])
    except NotAllowed:
        assert not allowed
    else:
        assert allowed


def test_one_thing_at_a_time_and_a_reason(told, now):
    _, said, _ = told
    with pytest.raises(Refused):
        withdraw(now)
    with pytest.raises(Refused):
        withdraw(now, statement=said, report=said.report)
    with pytest.raises(Refused, match="why"):
        withdrawals.withdraw(statement=said, by=make.person("analyst"), reason=" ", now=now)
