"""The check of the record: each thing that is taken away, changed or forgotten behind the program's back is named, and what can be is made good."""

from __future__ import annotations

import io
import json
from datetime import timedelta

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from tests import make
from tracker import search, work
from tracker.models import Attachment, Claim, Counter, Event, Figure, Pulse, Reading, Revision, Seal, Statement, WorkItem
from tracker.models.guards import lock_events, unlock_events
from tracker.services.sealing import seal
from tracker.terms import DigestState, WorkState
from verification.models import Comparison, Digest, DigestLine, Evidence, Flag
from verification.services import digesting, following, integrity

pytestmark = pytest.mark.django_db
FELL = "The viaduct at Torvik collapsed on Monday, police said."
DENIED = "The viaduct at Torvik did not collapse on Monday, the mayor of Torvik said."


@pytest.fixture
def record(now):
    """Two reports on one viaduct, read and compared."""
    lock_events(connection)
    return [make.report(FELL, publisher="Harbour Post"), make.report(DENIED, publisher="Metro Daily")]


def faults(now, *names, **options):
    """Check → the faults' sentences, of the checks that found any."""
    outcome = integrity.verify(now=now, names=names, **options)
    return {found.check.name: [fault.sentence for fault in found.faults] for found in outcome.found if found.wrong}


def test_a_record_that_nobody_touched_is_well(record, now):
    assert faults(now, deep=True) == {}
    assert faults(now + timedelta(days=3)) == {}


def test_an_empty_record_is_well(now):
    assert faults(now) == {}


class TestTheRecord:
    def test_other_bytes_than_came_in(self, record, now):
        Revision.objects.filter(report=record[0]).update(raw=b"something else")
        assert "not those whose hash" in faults(now)["hashes"][0]

    def test_words_whose_hash_is_another(self, record, now):
        Revision.objects.filter(report=record[0]).update(fingerprint="0" * 64)
        assert "copies of it are not known" in faults(now)["hashes"][0]

    def test_a_file_beside_a_report_that_was_changed(self, record, now):
        Attachment.objects.create(report=record[0], name="a.png", content=b"other bytes", size=3, sha256="0" * 64, added_at=now)
        assert "not those that were put beside" in faults(now)["hashes"][0]

    def test_a_quote_that_does_not_stand_in_its_text(self, record, now):
        Statement.objects.filter(reading__revision__report=record[0]).update(start=3)
        assert "its quote is not what stands at 3" in faults(now)["places"][0]

    def test_a_figure_outside_its_text(self, now):
        made = make.report("At least 12 people were hurt at the Torvik viaduct, the hospital said.")
        Figure.objects.filter(statement__reading__revision__report=made).update(end=10_000)
        assert "a figure of it lies outside" in faults(now)["places"][0]

    def test_a_report_whose_reading_is_gone_is_read_again(self, record, now):
        Reading.objects.filter(revision__report=record[0]).update(current=False)
        assert "what counts is the reading of: none" in faults(now, repair=True)["readings"][0]
        assert WorkItem.objects.filter(kind="read", state=WorkState.TODO).count() == 1
        assert "readings" not in faults(now)  # it is under way
        work.run_until_idle(now=now)
        assert Reading.objects.filter(revision__report=record[0], current=True).count() == 1

    def test_a_report_listed_by_other_times_than_its_newest_text(self, record, now):
        type(record[0]).objects.filter(pk=record[0].pk).update(said_at=now + timedelta(days=9))
        assert "listed by other times" in faults(now)["readings"][0]

    def test_a_row_that_is_gone_leaves_a_gap(self, record, now):
        gone = Statement.objects.get(reading__revision__report=record[1])
        Statement.objects.filter(pk=gone.pk).update(seq=1000)
        Counter.objects.filter(name="record").update(value=1000)
        assert any(f"number {gone.seq}" in sentence and "a row is gone" in sentence for sentence in faults(now)["numbers"])

    def test_a_counter_that_was_set_back_would_give_numbers_twice(self, record, now):
        Counter.objects.filter(name="claim").update(value=0)
        assert "the next ones would be given twice" in faults(now)["numbers"][-1]

    def test_a_log_without_its_guards(self, record, now):
        unlock_events(connection)
        assert len(faults(now)["guards"]) >= 4
        lock_events(connection)
        assert faults(now) == {}

    def test_parked_and_forgotten_work(self, now):
        WorkItem.objects.create(kind="read", subject="a", created_at=now, due_at=now, state=WorkState.PARKED, last_error="no ink")
        WorkItem.objects.create(kind="read", subject="b", created_at=now, due_at=now - timedelta(hours=2))
        WorkItem.objects.create(kind="read", subject="c", created_at=now, due_at=now - timedelta(minutes=5))
        parked, forgotten = faults(now)["work"]
        assert "needs attention: no ink" in parked
        assert "nobody takes it" in forgotten


class TestSeals:
    def test_a_line_changed_past_the_guards_breaks_the_seal(self, record, now):
        later = now + timedelta(days=2)
        assert seal(now=later)
        assert faults(later) == {}
        unlock_events(connection)
        Event.objects.filter(kind="claim.opened").update(reason="it was never so")
        lock_events(connection)
        assert "other lines than there were" in faults(later)["seals"][0]

    def test_a_line_taken_out_breaks_the_seal_and_a_broken_log_is_not_sealed_anew(self, record, now):
        later = now + timedelta(days=2)
        seal(now=later)
        unlock_events(connection)
        Event.objects.filter(kind="claim.opened").delete()
        lock_events(connection)
        assert "lines where" in faults(later + timedelta(days=2))["seals"][0]
        assert Seal.objects.count() == 1

    def test_each_seal_covers_the_one_before(self, record, now):
        first = seal(now=now + timedelta(days=2))
        assert seal(now=now + timedelta(days=2)) == first  # nothing to add
        make.report("The silo at Orl burned, police said.", now=now + timedelta(days=3))
        second = seal(now=now + timedelta(days=5))
        assert second != first
        assert faults(now + timedelta(days=6)) == {}
        unlock_events(connection)
        Seal.objects.filter(digest=first).update(digest="0" * 64)
        lock_events(connection)
        assert len(faults(now + timedelta(days=6))["seals"]) == 2

    def test_young_lines_are_left_for_the_next_night(self, record, now):
        assert seal(now=now + timedelta(hours=23)) == ""


class TestPairs:
    def test_a_statement_that_was_never_compared_is_named_with_its_expected_pairs_and_made_good(self, record, now):
        said = Statement.objects.get(reading__revision__report=record[1])
        Evidence.objects.filter(statement=said).delete()
        Comparison.objects.filter(subject=f"statement:{said.uuid}").delete()
        [sentence] = faults(now, "pairs", repair=True)["pairs"]
        assert sentence == "it was never compared; 1 claims are expected to be"
        work.run_until_idle(now=now)
        assert Evidence.objects.standing().filter(statement=said, relation="contradicts").count() == 1
        assert faults(now) == {}

    def test_a_claim_that_never_looked_back_is_named_and_made_good(self, record, now):
        claim = make.tracked("The viaduct at Torvik collapsed in the night.", by=make.person("analyst"))
        [sentence] = faults(now, "pairs", repair=True)["pairs"]
        assert sentence == f"claim #{claim.number} never looked back; 2 statements are expected to be set against it"
        work.run_until_idle(now=now)
        assert Evidence.objects.standing().filter(claim=claim).exists()

    def test_what_is_still_to_be_done_is_not_missing(self, now):
        make.received(FELL)
        work.run_next(now=now)
        assert WorkItem.objects.filter(kind="compare", state=WorkState.TODO).exists()
        assert "pairs" not in faults(now)
        WorkItem.objects.filter(kind="compare").update(state=WorkState.PARKED)
        assert "never compared" in faults(now)["pairs"][0]
        WorkItem.objects.filter(kind="compare").update(state=WorkState.TODO)
        work.run_next(now=now)
        assert WorkItem.objects.filter(kind="compare_back", state=WorkState.TODO).exists()
        assert "pairs" not in faults(now)
        WorkItem.objects.filter(kind="compare_back").update(state=WorkState.PARKED)
        assert "never looked back" in faults(now)["pairs"][0]

    def test_evidence_that_the_record_lost_is_found_by_asking_the_comparer_anew(self, record, now):
        Evidence.objects.filter(statement__reading__revision__report=record[1]).delete()
        assert "pairs" not in faults(now)
        assert "contradicts claim #1 by denial, and no evidence says so" in faults(now, deep=True)["evidence"]

    def test_what_cannot_be_found_by_its_words_is_indexed_again(self, record, now):
        claim = Claim.objects.get()
        search.remove("claim", claim.pk)
        search.index("statement", 99_999, ["nobody"])
        assert len(faults(now, repair=True)["index"]) == 2
        work.run_until_idle(now=now)
        assert claim.pk in search.keys("claim")
        assert 99_999 not in search.keys("statement")
        assert faults(now) == {}

    def test_words_marked_or_corrected_by_hand_count_as_compared(self, record, now):
        from tracker.services import correcting

        person = make.person("analyst")
        said = Statement.objects.get(reading__revision__report=record[0])
        correcting.correct(said, field="level", value=2, by=person, reason="it says may", now=now)
        start = record[0].latest.text.index("viaduct")
        correcting.make_statement(record[0].latest, start=start, end=start + 25, level=3, by=person, now=now)
        work.run_until_idle(now=now)
        assert faults(now) == {}


class TestPeople:
    def test_a_flag_that_the_log_does_not_know_is_told_to_nobody(self, record, now):
        make.flag(Claim.objects.get(), raised_at=now)
        assert "nobody is told of it" in faults(now)["flags"][0]

    def test_a_claim_listed_by_other_flags_than_are_open_is_made_good(self, record, now):
        assert Flag.objects.open().exists()
        Claim.objects.update(gravest=0)
        assert "listed by other flags" in faults(now, repair=True)["flags"][0]
        work.run_until_idle(now=now)
        assert faults(now) == {}

    def test_a_line_in_somebody_elses_mail(self, record, now):
        reader, other = make.person("reader"), make.person("reader")
        following.follow(reader, "all", now=now - timedelta(days=1))
        make.report("The silo at Orl burned, police said.", now=now)
        digesting.prepare_due(now=now)
        DigestLine.objects.update(person=other)
        assert "in somebody else's mail" in faults(now, "digests")["digests"][0]

    def test_a_mail_that_waits_for_a_day_and_one_that_was_never_announced(self, now):
        reader = make.person("reader")
        common = {"person": reader, "made_at": now - timedelta(days=2)}
        Digest.objects.create(**common, period_key="a", state=DigestState.PENDING, message_id="a")
        unsure = Digest.objects.create(**common, period_key="b", state=DigestState.UNCERTAIN, message_id="b")
        DigestLine.objects.create(person=reader, digest=unsure, event=make_event(now), why="you follow it")
        Digest.objects.create(**{**common, "made_at": now}, period_key="c", state=DigestState.SENT, message_id="c")
        assert faults(now, "digests")["digests"] == [
            f"{reader.username} may not have got it, and a later mail did not say so",
            f"the mail to {reader.username} has been pending since 2026-03-02 12:00",
        ]

    def test_a_settled_claim_without_its_settlement(self, record, now):
        Claim.objects.update(status="confirmed")
        assert "its settlement is missing" in faults(now)["settlements"][0]


def make_event(now):
    from tracker import events

    return events.record("claim.opened", make.tracked(), now=now)


class TestRunning:
    def test_it_leaves_an_event_and_its_pulse(self, record, now):
        integrity.verify(now=now)
        facts = Pulse.objects.get(name="integrity").facts
        assert facts["wrong"] == 0
        assert facts["checks"]["hashes"] == {"looked": 2, "wrong": 0}
        assert Event.objects.get(kind="integrity.checked").after["wrong"] == 0

    def test_a_part_of_it_says_nothing_of_the_whole(self, record, now):
        integrity.verify(now=now, names=["hashes"])
        assert not Pulse.objects.filter(name="integrity").exists()

    def test_the_night_run_is_done_once_a_night_whoever_asks(self, now, settings):
        settings.INTEGRITY_HOUR = 3
        night = now.replace(hour=3, minute=1)
        assert integrity.verify_nightly(now=night) is not None
        assert integrity.verify_nightly(now=night + timedelta(minutes=15)) is None
        assert integrity.verify_nightly(now=night + timedelta(hours=23)) is None
        assert integrity.verify_nightly(now=night + timedelta(hours=24)) is not None

    def test_the_command_says_what_is_wrong_and_fails(self, record, capsys):
        Revision.objects.filter(report=record[0]).update(raw=b"something else")
        out = io.StringIO()
        with pytest.raises(SystemExit) as left:
            call_command("verify_integrity", stdout=out)
        assert left.value.code == 1
        assert "hashes               2  1 wrong" in out.getvalue()
        assert out.getvalue().rstrip().endswith("s).")
        assert "Something is wrong" in out.getvalue()

    def test_the_command_repairs_and_speaks_json(self, record):
        search.remove("claim", Claim.objects.get().pk)
        out = io.StringIO()
        with pytest.raises(SystemExit):
            call_command("verify_integrity", "--repair", "--json", stdout=out)
        told = json.loads(out.getvalue())
        assert (told["wrong"], told["queued"]) == (1, 1)
        assert [check["faults"][0]["repair"] for check in told["checks"] if check["wrong"]] == ["index"]
        call_command("verify_integrity", "--json", stdout=io.StringIO())  # does not fail

    def test_an_unknown_check_is_refused_with_the_known_ones(self):
        with pytest.raises(CommandError, match=r"no check is named 'hash'; there are: .*hashes"):
            call_command("verify_integrity", "--only", "hash")
