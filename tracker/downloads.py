"""Files that the browser is given to keep: the one answer that every door sends them by. What is in them comes from elsewhere."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Any

from django.http import HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.utils.http import content_disposition_header

from tracker.spreadsheet import csv_lines

NOT_IN_NAMES = re.compile(r"[^A-Za-z0-9._-]+")
LONGEST_NAME = 80


def file_name(*parts: Any, ending: str) -> str:
    """A name of letters, digits, "-", "_" and ".": ``file_name("claim", 7, ending="csv")`` → "claim-7.csv"."""
    joined = NOT_IN_NAMES.sub("-", "-".join(str(part) for part in parts)).strip("-.")
    return f"{joined[:LONGEST_NAME] or 'export'}.{ending}"


def download(content: str | bytes | Iterable[str | bytes], *, name: str, content_type: str) -> HttpResponseBase:
    """An attachment that no browser shows, guesses at or keeps in its cache; sent piece by piece where *content* is an iterable."""
    whole = isinstance(content, (str, bytes))
    response = HttpResponse(content, content_type=content_type) if whole else StreamingHttpResponse(content, content_type=content_type)
    response["Content-Disposition"] = content_disposition_header(True, name)
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "no-store"
    return response


def csv_download(name: str, header: Sequence[str], rows: Iterable[Sequence[Any]]) -> HttpResponseBase:
    """A table for people, as a file that Excel and LibreOffice open: formulas defused, UTF-8 with its mark."""
    return download(csv_lines(header, rows, bom=True), name=name, content_type="text/csv; charset=utf-8")


__all__ = ["csv_download", "download", "file_name"]
