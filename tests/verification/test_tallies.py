"""Lists go by tallies that are kept: they say what the case files say, to whoever may see it, and nothing is missed between a change and a count."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.conf import settings
from django.core.management import call_command
from django.utils.module_loading import import_string

from tests import make
from tracker import work
from tracker.models import Claim
from tracker.services import merging_sources
from verification.casefile import as_json, case_files
from verification.models import Flag, Recount, Tally
from verification.services import deciding, integrity, tallying
from verification.tallies import ROW, listed, tallies_of

pytestmark = pytest.mark.django_db
FELL = "The viaduct at Torvik collapsed on Monday, police said."


@pytest.fixture
def claim(now):
    """A claim on which three reports spoke, counted."""
    make.report(FELL, publisher="Harbour Post")
    make.report("The viaduct at Torvik did not collapse on Monday, the mayor of Torvik said.", publisher="Metro Daily")
    claim = Claim.objects.get(number=1)
    make.evidence(claim, "corroborates", text="It fell, engineers said.", origin="Engineers Union", now=make.NOW)
    tallying.count_changed()
    return claim


def rows(person, address="/api/v1/claims"):
    return make.client(person).get(address).json()["results"]


def holds(claim):
    return claim.pk in tallies_of([claim.pk])


def as_it_is():
    claims = Claim.objects.standing().select_related("related_to")
    return {file.claim.pk: as_json(file) for file in case_files(claims)}


def test_a_list_of_counted_claims_says_what_their_case_files_say_without_opening_them(claim, monkeypatch):
    case = as_it_is()[claim.pk]
    assert (len(case["corroborated_by"]), len(case["contradicted_by"]), case["reports"], case["origins"]) == (1, 1, 2, 2)
    monkeypatch.setattr("verification.services.reviewing.case_files", lambda claims, **asked: [1 for _ in claims])
    [row] = [row for row in rows(make.person("reader")) if row["number"] == 1]
    assert {name: row[name] for name in case} == case


def test_a_claim_that_was_never_counted_is_listed_from_its_case_file(claim):
    case = as_it_is()[claim.pk]
    Tally.objects.all().delete()
    assert rows(make.person("reader"))[0]["corroborated_by"] == case["corroborated_by"]


def test_whoever_may_still_sign_does_not_see_in_a_list_what_others_decided(claim):
    evidence = claim.evidence.get(relation="contradicts")
    lead, reviewer = make.person("lead"), make.person("reviewer")
    deciding.decide(claim, evidence.statement, ruling="reject", by=lead, now=make.NOW)
    tallying.count_changed()
    assert rows(make.person("reader"))[0]["contradicted_by"] == []
    assert len(rows(reviewer)[0]["contradicted_by"]) == 1
    assert holds(claim)


def test_who_alone_decided_sees_it(claim):
    reviewer = make.person("reviewer")
    evidence = claim.evidence.get(relation="contradicts")
    deciding.decide(claim, evidence.statement, ruling="reject", by=reviewer, now=make.NOW)
    tallying.count_changed()
    assert rows(reviewer)[0]["contradicted_by"] == []
    assert len(rows(make.person("reviewer"))[0]["contradicted_by"]) == 1


def test_a_change_between_looking_and_writing_is_counted_the_next_time(claim, monkeypatch):
    tallying.changed([claim.pk])
    due = tallying.tallies_due

    def and_meanwhile(claims):
        found = due(claims)
        tallying.changed([claim.pk])
        return found

    monkeypatch.setattr(tallying, "tallies_due", and_meanwhile)
    assert tallying._count_some() == 1
    assert not holds(claim)
    monkeypatch.setattr(tallying, "tallies_due", due)
    assert tallying.count_changed() == 1
    assert holds(claim)


def test_who_counted_less_than_another_does_not_write_over_it(claim, monkeypatch):
    tallying.changed([claim.pk])
    due = tallying.tallies_due

    def and_another_is_quicker(claims):
        found = due(claims)
        make.set_against(claim, "corroborates", said=make.statement("It fell, said a diver.", origin=make.body("Divers Guild")))
        tallying.changed([claim.pk])
        monkeypatch.setattr(tallying, "tallies_due", due)
        tallying.count_changed()
        return found

    monkeypatch.setattr(tallying, "tallies_due", and_another_is_quicker)
    tallying._count_some()
    assert Tally.objects.get(claim=claim).reports == 3
    assert holds(claim)


def test_a_retraction_that_comes_in_has_what_it_takes_back_counted_anew(now):
    make.report("A cargo ship carrying ammunition sank off Varna on Saturday night.", publisher="Volna Online", published=now)
    claim = Claim.objects.get(text__contains="sank off Varna")
    tallying.count_changed()
    assert Tally.objects.get(claim=claim).reports == 1
    words = "Volna Online retracts its report of Saturday that a cargo ship carrying ammunition sank off Varna. It was wrong."
    later = now + timedelta(days=1)
    make.report(words, publisher="Volna Online", published=later, now=later)
    tallying.count_changed()
    assert Tally.objects.get(claim=claim).reports == 0


def test_two_sources_that_become_one_are_one_origin_at_once(claim):
    said = claim.evidence.get(relation="corroborates").statement.links.order_by("position").first().source
    opening = claim.opened_from.links.order_by("position").first().source
    merging_sources.merge(said.body, into=opening.body, by=make.person("lead"), reason="one body", now=make.NOW)
    assert not holds(claim)
    assert rows(make.person("reader"))[0]["origins"] == 1


def test_whatever_is_kept_beside_the_record_is_counted_again(claim):
    call_command("reindex")
    assert Recount.objects.values("claim").distinct().count() == Claim.objects.count()


def test_the_clock_has_them_counted(claim):
    tallying.changed([claim.pk])
    import_string(settings.CELERY_BEAT_SCHEDULE["tallies"]["task"])()
    assert holds(claim)


def test_the_check_names_a_claim_that_nobody_counts_and_has_it_counted(claim, now):
    Tally.objects.filter(claim=claim).delete()
    outcome = integrity.verify(now=now, names=["tallies"], repair=True)
    assert [fault.sentence for found in outcome.found for fault in found.faults] == ["nobody counts its case for the lists"]
    work.run_until_idle(now=now)
    assert Recount.objects.filter(claim=claim).exists()


def test_the_deep_check_names_a_tally_that_says_something_else(claim, now):
    Tally.objects.filter(claim=claim).update(reports=7)
    found = integrity.verify(now=now, names=["counts"], deep=True).found
    assert [(one.check.name, one.wrong) for one in found] == [("counts", 1)]


def test_an_open_flag_of_a_claim_and_of_what_was_merged_into_it_is_listed_once(claim):
    other = make.tracked("The viaduct fell.")
    Claim.objects.filter(pk=other.pk).update(merged_into=claim)
    flags = [make.flag(one, "hardened") for one in (claim, other)]
    Flag.objects.filter(pk__in=[flag.pk for flag in flags]).update(cause="report:1")
    tallying.changed([claim.pk])
    tallying.count_changed()
    rows = Claim.objects.filter(pk=claim.pk).values_list("pk", *ROW, named=True)
    kept = listed(rows, tallies_of([claim.pk]))[claim.pk]
    assert kept == as_it_is()[claim.pk]
    assert [flag["kind"] for flag in kept["flags"]].count("hardened") == 1
