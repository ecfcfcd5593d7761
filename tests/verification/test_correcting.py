"""Corrections and statements made by hand: what they change, what follows, and how they are taken back."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests import make
from tracker.errors import Refused
from tracker.models import Claim, Correction, Event, Statement
from tracker.roles import NotAllowed
from tracker.services import correcting
from tracker.terms import FlagKind, Relation
from verification.casefile import case_files
from verification.models import Evidence, Flag
from verification.services import deciding
from verification.services.comparing import statement_frame

pytestmark = pytest.mark.django_db

FIRST = "The dam at Lorn was blown up on Monday, the Lorn Ministry said."
AGAIN = "According to the Engineers Union, somebody blew up the Lorn dam on Monday."


@pytest.fixture
def told(now):
    make.report(FIRST, publisher="Lorn Wire", published=now)
    later = make.report(AGAIN, publisher="Harbour Post", published=now + timedelta(hours=5), now=now + timedelta(hours=5))
    return Claim.objects.get(), later, Evidence.objects.get()


def correct(statement, field, value, now, by=None):
    return correcting.correct(statement, field=field, value=value, by=by or make.person("analyst"), reason="read it again", now=now)


def entry_of(claim):
    return next(entry for entry in case_files([claim])[0].entries if not entry.opening)


@pytest.mark.parametrize(("role", "allowed"), [("reader", False), ("analyst", True), ("reviewer", True), ("lead", True), ("admin", False)])
def test_who_may_correct(told, now, role, allowed):
    statement = told[2].statement
    try:
        correct(statement, "level", 2, now, make.person(role))
    except NotAllowed:
        assert not allowed
        assert not Correction.objects.exists()
    else:
        assert allowed


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("level", 6),
        ("level", True),
        ("polarity", "perhaps"),
        ("speaker", "nobody"),
        ("check_worthy", "yes"),
        ("figure", {"start": 3, "low": 1}),
        ("figure", {"low": "many"}),
        ("figure", {"low": 9, "high": 3}),
        ("figure", {"low": "NaN"}),
        ("figure", 7),
        ("date", {"from": "2026-03-02"}),
        ("date", {"from": "2026-03-03T00:00:00Z", "to": "2026-03-02T00:00:00Z"}),
        ("date", {}),
        ("quote", "other words"),
    ],
)
def test_a_correction_that_makes_no_sense_is_refused_and_names_the_way_out(told, now, field, value):
    with pytest.raises(Refused) as refusal:
        correct(told[2].statement, field, value, now)
    assert refusal.value.field in ("field", "value")
    assert not Correction.objects.exists()


def test_a_reason_is_needed(told, now):
    with pytest.raises(Refused, match="why"):
        correcting.correct(told[2].statement, field="level", value=2, by=make.person("analyst"), reason=" ", now=now)


def test_the_columns_hold_what_is_in_force_and_the_row_what_was_read(told, now):
    statement = told[2].statement
    correction = correct(statement, "level", 2, now)
    statement.refresh_from_db()
    assert (statement.level, statement.low, statement.high) == (2, 0.25, 0.6)
    assert correction.was == {"level": 5, "low": 0.95, "high": 1.0}
    assert Event.objects.get(kind="statement.corrected").before == {"level": correction.was}


def test_a_second_correction_takes_the_place_of_the_first_and_restores_what_was_read(told, now):
    statement, by = told[2].statement, make.person("analyst")
    correct(statement, "level", 2, now, by)
    second = correct(statement, "level", 3, now, by)
    assert second.was["level"] == 5
    assert correct(statement, "level", 3, now, by) == second
    assert Correction.objects.filter(withdrawn_at=None).count() == 1
    assert correcting.withdraw_correction(second, by=by, now=now)
    assert not correcting.withdraw_correction(second, by=by, now=now)
    assert Statement.objects.get(pk=statement.pk).level == 5


def test_a_corrected_polarity_turns_the_suggestion_and_its_flag(told, now):
    claim, _, evidence = told
    correction = correct(evidence.statement, "polarity", "denied", now)
    assert entry_of(claim).relation is Relation.CONTRADICTS
    assert Evidence.objects.get(pk=evidence.pk).retired_at == now
    assert set(Flag.objects.open().values_list("kind", flat=True)) == {FlagKind.CONTRADICTED}
    correcting.withdraw_correction(correction, by=make.person("analyst"), now=now)
    assert entry_of(claim).relation is Relation.CORROBORATES
    assert set(Flag.objects.open().values_list("kind", flat=True)) == {FlagKind.CORROBORATED}


def test_a_corrected_level_keeps_the_suggestion_as_it_is(told, now):
    claim, _, evidence = told
    correct(evidence.statement, "level", 4, now)
    assert entry_of(claim).evidence == evidence
    assert entry_of(claim).level == 4


def test_what_people_decided_stays_through_a_correction(told, now):
    claim, _, evidence = told
    deciding.accept(evidence, by=make.person("reviewer"), now=now)
    correct(evidence.statement, "polarity", "denied", now)
    assert (entry_of(claim).evidence, entry_of(claim).relation) == (evidence, Relation.CORROBORATES)


def test_a_claim_was_first_said_as_firmly_as_its_corrected_opening_statement(told, now):
    claim, _, _ = told
    version = claim.version
    correct(claim.opened_from, "level", 2, now)
    claim.refresh_from_db()
    assert (claim.level_first, claim.version) == (2, version + 1)
    assert Flag.objects.open().filter(claim=claim, kind=FlagKind.HARDENED).exists()


def test_a_corrected_speaker_makes_the_origins_one(told, now):
    claim, _, evidence = told
    assert case_files([claim])[0].origins == 2
    ministry = claim.opened_from.links.order_by("position").first().source
    correction = correct(evidence.statement, "speaker", ministry, now)
    assert case_files([claim])[0].origins == 1
    assert [link.name for link in evidence.statement.links.order_by("position")] == [ministry.name, "Harbour Post"]
    correcting.withdraw_correction(correction, by=make.person("analyst"), now=now)
    assert case_files([claim])[0].origins == 2


def test_a_statement_not_worth_checking_is_evidence_no_more(told, now):
    claim, _, evidence = told
    correction = correct(evidence.statement, "check_worthy", False, now)
    assert case_files([claim])[0].reports == 1
    assert not Flag.objects.open().exists()
    correcting.withdraw_correction(correction, by=make.person("analyst"), now=now)
    assert case_files([claim])[0].reports == 2


def test_a_corrected_figure_is_what_is_compared(now):
    report = make.report("The ferry fire at Lorn killed 60 people, the Harbour Police said.", publisher="Lorn Wire")
    claim = Claim.objects.get()
    figure = claim.opened_from.figures.get()
    correction = correct(claim.opened_from, "figure", {"start": figure.start, "low": 6, "high": 6, "unit": "people"}, now)
    opening = Statement.objects.with_context().get(pk=claim.opened_from_id)
    assert opening.figures.get().low == 6
    assert {point.low for point in statement_frame(opening).figures} == {6}
    make.report("The death toll of the ferry fire at Lorn rose to eight, the Harbour Police said.", published=now + timedelta(days=1))
    assert "contradicts" not in set(Evidence.objects.standing().filter(claim=claim).values_list("relation", flat=True))
    correcting.withdraw_correction(correction, by=make.person("analyst"), now=now)
    assert make.statements(report)[0].figures.get().low == 60


def test_a_figure_is_added_and_taken_away(told, now):
    statement = told[2].statement
    added = correct(statement, "figure", {"low": 12, "unit": "truck"}, now)
    assert [(figure.low, figure.high, figure.unit) for figure in statement.figures.all()] == [(12, None, "truck")]
    correcting.withdraw_correction(added, by=make.person("analyst"), now=now)
    assert not statement.figures.exists()


def test_marked_words_become_a_statement_that_is_compared(told, now):
    claim, _later, _ = told
    report = make.report(
        "Nobody wrote much. Lorn dam, Monday: blown up, say rangers.", publisher="Hill Gazette", published=now + timedelta(hours=9)
    )
    Evidence.objects.filter(statement__reading__revision__report=report).update(retired_at=now)
    text = report.latest.text
    start = text.index("Lorn dam")
    made = correcting.make_statement(
        report.latest,
        start=start - 1,
        end=len(text),
        by=make.person("analyst"),
        now=now,
        level=4,
        translation="The dam at Lorn was blown up on Monday.",
    )
    assert (made.quote, made.by_hand, made.level) == (text[start:].strip(), True, 4)
    assert made in [entry.statement for entry in case_files([claim])[0].entries]


def test_a_statement_by_hand_is_kept_through_a_re_read(told, now):
    from tracker.services import rereading

    _, later, _ = told
    made = correcting.make_statement(later.latest, start=0, end=30, by=make.person("analyst"), now=now, level=2)
    rereading.reread_revision(str(later.latest.uuid), now=now)
    made.refresh_from_db()
    assert (made.heir.by_hand, made.heir.level, made.heir.quote, made.heir.reading.current) == (True, 2, made.quote, True)
    assert Statement.objects.in_force().filter(by_hand=True).count() == 1


@pytest.mark.parametrize(("start", "end"), [(-1, 4), (5, 5), (0, 10_000), (9, 3)])
def test_words_that_are_not_there_cannot_be_marked(told, now, start, end):
    with pytest.raises(Refused):
        correcting.make_statement(told[1].latest, start=start, end=end, by=make.person("analyst"), now=now)
