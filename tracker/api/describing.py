"""How the schema sees our views: their bodies, and the one shape of every refusal. Serving the schema lives in ``schema``."""

from __future__ import annotations

from typing import Any

from drf_spectacular.openapi import AutoSchema
from rest_framework import serializers

REFUSALS = {
    "400": "Bad input: the field and its limit are named.",
    "401": "No token, or one that opens nothing.",
    "403": "The caller's roles or the token's scopes do not allow it.",
    "404": "Nothing there that the caller may see.",
    "429": "Too many requests; Retry-After says when.",
}


class RefusalShape(serializers.Serializer):
    code = serializers.CharField(help_text="Stable; programs may rely on it.")
    field = serializers.CharField(help_text="The input that is meant, or empty.")
    message = serializers.CharField(help_text="For people.")


class ErrorShape(serializers.Serializer):
    """Every answer that is not a 2xx."""

    error = RefusalShape()


class Described(AutoSchema):
    """A view's ``body_class`` is what it takes; every operation may refuse."""

    def get_operation_id(self) -> str:
        return super().get_operation_id().removesuffix("_create")

    def get_request_serializer(self) -> Any:
        return getattr(self.view, "body_class", None) or super().get_request_serializer()

    def _is_list_view(self, serializer: Any = None) -> bool:
        return self.method == "GET" and getattr(self.view, "pagination_class", None) is not None

    def _get_response_bodies(self, direction: str = "response") -> dict[str, Any]:
        bodies = super()._get_response_bodies(direction)
        for code, meaning in REFUSALS.items():
            bodies.setdefault(code, {**self._get_response_for_code(ErrorShape, code), "description": meaning})
        return bodies
