"""Reads an archive back into an empty database: the same rows, in one transaction, or none. Writing one lives in ``verification.exports.archive``."""

from __future__ import annotations

import base64
import hashlib
import json
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from itertools import groupby
from typing import Any

from django.contrib.auth.models import Group
from django.core.exceptions import ValidationError
from django.core.management.color import no_style
from django.db import IntegrityError, connection, transaction
from django.db.models import Model

from tracker.errors import Refused
from tracker.events import record
from tracker.models import Claim, Counter, Person
from tracker.terms import Status
from verification.exports.archive import NAME, SEALED, VERSION, Table, is_binary, tables, unseal
from verification.models import Review
from verification.services.reindexing import reindex

LONGEST_LINE = 64_000_000  # of the text: a report of 2 MB, escaped and in base64
END = re.compile(r'^\], "counts": (?P<counts>\{.*\})(?P<rest>, "sha256": "(?P<sha256>[0-9a-f]{64})"\}\s*)$')

Say = Callable[[str], None]


@dataclass(slots=True)
class Restored:
    """What came of it: rows by table, how many sealed ones this SECRET_KEY did not open and that were left out, people without a password."""

    counts: dict[str, int] = field(default_factory=dict)
    dropped: int = 0
    people: int = 0


def restore(lines: Iterable[str], *, now: datetime, drop_sealed: bool = False, say: Say = lambda line: None) -> Restored:
    """Read the lines of an archive. Raises ``Refused`` for a database that holds anything, for what is no archive, was cut short or changed,
    and for sealed rows that this SECRET_KEY does not open unless *drop_sealed*. Nothing is kept of a refused one.
    """
    refuse_unless_empty()
    done = Restored()
    with transaction.atomic():
        try:
            _write(lines, done, drop_sealed=drop_sealed, say=say)
            _settle(done, now=now)
            connection.check_constraints()
        except IntegrityError as wrong:
            raise Refused("not_whole", f"the archive contradicts itself: {str(wrong).splitlines()[0][:300]}.") from wrong
    return done


def refuse_unless_empty() -> None:
    """An archive is a whole record; two of them cannot be one."""
    for table in tables():
        if table.model is not Counter and table.model._base_manager.exists():
            raise Refused(
                "not_empty",
                f"this database holds rows ({table.name}); an archive is read into an empty one. Give a new DATABASE_URL and run migrate first.",
            )


def _write(lines: Iterable[str], done: Restored, *, drop_sealed: bool, say: Say) -> None:
    told = hashlib.sha256()
    source = iter(lines)
    head_line = _next(source, "it is empty")
    known = _known(head_line)
    told.update(head_line.encode())
    Counter.objects.all().delete()
    end: list[re.Match[str]] = []
    for name, rows in groupby(_rows(source, told, end), key=lambda row: row[0]):
        table = _table(name, known)
        written = 0
        for batch in _batches((row for _, row in rows), table.at_once):
            made = [one for row in batch if (one := _instance(table, row, done, drop_sealed)) is not None]
            table.model._base_manager.bulk_create(made)
            written += len(batch)
        done.counts[name] = done.counts.get(name, 0) + written
        say(f"{name}: {written:,} rows")
    _check_end(end, done, told)


def _next(source: Iterator[str], problem: str) -> str:
    line = next(source, "")
    if not line:
        raise Refused("no_archive", f"this is no archive of {NAME!r}: {problem}.")
    return line


def _known(line: str) -> dict[str, Table]:
    """The tables that the head names, each with its columns there."""
    try:
        head = json.loads(line.rstrip().removesuffix('"rows": [').rstrip().removesuffix(",") + "}")
        name, version, named = head["format"], head["version"], head["tables"]
    except (ValueError, KeyError, TypeError):
        raise Refused("no_archive", "this is no archive: its first line is not one that `manage.py export` writes.") from None
    if name != NAME or version != VERSION:
        raise Refused(
            "another_version", f"the archive is {str(name)[:60]!r} version {version}; this program reads {NAME!r} version {VERSION}."
        )
    ours = {table.name: table for table in tables()}
    for table, columns in named.items():
        unknown = table if table not in ours else next((f"{table}.{one}" for one in columns if one not in ours[table].columns), None)
        if unknown:
            raise Refused(
                "another_version", f"the archive holds {unknown}, which this version does not know; read it with the version that wrote it."
            )
    return ours


def _rows(source: Iterator[str], told: Any, end: list[re.Match[str]]) -> Iterator[tuple[str, dict[str, Any]]]:
    """The rows up to the last line, which is left in *end*."""
    for number, line in enumerate(source, start=2):
        if line.startswith("]"):
            found = END.match(line)
            if found:
                told.update(line[: found.start("rest")].encode())
                end.append(found)
            return
        if len(line) > LONGEST_LINE:
            raise Refused("too_large", f"line {number} of the archive is over {LONGEST_LINE:,} characters.")
        told.update(line.encode())
        try:
            name, row = json.loads(line.rstrip().removesuffix(","))
            yield str(name), dict(row)
        except (ValueError, TypeError, RecursionError):
            raise Refused("no_archive", f"line {number} of the archive is not a row.") from None


def _check_end(end: list[re.Match[str]], done: Restored, told: Any) -> None:
    if not end:
        raise Refused("cut_short", "the archive ends before its last line; it was cut short. Nothing was kept.")
    if end[0]["sha256"] != told.hexdigest():
        raise Refused("changed", "the archive is not as it was written: its SHA-256 does not fit. Nothing was kept.")
    counts = {name: count for name, count in json.loads(end[0]["counts"]).items() if count}
    if counts != done.counts:
        raise Refused("changed", "the archive does not hold as many rows as it says. Nothing was kept.")


def _table(name: str, known: dict[str, Table]) -> Table:
    if name not in known:
        raise Refused("no_archive", f"the archive has a row of {name[:60]!r}, which its head does not name.")
    return known[name]


def _batches(rows: Iterator[dict[str, Any]], size: int) -> Iterator[list[dict[str, Any]]]:
    batch: list[dict[str, Any]] = []
    for row in rows:
        batch.append(row)
        if len(batch) == size:
            yield batch
            batch = []
    if batch:
        yield batch


def _instance(table: Table, row: dict[str, Any], done: Restored, drop_sealed: bool) -> Model | None:
    """The row as an object that is not saved; None for a sealed one that is dropped."""
    if SEALED in row:
        opened = unseal(table.model, row)
        if opened is None:
            if not drop_sealed:
                raise Refused(
                    "sealed",
                    "the archive holds sealed signatures or drafts that this SECRET_KEY does not open. Run with the SECRET_KEY of the desk that"
                    " wrote it, or with --drop-sealed: then open first signatures are asked for again.",
                )
            done.dropped += 1
            return None
        row = opened
    if "group_id" in row:
        row["group_id"] = Group.objects.get_or_create(name=str(row["group_id"]))[0].pk
    if table.model is Person:
        done.people += 1
    try:
        return table.model(**{column: _value(table.model, column, value) for column, value in row.items()})
    except (ValidationError, ValueError, TypeError) as wrong:
        raise Refused("not_whole", f"a row of {table.name} does not fit its table: {str(wrong)[:200]}.") from None


def _value(model: type[Model], column: str, value: Any) -> Any:
    if value is None:
        return None
    if is_binary(model, column):
        return base64.b64decode(value, validate=True)
    column_field: Any = model._meta.get_field(column)
    if column_field.get_internal_type() == "JSONField":
        return value
    return column_field.target_field.to_python(value) if column_field.is_relation else column_field.to_python(value)


def _settle(done: Restored, *, now: datetime) -> None:
    """What rows alone do not bring: numbers that go on after them, the index, and claims whose sealed signature did not travel."""
    statements = connection.ops.sequence_reset_sql(no_style(), [table.model for table in tables()])
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)
    if done.dropped:
        signed = Review.objects.filter(round__closed_at=None).values("round__claim")
        for claim in Claim.objects.filter(status=Status.AWAITING_SECOND_SIGNATURE).exclude(pk__in=signed):
            claim.status = Status.IN_REVIEW
            claim.version += 1
            claim.save(update_fields=["status", "version"])
            before, after = {"status": Status.AWAITING_SECOND_SIGNATURE}, {"status": claim.status}
            reason = "its first signature was sealed and did not come along with the archive"
            record("review.voided", claim, now=now, claim=claim, before=before, after=after, reason=reason)
    reindex()


__all__ = ["Restored", "refuse_unless_empty", "restore"]
