"""An e-mail file into a document: its words, who sent it and when, what was forwarded in it. Attachments are named, never opened."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from email import policy
from email.message import EmailMessage
from email.parser import BytesParser
from email.utils import parseaddr, parsedate_to_datetime
from typing import Any

from tracker.errors import Refused
from tracker.intake.clean import clean_line, clean_text, decode, visible
from tracker.intake.documents import Document, Kind, base_name, paragraphs
from tracker.intake.markup import plain

MOST_ATTACHMENTS = 100
COVERING_NOTE = 600  # letters; a longer text above a forwarded mail is the report itself
MARKED = re.compile(
    r"^[ \t>]*(?:-{2,}\s*(?:Forwarded message|Original Message|Weitergeleitete Nachricht)\s*-{2,}|Begin forwarded message:)[ \t]*$",
    re.IGNORECASE | re.MULTILINE,
)
HEAD_LINE = re.compile(r"^[ \t>]*\*?(From|Date|Sent|Subject|To|Cc|Reply-To):\*?[ \t]*(.*)$", re.IGNORECASE)
SUBJECT_MARK = re.compile(r"^(?:\s*(?:fwd?|fw|wg|tr)\s*:)+\s*", re.IGNORECASE)
READ_ERRORS = (ValueError, TypeError, AttributeError, IndexError, KeyError, LookupError, AssertionError)


def read_mail(raw: bytes) -> Document:
    """The mail in *raw*, or the one that it forwards under a short note. Raises ``Refused`` when it has no words."""
    outer = BytesParser(policy=policy.default).parsebytes(raw)
    message, metadata = outer, {}
    text = _words(outer)
    enclosed = _enclosed(outer)
    if enclosed is not None and len(text) <= COVERING_NOTE and visible(_words(enclosed)):
        metadata = _forwarded(outer, text)
        message, text = enclosed, _words(enclosed)
    title, sender, published = _header(message, "Subject"), _header(message, "From"), _sent(message)
    if message is outer and (inner := _inline(text)) is not None:
        metadata = _forwarded(outer, inner.note)
        title, sender, published, text = inner.subject or title, inner.sender or sender, inner.sent or published, inner.text
    if not visible(text):
        raise Refused("empty", "the mail has no words of its own. Add what is attached to it as a file.", field="file")
    if attached := _attachments(message):
        metadata["attachments"] = attached
    if message_id := _header(outer, "Message-ID"):
        metadata["message_id"] = message_id[:300]
    name, address = parseaddr(sender)
    publisher = clean_line(name) or address.rpartition("@")[2]
    return Document(Kind.MAIL, text, SUBJECT_MARK.sub("", title), publisher[:300], published, "", message_id[:300], metadata)


def _header(message: EmailMessage, name: str) -> str:
    """A header in readable letters; "" where it is missing or too broken to be read."""
    try:
        return clean_line(str(message[name] or ""))
    except READ_ERRORS:
        return ""


def _sent(message: EmailMessage) -> datetime | None:
    return _moment(_header(message, "Date"))


def _moment(text: str) -> datetime | None:
    try:
        found = parsedate_to_datetime(text.replace(" at ", " "))
        return (found if found.tzinfo else found.replace(tzinfo=UTC)).astimezone(UTC)
    except (*READ_ERRORS, OverflowError):
        return None


def _words(message: EmailMessage) -> str:
    """The mail's own words: the plain part, else the HTML one as paragraphs."""
    try:
        part = message.get_body(preferencelist=("plain", "html"))
    except READ_ERRORS:
        part = None
    if part is None:
        return ""
    payload = part.get_payload(decode=True)
    text = decode(payload if isinstance(payload, bytes) else b"", declared=part.get_content_charset() or "").text
    if part.get_content_subtype() == "html":
        return plain(text)
    if part.get_param("format") == "flowed":
        text = re.sub(r"(?<=\S) \r?\n(?=\S)", " ", text)
    return paragraphs(re.split(r"\n\s*\n", clean_text(text)))


def _enclosed(message: EmailMessage) -> EmailMessage | None:
    """The first mail that is attached as a mail."""
    for part in message.walk():
        if part is not message and part.get_content_type() == "message/rfc822":
            inner = part.get_payload()
            return inner[0] if isinstance(inner, list) and inner and isinstance(inner[0], EmailMessage) else None
    return None


def _forwarded(outer: EmailMessage, note: str) -> dict[str, Any]:
    said: dict[str, Any] = {"forwarded_by": _header(outer, "From")[:300]}
    if (sent := _sent(outer)) is not None:
        said["forwarded_at"] = sent.isoformat()
    if visible(note):
        said["covering_note"] = note[:COVERING_NOTE]
    return said


class _Inner:
    """A mail that stands in the text of another one."""

    def __init__(self, note: str, head: dict[str, str], text: str) -> None:
        self.note, self.text = note, text
        self.sender, self.subject = clean_line(head.get("from", "")), clean_line(head.get("subject", ""))
        self.sent = _moment(head.get("date") or head.get("sent") or "")


def _inline(text: str) -> _Inner | None:
    """The mail that *text* forwards below a line that says so; None when there is none, or more above it than a note."""
    marked = MARKED.search(text)
    if marked is None or marked.start() > COVERING_NOTE:
        return None
    head: dict[str, str] = {}
    lines = text[marked.end() :].lstrip("\n").split("\n")
    place = 0
    for place, line in enumerate(lines):  # noqa: B007 - where the head ends is needed below
        match = HEAD_LINE.match(line)
        if match:
            head.setdefault(match.group(1).lower(), match.group(2))
        elif line.strip() and head:
            break
        elif line.strip():
            return None
    body = "\n".join(re.sub(r"^> ?", "", line) for line in lines[place:])
    return _Inner(text[: marked.start()].strip(), head, body.strip()) if "from" in head and visible(body) else None


def _attachments(message: EmailMessage) -> list[dict[str, Any]]:
    """Name, kind and size of what is attached; the files stay inside the mail, which is kept as it came."""
    named = []
    for part in message.walk():
        if part.is_multipart() or not (part.get_content_disposition() == "attachment" or part.get_filename()):
            continue
        payload = part.get_payload(decode=True)
        try:
            name = base_name(part.get_filename() or "")
        except READ_ERRORS:
            name = ""
        named.append({"name": name or "(no name)", "type": part.get_content_type(), "bytes": len(payload or b"")})
    return named[:MOST_ATTACHMENTS]
