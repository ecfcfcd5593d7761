"""Everything that is on record as one JSON text, row by row, to move a desk or to keep it. Reading one back lives in ``services.restoring``.

``{"format", "version", …, "rows": [ [table, {column: value}], … one a line … ], "counts": {table: n}, "sha256"}``. The hash is of every byte
before it. The same record gives the same text. Passwords and access tokens are left out; what is sealed in the house is sealed in the
archive, with a key that comes of SECRET_KEY.
"""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.apps import apps
from django.contrib.auth.models import Group, Permission
from django.db import connection, transaction
from django.db.models import BinaryField, ForeignKey, Model, Q

from tracker.closing import close, opened
from tracker.models import Person, Token
from tracker.models.work import Pulse
from verification.models import ClaimFrame, Draft, Recount, Review, StatementFrame, Tally, Webhook

NAME, VERSION = "claim-tracker archive", 1
APPS = ("tracker", "verification")
AT_ONCE, LARGE_AT_ONCE = 500, 20  # rows in memory; of tables with whole texts fewer
NOT_KEPT = (Token, Pulse, StatementFrame, ClaimFrame, Tally, Recount)  # what comes of the rest is made anew
BLANKED: dict[type[Model], dict[str, Any]] = {  # what stands in the archive instead
    Person: {"password": "!"},  # as Django marks a password that nobody can give
    Webhook: {"secret": "", "old_secret": "", "active": False, "paused_because": "it came with an archive; give it a new secret"},
}
SEALED = "sealed"
SEALED_COLUMNS: dict[type[Model], tuple[str, ...]] = {
    Review: ("verdict", "confidence", "number", "basis", "reason"),
    Draft: ("fields",),
}
LEFT_OUT = ("access tokens", "passwords", "secrets of webhooks", "sessions and sign-in attempts")

Say = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Table:
    """One table of the archive: its name there, its model, and the columns in order."""

    name: str
    model: type[Model]
    columns: tuple[str, ...]

    @property
    def at_once(self) -> int:
        return LARGE_AT_ONCE if any(isinstance(field, BinaryField) for field in self.model._meta.concrete_fields) else AT_ONCE


def tables() -> list[Table]:
    """Every table of ours but access tokens, signs of life and Django's own permissions, with the ones between; in the order of their names."""
    found = []
    for app in APPS:
        for model in apps.get_app_config(app).get_models(include_auto_created=True):
            if model not in NOT_KEPT and not _leads_to(model, Permission):
                columns = tuple(field.attname for field in model._meta.concrete_fields if not field.generated)
                found.append(Table(model._meta.label_lower, model, columns))
    return sorted(found, key=lambda table: table.name)


def _leads_to(model: type[Model], other: type[Model]) -> bool:
    return any(isinstance(field, ForeignKey) and field.related_model is other for field in model._meta.concrete_fields)


def archive(*, say: Say = lambda line: None) -> Iterator[str]:
    """The whole text, piece by piece, as the record stood when it began. *say* is told how far it is."""
    with snapshot():
        yield from _hashed(_text(say))


def _text(say: Say) -> Iterator[str]:
    known = tables()
    head = {"format": NAME, "version": VERSION, "left_out": LEFT_OUT, "tables": {table.name: table.columns for table in known}}
    yield json.dumps(head)[:-1] + ', "rows": ['
    counts: dict[str, int] = {}
    before = "\n"
    for table in known:
        counts[table.name] = 0
        for row in rows_of(table):
            yield before + json.dumps([table.name, row], ensure_ascii=False, sort_keys=True, separators=(",", ":"))
            before = ",\n"
            counts[table.name] += 1
            if counts[table.name] % 50_000 == 0:
                say(f"{table.name}: {counts[table.name]:,} rows so far")
        if counts[table.name]:
            say(f"{table.name}: {counts[table.name]:,} rows")
    yield f'\n], "counts": {json.dumps(counts)}'


def _hashed(pieces: Iterator[str]) -> Iterator[str]:
    told = hashlib.sha256()
    for piece in pieces:
        told.update(piece.encode())
        yield piece
    yield f', "sha256": "{told.hexdigest()}"}}\n'


def rows_of(table: Table) -> Iterator[dict[str, Any]]:
    """The rows of a table by their keys, as JSON holds them."""
    groups = dict(Group.objects.values_list("pk", "name")) if _leads_to(table.model, Group) else {}
    hidden = sealed_rows(table.model)
    rows = table.model._base_manager.order_by("pk").values_list(*table.columns)
    for values in rows.iterator(chunk_size=table.at_once):
        row = dict(zip(table.columns, values, strict=True))
        row |= BLANKED.get(table.model, {})
        if groups:
            row["group_id"] = groups[row["group_id"]]
        if row.get("id") in hidden:
            row = seal(table.model, row)
        yield {column: plain(value) for column, value in row.items()}


# ---- what stays sealed


def sealed_rows(model: type[Model]) -> set[int]:
    """The keys of what is sealed: drafts always; signatures while their round is open, and for good where it was made void."""
    if model is Review:
        return set(Review.objects.filter(Q(round__closed_at=None) | Q(round__outcome="voided")).values_list("pk", flat=True))
    return set(Draft.objects.values_list("pk", flat=True)) if model is Draft else set()


def seal(model: type[Model], row: dict[str, Any]) -> dict[str, Any]:
    """*row* with its sealed columns in one that only SECRET_KEY opens. The same row is sealed alike every time."""
    hidden = {column: plain(row[column]) for column in SEALED_COLUMNS[model]}
    closed = close(json.dumps(hidden, ensure_ascii=False, sort_keys=True), place=_place(model, row))
    return {column: value for column, value in row.items() if column not in hidden} | {SEALED: closed}


def unseal(model: type[Model], row: dict[str, Any]) -> dict[str, Any] | None:
    """The row as it was; None where this SECRET_KEY does not open it."""
    text = opened(str(row[SEALED]), place=_place(model, row))
    return None if text is None else {column: value for column, value in row.items() if column != SEALED} | json.loads(text)


def _place(model: type[Model], row: dict[str, Any]) -> str:
    return f"{model._meta.label_lower}:{row['id']}"


# ---- values


def plain(value: Any) -> Any:
    """A column's value as JSON holds it; ``services.restoring`` reads it back by the column's kind."""
    match value:
        case datetime() | date() | time():
            return value.isoformat()
        case UUID() | Decimal():
            return str(value)
        case bytes() | bytearray() | memoryview():
            return base64.b64encode(bytes(value)).decode("ascii")
    return value


def is_binary(model: type[Model], column: str) -> bool:
    return isinstance(model._meta.get_field(column), BinaryField)


@contextmanager
def snapshot() -> Iterator[None]:
    """One state of the record for as long as the archive takes, without keeping writers out."""
    if connection.in_atomic_block:
        yield
    elif connection.vendor == "sqlite":
        with connection.cursor() as cursor:  # by hand: Django's own transactions take the write lock
            cursor.execute("BEGIN DEFERRED")
        try:
            yield
        finally:
            with connection.cursor() as cursor:
                cursor.execute("ROLLBACK")
    else:
        with transaction.atomic():
            with connection.cursor() as cursor:
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
            yield


__all__ = ["BLANKED", "LEFT_OUT", "NAME", "NOT_KEPT", "SEALED", "VERSION", "Table", "archive", "is_binary", "tables", "unseal"]
