"""A claim that a person opens: typed, or from a statement the machine passed over. Rights and limits are those of ``claims.open_claim``."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction

from tracker import work
from tracker.models import Claim, Person, Statement, Topic
from tracker.terms import Level, Polarity
from verification import retrieval
from verification.services.claims import open_claim


@transaction.atomic
def open_by_hand(
    *,
    text: str,
    polarity: Polarity | str,
    level: Level | int,
    by: Person,
    now: datetime,
    statement: Statement | None = None,
    topics: Iterable[Topic] = (),
) -> Claim:
    """Track what *by* states. It is found by later reports, and looks back at what has been said already."""
    claim = open_claim(text=text, polarity=polarity, level=level, opened_by=by, opened_from=statement, topics=topics, now=now)
    retrieval.index_claim(claim)
    work.enqueue("compare_back", claim.uuid, now=now)
    return claim
