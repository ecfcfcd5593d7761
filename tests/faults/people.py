"""The accounts of a fault run: who sends reports, and who follows everything."""

from __future__ import annotations

from django.contrib.auth.models import Group
from django.utils import timezone

from tests.faults.plan import FOLLOWERS
from tracker.models import Person
from tracker.services import tokens
from verification.services import following


def make() -> str:
    """Ana sends, with the token that is returned; the others of the plan have followed everything since before the first report."""
    ana = Person.objects.create_user("ana", cadence="off")
    ana.groups.add(Group.objects.get(name="analyst"))
    for name, cadence, periods in FOLLOWERS:
        zone, hour = periods[0]
        person = Person.objects.create_user(name, email=f"{name}@desk.example", cadence=cadence, time_zone=zone, digest_hour=hour)
        person.groups.add(Group.objects.get(name="reader"))
        following.follow(person, "all", now=timezone.now())
    return tokens.issue(person=ana, scopes=["read", "ingest"], days=1, note="", now=timezone.now())[1]
