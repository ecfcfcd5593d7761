"""The way of a document into the record: fetched or handed in, read, received. What a person typed about it wins over what it says itself."""

from __future__ import annotations

import threading
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from tracker.errors import Refused
from tracker.intake.clean import MAX_TITLE
from tracker.intake.documents import CONTENT_TYPES, Document, Kind, base_name
from tracker.intake.extract import extract
from tracker.intake.fetch import PAGES, Fetched, fetch
from tracker.intake.record import MAX_PUBLISHER, Original

AT_ONCE = 4  # pages that one process fetches at the same time while somebody waits; the rest of its threads stay free for the desk
PATIENCE = 5.0
_places = threading.BoundedSemaphore(AT_ONCE)


@dataclass(frozen=True, slots=True)
class Typed:
    """What somebody said about a document themselves; None or "" where they left it to the document."""

    title: str = ""
    publisher: Any = None
    published_at: datetime | None = None
    url: str = ""
    external_id: str = ""
    archive_url: str = ""


def page(url: str, typed: Typed | None = None) -> dict[str, Any]:
    """Fetch the page at *url* and read it; what ``record.receive`` takes of it. Raises ``Refused``; nothing is written."""
    if not _places.acquire(timeout=PATIENCE):
        raise Refused("busy", f"{AT_ONCE} pages are being fetched at this moment. Try again when they are in.")
    try:
        fetched = fetch(url, accept=PAGES)
    finally:
        _places.release()
    return fetched_page(fetched, typed)


def fetched_page(fetched: Fetched, typed: Typed | None = None) -> dict[str, Any]:
    """A page that has been fetched, as ``record.receive`` takes it."""
    found = extract(fetched.content, content_type=fetched.content_type, charset=fetched.charset, url=fetched.url)
    return _received(found, typed or Typed(), fetched.content, fetched.content_type or CONTENT_TYPES[found.kind])


def document(content: bytes, *, name: str = "", typed: Typed | None = None) -> dict[str, Any]:
    """Read a file that was handed in; what ``record.receive`` takes of it. Raises ``Refused``; nothing is written."""
    bare = base_name(name)
    found = extract(content, name=bare)
    return _received(found, typed or Typed(), content, CONTENT_TYPES[found.kind], bare)


def _received(found: Document, typed: Typed, content: bytes, content_type: str, name: str = "") -> dict[str, Any]:
    return {
        "text": found.text,
        "title": typed.title or (found.title if found.kind is Kind.TEXT else found.title[:MAX_TITLE]),
        "publisher": typed.publisher or (found.publisher if found.kind is Kind.TEXT else found.publisher[:MAX_PUBLISHER]) or None,
        "published_at": typed.published_at or found.published,
        "url": typed.url or found.url,
        "external_id": typed.external_id or found.external_id,
        "archive_url": typed.archive_url,
        "metadata": found.metadata,
        "original": Original(content, content_type, name),
    }
