"""The filters of the claims list that are not plain columns: proposed or tracked, open flags, who reviews it."""

from __future__ import annotations

from typing import Any

from django.contrib.admin import ModelAdmin
from django.db.models import Exists, OuterRef, QuerySet
from django.http import HttpRequest
from django.utils import timezone
from unfold.contrib.filters.admin import DropdownFilter

from tracker.models import Claim, Person
from tracker.terms import FlagKind, Status, label
from verification.models import Assignment, Flag


class StageFilter(DropdownFilter):
    """Proposals wait for a person; what is tracked was accepted or typed by one. Dismissed claims are out of sight unless asked for."""

    title = "stage"
    parameter_name = "stage"

    def lookups(self, request: HttpRequest, model_admin: ModelAdmin) -> list[tuple[str, str]]:
        return [("proposed", "proposed by the machine"), ("tracked", "accepted or typed"), ("dismissed", "dismissed"), ("all", "all")]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Claim]) -> QuerySet[Claim]:
        match self.value():
            case "proposed":
                return queryset.proposed()
            case "tracked":
                return queryset.exclude(opened_by=None, accepted_at=None).exclude(status=Status.DISMISSED)
            case "dismissed":
                return queryset.filter(status=Status.DISMISSED)
            case "all":
                return queryset
        return queryset if request.GET.get("status__exact") else queryset.exclude(status=Status.DISMISSED)


class FlagFilter(DropdownFilter):
    """Claims with an open flag of a kind, or of any."""

    title = "open flag"
    parameter_name = "flag"

    def lookups(self, request: HttpRequest, model_admin: ModelAdmin) -> list[tuple[str, str]]:
        kinds = [(kind.value, label(kind)) for kind in FlagKind if kind is not FlagKind.RECORD_DISAGREES]
        return [("any", "any flag"), *kinds]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Claim]) -> QuerySet[Claim]:
        if not (wanted := self.value()):
            return queryset
        if wanted == "any":
            return queryset.filter(gravest__gt=0)
        return queryset.filter(gravest__gt=0).filter(Exists(Flag.objects.open().filter(claim=OuterRef("pk"), kind=wanted)))


class ReviewerFilter(DropdownFilter):
    """Who has the claim on their desk."""

    title = "reviewer"
    parameter_name = "reviewer"

    def lookups(self, request: HttpRequest, model_admin: ModelAdmin) -> list[tuple[str, str]]:
        working = Person.objects.filter(Exists(Assignment.objects.open().filter(person=OuterRef("pk")))).order_by("username")
        people = [(str(person.pk), str(person)) for person in working]
        return [("me", "me"), ("nobody", "nobody"), ("overdue", "overdue"), *people]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Claim]) -> QuerySet[Claim]:
        tasks = Assignment.objects.open().filter(claim=OuterRef("pk"))
        wanted: Any = self.value()
        if wanted == "me":
            return queryset.filter(Exists(tasks.filter(person=request.user)))
        if wanted == "nobody":
            return queryset.filter(~Exists(tasks))
        if wanted == "overdue":
            return queryset.filter(Exists(tasks.overdue(now=timezone.now())))
        if wanted and wanted.isascii() and wanted.isdigit() and len(wanted) < 18:
            return queryset.filter(Exists(tasks.filter(person=int(wanted))))
        return queryset
