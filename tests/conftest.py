"""What every test may ask for. Arrangement lives in tests/make.py; nothing here knows a domain rule."""

from __future__ import annotations

import os
from datetime import UTC, datetime

import pytest
from django.db import connection
from hypothesis import settings as hypothesis_settings

from tests import kept_database
from tracker.models.guards import lock_events, unlock_events

# The same examples on every run, so that a change and not chance turns a test red; `make release-check` looks for new ones.
hypothesis_settings.register_profile("ci", max_examples=100, deadline=None, derandomize=True)
hypothesis_settings.register_profile("release", max_examples=1000, deadline=None)
hypothesis_settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "ci"))

NOW = datetime(2026, 3, 4, 12, tzinfo=UTC)


@pytest.fixture
def now() -> datetime:
    """The frozen moment that tests pass to services."""
    return NOW


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings_parallel_suffix):
    """Begin with the migrated database of an earlier run, where its migrations are still those of today."""
    if connection.vendor == "sqlite":
        kept_database.begin_with(connection)


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup, django_db_blocker):
    """Keep the database that was migrated for this run."""
    with django_db_blocker.unblock():
        if connection.vendor == "sqlite":
            kept_database.keep(connection)


@pytest.fixture(autouse=True)
def _plain_settings(settings, tmp_path):
    """No broker, fast passwords, mail into memory: what a test does not ask for does not happen."""
    settings.REDIS_URL = ""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    settings.AXES_ENABLED = False
    settings.WHITENOISE_AUTOREFRESH = True  # else every test client reads all static files first


@pytest.fixture(autouse=True)
def _flushable_log(request):
    """A transactional test is flushed at its end; the append-only log must let that through, and only that."""
    if not {"transactional_db", "live_server", "django_db_serialized_rollback"} & set(request.fixturenames) and not any(
        mark.kwargs.get("transaction") for mark in request.node.iter_markers("django_db")
    ):
        yield
        return
    request.getfixturevalue("transactional_db")
    lock_events(connection)
    yield
    unlock_events(connection)
