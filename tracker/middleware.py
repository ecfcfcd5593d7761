"""What every request passes through: times are shown in the reader's own time zone. No rights are decided here."""

from __future__ import annotations

from collections.abc import Callable
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django.http import HttpRequest, HttpResponse
from django.utils import timezone


class PersonTimeZone:
    """Sets the signed-in person's time zone for the length of a request; UTC where it is unknown."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        with timezone.override(zone_of(getattr(request, "user", None))):
            return self.get_response(request)


def zone_of(person: object) -> ZoneInfo:
    """The zone a person chose; UTC for nobody and for a name that the machine does not know."""
    try:
        return ZoneInfo(getattr(person, "time_zone", "") or "UTC")
    except (ZoneInfoNotFoundError, ValueError):
        return ZoneInfo("UTC")
