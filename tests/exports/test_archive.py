"""Everything out and in again: the same rows, nothing secret, nothing unsealed, and all or nothing."""

from __future__ import annotations

import gzip
import io
import json
import stat
from datetime import timedelta

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from tests import make
from tests.exports import told
from tracker.errors import Refused
from tracker.models import Claim, Event, Person, Report, Token, Topic
from tracker.models.guards import lock_events, unlock_events
from tracker.services import correcting
from verification.exports.archive import BLANKED, NOT_KEPT, archive, tables
from verification.models import DigestLine, Draft, Review, Webhook
from verification.services import deciding, delivering, digesting, following, reviewing
from verification.services.restoring import restore

pytestmark = pytest.mark.django_db
DRAFTED = "half a sentence that nobody else has read"


def written() -> str:
    return "".join(archive())


def lines(text: str) -> io.StringIO:
    return io.StringIO(text, newline="\n")


def rows() -> dict[str, list]:
    """Every row that an archive holds, as the database has it; passwords aside."""
    found = {table.name: list(table.model._base_manager.order_by("pk").values_list(*table.columns)) for table in tables()}
    place = [field.attname for field in Person._meta.concrete_fields].index("password")
    found["tracker.person"] = [(*row[:place], *row[place + 1 :]) for row in found["tracker.person"]]
    return found


def emptied() -> None:
    """As a database is after ``migrate``."""
    unlock_events(connection)
    for model in [*NOT_KEPT, *(table.model for table in tables())]:
        model._base_manager.all()._raw_delete("default")
    lock_events(connection)


@pytest.fixture
def desk() -> None:
    """A desk on which everything has happened once."""
    report = make.report("The dam at Lorn was mined, engineers said. At least 12 people were hurt.\n", publisher="Harbour Post", via="file")
    make.report("The dam at Lorn may have been mined.\n", publisher="Lorn Wire", now=make.NOW + timedelta(hours=2))
    analyst, lead = make.person("analyst"), make.person("lead")
    topic = Topic.objects.create(name="Dams", slug="dams")
    report.topics.add(topic)
    settled = told.signed(told.claim(text="The bridge at Orl fell."))
    settled.topics.add(topic)
    sealed = told.sealed(told.claim())
    reviewing.save_draft(sealed, by=lead, fields={"reason": DRAFTED}, now=make.NOW)
    deciding.reject(sealed.evidence.first(), by=make.person("reviewer"), now=make.NOW, reason="another dam")
    correcting.correct(make.statements(report)[0], field="level", value=2, reason="it says may", by=analyst, now=make.NOW)
    following.follow(analyst, topic, now=make.NOW)
    make.edge(decided=True)
    make.token(analyst)
    digesting.prepare_due(now=make.NOW + timedelta(days=3))
    assert DigestLine.objects.exists()


def test_everything_comes_back_as_it_was(desk):
    before, text = rows(), written()
    emptied()
    restore(lines(text), now=make.NOW)
    assert rows() == before
    assert written() == text, "and the archive of the copy is the archive, to the byte"


def test_the_archive_is_one_json_text_that_says_what_it_is(desk):
    whole = json.loads(written())
    assert (whole["format"], whole["version"]) == ("claim-tracker archive", 1)
    assert len(whole["rows"]) == sum(whole["counts"].values())
    assert "access tokens" in whole["left_out"]


def test_no_password_and_no_token_is_in_it(desk):
    text = written()
    token = Token.objects.get()
    assert token.digest not in text
    assert token.token_key not in text
    for person in Person.objects.all():
        assert person.password not in text


def test_columns_that_could_hold_a_secret_are_known_one_by_one():
    harmless = {
        "tracker.feeditem.key",
        "tracker.report.external_key",
        "tracker.submission.key",
        "verification.digest.period_key",
        "verification.webhook.old_secret_until",
    }
    kept_out = {"tracker.person.password", "verification.webhook.secret", "verification.webhook.old_secret"}
    named = ("password", "secret", "token", "key", "credential", "cipher")
    found = {f"{table.name}.{column}" for table in tables() for column in table.columns if any(word in column for word in named)}
    assert found == harmless | kept_out
    assert kept_out == {f"{model._meta.label_lower}.{column}" for model, columns in BLANKED.items() for column in columns} & found


def test_a_webhook_comes_without_its_secret_and_is_paused_until_it_has_one(desk):
    delivering.make(url="http://93.184.216.34/", by=make.person("lead"), now=make.NOW)
    text = written()
    emptied()
    restore(lines(text), now=make.NOW)
    row = Webhook.objects.get()
    assert (row.secret, row.active) == ("", False)
    with pytest.raises(Refused, match="give it a new one first"):
        delivering.resume(row, by=Person.objects.get(pk=row.made_by_id), now=make.NOW)


def test_what_is_sealed_in_the_house_is_sealed_in_the_archive(desk):
    text = written()
    assert told.SEALED not in text
    assert DRAFTED not in text
    assert '"refuted"' not in text
    assert "two documents agree" in text, "what settled a claim is no longer sealed"


def test_another_key_does_not_open_it_and_says_the_way_out(desk, settings):
    text = written()
    emptied()
    settings.SECRET_KEY = "of another desk"
    with pytest.raises(Refused, match="--drop-sealed"):
        restore(lines(text), now=make.NOW)
    assert not Report.objects.exists()


def test_without_its_sealed_signature_a_claim_is_in_review_again_and_the_log_says_why(desk, settings):
    text, drafts = written(), Draft.objects.count()
    waiting = Claim.objects.get(status="awaiting_second_signature")
    sealed = Review.objects.filter(round__closed_at=None).count()
    emptied()
    settings.SECRET_KEY = "of another desk"
    done = restore(lines(text), now=make.NOW, drop_sealed=True)
    assert done.dropped == sealed + drafts
    assert Claim.objects.get(pk=waiting.pk).status == "in_review"
    assert Event.objects.filter(claim=waiting.pk, kind="review.voided", reason__contains="did not come along").exists()


def test_a_desk_goes_on_after_it(desk):
    text, numbers = written(), set(Claim.objects.values_list("number", flat=True))
    emptied()
    restore(lines(text), now=make.NOW)
    make.report("The tunnel at Kells was flooded.\n", publisher="Harbour Post", now=make.NOW + timedelta(days=9))
    fresh = Claim.objects.get(text__contains="tunnel")
    assert fresh.number > max(numbers)
    again = make.report("The bridge at Orl fell.\n", publisher="Another Post", now=make.NOW + timedelta(days=9))
    assert make.statements(again)[0].evidence.exists(), "what was there is found"


def test_a_database_that_holds_anything_is_refused(desk):
    with pytest.raises(Refused, match="an empty one") as refusal:
        restore(lines(written()), now=make.NOW)
    assert refusal.value.code == "not_empty"


def cut(text: str) -> str:
    return text[: text.rindex("\n], ")]


def one_letter_changed(text: str) -> str:
    return text.replace("two documents agree", "two documents argue", 1)


def one_row_less(text: str) -> str:
    kept = text.splitlines(keepends=True)
    del kept[5]
    return "".join(kept)


def of_a_later_version(text: str) -> str:
    return text.replace('"version": 1', '"version": 2', 1)


def with_a_column_of_tomorrow(text: str) -> str:
    return text.replace('"tracker.claim": ["id"', '"tracker.claim": ["mood", "id"', 1)


@pytest.mark.parametrize(
    ("broken", "code"),
    [
        (cut, "cut_short"),
        (one_letter_changed, "changed"),
        (one_row_less, "changed"),
        (of_a_later_version, "another_version"),
        (with_a_column_of_tomorrow, "another_version"),
        (lambda text: "", "no_archive"),
        (lambda text: '{"claims": []}\n', "no_archive"),
        (lambda text: text.replace('["tracker.event"', '["tracker.nothing"'), "no_archive"),
        (lambda text: text.replace('"tracker.chainlink",{', '"tracker.chainlink",{"id": "x', 1), "no_archive"),
    ],
)
def test_what_is_not_as_it_was_written_is_refused_and_nothing_is_kept(desk, broken, code):
    text = broken(written())
    emptied()
    with pytest.raises(Refused) as refusal:
        restore(lines(text), now=make.NOW)
    assert refusal.value.code == code
    assert not any(table.model._base_manager.exists() for table in tables() if table.name != "tracker.counter")


def test_the_commands_write_a_file_for_its_owner_alone_and_read_it_back(desk, tmp_path, capsys):
    before, file = rows(), tmp_path / "desk.json.gz"
    call_command("export", output=str(file), stderr=io.StringIO())
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert list(tmp_path.iterdir()) == [file], "nothing half-written stays"
    assert json.loads(gzip.decompress(file.read_bytes()))["counts"]["tracker.report"] == Report.objects.count()
    with pytest.raises(CommandError, match="an empty one"):
        call_command("import", str(file), stderr=io.StringIO())
    emptied()
    out, err = io.StringIO(), io.StringIO()
    call_command("import", str(file), stdout=out, stderr=err)
    assert rows() == before
    assert "have no password yet" in out.getvalue()
    assert "tracker.event" in err.getvalue(), "it tells how far it is"


def test_claims_leave_by_the_command_in_every_format(desk):
    number = Claim.objects.get(status="confirmed").number
    for name, begins in {
        "html": "<!DOCTYPE",
        "csv": "number,",
        "evidence_csv": "claim_number,",
        "json": '{"format"',
        "claimreview": "{",
        "stix": "{",
        "misp": "{",
    }.items():
        out = exported("--format", name, "--claim", str(number))
        assert out.startswith(begins), name
    assert len(json.loads(exported("--format", "claimreview"))["@graph"]) == 1
    assert exported("--format", "csv", "--topic", "dams", "--status", "confirmed").count("\r\n") == 2


def exported(*arguments: str) -> str:
    out = io.StringIO(newline="")
    call_command("export", *arguments, stdout=out, stderr=io.StringIO())
    return out.getvalue()


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--claim", "7"], "the archive holds everything"),
        (["--format", "csv", "--claim", "999999"], "there is no claim"),
        (["--format", "csv", "--claim", "no-such"], "there is no claim"),
        (["--format", "html"], "holds one claim"),
        (["--format", "csv", "--topic", "nowhere"], "no topic"),
        (["--format", "csv", "--as-of", "soon"], "is not a date"),
        (["--format", "csv", "--as", "nobody"], "nobody active"),
        (["--output", "/nowhere/at/all.json"], "No such file"),
    ],
)
def test_the_command_says_what_is_wrong(arguments, words):
    with pytest.raises(CommandError, match=words):
        exported(*arguments)
