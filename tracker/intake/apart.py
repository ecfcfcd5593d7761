"""Reads foreign formats in a process of its own, so that no document, however made, can hold the desk, fill its memory or see its secrets.

``run`` starts ``python -m tracker.intake.apart KIND``, hands it the bytes and waits. The child knows no database, no settings and no
environment; it has so much memory and time, and writes no file.
"""

from __future__ import annotations

import json
import resource
import struct
import subprocess
import sys
from pathlib import Path
from typing import Any

from tracker.errors import Refused

SECONDS = 20
MEMORY = 2 * 1024**3
ROOT = Path(__file__).resolve().parents[2]


def run(kind: str, raw: bytes, **hints: Any) -> Any:
    """What the reader of *kind* makes of *raw*, as JSON. Raises ``Refused``: what the reader refuses, and a document that outlasts the limits."""
    asked = json.dumps(hints).encode()
    try:
        done = subprocess.run(  # noqa: S603 - ourselves, with a word of our own
            [sys.executable, "-m", "tracker.intake.apart", kind],
            input=struct.pack("!I", len(asked)) + asked + raw,
            capture_output=True,
            cwd=ROOT,
            env={"PYTHONDONTWRITEBYTECODE": "1", "PYTHONUTF8": "1"},
            timeout=SECONDS,
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise Refused("too_slow", f"reading it takes longer than {SECONDS} seconds. Paste the words instead.", field="file") from None
    try:
        answer = json.loads(done.stdout)
    except ValueError:
        raise unreadable("it needs more memory or time than it is given" if done.returncode else "no answer") from None
    if "refused" in answer:
        raise Refused(answer["refused"]["code"], answer["refused"]["message"], field=answer["refused"]["field"])
    if "broken" in answer:
        raise unreadable(answer["broken"])
    return answer["read"]


def unreadable(why: str) -> Refused:
    return Refused("unreadable", f"this document cannot be read ({why}). Save it again, or paste the words.", field="file")


def read(kind: str, raw: bytes, hints: dict[str, Any]) -> Any:
    """What is run in the child; each kind imports what reads it."""
    match kind:
        case "html":
            from tracker.intake.pages import read_page

            return read_page(raw, charset=hints["charset"], url=hints["url"], saved=not hints["url"]).as_json()
        case "pdf":
            from tracker.intake.papers import read_pdf

            return read_pdf(raw, url=hints["url"]).as_json()
        case "mail":
            from tracker.intake.letters import read_mail

            return read_mail(raw).as_json()
        case "feed":
            from tracker.intake.feeds import read_feed

            return read_feed(raw.decode("utf-8"), url=hints["url"]).as_json()
    raise LookupError(f"nobody reads {kind!r}")


def limit() -> None:
    """From here on so much memory, so much time on a processor, and no file written."""
    for what, most in (
        (resource.RLIMIT_AS, MEMORY),
        (resource.RLIMIT_CPU, SECONDS + 5),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_CORE, 0),
    ):
        resource.setrlimit(what, (most, most))


def main(kind: str) -> None:
    limit()
    sent = sys.stdin.buffer.read()
    (size,) = struct.unpack_from("!I", sent)
    try:
        answer: dict[str, Any] = {"read": read(kind, sent[4 + size :], json.loads(sent[4 : 4 + size]))}
    except Refused as refused:
        answer = {"refused": {"code": refused.code, "message": str(refused), "field": refused.field}}
    except Exception as error:
        answer = {"broken": f"{type(error).__name__}: {error}"[:300]}
    sys.stdout.buffer.write(json.dumps(answer).encode())


if __name__ == "__main__":
    main(sys.argv[1])
