"""Storylines, and the queue of record for those who may look after it."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django_filters import rest_framework as filters
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from tracker.api.fields import iso
from tracker.api.filters import TextFilter, WordFilter, like
from tracker.api.pages import instant, number, word
from tracker.api.permissions import Rule
from tracker.api.statements import words
from tracker.api.views import ListView, View
from tracker.models import Topic, WorkItem
from tracker.roles import Act, may
from tracker.terms import Scope, WorkState


class TopicShape(serializers.Serializer):
    """A storyline."""

    uuid = serializers.UUIDField()
    slug = serializers.CharField()
    name = serializers.CharField()
    summary = serializers.CharField()


def show(row: Topic) -> dict[str, Any]:
    return {"uuid": str(row.uuid), "slug": row.slug, "name": row.name, "summary": row.summary}


class TopicFilters(filters.FilterSet):
    q = TextFilter(method="in_words")

    class Meta:
        model = Topic
        fields: list[str] = []

    def in_words(self, rows: QuerySet, name: str, asked: str) -> QuerySet:
        return like(rows, asked, "name", "summary")


class Topics(ListView):
    """Storylines by name."""

    serializer_class = TopicShape
    filterset_class = TopicFilters
    orderings = {"name": ("name", word)}
    default_ordering = "name"

    def visible(self) -> QuerySet:
        return Topic.objects.all() if may(self.request.user, Act.READ) else Topic.objects.none()

    def show(self, rows: list[Topic]) -> list[dict[str, Any]]:
        return [show(row) for row in rows]


class OneTopic(View):
    """One storyline; its claims are ``GET claims?topic=``."""

    serializer_class = TopicShape

    def visible(self) -> QuerySet:
        return Topic.objects.all() if may(self.request.user, Act.READ) else Topic.objects.none()

    @extend_schema(operation_id="topic")
    def get(self, request: Request, uuid: UUID) -> Response:
        return Response(show(self.one(uuid)))


class WorkShape(serializers.Serializer):
    """One step that is to be done, is done, or needs attention."""

    id = serializers.IntegerField()
    kind = serializers.CharField()
    subject = serializers.CharField()
    state = serializers.ChoiceField(words(WorkState))
    created = serializers.DateTimeField()
    due = serializers.DateTimeField()
    done = serializers.DateTimeField(allow_null=True)
    attempts = serializers.IntegerField()
    expiries = serializers.IntegerField()
    last_error = serializers.CharField()


class WorkFilters(filters.FilterSet):
    state = WordFilter(WorkState)
    kind = TextFilter(longest=40)

    class Meta:
        model = WorkItem
        fields: list[str] = []


class Work(ListView):
    """The queue of record, the newest first."""

    rules: dict[str, Rule] = {"GET": (Act.WORK_SEE, Scope.READ)}
    serializer_class = WorkShape
    filterset_class = WorkFilters
    orderings = {"id": ("pk", number), "due": ("due_at", instant)}

    def visible(self) -> QuerySet:
        return WorkItem.objects.all() if may(self.request.user, Act.WORK_SEE) else WorkItem.objects.none()

    def show(self, rows: list[WorkItem]) -> list[dict[str, Any]]:
        return [
            {
                "id": row.pk,
                "kind": row.kind,
                "subject": row.subject,
                "state": row.state,
                "created": iso(row.created_at),
                "due": iso(row.due_at),
                "done": iso(row.done_at),
                "attempts": row.attempts,
                "expiries": row.expiries,
                "last_error": row.last_error,
            }
            for row in rows
        ]
