"""What a document turns out to be: its kind by its first bytes, and the fields that every kind is read into. Pure; reading itself lives beside."""

from __future__ import annotations

import re
from dataclasses import asdict, dataclass, field
from datetime import datetime
from enum import StrEnum
from pathlib import PurePosixPath, PureWindowsPath
from typing import Any

from tracker.errors import Refused
from tracker.intake.clean import clean_line, clean_text

LONGEST_NAME = 200
MAX_DOCUMENT_BYTES = 10_000_000


class Kind(StrEnum):
    """The kinds of document that are read."""

    TEXT = "text"
    HTML = "html"
    PDF = "pdf"
    MAIL = "mail"


CONTENT_TYPES = {Kind.TEXT: "text/plain", Kind.HTML: "text/html", Kind.PDF: "application/pdf", Kind.MAIL: "message/rfc822"}
ENDINGS = {
    Kind.TEXT: (".txt", ".text", ".md"),
    Kind.HTML: (".html", ".htm", ".xhtml"),
    Kind.PDF: (".pdf",),
    Kind.MAIL: (".eml",),
}
NOT_READ = (
    (b"PK\x03\x04", "a Word, Excel, OpenDocument or zip file", "Save it as PDF or as plain text"),
    (b"\xd0\xcf\x11\xe0", "an old Word file or an Outlook message", "Save it as PDF, plain text or .eml"),
    (b"{\\rtf", "a rich text file", "Save it as plain text"),
    (b"\x89PNG", "a picture", "Paste the words that it shows"),
    (b"\xff\xd8\xff", "a picture", "Paste the words that it shows"),
    (b"GIF8", "a picture", "Paste the words that it shows"),
    (b"\x1f\x8b", "a packed file", "Unpack it first"),
    (b"\x7fELF", "a program", "Send a document"),
    (b"MZ\x90", "a program", "Send a document"),
)
FEED = re.compile(rb"<(?:rss|feed|rdf:RDF)[\s>]")
MARKUP = re.compile(rb"<(?:!doctype\s+html|html|head|body)[\s>]|<(?:p|div|article|section|h1)\b[^<>]*>", re.IGNORECASE)
MAIL_HEAD = re.compile(
    rb"^(?:From|Subject|Date|To|Received|Return-Path|Delivered-To|Message-ID|MIME-Version|Content-Type):", re.IGNORECASE | re.MULTILINE
)
UNSEEN = frozenset(range(0x20)) - {0x09, 0x0A, 0x0C, 0x0D, 0x1B}


@dataclass(frozen=True, slots=True)
class Document:
    """What was read of a document. ``published`` carries a zone; ``metadata`` holds JSON only. Empty where the document does not say."""

    kind: Kind
    text: str
    title: str = ""
    publisher: str = ""
    published: datetime | None = None
    url: str = ""
    external_id: str = ""
    metadata: dict[str, Any] = field(default_factory=dict)

    def as_json(self) -> dict[str, Any]:
        return {**asdict(self), "published": self.published.isoformat() if self.published else None}

    @classmethod
    def from_json(cls, row: dict[str, Any]) -> Document:
        published = row["published"]
        return cls(**{**row, "kind": Kind(row["kind"]), "published": datetime.fromisoformat(published) if published else None})


def kind_of(raw: bytes, *, content_type: str = "", name: str = "") -> Kind:
    """What *raw* is: by its first bytes, then by what it was called or sent as. Raises ``Refused`` for what is not read, with the way out."""
    head = raw[:4096]
    if b"%PDF-" in head[:1024]:
        return Kind.PDF
    for magic, what, advice in NOT_READ:
        if head.startswith(magic):
            raise Refused("unknown_kind", f"this is {what}, which is not read. {advice}.", field="file")
    if FEED.search(head):
        raise Refused("is_a_feed", "this is a feed, not a report. Add it under Feeds; its items then come in by themselves.", field="url")
    ending = PurePosixPath(name.lower()).suffix
    called = next((kind for kind, endings in ENDINGS.items() if ending in endings), None)
    sent = next((kind for kind, one in CONTENT_TYPES.items() if content_type == one), None)
    if called is Kind.MAIL or sent is Kind.MAIL or looks_like_mail(head):
        return Kind.MAIL
    if Kind.PDF in (called, sent):
        raise Refused("unreadable", "this is called a PDF, but is none: it may be damaged. Save it again, or paste the text.", field="file")
    if Kind.HTML in (called, sent) or content_type == "application/xhtml+xml" or MARKUP.search(head.lstrip()[:1024]):
        return Kind.HTML
    if looks_binary(head):
        raise Refused("unknown_kind", "this is not a text, a page, a PDF or an e-mail file (.eml). Paste the words instead.", field="file")
    return Kind.TEXT


def looks_like_mail(head: bytes) -> bool:
    """Whether the block before the first empty line is the head of a mail: From and two more of its usual lines."""
    top = head.lstrip().replace(b"\r\n", b"\n").split(b"\n\n", 1)[0]
    found = {match.group().lower() for match in MAIL_HEAD.finditer(top)}
    return b"from:" in found and len(found) >= 3


def looks_binary(head: bytes) -> bool:
    """Whether more than one byte in fifty is a control that no text has. UTF-16 has every second one zero and says so at its start."""
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        return False
    return sum(byte in UNSEEN for byte in head) * 50 > len(head)


def base_name(name: str) -> str:
    """A file's own name as it may be shown and offered for saving: no folders, no controls, no quotes; "" for none."""
    bare = PureWindowsPath(PurePosixPath(clean_line(name)).name).name
    bare = re.sub(r'[\x00-\x1f\x7f"\\/:*?<>|\u202a-\u202e\u2066-\u2069\u200e\u200f]', "", bare).strip(". ")
    stem, dot, ending = bare.rpartition(".")
    return f"{stem[: LONGEST_NAME - len(ending) - 1]}.{ending}" if dot and len(ending) < 12 else bare[:LONGEST_NAME]


def paragraphs(pieces: list[str]) -> str:
    """Pieces of text as paragraphs with an empty line between; blanks within a line folded, empty pieces dropped."""
    lines = ("\n".join(" ".join(line.split()) for line in clean_text(piece).split("\n")).strip() for piece in pieces)
    return "\n\n".join(line for line in lines if line)
