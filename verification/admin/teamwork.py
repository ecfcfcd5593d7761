"""What leads see of how the desk works: how far reviewers agree, and who has how much to do. Read only; no verdict of an open round counts."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Count, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce

from tracker.models import Person
from tracker.roles import Act, may
from verification.models import Assignment, Review, Round
from verification.weighing.agreement import Metric, alpha, in_words

LAST = 500  # rounds
FEW = 10  # below this many rounds the figure is shown as provisional
LATELY = timedelta(days=28)
CANNOT_BE_JUDGED = 6


@dataclass(frozen=True, slots=True)
class Agreement:
    """Alpha of verdicts and of credibility numbers over the last rounds that two people signed; how many of them ended in dispute."""

    verdicts: float | None
    numbers: float | None
    rounds: int
    disputed: int

    @property
    def verdicts_in_words(self) -> str:
        return in_words(self.verdicts)

    @property
    def numbers_in_words(self) -> str:
        return in_words(self.numbers)

    @property
    def few(self) -> bool:
        return self.rounds < FEW


def agreement() -> Agreement:
    """Of the newest closed rounds with two signatures. A number 6 is no judgement and left out."""
    ended = Round.objects.filter(closed_at__isnull=False).exclude(outcome="voided")
    twice = ended.annotate(n=Count("reviews")).filter(n__gt=1).order_by("-closed_at", "-pk")
    outcomes = dict(twice.values_list("pk", "outcome")[:LAST])
    verdicts: dict[int, list[str]] = {}
    numbers: dict[int, list[int]] = {}
    rows = Review.objects.filter(round__in=outcomes).values_list("round_id", "verdict", "number")
    for key, verdict, number in rows:
        verdicts.setdefault(key, []).append(verdict)
        if number and number != CANNOT_BE_JUDGED:
            numbers.setdefault(key, []).append(number)
    disputed = sum(outcome == "disputed" for outcome in outcomes.values())
    return Agreement(alpha(verdicts.values()), alpha(numbers.values(), Metric.ORDINAL), len(outcomes), disputed)


def workload(now: datetime) -> list[dict[str, Any]]:
    """Everybody who may sign: open tasks, those that are late, and what they signed in the last four weeks; the busiest first."""
    tasks = Assignment.objects.open().filter(person=OuterRef("pk")).order_by().values("person")
    signed = Review.objects.filter(person=OuterRef("pk"), at__gte=now - LATELY).order_by().values("person")
    people = (
        Person.objects.with_roles()
        .annotate(
            open=Coalesce(Subquery(tasks.annotate(n=Count("pk")).values("n")), 0),
            late=Coalesce(Subquery(tasks.annotate(n=Count("pk", filter=Q(due__lt=now))).values("n")), 0),
            signed=Coalesce(Subquery(signed.annotate(n=Count("pk")).values("n")), 0),
        )
        .filter(is_active=True)
        .order_by("-open", "username")
    )
    return [
        {"person": person, "open": person.open, "late": person.late, "signed": person.signed}
        for person in people
        if person.open or may(person, Act.REVIEW_SIGN)
    ]
