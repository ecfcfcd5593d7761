"""A desk at whose doors strange things are handed in: its work is left to workers that are not there, and pages come from the web of the tests."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import Any

from django.db import transaction
from django.test import override_settings

from tests.roles import world
from tests.web import Site

AWAY = "redis://127.0.0.1:1/0"  # where no broker answers


@contextmanager
def desk(folder: Path, unblocked: AbstractContextManager[Any]) -> Iterator[world.World]:
    """One desk for all that is handed in, taken back at the end; *folder* is for what doors read from a disk, *unblocked* opens the database."""
    site = Site()
    settings = {**world.FAST, "REDIS_URL": AWAY, "FETCH_TEST_PORTS": (site.port,)}
    try:
        with unblocked, override_settings(**settings), transaction.atomic():
            made = world.made()
            made.things |= {"folder": folder, "site": site}
            yield made
            transaction.set_rollback(True)
    finally:
        site.close()
