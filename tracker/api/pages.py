"""Pages by cursor: 50 rows, at most 200, in an order from the view's list.

A cursor names the last row shown, so nothing is skipped or shown twice while rows come in.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.db.models import Q, QuerySet
from rest_framework.exceptions import ValidationError
from rest_framework.pagination import BasePagination
from rest_framework.response import Response
from rest_framework.utils.urls import replace_query_param

from tracker.api.errors import NotNamed

Orderings = dict[str, tuple[str, Callable[[str], Any]]]
BIGGEST = 2**63 - 1


def number(text: str) -> int:
    value = int(text)
    if abs(value) > BIGGEST:
        raise ValueError("out of range")
    return value


def instant(text: str) -> datetime:
    value = datetime.fromisoformat(text)
    if value.tzinfo is None or not 2 <= value.year <= 9998:
        raise ValueError("out of range")
    return value


def word(text: str) -> str:
    if "\x00" in text:
        raise ValueError("NUL")
    return text


def refuse(field: str, message: str) -> ValidationError:
    return ValidationError({field: [message]}, code=f"bad_{field}")


class Pages(BasePagination):
    """``?limit=``, ``?ordering=`` (a word of the view's ``orderings``, "-" for descending), ``?cursor=`` (from the last answer's ``next``).

    ``orderings`` maps a word to (column that is never null, how to read its value back); the first word, descending, is the default.
    """

    size, most = 50, 200
    parameters = ("limit", "ordering", "cursor")

    def paginate_queryset(self, queryset: QuerySet, request: Any, view: Any = None) -> list[Any]:
        self.request = request
        limit = self.limit(request.query_params.get("limit"))
        ordering, column, read = self.ordering(request.query_params.get("ordering"), view)
        if "cursor" in request.query_params:
            queryset = queryset.filter(self.after(request.query_params["cursor"], ordering, column, read))
        sign = "-" if ordering.startswith("-") else ""
        rows = list(queryset.order_by(sign + column, sign + "pk")[: limit + 1])
        self.next = None
        if len(rows) > limit:
            rows = rows[:limit]
            self.next = self.link_after(rows[-1], ordering, column)
        return rows

    def limit(self, given: str | None) -> int:
        if given is None:
            return self.size
        if not given.isascii() or not given.isdigit() or not 1 <= int(given[:6]) <= self.most or len(given) > 6:
            raise refuse("limit", f"limit takes a whole number from 1 to {self.most}.")
        return int(given)

    def ordering(self, given: str | None, view: Any) -> tuple[str, str, Callable[[str], Any]]:
        orderings: Orderings = view.orderings
        chosen = given if given is not None else getattr(view, "default_ordering", "-" + next(iter(orderings)))
        name = chosen.removeprefix("-")
        if name not in orderings:
            raise refuse("ordering", f"ordering takes {', '.join(orderings)}, with - for descending.")
        return chosen, *orderings[name]

    def after(self, cursor: str, ordering: str, column: str, read: Callable[[str], Any]) -> Q:
        try:
            kept, value, pk = json.loads(base64.b64decode(cursor.encode("ascii"), altchars=b"-_", validate=True))
            if kept != ordering or not isinstance(value, str) or not isinstance(pk, int) or abs(pk) > BIGGEST:
                raise ValueError("of another list")
            last = read(value)
        except (ValueError, TypeError, RecursionError):
            raise NotNamed(
                "cursor", "This cursor is not one of this list in this order; start again without it.", code="bad_cursor"
            ) from None
        way = "lt" if ordering.startswith("-") else "gt"
        # "Up to the last and not it": the database walks an index along the first condition, which an "or" alone would keep it from.
        return Q(**{f"{column}__{way}e": last}) & (Q(**{f"{column}__{way}": last}) | Q(**{f"pk__{way}": pk}))

    def link_after(self, row: Any, ordering: str, column: str) -> str:
        value = getattr(row, column)
        words = [ordering, value.isoformat() if isinstance(value, datetime) else str(value), row.pk]
        cursor = base64.b64encode(json.dumps(words).encode("ascii"), altchars=b"-_").decode("ascii")
        return replace_query_param(self.request.build_absolute_uri(), "cursor", cursor)

    def get_paginated_response(self, rows: Any) -> Response:
        return Response({"next": self.next, "results": rows})

    def get_paginated_response_schema(self, schema: Any) -> dict[str, Any]:
        return {
            "type": "object",
            "required": ["next", "results"],
            "properties": {"next": {"type": "string", "format": "uri", "nullable": True}, "results": schema},
        }

    def get_schema_operation_parameters(self, view: Any) -> list[dict[str, Any]]:
        words = [sign + name for name in getattr(view, "orderings", {}) for sign in ("", "-")]
        return [
            {"name": "limit", "in": "query", "schema": {"type": "integer", "minimum": 1, "maximum": self.most, "default": self.size}},
            {
                "name": "cursor",
                "in": "query",
                "schema": {"type": "string", "pattern": "^[A-Za-z0-9_=-]+$"},
                "description": "From the last answer's next.",
            },
            {"name": "ordering", "in": "query", "schema": {"type": "string", "enum": words}},
        ]
