"""The page for what nobody foresaw, and for a database that is away: says so, gives the number under which it is in the log, and how to go on."""

from __future__ import annotations

import sys

from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.html import format_html
from structlog.contextvars import get_contextvars

from tracker.api.errors import AWAY, RETRY_AFTER, error

PAGE = """<!doctype html><html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>{}</title>
<body style="font: 16px/1.5 system-ui, sans-serif; max-width: 36em; margin: 4em auto; padding: 0 1em">
<h1>{}</h1><p>{}</p><p>{}</p><p><a href="">Try again</a> · <a href="/">Home</a></p></body></html>"""


def went_wrong(request: HttpRequest) -> HttpResponse:
    """503 while the database is away, else 500; JSON below /api/, a page elsewhere. Asks nothing of the database."""
    away = isinstance(sys.exc_info()[1], (OperationalError, InterfaceError))
    number = str(get_contextvars().get("request_id", ""))
    if request.path.startswith("/api/"):
        told = "Something went wrong here. It is in the log" + (f" as {number}." if number else ".")
        answer: HttpResponse = JsonResponse(
            error("database_away", AWAY) if away else error("server_error", told), status=503 if away else 500
        )
    else:
        title = "The database does not answer" if away else "Something went wrong"
        what = AWAY if away else "This is not your fault. What you typed may not have been kept; go back in your browser to find it."
        where = f"In the log it is number {number}." if number else "It is in the log."
        answer = HttpResponse(format_html(PAGE, title, title, what, where), status=503 if away else 500)
    if away:
        answer["Retry-After"] = RETRY_AFTER
    return answer
