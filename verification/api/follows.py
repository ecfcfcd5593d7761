"""What the caller follows, and so hears of by digest: list, follow, stop. Nobody sees or changes another person's."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.utils import timezone
from drf_spectacular.utils import OpenApiParameter, extend_schema, extend_schema_field
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from tracker.api.fields import Strict, Words, iso
from tracker.api.pages import instant
from tracker.api.permissions import TO_READ
from tracker.api.views import ListView, View
from tracker.roles import Act
from tracker.terms import Scope
from verification.models import Follow
from verification.services import following

TARGET = "claim:UUID, topic:UUID, source:UUID, or all for everything on this desk"
TARGET_SHAPE = {"type": "string", "pattern": f"^({following.TARGET.pattern})$", "description": f"{TARGET}."}


class FollowShape(serializers.Serializer):
    """Something that the caller hears of, or of their own claims one that they do not want to hear of."""

    target = serializers.CharField(help_text=f"{TARGET}.")
    muted = serializers.BooleanField(help_text="One's own claim, of which one wants to hear nothing.")
    since = serializers.DateTimeField()


@extend_schema_field(TARGET_SHAPE)
class TargetName(Words):
    """What is followed, by its kind and identifier."""


class Target(Strict):
    target = TargetName(max_length=80)


def show(row: Follow) -> dict[str, Any]:
    return {
        "target": row.target.removeprefix(following.MUTED),
        "muted": row.target.startswith(following.MUTED),
        "since": iso(row.since),
    }


class Follows(ListView):
    """What the caller follows, the newest first; what is assigned to them, and what they opened or accepted, they hear of without."""

    rules = {**TO_READ, "POST": (Act.CLAIM_FOLLOW, Scope.REVIEW)}
    serializer_class = FollowShape
    orderings = {"since": ("since", instant)}

    def visible(self) -> QuerySet:
        return Follow.objects.filter(person=self.request.user.pk)

    def show(self, rows: list[Follow]) -> list[dict[str, Any]]:
        return [show(row) for row in rows]

    @extend_schema(operation_id="follow", request=Target, responses={201: FollowShape})
    def post(self, request: Request) -> Response:
        """Follow a claim, a topic, a source or everything, from now on. Following twice changes nothing."""
        body = Target(data=request.data)
        body.is_valid(raise_exception=True)
        thing = following.thing_named(dict(body.validated_data)["target"])
        return Response(show(following.follow(request.user, thing, now=timezone.now())), status=201)


class OneFollow(View):
    """Stop following. One's own claim is muted; one that is assigned keeps telling until it is done."""

    rules = {"DELETE": (Act.CLAIM_FOLLOW, Scope.REVIEW)}
    serializer_class = FollowShape

    @extend_schema(
        operation_id="unfollow",
        parameters=[OpenApiParameter("target", TARGET_SHAPE, OpenApiParameter.PATH)],
        request=None,
        responses={204: None},
    )
    def delete(self, request: Request, target: str) -> Response:
        following.unfollow(request.user, following.thing_named(target), now=timezone.now())
        return Response(status=204)
