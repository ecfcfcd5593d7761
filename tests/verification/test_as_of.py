"""Case files as they stood on an earlier day: texts, decisions, corrections, mergers and status of then, computed with today's engine."""

from __future__ import annotations

import json
from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import call_command

from tests import make
from tracker import work
from tracker.intake.record import receive
from tracker.models import Claim, Statement
from tracker.services import correcting, merging_sources, rereading
from tracker.terms import Relation, Ruling, Status, Via
from verification.casefile import case_files
from verification.models import Evidence
from verification.services import claims, deciding, merging
from verification.services.withdrawals import withdraw

pytestmark = pytest.mark.django_db

FIRST = "The dam at Lorn was blown up on Monday, the Lorn Ministry said."
AGAIN = "According to the Engineers Union, somebody blew up the Lorn dam on Monday."
DAY = timedelta(days=1)


@pytest.fixture
def told(now):
    make.report(FIRST, publisher="Lorn Wire", published=now)
    make.report(AGAIN, publisher="Harbour Post", published=now + DAY, now=now + DAY)
    return Claim.objects.get(), Evidence.objects.get()


def then(claim, moment):
    return case_files([Claim.objects.get(pk=claim.pk)], as_of=moment)[0]


def entry(case):
    return next(one for one in case.entries if not one.opening)


def test_what_had_not_come_in_yet_is_not_there(told, now):
    claim, _ = told
    assert (then(claim, now).reports, then(claim, now + DAY).reports) == (1, 2)


def test_a_decision_counts_from_its_day(told, now):
    claim, evidence = told
    deciding.reject(evidence, by=make.person("reviewer"), now=now + 3 * DAY)
    assert entry(then(claim, now + 2 * DAY)).ruling is None
    assert entry(then(claim, now + 4 * DAY)).ruling is Ruling.REJECT
    assert [one.kind for one in then(claim, now + 2 * DAY).flags] == ["corroborated"]


def test_a_correction_counts_from_its_day_with_what_it_brought_about(told, now):
    claim, evidence = told
    analyst = make.person("analyst")
    turned = correcting.correct(evidence.statement, field="polarity", value="denied", by=analyst, reason="so", now=now + 3 * DAY)
    correcting.withdraw_correction(turned, by=analyst, now=now + 5 * DAY)
    relations = [entry(then(claim, now + days * DAY)).relation for days in (2, 4, 6)]
    assert relations == [Relation.CORROBORATES, Relation.CONTRADICTS, Relation.CORROBORATES]
    assert [entry(then(claim, now + days * DAY)).statement.polarity for days in (2, 4, 6)] == ["affirmed", "denied", "affirmed"]


def test_a_corrected_speaker_counts_from_its_day(told, now):
    claim, evidence = told
    ministry = claim.opened_from.links.order_by("position").first().source
    correcting.correct(evidence.statement, field="speaker", value=ministry, by=make.person("analyst"), reason="so", now=now + 3 * DAY)
    assert (then(claim, now + 2 * DAY).origins, then(claim, now + 4 * DAY).origins) == (2, 1)


def test_mergers_of_claims_and_sources_count_between_their_days(told, now):
    claim, evidence = told
    lead, other = make.person("lead"), make.claim_by_hand("Lorn: the dam was blown up.", origin="Hill Rangers")
    merging.merge(other, into=claim, by=lead, reason="same", now=now + 3 * DAY)
    merging.unmerge(other, by=lead, now=now + 5 * DAY)
    assert [then(claim, now + days * DAY).reports for days in (2, 4, 6)] == [2, 3, 2]
    union = evidence.statement.links.order_by("position").first().source
    ministry = claim.opened_from.links.order_by("position").first().source
    merging_sources.merge(union, into=ministry, by=lead, reason="same", now=now + 8 * DAY)
    assert [then(claim, now + days * DAY).origins for days in (7, 9)] == [2, 1]


def test_words_and_status_are_those_of_the_day(told, now):
    claim, _ = told
    analyst = make.person("analyst")
    claims.edit(claim, by=analyst, text="The Lorn dam was mined.", now=now + 3 * DAY)
    claims.dismiss(Claim.objects.get(pk=claim.pk), by=make.person("lead"), reason="noise", now=now + 5 * DAY)
    seen = [(then(claim, now + days * DAY).claim.text[:8], then(claim, now + days * DAY).claim.status) for days in (2, 4, 6)]
    assert seen == [("The dam ", Status.UNVERIFIED), ("The Lorn", Status.UNVERIFIED), ("The Lorn", Status.DISMISSED)]
    assert Claim.objects.get(pk=claim.pk).status == Status.DISMISSED


def test_an_older_text_of_a_report_is_read_for_the_days_before_the_newer_one(now):
    given = {"publisher": "Lorn Wire", "external_id": "lorn-1", "published_at": now, "via": Via.FEED, "entered_by": None}
    receive(text=FIRST, now=now, **given)
    work.run_until_idle(now=now)
    claim = Claim.objects.get()
    old = claim.opened_from
    receive(text=f"Updated at noon. {FIRST} It rained.", now=now + 3 * DAY, **given)
    work.run_until_idle(now=now + 3 * DAY)
    claim.refresh_from_db()
    assert claim.opened_from == Statement.objects.get(pk=old.pk).heir
    assert [one.statement.reading.revision.no for one in then(claim, now + DAY).entries] == [1]
    assert [one.statement.reading.revision.no for one in then(claim, now + 4 * DAY).entries] == [2]


def test_a_later_re_read_counts_for_the_days_before_it_too(told, now):
    claim, evidence = told
    deciding.accept(evidence, by=make.person("reviewer"), now=now + 2 * DAY)
    for report in {claim.opened_from.report, evidence.statement.report}:
        rereading.reread_revision(str(report.latest.uuid), now=now + 9 * DAY)
    case = then(claim, now + 3 * DAY)
    assert (case.reports, entry(case).ruling, len(case.entries)) == (2, Ruling.ACCEPT, 2)
    assert all(one.statement.reading.current for one in case.entries)


def test_the_command_lists_the_claims_that_stood_by_themselves_then_and_says_how(told, now):
    claim, evidence = told
    lead, other = make.person("lead"), make.claim_by_hand("Lorn: the dam was blown up.", origin="Hill Rangers")
    merging.merge(other, into=claim, by=lead, reason="same", now=now + 3 * DAY)
    withdraw(statement=evidence.statement, by=lead, reason="erred", now=now + 4 * DAY)

    def listed(days):
        out, err = StringIO(), StringIO()
        call_command("claims", as_of=(now + days * DAY).isoformat(), format="json", stdout=out, stderr=err)
        assert "today's engine" in err.getvalue()
        return [(row["number"], row["reports"]) for row in json.loads(out.getvalue())]

    assert listed(2) == [(claim.number, 2), (other.number, 1)]
    assert listed(3.5) == [(claim.number, 3)]
    assert listed(5) == [(claim.number, 2)]


def test_ten_claims_cost_the_queries_of_two(told, now, django_assert_max_num_queries):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    def cost(rows):
        with CaptureQueriesContext(connection) as queries:
            case_files(rows, as_of=now + 9 * DAY)
        return len(queries)

    for n in range(10):
        made = make.claim_by_hand(f"Claim {n} of many.")
        make.set_against(made, said=make.statement(f"Evidence {n}.", origin=make.body("Engineers Union")))
    rows = list(Claim.objects.select_related("opened_from").order_by("number"))
    assert cost(rows[:2]) == cost(rows)
