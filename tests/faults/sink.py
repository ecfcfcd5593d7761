"""A mail server that takes mail, or misbehaves as told: refuses, answers 4xx, hangs, drops the line or is slow, at a place drawn by chance.

Its log says which messages it took, and stands for the readers' mailboxes.
"""

from __future__ import annotations

import asyncio
import email
import email.policy
import random
import threading
import time
from collections.abc import Coroutine
from dataclasses import dataclass, replace
from typing import Any

MODES = ("ok", "refuse", "busy", "hang", "drop", "slow")
PLACES = ("greeting", "MAIL", "RCPT", "DATA", "before the answer", "after taking it")
HANGS = 3.0  # seconds, longer than any time limit of the senders in a fault run


@dataclass(frozen=True, slots=True)
class Taken:
    """One message in a mailbox."""

    at: float
    to: str
    message_id: str
    subject: str
    body: str
    answered: bool  # whether the sender was told


class Drop(Exception):
    """The line is cut here."""


class Sink:
    """Listens on a port of 127.0.0.1 in a thread of its own; ``mode`` may be changed at any time."""

    def __init__(self, port: int, *, seed: int) -> None:
        self.port = port
        self.mode = "ok"
        self.taken: list[Taken] = []
        self.misbehaved: dict[str, int] = dict.fromkeys(MODES, 0)
        self._chance = random.Random(f"sink {seed}")
        self._answers_to_lose = 0
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, name="sink", daemon=True)
        self._server: asyncio.Server | None = None
        self._lines: set[asyncio.StreamWriter] = set()

    def start(self) -> None:
        self._thread.start()
        self._do(self._listen())

    def stop(self) -> None:
        self._do(self._close())
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(5)

    def set(self, mode: str) -> None:
        """Behave like this from now on; to refuse is not to listen at all."""
        if mode not in MODES:
            raise ValueError(f"mode {mode!r} unknown; use one of {', '.join(MODES)}.")
        was, self.mode = self.mode, mode
        if mode == "refuse":
            self._do(self._close())
        elif was == "refuse":
            self._do(self._listen())

    def lose_an_answer(self) -> None:
        """Take the next message that comes, whenever that is, and cut the line instead of saying so."""
        self._answers_to_lose += 1

    def _do(self, what: Coroutine[Any, Any, None]) -> None:
        asyncio.run_coroutine_threadsafe(what, self._loop).result(10)

    async def _listen(self) -> None:
        self._server = await asyncio.start_server(self._talk, "127.0.0.1", self.port, limit=4_000_000)

    async def _close(self) -> None:
        if self._server is not None:
            self._server.close()
            self._server = None
        for line in list(self._lines):
            line.transport.abort()

    async def _talk(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._lines.add(writer)
        try:
            await self._converse(reader, writer)
        except (Drop, ConnectionError, asyncio.IncompleteReadError):
            writer.transport.abort()
        finally:
            self._lines.discard(writer)
            writer.close()

    async def _converse(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        place_of_trouble = self._chance.choice(PLACES)  # one a connection, if it misbehaves at all
        to: list[str] = []

        async def say(words: str) -> None:
            if self.mode == "slow":
                self.misbehaved["slow"] += 1
                await asyncio.sleep(0.3)
            writer.write(words.encode() + b"\r\n")
            await writer.drain()

        async def trouble(place: str) -> bool:
            """Whether something else was said here than is usual; ``Drop`` cuts the line."""
            mode = self.mode
            if place != place_of_trouble or mode not in ("busy", "hang", "drop"):
                return False
            self.misbehaved[mode] += 1
            if mode == "busy" and place != "after taking it":
                await say("421 busy" if place == "greeting" else "451 busy, try again")
                return True
            if mode == "hang":
                await asyncio.sleep(HANGS)
            raise Drop

        if await trouble("greeting"):
            return
        await say("220 sink")
        while line := (await reader.readline()).decode("utf-8", "replace").strip():
            verb = line.split(" ")[0].upper()
            if verb == "QUIT":
                await say("221 bye")
                return
            if verb == "DATA":
                if await trouble("DATA"):
                    continue
                await say("354 go on")
                content = await reader.readuntil(b"\r\n.\r\n")
                if await trouble("before the answer"):
                    continue
                place = self._take(to, content)
                if self._answers_to_lose:
                    self._answers_to_lose -= 1
                    self.misbehaved["drop"] += 1
                    raise Drop
                await trouble("after taking it")
                await say("250 taken")
                self.taken[place] = replace(self.taken[place], answered=True)
            elif verb in ("MAIL", "RCPT"):
                if await trouble(verb):
                    continue
                if verb == "MAIL":
                    to.clear()
                else:
                    to.append(line.partition(":")[2].strip().strip("<>"))
                await say("250 ok")
            else:
                await say("250 sink" if verb in ("EHLO", "HELO", "NOOP", "RSET") else "502 unknown")

    def _take(self, to: list[str], content: bytes) -> int:
        """Put a message into its mailbox; its place in the log."""
        message = email.message_from_bytes(content.removesuffix(b".\r\n").replace(b"\r\n..", b"\r\n."), policy=email.policy.default)
        part = message.get_body(("plain",))
        body = str(part.get_content()) if part is not None else ""
        self.taken.append(Taken(time.time(), to[0] if to else "", str(message["Message-ID"]), str(message["Subject"]), body, False))
        return len(self.taken) - 1
