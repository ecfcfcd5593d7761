"""What an export may say of a claim, and that reading many costs no more than reading one."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests import make
from tests.exports import told
from tracker.models import Claim
from verification.exports.cases import cases_of
from verification.services import deciding, reviewing
from verification.services.exporting import blind_for

pytestmark = pytest.mark.django_db


def test_a_case_tells_who_said_what_and_on_which_side():
    case = told.case(told.claim())
    assert [(one.publisher_name, one.origin, one.side) for one in case.said] == [
        ("Harbour Post", "Lorn Ministry", "for"),
        ("Engineers Union News", "Engineers Union", "for"),
        ("Navy News", "Navy", "against"),
        ("Lorn Ministry News", "Lorn Ministry", "for"),
    ]
    assert (case.opening.speaker.name, case.opening.publisher.letter, case.counted) == ("Lorn Ministry", "B", "3 reports · 2 origins")


def test_a_signed_claim_carries_the_more_cautious_word_of_its_signers():
    signed = told.case(told.signed(told.claim(), numbers=(2, 3), confidences=("high", "low"))).signed
    assert (signed.verdict, signed.number, signed.confidence, signed.signed_by) == ("confirmed", 3, "low", "2 signatures")


@pytest.mark.parametrize(("numbers", "number"), [((None, None), None), ((None, 4), 4), ((1, 6), 6)])
def test_credibility_is_that_of_whoever_gave_one_and_six_wins(numbers, number):
    assert told.case(told.signed(told.claim(), numbers=numbers)).signed.number == number


def test_one_signature_is_told_as_one(settings):
    settings.SIGNATURES = 1
    assert told.case(told.signed(told.claim(), numbers=(2,))).signed.signed_by == "one signature"


def test_a_sealed_verdict_is_in_no_case():
    case = told.case(told.sealed(told.claim()))
    assert case.signed is None
    assert told.SEALED not in repr(case)


def test_a_voided_verdict_stays_sealed_and_a_reopened_one_no_longer_stands():
    claim = told.sealed(told.claim())
    make.evidence(claim, "contradicts", now=make.NOW + timedelta(hours=1))
    assert told.SEALED not in repr(told.case(Claim.objects.get(pk=claim.pk)))
    settled = told.signed(told.claim(text="The bridge at Orl fell."))
    reviewing.reopen(settled, by=make.person("lead"), reason="new photographs", now=make.NOW + timedelta(days=9))
    assert told.case(Claim.objects.get(pk=settled.pk)).signed is None


def test_whoever_may_still_sign_is_told_no_decision_of_others():
    claim = told.claim()
    evidence = claim.evidence.get(relation="contradicts")
    deciding.reject(evidence, by=make.person("reviewer"), now=make.NOW, reason="another dam")
    signer = make.person("reviewer")
    assert [one.ruling for one in told.case(claim, blind=blind_for(signer, [claim])).said] == ["", "", "", ""]
    reader = make.person("reader")
    assert [one.ruling for one in told.case(claim, blind=blind_for(reader, [claim])).said] == ["", "", "reject", ""]


def test_an_earlier_day_is_told_as_it_stood_then():
    claim = told.signed(told.claim(), "refuted")
    then = told.case(claim, as_of=make.NOW + timedelta(days=4))
    assert (then.status, then.signed) == ("unverified", None)
    assert told.case(claim, as_of=make.NOW + timedelta(days=6)).signed.verdict == "refuted"


def test_many_cases_cost_the_same_queries_as_few():
    claims = [told.signed(told.claim(text=f"The dam at Lorn {n} was mined.")) for n in range(6)]

    def cost(asked) -> int:
        with CaptureQueriesContext(connection) as queries:
            cases_of(Claim.objects.filter(pk__in=[claim.pk for claim in asked]).select_related("opened_from"))
        return len(queries)

    assert cost(claims[:2]) == cost(claims)
