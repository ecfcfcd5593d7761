"""Three programs that send the reports of a plan, and send each again until it is acknowledged."""

from __future__ import annotations

import json
import threading
import time
from dataclasses import dataclass, field
from typing import Any
from urllib.error import HTTPError, URLError
from urllib.request import Request, urlopen

from tests.faults.ground import Ground, wait
from tests.faults.plan import Sent

CLIENTS = 3
BURST = 4  # reports that a client sends one right after the other
PATIENCE = 12.0  # seconds for one answer
GIVES_UP = 300.0  # seconds for one report


@dataclass
class Clients:
    """What was acknowledged, and what was answered instead."""

    ground: Ground
    acknowledged: dict[str, str] = field(default_factory=dict)  # key -> the report's UUID
    refused: dict[str, int] = field(default_factory=dict)  # status or error -> how often
    longest: float = 0.0  # seconds for one answer
    lock: threading.Lock = field(default_factory=threading.Lock)

    def send(self, reports: list[Sent], *, seconds: float) -> list[threading.Thread]:
        """Start to send, in bursts spread over *seconds*; the reports are dealt out one to each client in turn."""
        pause = seconds * CLIENTS * BURST / max(1, len(reports))
        threads = [threading.Thread(target=self._send_all, args=(reports[n::CLIENTS], pause), daemon=True) for n in range(CLIENTS)]
        for thread in threads:
            thread.start()
        return threads

    def _send_all(self, reports: list[Sent], pause: float) -> None:
        begun = time.monotonic()
        for number, report in enumerate(reports):
            wait(number // BURST * pause - (time.monotonic() - begun))
            self.until_acknowledged(report)

    def until_acknowledged(self, report: Sent) -> None:
        end = time.monotonic() + GIVES_UP
        while time.monotonic() < end:
            begun = time.monotonic()
            status, answer = self._post(report)
            with self.lock:
                self.longest = max(self.longest, time.monotonic() - begun)
                if status in (200, 201):
                    self.acknowledged[report.key] = answer["uuid"]
                    return
                told = f"{status} {answer}"[:80] if status else str(answer)[:80]
                self.refused[told] = self.refused.get(told, 0) + 1
            wait(0.3)

    def _post(self, report: Sent) -> tuple[int, Any]:
        """Status and body, or 0 and the error."""
        body = {
            "text": report.text,
            "publisher": report.publisher,
            "published": report.published,
            "url": address_of(report),
        }
        asked = Request(
            f"http://127.0.0.1:{self.ground.web_port}/api/v1/reports",
            data=json.dumps(body).encode(),
            headers={
                "Authorization": f"Token {self.ground.token}",
                "Content-Type": "application/json",
                "Idempotency-Key": report.key,
            },
        )
        try:
            with urlopen(asked, timeout=PATIENCE) as answer:
                return answer.status, json.load(answer)
        except HTTPError as refused:
            return refused.code, refused.read(200)
        except (URLError, OSError, ValueError) as away:
            return 0, type(getattr(away, "reason", away)).__name__


def address_of(report: Sent) -> str:
    return f"https://{report.key}.example/story"
