"""Readers of foreign documents as ``tracker.intake.apart`` has them, without the second that each needs to start.

One process has read every module beforehand and forks for each document. The child runs what the program itself would run, with the same limits; every
``TRULY``-th document goes to a process that is started as in the program.
"""

from __future__ import annotations

import io
import os
import signal
import struct
import subprocess
import sys
from collections.abc import Iterator
from contextlib import suppress
from types import SimpleNamespace
from typing import Any, BinaryIO

from tests.fuzz import inputs
from tests.papers import pdf
from tracker.errors import Refused
from tracker.intake import apart

TRULY = 40
WARM_UP = 12  # documents of each kind; some of what reads them is imported late


def first_documents() -> Iterator[tuple[str, bytes, dict[str, str]]]:
    for number in range(WARM_UP):
        chance = inputs.numbered("warm up", number)
        sentences = inputs.text(chance).encode("ascii", "ignore").decode().replace("\x00", "")
        yield "html", inputs.page(chance, sentences).encode("utf-8", "ignore"), {"charset": "", "url": ""}
        yield "mail", inputs.letter(chance, sentences), {}
        yield "pdf", pdf([[sentences[:90]]]), {"url": ""}
        yield "feed", inputs.feed(chance, sentences).encode("utf-8", "ignore"), {"url": "https://lorn.example/rss"}


class Readers:
    """Stands where ``tracker.intake.apart`` looks for ``subprocess``."""

    TimeoutExpired = subprocess.TimeoutExpired

    def __init__(self) -> None:
        self.handed_in = 0
        self.server = subprocess.Popen(
            [sys.executable, "-m", "tests.fuzz.readers"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            cwd=apart.ROOT,
            env={"PYTHONDONTWRITEBYTECODE": "1", "PYTHONUTF8": "1"},
        )

    def run(self, arguments: list[str], *, input: bytes, **options: Any) -> Any:
        self.handed_in += 1
        if self.handed_in % TRULY == 0:
            return subprocess.run(arguments, input=input, **options)
        kind = arguments[-1].encode()
        sent, came = self.server.stdin, self.server.stdout
        assert sent
        assert came
        sent.write(struct.pack("!II", len(kind), len(input)) + kind + input)
        sent.flush()
        returncode, size = struct.unpack("!iI", came.read(8))
        return SimpleNamespace(returncode=returncode, stdout=came.read(size))

    def close(self) -> None:
        assert self.server.stdin
        self.server.stdin.close()
        self.server.wait(10)


def serve(asked: BinaryIO, answers: BinaryIO) -> None:
    """Answer each document by a child of its own, until nobody asks any more."""
    for kind, raw, hints in first_documents():
        with suppress(Refused):
            apart.read(kind, raw, hints)
    while head := asked.read(8):
        named, size = struct.unpack("!II", head)
        kind = asked.read(named).decode()
        returncode, stdout = forked(kind, asked.read(size))
        answers.write(struct.pack("!iI", returncode, len(stdout)) + stdout)
        answers.flush()


def forked(kind: str, raw: bytes) -> tuple[int, bytes]:
    """(exit status, what it wrote) of a child that reads one document within the limits."""
    ear, mouth = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(ear)
        signal.alarm(apart.SECONDS)
        written = io.BytesIO()
        sys.stdin, sys.stdout = SimpleNamespace(buffer=io.BytesIO(raw)), SimpleNamespace(buffer=written)  # type: ignore[assignment]
        try:
            apart.main(kind)
            with os.fdopen(mouth, "wb") as pipe:
                pipe.write(written.getvalue())
        finally:
            os._exit(0 if written.getvalue() else 1)
    os.close(mouth)
    with os.fdopen(ear, "rb") as pipe:
        stdout = pipe.read()
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), stdout


if __name__ == "__main__":
    serve(sys.stdin.buffer, sys.stdout.buffer)
