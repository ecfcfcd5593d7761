"""What people choose for themselves: time zone, and how often, when and of what a digest is mailed. Roles and accounts are the administrator's."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction

from tracker import events
from tracker.errors import Refused
from tracker.models import Person
from tracker.models.people import known_zone
from tracker.roles import Act, require
from tracker.terms import URGENT, Cadence

SCHEDULE = ("cadence", "digest_hour", "digest_weekday", "time_zone")


@transaction.atomic
def choose(
    person: Person,
    *,
    now: datetime,
    time_zone: str | None = None,
    cadence: Cadence | str | None = None,
    digest_hour: int | None = None,
    digest_weekday: int | None = None,
    urgent_kinds: Iterable[str] | None = None,
) -> Person:
    """Set one's own time zone, cadence, hour (0 to 23 of the own day), weekday (0 is Monday) and the kinds of flag that are urgent.

    What is None stays. Nothing changed: nothing is written. With another schedule the next period is the first; none is made up for.
    """
    require(person, Act.READ)
    row = Person.objects.select_for_update().get(pk=person.pk)
    wanted: dict[str, Any] = {}
    if time_zone is not None:
        wanted["time_zone"] = zone_named(time_zone)
    if cadence is not None:
        wanted["cadence"] = str(cadence_named(cadence))
    if digest_hour is not None:
        wanted["digest_hour"] = within(digest_hour, 23, "digest_hour", "the hour goes from 0 to 23.")
    if digest_weekday is not None:
        wanted["digest_weekday"] = within(digest_weekday, 6, "digest_weekday", "the day of the week goes from 0, Monday, to 6, Sunday.")
    if urgent_kinds is not None:
        wanted["urgent_kinds"] = urgent_among(urgent_kinds, cadence=wanted.get("cadence", row.cadence))
    before = {name: getattr(row, name) for name, value in wanted.items() if getattr(row, name) != value}
    if before:
        for name in before:
            setattr(row, name, wanted[name])
        if set(before) & set(SCHEDULE):
            row.digests_from = now
        row.save(update_fields=[*before, "digests_from"])
        events.record("person.preferences_set", row, now=now, actor=row, before=before, after={name: wanted[name] for name in before})
    return row


def zone_named(name: str) -> str:
    try:
        known_zone(name)
    except ValidationError as error:
        raise Refused("time_zone", error.messages[0], field="time_zone") from None
    return name


def cadence_named(value: Cadence | str) -> Cadence:
    try:
        return Cadence(value)
    except ValueError:
        raise Refused("cadence", f"{str(value)[:40]!r} is no cadence; use one of: {', '.join(Cadence)}.", field="cadence") from None


def within(value: int, most: int, field: str, limit: str) -> int:
    if not 0 <= value <= most:
        raise Refused(field, limit, field=field)
    return value


def urgent_among(kinds: Iterable[str], *, cadence: str) -> list[str]:
    """The urgent kinds in their usual order; at least one where mail comes for those alone."""
    chosen = list(dict.fromkeys(kinds))
    known = [kind.value for kind in URGENT]
    if unknown := [kind for kind in chosen if kind not in known]:
        raise Refused("urgent_kinds", f"{unknown[0][:40]!r} is not mailed at once; choose from: {', '.join(known)}.", field="urgent_kinds")
    if not chosen and cadence == Cadence.AT_ONCE:
        raise Refused("urgent_kinds", "choose at least one kind of change, or another way to be told.", field="urgent_kinds")
    return [kind for kind in known if kind in chosen]
