"""A story sent to the API, read and compared by a real worker over Redis on PostgreSQL: what the embedded loop finds, the workers find."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys

import psycopg
import pytest

from tests.faults.canonical import differences, dump
from tests.services.servers import POSTGRES, ROOT, Desk, until, what_is_missing

MISSING = what_is_missing()
pytestmark = [pytest.mark.services, pytest.mark.skipif(bool(MISSING), reason=MISSING)]

STORY = [
    {
        "title": "Fire on the Selby ferry may have begun in the engine room",
        "publisher": "Northsea Wire",
        "published": "2026-02-10T08:00:00Z",
        "url": "https://northsea.example/selby-1",
        "text": "The fire on the ferry Selby may have started in the engine room, the coast guard said on Tuesday.\n\n"
        "At least 12 people were killed in the fire, the coast guard said.\n",
    },
    {
        "title": "Ferry fire",
        "publisher": "Harbour Post",
        "published": "2026-02-10T11:00:00Z",
        "url": "https://harbourpost.example/ferry",
        "text": "The fire on the ferry Selby started in the engine room, the coast guard said on Tuesday, Northsea Wire reported.\n",
    },
    {
        "title": "Operator denies engine room fire on the Selby",
        "publisher": "Tarn Courier",
        "published": "2026-02-12T09:00:00Z",
        "url": "https://courier.example/selby",
        "text": "The fire on the ferry Selby did not start in the engine room, the operator Norlines said on Thursday.\n\n"
        "The number of people killed in the fire on the ferry Selby has risen to 19, the coast guard said on Thursday.\n",
    },
]


@pytest.fixture(scope="module")
def desk(tmp_path_factory):
    made = Desk(tmp_path_factory.mktemp("desk"))
    try:
        yield made.open()
    finally:
        made.close()


def gist(claims):
    """What a desk would tell of its claims, without identifiers."""
    sides = ("corroborated_by", "contradicted_by", "updated_by", "repeated_by")
    return sorted(
        (
            claim["text"],
            claim["status"],
            claim["level_first"],
            claim["level_last"],
            claim["reports"],
            claim["origins"],
            *(tuple(sorted((one["publisher"], one["quote"]) for one in claim[side])) for side in sides),
            tuple(sorted(flag["kind"] for flag in claim["flags"])),
        )
        for claim in claims
    )


@pytest.fixture(scope="module")
def alone(tmp_path_factory):
    """The same story by the command, in one process on SQLite: how to run a command there."""
    folder = tmp_path_factory.mktemp("alone")
    environment = {name: value for name, value in os.environ.items() if name in ("PATH", "HOME", "LANG", "LC_ALL")} | {
        "DATABASE_URL": f"sqlite:///{folder}/one.sqlite3",
        "SECRET_KEY": "only-for-the-tests",
        "READ_DOT_ENV": "0",
        "VAR_DIR": str(folder),
    }

    def manage(*arguments):
        done = subprocess.run(
            [sys.executable, "manage.py", *arguments], cwd=ROOT, env=environment, capture_output=True, text=True, timeout=120, check=False
        )
        assert done.returncode == 0, done.stderr
        return done.stdout

    manage("migrate", "--verbosity", "0")
    for number, report in enumerate(STORY):
        file = folder / f"{number}.txt"
        headers = {"Title": report["title"], "Publisher": report["publisher"], "Published": report["published"], "URL": report["url"]}
        file.write_text("".join(f"{name}: {value}\n" for name, value in headers.items()) + "\n" + report["text"])
        manage("import_report", str(file))
    manage.environment, manage.folder = environment, folder
    return manage


def test_workers_find_what_the_embedded_loop_finds(desk, alone):
    for report in STORY:
        status, sent = desk.call("POST", "reports", report)
        assert status == 201
        desk.settle()
        assert desk.call("GET", sent["links"]["self"])[1]["read"] is True
    found = desk.call("GET", "claims?limit=200")[1]["results"]
    assert gist(found) == gist(json.loads(alone("claims", "--format", "json")))
    engine_room = [claim for claim in found if "engine room" in claim["text"]]
    assert any(claim["contradicted_by"] for claim in engine_room)
    assert any("certainty_inflated" in {flag["kind"] for flag in claim["flags"]} for claim in engine_room)


def test_a_report_sent_twice_is_one_report_and_is_compared_once(desk):
    body = {"text": "The pier at Orl was closed after the storm, the harbour office said.", "publisher": "Orl Gazette"}
    key = {"Idempotency-Key": "pier-1"}
    status, first = desk.call("POST", "reports", body, **key)
    assert (status, first["created"]) == (201, True)
    desk.settle()
    before = desk.call("GET", "statements?limit=200")[1]["results"]
    for headers in (key, {}):
        status, again = desk.call("POST", "reports", body, **headers)
        assert (status, again["uuid"], again["created"], again["changed"]) == (200, first["uuid"], False, False)
    status, other = desk.call("POST", "reports", {**body, "text": "Another text."}, **key)
    assert (status, other["error"]["code"]) == (422, "key_used_for_another_body")
    desk.settle()
    assert desk.call("GET", "statements?limit=200")[1]["results"] == before


def test_a_report_sent_while_redis_is_away_is_stored_at_once_and_read_when_it_is_back(desk):
    desk.stop("redis", signal.SIGKILL)
    try:
        status, sent = desk.call("POST", "reports", {"text": "The storm damaged the lighthouse at Orl, the harbour office said."})
        assert (status, sent["read"]) == (201, False)
    finally:
        desk.start_redis()
    desk.settle(90)
    assert desk.call("GET", sent["links"]["self"])[1]["statements"] >= 1


def test_work_that_a_killed_worker_held_is_done_by_the_next_one(desk):
    desk.stop("worker", signal.SIGKILL)
    status, sent = desk.call(
        "POST", "reports", {"text": "The quay at Tarn was closed on Friday, the harbour office said.", "publisher": "Tarn Courier"}
    )
    assert status == 201
    assert desk.left_to_do()
    desk.start_worker()
    desk.settle(90)
    assert until(lambda: desk.call("GET", sent["links"]["self"])[1]["read"], seconds=5, what="the reading")


RESTORE = """
import django, io, sys
django.setup()
from django.core.management import CommandError, call_command
from tracker.models import Report, Statement

def restore(**options):
    told = io.StringIO()
    try:
        call_command("restore", sys.argv[1], stdout=told, stderr=told, **options)
    except CommandError as refused:
        return str(refused)
    return told.getvalue()

print(restore())
assert "holds" in restore()
Statement.objects.filter(pk=Statement.objects.latest("pk").pk).update(quote="something else")
assert restore(replace=True).endswith("nothing was changed.")
assert Statement.objects.latest("pk").quote == "something else"
print(restore(replace=True, yes=True))
"""


def restored(backup, environment):
    """Read a backup into an empty database, be refused over a full one, break the record, and put the backup in its place; what was told."""
    done = subprocess.run(
        [sys.executable, "-c", RESTORE, str(backup)], cwd=ROOT, stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=120,
        env=environment | {"DJANGO_SETTINGS_MODULE": "tracker.settings"}, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr
    assert done.stdout.count("All is well") == 2
    assert "is kept in" in done.stdout
    return done.stdout


class TestBackup:
    def test_a_backup_is_put_into_an_empty_sqlite_and_in_the_place_of_a_broken_one(self, alone, tmp_path):
        alone("backup", "--output", str(tmp_path / "desk.tar"))
        restored(tmp_path / "desk.tar", alone.environment | {"DATABASE_URL": f"sqlite:///{tmp_path}/two.sqlite3", "VAR_DIR": str(tmp_path)})
        one, two = dump(alone.folder / "one.sqlite3"), dump(tmp_path / "two.sqlite3")
        added = [line for line in differences(one, two) if '"backup.restored"' not in line]
        assert added == []

    def test_a_backup_of_postgresql_made_while_everything_runs_is_put_back_where_nothing_does(self, desk, tmp_path):
        desk.manage("backup", "--output", str(tmp_path / "desk.tar"))
        with pytest.raises(AssertionError, match="other connections to this database are open; stop the web"):
            desk.manage("restore", str(tmp_path / "desk.tar"), "--replace", "--yes")
        other = f"{desk.database}_restored"
        try:
            with psycopg.connect(f"{POSTGRES}/postgres", autocommit=True) as line:
                line.execute(f'CREATE DATABASE "{other}"')
            restored(tmp_path / "desk.tar", desk.environment | {"DATABASE_URL": f"{POSTGRES}/{other}", "VAR_DIR": str(tmp_path)})
            assert rows_of(other) == rows_of(desk.database)
        finally:
            with psycopg.connect(f"{POSTGRES}/postgres", autocommit=True) as line:
                line.execute(f'DROP DATABASE IF EXISTS "{other}" WITH (FORCE)')


def rows_of(database):
    """A hash of every row of the record, by table."""
    tables = ("source", "report", "revision", "reading", "statement", "claim")
    with psycopg.connect(f"{POSTGRES}/{database}") as line:
        sql = "SELECT count(*), md5(string_agg(md5(t::text), '' ORDER BY id)) FROM tracker_{} t"
        return {table: line.execute(sql.format(table)).fetchone() for table in tables}
