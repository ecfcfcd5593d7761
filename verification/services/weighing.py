"""Writes what a settled claim means for its sources: charges from the ledger, and the flag that a record disagrees with a person's letter.

The support of a claim is nowhere stored, so that it cannot be stale: ``verification.supports`` works it out. What is stored is each standing
settlement's charges, rewritten as a whole from the record whenever that changes; nothing is ever added up.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import cast
from uuid import uuid4

from django.db import transaction

from tracker import events, work
from tracker.models import Claim, Grade, Source
from tracker.terms import FlagKind, Letter
from tracker.work import Follow
from verification.ledger import charged
from verification.models import Charge, Flag, Settlement
from verification.provenance import bodies_of
from verification.services import flagging, tallying
from verification.sides import standing_for
from verification.track_records import family_of, ledger_record
from verification.weighing.track_record import TrackRecord, record_disagrees
from verification.words import words_of

AT_ONCE = 100


@transaction.atomic
def charge(settlements: Iterable[Settlement], *, now: datetime) -> int:
    """Write the charges of standing settlements anew, where they are others than those that are written; how many settlements changed.

    Safe to repeat. A claim's status and a source's letter are never touched.
    """
    changed = 0
    touched: set[int] = set()
    standing = [row for row in settlements if row.reversed_at is None]
    list(Charge.objects.select_for_update().filter(settlement__in=standing).order_by("pk"))
    for settlement, wanted, written in charges_due(standing):
        if wanted == written:
            continue
        changed += 1
        touched |= wanted.keys() | written.keys()
        Charge.objects.filter(settlement=settlement).delete()
        Charge.objects.bulk_create(
            Charge(settlement=settlement, source_id=source, p=p, match=match, role=role, said_at=said_at, statement_id=statement)
            for source, (p, match, role, said_at, statement) in sorted(wanted.items())
        )
    watch_letters(touched, now=now)
    return changed


Stakes = dict[int, tuple[float, float, str, datetime, int]]  # source → (p, match, role, said at, statement)


def charges_due(settlements: Iterable[Settlement]) -> Iterator[tuple[Settlement, Stakes, Stakes]]:
    """For each standing settlement the charges that the record gives, and those that are written."""
    rows = {row.claim_id: row for row in settlements}
    written: dict[int, Stakes] = {row.pk: {} for row in rows.values()}
    for row in Charge.objects.filter(settlement__in=rows.values()):
        written[row.settlement_id][row.source_id] = (row.p, row.match, str(row.role), row.said_at, row.statement_id)
    for key, words in words_of(Claim.objects.filter(pk__in=rows).select_related("opened_from")).items():
        settlement = rows[key]
        wanted = {
            cast(int, one.source): (one.p, _match(one.p, settlement.y), str(one.role), one.said_at, cast(int, one.words))
            for one in charged(word for word in words if word.at <= settlement.at)  # who repeats a settled claim stakes nothing
        }
        yield settlement, wanted, written[settlement.pk]


def _match(p: float, y: float) -> float:
    """How far what was asserted came true, in the direction it was asserted."""
    return y if p >= 0.5 else 1 - y


def reverse(claim: Claim, *, now: datetime) -> int:
    """People opened the claim again: its charges stay in the record and count no longer. How many settlements that were standing."""
    standing = list(Settlement.objects.standing().filter(claim=claim))
    sources = set(Charge.objects.filter(settlement__in=standing).values_list("source_id", flat=True))
    Settlement.objects.filter(pk__in=[row.pk for row in standing]).update(reversed_at=now)
    watch_letters(sources, now=now)
    return len(standing)


def follow(claims: Iterable[Claim | int], *, now: datetime) -> None:
    """These claims are to be counted anew, and what is settled of them charged anew. Call beside what changes their words, sides or origins."""
    keys = {claim if isinstance(claim, int) else claim.pk for claim in claims}
    standing = set(standing_for(keys).values())
    tallying.changed(standing)
    for claim in Claim.objects.filter(pk__in=standing, settlements__in=Settlement.objects.standing()):
        work.enqueue("weigh", events.name_of(claim), now=now, version=uuid4().hex)  # charging twice does nothing, so each change may ask


def weigh(subject: str, *, now: datetime) -> Iterable[Follow]:
    """Charge anew what hangs on "claim:UUID" or "source:UUID". Quiet when it is gone or nothing about it is settled."""
    noun, _, uuid = subject.partition(":")
    if noun == "claim":
        charge(Settlement.objects.standing().filter(claim__uuid=uuid), now=now)
        return ()
    source = Source.objects.filter(uuid=uuid).first()
    if source is None:
        return ()
    family = family_of(bodies_of([source.pk])[source.pk]) | {source.pk}
    settled = list(Settlement.objects.standing().filter(charges__source__in=family).distinct().order_by("pk"))
    for start in range(0, len(settled), AT_ONCE):
        charge(settled[start : start + AT_ONCE], now=now)
    watch_letters(family, now=now)
    return ()


def watch_letters(sources: Iterable[int], *, now: datetime) -> None:
    """Raise "record disagrees" on each graded source whose record suggests another letter, and close it where it no longer does.

    One flag for a letter and a suggestion: what a person closed stays closed until either is another one.
    """
    bodies = set(bodies_of(sources).values())
    for body in sorted(bodies):
        family = family_of(body)
        newest: dict[int, Grade] = {}
        for grade in Grade.objects.filter(source__in=family).select_related("source").order_by("at", "pk"):
            newest[grade.source_id] = grade
        open_flags = Flag.objects.open().filter(source__in=family, kind=FlagKind.RECORD_DISAGREES).select_related("source")
        if not newest and not open_flags:
            continue
        record = ledger_record(family)
        causes = {}
        for key, grade in newest.items():
            if record_disagrees(record, Letter(grade.letter)):
                causes[key] = f"grade:{grade.pk}:{record.suggested}"
                _raise(grade, causes[key], record, now=now)
        for flag in open_flags:
            if causes.get(flag.source_id) != flag.cause:
                flagging.close_flag(flag, by=None, now=now, because="the record and the letter agree, or the record has changed")


def _raise(grade: Grade, cause: str, record: TrackRecord, *, now: datetime) -> None:
    # Neither θ nor the suggestion: flags are read in digests and lists, also by those who may not see a record before their own verdict.
    sentence = f"Its record of {record.settled} settled claims does not bear out the letter {grade.letter} that {grade.by} gave."
    detail = {"letter": str(grade.letter), "settled": record.settled, "sentence": sentence}
    flag, created = Flag.objects.get_or_create(
        source=grade.source, kind=FlagKind.RECORD_DISAGREES, cause=cause, defaults={"detail": detail, "raised_at": now}
    )
    if created:
        events.record("flag.raised", flag, now=now, after={"kind": str(flag.kind), **detail}, reason=sentence)
    elif flag.closed_at is not None and flag.closed_by_id is None:
        flag.closed_at, flag.closed_because, flag.detail = None, "", detail
        flag.save(update_fields=["closed_at", "closed_because", "detail"])
        events.record("flag.reopened", flag, now=now, after={"kind": str(flag.kind)}, reason=sentence)
    elif flag.closed_at is None and flag.detail != detail:
        Flag.objects.filter(pk=flag.pk).update(detail=detail)


__all__ = ["charge", "charges_due", "follow", "reverse", "watch_letters", "weigh"]
