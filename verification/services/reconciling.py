"""Keeps flags true when what stands for and against a claim changes: flags whose reason is gone close, reasons that are new raise one."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime

from tracker import events
from tracker.models import Claim, Person
from tracker.terms import FlagKind
from verification.models import Flag
from verification.services import flagging, weighing
from verification.services.flagging import Reason, Side
from verification.sides import Group, order_in, sides_of

Key = tuple[int, FlagKind, str]
TURNED = {
    FlagKind.CORROBORATED: FlagKind.CONTRADICTED,
    FlagKind.UPDATED: FlagKind.CONTRADICTED,
    FlagKind.CONTRADICTED: FlagKind.CORROBORATED,
}


def reasons_of(claims: Iterable[Claim]) -> dict[Key, Reason]:
    """Every reason to look at these claims, by (claim, kind, cause): what comes out when each statement comes upon the claim in its turn."""
    claims = list(claims)
    found: dict[Key, Reason] = {}
    sides = sides_of(claims)
    origins = sides.origins()
    for claim in claims:
        side = Side(claim, [], origins[claim.pk], sides.lineages[claim.pk].parents())
        for place in sorted(sides.places[claim.pk], key=order_in):
            if place.side == "none":
                continue
            if not place.opening:
                explained = place.evidence.explanation.get("sentence", "") if place.evidence else ""
                rule = place.evidence.rule if place.evidence else "merged"
                for reason in flagging.reasons(side, place.relation, place.statement, rule=rule, sentence=explained):
                    found.setdefault((claim.pk, reason.kind, reason.cause), reason)
            if place.side == "for":
                side.statements.append(place.statement)
    return found


@contextmanager
def flags_kept(claims: Iterable[Claim], *, because: str, now: datetime, by: Person | None = None) -> Iterator[None]:
    """Whatever changes for these claims inside the block, their flags follow when it is left."""
    claims = list(claims)
    before = reasons_of(claims)
    yield
    settle(claims, before, because=because, now=now, by=by)


def settle(claims: Iterable[Claim], before: dict[Key, Reason], *, because: str, now: datetime, by: Person | None = None) -> None:
    """Close the open flags whose reason was there *before* and is gone, and raise one for each reason that was not."""
    rows = Claim.objects.select_related("opened_from__reading__revision__report").in_bulk([claim.pk for claim in claims])
    weighing.follow(rows, now=now)
    after = reasons_of(rows.values())
    groups = sides_of(rows.values()).groups if before.keys() - after.keys() else {}
    for key in before.keys() - after.keys():
        if key[0] in groups:
            for flag in _flags(groups[key[0]], key):
                flagging.close_flag(flag, by=by, now=now, because=because)
    for key in sorted(after.keys() - before.keys(), key=lambda one: (one[0], one[2], one[1])):
        reason = after[key]
        if not _reopened(rows[key[0]], reason, now=now):
            flagging.raise_flag(rows[key[0]], reason.kind, cause=reason.cause, statement=reason.statement, detail=reason.detail, now=now)
    for key in after.keys() & before.keys():
        if after[key].detail != before[key].detail or after[key].statement.pk != before[key].statement.pk:
            Flag.objects.open().filter(claim=key[0], kind=key[1], cause=key[2]).update(
                statement=after[key].statement, detail=after[key].detail
            )


def _flags(group: Group, key: Key) -> list[Flag]:
    """The open flags for one reason, on the claim or on one that was merged into it."""
    found: list[Flag] = []
    for member in group.members:
        kind = TURNED.get(key[1], key[1]) if group.mirrored(member) else key[1]
        found += Flag.objects.open().filter(claim=member, kind=kind, cause=key[2])
    return found


def _reopened(claim: Claim, reason: Reason, *, now: datetime) -> bool:
    """Let a flag that the program itself closed for want of a reason stand again."""
    flag = Flag.objects.filter(claim=claim, kind=reason.kind, cause=reason.cause, closed_at__isnull=False, closed_by=None).first()
    if flag is None:
        return False
    flag.closed_at, flag.closed_because = None, ""
    flag.statement, flag.detail = reason.statement, reason.detail
    flag.save(update_fields=["closed_at", "closed_because", "statement", "detail"])
    events.record("flag.reopened", flag, now=now, claim=claim, after={"kind": flag.kind}, reason=reason.detail.get("sentence", ""))
    flagging.keep_gravest(claim.pk)
    flagging.void_if_grave(claim, flag.kind, flag.detail, now=now)
    return True
