"""A web on this machine for tests: servers whose answers a test writes, names that a test gives them, and a canary that must hear nothing."""

from __future__ import annotations

import socket
import ssl
import threading
from collections.abc import Callable, Iterable
from contextlib import closing, suppress
from dataclasses import dataclass, field
from typing import Any

Answer = bytes | Iterable[bytes] | Callable[["Asked"], "bytes | Iterable[bytes]"]


@dataclass
class Asked:
    """One request as it came."""

    line: str
    headers: dict[str, str]

    @property
    def path(self) -> str:
        return [*self.line.split(" "), ""][1]


def answer(body: bytes | str = b"", *, status: str = "200 OK", kind: str = "text/html; charset=utf-8", **headers: str) -> bytes:
    """A whole answer. Further headers by name, ``content_encoding="gzip"``; None leaves one out."""
    sent = body.encode() if isinstance(body, str) else body
    named = {"Content-Type": kind, "Content-Length": str(len(sent)), "Connection": "close"}
    named |= {name.replace("_", "-").title(): value for name, value in headers.items()}
    head = [f"HTTP/1.1 {status}", *(f"{name}: {value}" for name, value in named.items() if value is not None), "", ""]
    return "\r\n".join(head).encode("utf-8") + sent


def leads_to(place: str, status: str = "302 Found") -> bytes:
    return answer(status=status, location=place)


@dataclass
class Site:
    """A server on 127.0.0.1 that answers each path as ``pages`` says; ``asked`` is what it heard."""

    pages: dict[str, Any] = field(default_factory=dict)
    context: ssl.SSLContext | None = None
    asked: list[Asked] = field(default_factory=list)
    heard: int = 0

    def __post_init__(self) -> None:
        self._listening = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._listening.getsockname()[1]
        self._serving = threading.Thread(target=self._serve, daemon=True)
        self._serving.start()

    def url(self, path: str = "/", host: str = "127.0.0.1") -> str:
        return f"{'https' if self.context else 'http'}://{host}:{self.port}{path}"

    def close(self) -> None:
        with suppress(OSError):  # closed before
            self._listening.shutdown(socket.SHUT_RDWR)
        self._listening.close()
        self._serving.join(5)

    def _serve(self) -> None:
        while True:
            try:
                connection, _ = self._listening.accept()
            except OSError:
                return
            self.heard += 1
            threading.Thread(target=self._talk, args=(connection,), daemon=True).start()

    def _talk(self, connection: socket.socket) -> None:
        with closing(connection):
            connection.settimeout(20)
            try:
                if self.context:
                    connection = self.context.wrap_socket(connection, server_side=True)
                request = self._request(connection)
                self.asked.append(request)
                page = self.pages.get(request.path, answer("nothing here", status="404 Not Found"))
                page = page(request) if callable(page) else page
                for piece in [page] if isinstance(page, bytes) else page:
                    connection.sendall(piece)
                connection.shutdown(socket.SHUT_WR)
            except OSError:
                pass
            finally:
                connection.close()

    @staticmethod
    def _request(connection: socket.socket) -> Asked:
        raw = b""
        while b"\r\n\r\n" not in raw and not raw.startswith(b"\x16") and (piece := connection.recv(65536)):
            raw += piece
        first, *rest = raw.decode("latin-1").split("\r\n\r\n")[0].split("\r\n")
        return Asked(first, {name.lower(): value.strip() for name, _, value in (one.partition(":") for one in rest)})
