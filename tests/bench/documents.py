"""Where a benchmark writes what it measured: between two marks of a document, so that the rest of it stays as people wrote it."""

from __future__ import annotations

from pathlib import Path

NEW = "# Benchmarks\n\nWhat was measured, on what, and what is weak.\n"


def put_between(begin: str, end: str, part: str, *, into: Path) -> None:
    """Write *part*, which holds both marks, in the place of the old one; at the end of the document where the marks are not there."""
    whole = into.read_text(encoding="utf-8") if into.exists() else NEW
    if begin in whole and end in whole:
        whole = whole[: whole.index(begin)] + part + whole[whole.index(end) + len(end) :]
    else:
        whole = f"{whole.rstrip()}\n\n{part}\n"
    into.write_text(whole, encoding="utf-8")
