"""What the comparer took apart once is kept, used as long as it is what would be made now, and made anew when it is not."""

from __future__ import annotations

from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests import make
from tracker.models import Claim, Event, Source, Statement, WorkItem
from tracker.services import correcting
from verification import retrieval
from verification.comparing import packing
from verification.models import ClaimFrame, Comparison, Evidence, StatementFrame
from verification.services import comparing, kept_frames, pairing
from verification.services.kept_frames import Frames
from verification.services.pairing import Bench, statement_frame

pytestmark = pytest.mark.django_db

FIRST = "The Torvik viaduct collapsed on Monday, police said. At least 9 people were hurt at the Torvik viaduct."
LATER = "Eleven people were hurt when the Torvik viaduct collapsed, the hospital said."


@pytest.fixture
def taken_apart(monkeypatch) -> list[str]:
    """The texts that are taken apart from here on."""
    texts: list[str] = []

    def watched(words: kept_frames.Words):
        texts.append(words.text)
        return words.frame()

    monkeypatch.setattr(kept_frames, "made", watched)
    return texts


def told(report) -> list[Statement]:
    return list(Statement.objects.filter(reading__revision__report=report, check_worthy=True).with_context().order_by("seq"))


def claim_in_other_words() -> Claim:
    """A claim whose words an analyst changed after it was opened."""
    claim = make.claim_by_hand("The viaduct at Torvik fell.")
    claim.text = "The viaduct at Torvik came down."
    claim.save()
    retrieval.index_claim(claim)
    return claim


def test_the_frames_of_a_report_are_kept_with_its_statements_and_say_nothing_to_anybody():
    report = make.report(FIRST)
    statements = told(report)
    assert set(StatementFrame.objects.values_list("statement", flat=True)) == {one.pk for one in statements}
    for row in StatementFrame.objects.all():
        one = next(said for said in statements if said.pk == row.statement_id)
        assert packing.unpack(bytes(row.packed)) == statement_frame(one)
    assert not Event.objects.filter(kind__contains="frame").exists()


def test_a_later_report_takes_no_claim_apart_again(taken_apart):
    make.report(FIRST)
    taken_apart.clear()
    report = make.report(LATER, now=make.NOW + timedelta(hours=1))
    assert set(taken_apart) == {one.display for one in told(report)}
    assert Evidence.objects.filter(statement__in=told(report)).exists()


def test_candidates_come_with_their_frames_in_one_query():
    for at in range(4):
        make.report(f"The Torvik viaduct collapsed on Monday, witness {at} said.", publisher=f"Wire {at}")
    statement = told(make.report(LATER, now=make.NOW + timedelta(hours=1)))[0]
    bench = Bench()
    with CaptureQueriesContext(connection) as asked:
        bench.look_up([statement])
        for claim in bench.candidates_of(statement):
            bench.own_frame(claim)
    assert len([query for query in asked.captured_queries if "verification_statementframe" in query["sql"]]) == 1


@pytest.mark.parametrize("change", ["level", "source", "version", "bytes of another"])
def test_a_frame_that_would_be_another_now_is_made_anew(change, monkeypatch, taken_apart):
    statement = told(make.report(FIRST))[0]
    if change == "level":
        correcting.correct(statement, field="level", value=2, reason="it says may", by=make.person("analyst"), now=make.NOW)
    elif change == "source":
        Source.objects.filter(name=statement_frame(statement).speaker).update(name="Torvik Constabulary")
    elif change == "version":
        monkeypatch.setattr(packing, "fingerprint", lambda: b"another")
    else:
        StatementFrame.objects.filter(statement=statement).update(made_of=b"of another", packed=b"no frame at all")
    statement = Statement.objects.with_context().get(pk=statement.pk)
    frames = Frames()
    frames.load([statement])
    taken_apart.clear()
    frame = frames.of(statement)
    assert frame == kept_frames.words_of(statement).frame()
    assert frame.level == statement.level
    if change != "level":  # what a person corrects is compared again at once, and kept
        assert taken_apart == [statement.display]
    frames.keep([statement])
    row = StatementFrame.objects.get(statement=statement)
    assert packing.unpack(bytes(row.packed)) == frame
    assert bytes(row.made_of) == kept_frames.sign_of(statement)


def test_a_claim_in_its_own_words_has_a_frame_of_its_own(taken_apart, django_capture_on_commit_callbacks):
    make.report(FIRST)
    claim = claim_in_other_words()
    ClaimFrame.objects.all().delete()
    with django_capture_on_commit_callbacks(execute=True):
        comparing.compare_back(str(claim.uuid), now=make.NOW)
        assert not ClaimFrame.objects.exists()  # written when the step is done, so that it waits for nobody
    assert ClaimFrame.objects.get().claim == claim
    taken_apart.clear()
    bench = Bench()
    bench.load([], [claim])
    assert bench.own_frame(claim).text == claim.text
    assert taken_apart == []


def test_reindex_makes_what_is_missing_and_leaves_the_rest_alone(django_capture_on_commit_callbacks):
    make.report(FIRST)
    claim_in_other_words()
    StatementFrame.objects.all().delete()
    count = Statement.objects.filter(check_worthy=True).count()
    for made in (count + 1, 0):
        out = StringIO()
        with django_capture_on_commit_callbacks(execute=True):
            call_command("reindex", "--frames", stdout=out)
        assert f"{count + Claim.objects.count()} statements and claims looked at, {made} taken apart anew." in out.getvalue()
    assert StatementFrame.objects.count() == count


def test_what_was_counted_since_is_looked_up_only_where_a_statement_counts_the_same(monkeypatch):
    toll = make.report("At least 12 people were killed when the viaduct at Torvik collapsed, the hospital said.")
    claim = make.statements(toll)[0].opened.get()
    silent, counting = (
        make.statements(make.report(text))[0]
        for text in (
            "The viaduct at Torvik was closed for the winter, engineers said.",
            "The collapse at Torvik killed 19 people, police said.",
        )
    )
    asked: list[int] = []
    real = pairing.sides_of
    monkeypatch.setattr(pairing, "sides_of", lambda claims, **more: (asked.append(1), real(claims, **more))[1])
    bench = Bench()
    bench.compare(claim, silent)
    assert asked == []
    assert bench.compare(claim, counting).relation == "corroborates"
    assert asked == [1]


def test_all_claims_of_a_report_look_back_in_one_step():
    report = make.report("The Torvik viaduct collapsed on Monday, police said. Fire broke out at the Hedda refinery, the company said.")
    claims = list(Claim.objects.filter(opened_from__reading__revision__report=report))
    assert len(claims) == 2
    [step] = WorkItem.objects.filter(kind="compare_back")
    assert step.subject == str(claims[0].opened_from.reading_id)
    reach = dict(Comparison.objects.filter(subject__startswith="claim:").values_list("subject", "up_to_seq"))
    assert reach == {f"claim:{claim.uuid}": claim.seq for claim in claims}
