"""Fields and serializers stricter than the framework's: unknown fields are refused, a number is not a string, a time has a zone."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

DATE_HELP = "write 2026-03-04 or 2026-03-04T12:00:00Z"
FIRST_YEAR, LAST_YEAR = 1000, 8999
NOTHING_SEEN = "Or words in which nothing can be seen."
MOMENT = {
    "anyOf": [{"type": "string", "format": form, "pattern": "^[1-8][0-9]{3}-"} for form in ("date", "date-time")],
    "description": "ISO date (its first moment, UTC), or date-time with zone.",
}


def moment(text: str) -> datetime:
    """An ISO date (its first moment, UTC) or date-time with a zone, in UTC. Raises ``ValueError`` that says what is wrong."""
    try:
        value = datetime.fromisoformat(text.strip())
    except ValueError:
        raise ValueError(f"{text[:60]!r} is not a date; {DATE_HELP}.") from None
    if value.tzinfo is None:
        if len(text.strip()) > 10:
            raise ValueError(f"{text[:60]!r} has no time zone; {DATE_HELP}.")
        value = value.replace(tzinfo=UTC)
    if not FIRST_YEAR <= value.year <= LAST_YEAR:
        raise ValueError(f"{text[:60]!r} is out of range; years {FIRST_YEAR} to {LAST_YEAR} are taken.")
    return value.astimezone(UTC)


class Strict(serializers.Serializer):
    """Lists its fields; anything else in the body is refused by name."""

    default_error_messages = {"unknown_field": "Unknown field; known are: {known}."}

    def to_internal_value(self, data: Any) -> Any:
        if isinstance(data, Mapping):
            for name in data:
                if name not in self.fields:
                    message = self.error_messages["unknown_field"].format(known=", ".join(self.fields))
                    raise serializers.ValidationError({name: [serializers.ErrorDetail(message, code="unknown_field")]})
        return super().to_internal_value(data)


class Words(serializers.CharField):
    """A string, and only a string."""

    def to_internal_value(self, data: Any) -> str:
        if not isinstance(data, str):
            self.fail("invalid")
        return super().to_internal_value(data)


@extend_schema_field(
    {
        "type": "string",
        "maxLength": 2000,
        "pattern": r"^https?://[A-Za-z0-9]{1,30}(\.[A-Za-z0-9]{1,30}){0,4}\.[A-Za-z]{2,10}(:(80|443))?(/[A-Za-z0-9._~/-]*)?$",
        "description": "http or https, port 80 or 443, on the open internet. Queries and hosts in letters of their own language are taken too.",
    }
)
class OpenAddress(Words):
    """An address on the open internet; ``tracker.intake.fetch`` checks it."""


@extend_schema_field({"type": "string", "minLength": 1})
class RawText(serializers.Field):
    """A text as it was received; cleaning it, and saying that it is empty or too large, is the record's work."""

    default_error_messages = {"invalid": "Not a valid string."}

    def to_internal_value(self, data: Any) -> str:
        if not isinstance(data, str):
            self.fail("invalid")
        return data

    def to_representation(self, value: str) -> str:
        return value


@extend_schema_field(MOMENT)
class Moment(serializers.Field):
    """A date or a date-time with a zone."""

    default_error_messages = {"invalid": "{problem}"}

    def to_internal_value(self, data: Any) -> datetime:
        if not isinstance(data, str):
            self.fail("invalid", problem=f"Not a date; {DATE_HELP}.")
        try:
            return moment(data)
        except ValueError as wrong:
            self.fail("invalid", problem=str(wrong))

    def to_representation(self, value: datetime) -> str:
        return iso(value)


def storable(value: Any) -> None:
    """Refuse what no database keeps in JSON: NUL and lone surrogates, in any string however deep."""
    if isinstance(value, Mapping):
        for key, inner in value.items():
            storable(key)
            storable(inner)
    elif isinstance(value, list):
        for inner in value:
            storable(inner)
    elif isinstance(value, str) and any(char == "\x00" or "\ud800" <= char <= "\udfff" for char in value):
        raise serializers.ValidationError("NUL and lone surrogates cannot be kept; leave them out.", code="unstorable_character")


def iso(value: datetime | None) -> str | None:
    """A moment as every answer writes it: UTC, with Z."""
    return value.astimezone(UTC).isoformat().replace("+00:00", "Z") if value else None
