"""The filter of lists by days: those of whoever looks, in their own time zone, the last one whole."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone
from unfold.contrib.filters.admin import RangeDateFilter
from unfold.utils import parse_date_str


class DaysFilter(RangeDateFilter):
    """From a day on, up to a day, or both; what is no day is passed over. The column is a moment."""

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        path = self.parameter_name
        first, last = (self.used_parameters.get(f"{path}_{end}") for end in ("from", "to"))
        if (since := beginning(first)) is not None:
            queryset = queryset.filter(**{f"{path}__gte": since})
        if (until := beginning(last, days=1)) is not None:
            queryset = queryset.filter(**{f"{path}__lt": until})
        return queryset


def beginning(day: object, *, days: int = 0) -> datetime | None:
    """When that day, so many days later, begins where the reader is; None for what is no day of the calendar."""
    read: date | None = parse_date_str(day) if isinstance(day, str) else None
    try:
        return timezone.make_aware(datetime.combine(read + timedelta(days=days), time())) if read else None
    except OverflowError:
        return None


__all__ = ["DaysFilter"]
