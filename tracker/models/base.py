"""What the models share: enumerations as column choices and the constraints that hold them. No table of its own."""

from __future__ import annotations

from enum import Enum
from typing import Any

from django.db import models

from tracker.terms import label

Viewer = Any  # whoever asks to see rows: a Person, Django's AnonymousUser, or nobody; ``tracker.roles.may`` answers for all of them


def choices(enumeration: type[Enum]) -> list[tuple[object, str]]:
    """The choices of a column from one of the enumerations in ``tracker.terms``."""
    return [(member.value, label(member)) for member in enumeration]


def one_of(column: str, enumeration: type[Enum], name: str) -> models.CheckConstraint:
    """The database refuses a value that is not one of *enumeration*; *name* is the constraint's name."""
    return models.CheckConstraint(condition=models.Q(**{f"{column}__in": [member.value for member in enumeration]}), name=name)


class Word(models.CharField):
    """A column that holds one word of an enumeration."""

    def __init__(self, enumeration: type[Enum] | None = None, **options: Any) -> None:
        if enumeration is not None:
            options.setdefault("choices", choices(enumeration))
        options.setdefault("max_length", 40)
        super().__init__(**options)
