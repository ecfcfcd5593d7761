"""A database as 0.1.0 left it, filled, and brought forward: ``python -m tests.services.grown`` on the empty database of DATABASE_URL.

Prints what was kept as JSON; fails where a row or a value was lost, or where the program does not work on what came of it.
"""

from __future__ import annotations

import json
import uuid
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import django
from django.db import connection, models, transaction
from django.db.migrations.executor import MigrationExecutor

FIRST = [("tracker", "0005_submissions"), ("verification", "0001_judgement")]
MOMENT = datetime(2026, 3, 4, 12, tzinfo=UTC)
OURS = ("tracker", "verification")
ROWS = 3
# What a column may hold and its type does not say.
SAID: dict[str, Callable[[int], Any]] = {
    "tracker.Counter.name": lambda n: ("record", "claim", "demo")[n],
    "tracker.Counter.value": lambda n: ROWS,
    "tracker.Person.username": lambda n: f"{('ana', 'ida', 'uma')[n]}",
    "tracker.Statement.start": lambda n: 0,
    "tracker.Statement.end": lambda n: 5,
    "tracker.Reading.current": lambda n: n == 0,
    "tracker.Person.cadence": lambda n: "daily",
    "tracker.WorkItem.state": lambda n: "done",
    "tracker.Edge.utterance": lambda n: f"the ministry's words {n}",
    "tracker.Token.expiry": lambda n: MOMENT,
    "verification.Digest.state": lambda n: "sent",
}
REFERS = {"tracker.Claim.opened_from", "verification.Flag.claim", "verification.Withdrawal.report"}  # one of several must be named
EMPTY_THEN = {"verification.Charge"}  # 0.1.0 wrote none
GONE = {"tracker.Token"}  # its tokens are opened by another table since, and are made anew


def fill(apps: Any) -> dict[str, list[dict[str, Any]]]:
    """Three rows in every table that can be filled by its columns alone, in the order of their references; each table's rows as written."""
    made: dict[str, list[Any]] = {}
    waiting = [model for label in OURS for model in apps.get_app_config(label).get_models() if model._meta.label not in EMPTY_THEN]
    while waiting:
        ready = [one for one in waiting if all(target._meta.label in made or target is one for target in _needs(one))]
        assert ready, f"these need each other: {[one._meta.label for one in waiting]}"
        for model in ready:
            waiting.remove(model)
            made[model._meta.label] = [_row(model, n, made) for n in range(ROWS)]
    return {label: _values(apps.get_model(label)) for label in made}


def _needs(model: Any) -> Iterator[Any]:
    for field in model._meta.concrete_fields:
        if field.is_relation and (not field.null or f"{model._meta.label}.{field.name}" in REFERS):
            yield field.related_model


def _row(model: Any, n: int, made: dict[str, list[Any]]) -> Any:
    given = {}
    for field in model._meta.concrete_fields:
        label = f"{model._meta.label}.{field.name}"
        if field.primary_key and isinstance(field, models.AutoField):
            continue
        if field.is_relation:
            if not field.null or label in REFERS:
                given[field.name] = made[field.related_model._meta.label][n]
        elif label in SAID:
            given[field.name] = SAID[label](n)
        elif not field.has_default() and not field.null and not isinstance(field, models.GeneratedField):
            given[field.name] = _value(field, n)
    with transaction.atomic():
        return model._base_manager.create(**given)


def _value(field: Any, n: int) -> Any:
    if field.blank and isinstance(field, models.CharField | models.TextField):
        return ""
    if field.choices:
        return field.choices[0][0]
    match field:
        case models.UUIDField():
            return uuid.UUID(int=n + 1)
        case models.DateTimeField():
            return MOMENT
        case models.DateField():
            return date(2026, 3, 4)
        case models.BooleanField():
            return False
        case models.DecimalField():
            return Decimal(1)
        case models.FloatField():
            return 0.5
        case models.IntegerField():
            return n + 1
        case models.JSONField():
            return {}
        case models.BinaryField():
            return b"The dam at Lorn was mined."
        case _:
            return f"The dam at Lorn {n}"[: field.max_length or 100]


def _values(model: Any) -> list[dict[str, Any]]:
    return list(model._base_manager.order_by("pk").values())


def lost(before: dict[str, list[dict[str, Any]]], old: Any) -> list[str]:
    """Rows and values that are not there any more, column by column."""
    told = []
    for label, rows in before.items():
        model = old.get_model(label)
        columns = _columns(model._meta.db_table)
        if label in GONE:
            continue
        kept = [field.column for field in model._meta.concrete_fields if field.column in columns]
        with connection.cursor() as cursor:
            names = ", ".join(connection.ops.quote_name(name) for name in kept)
            cursor.execute(f"SELECT count(*) FROM {connection.ops.quote_name(model._meta.db_table)}")
            if cursor.fetchone()[0] < len(rows):
                told.append(f"{label} had {len(rows)} rows")
        told += [f"{label}.{field.column} is gone" for field in model._meta.concrete_fields if field.column not in columns]
        now = {row[model._meta.pk.attname]: row for row in model._base_manager.values(*_attributes(model, kept))} if names else {}
        for row in rows:
            there = now.get(row[model._meta.pk.attname], {})
            told += [f"{label} {name}: {row[name]!r} became {there.get(name)!r}" for name in there or row if there.get(name) != row[name]]
    return told


def _columns(table: str) -> set[str]:
    with connection.cursor() as cursor:
        return {column.name for column in connection.introspection.get_table_description(cursor, table)} if table in _tables() else set()


def _tables() -> set[str]:
    return set(connection.introspection.table_names())


def _attributes(model: Any, columns: list[str]) -> list[str]:
    return [field.attname for field in model._meta.concrete_fields if field.column in columns]


def works() -> dict[str, Any]:
    """That the program runs on what came of it: every list and one of each page opens, a report is received, read and compared, words are found."""
    from django.contrib.auth.models import Group
    from django.core.management import call_command
    from django.test import Client
    from django.utils import timezone

    from tracker import work
    from tracker.intake.record import receive
    from tracker.models import Claim, Person, Report
    from tracker.terms import Via

    call_command("reindex", verbosity=0)
    lead = Person.objects.get(username="ana")
    lead.groups.add(Group.objects.get(name="lead"))
    desk = Client(SERVER_NAME="localhost")
    desk.force_login(lead, backend="django.contrib.auth.backends.ModelBackend")
    claim, report = Claim.objects.first(), Report.objects.first()
    pages = ["", *(f"tracker/{name}/" for name in ("claim", "report", "statement", "source", "topic", "workitem"))]
    pages += [f"tracker/claim/{claim.pk}/change/", f"tracker/report/{report.pk}/change/", "tracker/claim/?q=dam"]
    answers = {page: desk.get(f"/admin/{page}").status_code for page in pages}
    came = receive(text="The dam at Lorn 1 was not mined, the ministry said.", via=Via.API, entered_by=lead, now=timezone.now()).report
    work.run_until_idle()
    read = came.latest.readings.filter(current=True).count()
    return {"answers": answers, "read": read, "left": work.backlog()}


def main() -> None:
    django.setup()
    executor = MigrationExecutor(connection)
    others = [leaf for leaf in executor.loader.graph.leaf_nodes() if leaf[0] not in OURS]
    executor.migrate([*FIRST, *others])
    old = executor.loader.project_state(FIRST).apps
    before = fill(old)
    executor = MigrationExecutor(connection)
    executor.migrate(executor.loader.graph.leaf_nodes())
    told = {"tables": len(before), "lost": lost(before, old), **works()}
    print(json.dumps(told))


if __name__ == "__main__":
    main()
