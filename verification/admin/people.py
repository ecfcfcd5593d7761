"""People on the desk: accounts for administrators, with what shutting one would do; skills and conflicts of interest for leads as well."""

from __future__ import annotations

from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Count, Prefetch, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.html import format_html
from unfold.decorators import display

from tracker import events
from tracker.admin.people import PersonAdmin
from tracker.errors import Refused
from tracker.models import Person, Source, Topic
from tracker.roles import TABLE, Act, may
from tracker.services import people
from verification.services import departing

SIGNERS = [role.value for role, acts in TABLE.items() if Act.REVIEW_SIGN in acts]
SOURCES_SHOWN = 50


class DeskPersonAdmin(PersonAdmin):
    """Whether an account works is changed on a page of its own, which says first what follows."""

    readonly_fields = (*PersonAdmin.readonly_fields, "standing")
    fieldsets = tuple(
        (title, {**options, "fields": tuple("standing" if name == "is_active" else name for name in options["fields"])})
        for title, options in PersonAdmin.fieldsets
    )

    def get_urls(self) -> list[URLPattern]:
        return [path("<int:key>/standing/", self.admin_site.admin_view(standing), name="person_standing"), *super().get_urls()]

    @display(description="Account")
    def standing(self, person: Person) -> str:
        word, verb = ("works", "Deactivate…") if person.is_active else ("is deactivated", "Let it work again…")
        return format_html('{} · <a class="text-link" href="{}">{}</a>', word, reverse("admin:person_standing", args=[person.pk]), verb)

    def save_model(self, request: HttpRequest, person: Person, form: Any, change: bool) -> None:
        with transaction.atomic():
            super().save_model(request, person, form, change)
            if not change or form.changed_data:
                kind = "person.changed" if change else "person.added"
                events.record(kind, person, now=timezone.now(), actor=request.user, after={"fields": sorted(form.changed_data)})


def standing(request: HttpRequest, key: int) -> HttpResponse:
    """First what follows from shutting an account, or from opening it again; then do it."""
    if not may(request.user, Act.PEOPLE_MANAGE):
        raise PermissionDenied("Accounts are the administrators'.")
    person = get_object_or_404(Person, pk=key)
    if request.method == "POST":
        try:
            if request.POST.get("act") == "activate":
                departing.activate(person, by=request.user, now=timezone.now())
                messages.success(request, f"{person} can sign in again.")
            else:
                returned = departing.deactivate(person, by=request.user, now=timezone.now())
                went = f"{len(returned)} claim{'s' if len(returned) != 1 else ''} went back to the pool."
                messages.success(request, f"{person} is deactivated. {went if returned else 'They held no open work.'}")
        except Refused as refusal:
            messages.error(request, str(refusal))
        return redirect("admin:tracker_person_change", person.pk)
    context = {
        **admin.site.each_context(request),
        "title": f"Deactivate {person}" if person.is_active else f"Let {person} work again",
        "person": person,
        "leaving": departing.leaving_of(person),
    }
    return TemplateResponse(request, "verification/desk/standing.html", context)


# ---- for leads: who reviews what
def reviewers(request: HttpRequest) -> HttpResponse:
    """Everybody who may sign claims, with their skills, their conflicts of interest and their open work."""
    allowed(request)
    open_tasks = Count("assignments", filter=Q(assignments__closed_at=None), distinct=True)
    overdue = Count("assignments", filter=Q(assignments__closed_at=None, assignments__due__lt=timezone.now()), distinct=True)
    rows = Person.objects.filter(is_active=True, groups__name__in=SIGNERS).annotate(load=open_tasks, late=overdue).order_by("username")
    rows = rows.prefetch_related("skills", Prefetch("conflicts", Source.objects.order_by("name")), "groups").distinct()
    context = {**admin.site.each_context(request), "title": "Reviewers", "people": rows}
    return TemplateResponse(request, "verification/desk/reviewers.html", context)


def reviewer(request: HttpRequest, key: int) -> HttpResponse:
    """The skills and conflicts of interest of one of them: topics to tick, sources to find and add, or to drop."""
    allowed(request)
    person = get_object_or_404(Person.objects.filter(is_active=True, groups__name__in=SIGNERS).distinct(), pk=key)
    if request.method == "POST":
        people.set_review_profile(
            person,
            skills=Topic.objects.filter(pk__in=keys(request, "skills")),
            conflicts=Source.objects.filter(pk__in=keys(request, "conflicts")),
            by=request.user,
            now=timezone.now(),
        )
        messages.success(request, f"What {person} knows and must not judge is saved.")
        return redirect("admin:reviewers")
    sought = request.GET.get("q", "").replace("\x00", "").strip()
    held = list(person.conflicts.order_by("name"))
    found = (
        Source.objects.filter(merged_into=None, aliases__text__icontains=sought).distinct().order_by("name")
        if sought
        else Source.objects.none()
    )
    context = {
        **admin.site.each_context(request),
        "title": f"{person}, as a reviewer",
        "person": person,
        "topics": [(topic, topic in person.skills.all()) for topic in Topic.objects.all()],
        "conflicts": held,
        "q": sought,
        "found": found.exclude(pk__in=[source.pk for source in held])[:SOURCES_SHOWN],
    }
    return TemplateResponse(request, "verification/desk/reviewer.html", context)


def allowed(request: HttpRequest) -> None:
    if not may(request.user, Act.REVIEWERS_EDIT):
        raise PermissionDenied("Skills and conflicts of interest are kept by leads and administrators.")


def keys(request: HttpRequest, name: str) -> list[int]:
    return [int(key) for key in request.POST.getlist(name) if key.isascii() and key.isdigit() and len(key) < 18]


admin.site.unregister(Person)
admin.site.register(Person, DeskPersonAdmin)
