"""A report read anew: what people decided passes to heirs, what is lost is listed, and nobody is told twice."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import call_command

from tests import make
from tracker import work
from tracker.intake.record import receive
from tracker.language import reader
from tracker.models import Claim, Correction, Edge, Event, Reading, Statement
from tracker.services import correcting, rereading
from tracker.terms import Relation, Ruling, Via
from verification.casefile import case_files
from verification.models import Decision, Evidence, Flag
from verification.services import deciding

pytestmark = pytest.mark.django_db

FIRST = "The dam at Lorn was blown up on Monday, the Lorn Ministry said."
AGAIN = "According to the Engineers Union, somebody blew up the Lorn dam on Monday."


@pytest.fixture
def told(now):
    """A claim, and a report by others that restates it."""
    make.report(FIRST, publisher="Lorn Wire", published=now)
    later = make.report(AGAIN, publisher="Harbour Post", published=now + timedelta(hours=5), now=now + timedelta(hours=5))
    claim = Claim.objects.get()
    return claim, later, Evidence.objects.get(claim=claim)


@pytest.fixture
def another_lexicon(monkeypatch):
    """The reader of tomorrow: other words for its versions, and statements as *change* makes them."""

    def install(change=lambda found: found):
        read = reader.read

        def anew(text, **options):
            found = read(text, **options)
            return replace(found, lexicon="tomorrow", statements=tuple(change(one) for one in found.statements if change(one)))

        monkeypatch.setattr(rereading, "versions", lambda: (reader.ENGINE, "tomorrow"))
        monkeypatch.setattr(rereading.reader, "read", anew)

    return install


def reread(now, *options):
    out = StringIO()
    call_command("reread", "--all", *options, stdout=out)
    return out.getvalue()


def in_force():
    return Statement.objects.in_force()


def test_a_re_read_that_finds_the_same_tells_nobody_anything(told, another_lexicon, now):
    claim, _, _evidence = told
    before = {
        kind: Event.objects.filter(kind=kind).count() for kind in ("evidence.suggested", "flag.raised", "flag.closed", "claim.opened")
    }
    case = case_files([claim])[0]
    another_lexicon()
    reread(now)
    after = {kind: Event.objects.filter(kind=kind).count() for kind in before}
    again = case_files([Claim.objects.get()])[0]
    assert after == before
    assert (again.reports, again.origins, len(again.entries)) == (case.reports, case.origins, len(case.entries)) == (2, 2, 2)
    assert {entry.relation for entry in again.entries} == {Relation.CORROBORATES}
    assert all(entry.statement.reading.lexicon == "tomorrow" for entry in again.entries)
    assert [flag.statement for flag in again.flags] == [entry.statement for entry in again.entries if not entry.opening]


def test_a_decision_passes_to_the_heir_with_its_time_and_reason(told, another_lexicon, now):
    claim, _, evidence = told
    lena = make.person("reviewer", username="lena")
    deciding.relabel(evidence, by=lena, now=now + timedelta(days=1), relation="contradicts", reason="another dam")
    another_lexicon()
    reread(now)
    heir = Evidence.objects.in_force().get(claim=claim).statement
    copied = Decision.objects.get(statement=heir)
    assert heir.pk != evidence.statement_id
    assert (copied.by, copied.at, copied.reason, copied.inherited) == (lena, now + timedelta(days=1), "another dam", True)
    assert [entry.side for entry in case_files([claim])[0].entries] == ["for", "against"]


def test_accepted_goes_on_meaning_what_was_accepted(told, another_lexicon, now):
    claim, _, evidence = told
    deciding.accept(evidence, by=make.person("reviewer"), now=now)
    another_lexicon(lambda one: replace(one, polarity=one.polarity.opposite) if "Engineers" in str(one.chain) else one)
    reread(now)
    entry = next(entry for entry in case_files([claim])[0].entries if not entry.opening)
    assert (entry.ruling, entry.relation) == (Ruling.ACCEPT, Relation.CORROBORATES)


def test_what_has_no_heir_stays_in_force_and_is_listed(told, another_lexicon, now):
    claim, _later, evidence = told
    deciding.accept(evidence, by=make.person("reviewer", username="lena"), now=now)
    another_lexicon(lambda one: None)
    printed = reread(now)
    assert "decided on by lena" in printed
    assert f"opened claim #{claim.number}" in printed
    assert evidence.statement.quote[:40] in printed
    case = case_files([Claim.objects.get()])[0]
    assert (case.reports, [entry.ruling for entry in case.entries]) == (2, [None, Ruling.ACCEPT])
    assert set(in_force().values_list("kept", flat=True)) == {True}


def test_an_undecided_suggestion_without_an_heir_goes_and_its_flag_closes(told, another_lexicon, now):
    _claim, _, _evidence = told
    another_lexicon(lambda one: None if "Engineers" in str(one.chain) else one)
    reread(now)
    assert case_files([Claim.objects.get()])[0].reports == 1
    flag = Flag.objects.get(kind="corroborated")
    assert (flag.closed_by, "read anew" in flag.closed_because) == (None, True)


def test_a_lost_statement_that_is_found_again_is_no_longer_kept(told, another_lexicon, now, monkeypatch):
    claim, later, evidence = told
    deciding.accept(evidence, by=make.person("reviewer"), now=now)
    with monkeypatch.context() as patch:
        patch.setattr(rereading.reader, "read", lambda text, **options: replace(reader.Reading(None, None, "en", (), "none", "none")))
        rereading.reread_revision(str(later.latest.uuid), now=now)
    assert in_force().filter(kept=True).count() == 1
    rereading.reread_revision(str(later.latest.uuid), now=now)
    assert not in_force().filter(kept=True).exists()
    assert case_files([claim])[0].reports == 2


def test_a_claim_follows_its_opening_statement_and_it_is_no_evidence_on_it(told, another_lexicon, now):
    claim, _, _ = told
    old = claim.opened_from
    another_lexicon()
    reread(now)
    claim.refresh_from_db()
    assert claim.opened_from.reading.current
    assert Statement.objects.get(pk=old.pk).heir == claim.opened_from
    assert not Evidence.objects.filter(claim=claim, statement=claim.opened_from).exists()
    assert Claim.objects.count() == 1
    assert Event.objects.get(kind="claim.followed_rereading").before == {"opened_from": str(old.uuid)}


def test_a_correction_survives_and_withdrawing_it_restores_what_the_new_reading_said(told, another_lexicon, now):
    claim, _, evidence = told
    analyst = make.person("analyst")
    correcting.correct(evidence.statement, field="level", value=2, by=analyst, reason="only “may”", now=now)
    another_lexicon(lambda one: replace(one, level=one.level.__class__(4), low=0.8, high=0.95) if "Engineers" in str(one.chain) else one)
    reread(now)
    heir = Evidence.objects.in_force().get(claim=claim).statement
    assert (heir.level, heir.low) == (2, 0.25)
    copied = Correction.objects.get(statement=heir, withdrawn_at=None)
    assert (copied.inherited, copied.by, copied.was["level"]) == (True, analyst, 4)
    correcting.withdraw_correction(copied, by=analyst, now=now)
    assert Statement.objects.get(pk=heir.pk).level == 4


def test_a_changed_text_is_a_new_revision_whose_statements_take_over(told, now):
    claim, _later, evidence = told
    deciding.accept(evidence, by=make.person("reviewer"), now=now)
    tomorrow = now + timedelta(days=1)
    given = {"publisher": "Harbour Post", "published_at": now, "via": Via.FEED, "entered_by": None, "now": tomorrow}
    receive(text=AGAIN, external_id="harbour-7", **given)
    work.run_until_idle(now=tomorrow)
    old = Evidence.objects.in_force().get(statement__reading__revision__report__external_key__contains="harbour-7").statement
    receive(text=f"It rained all day. {AGAIN} Nobody was hurt.", external_id="harbour-7", **given)
    work.run_until_idle(now=tomorrow)
    heir = Statement.objects.get(pk=old.pk).heir
    assert heir.reading.revision.no == 2
    case = case_files([claim])[0]
    assert (case.reports, len(case.entries)) == (3, 3)
    assert heir in [entry.statement for entry in case.entries]
    assert not in_force().filter(reading__revision__report=old.report, reading__revision__no=1).exists()


def test_what_was_taken_from_a_re_read_statement_follows_its_heir(told, now):
    claim, later, evidence = told
    copy = make.statement("The union saw it.", origin=make.body("Hill Post"))
    Edge.objects.create(child=copy, parent=evidence.statement, method="copy", confidence=0.9, made_at=now)
    make.set_against(claim, said=copy)
    rereading.reread_revision(str(later.latest.uuid), now=now)
    heir = Evidence.objects.in_force().exclude(statement=copy).get(claim=claim).statement
    ministry = claim.opened_from.links.order_by("position").first().source
    correcting.correct(heir, field="speaker", value=ministry, by=make.person("analyst"), reason="so", now=now)
    case = case_files([claim])[0]
    assert (case.reports, case.origins) == (3, 1)


def test_asking_again_asks_nothing_new(told, another_lexicon, now):
    another_lexicon()
    assert "2 reports" in reread(now)
    assert "nothing" in reread(now).casefold()
    assert Reading.objects.count() == 4
