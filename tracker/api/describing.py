"""How the schema sees our views: their bodies, and the one shape of every refusal. Serving the schema lives in ``schema``."""

from __future__ import annotations

from typing import Any

from drf_spectacular.openapi import AutoSchema
from rest_framework import serializers

from tracker.api.fields import Strict, Words

NOT_BLANK = r"^[^\u0000]*[^\s\u0000][^\u0000]*$"
MAY_BE_BLANK = r"^[^\u0000]*$"
REFUSALS = {
    "400": "Bad input: the field and its limit are named.",
    "401": "No token, or one that opens nothing.",
    "403": "The caller's roles or the token's scopes do not allow it.",
    "404": "Nothing there that the caller may see.",
    "429": "Too many requests; Retry-After says when.",
}


REFUSALS_OF_CHANGES = {
    "409": "The state of the thing does not allow it now.",
    "413": "Over a limit that the message names.",
    "415": "This kind of body is not taken here.",
}
REFUSALS_BY_HEADER = {
    "If-Match": ("412", "It has changed since it was read; current is its version now."),
    "Idempotency-Key": ("422", "The Idempotency-Key was used for another body."),
}


class RefusalShape(serializers.Serializer):
    code = serializers.CharField(help_text="Stable; programs may rely on it.")
    field = serializers.CharField(help_text="The input that is meant, or empty.")
    message = serializers.CharField(help_text="For people.")


class ErrorShape(serializers.Serializer):
    """Every answer that is not a 2xx."""

    error = RefusalShape()


class Described(AutoSchema):
    """A view's ``body_class`` is what it takes; every operation may refuse, and a view's ``refusals`` say what else it refuses for."""

    def get_operation_id(self) -> str:
        return super().get_operation_id().removesuffix("_create")

    def get_request_serializer(self) -> Any:
        return getattr(self.view, "body_class", None) or super().get_request_serializer()

    def _map_basic_serializer(self, serializer: Any, direction: str) -> dict[str, Any]:
        """Bodies as strict as they are taken: nothing unknown, nothing blank that may not be."""
        described = super()._map_basic_serializer(serializer, direction)
        if isinstance(serializer, Strict):
            described["additionalProperties"] = False
            for name, field in serializer.fields.items():
                if isinstance(field, Words) and "pattern" not in described["properties"][name]:
                    described["properties"][name] |= {"pattern": MAY_BE_BLANK if field.allow_blank else NOT_BLANK}
        return described

    def _is_list_view(self, serializer: Any = None) -> bool:
        return self.method == "GET" and getattr(self.view, "pagination_class", None) is not None

    def _get_response_bodies(self, direction: str = "response") -> dict[str, Any]:
        bodies = super()._get_response_bodies(direction)
        for code, meaning in sorted(self.refusals().items()):
            bodies.setdefault(code, {**self._get_response_for_code(ErrorShape, code), "description": meaning})
        return bodies

    def refusals(self) -> dict[str, str]:
        """Status and meaning of each refusal that this operation may answer."""
        found = REFUSALS if self.method == "GET" else REFUSALS | REFUSALS_OF_CHANGES
        headers = {one.name for one in self.get_override_parameters()}
        found |= dict(told for name, told in REFUSALS_BY_HEADER.items() if name in headers)
        for code, why in self.view.refusals.get(self.method, {}).items():
            found = found | {code: f"{found.get(code, '')} {why}".strip()} if why else {kept: found[kept] for kept in found if kept != code}
        return found
