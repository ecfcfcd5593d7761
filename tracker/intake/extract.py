"""From bytes to a document, whatever its kind. Foreign formats are read in a process of their own (``apart``), with limits on time and memory."""

from __future__ import annotations

from tracker.errors import Refused
from tracker.intake import apart
from tracker.intake.clean import clean_text, decode
from tracker.intake.documents import MAX_DOCUMENT_BYTES, Document, Kind, kind_of
from tracker.language.headers import parse_headers


def extract(raw: bytes, *, content_type: str = "", charset: str = "", name: str = "", url: str = "") -> Document:
    """The document in *raw*: called *name* if it is a file, fetched from *url* if it is a page. Raises ``Refused`` with what to do instead."""
    if len(raw) > MAX_DOCUMENT_BYTES:
        raise Refused("too_large", f"the document has more than {MAX_DOCUMENT_BYTES:,} bytes, which is the limit. Split it.", field="file")
    if not raw.strip():
        raise Refused("empty", "the document is empty: there is nothing in it. Choose another one, or paste the words.", field="file")
    kind = kind_of(raw, content_type=content_type, name=name)
    if kind is Kind.TEXT:
        return read_text(raw, charset=charset, url=url)
    return Document.from_json(apart.run(kind.value, raw, charset=charset, url=url))


def read_text(raw: bytes, *, charset: str = "", url: str = "") -> Document:
    """A plain text, with or without headers on top ("Title: …")."""
    decoded = decode(raw, declared=charset)
    try:
        headers = parse_headers(clean_text(decoded.text))
    except ValueError as wrong:
        raise Refused("bad_date", str(wrong), field="published") from None
    marks = dict(headers.metadata) | ({"charset_guessed": decoded.charset} if decoded.guessed else {})
    return Document(Kind.TEXT, headers.body, headers.title or "", headers.publisher or "", headers.published, headers.url or url, "", marks)
