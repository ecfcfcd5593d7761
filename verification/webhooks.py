"""One event on its way to another program: what is said, how it is signed, and the one POST. When, how often and to whom is known to ``services.delivering``.

``Claim-Tracker-Signature: t=UNIX,v1=HEX`` where HEX is HMAC-SHA256 of ``UNIX.body`` with the webhook's secret; two ``v1`` while a secret is being rotated.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import ssl
from collections.abc import Iterable
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime
from http.client import HTTPException, HTTPResponse
from typing import Any

from django.conf import settings
from django.urls import reverse

from tracker.intake.fetch import Deadline, NotFetched, Timed, connect, open_addresses, target_of
from tracker.models import Claim, Event
from tracker.terms import FlagKind

# Of the log only what is sealed from nobody: no decision on evidence, no flag that a person closed, nothing of accounts.
TOLD = (
    "claim.accepted",
    "claim.dismissed",
    "claim.edited",
    "claim.merged",
    "claim.opened",
    "claim.reopened",
    "claim.restored",
    "claim.split",
    "claim.split_off",
    "claim.superseded",
    "claim.topics_set",
    "claim.unmerged",
    "evidence.suggested",
    "flag.raised",
    "report.received",
    "report.removed",
    "report.revised",
    "report.withdrawn",
    "review.disputed",
    "review.first_signature",
    "review.settled",
    "review.voided",
    "statement.withdrawn",
)
OF_PEOPLE = ("by", "person", "verdicts", "asked_by")  # who did what stays in the house
TEST = "webhook.test"
AGENT = "ClaimTracker-Webhook/1"
LONGEST_ERROR = 400


@dataclass(frozen=True, slots=True)
class Answer:
    """What the other side answered; ``status`` None: nothing, and ``error`` says why."""

    status: int | None
    error: str = ""

    @property
    def taken(self) -> bool:
        return self.status is not None and 200 <= self.status < 300

    @property
    def gone(self) -> bool:
        """It wants nothing any more."""
        return self.status == 410


def check_address(url: str) -> None:
    """Refuse, with the reason, an address that events are never sent to: not http(s), another port, not on the open internet. Asks the resolver."""
    open_addresses(target_of(url), Deadline())


def body_of(event: Event | None, *, now: datetime) -> bytes:
    """The event as JSON; None is the test that somebody asked for."""
    of_signers = event is not None and event.after.get("kind") == FlagKind.DISPUTED  # its sentence names them
    told: dict[str, Any] = {
        "id": event.pk if event else None,
        "kind": event.kind if event else TEST,
        "at": iso(event.at if event else now),
        "subject": event.subject if event else "",
        "by": "machine" if event and event.actor_id is None else "person",
        "claim": claim_of(event.claim) if event and event.claim else None,
        "before": without_names(event.before) if event else {},
        "after": {"kind": str(FlagKind.DISPUTED)} if of_signers else without_names(event.after) if event else {},
        "reason": "The signatures differ." if of_signers else event.reason if event else "This is a test.",
        "desk": settings.DESK_NAME,
        "signatures": settings.SIGNATURES,
    }
    if settings.SIGNATURES == 1:
        told["rule"] = "Settled by one signature."
    return json.dumps(told, ensure_ascii=False, sort_keys=True).encode()


def claim_of(claim: Claim) -> dict[str, Any]:
    return {
        "id": str(claim.uuid),
        "number": claim.number,
        "text": claim.text,
        "polarity": str(claim.polarity),
        "status": str(claim.status),
        "url": settings.PUBLIC_URL + reverse("admin:tracker_claim_change", args=[claim.pk]),
    }


def without_names(columns: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in columns.items() if name not in OF_PEOPLE}


def iso(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat().replace("+00:00", "Z")


def signature(body: bytes, secrets: Iterable[str], *, now: datetime) -> str:
    """The header that proves where the body comes from, and when it was sent."""
    at = str(int(now.timestamp()))
    signed = [hmac.new(secret.encode(), f"{at}.".encode() + body, hashlib.sha256).hexdigest() for secret in secrets]
    return ",".join([f"t={at}", *(f"v1={one}" for one in signed)])


def post(url: str, body: bytes, *, secrets: Iterable[str], delivery: str, event: int | None, now: datetime) -> Answer:
    """Send it once, to the open internet only, within twenty seconds; a redirect is not followed. Never raises."""
    headers = {
        "User-Agent": AGENT,
        "Content-Type": "application/json; charset=utf-8",
        "Claim-Tracker-Delivery": delivery,
        "Claim-Tracker-Event": "" if event is None else str(event),
        "Claim-Tracker-Signature": signature(body, secrets, now=now),
    }
    try:
        target, deadline = target_of(url), Deadline()
        with closing(connect(target, deadline)) as connection:
            lines = {"Host": target.authority, **headers, "Content-Length": str(len(body)), "Connection": "close"}
            head = [f"POST {target.path} HTTP/1.1", *(f"{name}: {value}" for name, value in lines.items()), "", ""]
            connection.settimeout(deadline.left())
            connection.sendall("\r\n".join(head).encode("latin-1", "replace") + body)
            answer = HTTPResponse(Timed(connection, deadline), method="POST")  # type: ignore[arg-type]
            answer.begin()
            return told_of(answer)
    except NotFetched as refused:
        return Answer(None, str(refused)[:LONGEST_ERROR])
    except TimeoutError:
        return Answer(None, "it did not answer within 20 seconds")
    except ssl.SSLCertVerificationError as wrong:
        return Answer(None, f"its certificate is not for its name: {wrong.verify_message}"[:LONGEST_ERROR])
    except (OSError, HTTPException, ValueError) as wrong:
        return Answer(None, f"it broke off or does not speak HTTP: {wrong or type(wrong).__name__}"[:LONGEST_ERROR])


def told_of(answer: HTTPResponse) -> Answer:
    status = answer.status
    if 200 <= status < 300:
        return Answer(status)
    why = "it leads on elsewhere, and redirects are not followed" if 300 <= status < 400 else "it did not take it"
    return Answer(status, f"{status} {answer.reason[:80]}: {why}")


__all__ = ["TOLD", "Answer", "body_of", "check_address", "post", "signature"]
