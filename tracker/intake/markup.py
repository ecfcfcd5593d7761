"""Plain paragraphs out of pieces of HTML: what stands in feeds and mails. Whole pages, with their menus and comments, are for ``pages``."""

from __future__ import annotations

import re
from html import unescape

from lxml import etree
from lxml.html import HTMLParser, document_fromstring

from tracker.intake.clean import clean_line, clean_text
from tracker.intake.documents import paragraphs

UNSEEN = frozenset(["script", "style", "head", "title", "noscript", "template", "svg", "iframe", "object", "form", "button", "select"])
BREAKS = frozenset(
    "address article aside blockquote body caption dd div dl dt fieldset figcaption figure footer h1 h2 h3 h4 h5 h6 header hr li main nav "
    "ol p pre section table tbody tfoot thead tr ul center".split()
)
TAG = re.compile(r"<(?:[a-zA-Z][^<>]*|/[a-zA-Z][^<>]*)>|<!--.*?(?:-->|\Z)", re.DOTALL)
ENTITY = re.compile(r"&(?:#\d{2,7}|#x[0-9a-fA-F]{2,6}|[a-zA-Z]{2,8});")
UNSEEN_WHOLE = re.compile(r"<(script|style|title|noscript|template)\b.*?(?:</\1>|\Z)", re.IGNORECASE | re.DOTALL)
HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden|mso-hide\s*:\s*all", re.IGNORECASE)


def plain(html: str) -> str:
    """The words of a piece of HTML as paragraphs; of plain text the same. Total: what cannot be parsed is taken as text."""
    html = clean_text(html)
    if not TAG.search(html):
        return paragraphs(re.split(r"\n\s*\n", unescape(html)))
    try:
        tree = document_fromstring(html, parser=HTMLParser(encoding="utf-8", remove_comments=True, huge_tree=True))
    except (etree.LxmlError, ValueError, AssertionError):
        return paragraphs([TAG.sub(" ", html)])
    pieces: list[list[str]] = [[]]
    _gather(tree, pieces)
    # The parser goes a few hundred elements deep and no further.
    return paragraphs(["".join(piece) for piece in pieces]) or paragraphs([unescape(TAG.sub(" ", UNSEEN_WHOLE.sub(" ", html)))])


def _gather(tree: etree._Element, pieces: list[list[str]]) -> None:
    """The words under *tree*, a new piece at each block. By hand and not by recursion: mails nest tables hundreds deep."""
    todo: list[tuple[etree._Element, bool]] = [(tree, False)]
    while todo:
        element, leaving = todo.pop()
        tag = element.tag if isinstance(element.tag, str) else ""
        if leaving:
            if tag in BREAKS:
                pieces.append([])
            elif tag in ("td", "th"):
                pieces[-1].append(" ")
            pieces[-1].append(_folded(element.tail))
            continue
        todo.append((element, True))
        if not tag or tag in UNSEEN or HIDDEN.search(element.get("style") or ""):
            continue
        if tag in BREAKS:
            pieces.append([])
        if tag == "br":
            pieces[-1].append("\n")
        pieces[-1].append(_folded(element.text))
        todo.extend((child, False) for child in reversed(element))


def _folded(text: str | None) -> str:
    return re.sub(r"\s+", " ", text or "")


def one_line(html: str) -> str:
    """A headline: without tags, however often its signs were escaped ("&amp;amp;", "&lt;b&gt;"). A "<" that opens no tag stays."""
    for _ in range(3):
        text = unescape(TAG.sub("", html))
        if text == html:
            break
        html = text
    return clean_line(html)


def escaped_again(html: str) -> bool:
    """Whether *html* is HTML that was escaped once too often: tags only in their escaped form."""
    return not TAG.search(html) and bool(TAG.search(unescape(html)))
