"""The page for what nobody foresaw, and for a database that is away: says so, gives the number under which it is in the log, and how to go on."""

from __future__ import annotations

import sys

from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.template.loader import render_to_string
from structlog.contextvars import get_contextvars

from tracker.api.errors import AWAY, RETRY_AFTER, error

FORESEEN_BY_NOBODY = "This is not your fault. What you typed may not have been kept; go back in your browser to find it."


def went_wrong(request: HttpRequest) -> HttpResponse:
    """503 while the database is away, else 500; JSON below /api/, a page elsewhere. Asks nothing of the database."""
    away = isinstance(sys.exc_info()[1], (OperationalError, InterfaceError))
    number = str(get_contextvars().get("request_id", ""))
    status = 503 if away else 500
    if request.path.startswith("/api/"):
        told = "Something went wrong here; it is in the log" + (f" as {number}." if number else ".")
        answer: HttpResponse = JsonResponse(error("database_away", AWAY) if away else error("server_error", told), status=status)
    else:
        title = "The database does not answer" if away else "Something went wrong"
        # Without the request: what templates are told of it by default would ask the database who this is.
        page = render_to_string("tracker/went_wrong.html", {"title": title, "what": AWAY if away else FORESEEN_BY_NOBODY, "number": number})
        answer = HttpResponse(page, status=status)
    if away:
        answer["Retry-After"] = RETRY_AFTER
    return answer
