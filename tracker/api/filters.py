"""What lists may be asked: filters that know their limits. An unknown parameter is refused by ``tracker.api.views``."""

from __future__ import annotations

from datetime import datetime
from enum import Enum
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Q, QuerySet
from django_filters import rest_framework as filters
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema_field

from tracker.api.fields import MOMENT, moment

MAX_QUERY = 200
NOT_BLANK = r"^[^\u0000]*[^\s\u0000\u001c-\u001f\u0085][^\u0000]*$"  # blank as ``str.strip`` has it


class AskedFilters(filters.DjangoFilterBackend):
    """The filters of a list, taken in hand only where one of them is asked for: most pages of most lists are asked for without any."""

    def filter_queryset(self, request: Any, queryset: QuerySet, view: Any) -> QuerySet:
        known = self.get_filterset_class(view, queryset)
        if known is None or known.base_filters.keys().isdisjoint(request.query_params):
            return queryset
        return super().filter_queryset(request, queryset, view)


class MomentField(forms.CharField):
    def clean(self, value: Any) -> datetime | None:
        text = super().clean(value)
        if not text:
            return None
        try:
            # A "+" that came unescaped in an address arrives as a blank.
            return moment(text.replace(" ", "+") if "T" in text else text)
        except ValueError as wrong:
            raise ValidationError("%(problem)s", params={"problem": str(wrong)}, code="invalid") from None


@extend_schema_field(MOMENT)
class MomentFilter(filters.Filter):
    """An ISO date or date-time with zone."""

    field_class = MomentField


class WordFilter(filters.ChoiceFilter):
    """One word of an enumeration."""

    def __init__(self, enumeration: type[Enum], **options: Any) -> None:
        super().__init__(choices=[(str(member.value), str(member.value)) for member in enumeration], empty_label=None, **options)
        numbers = issubclass(enumeration, int)
        described = {"type": "integer" if numbers else "string", "enum": [member.value for member in enumeration]}
        extend_schema_field(described)(self)


class TextFilter(filters.CharFilter):
    """Words to look for, or a name; at most so many characters; NUL is refused."""

    def __init__(self, longest: int = MAX_QUERY, **options: Any) -> None:
        super().__init__(max_length=longest, **options)
        extend_schema_field({"type": "string", "minLength": 1, "maxLength": longest, "pattern": NOT_BLANK})(self)


class NumberField(forms.IntegerField):
    widget = forms.TextInput


class WholeFilter(filters.Filter):
    """A whole number within limits."""

    field_class = NumberField

    def __init__(self, low: int, high: int, **options: Any) -> None:
        super().__init__(min_value=low, max_value=high, **options)
        extend_schema_field({"type": "integer", "minimum": low, "maximum": high})(self)


class YesNoField(forms.Field):
    def clean(self, value: Any) -> bool | None:
        if value in (None, ""):
            return None
        if value not in ("true", "false"):
            raise ValidationError("use true or false.")
        return value == "true"


@extend_schema_field(OpenApiTypes.BOOL)
class YesNoFilter(filters.Filter):
    """``true`` or ``false``."""

    field_class = YesNoField


def like(queryset: QuerySet, words: str, *columns: str) -> QuerySet:
    """Rows where each of the words stands in one of the columns, case aside."""
    for each in words.split()[:12]:
        anywhere = Q()
        for column in columns:
            anywhere |= Q(**{f"{column}__icontains": each})
        queryset = queryset.filter(anywhere)
    return queryset
