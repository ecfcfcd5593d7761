"""RSS and Atom into entries: what is no feed is refused, a document is cut into its entries, and those are read. Pure; nothing is fetched or stored.

The document is decoded once, by us, and refused if it brings a DTD, before any parser of XML sees it. ``cut`` works on its letters alone, so
that a feed of 50,000 entries costs no more than the few that are new: only those are handed on (``tracker.intake.apart``) to be read.
"""

from __future__ import annotations

import hashlib
import io
import re
from calendar import timegm
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urljoin

from tracker.errors import Refused
from tracker.intake.canonical import canonical_url
from tracker.intake.clean import MAX_TITLE, clean_line, decode, visible
from tracker.intake.dates_given import FIRST_YEAR, moment
from tracker.intake.markup import escaped_again, one_line, plain

LONGEST_NAME = 300
LONGEST_GUID = 450
BIGGEST = 0x10FFFF
SHORT = 600  # characters; what a feed says of a page in fewer is held to be a summary
DECLARED = re.compile(rb"""^(?:\xef\xbb\xbf)?\s*<\?xml[^>]{0,200}?encoding\s*=\s*["']([A-Za-z0-9._-]{1,40})["']""")
DECLARATION = re.compile(r"^\s*<\?xml[^>]*\?>", re.IGNORECASE)
FIRST_ELEMENT = re.compile(r"<[A-Za-z_]")
DTD = re.compile(r"<!\s*(?:DOCTYPE|ENTITY|ATTLIST|ELEMENT|NOTATION)\b", re.IGNORECASE)
ROOT = re.compile(r"<(?:[A-Za-z_][\w.-]{0,40}:)?(rss|feed|rdf)[\s>]", re.IGNORECASE)
PAGE = re.compile(r"<(?:!doctype\s+html|html)[\s>]", re.IGNORECASE)
NAMED_FEED = re.compile(r"<link\b[^>]{0,1000}\btype\s*=\s*[\"']application/(?:rss|atom)\+xml[\"'][^>]{0,1000}>", re.IGNORECASE)
HREF = re.compile(r"\bhref\s*=\s*[\"']([^\"'<>]{1,500})[\"']", re.IGNORECASE)
MARKS = re.compile(r"<!\[CDATA\[|<!--|<(/?)((?:[A-Za-z_][\w.-]{0,40}:)?(?:item|entry))(?=[\s/>])", re.IGNORECASE)
REFERENCE = re.compile(r"&#(?:[xX]([0-9a-fA-F]+)|([0-9]+));?")
GOES_ON = re.compile(r"(?:…|\.\.\.|\[(?:…|\.\.\.)\]|(?:read|continue|see) (?:more|reading|the full \w+)\W{0,4})\s*$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Entry:
    """What a feed says of one thing. ``published`` carries a zone; ``link`` is absolute, or empty; ``short``: a summary of what stands behind it."""

    guid: str = ""
    link: str = ""
    title: str = ""
    text: str = ""
    published: datetime | None = None
    short: bool = False
    authors: tuple[str, ...] = ()

    @property
    def says(self) -> str:
        """A hash of what it says, whatever else changes in its entry: counts of comments, order of tags."""
        return _hash("\x1f".join((self.link, self.title, self.text, self.published.isoformat() if self.published else "")))

    def as_json(self) -> dict[str, Any]:
        return {**asdict(self), "authors": list(self.authors), "published": self.published.isoformat() if self.published else None}

    @classmethod
    def from_json(cls, row: dict[str, Any]) -> Entry:
        published = datetime.fromisoformat(row["published"]) if row["published"] else None
        return cls(**{**row, "authors": tuple(row["authors"]), "published": published})


@dataclass(frozen=True, slots=True)
class Read:
    """A feed's own title and home page, and its entries in order; None for one of which nothing could be read."""

    title: str = ""
    home: str = ""
    entries: tuple[Entry | None, ...] = ()

    def as_json(self) -> dict[str, Any]:
        return {"title": self.title, "home": self.home, "entries": [entry and entry.as_json() for entry in self.entries]}

    @classmethod
    def from_json(cls, row: dict[str, Any]) -> Read:
        return cls(row["title"], row["home"], tuple(entry and Entry.from_json(entry) for entry in row["entries"]))


@dataclass(frozen=True, slots=True)
class Cut:
    """A document and where its entries stand in it. ``broken_off``: in the middle of the last one."""

    text: str
    spans: tuple[tuple[int, int], ...] = field(default=())
    broken_off: bool = False

    def seen(self) -> list[str]:
        """A hash of each entry as it stands there."""
        return [_hash(self.text[start:end]) for start, end in self.spans]

    def only(self, wanted: Iterable[int]) -> str:
        """The document with these entries alone."""
        kept = set(wanted)
        pieces, at = [], 0
        for place, (start, end) in enumerate(self.spans):
            if place not in kept:
                pieces.append(self.text[at:start])
                at = end
        return "".join([*pieces, self.text[at:]])


def document(raw: bytes, *, charset: str = "", url: str = "") -> str:
    """The letters of a feed, without its XML declaration. Raises ``Refused`` for a page, for anything else that is no feed, and for a DTD."""
    if not raw.strip():
        raise Refused("empty", "the answer is empty: there is no feed in it.", field="url")
    declared = DECLARED.match(raw[:400])
    text = decode(raw, declared=declared[1].decode("ascii") if declared else charset).text.lstrip("\ufeff")
    text = DECLARATION.sub("", text, count=1)
    first = FIRST_ELEMENT.search(text)
    before = text[: first.start() if first else len(text)]
    if PAGE.search(text[:4096]) and not ROOT.match(text[first.start() :] if first else ""):
        raise Refused("is_a_page", f"this is a page, not a feed. {_feeds_of(text, url)}", field="url")
    if DTD.search(before):
        raise Refused("has_dtd", "the feed begins with a DTD (<!DOCTYPE …>), which is not read: entities can be bombs.", field="url")
    if first is None or not ROOT.match(text[first.start() : first.start() + 60]):
        raise Refused("not_a_feed", "this is neither RSS nor Atom. Open the address in a browser and look for another one.", field="url")
    return text


def _feeds_of(page: str, url: str) -> str:
    found = [href[1] for link in NAMED_FEED.findall(page[:200_000]) if (href := HREF.search(link))]
    named = [joined for one in dict.fromkeys(found) if (joined := _joined(url, one))][:3]
    return f"It names {', '.join(named)}: give that address." if named else "Look on it for the address of its RSS or Atom feed."


def cut(text: str) -> Cut:
    """Where the entries stand: from ``<item>`` or ``<entry>`` to its end. What stands in comments and CDATA is passed over; nothing is parsed."""
    spans, at, begun, name = [], 0, -1, ""
    while match := MARKS.search(text, at):
        at = match.end()
        if match[2] is None:
            end = text.find("]]>" if match[0] == "<![CDATA[" else "-->", at)
            if end < 0:
                break
            at = end + 3
        elif not match[1] and (begun < 0 or match[2].lower() == name):
            if begun >= 0:  # the one before it was never closed
                spans.append((begun, match.start()))
                begun = -1
            close = text.find(">", at)
            if close < 0:
                break
            if text[close - 1] != "/":
                begun, name = match.start(), match[2].lower()
            at = close
        elif match[1] and begun >= 0 and match[2].lower() == name:
            close = text.find(">", at)
            if close < 0:
                break
            spans.append((begun, close + 1))
            begun, at = -1, close
    if begun >= 0:
        spans.append((begun, len(text)))
    return Cut(text, tuple(spans), broken_off=begun >= 0)


def read_feed(text: str, *, url: str) -> Read:
    """Read a document of ``document``, cut or whole. Total but for ``Refused``: of an entry that cannot be read there is None."""
    _without_entities(text)
    text = REFERENCE.sub(_possible, text)
    found = _parsed(text)
    pieces = cut(text)
    home = _joined(url, str(found.feed.get("link", "")))
    title = one_line(str(found.feed.get("title", "")))[:LONGEST_NAME]
    rows = list(found.entries)
    if pieces.spans and len(rows) != len(pieces.spans):  # one broken entry took others with it: each by itself
        each = (_parsed(pieces.only([place])).entries for place in range(len(pieces.spans)))
        rows = [one[0] if one else None for one in each]
    if pieces.broken_off:
        rows[-1] = None  # half a sentence is not what was said; it comes again whole
    return Read(title, home, tuple(None if row is None else _entry(row, url) for row in rows))


def _without_entities(text: str) -> None:
    """A second look, by a parser: what gets past the first one is no well-formed document, and not expanded by anybody."""
    from xml.sax import SAXException
    from xml.sax.handler import ContentHandler

    from defusedxml import DefusedXmlException, sax

    try:
        sax.parseString(text.encode("utf-8", "replace"), ContentHandler(), forbid_dtd=True)
    except DefusedXmlException:
        raise Refused("has_dtd", "the feed brings a DTD or entities of its own, which are not read.", field="url") from None
    except (SAXException, ValueError):
        return


def _possible(reference: re.Match[str]) -> str:
    """A character by its number; one that there is not, with which the parser would give up the whole feed, is shown as U+FFFD."""
    digits = (reference[1] or reference[2]).lstrip("0")
    code = int(digits or "0", 16 if reference[1] else 10) if len(digits) < 8 else BIGGEST + 1
    return "\ufffd" if code > BIGGEST or 0xD800 <= code <= 0xDFFF else reference[0]


def _parsed(text: str) -> Any:
    import feedparser

    headers = {"content-type": "application/xml; charset=utf-8"}  # not its address: it would be joined to identifiers too
    raw = io.BytesIO(text.encode("utf-8", "replace"))
    return feedparser.parse(raw, response_headers=headers, sanitize_html=False, resolve_relative_uris=False)


def _entry(row: Any, url: str) -> Entry | None:
    whole = [str(one.get("value", "")) for one in row.get("content", [])]
    text = max((_plain(one) for one in [*whole, str(row.get("summary", ""))]), key=len, default="")
    title = one_line(str(row.get("title", "")))[:MAX_TITLE]
    if not visible(title):
        title = ""
    link = _joined(url, str(row.get("link", "")))
    if not visible(text):
        text, title = title, ""
    if not visible(text) and not link:
        return None
    return Entry(
        guid=clean_line(str(row.get("id", "")))[:LONGEST_GUID],
        link=link,
        title=title,
        text=text,
        published=_when(row),
        short=len(text) < SHORT or bool(GOES_ON.search(text)),
        authors=tuple(name for one in row.get("authors", []) if (name := clean_line(str(one.get("name", "")))[:200]))[:20],
    )


def _plain(html: str) -> str:
    from html import unescape

    return plain(unescape(html) if escaped_again(html) else html)


def _when(row: Any) -> datetime | None:
    """When it was published, else when it was changed; in UTC where it names no zone. None where it says nothing that can be a date."""
    for name in ("published", "updated", "created"):  # as they stand: asked in its own way, it answers for one with another
        if found := moment(str(dict.get(row, name, ""))):
            return found
    for name in ("published_parsed", "updated_parsed"):
        try:
            parsed = datetime.fromtimestamp(timegm(parts), tz=UTC) if (parts := dict.get(row, name)) else None
        except (ValueError, OverflowError, OSError, TypeError):
            continue
        if parsed and FIRST_YEAR <= parsed.year <= 9000:
            return parsed
    return None


def _joined(base: str, link: str) -> str:
    """*link* as an absolute address; empty where it is none that a browser could open."""
    try:
        joined = urljoin(base, link.strip()) if link.strip() else ""
        return joined if joined and canonical_url(joined) else ""
    except (Refused, ValueError):
        return ""


def _hash(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


__all__ = ["Cut", "Entry", "Read", "cut", "document", "read_feed"]
