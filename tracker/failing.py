"""The pages in place of a page: what nobody foresaw, a database that is away, what is not there, what is not open to who asks. Each says how to go on."""

from __future__ import annotations

import sys

from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.template.loader import render_to_string
from structlog.contextvars import get_contextvars

from tracker.api.errors import AWAY, RETRY_AFTER, error

NOT_THERE = "There is no such page, or what it showed is gone. Check the address, or look for it from the home page."
NOT_OPEN = "Your role on this desk does not open this page. A lead or an administrator can say who may."
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


def not_there(request: HttpRequest, exception: Exception) -> HttpResponse:
    """404 as a page; a Http404 that says what is missing is quoted."""
    said = str(exception.args[0]) if exception.args and isinstance(exception.args[0], str) else ""
    return _page("This is not here", said or NOT_THERE, status=404)


def not_open(request: HttpRequest, exception: Exception) -> HttpResponse:
    """403 as a page, with the reason where one was given."""
    return _page("This is not open to you", str(exception) or NOT_OPEN, status=403)


def _page(title: str, what: str, *, status: int) -> HttpResponse:
    return HttpResponse(render_to_string("tracker/went_wrong.html", {"title": title, "what": what, "foreseen": True}), status=status)
