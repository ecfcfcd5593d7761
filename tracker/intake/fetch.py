"""Gets one document off the open web, and nothing off any other network. What the document says is read elsewhere.

A name is resolved once, every address that it has must be on the open internet, the connection goes to that very address, and each
redirect starts again. No proxy is asked, no credential sent, nothing kept between two fetches.
"""

from __future__ import annotations

import io
import socket
import ssl
import threading
import time
import zlib
from collections.abc import Callable, Iterator
from contextlib import closing, suppress
from dataclasses import dataclass, field
from email.message import Message
from functools import lru_cache
from http.client import HTTPException, HTTPResponse
from ipaddress import ip_address
from typing import Any, TypeVar
from urllib.parse import quote, urljoin, urlsplit

import certifi
from django.conf import settings

from tracker.errors import Refused
from tracker.intake.addresses import Address, literal, not_open, plain_name

MAX_BYTES = 10_000_000
SECONDS = 20.0
CONNECT_SECONDS = 6.0
REDIRECTS = 5
PORTS = {"http": 80, "https": 443}
MOVED = frozenset([301, 302, 303, 307, 308])
MAY_PASS = frozenset([408, 425, 429, 500, 502, 503, 504])
PAGES = frozenset(["text/html", "application/xhtml+xml", "text/plain", "application/pdf", "message/rfc822", "application/octet-stream", ""])
FEEDS = frozenset(
    [
        *(f"application/{kind}" for kind in ("rss+xml", "atom+xml", "rdf+xml", "xml", "octet-stream")),
        "text/xml",
        "text/html",
        "text/plain",
        "",
    ]
)
CHUNK = 65_536

T = TypeVar("T")


class NotFetched(Refused):
    """What stood in the way. ``again``: it may pass by itself; ``wait`` seconds at least, if the other side named them."""

    def __init__(self, code: str, message: str, *, again: bool = False, status: int = 0, wait: int = 0) -> None:
        super().__init__(code, message, field="url")
        self.again = again
        self.status = status
        self.wait = wait


@dataclass(frozen=True, slots=True)
class Target:
    """An address taken apart: ``host`` in plain ASCII, ``path`` with its query, both fit to be sent."""

    scheme: str
    host: str
    port: int
    path: str

    @property
    def authority(self) -> str:
        host = f"[{self.host}]" if ":" in self.host else self.host
        return host if self.port == PORTS[self.scheme] else f"{host}:{self.port}"

    def __str__(self) -> str:
        return f"{self.scheme}://{self.authority}{self.path}"


@dataclass(frozen=True, slots=True)
class Fetched:
    """A document as it came: ``content`` is what is left after Content-Encoding, ``url`` where the last redirect led; 304 has no content."""

    url: str
    status: int
    content: bytes
    content_type: str = ""
    charset: str = ""
    etag: str = ""
    modified: str = ""
    redirects: tuple[str, ...] = ()
    moved_for_good: bool = False


@dataclass(frozen=True, slots=True)
class Deadline:
    """The end of the time that one fetch has, redirects and all."""

    end: float = field(default_factory=lambda: time.monotonic() + SECONDS)

    def left(self, most: float = SECONDS) -> float:
        """Seconds that are left, at most so many. Raises ``TimeoutError`` when there are none."""
        seconds = self.end - time.monotonic()
        if seconds <= 0:
            raise TimeoutError
        return min(seconds, most)


def fetch(url: str, *, accept: frozenset[str] = PAGES, etag: str = "", modified: str = "") -> Fetched:
    """The document at *url*, at most ``MAX_BYTES`` of one of the content types, within ``SECONDS``. Raises ``NotFetched``.

    With *etag* or *modified* of an earlier fetch the answer may be a 304 without content.
    """
    deadline, target, for_good = Deadline(), target_of(url), True
    passed: list[str] = []
    asked = {"If-None-Match": etag, "If-Modified-Since": modified}
    while True:
        try:
            with closing(connect(target, deadline)) as connection:
                answer = ask(connection, target, asked, deadline)
                if answer.status not in MOVED:
                    content, kind = taken(answer, accept, target)
                    return Fetched(
                        url=str(target),
                        status=answer.status,
                        content=content,
                        content_type=kind.get_content_type() if kind["Content-Type"] else "",
                        charset=str(kind.get_param("charset", "") or "")[:40],
                        etag=line(answer, "ETag"),
                        modified=line(answer, "Last-Modified"),
                        redirects=tuple(passed),
                        moved_for_good=bool(passed) and for_good,
                    )
        except TimeoutError:
            raise NotFetched(
                "timeout", f"{target.host} did not send the whole document within {SECONDS:.0f} seconds. Try again later.", again=True
            ) from None
        except ssl.SSLCertVerificationError as error:
            raise NotFetched(
                "bad_certificate", f"{target.host} does not show a certificate for its name: {error.verify_message}."
            ) from None
        except (OSError, HTTPException, EOFError) as error:
            what = getattr(error, "strerror", "") or str(error) or type(error).__name__
            raise NotFetched("unreachable", f"{target.host} broke off or does not speak HTTP: {what[:200]}.", again=True) from None
        passed.append(str(target))
        if len(passed) > REDIRECTS:
            raise NotFetched("too_many_redirects", f"the address leads on more than {REDIRECTS} times, last to {shown(target)}.")
        for_good = for_good and answer.status in (301, 308)
        target = next_target(target, answer)


def target_of(url: str) -> Target:
    """*url* taken apart and checked as far as its letters go. Raises ``NotFetched`` with the reason."""
    if len(url) > 2000:
        raise NotFetched("too_long", f"the address has {len(url):,} characters; at most 2,000 are taken.")
    if any(char <= " " or char in '\\<>"' or char == "\x7f" for char in url.strip()):
        raise NotFetched("bad_url", f"{url[:120]!r} is not an address: it holds a blank or another character that no address has.")
    try:
        parts = urlsplit(url.strip())
        scheme = parts.scheme.lower()
        if scheme not in PORTS:
            raise NotFetched("bad_scheme", f"{url[:120]!r} does not begin with http:// or https://; nothing else is fetched.")
        port = parts.port
        host = plain_name(parts.hostname or "")
        literal(host)
    except (ValueError, UnicodeError) as error:
        raise NotFetched("bad_url", f"{url[:120]!r} is not an address: {error}.") from None
    if "@" in parts.netloc:
        raise NotFetched("has_credentials", "the address holds a user name or a password; leave it out.")
    port = PORTS[scheme] if port is None else port
    if port not in PORTS.values() and port not in settings.FETCH_TEST_PORTS:
        raise NotFetched("bad_port", f"port {port} is not fetched from; only 80 and 443 are.")
    path = quote(parts.path or "/", safe="/%:@!$&'()*+,;=~-._")
    query = "?" + quote(parts.query, safe="/%:@!$&'()*+,;=~-._?[]|^{}") if parts.query else ""
    return Target(scheme, host, port, path + query)


def addresses_of(host: str, port: int) -> list[str]:
    """What the machine's resolver answers for a name, in its order. Asked once for each step of a fetch."""
    return list(dict.fromkeys(str(found[4][0]) for found in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)))


def open_addresses(target: Target, deadline: Deadline) -> list[Address]:
    """The addresses of a target, each of them on the open internet. One that is not spoils them all."""
    own = literal(target.host)
    try:
        found = [own] if own else [ip_address(each) for each in within(deadline.left(), lambda: addresses_of(target.host, target.port))]
    except (OSError, UnicodeError) as error:
        if isinstance(error, TimeoutError):
            raise
        raise NotFetched("unknown_host", f"no machine is called {target.host}: check the spelling.", again=True) from None
    for address in found:
        if (why := not_open(address)) and not (address.is_loopback and target.port in settings.FETCH_TEST_PORTS):
            raise NotFetched("forbidden_address", f"{target.host} is {why}, not the open internet; nothing is fetched from there.")
    if not found:
        raise NotFetched("unknown_host", f"no machine is called {target.host}: check the spelling.", again=True)
    return found


def within(seconds: float, call: Callable[[], T]) -> T:
    """What *call* answers, or ``TimeoutError``: the resolver of the machine knows no time limit of its own."""
    came: list[T] = []
    failed: list[BaseException] = []

    def run() -> None:
        try:
            came.append(call())
        except BaseException as error:
            failed.append(error)

    thread = threading.Thread(target=run, name="resolver", daemon=True)
    thread.start()
    thread.join(seconds)
    if failed:
        raise failed[0]
    if not came:
        raise TimeoutError
    return came[0]


def connect(target: Target, deadline: Deadline) -> socket.socket:
    """A connection to the first address that answers, under TLS for https. Raises ``OSError`` of the last one."""
    last: OSError = ConnectionError("no address answered")
    for address in open_addresses(target, deadline):
        try:
            plain = socket.create_connection((str(address), target.port), timeout=deadline.left(CONNECT_SECONDS))
        except OSError as error:
            deadline.left()
            last = error
            continue
        if ip_address(plain.getpeername()[0]) != address:
            plain.close()
            raise NotFetched("forbidden_address", f"{target.host} was reached at another address than the one it was asked at.")
        if target.scheme == "http":
            return plain
        plain.settimeout(deadline.left())
        try:
            return trust().wrap_socket(plain, server_hostname=target.host)
        except BaseException:
            plain.close()
            raise
    if isinstance(last, TimeoutError):
        raise ConnectionError("it does not answer")
    raise last


@lru_cache(maxsize=1)
def trust() -> ssl.SSLContext:
    """Certificates that are believed: the machine's own list, and the common one beside it."""
    context = ssl.create_default_context()
    context.load_verify_locations(certifi.where())
    return context


class Timed(io.RawIOBase):
    """What comes through a connection, each piece within what is left of the time; so that a byte now and then does not hold us."""

    def __init__(self, connection: socket.socket, deadline: Deadline) -> None:
        self._connection, self._deadline = connection, deadline

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        self._connection.settimeout(self._deadline.left())
        return self._connection.recv_into(buffer)

    def makefile(self, *args: Any) -> io.BufferedReader:
        return io.BufferedReader(self, CHUNK)


def ask(connection: socket.socket, target: Target, asked: dict[str, str], deadline: Deadline) -> HTTPResponse:
    """Send one GET and read the answer's head."""
    headers = {
        "Host": target.authority,
        "User-Agent": settings.FETCH_USER_AGENT,
        "Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,application/pdf;q=0.9,*/*;q=0.5",
        "Accept-Encoding": "gzip, deflate",
        "Connection": "close",
        **{name: value for name, value in asked.items() if value and value.isprintable()},
    }
    head = [f"GET {target.path} HTTP/1.1", *(f"{name}: {value}" for name, value in headers.items()), "", ""]
    connection.settimeout(deadline.left())
    connection.sendall("\r\n".join(head).encode("latin-1", "replace"))
    answer = HTTPResponse(Timed(connection, deadline), method="GET")  # type: ignore[arg-type]
    answer.begin()
    return answer


def line(answer: HTTPResponse, name: str) -> str:
    """A header that may be sent back later; longer ones are no validators of anybody's."""
    value = answer.headers.get(name, "").strip()
    return value if value.isprintable() and len(value) <= 300 else ""


def next_target(target: Target, answer: HTTPResponse) -> Target:
    """Where an answer leads on to, checked like the first address."""
    place = answer.headers.get("Location", "").strip()
    if not place:
        raise NotFetched("bad_redirect", f"{target.host} says that the document has moved, but not where.")
    with suppress(UnicodeError):
        place = place.encode("latin-1").decode("utf-8")
    try:
        joined = urljoin(str(target), place.split("#", 1)[0])
    except ValueError:
        raise NotFetched("bad_redirect", f"{target.host} leads on to {place[:120]!r}, which is not an address.") from None
    return target_of(joined)


def shown(target: Target) -> str:
    return str(target)[:200]


def taken(answer: HTTPResponse, accept: frozenset[str], target: Target) -> tuple[bytes, Message]:
    """The body of an answer that is one of the kinds we read. Raises ``NotFetched`` before it is read where that can be known."""
    kind = Message()
    if named := answer.headers.get("Content-Type", "").strip():
        kind["Content-Type"] = named
    if answer.status == 304:
        return b"", kind
    if answer.status != 200:
        wait = answer.headers.get("Retry-After", "").strip()
        raise NotFetched(
            "http_status",
            f"{target.host} answers {answer.status} {answer.reason[:60]}: {advice(answer.status)}",
            again=answer.status in MAY_PASS,
            status=answer.status,
            wait=int(wait) if wait.isascii() and wait.isdigit() and len(wait) < 8 else 0,
        )
    content_type = kind.get_content_type() if named else ""
    if content_type not in accept and not (content_type.endswith(("+xml", "/xml")) and "text/xml" in accept):
        raise NotFetched("unknown_kind", f"{shown(target)} is {content_type}; pages, plain texts, PDF and e-mail files are read.")
    declared = answer.headers.get("Content-Length", "")
    if declared.isascii() and declared.isdigit() and int(declared[:19]) > MAX_BYTES:
        raise too_large(f"{int(declared[:19]):,} bytes")
    encoding = answer.headers.get("Content-Encoding", "").strip().lower()
    return b"".join(decompressed(pieces(answer), encoding)), kind


def advice(status: int) -> str:
    if status in (401, 402, 403, 451):
        return "it does not show the page to programs. Open it yourself and paste the text."
    if status in (404, 410):
        return "the page is not there. Check the address."
    return "try again later." if status in MAY_PASS else "it sends no document."


def too_large(what: str) -> NotFetched:
    return NotFetched("too_large", f"the document has {what}; at most {MAX_BYTES:,} bytes are fetched.")


def pieces(answer: HTTPResponse) -> Iterator[bytes]:
    """The body as it comes; one that ends early raises ``HTTPException``."""
    while piece := answer.read(CHUNK):
        yield piece
    if answer.length:  # the other side promised more
        raise EOFError(f"{answer.length:,} bytes are missing at the end")


def decompressed(came: Iterator[bytes], encoding: str) -> Iterator[bytes]:
    """The pieces without their Content-Encoding, at most ``MAX_BYTES`` before and after. Only what was asked for is taken: gzip and deflate."""
    if encoding not in ("", "identity", "gzip", "x-gzip", "deflate"):
        raise NotFetched(
            "unknown_encoding", f"the document comes packed as {encoding[:40]!r}, which was not asked for and is not unpacked."
        )
    came = at_most(came, "")
    return came if encoding in ("", "identity") else at_most(unpacked(came), " once unpacked")


def at_most(pieces: Iterator[bytes], when: str) -> Iterator[bytes]:
    """The same pieces, until they are more than ``MAX_BYTES`` together."""
    total = 0
    for piece in pieces:
        total += len(piece)
        if total > MAX_BYTES:
            raise too_large(f"more than {MAX_BYTES:,} bytes{when}")
        yield piece


def unpacked(packed: Iterator[bytes]) -> Iterator[bytes]:
    """What gzip (several members in a row too), zlib, or the bare deflate that some servers send holds; a chunk at a time in memory."""
    stream: Any = None
    started = False
    for piece in packed:
        while piece:
            if stream is None:
                if started and not piece.strip(b"\x00"):
                    break  # padding after the last member
                bare = not piece.startswith(b"\x1f\x8b") and piece[0] & 0x0F != 8
                stream, started = zlib.decompressobj(-zlib.MAX_WBITS if bare else zlib.MAX_WBITS | 32), True
            try:
                yield stream.decompress(piece, CHUNK)
            except zlib.error as error:
                raise EOFError(f"the packed document is damaged: {error}") from None
            piece = stream.unconsumed_tail
            if stream.eof:
                piece, stream = stream.unused_data, None
    if stream is not None:
        while rest := stream.decompress(b"", CHUNK):  # what the last chunk had no room for
            yield rest
        if not stream.eof:
            raise EOFError("the packed document ends in the middle")
