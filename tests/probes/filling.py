"""Puts a probe into every text of the database: HTML that must never become an element, with a sign that must never be unseen."""

from __future__ import annotations

from typing import Any

from django.apps import apps
from django.db import connection, models

from tracker.models.guards import lock_events, unlock_events

ELEMENT = "x-probe"
PROBE = f"""</script>'"><{ELEMENT} onclick=alert(1)>\u202e{{{{7*7}}}}"""
# Words of the program's own, and what names a file, a moment or a key: no text of a person or a report.
NOT_TEXT = (models.SlugField, models.UUIDField, models.URLField)
OWN_WORDS = {
    "password",
    "username",
    "time_zone",
    "period_key",
    "message_id",
    "digest",
    "token_key",
    "rule",
    "comparer",
    "engine",
    "lexicon",
}
OWN_WORDS |= {
    "external_key",
    "raw_sha256",
    "cause",
    "subject",
    "target",
    "kind",
    "input_version",
    "key",
    "body_sha256",
    "method",
    "closed_because",
    "state",
}


def fill() -> int:
    """Every text column and every longer text inside JSON of our own tables; how many columns that were."""
    unlock_events(connection)
    filled = 0
    for app in ("tracker", "verification"):
        for model in apps.get_app_config(app).get_models():
            for field in model._meta.concrete_fields:
                filled += fill_column(model, field)
    lock_events(connection)
    return filled


def fill_column(model: type[models.Model], field: models.Field) -> bool:
    if field.name in OWN_WORDS or field.choices or isinstance(field, NOT_TEXT):
        return False
    if isinstance(field, models.JSONField):
        for row in model._base_manager.exclude(**{field.name: None}):
            model._base_manager.filter(pk=row.pk).update(**{field.name: probed(getattr(row, field.name))})
        return True
    if not isinstance(field, (models.CharField, models.TextField)):
        return False
    for pk, text in model._base_manager.values_list("pk", field.name):
        room = (field.max_length or 10**6) - len(PROBE) - 12
        if text and room > 0:
            fresh = text[:room] + PROBE + (str(pk) if field.unique else "")
            model._base_manager.filter(pk=pk).update(**{field.name: fresh})
    return True


def probed(value: Any) -> Any:
    """The same with a probe behind each text of several words; single words in JSON are the program's own."""
    if isinstance(value, dict):
        return {key: probed(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [probed(inner) for inner in value]
    return value + PROBE if isinstance(value, str) and " " in value else value
