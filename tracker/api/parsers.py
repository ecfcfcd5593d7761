"""JSON as it must be: UTF-8, no duplicate keys, no NaN, no number that a database cannot hold, no nesting without end."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

from django.conf import settings
from rest_framework.exceptions import ParseError
from rest_framework.parsers import BaseParser

from tracker.api.errors import TooLarge

MAX_BYTES = settings.MAX_TEXT_BYTES * 5
MAX_DEPTH = 32
MAX_DIGITS = 18


def refuse(code: str, message: str) -> ParseError:
    return ParseError(message, code=code)


def whole(digits: str) -> int:
    if len(digits.lstrip("-")) > MAX_DIGITS:
        raise refuse("number_too_large", f"A number has {len(digits)} digits; at most {MAX_DIGITS} are taken.")
    return int(digits)


def decimal(digits: str) -> float:
    value = float(digits)
    if value in (float("inf"), float("-inf")):
        raise refuse("number_too_large", f"The number {digits[:40]} is out of range.")
    return value


def constant(word: str) -> Any:
    raise refuse("not_a_number", f"{word} is not JSON; leave the field out or send null.")


def unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for key, value in pairs:
        if key in found:
            raise refuse("duplicate_key", f"The key {key[:80]!r} stands twice in one object.")
        found[key] = value
    return found


def inside(value: Any) -> Iterable[Any]:
    if isinstance(value, dict):
        return value.values()
    return value if isinstance(value, list) else ()


def too_deep(value: Any) -> bool:
    """Whether lists and objects are nested more than ``MAX_DEPTH`` deep."""
    level = [value]
    for _ in range(MAX_DEPTH + 1):
        level = [inner for outer in level for inner in inside(outer)]
        if not level:
            return False
    return any(isinstance(inner, (dict, list)) for inner in level)


def parse(raw: bytes) -> Any:
    """The value of a JSON text. Raises ``ParseError`` with a stable code for anything else."""
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as wrong:
        raise refuse("not_utf8", f"The body is not UTF-8 (byte {wrong.start}); encode it as UTF-8.") from wrong
    try:
        value = json.loads(text, object_pairs_hook=unique, parse_int=whole, parse_float=decimal, parse_constant=constant)
    except RecursionError as wrong:
        raise refuse("too_deep", f"The body is nested deeper than {MAX_DEPTH} levels.") from wrong
    except ValueError as wrong:
        raise refuse("not_json", f"The body is not JSON: {wrong}.") from wrong
    if too_deep(value):
        raise refuse("too_deep", f"The body is nested deeper than {MAX_DEPTH} levels.")
    return value


class StrictJSONParser(BaseParser):
    """``application/json`` only, at most ``MAX_BYTES``."""

    media_type = "application/json"

    def parse(self, stream: Any, media_type: str | None = None, parser_context: Any = None) -> Any:
        raw = stream.read(MAX_BYTES + 1)
        if len(raw) > MAX_BYTES:
            raise TooLarge(f"The body is over {MAX_BYTES} bytes; send less in one request.")
        return parse(raw)
