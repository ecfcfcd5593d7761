"""What every view of the API shares: rules for each method, no unknown parameter, lists in pages. Nouns live beside, one a file."""

from __future__ import annotations

from typing import Any, NoReturn
from uuid import UUID

from django.db.models import QuerySet
from django.http import Http404
from rest_framework.exceptions import NotFound, ValidationError
from rest_framework.generics import GenericAPIView
from rest_framework.request import Request
from rest_framework.response import Response
from structlog.contextvars import bind_contextvars

from tracker.api.describing import Described
from tracker.api.pages import Pages
from tracker.api.permissions import TO_READ, Rule


class View(GenericAPIView):
    """One address. ``rules`` says for each method what the caller needs; ``parameters`` what may stand behind the "?".

    ``refusals`` says for each method, status by status, what is refused that no description of the input could tell; nothing: never.
    """

    rules: dict[str, Rule] = TO_READ
    parameters: dict[str, tuple[str, ...]] = {}
    refusals: dict[str, dict[str, str]] = {}
    pagination_class = None
    filterset_class: Any = None
    metadata_class = None
    schema = Described()

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        super().initial(request, *args, **kwargs)
        bind_contextvars(user_id=request.user.pk)
        self.refuse_unknown_parameters(request)

    def known_parameters(self, method: str) -> tuple[str, ...]:
        known = self.parameters.get(method, ())
        if method == "GET" and self.pagination_class is not None:
            filterset = self.filterset_class
            known += (*(filterset.base_filters if filterset else ()), *Pages.parameters)
        return known

    def refuse_unknown_parameters(self, request: Request) -> None:
        """A filter that is silently ignored answers another question than was asked."""
        known = self.known_parameters("GET" if request.method == "HEAD" else request.method or "")
        for name, values in request.query_params.lists():
            if name not in known:
                message = f"Unknown parameter; known here: {', '.join(known) or 'none'}."
                raise ValidationError({name[:80]: [message]}, code="unknown_parameter")
            if len(values) == 1 and not values[0].strip():  # a field of a form would take it for none
                raise ValidationError({name: ["This parameter is empty; leave it out."]}, code="empty_parameter")
            if len(values) > 1:
                raise ValidationError({name: ["This parameter stands more than once."]}, code="repeated_parameter")

    def visible(self) -> QuerySet:
        """The rows that this caller may see."""
        raise NotImplementedError

    def get_queryset(self) -> QuerySet:
        return self.visible()

    def one(self, uuid: UUID) -> Any:
        found = self.visible().filter(uuid=uuid).first()
        if found is None:
            raise Http404
        return found


class ListView(View):
    """Rows in pages. ``orderings`` lists the orders; ``show`` turns one page of rows into what is answered.

    With ``columns`` a row is a named tuple of ``pk`` and these: a list that shows a few columns of several tables need not build whole objects.
    """

    pagination_class = Pages
    orderings: dict[str, Any] = {}
    columns: tuple[str, ...] = ()

    def show(self, rows: list[Any]) -> list[dict[str, Any]]:
        raise NotImplementedError

    def get(self, request: Request) -> Response:
        rows = self.filter_queryset(self.get_queryset())
        if self.columns:
            rows = rows.values_list("pk", *self.columns, named=True)
        return self.get_paginated_response(self.show(list(self.paginate_queryset(rows) or ())))


class UnknownAddress(View):
    """Whatever else stands under /api/: the same guards, then 404 in the same shape."""

    rules = dict.fromkeys(("GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"), TO_READ["GET"])
    schema = None

    def refuse_unknown_parameters(self, request: Request) -> None:
        """Nothing here takes any."""

    def unknown(self, request: Request, **kwargs: Any) -> NoReturn:
        raise NotFound("There is nothing at this address; /api/v1/schema/ lists what there is.")

    get = post = put = patch = delete = options = unknown  # type: ignore[assignment]
