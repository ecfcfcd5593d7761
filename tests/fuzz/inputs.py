"""Random and mutated inputs, each from its number alone, so that one that failed is had again. Sentences are our own; nothing here knows a door."""

from __future__ import annotations

import json
import random
from collections.abc import Callable
from email.message import EmailMessage
from typing import Any
from xml.sax.saxutils import escape

from tests.papers import pdf

SAID = (
    "The dam at {0} may have been mined, officials of the ministry said on Tuesday.",
    "At least 12 people were killed in the fire on the ferry {0}, the coast guard said.",
    "The bridge at {0} was not blown up, the mayor told Northsea Wire.",
    "“We believe that the pumps of {0} failed,” said Mira Holt, who leads the works; she could not confirm when.",
    "The number of people hurt at {0} has risen to 1,204 as of 3 March 2026, the hospital reported.",
    "Reportedly, between 40% and 55 per cent of the wells in {0} are dry.",
    "The union denied that its members had possibly left the harbour of {0} on 2026-02-30 at 25:61.",
)
SYLLABLES = ("bra", "vin", "tor", "kel", "mas", "dun", "ple", "osk", "ira", "gel", "zon", "fem", "hul", "yst", "cor", "wet")
ODD = (
    "\x00", "\x07", "\x1b[31m", "\ud800", "\udfff", "\u202e", "\u2066", "\u200b", "\u200d", "\ufeff", "\u2028", "\x85", "\r", "\r\n", "\t", "\xa0",
    "а", "ﬁ", "İ", "ß", "é", "👩‍👩‍👧", "٣", "１２", "ﷺ", "\U000e0041", "\uffff", "漢字", "עִברִית",
    "<script>alert(1)</script>", "<!--", "]]>", "{{ 7*7 }}", "{% load x %}", "%s%n", "=cmd|' /C calc'!A0", "@SUM(1)", "'; DROP TABLE x;--", "%", "_", "\\",
    '"', "”", "(((", "…", "9" * 400, "-1", "1e999", "NaN", "2026-02-30", "0000-00-00", "٢٠٢٦", "Bcc: a@b.example", "http://127.0.0.1/", "javascript:x",
    "../../x",
)  # fmt: skip
WORDS = ("NEAR", "AND", "OR", "NOT", "*", '"', "^", ":", "(", ")", "dam", "Lorn", "said", "-", "+", "text:", "0x", "é")
LATIN = "utf-8", "cp1252", "utf-16", "latin-1", "utf-32", "koi8-r"


def numbered(door: str, number: int) -> random.Random:
    """The chance that makes input *number* at *door*."""
    return random.Random(f"{door} {number}")


def text(chance: random.Random) -> str:
    """A few sentences, then spoilt in up to six places; one in five is left as it is."""
    places = ["".join(chance.choices(SYLLABLES, k=3)).title() for _ in range(chance.randint(1, 3))]  # seldom the same: few claims meet
    made = " ".join(chance.choice(SAID).format(place) for place in places)
    for _ in range(0 if chance.random() < 0.2 else chance.randint(1, 6)):
        made = _spoilt(chance, made)
    return made[: 20_000 if chance.random() < 0.02 else 1_000]


def _spoilt(chance: random.Random, made: str) -> str:
    at, to = sorted((chance.randint(0, len(made)), chance.randint(0, len(made))))
    way = chance.randrange(7)
    if way == 0:
        return made[:at] + made[to:]
    if way == 1:
        return made[:at] + made[at:to] * chance.randint(2, 8) + made[to:]
    if way == 2:
        return made[:at] + made[at:to].swapcase()[::-1] + made[to:]
    if way == 3:
        return made[:at] + chance.choice(ODD) * chance.choice((1, 1, 3, 300)) + made[at:]
    if way == 4:
        return made[:at] + "\n" * chance.randint(1, 4) + made[at:]
    if way == 5:
        return made[:at] + chr(chance.randrange(0x110000)) + made[at:]
    return "".join(chance.choice(ODD) if chance.random() < 0.02 else letter for letter in made)


def words(chance: random.Random) -> str:
    """What somebody types into a box."""
    if chance.random() < 0.3:
        return text(chance)[: chance.choice((5, 60, 5000))]
    return chance.choice(("", " ")).join(chance.choices((*WORDS, *ODD), k=chance.randint(0, 8)))


def fields(chance: random.Random) -> dict[str, str]:
    """A report's fields, as far as they are typed."""
    sound: dict[str, Callable[[], str]] = {
        "title": lambda: "Dam at Lorn mined",
        "publisher": lambda: chance.choice(("Lorn Post", "Northsea Wire")),
        "published": lambda: chance.choice(("2026-03-04", "2026-03-04T10:00:00Z", "0001-01-01", "9999-12-31")),
        "url": lambda: f"https://lorn.example/{chance.randrange(10**6)}",
    }
    strange: dict[str, Callable[[], str]] = {
        "published": lambda: chance.choice((words(chance), "9999-12-31T23:59:59+14:00", "2026-02-30")),
        "url": lambda: chance.choice((words(chance), "https://lorn.example/%00?a=" + words(chance), "https://lorn.example/\ud800")),
    }
    made = {"text": text(chance)}
    for name, make in sound.items():
        if chance.random() < 0.4:
            made[name] = make() if chance.random() < 0.7 else strange.get(name, lambda: words(chance))()
    return made


def anything(chance: random.Random, depth: int = 0) -> Any:
    """Any JSON value, and some that JSON should not have."""
    simple: tuple[Callable[[], Any], ...] = (
        lambda: None, lambda: True, lambda: chance.choice((0, -1, 2**63, 10**400, 1.5, float("nan"), float("inf"))), lambda: words(chance),
        lambda: text(chance), lambda: "2026-03-04",
    )  # fmt: skip
    if depth > 4 or chance.random() < 0.7:
        return chance.choice(simple)()
    if chance.random() < 0.5:
        return [anything(chance, depth + 1) for _ in range(chance.randint(0, 4))]
    return {
        chance.choice((*"ab", "text", "title", "uuid", words(chance)[:20])): anything(chance, depth + 1)
        for _ in range(chance.randint(0, 4))
    }


def report(chance: random.Random) -> dict[str, Any]:
    """A report as the API is sent one: half of them with a field of another kind, or one that there is not."""
    made: dict[str, Any] = dict(fields(chance))
    if chance.random() < 0.5:
        names = ("text", "title", "publisher", "published", "url", "external_id", "archive_url", "metadata", "uuid", words(chance)[:20])
        made[chance.choice(names)] = anything(chance)
    if chance.random() < 0.1:
        made.pop("text")
    return made


def body(chance: random.Random, made: Any) -> bytes:
    """*made* as JSON, now and then with broken bytes."""
    sent = json.dumps(made).encode() if chance.random() < 0.7 else json.dumps(made, ensure_ascii=False).encode("utf-8", "surrogatepass")
    return _broken(chance, sent) if chance.random() < 0.15 else sent


def file(chance: random.Random) -> bytes:
    """A text, a page, a mail or a paper as bytes: whole or broken."""
    sentences = text(chance)
    way = chance.randrange(4)
    if way == 0:
        heads = "".join(f"{name}: {words(chance)}\n" for name in ("Title", "Publisher", "Published", "URL") if chance.random() < 0.3)
        made = (heads + "\n" * (heads != "") + sentences).encode(chance.choice(LATIN), "ignore")
    elif way == 1:
        made = page(chance, sentences).encode(chance.choice(LATIN), "ignore")
    elif way == 2:
        made = letter(chance, sentences)
    else:
        plain = sentences.encode("cp1252", "ignore").decode("cp1252").replace("\n", " ")
        made = pdf([[plain[at : at + 90] for at in range(0, min(len(plain), 1800), 90)]], title="Dam" if chance.random() < 0.5 else "")
    return _broken(chance, made) if chance.random() < 0.4 else made


def table(chance: random.Random) -> bytes:
    """Lines of a CSV: headed or not, ragged, quoted or not, whole or broken."""
    mark = chance.choice(",;\t|")
    columns = chance.sample(["text", "title", "publisher", "url", "published_at", "author", words(chance)[:20]], k=chance.randint(1, 7))
    lines = [mark.join(columns)] if chance.random() < 0.9 else []
    for _ in range(chance.randint(0, 6)):
        cells = [text(chance)[:400] if name == "text" else words(chance)[:80] for name in columns]
        quoted = ['"' + cell.replace('"', '""') + '"' if chance.random() < 0.8 else cell for cell in cells]
        lines.append(mark.join(quoted[: chance.choice((len(quoted), len(quoted), 1))]))
    made = chance.choice(("\n", "\r\n")).join(lines).encode(chance.choice(LATIN), "ignore")
    return _broken(chance, made) if chance.random() < 0.3 else made


def page(chance: random.Random, sentences: str) -> str:
    """A web page with those sentences, and with what pages have."""
    parts = [
        "<!doctype html>", f"<html lang={chance.choice(('en', 'x', words(chance)[:9]))}>", f"<title>{words(chance)[:80]}</title>",
        f'<meta property="og:site_name" content="{words(chance)[:40]}">', f'<meta property="article:published_time" content="{words(chance)[:40]}">',
        f'<link rel=canonical href="{words(chance)[:80]}">', f"<script type=application/ld+json>{words(chance)}</script>", "<article>",
        *(f"<p>{one}.</p>" for one in sentences.split(".")), "</article>", "<div>" * chance.choice((0, 3, 400)),
    ]  # fmt: skip
    return "".join(part for part in parts if chance.random() < 0.85)


def feed_file(chance: random.Random) -> bytes:
    """A feed as bytes: whole or broken, now and then another document altogether."""
    if chance.random() < 0.1:
        return file(chance)
    charset = chance.choice(LATIN)
    named = chance.choice((charset, charset, "utf-8", words(chance)[:9]))
    head = f'<?xml version="1.0" encoding="{named}"?>' if chance.random() < 0.8 else ""
    made = (head + feed(chance, text(chance))).encode(charset, "ignore")
    return _broken(chance, made) if chance.random() < 0.3 else made


def feed(chance: random.Random, sentences: str) -> str:
    """RSS, RDF or Atom, an entry for each of those sentences, escaped, in CDATA or as it is; now and then with a DTD or entities."""
    entry, said, when, name = chance.choice(
        (("item", "description", "pubDate", "guid"), ("item", "content:encoded", "dc:date", "guid"), ("entry", "summary", "updated", "id"))
    )
    root = "feed" if entry == "entry" else chance.choice(("rss", "rss", "rdf:RDF"))
    spaces = 'xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:dc="http://purl.org/dc/elements/1.1/"'
    parts = ['<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]>'] if chance.random() < 0.04 else []
    parts += [f"<{root} {spaces}>", "<channel>" if root != "feed" else "", f"<title>{_held(chance, words(chance)[:60])}</title>"]
    for place, sentence in enumerate(sentences.split(".")[:6]):
        page = f"https://lorn.example/{chance.randrange(9) if chance.random() < 0.1 else chance.randrange(10**9)}"
        fields = {
            "title": _held(chance, words(chance)[:80]),
            "link": page if entry == "item" else "",
            said: _held(chance, f"{sentence}."),
            when: chance.choice(("Mon, 02 Mar 2026 18:30:00 +0100", "2026-03-02T18:30:00Z", "2099-01-01", words(chance)[:40])),
            name: chance.choice((f"urn:{place}:{page}", page, words(chance)[:40])),
        }
        inner = "".join(f"<{tag}>{value}</{tag}>" for tag, value in fields.items() if chance.random() < 0.8)
        link = f'<link href="{page}"/>' if entry == "entry" else ""
        parts.append(f"<{entry}>{inner}{link}</{entry}>" if chance.random() < 0.95 else f"<{entry}>{inner}")
    return "".join(part for part in [*parts, "</channel>" if root != "feed" else "", f"</{root}>"] if chance.random() < 0.98)


def _held(chance: random.Random, value: str) -> str:
    """*value* as an element holds it: escaped, in CDATA, or as it is."""
    way = chance.random()
    return escape(value) if way < 0.6 else f"<![CDATA[{value}]]>" if way < 0.85 else value


def letter(chance: random.Random, sentences: str) -> bytes:
    """A mail as a file."""
    plain = sentences.encode("utf-8", "ignore").decode().replace("\x00", "")
    made = EmailMessage()
    made["From"], made["To"], made["Subject"] = "Harbour Post <news@harbour.example>", "desk@claims.example", "Harbour mined?"
    made["Date"], made["Message-ID"] = "Mon, 02 Mar 2026 18:30:00 +0100", f"<{chance.randrange(10**9)}@harbour.example>"
    made.set_content(plain)
    if chance.random() < 0.5:
        made.add_alternative(page(chance, plain).encode("utf-8", "ignore").decode(), subtype="html")
    if chance.random() < 0.3:
        made.add_attachment(chance.randbytes(50), maintype="image", subtype="png", filename="a/../b.png")
    return bytes(made)


def _broken(chance: random.Random, made: bytes) -> bytes:
    """Bytes flipped, cut, doubled or put in."""
    out = bytearray(made)
    for _ in range(chance.randint(1, 5)):
        at, to = sorted((chance.randint(0, len(out)), chance.randint(0, len(out))))
        way = chance.randrange(5)
        if way == 0 and out:
            out[at % len(out)] ^= 1 << chance.randrange(8)
        elif way == 1:
            del out[at:to]
        elif way == 2:
            out[at:at] = out[at : min(to, at + 400)]
        elif way == 3:
            out[at:at] = chance.randbytes(chance.randint(1, 30))
        else:
            out = out[:to]
    return bytes(out)
