"""Keeps a tally of each claim for the lists: whatever changes a claim's case says so in its own transaction, and the clock has it counted again.

Saying so only adds a row, so that nobody who writes waits for another. Until a claim is counted again, lists read its case file instead.
"""

from __future__ import annotations

import time
from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime

from django.db import transaction

from tracker.models import Claim
from tracker.work import Follow
from verification.casefile import case_files
from verification.models import Decision, Recount, Tally
from verification.sides import groups_of
from verification.tallies import tally_of

AT_ONCE = 100  # claims in one transaction
COLUMNS = [field.attname for field in Tally._meta.concrete_fields if not field.primary_key]


def changed(claims: Iterable[int]) -> None:
    """The cases of the claims with these keys are others now. Call in the transaction of the change."""
    Recount.objects.bulk_create((Recount(claim_id=key) for key in claims), batch_size=1000)


def count_changed(*, seconds: float = 60.0) -> int:
    """Count what changed, the longest unread first, until all is counted or the time is over; how many claims.

    Safe to repeat, to break off, and beside another who does the same.
    """
    end, done = time.monotonic() + seconds, 0
    while time.monotonic() < end and (counted := _count_some()):
        done += counted
    return done


def _count_some() -> int:
    """Count the claims of the oldest changes; how many there were."""
    oldest = Recount.objects.order_by("pk").values_list("claim_id", flat=True)[: 2 * AT_ONCE]
    keys = list(dict.fromkeys(oldest))[:AT_ONCE]
    if not keys:
        return 0
    # What is said to have changed is looked up before the case is: a change that comes between the two stays to be counted.
    changes: dict[int, list[int]] = defaultdict(list)
    for pk, claim in Recount.objects.filter(claim__in=keys).values_list("pk", "claim_id"):
        changes[claim].append(pk)
    tallies = tallies_due(Claim.objects.filter(pk__in=keys))
    with transaction.atomic():
        # Whoever else counted them meanwhile has taken these rows away, and may have seen more than this one.
        held = set(Recount.objects.select_for_update().filter(claim__in=keys).order_by("pk").values_list("pk", flat=True))
        mine = [row for row in tallies if held.issuperset(changes[row.claim_id])]
        Tally.objects.bulk_create(mine, update_conflicts=True, unique_fields=["claim"], update_fields=COLUMNS)
        Recount.objects.filter(pk__in=[pk for row in mine for pk in changes[row.claim_id]]).delete()
    return len(keys)


def recount(subject: str, *, now: datetime) -> Iterable[Follow]:
    """Have the claim with this UUID counted again."""
    changed(Claim.objects.filter(uuid=subject).values_list("pk", flat=True))
    return ()


def tallies_due(claims: Iterable[Claim]) -> list[Tally]:
    """The tallies that the record gives, unsaved."""
    claims = list(claims)
    groups = {key: [member.pk for member in group.members] for key, group in groups_of(claims).items()}
    decided: dict[int, set[int]] = defaultdict(set)
    members = [member for group in groups.values() for member in group]
    for claim, person in Decision.objects.filter(claim__in=members).values_list("claim_id", "by_id"):
        decided[claim].add(person)
    return [
        tally_of(file, members=groups[file.claim.pk], deciders=set().union(*(decided.get(member, ()) for member in groups[file.claim.pk])))
        for file in case_files(claims)
    ]


__all__ = ["changed", "count_changed", "recount", "tallies_due"]
