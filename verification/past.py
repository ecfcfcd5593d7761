"""What rows held at an earlier time, read back from the log, the corrections and the times of receipt. Judges nothing and writes nothing."""

from __future__ import annotations

from collections.abc import Iterable
from copy import copy
from datetime import datetime
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from tracker.correctable import hold
from tracker.models import Claim, Correction, Event, Reading, Revision, Source, Statement

COLUMNS = ("text", "polarity", "status", "level_first", "opened_from", "merged_into")  # of a claim, as the log names them


def claims_at(claims: Iterable[Claim], moment: datetime | None) -> list[Claim]:
    """Copies of *claims* as they stood at *moment*: words, status, opening statement and merger. For reading only. None is now."""
    claims = list(claims)
    if moment is None:
        return claims
    before = _before({claim.pk for claim in claims}, moment)
    openings = {columns["opened_from"] for columns in before.values() if columns.get("opened_from")}
    old = dict(Statement.objects.filter(uuid__in=openings).values_list("pk", "uuid"))
    heirs = heirs_of(old, as_of=moment)
    rows = Statement.objects.with_context().in_bulk([heirs.get(pk, pk) for pk in old])
    statements = {str(uuid): rows[heirs.get(pk, pk)] for pk, uuid in old.items()}
    into = {columns["merged_into"] for columns in before.values() if columns.get("merged_into")}
    others = {str(one.uuid): one for one in Claim.objects.filter(uuid__in=into)}
    found = []
    for claim in claims:
        then = copy(claim)
        for column, value in before.get(claim.pk, {}).items():
            if column == "opened_from":
                then.opened_from = statements.get(value)
            elif column == "merged_into":
                then.merged_into = others.get(value)
            else:
                setattr(then, column, value)
        found.append(then)
    return found


def standing_at(moment: datetime) -> list[Claim]:
    """The claims that had been opened by *moment* and were not merged into another one then, in the order of their numbers; as they stood."""
    rows = Claim.objects.filter(opened_at__lte=moment).select_related("related_to", "opened_from").order_by("number")
    return [claim for claim in claims_at(rows, moment) if claim.merged_into_id is None]


def _before(claims: set[int], moment: datetime) -> dict[int, dict[str, Any]]:
    """Per claim the columns that changed after *moment*, with what they held before the first of these changes."""
    found: dict[int, dict[str, Any]] = {}
    for pk, columns in _claim_events(moment).filter(claim__in=claims).values_list("claim_id", "before"):
        told = found.setdefault(pk, {})
        for column in COLUMNS:
            if column in columns:
                told.setdefault(column, columns[column])
    return found


def _claim_events(moment: datetime) -> QuerySet[Event]:
    return Event.objects.filter(at__gt=moment, subject__startswith="claim:").order_by("pk")


def merged_below(claims: Iterable[int], moment: datetime | None) -> dict[int, int]:
    """What was merged into these claims by *moment*, in any number of steps: absorbed → into, by their keys. None is now.

    In as many queries as mergers are deep.
    """
    then = merged_at(moment) if moment is not None else None
    found: dict[int, int] = {}
    waiting = set(claims)
    while waiting:
        if then is None:
            step = dict(Claim.objects.filter(merged_into__in=waiting).values_list("pk", "merged_into_id"))
        else:
            step = {pk: into for pk, into in then.items() if into in waiting}
        waiting = step.keys() - found.keys()
        found |= step
    return found


def merged_above(claims: Iterable[int]) -> dict[int, int]:
    """What these claims are merged into now, in any number of steps: absorbed → into, by their keys."""
    found: dict[int, int] = {}
    waiting = set(claims)
    while waiting:
        step = dict(Claim.objects.filter(pk__in=waiting, merged_into__isnull=False).values_list("pk", "merged_into_id"))
        found |= step
        waiting = set(step.values()) - found.keys()
    return found


def merged_at(moment: datetime) -> dict[int, int]:
    """Which claim pointed to which at *moment*: absorbed → into, by their keys."""
    now = dict(Claim.objects.filter(merged_into__isnull=False).values_list("pk", "merged_into_id"))
    changed: dict[int, str | None] = {}
    for pk, columns in _claim_events(moment).filter(kind__in=["claim.merged", "claim.unmerged"]).values_list("claim_id", "before"):
        changed.setdefault(pk, columns.get("merged_into"))
    keys = {
        str(uuid): pk for pk, uuid in Claim.objects.filter(uuid__in=[uuid for uuid in changed.values() if uuid]).values_list("pk", "uuid")
    }
    then = now | {pk: keys[uuid] for pk, uuid in changed.items() if uuid in keys}
    return {pk: into for pk, into in then.items() if pk not in changed or changed[pk]}


def sources_at(moment: datetime) -> dict[int, dict[str, int | None]]:
    """The sources whose parent or merger changed after *moment*, with what they held then."""
    kinds = ("source.merged", "source.unmerged", "source.edited")
    found: dict[str, dict[str, int | None]] = {}
    for subject, columns in Event.objects.filter(at__gt=moment, kind__in=kinds).order_by("pk").values_list("subject", "before"):
        for column in ("merged_into_id", "parent_id"):
            if column in columns:
                found.setdefault(subject, {}).setdefault(column, columns[column])
    keys = dict(Source.objects.filter(uuid__in=[subject.split(":")[1] for subject in found]).values_list("uuid", "pk"))
    return {pk: found[f"source:{uuid}"] for uuid, pk in keys.items()}


def heirs_of(keys: Iterable[int], *, as_of: datetime | None = None) -> dict[int, int]:
    """The statement that stands for each of these now, where that is another one; by their keys."""
    last: dict[int, int] = {}
    waiting = {key: key for key in keys}
    while waiting:
        rows = Statement.objects.filter(pk__in=waiting.values(), heir__isnull=False)
        if as_of is not None:
            rows = rows.filter(heir__reading__revision__received_at__lte=as_of)
        step = dict(rows.values_list("pk", "heir_id"))
        waiting = {key: step[at] for key, at in waiting.items() if at in step}
        last |= waiting
    return last


def in_force_at(moment: datetime | None, path: str = "statement__") -> Q:
    """The condition that the statement at *path* was in force: of the newest text received by then in its newest reading, or kept."""
    if moment is None:
        return Q(**{f"{path}reading__current": True}) | Q(**{f"{path}kept": True})
    newer_text = Revision.objects.filter(
        report=OuterRef(f"{path}reading__revision__report"), no__gt=OuterRef(f"{path}reading__revision__no"), received_at__lte=moment
    )
    newer_reading = Reading.objects.filter(revision=OuterRef(f"{path}reading__revision"), pk__gt=OuterRef(f"{path}reading"))
    received = Q(**{f"{path}reading__revision__received_at__lte": moment})
    return received & (Q(**{f"{path}kept": True}) | (~Q(Exists(newer_text)) & ~Q(Exists(newer_reading))))


def put_back(statements: Iterable[Statement], moment: datetime | None) -> list[Statement]:
    """The statements with only the corrections that stood at *moment*, in memory. None is now: as they are."""
    statements = list(statements)
    if moment is None or not statements:
        return statements
    by_key = {one.pk: one for one in statements}
    changed = Correction.objects.filter(Q(at__gt=moment) | Q(withdrawn_at__gt=moment), statement__in=by_key)
    fields = set(changed.values_list("statement_id", "field"))
    rows = Correction.objects.filter(statement__in={pk for pk, _ in fields}).order_by("at", "pk")
    stood: dict[tuple[int, str], Any] = {}
    for row in rows:
        key = (row.statement_id, row.field)
        if key not in fields:
            continue
        stood.setdefault(key, row.was)
        if row.at <= moment and (row.withdrawn_at is None or row.withdrawn_at > moment):
            stood[key] = row.value
    for (pk, field), value in stood.items():
        hold(by_key[pk], field, value)
    return statements


def corrected_after(moment: datetime, statements: Iterable[int]) -> dict[int, datetime]:
    """For statements whose corrections changed after *moment* the first time that they did."""
    found: dict[int, datetime] = {}
    rows = Correction.objects.filter(Q(at__gt=moment) | Q(withdrawn_at__gt=moment), statement__in=statements)
    for statement, at, withdrawn_at in rows.values_list("statement_id", "at", "withdrawn_at"):
        first = at if at > moment else withdrawn_at
        found[statement] = min(found.get(statement, first), first)
    return found
