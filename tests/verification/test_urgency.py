"""How soon a claim should be reviewed: the column that the queue goes by follows flags and status, and is read in the order of its index."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection

from tests import make
from tracker.models import Claim
from verification.admin.counting import MOST, Count, count
from verification.models import Flag
from verification.services import assigning, claims, deciding, flagging, merging, reviewing

pytestmark = pytest.mark.django_db


def urgency(claim):
    return Claim.objects.values_list("gravest", "urgency").get(pk=claim.pk)


def test_a_bare_proposal_asks_for_no_review_and_an_accepted_one_does(now):
    claim = make.claim_by_hand()
    assert urgency(claim) == (0, 0)
    claims.accept(claim, by=make.person("analyst"), now=now)
    assert urgency(claim) == (0, 1)


def test_the_gravest_open_flag_decides_and_a_closed_one_does_not(now):
    claim = make.claim_by_hand()
    updated, contradicted = make.flag(claim, "updated"), make.flag(claim, "contradicted", raised_at=now - timedelta(days=1))
    assert urgency(claim) == (8, 32)
    assert Claim.objects.get(pk=claim.pk).flagged_at == now - timedelta(days=1)
    flagging.close_flag(contradicted, by=make.person("reviewer"), now=now, because="looked at")
    assert urgency(claim) == (3, 12)
    flagging.close_flag(updated, by=None, now=now, because="gone")
    assert urgency(claim) == (0, 0)
    assert Claim.objects.get(pk=claim.pk).flagged_at is None


def test_a_rejection_and_its_undoing_move_it_to_and_fro(now):
    claim = make.claim_by_hand()
    evidence, reviewer = make.evidence(claim, "contradicts"), make.person("reviewer")
    assert urgency(claim)[0] == 8
    deciding.reject(evidence, by=reviewer, now=now)
    assert urgency(claim)[0] == 0
    deciding.accept(evidence, by=reviewer, now=now)
    assert urgency(claim)[0] == 8


def test_what_waits_for_a_second_signature_goes_before_what_is_flagged_alike(now):
    claim = make.claim_by_hand()
    make.flag(claim, "updated")
    reviewing.sign(claim, by=make.person("reviewer"), verdict="refuted", confidence="low", reason="No.", basis="Seen.", now=now)
    assert urgency(claim) == (3, 14)


def test_settled_dismissed_and_merged_claims_are_no_longer_urgent(now):
    lead = make.person("lead")
    dismissed, merged, into = (make.claim_by_hand(f"Pier {n} fell.") for n in range(3))
    for claim in (dismissed, merged):
        make.flag(claim, "retracted")
    claims.dismiss(dismissed, by=lead, reason="taste", now=now)
    merging.merge(merged, into=into, by=lead, reason="the same", now=now)
    assert urgency(dismissed) == urgency(merged) == (9, 0)


def test_flags_of_sources_touch_no_claim(now):
    flag = Flag.objects.create(source=make.source(), kind="record_disagrees", cause="grade:1", raised_at=now)
    assert flagging.close_flag(flag, by=None, now=now, because="gone") is True


def test_the_pool_is_read_in_the_order_of_its_index():
    pool = assigning.pool(make.person("reviewer"))[:25]
    plan = pool.explain()
    assert "claim_by_urgency" in plan or connection.vendor != "sqlite"


def test_taking_the_next_looks_beyond_the_first_hundred(now, monkeypatch):
    monkeypatch.setattr(assigning, "AT_ONCE", 2)
    reviewer = make.person("reviewer")
    reviewer.conflicts.add(make.body("Harbour Board"))
    barred = [make.claim_by_hand(f"Pier {n} is safe.", origin="Harbour Board") for n in range(5)]
    free = make.claim_by_hand("The dam broke.")
    for claim in [*barred, free]:
        make.flag(claim)
    assert assigning.take_next(by=reviewer, now=now) == free


def test_counts_stop_at_a_thousand():
    make.claim_by_hand()
    assert str(count(Claim.objects.all())) == "1"
    assert str(Count(MOST, more=True)) == "1,000+"
    assert not count(Claim.objects.none())
