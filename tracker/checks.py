"""What `manage.py check` looks at beyond Django's own: settings that must never be on where a desk runs. Nothing is changed here."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, register


@register(Tags.security, deploy=True)
def nothing_is_fetched_from_this_machine(app_configs: Any, **options: Any) -> list[CheckMessage]:
    """The tests' switch is off."""
    if not settings.FETCH_TEST_PORTS:
        return []
    hint = "Unset FETCH_TEST_PORTS: with it, whoever may add a report can have services of this machine asked."
    return [Error("Pages may be fetched from this machine itself.", hint=hint, id="tracker.E001")]
