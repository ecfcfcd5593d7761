"""What every request passes first and every answer last: how large a body may be, whose address asks, what a browser is told. No rights here."""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.template.response import TemplateResponse

# Nothing here asks for a device or a payment; a page that was tricked into asking is refused by the browser.
PERMISSIONS = ", ".join(
    f"{name}=()"
    for name in (
        "accelerometer",
        "browsing-topics",
        "camera",
        "display-capture",
        "geolocation",
        "gyroscope",
        "hid",
        "magnetometer",
        "microphone",
        "midi",
        "payment",
        "serial",
        "usb",
        "xr-spatial-tracking",
    )
)
# For whatever is not a page: JSON, CSV, pictures. Opened by itself it may load and run nothing.
NOTHING = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; sandbox"
LENGTH = re.compile(r"\d{1,18}")


class Doorway:
    """Refuses bodies over ``MAX_REQUEST_BYTES`` unread, and NUL in what a page is asked; closes answers to caches, frames and sniffing."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        length = request.META.get("CONTENT_LENGTH") or "0"
        if not LENGTH.fullmatch(length) or int(length) > settings.MAX_REQUEST_BYTES:
            return closed(too_large(request))
        if has_nul(request.META.get("QUERY_STRING", "")) and not request.path_info.startswith(
            "/api/"
        ):  # the API names the parameter itself
            return closed(plainly("The address asks for a NUL character (%00), which no text here holds. Leave it out.", status=400))
        return closed(self.get_response(request))


def too_large(request: HttpRequest) -> HttpResponseBase:
    message = (
        f"The request is larger than {settings.MAX_REQUEST_BYTES:,} bytes, more than is taken at once. Send less, or in several parts."
    )
    if request.path_info.startswith("/api/"):
        return JsonResponse({"error": {"code": "too_large", "field": "", "message": message}}, status=413)
    return plainly(message, status=413)


def has_nul(query: str) -> bool:
    return "%00" in query or "\x00" in query


def plainly(message: str, *, status: int) -> HttpResponse:
    return HttpResponse(f"{message}\n", content_type="text/plain; charset=utf-8", status=status)


def closed(response: HttpResponseBase) -> HttpResponseBase:
    """The headers that every answer has, whatever view gave it. What a view decided for itself stands."""
    response.setdefault("Permissions-Policy", PERMISSIONS)
    response.setdefault("Cross-Origin-Resource-Policy", "same-origin")
    response.setdefault("Cache-Control", "private, no-store")
    if not response.get("Content-Type", "text/html").startswith("text/html"):
        response["Content-Security-Policy"] = NOTHING
    return response


def address_of(request: HttpRequest) -> str:
    """The address that asks: the connection's own, or behind ``PROXIES`` proxies what the outermost of them saw. What a client writes is not believed."""
    seen = [part.strip() for part in request.META.get("HTTP_X_FORWARDED_FOR", "").split(",") if part.strip()]
    if settings.PROXIES and seen:
        return seen[-min(settings.PROXIES, len(seen))]
    return request.META.get("REMOTE_ADDR", "")


def within(what: str, request: HttpRequest, *, most: int, seconds: int) -> bool:
    """Whether this address has done *what* at most *most* times in the window of *seconds* that runs now. Counted by each process."""
    key = f"{what}:{address_of(request)}:{int(time.time() // seconds)}"
    cache.add(key, 0, timeout=seconds)
    return cache.incr(key) <= most


def locked_out(request: HttpRequest, credentials: Any = None, *args: Any, **kwargs: Any) -> HttpResponse:
    """The page after too many attempts to sign in. It says the same for names that exist and for names that do not."""
    context = {"minutes": int(settings.AXES_COOLOFF_TIME.total_seconds() // 60)}
    response = TemplateResponse(request, "tracker/locked_out.html", context, status=429)
    response["Retry-After"] = str(int(settings.AXES_COOLOFF_TIME.total_seconds()))
    return response.render()
