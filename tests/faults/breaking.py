"""Breaks the program on purpose, one guard at a time, in the processes of a fault run: a suite that passes such a build proves nothing.

The program has no switch for this. ``tests.faults.entry`` calls ``break_it`` before it starts a worker, a scheduler or the web.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterable
from datetime import datetime
from types import ModuleType
from typing import Any

import psycopg
from django.db import connection, transaction
from django.utils import timezone

from tracker import sequence, work
from tracker.models import WorkItem
from tracker.terms import DigestState, WorkState
from verification import mail
from verification.services import sending

UNSEEN_FOR = 0.3  # seconds


def no_sweep() -> None:
    """Nobody looks for what a lost message left behind; the schedule without it is in ``tests.faults.settings``."""


def no_lock() -> None:
    """Numbers are drawn without holding anybody up: what is published at the same moment does not see each other.

    The moment between a number and its commit is drawn out, so that it does not take luck for two to meet in it; with the lock they would wait for each other.
    """
    own = threading.local()

    def draw(name: str, count: int = 1) -> int:
        if not transaction.get_connection().in_atomic_block:
            raise RuntimeError("draw() needs a transaction")
        sql = (
            "INSERT INTO tracker_counter (name, value) VALUES (%s, %s)"
            " ON CONFLICT (name) DO UPDATE SET value = tracker_counter.value + excluded.value RETURNING value"
        )
        try:
            value = own.line.execute(sql, [name, count]).fetchone()[0]
        except (AttributeError, psycopg.Error):
            own.line = psycopg.connect(**_address(), autocommit=True)
            value = own.line.execute(sql, [name, count]).fetchone()[0]
        time.sleep(UNSEEN_FOR)
        return int(value) - count + 1

    put_in_place(sequence, "draw", draw)


def _address() -> dict[str, Any]:
    given = connection.settings_dict
    return {"dbname": given["NAME"], "host": given["HOST"], "port": given["PORT"], "user": given["USER"]}


def no_fence() -> None:
    """Whoever comes to the end of a step marks it done, whether or not it is still the holder."""

    def finish(item: WorkItem, followers: Iterable[work.Follow], *, now: datetime) -> None:
        WorkItem.objects.filter(pk=item.pk).update(state=WorkState.DONE, done_at=now, lease_until=None, last_error="")
        for follow in followers:
            work.enqueue(follow.kind, follow.subject, version=follow.version, now=now)

    put_in_place(work, "finish", finish)


def mark_after_send() -> None:
    """A digest is marked when it has been sent and not before: who fails in between sends it again."""

    def send(digest: Any, post: mail.Post, *, now: datetime) -> sending.Outcome:
        ours = [DigestState.PENDING]
        try:
            post.send(mail.message_for(digest, digest.person), before_dot=lambda: True)
        except mail.Refusal as error:
            sending.settle_as(digest, DigestState.REJECTED, expected=ours, error=str(error))
            return sending.Outcome(DigestState.REJECTED)
        except (mail.NotAccepted, mail.NoAnswer, mail.Overtaken) as error:
            sending.settle_as(digest, DigestState.PENDING, expected=ours, error=str(error))
            return sending.Outcome(DigestState.PENDING, server_well=False)
        sending.settle_as(digest, DigestState.SENT, expected=ours, sent_at=now)
        return sending.Outcome(DigestState.SENT)

    put_in_place(sending, "send", send)


def put_in_place(of: ModuleType, name: str, broken: Callable[..., Any]) -> None:
    """*broken* in the place of that function of the program. Raises ``LookupError`` when nobody calls it by that name any more."""
    if getattr(of, name).__module__ != of.__name__:
        raise LookupError(f"{of.__name__}.{name} is not where it was: this way to break the program breaks nothing.")
    setattr(of, name, broken)


def naive() -> None:
    """What many would build: a message a step, acknowledged when it is taken; no row that says what is left, no lock, no state before sending."""
    from tracker.celery import app

    @app.task(name="naive", acks_late=False)
    def naive_step(kind: str, subject: str) -> None:
        from django.conf import settings

        with transaction.atomic():
            followers = list(work.resolve(settings.PIPELINE[kind])(subject, now=timezone.now()) or ())
        for follow in followers:
            naive_step.delay(follow.kind, follow.subject)

    def enqueue(kind: str, subject: Any, *, now: datetime, version: str = "1", due_at: datetime | None = None) -> None:
        def ring() -> None:
            naive_step.apply_async(args=[kind, str(subject)], retry=False)

        transaction.on_commit(ring, robust=True)

    work.enqueue = enqueue  # type: ignore[assignment]
    no_lock()
    mark_after_send()


WAYS: dict[str, Callable[[], None]] = {
    "no-sweep": no_sweep,
    "no-lock": no_lock,
    "no-fence": no_fence,
    "mark-after-send": mark_after_send,
    "naive": naive,
}


def break_it(way: str) -> None:
    """Take one guard away; nothing for an empty *way*."""
    if way:
        WAYS[way]()
