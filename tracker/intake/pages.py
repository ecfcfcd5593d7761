"""A web page into a document: the article without menus, related stories and comments, and what the page says about itself."""

from __future__ import annotations

import re
from copy import deepcopy
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urljoin, urlsplit

from lxml import etree
from lxml.html import HTMLParser, document_fromstring, tostring

from tracker.errors import Refused
from tracker.intake.about_page import WEB_BEGAN, About, about, without_outlet
from tracker.intake.canonical import canonical_url
from tracker.intake.clean import clean_line, clean_text, decode, visible
from tracker.intake.dates_given import dateline, labelled
from tracker.intake.documents import Document, Kind, paragraphs
from tracker.intake.markup import plain

DECLARED = re.compile(rb"<meta[^<>]{0,200}?charset\s*=\s*[\"']?\s*([A-Za-z0-9_.:-]{1,40})", re.IGNORECASE)
XML_DECLARED = re.compile(rb"^\s*<\?xml[^<>]{0,200}?encoding\s*=\s*[\"']([A-Za-z0-9_.:-]{1,40})", re.IGNORECASE)
SAME_SITE = re.compile(r"^(?:www\d?|amp|m|mobile|edition|en)\.")
LEAST = 40  # letters; less is a cookie notice or nothing
ENOUGH = 250  # letters; a shorter text is looked for once more, loosely
CELL = 400  # letters in a cell of a table that lays the page out
MOST_FOR_DAYS = 3_000_000
NEAR_THE_TOP = 8_000


def read_page(raw: bytes, *, charset: str = "", url: str = "", saved: bool = False) -> Document:
    """The article in a page that came from *url* ("" for a file), *charset* as its server said. Raises ``Refused`` when there is none.

    *saved*: a file, whose own word on its address is believed; of a page from the web only an address on the same site is.
    """
    declared = charset or _declared(raw)
    decoded = decode(raw, declared=declared)
    html = clean_text(decoded.text)
    if not visible(html):
        raise Refused("empty", "the page is empty: nothing in it can be seen. Paste the article's words.", field="text")
    tree = _tree(html)
    found = about(tree)
    text = _posts(tree) if found.live else ""
    text = text or _article(tree, url)
    if sum(char.isalpha() for char in text) < LEAST:
        raise Refused(
            "no_article",
            "no article was found in the page; it may need a browser, a sign-in or a subscription. Open it yourself and paste the text.",
            field="text",
        )
    title = found.title
    first, _, rest = text.partition("\n\n")
    if rest and title and clean_line(first).casefold() == title.casefold():
        text = rest
    published, metadata = found.published, _metadata(found, decoded.charset if decoded.guessed else "", declared, decoded.charset)
    if published is None and (published := dateline(text) or labelled(_visible_words(html)) or _day_in(html, url)):
        metadata["published_from"] = "the words or the address of the page"
    address = address_of(found.canonical, url, saved=saved)
    publisher = found.publisher or _host(address or url)
    return Document(Kind.HTML, text, without_outlet(title, publisher), publisher, published, address or url, "", metadata)


def address_of(canonical: str, url: str, *, saved: bool = False) -> str:
    """The page's own word on its address where it may be believed: on the same site, or in a saved file; else *url*.

    Otherwise any page could pass itself off as a new text of somebody else's report.
    """
    try:
        named = canonical_url(urljoin(url, canonical)) if canonical else ""
    except (Refused, ValueError):
        named = ""
    if not named or (urlsplit(named).path in ("", "/") and urlsplit(url).path not in ("", "/")):
        return url  # a content system that calls every page its front page
    if not url:
        return named if saved else ""
    ours, theirs = (SAME_SITE.sub("", _host(one)) for one in (url, named))
    return named if ours == theirs or ours.endswith("." + theirs) or theirs.endswith("." + ours) else url


def _host(url: str) -> str:
    try:
        return (urlsplit(url).hostname or "").removeprefix("www.")
    except ValueError:
        return ""


def _declared(raw: bytes) -> str:
    match = XML_DECLARED.match(raw[:1024]) or DECLARED.search(raw[:8192])
    return match.group(1).decode("ascii") if match else ""


def _tree(html: str) -> etree._Element:
    try:
        return document_fromstring(html.encode("utf-8"), parser=HTMLParser(encoding="utf-8", huge_tree=True))
    except (etree.LxmlError, ValueError, AssertionError) as error:
        raise Refused("unreadable", f"the page cannot be taken apart ({error}). Paste the article's words.", field="text") from None


def _metadata(found: About, guessed: str, declared: str, used: str) -> dict[str, Any]:
    kept: dict[str, Any] = {}
    if guessed:
        kept["charset_guessed"] = guessed
    if declared and declared.lower().replace("_", "-") not in (used, used.replace("utf-8", "utf8")) and used in ("utf-8", "utf-16"):
        kept["charset_declared"] = declared.lower()
    if found.assumed_zone:
        kept["published_zone_assumed"] = "UTC"
    if found.modified:
        kept["modified"] = found.modified.isoformat()
    if found.authors:
        kept["authors"] = found.authors
    if found.language:
        kept["language_declared"] = found.language
    return kept


def _article(tree: etree._Element, url: str) -> str:
    """The text of the article as trafilatura finds it, at first strictly and then, where that leaves nothing, loosely."""
    from trafilatura.core import bare_extraction

    without_layout(tree)
    text = ""
    for loosely in (False, True):
        found = bare_extraction(
            deepcopy(tree), url=url or None, include_comments=False, include_tables=True, with_metadata=False, favor_recall=loosely
        )
        body = getattr(found, "body", None)
        text = max(text, paragraphs(list(_blocks(body))) if body is not None else "", key=len)
        if len(text) >= ENOUGH:
            break
    return text


def without_layout(tree: etree._Element) -> None:
    """Tables that lay a page out, as old pages do, become plain divisions; two line breaks in a row become a new paragraph."""
    for table in list(tree.iter("table")):
        if table.get("role") == "presentation" or any(_holds_blocks(cell) for row in table.iter("tr") for cell in row if cell.tag == "td"):
            for part in [table, *table.iterdescendants("tbody", "tr", "td")]:
                if next(part.iterancestors("table"), part) in (table, part):
                    part.tag = "div"
    holders = dict.fromkeys(mark.getparent() for mark in tree.iter("br") if mark.getparent() is not None)
    for holder in reversed(holders):  # what is inside before what holds it
        _break_up(holder)


def _holds_blocks(cell: etree._Element) -> bool:
    """Whether a cell holds what no figure's cell does: another table, paragraphs, a page's worth of words."""
    return next(cell.iter("table", "h1", "h2", "article"), None) is not None or len(" ".join(cell.itertext())) > CELL


def _break_up(holder: etree._Element) -> None:
    """The words between double line breaks in *holder* as paragraphs of their own; nothing when there is no double one."""
    if holder.tag in ("p", "pre", "a") or not any(_doubled(child) for child in holder.iter("br")):
        return
    pieces = [etree.Element("p")]
    pieces[0].text, holder.text = holder.text, None
    for child in list(holder):
        tail, child.tail = child.tail, None
        if child.tag == "br" and (_is_break(child.getnext()) and not (tail or "").strip()):
            pieces.append(etree.Element("p"))
            pieces[-1].text = tail
        elif child.tag == "br" and not len(pieces[-1]) and not (pieces[-1].text or "").strip():
            pieces[-1].text = tail
        else:
            pieces[-1].append(child)
            child.tail = tail
        if child.getparent() is holder:
            holder.remove(child)
    for piece in pieces:
        if next(piece.iterdescendants("p", "div", "ul", "ol", "table"), None) is not None:
            piece.tag = "div"
    holder.extend(piece for piece in pieces if "".join(piece.itertext()).strip())


def _is_break(element: etree._Element | None) -> bool:
    return element is not None and element.tag == "br"


def _doubled(mark: etree._Element) -> bool:
    return _is_break(mark.getnext()) and not (mark.tail or "").strip()


def _posts(tree: etree._Element) -> str:
    """The posts of a live page in its order, each under its own time and headline; "" when they are not marked as articles."""
    posts = [post for post in tree.iter("article") if next(post.iterancestors("article"), None) is None]
    if len(posts) < 2:
        return ""
    for post in posts:
        for part in list(post.iter("nav", "aside", "footer", "figure", "button", "form", "ul")):
            if part.tag != "ul" or "share" in f"{part.get('class')} {part.get('id')}".lower():
                part.drop_tree()
    return "\n\n".join(filter(None, (plain(tostring(post, encoding="unicode", with_tail=False)) for post in posts)))


def _blocks(body: etree._Element) -> Any:
    """The article's paragraphs, headings, list items and table rows, in order."""
    for element in body:
        if not isinstance(element.tag, str):
            continue
        if element.tag == "list":
            yield "\n".join(f"- {' '.join(''.join(item.itertext()).split())}" for item in element.iter("item"))
        elif element.tag == "table":
            yield "\n".join(_row(row) for row in element.iter("row"))
        elif element.tag == "quote" and len(element):
            yield _words(element, own_only=True)
            yield from _blocks(element)
        else:
            yield _words(element)
        if element.tail and element.tail.strip():
            yield " ".join(element.tail.split())


def _row(row: etree._Element) -> str:
    return " | ".join(" ".join("".join(cell.itertext()).split()) for cell in row.iter("cell"))


def _words(element: etree._Element, *, own_only: bool = False) -> str:
    """The words of a paragraph; a line break stays one."""
    if own_only:
        return " ".join((element.text or "").split())
    pieces = []
    for one in element.iter():
        if one.tag == "lb":
            pieces.append("\n")
        pieces.append(re.sub(r"\s+", " ", one.text or ""))
        if one is not element:
            pieces.append(re.sub(r"\s+", " ", one.tail or ""))
    return "".join(pieces)


def _visible_words(html: str) -> str:
    """The words near the top of the page, where it says when it was published."""
    return " ".join(plain(html[:MOST_FOR_DAYS]).split())[:NEAR_THE_TOP]


def _day_in(html: str, url: str) -> datetime | None:
    """The day in the page's address or in an element that looks made for it, found by htmldate; UTC midnight.

    Not every day that its text happens to mention: a wrong day of publication is worse than none.
    """
    if len(html) > MOST_FOR_DAYS:
        return None
    from htmldate import find_date

    try:
        found = find_date(html, url=url or None, original_date=True, extensive_search=False, min_date=f"{WEB_BEGAN}-01-01")
    except (ValueError, TypeError, AttributeError, OverflowError):
        return None
    return datetime.fromisoformat(found).replace(tzinfo=UTC) if found else None
