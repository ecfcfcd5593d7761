"""How log lines look: plain for a terminal, one JSON object a line for machines. Neither ever shows what people typed or a report's words."""

from __future__ import annotations

import traceback
from collections.abc import MutableMapping
from pathlib import Path
from types import TracebackType
from typing import Any

import structlog

LONGEST_SAYING = 300  # characters of an error's first line; what follows it may quote the row that was refused
LONGEST_EVENT = 2000
FRAMES = 30
ROOT = Path(__file__).resolve().parent.parent


def formatter(json: bool = False) -> structlog.stdlib.ProcessorFormatter:
    """A formatter for the standard library's handlers that renders both its own records and structlog's."""
    shared: list[Any] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
    ]
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=True,
    )
    ending: list[Any] = [structlog.processors.JSONRenderer(ensure_ascii=False)] if json else [structlog.dev.ConsoleRenderer(colors=False)]
    return structlog.stdlib.ProcessorFormatter(
        foreign_pre_chain=[structlog.stdlib.ExtraAdder(allow=()), *shared],
        processors=[
            structlog.stdlib.ProcessorFormatter.remove_processors_meta,
            in_our_words,
            told_errors if json else drawn_errors,
            *ending,
        ],
    )


Line = MutableMapping[str, Any]


def in_our_words(logger: Any, method: str, line: Line) -> Line:
    """The person under that name, and no line without an end."""
    if "user_id" in line:
        line["person"] = line.pop("user_id")
    line["event"] = str(line.get("event", ""))[:LONGEST_EVENT]
    return line


def told_errors(logger: Any, method: str, line: Line) -> Line:
    """An error as its kind, the first line of what it says, and where it happened: no values of variables, no rows."""
    error = _error_of(line.pop("exc_info", None))
    line.pop("stack_info", None)
    if error is not None:
        line["error"] = _told(error)
    return line


def drawn_errors(logger: Any, method: str, line: Line) -> Line:
    """The same for a terminal."""
    error = _error_of(line.pop("exc_info", None))
    if error is not None:
        told = _told(error)
        line["exception"] = "\n".join([*(f"  {place}" for place in told["at"]), f"{told['kind']}: {told['says']}"])
    return line


def _error_of(given: Any) -> BaseException | None:
    import sys

    if isinstance(given, BaseException):
        return given
    if isinstance(given, tuple):
        return given[1]
    return sys.exc_info()[1] if given else None


def _told(error: BaseException) -> dict[str, Any]:
    said = (str(error).splitlines() or [""])[0][:LONGEST_SAYING]
    told: dict[str, Any] = {"kind": type(error).__name__, "says": said, "at": places(error.__traceback__)}
    cause = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    if cause is not None:
        told["because"] = f"{type(cause).__name__}: {(str(cause).splitlines() or [''])[0][:LONGEST_SAYING]}"
    return told


def places(trace: TracebackType | None) -> list[str]:
    """Where it happened, from the outside in: file, line and function, the last thirty."""
    return [f"{_short(frame.filename)}:{frame.lineno} {frame.name}" for frame in traceback.extract_tb(trace)[-FRAMES:]]


def _short(name: str) -> str:
    path = Path(name)
    if path.is_relative_to(ROOT):
        return str(path.relative_to(ROOT))
    parts = path.parts
    return "/".join(parts[parts.index("site-packages") + 1 :]) if "site-packages" in parts else path.name


__all__ = ["formatter"]
