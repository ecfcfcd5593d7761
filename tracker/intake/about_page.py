"""What a web page says about itself: headline, outlet, day, address, in JSON-LD, meta elements and time elements. Its text is read in ``pages``."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from lxml import etree

from tracker.intake.clean import clean_line
from tracker.intake.dates_given import has_zone, moment
from tracker.intake.markup import BREAKS, one_line

WEB_BEGAN = 1993  # older years are what a content system writes that knows no date
PUBLISHED = (
    "article:published_time article:published og:article:published_time og:published_time datepublished date.published publication_date "
    "publicationdate pubdate publishdate publish-date publish_date published-date published_time parsely-pub-date sailthru.date "
    "dc.date.issued dcterms.issued dcterms.created dcterms.date dc.date.created dc.date dc.created citation_publication_date "
    "citation_date article.published article.created originalpublicationdate displaydate timestamp date"
).split()
MODIFIED = "article:modified_time og:updated_time datemodified dcterms.modified dc.date.modified last-modified".split()
OUTLET = "og:site_name dc.publisher dcterms.publisher publisher application-name apple-mobile-web-app-title".split()
HEADLINE = "og:title dc.title dcterms.title twitter:title headline".split()
ARTICLE = ("article", "report", "posting", "analysis", "opinion", "blog", "review", "statement", "pressrelease")
PARTS = ("|", " - ", " – ", " — ", " :: ", " · ", " • ", " » ", " / ")


@dataclass(slots=True)
class About:
    """What was found, "" or None where the page does not say. ``assumed_zone``: the date named none."""

    title: str = ""
    publisher: str = ""
    published: datetime | None = None
    assumed_zone: bool = False
    modified: datetime | None = None
    canonical: str = ""
    language: str = ""
    authors: list[str] = field(default_factory=list)
    live: bool = False


def about(tree: etree._Element) -> About:
    """What the page of *tree* says about itself: JSON-LD first, then meta elements, then its visible parts."""
    linked, named = article_of(tree), metas(tree)
    published, assumed = _first_moment(_dates(tree, linked, named))
    whole_title = clean_line(" ".join(tree.xpath("(//head//title | //title[not(ancestor::svg)])[1]//text()")))
    headline = one_line(_text(linked.get("headline"))) or _first(named, HEADLINE) or _heading(tree)
    found = About(
        title=headline or whole_title,
        publisher=clean_line(_name(linked.get("publisher"))) or _first(named, OUTLET) or outlet_behind(headline, whole_title),
        published=published,
        assumed_zone=assumed,
        modified=_first_moment([_text(linked.get("dateModified")), *(named.get(name, "") for name in MODIFIED)])[0],
        canonical=_first_of(tree.xpath("//link[contains(concat(' ', normalize-space(@rel), ' '), ' canonical ')]/@href"))
        or named.get("og:url", ""),
        language=(_first_of(tree.xpath("//html/@lang")) or _text(linked.get("inLanguage")) or named.get("og:locale", ""))[:20],
        authors=[name for name in (clean_line(_name(one)) for one in _many(linked.get("author"))) if name][:20],
        live="liveblog" in _kinds(linked),
    )
    found.title = without_outlet(found.title, found.publisher)
    return found


def without_outlet(title: str, publisher: str) -> str:
    """ "Dam breaks | Harbour Post" is "Dam breaks" when the Harbour Post publishes it."""
    if not publisher:
        return title
    for part in PARTS:
        head, sign, tail = title.rpartition(part)
        if sign and head.strip() and tail.strip().casefold().removeprefix("the ") == publisher.casefold().removeprefix("the "):
            return head.strip(" |-–—·•»")
    return title


def outlet_behind(headline: str, whole_title: str) -> str:
    """ "Harbour Post" of "Dam breaks | Harbour Post", when "Dam breaks" is the page's headline and what is left is as short as a name."""
    rest = whole_title[len(headline) :] if headline and whole_title.casefold().startswith(headline.casefold()) else ""
    sign = next((part for part in PARTS if rest.startswith((part, f" {part} "))), "")
    name = rest.strip().removeprefix(sign.strip()).strip()
    return name if sign and name and len(name) <= 40 and len(name.split()) <= 5 and not any(part in name for part in PARTS) else ""


def metas(tree: etree._Element) -> dict[str, str]:
    """Meta elements by lower-case name, property or itemprop; of several the first that says something."""
    found: dict[str, str] = {}
    for meta in tree.iter("meta"):
        content = (meta.get("content") or "").strip()[:2000]
        for key in ("property", "name", "itemprop"):
            if content and (name := (meta.get(key) or "").strip().lower()):
                found.setdefault(name, content)
    return found


def article_of(tree: etree._Element) -> dict[str, Any]:
    """The JSON-LD object of the article, the most telling one, with its publisher and authors looked up; {} when none can be read."""
    scripts = tree.xpath("//script[contains(translate(@type, 'LDJSON', 'ldjson'), 'ld+json')]")[:50]
    nodes = [node for script in scripts for node in _nodes(_loaded(script.text or ""))]
    by_id = {node["@id"]: node for node in reversed(nodes) if isinstance(node.get("@id"), str)}
    best = max(nodes, key=_weight, default={})
    if not best or not _weight(best):
        return {}
    return best | {role: [_meant(one, by_id) for one in _many(best.get(role))] for role in ("publisher", "author") if best.get(role)}


def _meant(value: Any, by_id: dict[str, dict[str, Any]]) -> Any:
    """What a reference like {"@id": "#org"} stands for."""
    key = value.get("@id") if isinstance(value, dict) and not value.get("name") else None
    return by_id.get(key, value) if isinstance(key, str) else value


def _loaded(text: str) -> Any:
    text = text.strip().removeprefix("<!--").removesuffix("-->").removeprefix("//<![CDATA[").removesuffix("//]]>").strip().rstrip(";")
    try:
        return json.loads(text, strict=False)
    except (ValueError, RecursionError):
        return None


def _nodes(value: Any) -> Iterator[dict[str, Any]]:
    """Objects at the top, in lists and in @graph, and what they say is their main thing; at most four deep."""
    level = [value]
    for _ in range(4):
        deeper: list[Any] = []
        for one in level:
            if isinstance(one, list):
                deeper += one[:500]
            elif isinstance(one, dict):
                yield one
                deeper += [one[name] for name in ("@graph", "mainEntity") if isinstance(one.get(name), (list, dict))]
        level = deeper


def _weight(node: dict[str, Any]) -> int:
    """How much an object is the article: 0 not at all."""
    kinds = _kinds(node)
    if not any(word in kinds for word in ARTICLE):
        return 1 if "webpage" in kinds and node.get("datePublished") else 0
    return 2 + sum(bool(node.get(name)) for name in ("headline", "datePublished", "publisher"))


def _kinds(node: dict[str, Any]) -> str:
    return " ".join(str(kind) for kind in _many(node.get("@type"))[:10]).lower()


def _many(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [] if value is None else [value]


def _text(value: Any) -> str:
    value = next(iter(_many(value)), "")
    if isinstance(value, dict):
        value = value.get("@value", "")
    return value[:2000] if isinstance(value, str) else ""


def _name(value: Any) -> str:
    value = next(iter(_many(value)), "")
    return _text(value.get("name")) if isinstance(value, dict) else _text(value)


def _first(named: dict[str, str], names: list[str]) -> str:
    return next((one_line(named[name]) for name in names if named.get(name)), "")


def _first_of(found: list[Any]) -> str:
    return next((str(one).strip() for one in found if str(one).strip()), "")


def _heading(tree: etree._Element) -> str:
    """The only level-one heading, up to the first block in it (an unclosed one swallows the page); of several none is surely the article's."""
    headings = list(tree.iter("h1"))
    if len(headings) != 1:
        return ""
    words = [headings[0].text or ""]
    for inside in headings[0]:
        if inside.tag in BREAKS:
            break
        words += ["".join(inside.itertext()), inside.tail or ""]
    return clean_line("".join(words))


def _dates(tree: etree._Element, linked: dict[str, Any], named: dict[str, str]) -> Iterator[str]:
    """Candidates for the day of publication, the surest first."""
    yield _text(linked.get("datePublished"))
    yield _text(linked.get("dateCreated"))
    yield from (named.get(name, "") for name in PUBLISHED)
    for path in (
        "//*[@itemprop='datePublished']/@datetime",
        "//*[@itemprop='datePublished']/@content",
        "//time[@pubdate]/@datetime",
        "//time[contains(@class, 'publish') or contains(@class, 'entry-date') or contains(@class, 'dt-published')]/@datetime",
        "//article//header//time/@datetime",
        "//header//time/@datetime",
    ):
        yield from (str(one) for one in tree.xpath(path)[:5])


def _first_moment(candidates: Any) -> tuple[datetime | None, bool]:
    """The first candidate that is a date since the web began, and whether its zone had to be assumed."""
    for candidate in candidates:
        if (found := moment(candidate)) and found.year >= WEB_BEGAN:
            return found, not has_zone(candidate)
    return None, False
