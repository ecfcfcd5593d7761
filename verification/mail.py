"""Mail on its way out: one message, one connection, a call before the final dot. What a digest says lives in ``services.composing``."""

from __future__ import annotations

import re
import smtplib
import threading
from collections.abc import Callable
from email.utils import format_datetime
from types import TracebackType
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core import signing
from django.core.mail import EmailMultiAlternatives, get_connection
from django.core.mail.backends.smtp import EmailBackend
from django.urls import reverse

from tracker.models import Person
from tracker.showing import shown_in_text
from verification.models import Digest

SALT = "verification.unsubscribe"


class NotAccepted(Exception):
    """The server surely has not taken the message; it may be offered again."""


class Unreachable(NotAccepted):
    """The server cannot be had at all, or went silent: whatever else is to be mailed had better wait as well."""


class Refusal(Exception):
    """The server surely has not taken the message and never will: a permanent refusal of this address or this text."""


class NoAnswer(Exception):
    """The final dot went out and no answer came back: nobody can know whether the message was taken."""


class Overtaken(Exception):
    """The call before the final dot said that somebody else has this message."""


class _CallsBeforeDot:
    """Sends the message's text, makes the call, then sends the final dot: until the dot, the server has accepted nothing."""

    before_dot: Callable[[], bool] | None = None
    calling = False
    dotted = False
    answer: tuple[int, bytes] | None = None

    def data(self: Any, msg: str | bytes) -> tuple[int, bytes]:
        self.calling, self.dotted, self.answer = False, False, None
        self.putcmd("data")
        code, text = self.getreply()
        if code != 354:
            raise smtplib.SMTPDataError(code, text)
        octets = re.sub(r"\r\n|\r|\n", "\r\n", msg).encode("ascii") if isinstance(msg, str) else msg
        octets = re.sub(rb"(?m)^\.", b"..", octets)
        self.send(octets if octets.endswith(b"\r\n") else octets + b"\r\n")
        if self.before_dot is not None:
            self.calling = True
            if not self.before_dot():
                raise Overtaken
            self.calling = False
        self.dotted = True
        self.send(b".\r\n")
        self.answer = self.getreply()
        return self.answer


class DotSMTP(_CallsBeforeDot, smtplib.SMTP):  # type: ignore[misc]
    """SMTP that calls before the final dot."""


class DotSMTPS(_CallsBeforeDot, smtplib.SMTP_SSL):  # type: ignore[misc]
    """The same, over TLS from the first byte."""


class DotBackend(EmailBackend):
    """Django's SMTP backend with the connections above."""

    @property
    def connection_class(self) -> type[smtplib.SMTP]:
        return DotSMTPS if self.use_ssl else DotSMTP


class Post:
    """One connection for many messages, opened again when it broke: ``with Post() as post: post.send(message, before_dot=…)``."""

    def __init__(self) -> None:
        smtp = settings.EMAIL_BACKEND == "django.core.mail.backends.smtp.EmailBackend"
        self.backend: Any = DotBackend() if smtp else get_connection()

    def __enter__(self) -> Post:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.hang_up()

    def send(self, message: EmailMultiAlternatives, *, before_dot: Callable[[], bool]) -> None:
        """Returns when the message was taken. Raises ``NotAccepted``, ``Refusal``, ``NoAnswer`` or ``Overtaken``."""
        if isinstance(self.backend, DotBackend):
            self._send_by_smtp(message, before_dot)
            return
        if not before_dot():
            raise Overtaken
        try:
            self.backend.send_messages([message])
        except Exception as error:
            raise NotAccepted(f"{type(error).__name__}: {error}") from error

    def _send_by_smtp(self, message: EmailMultiAlternatives, before_dot: Callable[[], bool]) -> None:
        try:
            self.backend.open()
        except Exception as error:
            self.hang_up()
            raise Unreachable(f"{type(error).__name__}: {error}") from error
        line = self.backend.connection
        line.before_dot, line.calling, line.dotted, line.answer = before_dot, False, False, None
        try:
            self.backend.send_messages([message])
        except Exception as error:
            calling, dotted, answer = line.calling, line.dotted, line.answer
            if calling:
                # Said by the call itself, not by the server; cut off, so that no dot of ours follows.
                line.close()
            self.hang_up()
            if calling:
                raise
            raise verdict_on(error, dotted=dotted, answer=answer) from error

    def drop_dead_line(self) -> None:
        """Hang up where the server no longer answers on a line that was left open."""
        line = getattr(self.backend, "connection", None)
        if isinstance(self.backend, DotBackend) and line is not None:
            try:
                answers = line.noop()[0] == 250
            except Exception:
                answers = False
            if not answers:
                self.hang_up()

    def hang_up(self) -> None:
        """Close the connection, whatever state it is in."""
        line = getattr(self.backend, "connection", None)
        if line is not None and getattr(line, "sock", True) is None:
            self.backend.connection = None
        try:
            self.backend.close()
        except Exception:
            # A broken connection cannot be closed politely.
            self.backend.connection = None


_lines = threading.local()


def standing_post() -> Post:
    """This thread's own post, kept from one digest to the next; a line that the server has closed meanwhile is opened anew."""
    server = (settings.EMAIL_BACKEND, settings.EMAIL_HOST, settings.EMAIL_PORT)
    if getattr(_lines, "server", None) != server:
        if (old := getattr(_lines, "post", None)) is not None:
            old.hang_up()
        _lines.post, _lines.server = Post(), server
    _lines.post.drop_dead_line()
    return _lines.post


def verdict_on(error: Exception, *, dotted: bool, answer: tuple[int, bytes] | None) -> Exception:
    """What a failed sending means: surely not taken and worth another try, never to be taken, or not to be known."""
    said = f"{type(error).__name__}: {error}"
    if dotted and answer is None:
        return NoAnswer(said)
    if answer is not None:
        return Refusal(said) if answer[0] >= 500 else NotAccepted(said)
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        permanent = bool(error.recipients) and all(code >= 500 for code, _ in error.recipients.values())
        return Refusal(said) if permanent else NotAccepted(said)
    if isinstance(error, smtplib.SMTPDataError):
        return Refusal(said) if error.smtp_code >= 500 else NotAccepted(said)
    if isinstance(error, TimeoutError):
        return Unreachable(said)
    # A message that cannot be put on the wire at all will never be; everything else may pass: dropped connections, a refused sender, a time limit.
    hopeless = isinstance(error, ValueError | smtplib.SMTPNotSupportedError)
    return Refusal(said) if hopeless else NotAccepted(said)


def message_for(digest: Digest, person: Person) -> EmailMultiAlternatives:
    """A digest as a message: text and HTML, a Message-ID that stays, one-click unsubscription (RFC 8058)."""
    message = EmailMultiAlternatives(
        subject=shown_in_text(" ".join(digest.subject.split())),
        body=digest.text,
        to=[person.email],
        headers={
            "Message-ID": digest.message_id,
            "Date": format_datetime(digest.made_at),
            "Auto-Submitted": "auto-generated",
            "List-Unsubscribe": f"<{unsubscribe_url(person)}>",
            "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
        },
    )
    if digest.html:
        message.attach_alternative(digest.html, "text/html")
    return message


def message_id(person: Person, period_key: str) -> str:
    """The same person and period give the same id, whoever sends it and however often."""
    host = urlsplit(settings.PUBLIC_URL).hostname or "localhost"
    return f"<{re.sub(r'[^A-Za-z0-9-]+', '-', period_key)}.{person.uuid.hex[:20]}@{host}>"


def unsubscribe_url(person: Person) -> str:
    """Where a person stops their digests without signing in; signed, so that nobody stops another's."""
    return settings.PUBLIC_URL + reverse("unsubscribe", args=[signing.Signer(salt=SALT).sign(person.uuid.hex)])


def person_of(token: str) -> Person | None:
    """Whose link this is; None for a forged or broken one."""
    try:
        return Person.objects.filter(uuid=signing.Signer(salt=SALT).unsign(token)).first()
    except signing.BadSignature:
        return None
