"""A table of reports (CSV) into rows: charset, delimiter, heading, and what is wrong with each line. Pure; nothing is stored."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from tracker.errors import Refused
from tracker.intake.clean import clean_line, decode, visible
from tracker.intake.dates_given import moment, worded
from tracker.intake.documents import MAX_DOCUMENT_BYTES, looks_binary

MOST_ROWS = 10_000
DELIMITERS = ",;\t|"
NAMES = {
    "text": "text body content article fulltext",
    "title": "title headline heading",
    "publisher": "publisher outlet source newspaper",
    "url": "url link address",
    "published_at": "publishedat published date publicationdate datepublished",
    "author": "author authors byline by",
}
COLUMN_OF = {name: column for column, names in NAMES.items() for name in names.split()}
REQUIRED = "text"


@dataclass(frozen=True, slots=True)
class Row:
    """One report of a table: the line on which it begins, its fields as ``record.receive`` takes them, or what is wrong with it."""

    line: int
    fields: dict[str, Any] = field(default_factory=dict)
    code: str = ""
    problem: str = ""


@dataclass(frozen=True, slots=True)
class Table:
    """What was read of a file. ``unknown`` are headings that mean nothing here; their cells are left out."""

    rows: tuple[Row, ...]
    columns: tuple[str, ...]
    unknown: tuple[str, ...]
    charset: str
    guessed: bool
    delimiter: str

    @property
    def good(self) -> list[Row]:
        return [row for row in self.rows if not row.problem]

    @property
    def bad(self) -> list[Row]:
        return [row for row in self.rows if row.problem]


def read_table(raw: bytes) -> Table:
    """The rows of a CSV file, good and bad. Raises ``Refused`` for what is no table: empty, binary, no heading named "text", too many rows."""
    if len(raw) > MAX_DOCUMENT_BYTES:
        raise Refused("too_large", f"the file has {len(raw):,} bytes; at most {MAX_DOCUMENT_BYTES:,} are taken. Split it.", field="file")
    if looks_binary(raw[:4096]) or raw.startswith(b"PK\x03\x04"):
        raise Refused("unknown_kind", "this is no CSV file. In a spreadsheet, save the sheet as CSV.", field="file")
    decoded = decode(raw)
    text = decoded.text.lstrip("\ufeff").replace("\x00", "")
    if not visible(text):
        raise Refused("empty", "the file is empty: there is no line in it.", field="file")
    text, skipped = _without_hint(text)
    delimiter, heading = max(((each, _heading(text, each)) for each in DELIMITERS), key=lambda found: len(set(found[1]) & set(NAMES)))
    if REQUIRED not in heading:
        named = ", ".join(repr(one[:40]) for one in heading[:8])
        raise Refused("no_heading", f"the first line has to name the columns, {REQUIRED!r} among them; it names {named}.", field="file")
    doubled = next((name for name in NAMES if heading.count(name) > 1), None)
    if doubled:
        raise Refused("doubled_heading", f"two columns are called {doubled!r}; which one is meant?", field="file")
    rows = tuple(_rows(text, delimiter, heading, skipped))
    if not rows:
        raise Refused("empty", "there is a heading and no line below it.", field="file")
    return Table(
        rows=rows,
        columns=tuple(name for name in heading if name in NAMES),
        unknown=tuple(name[:80] for name in heading if name not in NAMES and name),
        charset=decoded.charset,
        guessed=decoded.guessed,
        delimiter=delimiter,
    )


def _without_hint(text: str) -> tuple[str, int]:
    """Without the line "sep=;" that spreadsheets put on top, and how many lines that were."""
    first, _, rest = text.partition("\n")
    return (rest, 1) if first.strip().lower().startswith("sep=") and len(first.strip()) == 5 else (text, 0)


def _heading(text: str, delimiter: str) -> list[str]:
    """The columns that the first line names; a name that means nothing here stays as it is."""
    try:
        cells = next(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter), [])
    except csv.Error:
        return []
    return [COLUMN_OF.get("".join(char for char in cell.casefold() if char.isalnum()), clean_line(cell)) for cell in cells]


def _rows(text: str, delimiter: str, heading: list[str], skipped: int) -> list[Row]:
    csv.field_size_limit(MAX_DOCUMENT_BYTES)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    found: list[Row] = []
    try:
        next(reader, None)
    except csv.Error as wrong:
        raise Refused(
            "bad_quotes", f"the quotation marks of the first line do not match ({wrong}). Save it as CSV again.", field="file"
        ) from None
    while True:
        line = reader.line_num + 1 + skipped
        try:
            cells = next(reader)
        except StopIteration:
            return found
        except csv.Error as wrong:
            why = (
                "a quotation mark is opened here and never closed"
                if "unexpected end" in str(wrong)
                else f"its quotation marks do not match ({wrong})"
            )
            found.append(Row(line, code="bad_quotes", problem=f"{why}."))
            continue
        if not any(visible(cell) for cell in cells):
            continue
        if len(found) >= MOST_ROWS:
            raise Refused("too_many", f"the table has more than {MOST_ROWS:,} rows. Split it.", field="file")
        found.append(_row(line, cells, heading))


def _row(line: int, cells: list[str], heading: list[str]) -> Row:
    if any(visible(cell) for cell in cells[len(heading) :]):
        return Row(line, code="ragged", problem=f"it has {len(cells)} cells, the heading has {len(heading)}: is a quotation mark missing?")
    given = {name: cell for name, cell in zip(heading, cells, strict=False) if name in NAMES}
    if not visible(given.get("text", "")):
        return Row(line, code="empty", problem="its text is empty.")
    published: datetime | None = None
    if visible(when := given.get("published_at", "")):
        published = moment(when) or worded(when)
        if published is None:
            return Row(
                line,
                code="bad_date",
                problem=f"published_at: {clean_line(when)[:60]!r} is not a date; write 2026-03-04 or 2026-03-04T14:30Z.",
            )
    author = clean_line(given.get("author", ""))[:300]
    return Row(
        line,
        {
            "text": given["text"],
            "title": given.get("title", ""),
            "publisher": given.get("publisher") or None,
            "url": given.get("url", "").strip(),
            "published_at": published,
            "metadata": {"authors": [author]} if author else {},
        },
    )


__all__ = ["MOST_ROWS", "NAMES", "Row", "Table", "read_table"]
