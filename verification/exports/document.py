"""Claims as JSON of our own, for programs that know the words of this one: each with its statements, versioned."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import asdict, is_dataclass
from datetime import UTC, datetime
from enum import Enum
from typing import Any
from uuid import UUID

from verification.exports.cases import Case, Desk

NAME, VERSION = "claim-tracker claims", 1


def document(cases: Iterable[Case], desk: Desk) -> Iterator[str]:
    """The claims one after the other. Times are UTC, levels 1 to 5."""
    head = {"format": NAME, "version": VERSION, "desk": desk.name, "signatures": desk.signatures, "rule": desk.rule}
    yield json.dumps(head, ensure_ascii=False)[:-1] + ', "claims": ['
    comma = ""
    for case in cases:
        yield comma + "\n" + json.dumps(plain(case), ensure_ascii=False)
        comma = ","
    yield "\n]}\n"


def plain(case: Case) -> dict[str, Any]:
    signed = case.signed
    return simple(asdict(case)) | {"signed_by": signed.signed_by if signed else None}


def simple(value: Any) -> Any:
    """As JSON holds it."""
    if is_dataclass(value) and not isinstance(value, type):
        return simple(asdict(value))
    match value:
        case Enum():
            return value.value
        case datetime():
            return value.astimezone(UTC).isoformat().replace("+00:00", "Z")
        case UUID():
            return str(value)
        case dict():
            return {key: simple(inner) for key, inner in value.items()}
        case list() | tuple():
            return [simple(inner) for inner in value]
    return value
