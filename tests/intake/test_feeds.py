"""Feeds as they are: what each entry says, what is no feed, and what no parser is to see."""

from __future__ import annotations

import time
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.errors import Refused
from tracker.intake import apart
from tracker.intake.feeds import Read, cut, document, read_feed

FEEDS = Path(__file__).parent / "feeds"
URL = "https://gazette.example/feeds/all.rss"


def read(raw: bytes, url: str = URL, **hints) -> Read:
    return read_feed(document(raw, url=url, **hints), url=url)


def rss(*items: str, head: str = '<?xml version="1.0"?>') -> bytes:
    return f'{head}<rss version="2.0"><channel><title>T</title><link>https://a.example/</link>{"".join(items)}</channel></rss>'.encode()


def code(raw: bytes, **hints) -> str:
    with pytest.raises(Refused) as refused:
        read(raw, **hints)
    assert refused.value.field == "url"
    return refused.value.code


def test_an_awkward_rss_feed():
    found = read((FEEDS / "gazette.rss").read_bytes())
    assert (found.title, found.home) == ("Lorn Gazette & Echo", "https://gazette.example/")
    dam, bare, future, one, two, port, nothing = found.entries
    assert dam.title == "Dam may have been mined & flooded"
    assert dam.link == "https://gazette.example/news/dam?utm_source=rss#top"
    assert dam.text == (
        "The dam at Lorn may have been mined, officials said on Monday.\n\nDivers saw the wall. It holds an inside of its own."
    )
    assert (dam.published.isoformat(), dam.authors, dam.guid) == ("2026-03-02T17:30:00+00:00", ("Ann Bell",), "gazette-1")
    assert (bare.guid, bare.link, bare.published) == ("", "", None)
    assert bare.text == "The ferry at Orl sank, the harbour master said."
    assert future.published.year == 2099
    assert (one.guid, one.published, two.guid) == ("doubled", None, "doubled")
    assert (port.title, port.link, port.published, port.text) == ("", "", None, "A port without a headline burned.")
    assert nothing is None


def test_an_awkward_atom_feed():
    found = read((FEEDS / "wire.atom").read_bytes(), url="https://mirror.example/all.atom")
    assert (found.title, found.home) == ("Lorn Wire", "https://wire.example/")
    mayor, updated = found.entries
    assert (mayor.title, mayor.link) == ("Mayor denies it", "https://wire.example/2026/mayor.html")
    assert mayor.text == "The mayor of Lorn denied that the dam was mined.\n\nHe spoke on Tuesday."
    assert (mayor.published.isoformat(), mayor.authors) == ("2026-03-04T07:00:00+00:00", ("Bo Carr",))
    assert (updated.published.isoformat(), updated.link) == ("2026-03-03T07:00:00+00:00", "https://wire.example/2026/updated.html")
    assert updated.text == "Plain words with a < b and no tags."


def test_rdf_is_read_too():
    raw = (
        b'<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/"><channel><title>Old</title>'
        b'<items><rdf:Seq><rdf:li resource="https://a.example/1"/></rdf:Seq></items></channel><item rdf:about="https://a.example/1">'
        b"<title>One</title><link>https://a.example/1</link><description>It broke.</description></item></rdf:RDF>"
    )
    assert [entry.text for entry in read(raw).entries] == ["It broke."]


@pytest.mark.parametrize(
    ("raw", "charset"),
    [
        (b'<?xml version="1.0" encoding="iso-8859-1"?>{}', ""),  # says one thing and is another
        (b'<?xml version="1.0" encoding="windows-1252"?>{}', "utf-8"),
        (b"{}", "latin-1"),
        (b"\xef\xbb\xbf{}", ""),
        (b"\n\n{}", "no-such-charset"),
    ],
)
@pytest.mark.parametrize("written", ["utf-8", "cp1252"])
def test_a_charset_that_is_named_wrongly(raw, charset, written):
    body = "<rss><channel><item><title>The café at Lörn burned</title></item></channel></rss>".encode(written)
    if raw.startswith(b"\xef") and written != "utf-8":
        body = body.decode(written).encode()
    assert read(raw.replace(b"{}", body), charset=charset).entries[0].text == "The café at Lörn burned"


def test_utf_16_by_its_mark():
    assert read(rss("<item><title>Lörn</title></item>").decode().encode("utf-16")).entries[0].text == "Lörn"


BOMB = '<!DOCTYPE a [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;">]>'


@pytest.mark.parametrize(
    "dtd", [BOMB, '<!DOCTYPE rss SYSTEM "https://evil.example/x.dtd">', '<!doctype rss [<!entity x SYSTEM "file:///etc/passwd">]>']
)
@pytest.mark.parametrize("written", ["utf-8", "utf-16", "utf-8-sig"])
def test_a_dtd_is_refused_before_any_parser_sees_it(dtd, written):
    raw = f'<?xml version="1.0"?>{dtd}<rss><channel><item><title>&x;&b;</title></item></channel></rss>'.encode(written)
    assert code(raw) == "has_dtd"


def test_what_stands_in_an_entry_is_no_dtd():
    quoted = "<item><title>On XML</title><description><![CDATA[<p>Write <code>&lt;!DOCTYPE html&gt;</code> first.</p><!DOCTYPE x>]]></description></item>"
    assert "first." in read(rss(quoted)).entries[0].text


@pytest.mark.parametrize(
    ("raw", "told"),
    [
        (b"", "empty"),
        (b"  \n", "empty"),
        (b"hello", "not_a_feed"),
        (b'{"version": "https://jsonfeed.org/version/1.1"}', "not_a_feed"),
        (b"<?xml version='1.0'?><sitemap/>", "not_a_feed"),
        (b"%PDF-1.7", "not_a_feed"),
        (bytes(range(256)), "not_a_feed"),
        (b"<!doctype html><html><body>Hello</body></html>", "is_a_page"),
    ],
)
def test_what_is_no_feed_is_refused(raw, told):
    assert code(raw) == told


def test_a_page_is_asked_for_the_feed_that_it_names():
    page = b"<!DOCTYPE html><html><head><link rel='alternate' type='application/rss+xml' title='x' href='/feed.xml'></head></html>"
    with pytest.raises(Refused, match=r"It names https://gazette.example/feed.xml: give that address"):
        read(page)


def test_an_empty_feed_is_a_feed():
    assert read(rss()).entries == ()


def test_a_broken_entry_takes_no_other_with_it():
    found = read(rss("<item><title>One & two</title></item>", "<item><title>Broken <b></title><item>", "<item><title>Three</title></item>"))
    assert found.entries[0].text == "One & two"
    assert any(entry and entry.text == "Three" for entry in found.entries)


@pytest.mark.parametrize(
    "left", [b"<item><title>Two</title><description>The dam was n", b"<item><title>Two</title></it", b"<item>", b"<item></channel>"]
)
def test_an_entry_in_which_the_feed_breaks_off_is_not_taken_by_halves_and_not_dropped(left):
    whole = b"<rss><channel><item><title>One</title></item>" + left
    assert cut(document(whole)).broken_off
    one, half = read(whole).entries
    assert (one.text, half) == ("One", None)


@pytest.mark.parametrize("number", ["xD800", "xDFFF", "x110000", "9999999999", "9" * 5000])
def test_a_character_that_there_is_not_spoils_nothing(number):
    one, other = read(rss("<item><title>One</title></item>", f"<item><title>T&#{number};wo &#x2014; &#65;</title></item>")).entries
    assert (one.text, other.text) == ("One", "T\ufffdwo \u2014 A")


def test_fifty_thousand_entries_cost_what_the_new_ones_do():
    raw = rss(*(f"<item><title>Bridge {n} broke</title><guid>{n}</guid></item>" for n in range(50_000)))
    begun = time.monotonic()
    whole = cut(document(raw))
    assert len(set(whole.seen())) == 50_000
    some = cut(whole.only([7, 49_999]))
    assert len(some.spans) == 2
    assert [entry.text for entry in read_feed(some.text, url=URL).entries] == ["Bridge 7 broke", "Bridge 49999 broke"]
    assert time.monotonic() - begun < 10


def test_it_is_read_in_a_process_of_its_own():
    found = apart.run("feed", rss("<item><title>It broke</title><pubDate>2026-03-02</pubDate></item>"), url=URL)
    assert Read.from_json(found).entries[0].published.isoformat() == "2026-03-02T00:00:00+00:00"


@given(st.text(alphabet="<>/!-[]&; \"'\n=ab", max_size=300) | st.text(max_size=200))
def test_no_letters_break_it(inside):
    text = f"<rss><channel><item><title>{inside}</title></item><item>{inside}</item></channel></rss>"
    pieces = cut(text)
    assert all(0 <= start < end <= len(text) for start, end in pieces.spans)
    assert pieces.only(range(len(pieces.spans))) == text
    with suppress(Refused):
        read_feed(document(text.encode("utf-8", "replace")), url=URL)
