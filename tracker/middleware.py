"""What every request passes through: its lines in the log, times in the reader's own zone, what cannot be seen shown. No rights are decided here."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django_structlog.middlewares import RequestMiddleware
from structlog.contextvars import bind_contextvars

from tracker.showing import shown_in_page

UNLOGGED = ("/healthz", "/health")
SIGNED = re.compile(r"(?<=/unsubscribe/)[^/]+")


class Logged(RequestMiddleware):
    """Every line that is logged while a request is answered carries its number and the person; the request itself is logged without what was typed.

    Whoever has a link to stop digests may stop them, so its signature is left out.
    """

    def __call__(self, request: HttpRequest) -> Any:
        return self.get_response(request) if request.path in UNLOGGED else super().__call__(request)

    @staticmethod
    def format_request(request: HttpRequest) -> str:
        return f"{request.method} {SIGNED.sub('…', request.path)}"

    @staticmethod
    def bind_user_id(request: HttpRequest) -> None:
        try:
            RequestMiddleware.bind_user_id(request)
        except DatabaseError:  # nobody can be looked up now
            bind_contextvars(user_id=None)


class PersonTimeZone:
    """Sets the signed-in person's time zone for the length of a request; UTC where it is unknown."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        with timezone.override(zone_of(getattr(request, "user", None))):
            return self.get_response(request)


def zone_of(person: object) -> ZoneInfo:
    """The zone a person chose; UTC for nobody, for a name that the machine does not know, and while nobody can be looked up."""
    try:
        return ZoneInfo(getattr(person, "time_zone", "") or "UTC")
    except (ZoneInfoNotFoundError, ValueError, DatabaseError):
        return ZoneInfo("UTC")


class ShowUnseen:
    """Pages say where a text has signs that nobody would see, or letters of another alphabet in a word (``tracker.showing``)."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if not response.streaming and response.get("Content-Type", "").startswith("text/html"):
            page = response.content.decode(response.charset)
            shown = shown_in_page(page)
            if shown is not page:
                response.content = shown.encode(response.charset)
        return response
