"""A person's word that a source took something back, and the way to undo it. Finding retractions in texts lives in ``withdrawing``."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from tracker import events
from tracker.errors import Refused
from tracker.models import Claim, Person, Report, Statement
from tracker.reasons import given, said
from tracker.roles import Act, require
from tracker.terms import FlagKind
from verification.models import Flag, Withdrawal
from verification.provenance import speaker_key
from verification.services import flagging, reconciling
from verification.sides import sides_of


@transaction.atomic
def withdraw(
    *,
    by: Person,
    reason: str,
    now: datetime,
    statement: Statement | None = None,
    report: Report | None = None,
    by_statement: Statement | None = None,
) -> Withdrawal:
    """Note that its own source took a statement or a whole report back. From *now* on it counts on no side, and neither do its copies.

    It stays in every case file, struck through; each claim that rests on it is flagged. A later text of a withdrawn report counts anew.
    *by_statement* is where the source says so; a statement by anybody else is a denial, not a withdrawal, and refused. Safe to repeat.
    """
    require(by, Act.STATEMENT_WITHDRAW)
    reason = given(reason)
    if (statement is None) == (report is None):
        raise Refused("one_thing", "withdraw either one statement or one whole report.", field="statement")
    if statement is not None:
        statement = Statement.objects.select_for_update(of=("self",)).with_context().get(pk=statement.pk)
        if statement.heir_id is not None:
            raise Refused("reread", "the report was read anew; withdraw the statement that took this one's place.", field="statement")
    if by_statement is not None:
        _require_same_source(statement, report, by_statement)
    what = {"statement": statement} if statement is not None else {"report": report}
    standing = Withdrawal.objects.filter(**what, undone_at=None).first()
    if standing is not None:
        return standing
    claims = resting_on(statement=statement, report=report)
    with reconciling.flags_kept(claims, because=f"withdrawn by its source, as {by} entered", now=now, by=None):
        row = Withdrawal.objects.create(**what, by=by, by_statement=by_statement, at=now, reason=reason)
        kind = "statement.withdrawn" if statement is not None else "report.withdrawn"
        after = {"by": str(by_statement.uuid) if by_statement else None}
        events.record(kind, statement or report, now=now, actor=by, after=after, reason=reason)
    for claim in claims:
        _flag(claim, row, now=now)
    return row


@transaction.atomic
def undo(withdrawal: Withdrawal, *, by: Person, now: datetime, reason: str = "") -> bool:
    """Nothing was taken back after all: it counts again and the flags close; False if it was undone already."""
    require(by, Act.STATEMENT_WITHDRAW)
    row = Withdrawal.objects.select_for_update(of=("self",)).get(pk=withdrawal.pk)
    if row.undone_at is not None:
        return False
    claims = resting_on(statement=row.statement, report=row.report)
    with reconciling.flags_kept(claims, because=f"the withdrawal was undone by {by}", now=now, by=None):
        row.undone_at, row.undone_by = now, by
        row.save(update_fields=["undone_at", "undone_by"])
        kind = "statement.withdrawal_undone" if row.statement_id else "report.withdrawal_undone"
        events.record(kind, row.statement or row.report, now=now, actor=by, before={"reason": row.reason}, reason=said(reason))
    for flag in Flag.objects.open().filter(kind=FlagKind.RETRACTED, cause=f"withdrawal:{row.pk}"):
        flagging.close_flag(flag, by=by, now=now, because="the withdrawal was undone")
    return True


def resting_on(*, statement: Statement | None = None, report: Report | None = None) -> list[Claim]:
    """The standing claims on which the statement, a statement of the report, or a copy of one stands for or against."""
    from verification.services.recomparing import claims_bearing

    said = [statement] if statement is not None else list(Statement.objects.in_force().filter(reading__revision__report=report))
    return claims_bearing(said)


def _flag(claim: Claim, row: Withdrawal, *, now: datetime) -> None:
    places = [place for place in sides_of([claim]).places[claim.pk] if place.withdrawn is not None and place.withdrawn.pk == row.pk]
    carried = [place for place in sides_of([claim]).places[claim.pk] if not place.resting]
    first = (places or carried or [None])[0]
    if first is None:
        return
    said = first.statement
    publisher = said.reading.revision.report.publisher_name
    detail = {
        "sentence": f"What {publisher} said was taken back: {row.reason}",
        "original_quote": said.quote,
        "original_publisher": publisher,
        "relay_quote": row.by_statement.quote if row.by_statement else "",
        "relay_publisher": row.by_statement.report.publisher_name if row.by_statement else "",
    }
    flagging.raise_flag(claim, FlagKind.RETRACTED, cause=f"withdrawal:{row.pk}", statement=row.by_statement or said, detail=detail, now=now)


def _require_same_source(statement: Statement | None, report: Report | None, by_statement: Statement) -> None:
    """The publisher or the speaker of what is withdrawn must be the publisher or the speaker of the withdrawal."""
    taking = _answering(by_statement)
    if statement is not None:
        said = _answering(statement)
    else:
        said = {report.publisher.body.pk} if report.publisher else set()
    if not taking & said:
        raise Refused(
            "another_source",
            "only its own source can take it back; what anybody else says against it is a contradiction. Relabel that as evidence instead.",
            field="by_statement",
        )


def _answering(statement: Statement) -> set[int]:
    publisher = statement.report.publisher
    return {key for key in (speaker_key(statement), publisher.body.pk if publisher else None) if key is not None}
