"""People who sign in. Their roles are groups; what a role may do stands in ``tracker.roles``."""

from __future__ import annotations

import uuid
from zoneinfo import available_timezones

from django.contrib.auth.models import AbstractUser, UserManager
from django.core.exceptions import ValidationError
from django.db import models

from tracker.models.base import Word, one_of
from tracker.terms import URGENT, Cadence


def known_zone(name: str) -> None:
    """Refuse a time zone that the IANA database does not know."""
    if name not in available_timezones():
        raise ValidationError(f"time zone {name!r} is unknown; use a name such as Europe/Kyiv or UTC.")


class PersonQuerySet(models.QuerySet):
    def with_roles(self) -> PersonQuerySet:
        """Their groups with them, so that ``tracker.roles.may`` asks nothing more of any."""
        return self.prefetch_related("groups")


def all_urgent() -> list[str]:
    """Every kind of flag that is mailed at once."""
    return [kind.value for kind in URGENT]


class PersonManager(UserManager.from_queryset(PersonQuerySet)):
    """Accounts by name, as Django's own."""


class Person(AbstractUser):
    """Somebody with an account. Deactivated, never deleted: the record names who did what."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    time_zone = models.CharField(max_length=64, default="UTC", validators=[known_zone], help_text="IANA name; digests and screens use it.")
    cadence = Word(Cadence, default=Cadence.DAILY, help_text="How often a digest is mailed.")
    digest_hour = models.PositiveSmallIntegerField(default=7, help_text="Hour of the day, 0 to 23, in the person's own time zone.")
    digest_weekday = models.PositiveSmallIntegerField(default=0, help_text="Day of the weekly digest, 0 is Monday.")
    urgent_kinds = models.JSONField(default=all_urgent, blank=True, help_text="Kinds of flag that are mailed at once to who wants that.")
    digests_from = models.DateTimeField(
        null=True, blank=True, editable=False, help_text="Since when the schedule stands; what was due before it is not caught up."
    )
    skills = models.ManyToManyField("tracker.Topic", blank=True, related_name="skilled", help_text="Topics this person is at home in.")
    conflicts = models.ManyToManyField(
        "tracker.Source", blank=True, related_name="conflicted", help_text="Sources this person must not judge: employer, family, business."
    )

    objects = PersonManager()

    class Meta:
        verbose_name = "person"
        verbose_name_plural = "people"
        constraints = [
            one_of("cadence", Cadence, "person_cadence_known"),
            models.CheckConstraint(condition=models.Q(digest_hour__lte=23), name="person_digest_hour_in_day"),
            models.CheckConstraint(condition=models.Q(digest_weekday__lte=6), name="person_digest_weekday_in_week"),
        ]

    def __str__(self) -> str:
        return self.get_full_name() or self.username
