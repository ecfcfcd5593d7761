"""One shape for everything that goes wrong: ``{"error": {"code", "field", "message"}}``. No rule of its own."""

from __future__ import annotations

import logging
from typing import Any

from django.core.exceptions import PermissionDenied, RequestDataTooBig, SuspiciousOperation
from django.db import InterfaceError, OperationalError
from django.http import Http404
from rest_framework import exceptions, status
from rest_framework.renderers import JSONRenderer
from rest_framework.response import Response

from tracker.errors import Refused, Stale
from tracker.roles import NotAllowed

log = logging.getLogger(__name__)
AWAY = "The database does not answer at the moment. What you sent may not have been kept; send it again."
RETRY_AFTER = "5"  # seconds
# What is sound in itself, and would be taken if other rows were otherwise.
OF_OTHER_ROWS = (
    "already_signed", "barred", "dismissed", "merged", "no_evidence", "not_in_force", "not_read", "nothing_decided", "opening",
    "removed", "reread", "there_already",
)  # fmt: skip
STATUS_OF_CODE = {
    "stale_version": status.HTTP_412_PRECONDITION_FAILED,
    "too_large": status.HTTP_413_REQUEST_ENTITY_TOO_LARGE,
    "key_used_for_another_body": status.HTTP_422_UNPROCESSABLE_ENTITY,
    "not_opened_yet": status.HTTP_404_NOT_FOUND,
    "unknown_target": status.HTTP_404_NOT_FOUND,
} | dict.fromkeys(OF_OTHER_ROWS, status.HTTP_409_CONFLICT)
NOT_OF_A_FIELD = {"non_field_errors", "__all__", "detail"}


class NotNamed(exceptions.NotFound):
    """The body names something that is not there: *field* says where, *code* what."""

    def __init__(self, field: str, message: str, *, code: str) -> None:
        super().__init__(message, code=code)
        self.field = field


class TooLarge(exceptions.APIException):
    """The body is over a limit that the message names."""

    status_code = status.HTTP_413_REQUEST_ENTITY_TOO_LARGE
    default_code = "too_large"


def error(code: str, message: str, *, field: str = "", **more: Any) -> dict[str, Any]:
    """The body of every refusal. *code* is stable, *field* names the input or is empty."""
    return {"error": {"code": code, "field": sayable(field), "message": sayable(message), **more}}


def sayable(text: str) -> str:
    """*text* without what UTF-8 cannot carry: a refusal repeats what was sent, half a character too."""
    return text.encode("utf-8", "replace").decode()


def status_of(refused: Refused) -> int:
    """Bad input names its field (400); what no other input could mend is the state of the thing (409)."""
    return STATUS_OF_CODE.get(refused.code, status.HTTP_400_BAD_REQUEST if refused.field else status.HTTP_409_CONFLICT)


def first_of(detail: Any, path: tuple[str, ...] = ()) -> tuple[str, str, str]:
    """(code, field, message) of the first complaint in a nested DRF detail; fields inside a field are joined by dots."""
    if isinstance(detail, dict):
        for name, inner in detail.items():
            if inner:
                return first_of(inner, path if name in NOT_OF_A_FIELD else (*path, str(name)))
    elif isinstance(detail, list):
        for place, inner in enumerate(detail):
            if inner:
                return first_of(inner, (*path, str(place)) if isinstance(inner, dict) else path)
    return str(getattr(detail, "code", "invalid")), ".".join(path), str(detail)


def answer(raised: Exception, context: dict[str, Any]) -> Response | None:
    """The response to an exception, always JSON; None for what nobody foresaw, which Django then logs."""
    context["request"].accepted_renderer, context["request"].accepted_media_type = JSONRenderer(), JSONRenderer.media_type
    match raised:
        case Stale():
            return Response(error(raised.code, str(raised), field=raised.field, current=raised.current), status=412)
        case Refused():
            return Response(error(raised.code, str(raised), field=raised.field), status=status_of(raised))
        case NotAllowed():
            return Response(error(raised.code, str(raised)), status=403)
        case RequestDataTooBig():
            return Response(error("too_large", "The request is larger than this server takes."), status=413)
        case SuspiciousOperation():
            return Response(error("bad_request", str(raised) or "The request is malformed."), status=400)
        case OperationalError() | InterfaceError():
            log.warning("the database does not answer: %s", (str(raised).splitlines() or [""])[0])
            return Response(error("database_away", AWAY), status=503, headers={"Retry-After": RETRY_AFTER})
        case Http404():
            raised = exceptions.NotFound("There is nothing at this address that you may see.")
        case PermissionDenied():
            raised = exceptions.PermissionDenied(str(raised) or None)
    if not isinstance(raised, exceptions.APIException):
        return None
    headers = {}
    if getattr(raised, "auth_header", None):
        headers["WWW-Authenticate"] = raised.auth_header
    if getattr(raised, "wait", None):
        headers["Retry-After"] = str(raised.wait)
    code, field, message = first_of(raised.detail)
    return Response(error(code, message, field=field or getattr(raised, "field", "")), status=raised.status_code, headers=headers)
