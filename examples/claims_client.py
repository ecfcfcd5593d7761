"""A small client of the Claim Tracker API, standard library only. Copy it, and keep what you need.

    desk = Desk("https://claims.example.org", token="…")
    sent = desk.send("The dam may have been mined, officials said.", title="Dam", publisher="Lorn Post", wait=True)
    for claim in desk.claims(report=sent["uuid"]):
        print(claim["status"], claim["text"])

A token is made on the desk under My settings, or with ``manage.py make_token USER --scopes read,ingest``. Run as a program it sends a text file:

    CLAIMS_TOKEN=… python examples/claims_client.py https://claims.example.org story.txt --publisher "Lorn Post"
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.error import HTTPError
from urllib.parse import urlencode
from urllib.request import Request, urlopen


class Refused(Exception):
    """The desk said no: ``status`` (HTTP), ``code`` (stable), ``field`` (the input that is meant, or empty) and a sentence."""

    def __init__(self, status: int, code: str, field: str, message: str) -> None:
        super().__init__(f"{field}: {message}" if field else message)
        self.status, self.code, self.field = status, code, field


class Desk:
    """One desk, seen with one token."""

    def __init__(self, address: str, token: str, *, patience: float = 60.0) -> None:
        self.base, self.token, self.patience = address.rstrip("/") + "/api/v1/", token, patience

    def ask(self, method: str, path: str, body: Any = None, *, headers: dict[str, str] | None = None, **asked: Any) -> Any:
        """One request, JSON both ways. Waits where the desk asks for it (429, 503); raises ``Refused``."""
        query = "?" + urlencode({name: value for name, value in asked.items() if value is not None}) if asked else ""
        address = path if path.startswith(("http://", "https://")) else self.base + path + query
        sent = None if body is None else json.dumps(body).encode()
        told = {"Authorization": f"Token {self.token}", "Content-Type": "application/json", "Accept": "application/json", **(headers or {})}
        for tries_left in (3, 2, 1, 0):
            try:
                with urlopen(Request(address, sent, told, method=method), timeout=self.patience) as answer:  # noqa: S310 - the desk that was named
                    return json.loads(answer.read() or b"null")
            except HTTPError as error:
                if error.code in (429, 503) and tries_left:
                    time.sleep(min(float(error.headers.get("Retry-After", "1")), self.patience))
                    continue
                wrong = json.loads(error.read() or b"{}").get("error", {})
                raise Refused(error.code, wrong.get("code", "http"), wrong.get("field", ""), wrong.get("message", error.reason)) from None
        raise AssertionError("unreachable")

    def pages(self, path: str, **asked: Any) -> Iterator[dict[str, Any]]:
        """Every row of a list, page by page; ``next`` names the page after."""
        page = self.ask("GET", path, **asked)
        while True:
            yield from page["results"]
            if not page["next"]:
                return
            page = self.ask("GET", page["next"])

    def send(self, text: str, *, wait: bool = False, **about: Any) -> dict[str, Any]:
        """Put a report on record. Sending it again is safe: the key is made of what is sent, so the same report is answered."""
        body = {"text": text, **about}
        key = hashlib.sha256(json.dumps(body, sort_keys=True).encode()).hexdigest()
        return self.ask("POST", "reports", body, headers={"Idempotency-Key": key}, wait=1 if wait else None)

    def send_many(self, reports: list[dict[str, Any]]) -> dict[str, Any]:
        """Up to 1,000 at once; ``results`` says of each what became of it."""
        return self.ask("POST", "reports/batch", {"reports": reports})

    def fetch(self, url: str, **about: Any) -> dict[str, Any]:
        """Let the desk fetch a page and put it on record."""
        return self.ask("POST", "reports/fetch", {"url": url, **about})

    def claims(self, **asked: Any) -> Iterator[dict[str, Any]]:
        """Claims by filter: ``status``, ``level``, ``topic``, ``q``, ``report``, …"""
        return self.pages("claims", **asked)

    def flags(self, **asked: Any) -> Iterator[dict[str, Any]]:
        """What is a reason to look now."""
        return self.pages("flags", **asked)

    def events(self, after: int = 0) -> Iterator[dict[str, Any]]:
        """What happened since the event of that number; keep the last ``id`` and come back with it."""
        return self.pages("events", after=after or None)


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description="Send a text file and list the claims that it makes or bears on.")
    parser.add_argument("address")
    parser.add_argument("file", type=Path)
    parser.add_argument("--title", default="")
    parser.add_argument("--publisher")
    asked = parser.parse_args(arguments)
    desk = Desk(asked.address, os.environ["CLAIMS_TOKEN"])
    try:
        sent = desk.send(asked.file.read_text(encoding="utf-8"), title=asked.title, publisher=asked.publisher, wait=True)
    except Refused as refused:
        print(refused, file=sys.stderr)
        return 1
    print(f"{'new' if sent['created'] else 'known'}: {sent['links']['self']}, {sent['statements']} statements")
    for claim in desk.claims(report=sent["uuid"]):
        print(f"  {claim['status']}: {claim['text']}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
