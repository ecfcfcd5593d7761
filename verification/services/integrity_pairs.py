"""Checks that every pair was compared and every row can be found: what is expected is worked out from the words alone, past the index."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db.models import Max

from tracker import search
from tracker.models import Claim, Statement
from tracker.services.integrity import AT_ONCE, Check, Fault, under_way
from tracker.work import Follow
from verification import retrieval
from verification.comparing.anchors import anchor_terms
from verification.models import Comparison, Decision, Evidence
from verification.services import comparing, withdrawing
from verification.services.pairing import Bench

ANCHORS = 2


def worthy() -> Any:
    """The statements that count and are worth a check: what is compared and found."""
    return Statement.objects.in_force().filter(check_worthy=True)


def compared(now: datetime) -> Iterator[Fault | None]:
    """Every statement was set against the claims before it, and every claim against the statements before it.

    Whoever came later compares; so if each reaches as far as its own place in the record's order, no pair was missed.
    """
    reach = dict(Comparison.objects.values_list("subject").annotate(Max("up_to_seq")).order_by())
    said = worthy().select_related("reading__revision__report__publisher").order_by("pk")
    short: list[Statement] = []
    for one in said.iterator(chunk_size=AT_ONCE):
        yield None
        if reach.get(f"statement:{one.uuid}", 0) < one.order and not _waits(one) and not _takes_back(one):
            short.append(one)
    unseen: list[Claim] = []
    for claim in Claim.objects.select_related("opened_from__reading__revision").order_by("pk").iterator(chunk_size=AT_ONCE):
        yield None
        if reach.get(f"claim:{claim.uuid}", 0) < claim.seq and not _looks_back(claim):
            unseen.append(claim)
    anchored = Anchored() if short or unseen else None
    for one in short:
        pairs = anchored.claims_for(one) if anchored else []
        yield Fault(
            f"statement:{one.uuid}",
            f"it was never compared; {len(pairs)} claims are expected to be",
            Follow("compare", str(one.reading_id)),
        )
    for claim in unseen:
        pairs = anchored.statements_for(claim) if anchored else []
        sentence = f"claim #{claim.number} never looked back; {len(pairs)} statements are expected to be set against it"
        yield Fault(f"claim:{claim.uuid}", sentence, Follow("compare_back", str(claim.uuid)))


def _looks_back(claim: Claim) -> bool:
    """Whether it is still to look back, by itself or with the others opened from its reading."""
    readings = [str(claim.opened_from.reading_id)] if claim.opened_from else []
    return any(under_way(Follow("compare_back", subject)) for subject in (str(claim.uuid), *readings))


def _waits(statement: Statement) -> bool:
    return under_way(Follow("compare", str(statement.reading_id)))


def _takes_back(statement: Statement) -> bool:
    """Whether it stands in a sentence by which its source takes an own word back: such words are never compared."""
    return withdrawing.inside(statement, withdrawing.taken_back(statement.reading))


class Anchored:
    """Which claims and statements share two anchors and lie within the window: worked out from their words alone, past the index."""

    def __init__(self) -> None:
        self.claims: dict[str, list[int]] = defaultdict(list)
        self.about: dict[int, tuple[frozenset[str], datetime, datetime, int | None]] = {}
        window = timedelta(days=settings.RETRIEVAL_WINDOW_DAYS)
        newest = dict(
            Evidence.objects.standing().order_by().values_list("claim").annotate(Max("statement__reading__revision__published_at"))
        )
        rows = Claim.objects.select_related("opened_from__reading__revision").order_by("pk")
        for claim in rows.iterator(chunk_size=AT_ONCE):
            at = retrieval.said_at(claim)
            last = max(filter(None, (at, newest.get(claim.pk))))
            own = claim.opened_from.reading.revision.report_id if claim.opened_from else None
            terms = anchor_terms(claim.text)
            self.about[claim.pk] = (terms, at - window, last + window, own)
            for term in terms:
                self.claims[term].append(claim.pk)

    def claims_for(self, statement: Statement) -> list[int]:
        """The claims that the statement is expected to be set against."""
        shared: dict[int, int] = defaultdict(int)
        for term in anchor_terms(statement.display):
            for claim in self.claims.get(term, ()):
                shared[claim] += 1
        return [claim for claim, n in shared.items() if n >= ANCHORS and self._meets(claim, statement)]

    def statements_for(self, claim: Claim) -> list[int]:
        """The statements before the claim that it is expected to be set against."""
        said = worthy().filter(seq__lt=claim.seq).select_related("reading__revision")
        terms = self.about[claim.pk][0]
        return [
            one.pk
            for one in said.iterator(chunk_size=AT_ONCE)
            if len(terms & anchor_terms(one.display)) >= ANCHORS and self._meets(claim.pk, one)
        ]

    def _meets(self, claim: int, statement: Statement) -> bool:
        _, begin, end, own = self.about[claim]
        return own != statement.reading.revision.report_id and begin <= statement.said_at <= end


def evidence_held(now: datetime) -> Iterator[Fault | None]:
    """What the comparer finds today between a claim and a statement that share two anchors is, or was once, in the record.

    Slow, and asks today's comparer: a difference is something to look at, not surely a loss.
    """
    anchored = Anchored()
    held = set(Evidence.objects.values_list("claim_id", "statement_id")) | set(Decision.objects.values_list("claim_id", "statement_id"))
    said = worthy().with_context().order_by("pk")
    for one in said.iterator(chunk_size=AT_ONCE):
        yield None
        missing = [claim for claim in anchored.claims_for(one) if (claim, one.pk) not in held]
        bench = Bench()
        if not missing or comparing.points_back(bench.frame(one)) or _takes_back(one):
            continue
        for claim in Claim.objects.standing().filter(pk__in=missing).select_related("opened_from__reading__revision__report__publisher"):
            finding = bench.compare(claim, one)
            if comparing.kept(finding):
                yield Fault(f"statement:{one.uuid}", f"{finding.relation} claim #{claim.number} by {finding.rule}, and no evidence says so")


def index_rows(now: datetime) -> Iterator[Fault | None]:
    """Every claim, and every statement that was compared, can be found by its words; nothing else is in the index."""
    compared_once = set(Comparison.objects.filter(subject__startswith="statement:").values_list("subject", flat=True))
    wanted = {
        "claim": dict(Claim.objects.values_list("pk", "uuid")),
        "statement": {key: uuid for key, uuid in worthy().values_list("pk", "uuid") if f"statement:{uuid}" in compared_once},
    }
    known = {"claim": wanted["claim"].keys(), "statement": set(Statement.objects.values_list("pk", flat=True))}
    for kind, rows in wanted.items():
        there = search.keys(kind)
        for key, uuid in rows.items():
            yield None
            if key not in there:
                yield Fault(f"{kind}:{uuid}", "it cannot be found by its words", Follow("index", f"{kind}:{key}"))
        for key in sorted(there - known[kind]):
            yield Fault(f"{kind} {key}", "the index holds it and the record does not", Follow("index", f"{kind}:{key}"))


CHECKS = (
    Check("pairs", "every claim and statement compared", lambda: worthy().count() + Claim.objects.count(), compared),
    Check("index", "finding by words", lambda: worthy().count() + Claim.objects.count(), index_rows),
)
DEEP = Check("evidence", "what the comparer would find today", lambda: worthy().count(), evidence_held)
__all__ = ["CHECKS", "DEEP"]
