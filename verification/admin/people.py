"""People on the desk, with what the judgement adds: whoever is deactivated gives their open work back to the pool."""

from __future__ import annotations

from django.contrib import admin, messages
from django.db import transaction
from django.http import HttpRequest
from django.utils import timezone

from tracker import events
from tracker.admin.people import PersonAdmin
from tracker.models import Person
from verification.services.assigning import return_work_of


class DeskPersonAdmin(PersonAdmin):
    def save_model(self, request: HttpRequest, person: Person, form, change: bool) -> None:
        now = timezone.now()
        with transaction.atomic():
            super().save_model(request, person, form, change)
            if not change or form.changed_data:
                events.record(
                    "person.changed" if change else "person.added",
                    person,
                    now=now,
                    actor=request.user,
                    after={"fields": sorted(form.changed_data)},
                )
            if change and "is_active" in form.changed_data and not person.is_active:
                returned = return_work_of(person, now=now, by=request.user)
                if returned:
                    self.message_user(request, f"{len(returned)} claims went back to the pool.", messages.INFO)


admin.site.unregister(Person)
admin.site.register(Person, DeskPersonAdmin)
