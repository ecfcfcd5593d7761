"""A PDF into a document: its text layer as paragraphs, without the lines that stand on every page. Nothing in it is run, no picture is read."""

from __future__ import annotations

import io
import re
from collections import Counter
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import dropwhile, pairwise, takewhile
from statistics import median
from typing import Any

from pypdf import PageObject, PdfReader
from pypdf.errors import PyPdfError

from tracker.errors import Refused
from tracker.intake.clean import clean_line, clean_text
from tracker.intake.documents import Document, Kind

MOST_PAGES = 300
LEAST = 20  # letters a page on the average; less is a scan with a stamp
EDGE = 3  # lines at the top and the bottom of a page that may be its running head or foot
NO_TITLE = re.compile(
    r"^(?:untitled|microsoft word|document\d*|slide \d+|presentation|layout \d+|.*\.(?:docx?|indd|pdf|odt|rtf|qxd|pptx?))", re.IGNORECASE
)
HYPHEN = re.compile(r"(?<=[a-zà-ÿ])[-\u00ad\u2010]$")
BULLET = re.compile(r"^(?:[•▪–—*·-]|\(?\d{1,2}[.)]|\(?[a-z][.)])\s")
ENDS = re.compile(r"[.!?:;][\"'”’)\]]*$")
LIGATURES = str.maketrans({"ﬀ": "ff", "ﬁ": "fi", "ﬂ": "fl", "ﬃ": "ffi", "ﬄ": "ffl", "ﬅ": "ft", "ﬆ": "st"})


def read_pdf(raw: bytes, *, url: str = "") -> Document:
    """The text of a PDF, its title and day as its own properties name them. Raises ``Refused``: locked, a scan, too many pages, damaged."""
    try:
        reader = PdfReader(io.BytesIO(raw), strict=False)
        if reader.is_encrypted and not reader.decrypt(""):
            raise Refused("encrypted", "this PDF is locked with a password. Save it without one, or paste the text.", field="file")
        if len(reader.pages) > MOST_PAGES:
            raise Refused(
                "too_many_pages", f"this PDF has {len(reader.pages):,} pages; at most {MOST_PAGES} are read. Split it.", field="file"
            )
        laid_out = [_laid_out(page) for page in reader.pages]
        said: Any = reader.metadata or {}
    except (
        PyPdfError,
        ValueError,
        KeyError,
        TypeError,
        AttributeError,
        IndexError,
        OverflowError,
        RecursionError,
        NotImplementedError,
    ) as error:
        raise Refused(
            "unreadable",
            f"this PDF cannot be read: it is damaged ({type(error).__name__}). Save it again, or paste the text.",
            field="file",
        ) from None
    pages = [_lines(lines) for lines in laid_out]
    letters = sum(char.isalpha() for page in pages for line in page for char in line)
    if letters < LEAST * max(1, len(pages)):
        raise Refused(
            "no_text",
            "this PDF holds pictures of pages and no text. Run it through text recognition (OCR), or paste the text.",
            field="file",
        )
    text = "\n\n".join(_paragraphs(_without_running_lines(pages)))
    title = _title(_said(said, "/Title"), laid_out)
    first, _, rest = text.partition("\n\n")
    if rest and title and first.replace("\n", " ").casefold() == title.casefold():
        text = rest
    published = _date(_said(said, "/CreationDate"))
    metadata: dict[str, Any] = {"pages": len(pages)}
    if published:
        metadata["published_from"] = "the day the file was made"
    if author := clean_line(_said(said, "/Author"))[:300]:
        metadata["authors"] = [author]
    return Document(Kind.PDF, text, title, "", published, url, "", metadata)


def _said(properties: Any, name: str) -> str:
    value = properties.get(name)
    return value if isinstance(value, str) else str(value) if value is not None else ""


@dataclass(slots=True)
class _Line:
    """One line as it stands on a page: how high, and how large its letters are, in points."""

    text: str
    height: float
    size: float


def _laid_out(page: PageObject) -> list[_Line]:
    """The lines of a page in the order in which they were set."""
    lines: list[_Line] = []
    fresh = True

    def take(text: str, cm: list[float], tm: list[float], font: Any, size: float) -> None:
        nonlocal fresh
        height, scale = tm[4] * cm[1] + tm[5] * cm[3] + cm[5], abs(tm[3] * cm[3]) or 1.0
        for place, piece in enumerate(text.split("\n")):
            fresh = fresh or place > 0 or abs(lines[-1].height - height) > 0.4 * lines[-1].size
            if piece.strip() and fresh:
                lines.append(_Line(piece, height, size * scale))
                fresh = False
            elif piece and not fresh:
                lines[-1].text += piece

    page.extract_text(visitor_text=take)
    for line in lines:
        line.text = " ".join(clean_text(line.text).translate(LIGATURES).split())
    return [line for line in lines if line.text]


def _lines(laid_out: list[_Line]) -> list[str]:
    """Their words, with an empty line where the page leaves more room than between two lines, and where the letters change their size."""
    drops = sorted(drop for above, below in pairwise(laid_out) if (drop := above.height - below.height) > 1)
    usual = drops[len(drops) // 4] if drops else 14.0
    found = [laid_out[0].text] if laid_out else []
    for above, below in pairwise(laid_out):
        apart = above.height - below.height > usual * 1.4 or abs(above.size - below.size) > 0.08 * above.size
        found += ["", below.text] if apart else [below.text]
    return found


def _shape(line: str) -> str:
    """A line with its numbers taken out: "Page 3 of 12" and "Page 4 of 12" are one."""
    return re.sub(r"\d+", "#", line.casefold())


def _without_running_lines(pages: list[list[str]]) -> list[list[str]]:
    """The pages without heads, feet and page numbers: short lines at the edge that at least half of them share."""
    edges = [_edge_places(page) for page in pages]
    counted = Counter(shape for page, places in zip(pages, edges, strict=True) for shape in {_shape(page[place]) for place in places})
    often = {shape for shape, n in counted.items() if len(pages) > 1 and n >= max(2, len(pages) / 2) and len(shape) <= 120}
    kept = []
    for page, places in zip(pages, edges, strict=True):
        out = {place for place in places if _shape(page[place]) in often or re.fullmatch(r"[-–—\s]*\d{1,4}[-–—\s]*", page[place])}
        kept.append([line for place, line in enumerate(page) if place not in out])
    return kept


def _edge_places(page: list[str]) -> set[int]:
    written = [place for place, line in enumerate(page) if line]
    return {*written[:EDGE], *written[-EDGE:]}


def _paragraphs(pages: list[list[str]]) -> list[str]:
    """Lines put together to paragraphs, across pages too. A paragraph ends at an empty line, before a bullet, or where a line ends early with a full stop."""
    lines = [line for page in pages for line in _trimmed(page)]
    width = median([len(line) for line in lines if len(line) > 20] or [80])
    found: list[str] = []
    before = ""
    for line in lines:
        if not line:
            before = ""
            continue
        if not found or not before or _begins(line, before, width):
            found.append(line)
        elif HYPHEN.search(before):
            found[-1] = _joined(found[-1], line)
        else:
            found[-1] += f" {line}"
        before = line
    return [one for one in found if one]


def _trimmed(page: list[str]) -> list[str]:
    """A page without the empty lines at its edges: a sentence that runs over a page stays one."""
    written = [place for place, line in enumerate(page) if line]
    return page[written[0] : written[-1] + 1] if written else []


def _begins(line: str, before: str, width: float) -> bool:
    """Whether *line* begins a paragraph after *before*."""
    if BULLET.match(line):
        return True
    if line[:1].islower():
        return False
    short = len(before) < width * 0.8
    heading = short and not ENDS.search(before) and len(before) < 80 and (before.isupper() or len(before) < width * 0.6)
    return (short and bool(ENDS.search(before))) or heading


def _joined(head: str, tail: str) -> str:
    """ "evacu-" and "ation" as one word; "anti-" and "Western" keep their hyphen."""
    return head[:-1] + tail if tail[:1].islower() else head + tail


def _title(said: str, pages: list[list[_Line]]) -> str:
    """The file's own title if it is one; else what is set largest on the first page, else its first line, when that looks like a headline."""
    named = clean_line(said)
    if len(named) > 5 and " " in named and not NO_TITLE.match(named):
        return named[:1000]
    first = next((page for page in pages if page), [])
    largest = max((line.size for line in first), default=0.0)
    if largest > 1.15 * median([line.size for page in pages for line in page] or [0.0]):
        headline = " ".join(
            line.text for line in takewhile(lambda line: line.size == largest, dropwhile(lambda line: line.size < largest, first))
        )
    else:
        headline = first[0].text if first else ""
    return headline if 8 <= len(headline) <= 200 and not headline.endswith(".") and " " in headline else ""


def _date(text: str) -> datetime | None:
    """ "D:20260302183000+01'00'" as a moment; None for anything else."""
    match = re.match(r"D?:?(\d{4})(\d{2})(\d{2})(\d{2})?(\d{2})?(\d{2})?(?:([+-])(\d{2})'?(\d{2})?)?", text)
    if match is None:
        return None
    year, month, day, hour, minute, second = (int(match.group(place) or 0) for place in range(1, 7))
    zone = f"{match.group(7)}{match.group(8)}:{match.group(9) or '00'}" if match.group(7) else "+00:00"
    try:
        found = datetime.fromisoformat(f"{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}{zone}").astimezone(UTC)
    except (ValueError, OverflowError):
        return None
    return found if found.year >= 1980 else None
