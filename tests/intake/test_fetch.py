"""Getting one document: what is let in, what is refused, how much and how long. Real sockets on this machine; a canary listens for what must not come."""

from __future__ import annotations

import gzip
import itertools
import os
import socket
import subprocess
import sys
import time
import zlib
from io import StringIO

import pytest
from django.core.management import call_command
from django.core.management.base import SystemCheckError

from tests.web import answer, leads_to
from tracker.intake import fetch as fetching
from tracker.intake.fetch import FEEDS, MAX_BYTES, NotFetched, fetch


def refusal(url, **options):
    with pytest.raises(NotFetched) as refused:
        fetch(url, **options)
    assert refused.value.field == "url"
    return refused.value


# ---- what may be asked for at all


@pytest.mark.parametrize(
    ("url", "code"),
    [
        ("ftp://news.example/a", "bad_scheme"),
        ("file:///etc/passwd", "bad_scheme"),
        ("gopher://127.0.0.1:{port}/_x", "bad_scheme"),
        ("data:text/html,hello", "bad_scheme"),
        ("javascript:alert(1)", "bad_scheme"),
        ("//news.example/a", "bad_scheme"),
        ("news.example/a", "bad_scheme"),
        ("", "bad_scheme"),
        ("http://", "bad_url"),
        ("http:///a", "bad_url"),
        ("http://[::1", "bad_url"),
        ("http://news.example:99999/", "bad_url"),
        ("http://news.example/" + "a" * 2000, "too_long"),
        ("http://news.example/a b", "bad_url"),
        ("http://news.example/a\r\nHost: 127.0.0.1", "bad_url"),
        ("http://news.example\\@127.0.0.1/", "bad_url"),
        ("http://user@news.example/", "has_credentials"),
        ("http://user:pass@127.0.0.1:{port}/", "has_credentials"),
        ("http://news.example:80@127.0.0.1:{port}/", "has_credentials"),
        ("http://@127.0.0.1/", "has_credentials"),
        ("http://127.0.0.1:{port}/", "bad_port"),
        ("http://localhost:{port}/", "bad_port"),
        ("http://news.example:22/", "bad_port"),
        ("https://news.example:8443/", "bad_port"),
        ("http://news.example:0/", "bad_port"),
        ("http://127.0.0.1/", "forbidden_address"),
        ("http://127.0.0.1./", "forbidden_address"),
        ("https://127.0.0.1/", "forbidden_address"),
        ("http://[::1]/", "forbidden_address"),
        ("http://[::ffff:127.0.0.1]/", "forbidden_address"),
        ("http://[64:ff9b::7f00:1]/", "forbidden_address"),
        ("http://[::]/", "forbidden_address"),
        ("http://0.0.0.0/", "forbidden_address"),
        ("http://169.254.169.254/latest/meta-data/", "forbidden_address"),
        ("http://168.63.129.16/", "forbidden_address"),
        ("http://192.0.0.192/", "forbidden_address"),
        ("http://100.100.100.200/", "forbidden_address"),
        ("http://[fe80::1%25lo]/", "bad_url"),
        ("http://[fe80::1%lo]/", "bad_url"),
        ("http://2130706433/", "bad_url"),
        ("http://0x7f000001/", "bad_url"),
        ("http://0177.0.0.1/", "bad_url"),
        ("http://127.1/", "bad_url"),
        ("http://１２７.０.０.１/", "forbidden_address"),
        ("http://①②⑦.⓪.⓪.①/", "forbidden_address"),
        ("http://localhost/", "forbidden_address"),
        ("http://LOCALHOST./", "forbidden_address"),
        ("http://inside.example/", "forbidden_address"),
        ("http://mixed.example/", "forbidden_address"),
        ("http://empty.example/", "unknown_host"),
        ("http://nowhere.example/", "unknown_host"),
        ("http://xn--/", "bad_url"),
    ],
)
def test_nothing_but_the_open_web_is_asked(names, canary, url, code):
    names |= {"inside.example": ["10.1.2.3"], "mixed.example": ["93.184.216.34", "127.0.0.1"], "empty.example": []}
    assert refusal(url.format(port=canary.port)).code == code


def test_a_name_that_means_this_machine_is_refused_however_it_is_written(names, canary, settings):
    names["bücher.example"] = names["xn--bcher-kva.example"] = ["127.0.0.1"]
    settings.FETCH_TEST_PORTS = ()
    for host in ("bücher.example", "BÜCHER.example.", "xn--bcher-kva.example"):
        assert refusal(f"http://{host}/").code == "forbidden_address"


@pytest.mark.parametrize(
    ("place", "code"),
    [
        ("http://127.0.0.1:{port}/", "bad_port"),
        ("http://127.0.0.1/", "forbidden_address"),
        ("//127.0.0.1/", "forbidden_address"),
        ("http://[::ffff:7f00:1]/", "forbidden_address"),
        ("http://10.0.0.1/", "forbidden_address"),
        ("http://169.254.169.254/latest", "forbidden_address"),
        ("http://inside.example/", "forbidden_address"),
        ("file:///etc/passwd", "bad_scheme"),
        ("gopher://127.0.0.1:{port}/", "bad_scheme"),
        ("http://root@127.0.0.1:{port}/", "has_credentials"),
        ("http://2130706433/", "bad_url"),
        ("http://[::1", "bad_redirect"),
        ("", "bad_redirect"),
    ],
)
@pytest.mark.parametrize("status", ["301 Moved", "302 Found", "303 See Other", "307 Temporary", "308 Permanent"])
def test_a_redirect_is_checked_like_the_first_address(names, site, canary, place, code, status):
    names["inside.example"] = ["192.168.0.10"]
    site.pages["/"] = leads_to(place.format(port=canary.port), status)
    assert refusal(site.url()).code == code


def test_a_name_is_resolved_once_a_step_and_the_connection_goes_to_that_address(names, site, canary):
    names["turning.example"] = [["127.0.0.1"], ["10.0.0.1"], ["10.0.0.1"]]
    site.pages |= {"/": answer("first"), "/on": leads_to("/")}
    assert fetch(site.url(host="turning.example")).content == b"first"
    assert names["turning.example"] == [["10.0.0.1"], ["10.0.0.1"]]  # asked once, although it has other answers by now


def test_a_name_that_turns_between_two_redirects_is_refused(names, site):
    names["turning.example"] = [["127.0.0.1"], ["10.0.0.1"]]
    site.pages["/"] = leads_to(site.url("/second", host="turning.example"))
    assert refusal(site.url(host="turning.example")).code == "forbidden_address"
    assert [one.path for one in site.asked] == ["/"]


def test_a_connection_that_ends_elsewhere_than_it_was_sent_is_given_up(names, site, canary, monkeypatch):
    connect = socket.create_connection
    monkeypatch.setattr(fetching.socket, "create_connection", lambda address, timeout: connect(("127.0.0.1", site.port), timeout))
    names["far.example"] = ["93.184.216.34"]
    assert refusal(f"http://far.example:{site.port}/").code == "forbidden_address"
    assert site.asked == []


def test_no_proxy_is_asked(names, site, canary, monkeypatch):
    for name in ("http_proxy", "https_proxy", "all_proxy", "HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY"):
        monkeypatch.setenv(name, f"http://127.0.0.1:{canary.port}")
    site.pages["/"] = answer("straight")
    assert fetch(site.url()).content == b"straight"


# ---- the tests' switch


def test_the_switch_opens_one_port_of_this_machine_and_no_other_network(names, site, canary):
    names["inside.example"] = ["10.0.0.1"]
    assert refusal(site.url().replace(str(site.port), str(canary.port))).code == "bad_port"
    assert refusal(site.url(host="inside.example")).code == "forbidden_address"
    assert refusal("http://127.0.0.1/").code == "forbidden_address"


def test_the_switch_cannot_be_on_where_a_desk_runs(tmp_path):
    environment = {**os.environ, "FETCH_TEST_PORTS": "8123", "DEBUG": "0", "READ_DOT_ENV": "0", "VAR_DIR": str(tmp_path)}
    done = subprocess.run([sys.executable, "-c", "import tracker.settings"], env=environment, capture_output=True, text=True, check=False)
    assert done.returncode != 0
    assert "FETCH_TEST_PORTS" in done.stderr


def test_the_check_before_a_deployment_complains_of_the_switch(settings):
    settings.FETCH_TEST_PORTS = (8123,)
    with pytest.raises(SystemCheckError, match=r"tracker\.E001.*"):
        call_command("check", deploy=True, tags=["security"], stderr=StringIO())


# ---- a good answer


def test_a_page_comes_with_its_kind_its_charset_and_its_validators(site):
    site.pages["/a?b=1"] = answer(
        b"\xe9t\xe9", kind="text/html; charset=ISO-8859-1", etag='"v1"', last_modified="Tue, 03 Mar 2026 10:00:00 GMT"
    )
    got = fetch(site.url("/a?b=1"))
    assert (got.status, got.content, got.content_type, got.charset) == (200, b"\xe9t\xe9", "text/html", "ISO-8859-1")
    assert (got.etag, got.modified, got.url) == ('"v1"', "Tue, 03 Mar 2026 10:00:00 GMT", site.url("/a?b=1"))


def test_the_request_says_who_asks_and_nothing_of_whom(site, settings):
    settings.FETCH_USER_AGENT = "DeskBot/1"
    site.pages["/"] = answer("x")
    fetch(site.url())
    headers = site.asked[0].headers
    assert headers["host"] == f"127.0.0.1:{site.port}"
    assert headers["user-agent"] == "DeskBot/1"
    assert set(headers) == {"host", "user-agent", "accept", "accept-encoding", "connection"}


def test_an_unchanged_document_is_not_sent_again(site):
    site.pages["/"] = lambda asked: (
        answer(status="304 Not Modified", content_length=None, kind=None) if asked.headers.get("if-none-match") == '"v1"' else answer("x")
    )
    got = fetch(site.url(), etag='"v1"', modified="Tue, 03 Mar 2026 10:00:00 GMT")
    assert (got.status, got.content) == (304, b"")
    assert site.asked[0].headers["if-modified-since"] == "Tue, 03 Mar 2026 10:00:00 GMT"


def test_a_validator_cannot_carry_another_header(site):
    site.pages["/"] = answer("x", kind="text/html")
    fetch(site.url(), etag='"v1"\r\nX-Evil: 1')
    assert not {"if-none-match", "x-evil"} & set(site.asked[0].headers)


@pytest.mark.parametrize("status", ["301 Moved", "302 Found", "303 See Other", "307 Temporary", "308 Permanent"])
def test_redirects_are_followed_and_named(site, status):
    site.pages |= {"/a": leads_to("/ä?x=ü#part", status), "/%C3%A4?x=%C3%BC": answer("here")}
    got = fetch(site.url("/a"))
    assert (got.content, got.url, got.redirects) == (b"here", site.url("/%C3%A4?x=%C3%BC"), (site.url("/a"),))
    assert got.moved_for_good is (status[:3] in ("301", "308"))


def test_five_redirects_are_followed_and_a_sixth_is_not(site):
    site.pages |= {f"/{n}": leads_to(f"/{n + 1}") for n in range(6)} | {"/5": answer("five"), "/6": answer("six")}
    assert fetch(site.url("/0")).content == b"five"
    site.pages["/5"] = leads_to("/6")
    assert refusal(site.url("/0")).code == "too_many_redirects"


def test_a_redirect_in_a_circle_ends(site):
    site.pages["/"] = leads_to("/")
    assert refusal(site.url()).code == "too_many_redirects"
    assert len(site.asked) == 6


# ---- how much


def packed(body, encoding):
    bare = zlib.compressobj(wbits=-15)
    return {"gzip": gzip.compress(body), "deflate": zlib.compress(body), "bare": bare.compress(body) + bare.flush()}[encoding]


@pytest.mark.parametrize("encoding", ["gzip", "deflate", "bare"])
def test_packed_answers_are_unpacked(site, encoding):
    body = b"The dam at Lorn may have been mined. " * 5000 + os.urandom(50_000)
    site.pages["/"] = answer(packed(body, encoding), content_encoding="deflate" if encoding == "bare" else encoding)
    assert fetch(site.url()).content == body


def test_several_members_and_padding_are_one_document(site):
    site.pages["/"] = answer(gzip.compress(b"one ") + gzip.compress(b"two") + b"\x00" * 512, content_encoding="gzip")
    assert fetch(site.url()).content == b"one two"


@pytest.mark.parametrize("encoding", ["gzip", "deflate", "bare"])
def test_a_bomb_is_given_up_when_it_passes_the_limit(site, encoding):
    bomb = packed(bytes(MAX_BYTES * 4), encoding)
    assert len(bomb) < 60_000
    site.pages["/"] = answer(bomb, content_encoding="deflate" if encoding == "bare" else encoding)
    refused = refusal(site.url())
    assert (refused.code, "10,000,000" in str(refused)) == ("too_large", True)


def test_exactly_the_limit_is_taken_and_one_byte_more_is_not(site):
    site.pages |= {
        "/fits": answer(b"x" * MAX_BYTES),
        "/over": answer(b"x" * (MAX_BYTES + 1)),
        "/packed": answer(gzip.compress(b"x" * (MAX_BYTES + 1)), content_encoding="gzip"),
    }
    assert len(fetch(site.url("/fits")).content) == MAX_BYTES
    assert refusal(site.url("/over")).code == refusal(site.url("/packed")).code == "too_large"


def test_a_document_without_an_end_is_given_up_at_the_limit(site):
    head = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n"
    site.pages["/"] = lambda asked: itertools.chain([head], itertools.repeat(b"x" * 65_536))
    assert refusal(site.url()).code == "too_large"
    site.pages["/chunked"] = lambda asked: itertools.chain(
        [head[:-2] + b"Transfer-Encoding: chunked\r\n\r\n"], itertools.repeat(b"10000\r\n" + b"x" * 65_536 + b"\r\n")
    )
    assert refusal(site.url("/chunked")).code == "too_large"


@pytest.mark.parametrize("encoding", ["br", "zstd", "compress", "gzip, gzip", "x" * 500])
def test_a_packing_that_was_not_asked_for_is_not_unpacked(site, encoding):
    site.pages["/"] = answer(b"\x1b\xff\xff\x07", content_encoding=encoding)
    assert refusal(site.url()).code == "unknown_encoding"


@pytest.mark.parametrize(
    "sent",
    [
        answer(gzip.compress(b"x" * 1000)[:-12], content_encoding="gzip"),
        answer(b"\x1f\x8b" + b"\x00" * 60, content_encoding="gzip"),
        answer(b"short", content_length=500),
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\nhello",
        b"",
        b"SSH-2.0-OpenSSH_9.2\r\n",
        b"HTTP/1.1 abc\r\n\r\n",
        b"HTTP/1.1 200 OK\r\n" + b"".join(b"X-%d: y\r\n" % n for n in range(200)) + b"\r\n",
        b"HTTP/1.1 200 OK\r\nX: " + b"y" * 100_000 + b"\r\n\r\n",
    ],
    ids=["cut gzip", "broken gzip", "cut", "cut chunk", "no chunk", "nothing", "ssh", "no status", "many headers", "long header"],
)
def test_what_is_broken_is_said_to_be_and_may_be_tried_again(site, sent):
    site.pages["/"] = sent
    refused = refusal(site.url())
    assert (refused.code, refused.again) == ("unreachable", True)


# ---- how long


def slowly(*pieces, pause):
    for piece in pieces:
        yield piece
        time.sleep(pause)


@pytest.mark.parametrize("what", ["silence", "head", "body", "continue", "redirects"])
def test_a_server_that_drips_is_given_up_when_the_time_is_over(site, monkeypatch, what):
    monkeypatch.setattr(fetching, "SECONDS", 0.5)
    head = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n"
    drips = {
        "silence": lambda asked: slowly(b"", b"", pause=3),
        "head": lambda asked: slowly(head, *[b"X: y\r\n"] * 30, pause=0.1),
        "body": lambda asked: slowly(head + b"\r\n", *[b"x"] * 30, pause=0.1),
        "continue": lambda asked: slowly(*[b"HTTP/1.1 100 Continue\r\n\r\n"] * 30, pause=0.1),
        "redirects": lambda asked: slowly(b"", leads_to("/"), pause=0.2),
    }
    site.pages["/"] = drips[what]
    started = time.monotonic()
    refused = refusal(site.url())
    assert (refused.code, refused.again) == ("timeout", True)
    assert time.monotonic() - started < 2


def test_a_resolver_that_does_not_answer_is_given_up_too(monkeypatch):
    monkeypatch.setattr(fetching, "SECONDS", 0.3)
    monkeypatch.setattr(fetching, "addresses_of", lambda host, port: time.sleep(3))
    assert refusal("http://slow.example/").code == "timeout"


def test_a_port_where_nobody_listens_is_said_so(site, settings):
    site.close()
    assert refusal(site.url()).code == "unreachable"


# ---- what kind, which status


@pytest.mark.parametrize("kind", ["image/png", "video/mp4", "application/zip", "application/json", "text/css", "application/x-msdownload"])
def test_what_is_no_document_is_not_read(site, kind):
    site.pages["/"] = answer(b"x" * 100, kind=kind)
    assert refusal(site.url()).code == "unknown_kind"


@pytest.mark.parametrize(
    "kind", ["application/rss+xml", "application/atom+xml; charset=utf-8", "text/xml", "application/foo+xml", "text/html", None]
)
def test_feeds_come_as_many_kinds(site, kind):
    site.pages["/"] = answer(b"<rss/>", kind=kind)
    assert fetch(site.url(), accept=FEEDS).content == b"<rss/>"


@pytest.mark.parametrize(
    ("status", "again", "says"),
    [
        ("404 Not Found", False, "Check the address"),
        ("410 Gone", False, "Check"),
        ("403 Forbidden", False, "paste the text"),
        ("401 No", False, "paste"),
        ("500 Oops", True, "later"),
        ("503 Busy", True, "later"),
        ("429 Slow", True, "later"),
        ("204 Nothing", False, "no document"),
        ("206 Part", False, "no document"),
    ],
)
def test_a_status_that_is_no_answer_says_what_to_do(site, status, again, says):
    site.pages["/"] = answer("", status=status, retry_after="120")
    refused = refusal(site.url())
    assert (refused.code, refused.status, refused.again, refused.wait) == ("http_status", int(status[:3]), again, 120)
    assert says in str(refused)


# ---- TLS


@pytest.fixture
def authority(monkeypatch):
    trustme = pytest.importorskip("trustme")
    made = trustme.CA()
    context = fetching.ssl.create_default_context()
    made.configure_trust(context)
    monkeypatch.setattr(fetching, "trust", lambda: context)
    return made


def secured(site, authority, name):
    context = fetching.ssl.SSLContext(fetching.ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert(name).configure_cert(context)
    site.context = context
    return site


def test_a_certificate_for_the_name_is_believed_though_the_address_was_pinned(names, site, authority):
    names["news.example"] = ["127.0.0.1"]
    secured(site, authority, "news.example").pages["/"] = answer("safe")
    assert fetch(site.url(host="news.example")).content == b"safe"


def test_a_certificate_for_another_name_is_not(names, site, authority):
    names["news.example"] = ["127.0.0.1"]
    secured(site, authority, "other.example").pages["/"] = answer("safe")
    assert refusal(site.url(host="news.example")).code == "bad_certificate"
    assert site.asked == []


def test_a_certificate_that_nobody_vouches_for_is_not_believed(names, site):
    trustme = pytest.importorskip("trustme")
    names["news.example"] = ["127.0.0.1"]
    secured(site, trustme.CA(), "news.example").pages["/"] = answer("safe")
    assert refusal(site.url(host="news.example")).code == "bad_certificate"


def test_plain_http_where_tls_was_asked_for_is_an_error(names, site):
    site.pages["/"] = answer("x")
    assert refusal(site.url().replace("http:", "https:")).code == "unreachable"
