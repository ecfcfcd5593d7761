"""What other machines may answer, and addresses that nobody should ask: inputs for the doors that fetch. Sentences are our own."""

from __future__ import annotations

import gzip
from zlib import crc32

from tests.badinput.inputs import FILES, FORMULA, SCRIPT, TEXT, Input
from tests.web import answer, leads_to

INTO_THE_HOUSE = "http://10.0.0.7/secret"
BOMB = gzip.compress(b"a" * 11_000_000)


def address(url: str) -> Input:
    return Input("address", url)


def page(body: str = TEXT, head: str = "", **answered: str) -> Input:
    """A page with an article."""
    whole = f"<!doctype html><html><head>{head}</head><body><article><p>{body}</p></article></body></html>"
    return Input("site", answer(whole, **answered))


def feed(*entries: str, head: str = '<?xml version="1.0" encoding="utf-8"?>', charset: str = "utf-8") -> Input:
    whole = f'{head}<rss version="2.0"><channel><title>Lorn Post</title>{"".join(entries)}</channel></rss>'
    return Input("feed", answer(whole.encode(charset), kind="application/rss+xml"))


def entry(text: str = TEXT, **fields: str) -> str:
    told = {"guid": f"urn:{crc32(text.encode())}", "description": text} | fields
    return "<item>" + "".join(f"<{name}>{value}</{name}>" for name, value in told.items() if value) + "</item>"


ADDRESSES = {
    "the address of this machine": address("http://127.0.0.1/story"),
    "a name of this machine": address("http://localhost/story"),
    "this machine as one number": address("http://2130706433/story"),
    "an address of the house": address(INTO_THE_HOUSE),
    "an address of the house in the clothes of IPv6": address("http://[::ffff:10.0.0.7]/secret"),
    "an address of the house through NAT64": address("http://[64:ff9b::a00:7]/secret"),
    "an address of the house through 6to4": address("http://[2002:a00:7::]/secret"),
    "where a cloud keeps its keys": address("http://169.254.169.254/latest/meta-data/"),
    "an address between carriers": address("http://100.64.0.1/"),
    "a name that leads into the house": address("https://inside.example/secret"),
    "a name that leads abroad and into the house": address("https://both.example/secret"),
    "a name that nobody has": address("https://nobody.example/story"),
    "an address on another port": address("https://lorn.example:8080/story"),
    "an address on no port": address("https://lorn.example:99999/story"),
    "a password in the address": address("https://anna:secret@lorn.example/story"),
    "script instead of an address": address("javascript:alert(1)"),
    "a file instead of an address": address("file:///etc/passwd"),
    "another protocol": address("gopher://lorn.example/1"),
    "no host in the address": address("https:///story"),
    "a line break in the address": address("https://lorn.example/story\r\nHost: inside.example"),
    "NUL among the letters of an address": address("https://lorn.example/st\x00ory"),
    "2,001 characters of address": address("https://lorn.example/" + "a" * 1980),
    "no address": address(""),
}

SITES = {
    "a page": page(),
    "a page in Windows-1252 that says UTF-8": Input("site", answer(f"<html><body><p>{TEXT} caf\u00e9</p></body></html>".encode("cp1252"))),
    "a page of a charset that nobody knows": page(kind="text/html; charset=klingon-7"),
    "a page of zero-width characters": page("\u200b\u200d\u2060" * 40),
    "NUL in a page": page("The dam \x00at Lorn may have been mined, officials said."),
    "an empty answer": Input("site", answer(b"")),
    "script in a page": page(f"{TEXT} {SCRIPT}"),
    "a page with elements a thousand deep": page("<div>" * 1000 + TEXT),
    "a page with a day that does not exist": page(head='<meta property="article:published_time" content="2026-02-30">'),
    "a page with a day far ahead": page(head='<meta property="article:published_time" content="2099-03-04">'),
    "a page with a title of two thousand characters": page(head=f"<title>{'Dam ' * 500}</title>"),
    "a picture at an address": Input("site", answer(FILES["a picture"].sent, kind="image/png")),
    "a picture that says it is a page": Input("site", answer(FILES["a picture"].sent)),
    "a broken PDF at an address": Input("site", answer(FILES["a broken PDF"].sent, kind="application/pdf")),
    "an XML bomb that says it is a page": Input("site", answer(FILES["an XML bomb"].sent)),
    "a feed instead of a page": Input("site", feed(entry()).sent.replace(b"application/rss+xml", b"text/xml")),
    "a page that is not there": page(status="404 Not Found"),
    "a page behind a password": page(status="401 Unauthorized"),
    "a server with an error": page(status="500 Internal Server Error"),
    "an address that leads to itself": Input("site", leads_to("/story")),
    "an address that leads into the house": Input("site", leads_to(INTO_THE_HOUSE)),
    "an address that leads to a file": Input("site", leads_to("file:///etc/passwd")),
    "an address that leads nowhere": page(status="302 Found"),
    "a gzip bomb": Input("site", answer(BOMB, content_encoding="gzip")),
    "a packed page that ends in the middle": Input("site", answer(gzip.compress(TEXT.encode() * 50)[:-30], content_encoding="gzip")),
    "a page packed otherwise than asked for": page(content_encoding="br"),
    "eleven megabytes that are announced": page(content_length="11000000"),
    "eleven megabytes that are not": Input("site", answer(b"a " * 5_500_001, content_length=None)),
    "fewer bytes than announced": page(content_length="9000"),
    "a head without end": page(x_filler="a" * 200_000),
    "what is no HTTP": Input("site", b"SSH-2.0-OpenSSH_9.2\r\n"),
}

FEEDS = {
    "a feed": feed(entry(), entry("The ferry sank.")),
    "a feed in Windows-1252 that says UTF-8": feed(entry("The caf\u00e9 at Lorn burned."), charset="cp1252"),
    "a feed in UTF-16": feed(entry(), head="", charset="utf-16"),
    "a feed of a charset that nobody knows": feed(entry(), head='<?xml version="1.0" encoding="klingon-7"?>'),
    "a feed without entries": feed(),
    "an entry without anything": feed(entry(), "<item></item>"),
    "an entry of zero-width characters": feed(entry(), entry("\u200b\u2060")),
    "two entries under one identifier": feed(entry(guid="one"), entry("The ferry sank.", guid="one")),
    "one entry twice": feed(entry(), entry()),
    "NUL in an entry": feed(entry("The dam \x00at Lorn may have been mined.")),
    "a lone surrogate in an entry": feed(entry("The dam &#xD800; at Lorn may have been mined.")),
    "script in an entry": feed(entry(f"<![CDATA[{TEXT} {SCRIPT}]]>")),
    "a formula in an entry": feed(entry(FORMULA, title=FORMULA)),
    "an entry on a day that does not exist": feed(entry(pubDate="Mon, 30 Feb 2026 25:61:00 +9900")),
    "an entry on a day far ahead": feed(entry(pubDate="Wed, 04 Mar 2099 12:00:00 GMT")),
    "an entry with a title of two thousand characters": feed(entry(title="Dam " * 500)),
    "an entry of more than two megabytes": feed(entry(), entry("The dam broke. " * 140_000)),
    "an entry whose link is script": feed(entry(link="javascript:alert(1)")),
    "an entry whose link leads into the house": feed(entry(link=INTO_THE_HOUSE)),
    "an entry with elements a thousand deep": feed(entry("<![CDATA[" + "<div>" * 1000 + TEXT + "]]>")),
    "an entry that is never closed": feed(entry(), "<item><description>The ferry sank."),
    "a feed that breaks off": Input("feed", answer(f"<rss><channel>{entry()}<item><description>The ferry did n", kind="text/xml")),
    "numbers of characters that there are not": feed(entry(), entry("The ferry &#x110000;&#99999999999; sank.")),
    "fifty thousand entries": feed(*(f"<item><title>Bridge {n} broke</title></item>" for n in range(50_000))),
    "a feed with a DTD": feed(entry(), head="<!DOCTYPE rss [<!ENTITY a 'aaaa'>]>"),
    "an XML bomb instead of a feed": Input("feed", answer(FILES["an XML bomb"].sent, kind="text/xml")),
    "entities of its own further down": feed(entry(), "<![CDATA[]]><!DOCTYPE x [<!ENTITY a 'aaaa'>]>", entry("&a;")),
    "nothing instead of a feed": Input("feed", answer(b"", kind="text/xml")),
    "a page instead of a feed": Input("feed", page().sent),
    "JSON instead of a feed": Input("feed", answer(b'{"items": []}', kind="text/plain")),
    "a feed that is not there": Input("feed", page(status="404 Not Found").sent),
    "a feed that is gone for good": Input("feed", page(status="410 Gone").sent),
    "a feed that leads to itself": Input("feed", leads_to("/story")),
    "a feed that leads into the house": Input("feed", leads_to(INTO_THE_HOUSE)),
    "a feed that is a gzip bomb": Input("feed", answer(BOMB, kind="text/xml", content_encoding="gzip")),
    "a feed of eleven megabytes": Input("feed", answer(b"a " * 5_500_001, kind="text/xml", content_length=None)),
}

ABROAD: dict[str, Input] = {**ADDRESSES, **SITES, **FEEDS}
