"""The web that these tests see: names they give, servers they run, and nothing else."""

from __future__ import annotations

import pytest

from tests.web import Site
from tracker.intake import fetch as fetching


@pytest.fixture
def names(monkeypatch):
    """What the resolver knows: name → addresses, or a list of such answers, one after the other. Anything else is unknown."""
    known: dict[str, list] = {"localhost": ["127.0.0.1"]}

    def resolve(host, port):
        if host not in known:
            raise OSError("no such name")
        found = known[host]
        return found.pop(0) if found and isinstance(found[0], list) else found

    monkeypatch.setattr(fetching, "addresses_of", resolve)
    return known


@pytest.fixture
def site(names, settings):
    """A server that may be fetched from, by the tests' switch."""
    made = Site()
    settings.FETCH_TEST_PORTS = (*settings.FETCH_TEST_PORTS, made.port)
    yield made
    made.close()


@pytest.fixture
def canary():
    """A server on this machine that the switch does not name: it must hear nothing."""
    made = Site()
    yield made
    made.close()
    assert made.heard == 0, f"the canary heard {[one.line for one in made.asked]}"
