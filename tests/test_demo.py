"""The demo: what a newcomer must find after loading it, and that loading is safe to repeat, to interrupt and to refuse."""

from __future__ import annotations

from datetime import UTC, datetime
from io import StringIO

import pytest
from django.core import mail
from django.core.management import CommandError, call_command

from tests import make
from tests.journeys.story import rolled_back
from tracker.models import Claim, Event, Report, Statement, WorkItem
from tracker.terms import Relation, Status, WorkState
from verification import demo
from verification.casefile import CaseFile, case_files
from verification.models import Assignment, Charge, Digest, Review

NOW = datetime(2026, 3, 4, 12, tzinfo=UTC)


@pytest.fixture(scope="class")
def outcome(django_db_setup, django_db_blocker):
    """The whole demo, loaded once and rolled back."""
    with django_db_blocker.unblock(), rolled_back():
        yield demo.load(now=NOW)


def case(report: int, words: str) -> CaseFile:
    [file] = case_files([demo.claim_of({"report": report, "words": words})])
    return file


def reports_that(file: CaseFile, relation: Relation) -> set[int]:
    """The numbers of the reports that stand in this relation to the claim."""
    return {entry.statement.reading.revision.metadata["seed"] for entry in file.entries if entry.relation is relation and not entry.opening}


def flags(file: CaseFile) -> set[str]:
    return {flag.kind for flag in file.flags}


@pytest.mark.django_db
class TestANewcomerFinds:
    def test_every_seed_found_its_place(self, outcome):
        assert outcome.missed == []
        assert not WorkItem.objects.exclude(state=WorkState.DONE).exists()

    def test_the_record_is_true_to_its_time(self, outcome):
        for event in Event.objects.filter(kind="report.received"):
            report = Report.objects.get(uuid=event.subject.removeprefix("report:"))
            assert event.at == report.latest.published_at + demo.READING_TAKES

    def test_the_missile_claim_goes_from_possible_to_stated_as_fact(self, outcome):
        missiles = case(13, "may have supplied Russia with short-range ballistic missiles")
        assert (missiles.level_first, missiles.level_last) == (2, 5)
        assert 25 in reports_that(missiles, Relation.CORROBORATES)
        assert "hardened" in flags(missiles)

    def test_shells_and_containers_say_nothing_of_missiles(self, outcome):
        missiles = case(13, "may have supplied Russia with short-range ballistic missiles")
        own = reports_that(missiles, Relation.CORROBORATES) | reports_that(missiles, Relation.UPDATES)
        assert not own & {2, 8, 12, 31, 32, 33}

    def test_three_outlets_that_copy_one_wire_are_one_origin(self, outcome):
        missiles = case(13, "may have supplied Russia with short-range ballistic missiles")
        assert {15, 16, 17} <= reports_that(missiles, Relation.REPEATS)
        wire = {entry.origin_name for entry in missiles.entries if entry.statement.reading.revision.metadata["seed"] in (13, 15, 16)}
        assert len(wire) == 1

    def test_one_briefing_in_two_strengths_is_one_origin(self, outcome):
        missiles = case(13, "may have supplied Russia with short-range ballistic missiles")
        assert 14 in reports_that(missiles, Relation.REPEATS)

    def test_a_relay_and_a_headline_inflated_what_was_said(self, outcome):
        inflated = {
            flag.statement.reading.revision.metadata["seed"]
            for file in case_files(Claim.objects.standing())
            for flag in file.flags
            if flag.kind == "certainty_inflated"
        }
        assert {16, 17} <= inflated
        assert 15 not in inflated

    def test_the_containers_grow_and_nobody_contradicts_by_counting_later(self, outcome):
        containers = case(8, "more than 1,000 containers")
        assert {31, 35} <= reports_that(containers, Relation.UPDATES)
        assert not {13, 14, 31, 32, 33, 37, 40} & reports_that(containers, Relation.CONTRADICTS)
        rules = {entry.evidence.rule for entry in containers.entries if entry.relation is Relation.CONTRADICTS}
        assert not rules & {"figures_conflict", "possible_correction"}  # report 35 also carries a denial; that is another matter

    def test_a_smaller_number_of_another_bloc_is_no_fall(self, outcome):
        counted = case(31, "more than 10,000 containers")
        assert 32 not in reports_that(counted, Relation.CONTRADICTS)

    def test_the_count_from_the_middle_of_2022_is_a_claim_of_its_own(self, outcome):
        military = demo.claim_of({"report": 39, "words": "13,000 containers"})
        agency = demo.claim_of({"report": 40, "words": "13,000 containers"})
        assert military.pk != agency.pk
        assert military.opened_from.reading.revision.metadata["seed"] == 39

    def test_who_denies_the_evidence_denies_the_claim_it_was_brought_for(self, outcome):
        containers = case(8, "more than 1,000 containers")
        assert 9 in reports_that(containers, Relation.CONTRADICTS)

    def test_who_takes_no_position_takes_none(self, outcome):
        for file in case_files(Claim.objects.standing()):
            for entry in file.entries:
                if "did not comment on rumours" in entry.statement.display or "neither confirm nor deny" in entry.statement.display:
                    assert entry.side == "none", file.claim.text

    def test_two_governments_are_two_origins_of_their_summit(self, outcome):
        summit = case(4, "met at the Vostochny Cosmodrome")
        assert summit.origins == 2
        assert 5 in reports_that(summit, Relation.CORROBORATES)

    def test_a_visit_in_july_is_not_a_summit_in_september(self, outcome):
        summit = case(4, "met at the Vostochny Cosmodrome")
        assert not {2, 3} & {entry.statement.reading.revision.metadata["seed"] for entry in summit.entries}

    def test_two_agencies_of_one_name_stay_apart(self, outcome):
        korean = Statement.objects.get(reading__revision__metadata__seed=39, display__contains="13,000 containers", part="body")
        american = Statement.objects.filter(
            reading__revision__metadata__seed=36, part="body", links__name__contains="Intelligence Agency"
        ).first()
        assert korean.links.first().source.body.bloc == "Seoul"
        assert american.links.first().source.body.bloc == "Washington"

    def test_four_who_looked_at_one_debris_support_one_claim(self, outcome):
        debris = case(28, "was made in North Korea")
        own = (
            reports_that(debris, Relation.CORROBORATES)
            | reports_that(debris, Relation.REPEATS)
            | {debris.claim.opened_from.reading.revision.metadata["seed"]}
        )
        assert {27, 28, 29, 34} <= own

    def test_one_debris_is_one_object_however_many_looked_at_it(self, outcome):
        debris = case(28, "was made in North Korea")
        assert getattr(debris, "objects", None) == 1

    def test_sources_have_records_that_differ(self, outcome):
        assert len(set(Charge.objects.values_list("source", "match"))) >= 2

    def test_the_toll_grows_and_one_count_differs_at_the_same_hour(self, outcome):
        toll = case(21, "At least 41 people were killed")
        assert {22, 24} <= reports_that(toll, Relation.UPDATES)
        assert 23 in reports_that(toll, Relation.CONTRADICTS)
        assert not {22, 24} & reports_that(toll, Relation.CONTRADICTS)

    def test_the_quake_and_the_war_do_not_meet(self, outcome):
        for file in case_files(Claim.objects.standing()):
            seeds = {entry.statement.reading.revision.metadata["seed"] for entry in file.entries}
            assert not (seeds & {21, 22, 23, 24}) or seeds <= {21, 22, 23, 24}, file.claim.text

    def test_a_retraction_reaches_its_claim(self, outcome):
        assert "retracted" in flags(case(19, "sank in the bay of Amur"))

    def test_one_claim_is_confirmed_by_two_signatures_one_refuted_one_waits(self, outcome):
        assert case(4, "met at the Vostochny Cosmodrome").claim.status == Status.CONFIRMED
        assert case(19, "sank in the bay of Amur").claim.status == Status.REFUTED
        assert case(28, "was made in North Korea").claim.status == Status.AWAITING_SECOND_SIGNATURE
        assert Review.objects.filter(round__claim__status=Status.CONFIRMED).count() == 2

    def test_one_assignment_is_overdue(self, outcome):
        [late] = Assignment.objects.overdue(now=NOW)
        assert late.person.username == "rui"

    def test_digests_are_in_the_outbox(self, outcome):
        assert Digest.objects.filter(state="sent").count() >= 3
        assert not Digest.objects.exclude(state__in=["sent", "skipped_empty"]).exists()

    def test_loading_again_does_nothing(self, outcome):
        claims = Claim.objects.count()
        assert demo.load(now=NOW).done == 0
        assert Claim.objects.count() == claims
        told = StringIO()
        call_command("load_demo", stdout=told)
        assert told.getvalue() == "The demo is loaded already.\n"

    def test_the_greeting_names_what_to_look_at_and_who_to_be(self, outcome):
        told = StringIO()
        call_command("load_demo", greet=True, stdout=told)
        assert "certainty inflated" in told.getvalue()
        assert "demo-reviewer" in told.getvalue()


@pytest.fixture
def small(monkeypatch):
    """A demo of three reports and no acts."""
    three = demo.seed_reports()[:3]
    monkeypatch.setattr(demo, "seed_reports", lambda: three)
    monkeypatch.setattr(demo.World, "_acts", lambda self: iter(()))


@pytest.mark.django_db
class TestLoading:
    def test_it_goes_on_where_it_was_interrupted(self, small, now):
        def stop(done, steps, name):
            if done == 4:
                raise KeyboardInterrupt

        with pytest.raises(KeyboardInterrupt):
            demo.load(now=now, progress=stop)
        assert (demo.state(), Report.objects.count()) == ("begun", 1)
        assert demo.load(now=now).done == 3
        assert (demo.state(), Report.objects.count()) == ("loaded", 3)

    def test_it_refuses_a_database_that_holds_something_else(self, small):
        make.report("The dam at Lorn broke, officials said.")
        with pytest.raises(CommandError, match=r"holds reports, claims or people.*--force"):
            call_command("load_demo", stdout=StringIO())
        assert Report.objects.count() == 1

    def test_force_loads_it_beside(self, small):
        make.report("The dam at Lorn broke, officials said.")
        call_command("load_demo", force=True, stdout=StringIO())
        assert Report.objects.count() == 4

    def test_switched_off_it_does_nothing(self, settings):
        settings.DEMO = False
        told = StringIO()
        call_command("load_demo", greet=True, stdout=told)
        assert told.getvalue() == ""
        assert not Report.objects.exists()

    def test_words_that_nobody_said_are_named(self, small, now):
        demo.load(now=now)
        with pytest.raises(demo.NotFound, match="no claim rests on 'the moon fell' in report 01"):
            demo.claim_of({"report": 1, "words": "the moon fell"})

    def test_nobody_is_mailed_twice(self, small, now):
        demo.load(now=now)
        sent = len(mail.outbox)
        demo.mail_digests(now)
        assert len(mail.outbox) == sent
