"""Another program that takes webhooks: a real server on this machine that keeps what it is sent, and answers as it is told to."""

from __future__ import annotations

import hashlib
import hmac
import json
import threading
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


@dataclass
class Heard:
    """One request as it came."""

    path: str
    headers: dict[str, str]
    body: bytes

    @property
    def told(self) -> dict[str, Any]:
        return json.loads(self.body)

    def signed_with(self, secret: str) -> bool:
        """What a receiver does to believe it: written from docs/doors.md, not from the program."""
        parts = [part.split("=", 1) for part in self.headers["Claim-Tracker-Signature"].split(",")]
        at = next(value for name, value in parts if name == "t")
        wanted = hmac.new(secret.encode(), at.encode() + b"." + self.body, hashlib.sha256).hexdigest()
        return any(name == "v1" and hmac.compare_digest(value, wanted) for name, value in parts)


@dataclass
class Receiver:
    """``answers``: the statuses to answer with, one after the other; then 204."""

    heard: list[Heard] = field(default_factory=list)
    answers: list[int] = field(default_factory=list)
    location: str = ""

    def __post_init__(self) -> None:
        outer = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                outer.heard.append(Heard(self.path, dict(self.headers), body))
                self.send_response(outer.answers.pop(0) if outer.answers else 204)
                if outer.location:
                    self.send_header("Location", outer.location)
                self.send_header("Content-Length", "0")
                self.end_headers()

            def log_message(self, *args: Any) -> None:
                """Nothing on the terminal."""

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.port = self.server.server_address[1]
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}/hook?key=kept-to-ourselves"

    def close(self) -> None:
        self.server.shutdown()
        self.server.server_close()
