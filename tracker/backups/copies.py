"""Making a backup of this program's database and putting one in its place: the order of work, whichever database it is."""

from __future__ import annotations

import tempfile
from datetime import datetime
from pathlib import Path

from django.db import connection
from django.db.migrations.loader import MigrationLoader
from django.utils.crypto import salted_hmac

from tracker import __version__
from tracker.backups import postgres, sqlite
from tracker.backups.parcel import Manifest, pack, unpack
from tracker.errors import Refused

SAYS_SOMETHING = ("tracker_person", "tracker_source", "tracker_report", "tracker_claim", "tracker_event")
WAYS = {"sqlite": sqlite, "postgresql": postgres}


def make(target: Path, *, now: datetime) -> Manifest:
    """Write a backup of the database as it stands at one moment; others go on reading and writing meanwhile.

    Raises ``Refused`` for a database that is damaged or whose tools are missing, and where *target* cannot be written.
    """
    if target.exists():
        raise Refused("exists", f"{target} exists already; name another file.", field="output")
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(prefix=".backup-", dir=target.parent) as folder:
            tables = sorted(connection.introspection.django_table_names(only_existing=True, include_views=False))
            migrations = tuple(sorted(applied()))
            payload, counts = WAYS[connection.vendor].copy_out(Path(folder), tables)
            manifest = Manifest(
                now, __version__, connection.vendor, ".".join(map(str, connection.get_database_version())), migrations, counts, key_mark()
            )
            pack(manifest, payload, target)
    except OSError as wrong:
        raise Refused("not_written", f"{target} cannot be written: {wrong.strerror or wrong}.", field="output") from None
    return manifest


def put_in_place(manifest: Manifest, payload: Path) -> None:
    """Make the database what it was when the backup was made: whole, or ``Refused`` and nothing changed."""
    WAYS[manifest.vendor].copy_in(payload, manifest.counts)


def opened(source: Path, folder: Path) -> tuple[Manifest, Path]:
    """A backup's manifest and its database as a file in *folder*, checked. Raises ``Refused`` for one that this program or this database cannot take."""
    try:
        manifest, payload = unpack(source, folder)
    except OSError as wrong:
        raise Refused(
            "not_read", f"{wrong.filename or source} cannot be read or unpacked: {wrong.strerror or wrong}.", field="file"
        ) from None
    if manifest.vendor != connection.vendor:
        raise Refused(
            "another_database",
            f"{source} is of {manifest.vendor}, and this desk keeps its record in {connection.vendor}."
            " To move between the two: manage.py export on the one, manage.py import on the other.",
        )
    known = {f"{app}.{name}" for app, name in MigrationLoader(None, ignore_no_migrations=True).disk_migrations}
    if unknown := sorted(set(manifest.migrations) - known):
        raise Refused(
            "newer",
            f"{source} was made by another program, version {manifest.program}: this one, {__version__}, does not know its migration"
            f" {unknown[0]}. Run the version that made it, or a later one.",
        )
    return manifest, payload


def applied() -> set[str]:
    """The migrations that the database has, as ``app.name``."""
    return {f"{app}.{name}" for app, name in MigrationLoader(connection).applied_migrations}


def held() -> dict[str, int]:
    """How many rows a restore would put away, by table; nothing for a database without any."""
    there = set(connection.introspection.table_names())
    counts = {}
    with connection.cursor() as cursor:
        for table in SAYS_SOMETHING:
            if table in there:
                cursor.execute(f"SELECT count(*) FROM {connection.ops.quote_name(table)}")
                if count := cursor.fetchone()[0]:
                    counts[table] = count
    return counts


def key_mark() -> str:
    """Tells one SECRET_KEY from another without telling either."""
    return salted_hmac("tracker.backups", "which key is it", algorithm="sha256").hexdigest()[:16]
