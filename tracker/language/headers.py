"""The headers at the top of a pasted or stored text: Title, Publisher, Published, URL and whatever else stands there. What the body says is not read here."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import UTC, date, datetime

_LINE = re.compile(r"([A-Za-z][A-Za-z0-9 _-]{0,40}):[ \t]*(.*)")
KNOWN = ("title", "publisher", "published", "url")


@dataclass(frozen=True, slots=True)
class Headers:
    """What stood at the top of a text. ``body`` is ``text[body_start:]``; "(unnamed outlet)" and other publishers in parentheses are unknown."""

    title: str | None
    publisher: str | None
    published: datetime | None
    url: str | None
    metadata: dict[str, str] = field(default_factory=dict)
    body: str = ""
    body_start: int = 0


def parse_published(value: str, field_name: str = "Published") -> datetime:
    """An ISO date (that day, 00:00 UTC) or date-time; without a zone it is UTC. Raises ValueError naming the field and the value."""
    bare = value.strip()
    try:
        if re.fullmatch(r"\d{4}-\d{2}-\d{2}", bare):
            day = date.fromisoformat(bare)
            return datetime(day.year, day.month, day.day, tzinfo=UTC)
        moment = datetime.fromisoformat(bare)
    except ValueError:
        raise ValueError(f"{field_name}: {value!r} is not a date; use an ISO date or date-time, for example 2023-11-02 or 2023-11-02T09:00+00:00.") from None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def parse_headers(text: str) -> Headers:
    """The headers of *text* and its body. They count only at the very top, with at least one known name, and up to a blank line (or the end of the text).

    Raises ValueError for a Published that is no date.
    """
    first = len(text) - len(text.lstrip("\ufeff"))
    found: dict[str, tuple[str, str]] = {}
    at = first
    closed = False
    for line in text[first:].splitlines(keepends=True):
        bare = line.strip()
        if not bare:
            closed = True
            at += len(line)
            break
        match = _LINE.fullmatch(bare)
        if match is None:
            break
        found.setdefault(match.group(1).strip().lower(), (match.group(1).strip(), match.group(2).strip()))
        at += len(line)
    else:
        closed = bool(found)
    if not closed or not any(name in found for name in KNOWN):
        return Headers(None, None, None, None, {}, text, 0)
    while at < len(text) and text[at] in "\r\n":
        at += 1
    value = {name: found[name][1] if name in found and found[name][1] else None for name in KNOWN}
    publisher = value["publisher"]
    if publisher is not None and re.fullmatch(r"\((?:unnamed|unknown|anonymous)[^()]*\)", publisher, re.IGNORECASE):
        publisher = None
    published = parse_published(value["published"]) if value["published"] else None
    metadata = {name: content for low, (name, content) in found.items() if low not in KNOWN}
    return Headers(value["title"], publisher, published, value["url"], metadata, text[at:], at)
