"""Reports under the topics that people put them under. Claims have topics of their own, set in the judgement."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction

from tracker import events
from tracker.models import Person, Report, Topic
from tracker.roles import Act, require


@transaction.atomic
def set_topics(report: Report, *, topics: Iterable[Topic], by: Person, now: datetime) -> Report:
    """Put a report under exactly these topics. The same again changes nothing."""
    require(by, Act.TOPIC_EDIT)
    row = Report.objects.select_for_update().get(pk=report.pk)
    old, new = set(row.topics.all()), set(topics)
    if old != new:
        row.topics.set(new)
        before, after = ({"topics": sorted(topic.name for topic in some)} for some in (old, new))
        events.record("report.topics_set", row, now=now, actor=by, before=before, after=after)
    return row


__all__ = ["set_topics"]
