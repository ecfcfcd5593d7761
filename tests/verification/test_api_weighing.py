"""Support and track records as programs read them: the same figures as the pages, the same seal, every field in the schema."""

from __future__ import annotations

import pytest
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from tests import make
from tests.verification.settled import claim_from, copied, ledger, outlet, own_words, theta_of_88
from tracker.terms import Role
from verification.api.weighing import BlocShape, CurveShape, RecordShape, RelaysShape, StakedShape, SupportShape, WeighedOriginShape
from verification.services import assigning

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _fresh_throttle():
    cache.clear()


def caller(role=Role.READER):
    return make.client(make.person(role), "read")


def support(claim, by=None):
    answer = (by or caller()).get(f"/api/v1/claims/{claim.uuid}/support")
    assert answer.status_code == 200, answer.content
    return answer.json()


def record(source, by=None):
    answer = (by or caller()).get(f"/api/v1/sources/{source.uuid}/record")
    assert answer.status_code == 200, answer.content
    return answer.json()


def two_wires():
    theta_of_88(outlet("Wire"), outlet("Post"))
    claim = claim_from(own_words("Wire"))
    make.set_against(claim, said=own_words("Post", day=1))
    return claim


def test_two_independent_wires_confirm_with_their_arithmetic():
    found = support(two_wires())
    assert (found["credibility"], round(found["probability"], 3), found["material_for"]) == (1, 0.966, 2)
    assert sorted((bloc["name"], round(bloc["weight"], 3), bloc["origins"]) for bloc in found["blocs"]) == [
        ("Post", 1.673, ["Post"]),
        ("Wire", 1.673, ["Wire"]),
    ]
    assert round(sum(one["weight"] for one in found["origins"]), 3) == round(found["log_odds"], 3)
    assert {round(one["record"], 3) for one in found["origins"]} == {0.88}


def test_at_six_neither_probability_nor_what_would_give_it_away_is_answered():
    theta_of_88(outlet("Wire"))
    found = support(claim_from(own_words("Wire", level=2)))
    assert (found["credibility"], found["probability"], found["log_odds"], found["hangs_on"]) == (6, None, None, "")


def test_what_does_not_weigh_is_answered_with_the_reason():
    claim = claim_from(own_words("Wire"))
    said = own_words("Post", day=1, markers=["unverified"])
    make.set_against(claim, said=said)
    assert support(claim)["silent"] == [{"statement": str(said.uuid), "because": "unverified: it asserts nothing"}]


def test_whoever_may_still_sign_is_answered_nothing_but_that():
    claim = two_wires()
    found = support(claim, caller(Role.LEAD))
    assert found["sealed"] is True
    assert (found["credibility"], found["probability"], found["blocs"], found["origins"], found["silent"]) == (None, None, [], [], [])


def test_a_record_is_answered_with_its_interval_ledger_and_relays():
    wire = outlet("Wire")
    ledger(wire, lines=[(0.95, 1.0)] * 8 + [(0.95, 0.0)])
    first = own_words("Agency", "The bridge fell.")
    make.set_against(claim_from(first), "repeats", said=copied(first, "Wire", "The bridge fell.", crediting=outlet("Agency")))
    found = record(wire)
    assert (found["settled"], round(found["n"], 1), found["curve"]) == (9, 8.1, [])
    assert found["low"] < found["theta"] < found["high"]
    assert [line["outcome"] for line in found["lines"]].count(0.0) == 1
    assert (found["relays"]["count"], found["relays"]["faithful"], found["relays"]["hardened"]) == (1, 1, 0)


def test_a_record_is_sealed_while_the_caller_has_yet_to_sign():
    wire, lead = outlet("Wire"), make.person(Role.LEAD)
    ledger(wire, lines=[(0.95, 1.0)] * 9)
    assigning.assign(claim_from(own_words("Wire")), person=lead, by=lead, now=timezone.now())
    found = record(wire, make.client(lead, "read"))
    assert found["sealed"] is True
    assert (found["theta"], found["suggested"], found["lines"], found["relays"]) == (None, None, [], None)


@pytest.mark.parametrize("address", ["claims", "sources"])
def test_what_is_not_there_is_not_found(address):
    last = {"claims": "support", "sources": "record"}[address]
    assert caller().get(f"/api/v1/{address}/00000000-0000-0000-0000-000000000007/{last}").status_code == 404


def test_the_shapes_name_exactly_what_is_answered():
    claim = two_wires()
    ledger(outlet("Wire"), lines=[(0.95, 1.0)] * 30)
    weighed, kept = support(claim), record(outlet("Wire"))
    for shape, answered in (
        (SupportShape, weighed),
        (BlocShape, weighed["blocs"][0]),
        (WeighedOriginShape, weighed["origins"][0]),
        (RecordShape, kept),
        (CurveShape, kept["curve"][0]),
        (StakedShape, kept["lines"][0]),
        (RelaysShape, kept["relays"]),
        (SupportShape, support(claim, caller(Role.LEAD))),
    ):
        assert set(shape().fields) == set(answered), shape


def test_more_origins_cost_no_more_queries():
    by, counts = caller(), []
    for count in (10, 20):
        claim = claim_from(own_words("Wire", f"Tower {count} fell."))
        for n in range(count):
            make.set_against(claim, said=own_words(f"Outlet {n}", claim.text, day=n + 1))
        support(claim, by)
        with CaptureQueriesContext(connection) as asked:
            support(claim, by)
        counts.append(len(asked))
    assert counts[0] == counts[1]
