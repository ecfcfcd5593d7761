"""Topics on the desk: storylines that people name. Nothing here decides what belongs to one."""

from __future__ import annotations

from django.contrib import admin
from django.db.models import Count, QuerySet
from django.http import HttpRequest
from unfold.decorators import display

from tracker.admin.site import RoleAdmin
from tracker.models import Topic
from tracker.roles import Act


@admin.register(Topic)
class TopicAdmin(RoleAdmin):
    add = change = Act.TOPIC_EDIT
    list_display = ("name", "claim_count", "summary")
    search_fields = ("name",)
    table_columns = (
        ("name", lambda topic: topic.name),
        ("claims", lambda topic: topic.n_claims),
        ("summary", lambda topic: topic.summary),
        ("id", lambda topic: topic.uuid),
    )
    ordering = ("name",)
    prepopulated_fields = {"slug": ("name",)}
    fields = ("name", "slug", "summary")

    def get_prepopulated_fields(self, request: HttpRequest, obj: Topic | None = None) -> dict:
        return self.prepopulated_fields if obj is None or self.has_change_permission(request, obj) else {}

    def get_queryset(self, request: HttpRequest) -> QuerySet[Topic]:
        return super().get_queryset(request).annotate(n_claims=Count("claims"))

    @display(description="Claims", ordering="n_claims")
    def claim_count(self, topic: Topic) -> int:
        return topic.n_claims
