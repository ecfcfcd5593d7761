"""Legal removal: two administrators, no word left anywhere, and a record that still verifies."""

from __future__ import annotations

from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import IntegrityError, connection, transaction

from tests import make
from tracker import search
from tracker.errors import Refused
from tracker.intake.record import receive
from tracker.models import REMOVED, Claim, Event, Redaction, Report, Revision, Source, Statement
from tracker.models.guards import guards_missing, lock_events, unlock_events
from tracker.roles import NotAllowed
from tracker.services import attaching, correcting, importing, lexicon, redacting, rereading
from tracker.terms import Cadence, Role, Via
from verification.models import Digest, Evidence, Flag
from verification.services import digesting, following, integrity, notes, reviewing, withdrawals
from verification.services.redacting import confirm, words_to_type

pytestmark = pytest.mark.django_db
WORD = "Quorvamstel"  # stands in no other text
TITLE = f"{WORD} dam mined"
TEXT = (
    f"The {WORD} dam at Lorn may have been mined by retreating soldiers on Monday, the governor of Lorn said.\n\n"
    f"Colonel Ostrava {WORD} said that at least twelve people drowned below the dam at Lorn."
)
SAYS_IT_TOO = "The dam at Lorn was mined by retreating soldiers on Monday, Harbour Post has learned."
REASON = "Order of the court at Lorn."
SOON, LATER = make.NOW + timedelta(hours=3), make.NOW + timedelta(days=3)


class World:
    """A report, another that bears on its claims, and what people and the program have written of both."""

    def __init__(self) -> None:
        lock_events(connection)
        self.asker, self.other = make.person(Role.ADMIN), make.person(Role.ADMIN)
        self.report = make.report(TEXT, title=TITLE, publisher="Lorn Wire", url="https://wire.example/1", metadata={"subject": TITLE})
        self.claim = Claim.objects.filter(opened_from__reading__revision__report=self.report, text__contains="mined").earliest("number")
        self.follower = make.report(SAYS_IT_TOO, publisher="Harbour Post", now=SOON, published=SOON)

    def ask(self) -> Redaction:
        return redacting.ask(self.report, reason=REASON, by=self.asker, now=LATER)

    def remove(self) -> Redaction:
        asked = self.ask()
        return confirm(asked, typed=words_to_type(asked), by=self.other, now=LATER)


@pytest.fixture
def world() -> World:
    return World()


def found(word: str) -> list[str]:
    """Every column of the database that holds *word*, in text, JSON or bytes, the search index too."""
    places = []
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            for column in connection.introspection.get_table_description(cursor, table):
                name = connection.ops.quote_name(column.name)
                text = (
                    f"encode({name}, 'escape')" if connection.vendor == "postgresql" and column.type_code == 17 else f"CAST({name} AS text)"
                )
                cursor.execute(
                    f"SELECT count(*) FROM {connection.ops.quote_name(table)} WHERE lower({text}) LIKE %s", [f"%{word.lower()}%"]
                )
                if cursor.fetchone()[0]:
                    places.append(f"{table}.{column.name}")
    return places


def faults(**options: object) -> list[str]:
    outcome = integrity.verify(now=LATER + timedelta(days=1), **options)
    return [f"{one.check.name}: {fault.subject} {fault.sentence}" for one in outcome.found for fault in one.faults]


class TestTwoPeople:
    def test_who_asked_cannot_confirm_and_the_database_would_not_take_it(self, world: World) -> None:
        asked = world.ask()
        with pytest.raises(NotAllowed, match="another administrator"):
            confirm(asked, typed=words_to_type(asked), by=world.asker, now=LATER)
        with pytest.raises(IntegrityError), transaction.atomic():
            Redaction.objects.filter(pk=asked.pk).update(confirmed_by=world.asker, confirmed_at=LATER)
        assert Report.objects.get(pk=world.report.pk).latest.text == TEXT

    @pytest.mark.parametrize("role", [Role.LEAD, Role.REVIEWER, None])
    def test_both_are_administrators(self, world: World, role: Role | None) -> None:
        somebody = make.person(role, is_superuser=True)
        with pytest.raises(NotAllowed):
            redacting.ask(world.report, reason=REASON, by=somebody, now=LATER)
        asked = world.ask()
        with pytest.raises(NotAllowed):
            confirm(asked, typed=words_to_type(asked), by=somebody, now=LATER)
        with pytest.raises(NotAllowed):
            redacting.decline(asked, reason="no", by=somebody, now=LATER)

    def test_who_asked_must_still_be_one(self, world: World) -> None:
        asked = world.ask()
        world.asker.groups.clear()
        with pytest.raises(Refused, match="no administrator any more"):
            confirm(Redaction.objects.get(pk=asked.pk), typed=words_to_type(asked), by=world.other, now=LATER)

    def test_the_words_must_be_typed(self, world: World) -> None:
        asked = world.ask()
        with pytest.raises(Refused, match="type “remove"):
            confirm(asked, typed="yes", by=world.other, now=LATER)

    def test_each_step_says_why_and_is_taken_once(self, world: World) -> None:
        with pytest.raises(Refused, match="say why"):
            redacting.ask(world.report, reason=" ", by=world.asker, now=LATER)
        first = world.ask()
        with pytest.raises(Refused, match="waits to be confirmed"):
            redacting.ask(world.report, reason="again", by=world.other, now=LATER)
        with pytest.raises(Refused, match="say why"):
            redacting.decline(first, reason="", by=world.other, now=LATER)
        redacting.decline(first, reason="The order was lifted.", by=world.other, now=LATER)
        with pytest.raises(Refused, match="declined already"):
            confirm(first, typed=words_to_type(first), by=world.other, now=LATER)
        world.remove()
        with pytest.raises(Refused, match="were removed on"):
            world.ask()

    def test_the_log_says_who_when_and_why(self, world: World) -> None:
        world.remove()
        asked, done = Event.objects.filter(kind__startswith="report.remov").order_by("pk")
        assert (asked.kind, asked.actor, asked.reason) == ("report.removal_asked", world.asker, REASON)
        assert (done.kind, done.actor, done.at, done.reason) == ("report.removed", world.other, LATER, REASON)
        assert done.after["asked_by"] == world.asker.username
        assert done.after["hashes"]["revisions"][0]["characters"] == len(TEXT)


class TestNoWordIsLeft:
    def test_in_any_column_of_the_database(self, world: World) -> None:
        analyst, reviewer = make.person(Role.ANALYST), make.person(Role.REVIEWER, cadence=Cadence.DAILY)
        told = f"It says “{WORD} dam” there."
        attaching.attach(world.report, content=TEXT.encode(), name=f"{WORD}.txt", note=TITLE, by=analyst, now=SOON)
        importing.hold(content=f'text,title\n"{TEXT}",{TITLE}\n'.encode(), name="a.csv", by=analyst, now=SOON)
        notes.add(world.claim, text=told, by=analyst, now=SOON)
        said = make.statements(world.report)[0]
        correcting.correct(said, field="level", value=1, by=analyst, reason=told, now=SOON)
        make.set_against(world.claim, said=said, explanation={"sentence": f"Both say “{WORD} dam”."})
        lexicon.try_changes(lexicon.wanted("retire", "may"), by=make.person(Role.LEAD), now=SOON)
        withdrawals.withdraw(statement=said, by=analyst, reason=told, now=SOON)
        reviewing.save_draft(world.claim, by=reviewer, fields={"reason": told}, now=SOON)
        following.follow(reviewer, world.claim, now=make.NOW - timedelta(days=1))
        digesting.call_due(now=LATER - timedelta(days=1))
        from tracker import work

        work.run_until_idle(now=LATER - timedelta(days=1))
        assert Digest.objects.filter(text__contains=WORD).exists()
        assert Flag.objects.filter(detail__icontains=WORD).exists()
        integrity.verify(now=LATER)  # seals the log
        assert {"tracker_cuetrial.outcome", "tracker_reporttable.content", "tracker_attachment.content", "tracker_event.after"} < set(
            found(WORD)
        )
        world.remove()
        work.run_until_idle(now=LATER)
        assert found(WORD) == []
        assert faults(deep=True) == []

    def test_what_another_report_says_too_stays_with_that_one(self, world: World) -> None:
        world.remove()
        assert Revision.objects.get(report=world.follower).text == SAYS_IT_TOO
        assert all(one.quote in SAYS_IT_TOO for one in make.statements(world.follower))

    def test_people_s_own_words_around_a_quotation_stay(self, world: World) -> None:
        note = notes.add(world.claim, text=f"Ask Ada: “{WORD} dam” – is that the old one?", by=make.person(Role.ANALYST), now=SOON)
        world.remove()
        note.refresh_from_db()
        assert note.text == f"Ask Ada: “{REMOVED}” – is that the old one?"


class TestWhatStays:
    def test_every_row_and_what_people_concluded(self, world: World) -> None:
        before = (
            Statement.objects.count(),
            Claim.objects.count(),
            list(Evidence.objects.values_list("pk", "relation")),
            Event.objects.count(),
        )
        world.remove()
        after = (Statement.objects.count(), Claim.objects.count(), list(Evidence.objects.values_list("pk", "relation")))
        assert after == before[:3]
        assert Event.objects.count() > before[3]
        world.claim.refresh_from_db()
        assert REMOVED in world.claim.text
        assert world.claim.version > 1

    def test_hash_address_and_dates(self, world: World) -> None:
        one = world.report.latest
        world.remove()
        left = Revision.objects.get(pk=one.pk)
        assert (left.text, bytes(left.raw), left.title, left.metadata) == ("", b"", REMOVED, {})
        assert (left.raw_sha256, left.fingerprint, left.published_at) == (one.raw_sha256, one.fingerprint, one.published_at)
        assert len(left.text_sha256) == 64
        assert left.report.canonical_url == "https://wire.example/1"
        assert left.report.redaction.reason == REASON

    def test_names_that_others_use_and_not_those_that_stood_here_alone(self, world: World) -> None:
        kept = Source.objects.get(name="Lorn Wire")
        world.remove()
        assert Source.objects.filter(pk=kept.pk, name="Lorn Wire").exists()
        assert not Source.objects.filter(name__contains=WORD).exists()


class TestAfterwards:
    def test_it_is_not_taken_in_again_under_its_address_or_another(self, world: World) -> None:
        world.remove()
        for given in (
            {"text": "Something else.", "url": "https://wire.example/1", "publisher": "Lorn Wire"},
            {"text": TEXT, "publisher": "Metro Daily"},
        ):
            with pytest.raises(Refused, match="removed by law on 2026-03-07"):
                receive(via=Via.API, entered_by=None, now=LATER, **given)

    def test_no_table_that_holds_it_is_kept(self, world: World) -> None:
        world.remove()
        told = f'text\nIt rained.\n"{TEXT}"\n'.encode()
        with pytest.raises(Refused, match="line 3 is a report that was removed by law"):
            importing.hold(content=told, name="a.csv", by=make.person(Role.ANALYST), now=LATER)

    def test_nothing_of_it_is_read_corrected_or_added_to(self, world: World) -> None:
        analyst = make.person(Role.ANALYST)
        said, revision = make.statements(world.report)[0], world.report.latest
        world.remove()
        assert revision.pk not in rereading.outdated(force=True).values_list("revision", flat=True)
        rereading.reread_revision(str(revision.uuid), now=LATER)
        assert make.statements(world.report)[0] == said
        for act in (
            lambda: correcting.correct(said, field="level", value=1, by=analyst, reason="why", now=LATER),
            lambda: correcting.make_statement(revision, start=0, end=3, by=analyst, now=LATER),
            lambda: attaching.attach(world.report, content=b"x", name="x", by=analyst, now=LATER),
            lambda: attaching.set_archive(world.report, url="https://archive.example/1", by=analyst, now=LATER),
        ):
            with pytest.raises(Refused, match="were removed on 2026-03-07"):
                act()

    def test_it_is_found_by_none_of_its_words(self, world: World) -> None:
        world.remove()
        assert search.by_words("report", WORD, limit=5) == [] == search.by_words("claim", WORD, limit=5)

    def test_a_step_that_read_it_before_is_done_anew(self, world: World) -> None:
        from tracker import work
        from tracker.models import WorkItem

        work.enqueue("reread", world.report.latest.uuid, now=LATER, version="x")
        held = work.lease(now=LATER)
        world.remove()
        with pytest.raises(work.LeaseLost):
            work.finish(held, (), now=LATER)
        assert WorkItem.objects.get(pk=held.pk).lease_until is None


class TestTheLogStillVerifies:
    def test_the_lines_that_lost_words_and_those_beside_them(self, world: World) -> None:
        integrity.verify(now=LATER)
        world.remove()
        assert guards_missing(connection) == []
        assert faults() == []
        told = Event.objects.get(kind="report.removed").after
        assert told["lines"]
        assert told["spans"]

    @pytest.mark.parametrize("sealed", [True, False])
    def test_a_line_that_lost_words_cannot_be_changed_after_that(self, world: World, sealed: bool) -> None:
        if sealed:
            integrity.verify(now=LATER)
        world.remove()
        key = Event.objects.get(kind="report.removed").after["lines"][0][0]
        _forge(Event.objects.filter(pk=key), reason="something else")
        assert any("lost words by a removal" in fault for fault in faults(names=["seals"]))

    def test_nor_one_beside_it(self, world: World) -> None:
        integrity.verify(now=LATER)
        world.remove()
        touched = [pk for pk, _, _ in Event.objects.get(kind="report.removed").after["lines"]]
        beside = Event.objects.exclude(pk__in=touched).filter(at__lt=LATER - timedelta(days=1)).earliest("pk")
        _forge(Event.objects.filter(pk=beside.pk), reason="something else")
        assert any("the log was changed" in fault for fault in faults(names=["seals"]))

    def test_a_second_removal_that_touches_the_same_lines(self, world: World) -> None:
        integrity.verify(now=LATER)
        world.remove()
        asked = redacting.ask(world.follower, reason="The same order.", by=world.other, now=LATER)
        confirm(asked, typed=words_to_type(asked), by=world.asker, now=LATER)
        assert faults() == []

    def test_what_was_changed_before_is_not_covered_up(self, world: World) -> None:
        integrity.verify(now=LATER)
        _forge(Event.objects.filter(claim=world.claim, kind="claim.opened"), reason="something else")
        with pytest.raises(Refused, match="does not hold"):
            world.remove()

    def test_words_that_come_back_and_a_report_that_nobody_decided_on_are_named(self, world: World) -> None:
        world.remove()
        Revision.objects.filter(report=world.report).update(text=TEXT)
        Statement.objects.filter(reading__revision__report=world.report).update(quote="It fell.")
        Report.objects.filter(pk=world.follower.pk).update(removed_at=LATER)
        names = [fault.split(":")[0] for fault in faults(names=["hashes", "places", "removals"])]
        assert {"hashes", "places", "removals"} == set(names)


def _forge(rows: object, **columns: object) -> None:
    unlock_events(connection)
    rows.update(**columns)
    lock_events(connection)


class TestCommand:
    def run(self, *words: str) -> str:
        out = StringIO()
        call_command("redact_report", *words, stdout=out, stderr=StringIO())
        return out.getvalue()

    def test_both_steps(self, world: World) -> None:
        uuid = str(world.report.uuid)
        assert "No removal waits" in self.run()
        assert "Asked for" in self.run(uuid, "--ask", "--reason", REASON, "--by", world.asker.username)
        assert uuid in self.run()
        with pytest.raises(CommandError, match="another administrator"):
            self.run(uuid, "--confirm", "--by", world.asker.username, "--typed", f"remove {uuid[:8]}")
        assert "Removed" in self.run(uuid, "--confirm", "--by", world.other.username, "--typed", f"remove {uuid[:8]}")
        assert Report.objects.get(pk=world.report.pk).removed_at

    def test_where_nobody_can_type_it_says_what_to_give(self, world: World, monkeypatch: pytest.MonkeyPatch) -> None:
        uuid = str(world.report.uuid)
        self.run(uuid, "--ask", "--reason", REASON, "--by", world.asker.username)
        monkeypatch.setattr("sys.stdin", StringIO(""))
        with pytest.raises(CommandError, match=f"remove {uuid[:8]}"):
            self.run(uuid, "--confirm", "--by", world.other.username)
        assert Report.objects.get(pk=world.report.pk).removed_at is None

    def test_declining(self, world: World) -> None:
        uuid = str(world.report.uuid)
        self.run(uuid, "--ask", "--reason", REASON, "--by", world.asker.username)
        assert "Declined" in self.run(uuid, "--decline", "--reason", "Lifted.", "--by", world.other.username)
        with pytest.raises(CommandError, match="nobody has asked"):
            self.run(uuid, "--confirm", "--by", world.other.username, "--typed", "x")

    @pytest.mark.parametrize(
        ("words", "told"), [(["--ask"], "--by: no person is named"), (["x", "--ask", "--by", "root"], "no report has the UUID 'x'")]
    )
    def test_what_it_refuses(self, world: World, words: list[str], told: str) -> None:
        make.person(Role.ADMIN, username="root")
        with pytest.raises(CommandError, match=told):
            self.run(*words)
