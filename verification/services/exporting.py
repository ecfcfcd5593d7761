"""Claims on their way out, for one person and as they may see them. Reads only; the formats live in ``verification.exports``."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime
from itertools import islice

from django.db.models import QuerySet

from tracker.errors import Refused
from tracker.models import Claim, Person
from tracker.roles import Act, may, require
from verification import past
from verification.exports.cases import Case, cases_of, this_desk
from verification.exports.formats import FORMATS, OF_MANY, Format
from verification.exports.page import case_page
from verification.services.reviewing import sealed_from

AT_ONCE = 200  # claims read together; what a long export holds in memory
MOST = 1000  # claims in one export, but for whoever may take everything


def known(name: str) -> Format:
    """The format of that name, or ``Refused`` naming those there are."""
    if name not in FORMATS:
        raise Refused("unknown_format", f"format {name[:40]!r} is unknown; use one of: {', '.join(FORMATS)}.", field="format")
    return FORMATS[name]


def export_claim(claim: Claim, form: Format, *, by: Person | None, now: datetime, as_of: datetime | None = None) -> str:
    """One claim in one format; *by* None is the program itself, which signs nothing. Raises ``Refused`` for what may not leave in it."""
    if by is not None:
        require(by, Act.EXPORT)
    if claim.merged_into_id is not None:
        into = Claim.objects.get(pk=claim.merged_into_id)
        raise Refused("merged", f"claim #{claim.number} was merged into #{into.number} ({into.uuid}); export that one.")
    if as_of is not None and as_of < claim.opened_at:
        opened = claim.opened_at.date().isoformat()
        raise Refused(
            "not_opened_yet", f"claim #{claim.number} was opened on {opened}; there is nothing to export of before.", field="as_of"
        )
    blind = blind_for(by, [claim])
    if form.lines is None:
        return case_page(claim, this_desk(), blind=blind, now=now, as_of=as_of)
    return "".join(form.lines(cases_of([claim], blind=blind, as_of=as_of), this_desk(), True))


def export_claims(
    claims: QuerySet[Claim], form: Format, *, by: Person | None, as_of: datetime | None = None, least_origins: int = 0
) -> Iterator[str]:
    """Many claims in the order of their numbers, piece by piece; at most ``MOST`` but for leads. What is refused is refused before the first piece."""
    if by is not None:
        require(by, Act.EXPORT)
    if form.lines is None:
        raise Refused("one_claim", f"format “{form.name}” holds one claim; for several use one of: {', '.join(OF_MANY)}.", field="format")
    if as_of is not None:
        claims = claims.filter(opened_at__lte=as_of)
    refuse_too_many(claims, by)
    cases = (case for case in _cases(claims, by, as_of) if case.origins >= least_origins)
    return form.lines(cases, this_desk(), False)


def blind_for(by: Person | None, claims: Iterable[Claim]) -> dict[int, int]:
    """Of which claims *by* may not be told what others decided."""
    return dict.fromkeys(sealed_from(by, claims), by.pk) if by is not None else {}


def refuse_too_many(claims: QuerySet[Claim], by: Person | None) -> None:
    """Everything at once is for leads, and for the program itself."""
    if by is None or may(by, Act.EXPORT_ALL):
        return
    found = claims.order_by()[: MOST + 1].count()
    if found > MOST:
        raise Refused("too_large", f"these are more than {MOST:,} claims; choose fewer by filters, or ask a lead to export them.")


def _cases(claims: QuerySet[Claim], by: Person | None, as_of: datetime | None) -> Iterator[Case]:
    for batch in in_batches(_standing(claims, as_of)):
        yield from cases_of(batch, blind=blind_for(by, batch), as_of=as_of)


def _standing(claims: QuerySet[Claim], as_of: datetime | None) -> Iterator[Claim]:
    """Those that are not, or were not then, merged into another one."""
    if as_of is None:
        claims = claims.filter(merged_into=None)
    then = past.merged_at(as_of) if as_of is not None else {}
    rows = claims.select_related("related_to", "opened_from").order_by("number")
    return (claim for claim in rows.iterator(chunk_size=AT_ONCE) if claim.pk not in then)


def in_batches(rows: Iterable[Claim], size: int = AT_ONCE) -> Iterator[list[Claim]]:
    """*rows* in lists of at most *size*."""
    source = iter(rows)
    while batch := list(islice(source, size)):
        yield batch


__all__ = ["MOST", "export_claim", "export_claims", "in_batches", "known"]
