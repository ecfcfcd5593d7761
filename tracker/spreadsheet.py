"""CSV as every door of the program writes it: a cell that a spreadsheet would run as a formula is defused. Text only; it sends and reads nothing."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime
from enum import Enum
from typing import Any

# Spreadsheets run what begins so, in full-width letters too; tab, return and line feed are skipped before they look.
RUN_AS_FORMULA = tuple("=+-@\t\r\n＝＋－＠")
BOM = "\ufeff"  # by which Excel knows UTF-8


class _Line:
    """Where ``csv.writer`` leaves one line."""

    def __init__(self) -> None:
        self.text = ""

    def write(self, text: str) -> int:
        self.text = text
        return len(text)


def defused(text: str) -> str:
    """*text* with an apostrophe before it where a spreadsheet would run it as a formula."""
    return f"'{text}" if text.startswith(RUN_AS_FORMULA) else text


def cell(value: Any) -> str:
    """One value as a cell: None is empty, a moment ISO in UTC, a word of an enumeration its value. Numbers are no formulas and stay as they are."""
    if isinstance(value, Enum):
        value = value.value
    match value:
        case None:
            return ""
        case bool():
            return "true" if value else "false"
        case int() | float():
            return str(value)
        case datetime():
            return value.astimezone(UTC).isoformat().replace("+00:00", "Z")
    return defused(str(value))


def csv_lines(header: Sequence[str], rows: Iterable[Sequence[Any]], *, bom: bool = False) -> Iterator[str]:
    """The lines of a table with its header, one at a time, each ended by CR LF (RFC 4180). *bom*: for people who open it in Excel."""
    line = _Line()
    writer = csv.writer(line)
    writer.writerow([cell(name) for name in header])
    yield (BOM if bom else "") + line.text
    for row in rows:
        writer.writerow([cell(value) for value in row])
        yield line.text


__all__ = ["BOM", "cell", "csv_lines", "defused"]
