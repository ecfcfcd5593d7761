"""The file that a backup is: what was written is read, and whatever else is refused with what is wrong."""

from __future__ import annotations

import io
import tarfile
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from tracker.backups import copies, parcel, postgres
from tracker.errors import Refused

MANIFEST = parcel.Manifest(
    made_at=datetime(2026, 3, 4, 12, tzinfo=UTC),
    program="0.2.0",
    vendor="sqlite",
    server="3.40.1",
    migrations=("tracker.0001_record",),
    counts={"tracker_report": 3},
    key="0123456789abcdef",
)


@pytest.fixture
def made(tmp_path):
    def pack(manifest=MANIFEST, content=b"rows " * 1000):
        (tmp_path / "payload").write_bytes(content)
        parcel.pack(manifest, tmp_path / "payload", tmp_path / "backup.tar")
        return tmp_path / "backup.tar"

    return pack


def refusal(path, folder):
    with pytest.raises(Refused) as refused:
        parcel.unpack(path, folder)
    return refused.value.code


def test_what_was_packed_is_unpacked(made, tmp_path):
    manifest, payload = parcel.unpack(made(), tmp_path)
    assert manifest == MANIFEST
    assert payload.read_bytes() == b"rows " * 1000


def test_it_is_readable_by_its_owner_only(made):
    assert made().stat().st_mode & 0o777 == 0o600


def test_sha256sum_reads_its_sums(made, tmp_path):
    with tarfile.open(made()) as tar:
        names = tar.getnames()
        lines = tar.extractfile("SHA256SUMS").read().decode().splitlines()
    assert names == ["manifest.json", "database.sqlite3.gz", "SHA256SUMS"]
    assert [line[64:66] for line in lines] == ["  ", "  "]


def test_one_cut_short_anywhere_is_refused(made, tmp_path):
    path = made()
    whole = path.read_bytes()
    end = whole.rindex(b"database.sqlite3.gz\n")
    for length in (0, 1, 300, 512, 700, 1024, 3000, len(whole) // 2, end - 10):
        path.write_bytes(whole[:length])
        assert refusal(path, tmp_path) in ("damaged", "no_backup"), length


def test_one_with_a_changed_byte_in_what_it_holds_is_refused(made, tmp_path):
    path = made()
    whole = path.read_bytes()
    for what in (b'"tracker_report": 3', b"rows rows", b'"key": "0123'):
        at = whole.index(what) + len(what) - 1
        path.write_bytes(whole[:at] + bytes([whole[at] ^ 1]) + whole[at + 1 :])
        assert refusal(path, tmp_path) == "damaged", what


@pytest.mark.parametrize("content", [b"", b"SQLite format 3\0" + b"x" * 5000, b"{}", b"\x1f\x8b broken", b"\0" * 10240])
def test_another_kind_of_file_is_no_backup(tmp_path, content):
    (tmp_path / "file").write_bytes(content)
    assert refusal(tmp_path / "file", tmp_path) == "no_backup"


@pytest.mark.parametrize(
    ("manifest", "code"),
    [
        ('{"format": "claim-tracker backup", "version": 2}', "newer"),
        ('{"format": "claim-tracker backup", "version": 1}', "damaged"),
        ('{"format": "another", "version": 1}', "no_backup"),
        ("[" * 100_000, "damaged"),
        ("[1]", "damaged"),
    ],
)
def test_a_manifest_is_believed_in_nothing(tmp_path, manifest, code):
    with tarfile.open(tmp_path / "backup.tar", "w") as tar:
        entry = tarfile.TarInfo("manifest.json")
        entry.size = len(manifest)
        tar.addfile(entry, io.BytesIO(manifest.encode()))
    assert refusal(tmp_path / "backup.tar", tmp_path) == code


def test_a_table_with_a_strange_name_is_refused(made, tmp_path):
    assert refusal(made(replace(MANIFEST, counts={'x"; DROP TABLE y': 1})), tmp_path) == "damaged"


@pytest.mark.django_db
class TestTakingOne:
    def test_one_of_another_database_says_how_to_move(self, made, tmp_path):
        other = "postgresql" if connection.vendor == "sqlite" else "sqlite"
        with pytest.raises(Refused, match=r"manage\.py export"):
            copies.opened(made(replace(MANIFEST, vendor=other)), tmp_path)

    def test_one_with_a_migration_of_tomorrow_is_refused(self, made, tmp_path):
        later = replace(MANIFEST, vendor=connection.vendor, migrations=("tracker.9999_tomorrow",), program="9.0")
        with pytest.raises(Refused, match=r"version 9.0.*does not know its migration tracker.9999_tomorrow"):
            copies.opened(made(later), tmp_path)

    def test_a_file_that_is_not_there_is_named(self):
        with pytest.raises(CommandError, match=r"nowhere\.tar cannot be read"):
            call_command("restore", "nowhere.tar")

    def test_a_file_that_is_there_is_not_written_over(self, made):
        with pytest.raises(CommandError, match="exists already"):
            call_command("backup", output=str(made()))

    def test_a_place_that_cannot_be_written_is_named(self):
        with pytest.raises(CommandError, match=r"/proc/claims/a\.tar cannot be written"):
            call_command("backup", output="/proc/claims/a.tar")


def test_missing_tools_are_named_with_the_way_out(tmp_path, monkeypatch):
    monkeypatch.setattr(postgres, "INSTALLED", tmp_path)
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(Refused, match=r"pg_dump is not installed.*apt-get install postgresql-client"):
        postgres.tool("pg_dump")
