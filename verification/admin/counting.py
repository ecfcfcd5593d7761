"""Counts for screens: exact as far as anybody reads them, and no further. What is counted is the caller's question."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet

MOST = 1000


@dataclass(frozen=True, slots=True)
class Count:
    """How many there are, up to ``MOST``; beyond that only that there are more. Reads as "137" or "1,000+"."""

    n: int
    more: bool = False

    def __str__(self) -> str:
        return f"{self.n:,}+" if self.more else f"{self.n:,}"

    def __bool__(self) -> bool:
        return self.n > 0


def count(rows: QuerySet[Any]) -> Count:
    """Count *rows* without reading more than ``MOST`` of them. Their order is kept, so that an index in that order is enough."""
    n = rows[: MOST + 1].count()
    return Count(min(n, MOST), more=n > MOST)
