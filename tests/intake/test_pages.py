"""Pages of many makes: the article and nothing around it, its headline, day, outlet and address. Each page stands in ``pages/``, written for these tests."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from tracker.errors import Refused
from tracker.intake.documents import Kind, base_name, kind_of
from tracker.intake.markup import one_line, plain
from tracker.intake.pages import address_of, read_page

PAGES = Path(__file__).parent / "pages"


def page(name, url="https://m.harbour.example/x"):
    return read_page((PAGES / f"{name}.html").read_bytes(), url=url)


# page: headline, outlet, moment, how it begins, how it ends, how many paragraphs, and what must not be in it
MAKES = {
    "news_cms": (
        "Ferry may have struck a mine off Lorn", "Harbour Post", datetime(2026, 3, 2, 17, 30),
        "A passenger ferry may have struck a mine off Lorn on Sunday night, a coast guard spokesman said.",
        "because divers are still looking for the wreck.", 6,
        ["cookies", "Subscribe", "Advertisement", "Storm batters", "First Tide", "Trawler", "sabotage", "seadog77", "always lies", "Quay Street"],
    ),
    "amp": (
        "Bridge at Orl reopens after inspection", "Metro Daily", datetime(2026, 2, 27, 6, 15),
        "The road bridge at Orl reopened on Friday morning", "The owner of the barge has not commented.", 3, ["privacy", "More from"],
    ),
    "blog": (
        "What the satellite pictures of the depot show", "Open Lens", datetime(2026, 2, 14, 9, 12, 44),
        "Pictures taken on 11 February show 31 railcars", "belong to a grain company.", 5,
        ["Share this", "clearly empty", "How to read a shadow", "Archives", "Posted in", "Ships that vanish"],
    ),
    "press_release": (
        "Statement on the evacuation of Selby", "Ministry of Civil Protection", datetime(2026, 3, 1),
        "The Ministry of Civil Protection has ordered the evacuation", "The dyke was last inspected in November 2025.", 6,
        ["official website", "Departments", "useful", "Licence"],
    ),
    "live_blog": (
        "Earthquake in Varna province: live updates", "The Eastern Ledger", datetime(2026, 1, 20, 7, 40),
        "18:20\n\nToll rises to 112\n\nAt least 112 people have died", "Buildings are reported to have collapsed.", 9, ["Share", "Tower Street"],
    ),
    "table_heavy": (
        "Flood damage by district, as of 24 February", "Regional Statistics Office", datetime(2026, 2, 24),
        "The office has counted 1,204 damaged houses", "The next figures will be published on 27 February.", 4, ["Start", "Tables"],
    ),
    "old_tables": (
        "Volna Online: Freighter sank off Vladivostok", "m.harbour.example", datetime(2026, 2, 12),
        "Freighter sank off Vladivostok", "Divers are expected to reach the wreck next week.", 5, ["Sea and ships", "visitor no"],
    ),
    "broken": (
        "Power returns to Marrow", "Lorn Wire", datetime(2026, 2, 25, 3, 50),
        "Electricity was restored to most of Marrow early on Wednesday", "they knew of no evidence for it.", 4, ["Lorn Wire 2026"],
    ),
    "graph_only": (
        "Minister’s aide met arms dealer, documents suggest", "Norvik Wire", datetime(2026, 2, 20, 4, 50),
        "An aide to the defence minister met an arms dealer", "it had opened an inquiry.", 3, [],
    ),
    "german_meta": (
        "Fähre lief vor Lorn vermutlich auf eine Mine", "Küstenbote", datetime(2026, 3, 2, 21, 10),
        "Montag, 2. März 2026", "Die Meerenge bleibt bis Dienstag gesperrt.", 4, ["Startseite", "Impressum"],
    ),
    "quotes_and_breaks": (
        "“Nobody warned us”: survivors speak", "m.harbour.example", datetime(2026, 2, 11, 7),
        "Three survivors of the fire in the Selby ferry have told the Coast Gazette what they saw.\nAll of them say", "the safety board said.", 4, [],
    ),
}  # fmt: skip


@pytest.mark.parametrize("make", MAKES)
def test_a_page_of_any_make_gives_its_article_and_what_it_says_of_itself(make):
    title, publisher, published, begins, ends, count, without = MAKES[make]
    got = page(make)
    assert (got.title, got.publisher, got.published) == (title, publisher, published.replace(tzinfo=UTC))
    assert got.text.startswith(begins)
    assert got.text.endswith(ends)
    assert len(got.text.split("\n\n")) == count
    assert [word for word in without if word in got.text] == []


def test_every_page_is_in_the_table():
    assert {path.stem for path in PAGES.glob("*.html")} == {*MAKES, "script_only"}


def test_what_else_a_page_says_is_kept():
    assert page("news_cms").metadata == {
        "modified": "2026-03-02T20:05:00+00:00",
        "authors": ["Ann Lee", "Piet Orlov"],
        "language_declared": "en-GB",
    }
    assert page("old_tables").metadata["published_from"] == "the words or the address of the page"
    assert page("german_meta").metadata["language_declared"] == "de-AT"


def test_lists_and_tables_stay_lines():
    assert "\n\n- The cars stand apart from each other, as they do when explosives are loaded.\n- The earth walls" in page("blog").text
    assert "\nDistrict | Houses | Displaced | Change since 22 February\nMarrow | 512 | 1,840 | +120\n" in page("table_heavy").text


def test_a_page_that_only_a_browser_can_show_says_what_to_do():
    with pytest.raises(Refused, match="paste the text") as refused:
        page("script_only")
    assert refused.value.code == "no_article"


# ---- the address


@pytest.mark.parametrize(
    ("canonical", "fetched", "taken"),
    [
        (
            "https://www.harbour.example/news/ferry?utm_source=x",
            "https://amp.harbour.example/ferry",
            "https://www.harbour.example/news/ferry",
        ),
        ("/news/ferry", "https://harbour.example/ferry?id=3", "https://harbour.example/news/ferry"),
        ("https://news.harbour.example/a", "https://harbour.example/b", "https://news.harbour.example/a"),
        ("https://metrodaily.example/their-story", "https://evil.example/a", "https://evil.example/a"),
        ("https://notharbour.example/a", "https://harbour.example/b", "https://harbour.example/b"),
        ("https://harbour.example/", "https://harbour.example/news/ferry", "https://harbour.example/news/ferry"),
        ("", "https://harbour.example/b", "https://harbour.example/b"),
        ("javascript:alert(1)", "https://harbour.example/b", "https://harbour.example/b"),
        ("http://[::1", "https://harbour.example/b", "https://harbour.example/b"),
    ],
)
def test_a_page_is_believed_about_its_own_address_and_no_other_site(canonical, fetched, taken):
    assert address_of(canonical, fetched) == taken


def test_a_saved_page_is_believed_about_where_it_came_from():
    raw = (PAGES / "news_cms.html").read_bytes()
    assert read_page(raw, saved=True).url == "https://www.harbour.example/world/ferry-lorn-mine"


# ---- letters


BODY = "<p>The café owner’s wife, Zoë, said on Sunday that the dam may have broken in the night.</p>"


@pytest.mark.parametrize(
    ("raw", "charset", "marks"),
    [
        (f"<html><head><meta charset=utf-8></head><body>{BODY}".encode(), "", {}),
        (f"<html><body>{BODY}".encode(), "", {}),
        (b"\xef\xbb\xbf" + f"<html><body>{BODY}".encode(), "iso-8859-1", {"charset_declared": "iso-8859-1"}),
        (f"<html><body>{BODY}".encode("utf-16"), "utf-8", {"charset_declared": "utf-8"}),
        (f"<html><body>{BODY}".encode(), "windows-1252", {"charset_declared": "windows-1252"}),
        (
            f"<html><head><meta http-equiv=Content-Type content='text/html; charset=windows-1252'></head><body>{BODY}".encode("cp1252"),
            "",
            {},
        ),
        (f"<html><body>{BODY}".encode("cp1252"), "iso-8859-1", {}),
        (f"<html><body>{BODY}".encode("cp1252"), "utf-8", {"charset_guessed": "cp1252"}),
        (f"<html><body>{BODY}".encode("cp1252"), "", {"charset_guessed": "cp1252"}),
        (f"<html><body>{BODY}".encode("cp1252"), "no-such-charset", {"charset_guessed": "cp1252"}),
        (
            f'<?xml version="1.0" encoding="windows-1252"?><html xmlns="http://www.w3.org/1999/xhtml"><body>{BODY}</body></html>'.encode(
                "cp1252"
            ),
            "",
            {},
        ),
    ],
)
def test_letters_come_out_right_whatever_was_declared(raw, charset, marks):
    got = read_page(raw, charset=charset)
    assert got.text == "The café owner’s wife, Zoë, said on Sunday that the dam may have broken in the night."
    assert {name: value for name, value in got.metadata.items() if name.startswith("charset")} == marks


@pytest.mark.parametrize(
    "raw",
    [b"", b"   ", b"\x00\x00\x00", "<html><body>\u200b\u200d</body></html>".encode(), b"<html>", b"<" * 5000, b"<p>" * 5000, b"]]>" * 900],
)
def test_a_page_without_words_is_refused(raw):
    with pytest.raises(Refused) as refused:
        read_page(raw)
    assert refused.value.code in ("empty", "no_article")


def test_nul_and_lone_surrogates_do_not_stay():
    got = read_page(b"<html><body><p>The dam\x00 at Lorn &#0;may have &#xD800;broken in the night, officials said.</p></body></html>")
    assert "\x00" not in got.text
    assert not any("\ud800" <= char <= "\udfff" for char in got.text)
    assert got.text.startswith("The dam at Lorn")


# ---- days


@pytest.mark.parametrize(
    ("head", "body", "day"),
    [
        ('<meta property="article:published_time" content="2031-01-01T00:00:00Z">', "", "2031-01-01"),  # the future is stored, and marked by the record
        ('<meta name="date" content="32/13/2026"><meta name="dc.date" content="2026-03-01">', "", "2026-03-01"),
        ('<meta name="date" content="1970-01-01T00:00:00Z">', "", None),
        ('<meta name="date" content="Mon, 02 Mar 2026 18:30:00 GMT">', "", "2026-03-02"),
        ('<meta itemprop="datePublished" content="20260302">', "", "2026-03-02"),
        ("", "<time class='published' datetime='2026-03-02 10:00'>yesterday</time>", "2026-03-02"),
        ("", "<p>Posted on March 2nd, 2026 by Ann</p>", "2026-03-02"),
        ("", "<dl><dt>Published</dt><dd>2 March 2026</dd></dl>", "2026-03-02"),
        ("", "<p>LORN, 2 March 2026 (Lorn Wire) – The plan is off.</p>", "2026-03-02"),
        ("", "<p>The old dam was bombed on 17 May 1943, and the plan of 5 May 2025 to rebuild it has been dropped.</p>", None),
        ("", "<p>The vote on 12 October 2025 may be repeated.</p><footer>© 2024 Harbour Post</footer>", None),
    ],
)  # fmt: skip
def test_the_day_is_the_pages_own_or_none(head, body, day):
    got = read_page(
        f"<html><head>{head}</head><body><article>{body}{BODY}</article></body></html>".encode(), url="https://harbour.example/x"
    )
    assert (got.published and got.published.date().isoformat()) == day


# ---- kinds and names


@pytest.mark.parametrize(
    ("raw", "hints", "kind"),
    [
        (b"%PDF-1.7\n...", {"name": "page.html", "content_type": "text/html"}, Kind.PDF),
        (b"The dam broke.", {}, Kind.TEXT),
        (b"Title: x\nPublisher: y\n\nThe dam broke.", {"name": "a.txt"}, Kind.TEXT),
        ("Zoë <zoe@x.example> said < 5".encode(), {}, Kind.TEXT),
        (b"  <!DOCTYPE html><html>", {}, Kind.HTML),
        (b"<p>The dam broke.</p>", {}, Kind.HTML),
        (b"The dam broke.", {"name": "a.HTM"}, Kind.HTML),
        (b"The dam broke.", {"content_type": "text/html"}, Kind.HTML),
        (b"From: a@x.example\nDate: x\nSubject: y\n\nHello", {}, Kind.MAIL),
        (b"Return-Path: <a>\r\nReceived: from x\r\n by y\r\nFrom: a@x.example\r\n\r\nHello", {"name": "message"}, Kind.MAIL),
        (b"hello", {"name": "a.eml"}, Kind.MAIL),
        ("\ufeffThe dam".encode("utf-16"), {}, Kind.TEXT),
    ],
)
def test_a_kind_is_told_by_its_bytes_then_by_its_name(raw, hints, kind):
    assert kind_of(raw, **hints) is kind


@pytest.mark.parametrize(
    ("raw", "name", "code"),
    [
        (b"PK\x03\x04word", "report.docx", "unknown_kind"),
        (b"\xd0\xcf\x11\xe0....", "mail.msg", "unknown_kind"),
        (b"\x89PNG\r\n", "a.png", "unknown_kind"),
        (bytes(range(256)) * 8, "a.bin", "unknown_kind"),
        (b"not a pdf", "a.pdf", "unreadable"),
        (b"<?xml version='1.0'?><rss version='2.0'>", "feed.xml", "is_a_feed"),
        (b"<feed xmlns='http://www.w3.org/2005/Atom'>", "", "is_a_feed"),
    ],
)
def test_what_is_not_read_is_refused_with_the_way_out(raw, name, code):
    with pytest.raises(Refused) as refused:
        kind_of(raw, name=name)
    assert refused.value.code == code


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("../../etc/passwd", "passwd"),
        ("C:\\Users\\ann\\report.pdf", "report.pdf"),
        ('a"b\r\nX: 1.txt', "ab X 1.txt"),
        ("re\u202efdp.exe", "refdp.exe"),
        ("..", ""),
        ("a\x00b.txt", "ab.txt"),
        ("x" * 400 + ".pdf", "x" * 196 + ".pdf"),
    ],
)
def test_a_file_is_called_by_its_bare_name(name, shown):
    assert base_name(name) == shown


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("AT&amp;T &amp;amp; co", "AT&T & co"),
        ("&lt;b&gt;Dam&lt;/b&gt; broke", "Dam broke"),
        ("<em>Dam</em> <script>x</script>broke", "Dam xbroke"),
        ("5 < 6 & 7 > 3", "5 < 6 & 7 > 3"),
        ("Dam\n  broke", "Dam broke"),
    ],
)
def test_a_headline_loses_its_tags_however_often_escaped(html, text):
    assert one_line(html) == text


def test_pieces_of_html_become_paragraphs():
    assert plain(
        "<p>One <b>two</b><br>three</p><ul><li>a<li>b</ul><table><tr><td>x</td><td>y</td></tr></table><script>no</script>tail"
    ) == ("One two\nthree\n\na\n\nb\n\nx y\n\ntail")
    assert plain("no tags &amp; two\n\nparagraphs") == "no tags & two\n\nparagraphs"
    assert plain("<div>" * 3000 + "deep" + "</div>" * 3000) == "deep"
