"""A mail server in this process for tests that look at what it takes: answers as told, and keeps every message as it came."""

from __future__ import annotations

import asyncio
import email
import email.policy
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from email.message import EmailMessage
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP as Server


class Sink:
    """An SMTP server that answers as told: by address at RCPT, and in turn after the final dot ("drop", "hang", or a reply)."""

    def __init__(self) -> None:
        self.taken: list[tuple[list[str], bytes]] = []
        self.answers: list[str] = []
        self.recipients: dict[str, str] = {}
        self.offered = 0

    async def handle_RCPT(self, server, session, envelope, address, options):
        answer = self.recipients.get(address, "250 OK")
        if answer == "drop":
            server.transport.abort()
        if answer.startswith("2"):
            envelope.rcpt_tos.append(address)
        return answer

    async def handle_DATA(self, server, session, envelope):
        self.offered += 1
        answer = self.answers.pop(0) if self.answers else "250 OK"
        if answer.startswith(("250", "taken")):
            self.taken.append((envelope.rcpt_tos, envelope.content))
        if answer.endswith("drop"):
            server.transport.abort()
            return "250 nobody hears this"
        if answer.endswith("hang"):
            await asyncio.sleep(2)
            return "250 too late"
        return answer


class Listener(Controller):
    def factory(self):
        return Server(self.handler, hostname="sink")


@contextmanager
def mailbox(settings: Any) -> Iterator[Sink]:
    """A server on a free port, and the program's settings pointed at it."""
    sink = Sink()
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    listener = Listener(sink, hostname="127.0.0.1", port=port)
    listener.start()
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_TIMEOUT = "127.0.0.1", port, 0.5
    settings.EMAIL_HOST_USER = settings.EMAIL_HOST_PASSWORD = ""
    settings.EMAIL_USE_TLS = settings.EMAIL_USE_SSL = False
    yield sink
    listener.stop()


def opened(octets: bytes) -> EmailMessage:
    """A message as a mail program reads it."""
    return email.message_from_bytes(octets, policy=email.policy.default)
