"""What people choose for themselves: time zone, how often and when a digest is mailed. Roles and accounts are the administrator's."""

from __future__ import annotations

from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction

from tracker import events
from tracker.errors import Refused
from tracker.models import Person
from tracker.models.people import known_zone
from tracker.roles import Act, require
from tracker.terms import Cadence


@transaction.atomic
def choose(person: Person, *, time_zone: str, cadence: Cadence | str, digest_hour: int, now: datetime) -> Person:
    """Set one's own time zone, cadence and hour (0 to 23 of the own day). Nothing changed: nothing is written."""
    require(person, Act.READ)
    try:
        known_zone(time_zone)
    except ValidationError as error:
        raise Refused("time_zone", error.messages[0], field="time_zone") from None
    try:
        chosen = Cadence(cadence)
    except ValueError:
        raise Refused("cadence", f"{str(cadence)[:40]!r} is no cadence; use one of: {', '.join(Cadence)}.", field="cadence") from None
    if not 0 <= digest_hour <= 23:
        raise Refused("digest_hour", "the hour goes from 0 to 23.", field="digest_hour")
    row = Person.objects.select_for_update().get(pk=person.pk)
    wanted = {"time_zone": time_zone, "cadence": str(chosen), "digest_hour": digest_hour}
    before = {name: getattr(row, name) for name, value in wanted.items() if getattr(row, name) != value}
    if before:
        for name in before:
            setattr(row, name, wanted[name])
        row.save(update_fields=list(before))
        events.record("person.preferences_set", row, now=now, actor=row, before=before, after={name: wanted[name] for name in before})
    return row
