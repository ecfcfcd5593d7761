"""How log lines look: plain for a terminal, JSON for machines. What is logged is the callers' business."""

from __future__ import annotations

from typing import Any

import structlog


def formatter(json: bool = False) -> structlog.stdlib.ProcessorFormatter:
    """A formatter for the standard library's handlers that renders both its own records and structlog's."""
    shared: list[Any] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
    ]
    structlog.configure(
        processors=[*shared, structlog.processors.format_exc_info, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=True,
    )
    # Plain tracebacks: the richer ones print the values of local variables, and cost more than a second for each request that is refused.
    plain = structlog.dev.ConsoleRenderer(colors=False, exception_formatter=structlog.dev.plain_traceback)
    rendered: list[Any] = [structlog.processors.format_exc_info, structlog.processors.JSONRenderer()] if json else [plain]
    return structlog.stdlib.ProcessorFormatter(
        foreign_pre_chain=shared, processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, *rendered]
    )
