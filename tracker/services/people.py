"""What others decide about a person on the desk: skills and conflicts of interest, and whether the account works. Own choices: ``preferences``."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction

from tracker.errors import Refused
from tracker.events import record
from tracker.models import Person, Source, Topic
from tracker.roles import Act, require


@transaction.atomic
def set_review_profile(person: Person, *, skills: Iterable[Topic], conflicts: Iterable[Source], by: Person, now: datetime) -> Person:
    """The topics that somebody is at home in, and the sources that they must not judge. Nothing changed: nothing is written."""
    require(by, Act.REVIEWERS_EDIT)
    row = Person.objects.select_for_update().get(pk=person.pk)
    before = {"skills": names(row.skills.all()), "conflicts": names(row.conflicts.all())}
    row.skills.set(skills)
    row.conflicts.set(conflicts)
    after = {"skills": names(row.skills.all()), "conflicts": names(row.conflicts.all())}
    if before != after:
        changed = {name: after[name] for name in after if after[name] != before[name]}
        record("person.review_profile_set", row, now=now, actor=by, before={name: before[name] for name in changed}, after=changed)
    return row


def names(rows: Iterable[Topic] | Iterable[Source]) -> list[str]:
    return sorted(row.name for row in rows)


@transaction.atomic
def switch(person: Person, *, active: bool, by: Person, now: datetime) -> bool:
    """Deactivate an account, or let it work again; False if it was so already. What it holds is given back by ``verification``."""
    require(by, Act.PEOPLE_MANAGE)
    if person.pk == by.pk and not active:
        raise Refused("oneself", "you cannot deactivate your own account; another administrator can.")
    row = Person.objects.select_for_update().get(pk=person.pk)
    if row.is_active == active:
        return False
    row.is_active = active
    row.save(update_fields=["is_active"])
    record("person.activated" if active else "person.deactivated", row, now=now, actor=by)
    return True
