"""Home: what waits for this person, what is new, how much is still being read. Counts only what the reader may see."""

from __future__ import annotations

from collections import Counter
from datetime import datetime, time, timedelta
from typing import Any

from django.db.models import Count, QuerySet
from django.db.models.functions import TruncDate
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils import timezone

from tracker import work
from tracker.models import Claim, Person, Report, Revision, WorkItem
from tracker.roles import Act, may
from tracker.terms import FlagKind, Status, WorkState, label
from verification.admin.counting import count
from verification.admin.inflations import inflations
from verification.admin.teamwork import agreement, workload
from verification.models import Assignment, Flag
from verification.pictures.bars import bars
from verification.pictures.picture import Picture
from verification.services import assigning, flagging

DAYS = 28
SHOWN = 8
BACKLOG_NAMES = {
    "read": "reports to be read",
    "compare": "readings to be compared",
    "compare_back": "new claims to look back",
    "weigh": "claims to be weighed",
}


def dashboard(request: HttpRequest, context: dict[str, Any]) -> dict[str, Any]:
    """What the home page shows, in constant queries."""
    person, now = request.user, timezone.now()
    reviewer = may(person, Act.REVIEW_TAKE)
    mine = Assignment.objects.open().filter(person=person)
    standing = Claim.objects.visible_to(person).standing()
    context |= {
        "title": "Home",
        "reviewer": reviewer,
        "may_add": may(person, Act.REPORT_ADD),
        "tasks": list(mine.select_related("claim").order_by("due", "pk")[: SHOWN * 2]),
        "on_my_desk": count(mine.order_by()),
        "late": count(mine.overdue(now=now).order_by()),
        "now": now,
        "flagged": newly_flagged(person),
        "statuses": statuses(person),
        "proposed": count(Claim.objects.visible_to(person).proposed()),
        "picture": reports_per_day(now),
        "backlog": backlog(now),
        "inflations": list(inflations(person)[:4]),
        "inflated": count(inflations(person)),
        "flagged_total": count(standing.filter(gravest__gt=0).exclude(status=Status.DISMISSED)),
        "newest": Revision.objects.order_by("-received_at").values_list("received_at", flat=True).first(),
        "free": count(assigning.pool(person)) if reviewer else None,
        "empty": not Report.objects.exists(),
    }
    if may(person, Act.ASSIGN):
        context["overdue"] = list(
            Assignment.objects.overdue(now=now).exclude(person=person).select_related("claim", "person").order_by("due")[:SHOWN]
        )
        context["disagreeing"] = list(
            Flag.objects.open().filter(kind=FlagKind.RECORD_DISAGREES).select_related("source").order_by("-raised_at", "-pk")[:SHOWN]
        )
        context["workload"] = workload(now)
        context["agreement"] = agreement()
    return context


def open_flags(person: Person) -> QuerySet[Flag]:
    """The open flags of claims that the desk still tracks."""
    return (
        Flag.objects.visible_to(person)
        .open()
        .filter(claim__isnull=False, claim__merged_into=None)
        .exclude(claim__status=Status.DISMISSED)
        .order_by()
    )


def newly_flagged(person: Person) -> list[dict[str, Any]]:
    """The claims whose flags are the newest, each with its newest flags; corroboration alone is not urgent and comes last among equals."""
    newest = (
        open_flags(person)
        .select_related("claim", "statement__reading__revision__report__publisher")
        .order_by("-raised_at", "-pk")[: SHOWN * 12]
    )
    grouped: dict[int, dict[str, Any]] = {}
    for flag in newest:
        row = grouped.setdefault(flag.claim_id, {"claim": flag.claim, "flags": []})
        row["flags"].append(flag)
    weight = {kind.value: n for kind, n in flagging.URGENCY.items()} | {FlagKind.CORROBORATED.value: 0}
    for row in grouped.values():
        row["flags"].sort(key=lambda flag: -weight.get(flag.kind, 1))
        row["first"], row["kinds"] = row["flags"][0], Counter(flag.kind for flag in row["flags"]).items()
    return list(grouped.values())[:SHOWN]


def statuses(person: Person) -> list[tuple[str, str, int, int]]:
    """Every status with the number of claims in it, and what that is in a hundred of the most."""
    counts = dict(Claim.objects.visible_to(person).standing().order_by().values_list("status").annotate(Count("pk")))
    most = max(counts.values(), default=1)
    rows = ((status.value, label(status), counts.get(status.value, 0)) for status in Status)
    return [(value, word, n, round(100 * n / most)) for value, word, n in rows]


def reports_per_day(now: datetime) -> Picture | None:
    """The last four weeks of receipt, in the reader's own days; None if nothing came."""
    today = timezone.localdate(now)
    first = today - timedelta(days=DAYS - 1)
    begins = timezone.make_aware(datetime.combine(first, time.min))
    received = Revision.objects.filter(received_at__gte=begins, no=1).order_by().annotate(day=TruncDate("received_at"))
    counts = dict(received.values_list("day").annotate(n=Count("pk")))
    if not counts:
        return None
    return bars([(first + timedelta(days=n), counts.get(first + timedelta(days=n), 0)) for n in range(DAYS)], "reports")


def backlog_part(request: HttpRequest) -> HttpResponse:
    """The backlog alone, for a home page that is open already."""
    return TemplateResponse(request, "verification/desk/_backlog.html", {"backlog": backlog(timezone.now())})


def backlog(now: datetime) -> dict[str, Any]:
    """What is still to be done of what came in during the last day, and what needs a person."""
    counts = work.backlog()
    parked = counts.pop("parked", 0)
    left = sum(counts.values())
    done = WorkItem.objects.filter(state=WorkState.DONE, done_at__gte=now - timedelta(days=1)).count() if left else 0
    lines = [(n, BACKLOG_NAMES.get(kind, kind.replace("_", " "))) for kind, n in counts.items() if n]
    return {"left": left, "parked": parked, "lines": lines, "share": round(100 * done / (done + left)) if left else 100}


__all__ = ["dashboard"]
