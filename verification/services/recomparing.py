"""What follows when a report is held to say something else: decisions and claims pass to heirs, evidence is worked out anew, flags keep true."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from tracker import events, sequence, work
from tracker.changing import Change
from tracker.models import Claim, Correction, Edge, Source, Statement
from tracker.terms import Relation, Status
from tracker.work import Follow
from verification import retrieval
from verification.bearing import bearing_on
from verification.comparing.relation import COMPARER
from verification.models import Decision, Evidence, Flag, Withdrawal
from verification.provenance import below
from verification.services import comparing, flagging, objects, origins, reconciling, tallying
from verification.services.claims import save
from verification.services.comparing import Bench, Known, Match
from verification.sides import sides_of


@contextmanager
def follow(change: Change) -> Iterator[None]:
    """Look at the claims that the report bears on, let it change, and let everything follow. Entered by ``tracker.changing``."""
    now = change.now
    sequence.hold("record")  # nobody publishes between what is seen before and what is written after
    claims = claims_on(change)
    before = reconciling.reasons_of(claims)
    openings = _openings(change)
    yield
    known = _known(change, claims)
    opened: list[Claim] = []
    if change.reading is not None:
        inherit(change)
        bench = Bench(before=min((one.order for one in change.heirs), default=None))
        opened = comparing.compare_statements(change.reading, now=now, bench=bench, known=known)
    altered = {one.pk for one in change.altered}
    for statement in Statement.objects.filter(pk__in=altered).with_context().order_by("seq"):
        _openings_follow(statement, openings, now=now)
        opened += refresh(statement, now=now, known=known)
    for claim in _meant(claims):
        side = flagging.Side.of(claim)
        comparing.link_provenance(side, [], now=now)
    if altered:
        for claim in _meant(claims):
            if (since := _turns_on(claim, altered)) is not None:
                recompare(claim, since=since, now=now, known=known)
    reconciling.settle(_meant(claims), before, because=change.because, now=now)
    for claim in opened:
        work.enqueue("compare_back", claim.uuid, now=now)


def claims_on(change: Change) -> list[Claim]:
    """The standing claims that the report's statements in force are set against, or that were opened from them."""
    return claims_bearing(Statement.objects.in_force().filter(reading__revision__report=change.report))


def claims_bearing(statements: Iterable[Statement]) -> list[Claim]:
    """The standing claims on which one of these statements, or one whose words were taken from them, stands."""
    return _meant(Claim.objects.filter(pk__in=bearing_on(one.pk for one in statements)))


def answered_by_another(sources: Iterable[Source]) -> None:
    """Another body answers for some of these now: the claims that anybody under them spoke on are counted anew. Called by ``tracker.changing``."""
    spoken = Statement.objects.filter(links__source__in=below(source.pk for source in sources)).values_list("pk", flat=True)
    tallying.changed(bearing_on(spoken))


def _meant(claims: Iterable[Claim]) -> list[Claim]:
    """The claims as they are now."""
    rows = Claim.objects.filter(pk__in=[claim.pk for claim in claims]).select_related("opened_from__reading__revision__report__publisher")
    return list(rows.order_by("number"))


def _known(change: Change, claims: Iterable[Claim]) -> Known:
    """What was found for the statements that have heirs now, under the heirs' keys, and for the altered ones."""
    stood = {old.pk: heir.pk for old, heir in change.heirs.items() if heir is not None} | {one.pk: one.pk for one in change.altered}
    rows = Evidence.objects.standing().filter(statement__in=stood).values_list("claim_id", "statement_id", "relation", "statement__level")
    found = {(claim, stood[statement]): (relation, level) for claim, statement, relation, level in rows}
    return Known(frozenset(claim.pk for claim in claims), found)


# ---- heirs


def inherit(change: Change) -> None:
    """What hangs on a statement passes to its heir; without one the statement stays in force and is listed as lost."""
    heirs = {old.pk: heir for old, heir in change.heirs.items() if heir is not None}
    _inherit_decisions(heirs)
    objects.inherit(heirs)
    for row in Withdrawal.objects.filter(statement__in=heirs, undone_at=None):
        if not Withdrawal.objects.filter(statement=heirs[row.statement_id], undone_at=None).exists():
            Withdrawal.objects.create(
                statement=heirs[row.statement_id], by_statement=row.by_statement, by=row.by, at=row.at, reason=row.reason, inherited=True
            )
    for row in Withdrawal.objects.filter(by_statement__in=heirs):
        Withdrawal.objects.filter(pk=row.pk).update(by_statement=heirs[row.by_statement_id])
    for flag in Flag.objects.open().filter(statement__in=heirs):
        Flag.objects.filter(pk=flag.pk).update(statement=heirs[flag.statement_id])
    for claim in Claim.objects.filter(opened_from__in=heirs).select_related("opened_from").order_by("number"):
        old, heir = claim.opened_from, heirs[claim.opened_from_id]
        Claim.objects.filter(pk=claim.pk).update(opened_from=heir)
        before, after = {"opened_from": str(old.uuid)}, {"opened_from": str(heir.uuid)}
        events.record("claim.followed_rereading", claim, now=change.now, claim=claim, before=before, after=after, reason=change.because)
    for old, heir in change.heirs.items():
        if heir is None:
            _keep_if_needed(old, change)


def _inherit_decisions(heirs: dict[int, Statement]) -> None:
    """Decisions with the suggestion that they were about, so that "accepted" goes on meaning what was accepted."""
    decided: dict[tuple[int, int], list[Decision]] = defaultdict(list)
    for decision in Decision.objects.filter(statement__in=heirs).order_by("at", "pk"):
        decided[decision.claim_id, decision.statement_id].append(decision)
    rows: dict[tuple[int, int], list[Evidence]] = defaultdict(list)
    for evidence in Evidence.objects.standing().filter(statement__in=heirs, claim__in={claim for claim, _ in decided}).order_by("pk"):
        rows[evidence.claim_id, evidence.statement_id].append(evidence)
    newest_last = sorted(decided, key=lambda pair: (decided[pair][-1].at, decided[pair][-1].pk))
    for claim, old in newest_last:
        heir = heirs[old]
        for decision in decided[claim, old]:
            Decision.objects.create(
                claim_id=claim,
                statement=heir,
                ruling=decision.ruling,
                relation=decision.relation,
                by=decision.by,
                at=decision.at,
                reason=decision.reason,
                inherited=True,
            )
        for evidence in rows[claim, old]:
            Evidence.objects.filter(claim_id=claim, statement=heir, comparer=evidence.comparer, retired_at=None).delete()
            same_words = evidence.statement.display == heir.display
            Evidence.objects.create(
                claim_id=claim,
                statement=heir,
                comparer=evidence.comparer,
                relation=evidence.relation,
                same_origin=evidence.same_origin,
                score=evidence.score,
                rule=evidence.rule,
                explanation=evidence.explanation if same_words else {**evidence.explanation, "later_spans": []},
                made_at=evidence.made_at,
            )


def _keep_if_needed(old: Statement, change: Change) -> None:
    """A statement without an heir stays in force if a person's word or a claim hangs on it."""
    reasons = []
    if Claim.objects.filter(opened_from=old).exists():
        numbers = Claim.objects.filter(opened_from=old).order_by("number").values_list("number", flat=True)
        reasons.append("opened claim " + ", ".join(f"#{number}" for number in numbers))
    if people := sorted(set(Decision.objects.filter(statement=old).values_list("by__username", flat=True))):
        reasons.append("decided on by " + ", ".join(people))
    if people := sorted(set(Correction.objects.filter(statement=old, withdrawn_at=None).values_list("by__username", flat=True))):
        reasons.append("corrected by " + ", ".join(people))
    if Withdrawal.objects.filter(statement=old, undone_at=None).exists():
        reasons.append("withdrawn")
    if Edge.objects.filter(child=old, decided_by__isnull=False).exists():
        reasons.append("traced by hand")
    if old.by_hand:
        reasons.append("made by hand")
    if not reasons:
        if old.kept:
            Statement.objects.filter(pk=old.pk).update(kept=False)
        return
    change.lost[old] = "; ".join(reasons)
    already = old.kept
    Statement.objects.filter(pk=old.pk).update(kept=True)
    old.kept = True
    if not already:
        after = {"statement": str(old.uuid), "quote": old.quote[:400], "because": change.lost[old]}
        events.record("reading.lost", change.report, now=change.now, after=after, reason=change.because)


# ---- altered statements


@dataclass(frozen=True, slots=True)
class Opening:
    """Whether a claim had the level and side of the statement that it was opened from."""

    level: bool
    polarity: bool


def _openings(change: Change) -> dict[int, Opening]:
    rows = Claim.objects.filter(opened_from__reading__revision__report=change.report).select_related("opened_from")
    return {row.pk: Opening(row.level_first == row.opened_from.level, row.polarity == row.opened_from.polarity) for row in rows}


def _openings_follow(statement: Statement, openings: dict[int, Opening], *, now: datetime) -> None:
    """A claim was first said as firmly as its opening statement, so a corrected level is the claim's too; its side only before anybody reviews it."""
    for claim in Claim.objects.filter(opened_from=statement, pk__in=openings).select_for_update(of=("self",)):
        had = openings[claim.pk]
        before: dict[str, Any] = {}
        after: dict[str, Any] = {}
        if had.level and claim.level_first != statement.level:
            before["level_first"], after["level_first"] = claim.level_first, statement.level
            claim.level_first = statement.level
        if had.polarity and claim.polarity != statement.polarity and claim.status == Status.UNVERIFIED:
            before["polarity"], after["polarity"] = claim.polarity, statement.polarity
            claim.polarity = statement.polarity
        if after:
            save(claim, *after)
            events.record("claim.followed_correction", claim, now=now, claim=claim, before=before, after=after)


def refresh(statement: Statement, *, now: datetime, known: Known | None = None) -> list[Claim]:
    """Work out anew what the machine suggests of one statement; what people decided stays. The claims that it opens."""
    bench = Bench(before=statement.order)
    origins.unlink(statement, now=now)
    if statement.check_worthy and comparing.points_back(bench.frame(statement)):
        comparing.mark_compared({statement: sequence.hold("record")})
        return []  # it says nothing by itself: what it points at was settled when its report was read
    retrieval.index_statements([statement])
    rows = {row.claim_id: row for row in _undecided(Evidence.objects.standing().filter(statement=statement, comparer=COMPARER))}
    opened: list[Claim] = []
    matches: list[Match] = []
    if statement.check_worthy:
        origins.link_copies([statement], now=now)
        placing = comparing.Placing([statement], bench, held=sequence.hold("record"), now=now)
        matches = comparing.place(statement, [], placing)
        placing.proposals.announce()
        opened = placing.proposals.claims
    stale = _stale(rows, matches)
    retire(stale, now=now)
    kept = {row.claim_id for row in rows.values()} - {row.claim_id for row in stale}
    comparing.write([match for match in matches if match.claim.pk not in kept], now=now, known=known, before=bench.before)
    comparing.mark_compared({statement: sequence.hold("record")})
    bench.shelf.keep([statement])
    return opened


def recompare(claim: Claim, *, since: int, now: datetime, known: Known) -> None:
    """Let the claim's machine evidence that came in after *since* follow a change of what it was compared with."""
    for row in _undecided(Evidence.objects.standing().filter(claim=claim, comparer=COMPARER).order_by("statement__seq")):
        statement = Statement.objects.with_context().get(pk=row.statement_id)
        bench = Bench(before=statement.order)
        if statement.order <= since or row.rule == "copy" or comparing.points_back(bench.frame(statement)):
            continue
        finding = bench.compare(claim, statement)
        matches = [Match(claim, statement, finding)] if comparing.kept(finding) else []
        stale = _stale({claim.pk: row}, matches)
        retire(stale, now=now)
        if stale:
            quiet = Known(known.claims, {**known.findings, (claim.pk, statement.pk): (row.relation, statement.level)})
            comparing.write(matches, now=now, known=quiet, before=bench.before)


def _turns_on(claim: Claim, altered: set[int]) -> int | None:
    """From where in the record's order statements were compared with one of the altered ones: the claim's own words or its figures so far."""
    places = sides_of([claim]).places[claim.pk]
    return min((place.statement.order for place in places if place.statement.pk in altered and place.side == "for"), default=None)


def _undecided(rows: Iterable[Evidence]) -> list[Evidence]:
    rows = list(rows)
    pairs = set(Decision.objects.filter(claim__in=[row.claim_id for row in rows]).values_list("claim_id", "statement_id"))
    return [row for row in rows if (row.claim_id, row.statement_id) not in pairs]


def _stale(rows: dict[int, Evidence], matches: Iterable[Match]) -> list[Evidence]:
    """The suggestions that are not what would be suggested now; a repetition is a corroboration as far as words go."""
    found = {match.claim.pk: match.finding for match in matches}
    return [row for key, row in rows.items() if key not in found or _bare(row.relation) is not _bare(found[key].relation)]


def _bare(relation: Relation | str) -> Relation:
    return Relation.CORROBORATES if relation == Relation.REPEATS else Relation(relation)


def retire(rows: Iterable[Evidence], *, now: datetime) -> None:
    """Put suggestions aside; they stay in the record."""
    for row in rows:
        Evidence.objects.filter(pk=row.pk).update(retired_at=now)
        events.record("evidence.retired", row, now=now, claim=row.claim, before={"relation": str(row.relation), "rule": row.rule})


# ---- claims that were merged away for a while


def catch_up(subject: str, *, now: datetime) -> Iterable[Follow]:
    """Compare the claim with this UUID with what came in while it was merged into another one. Quiet when the claim is gone."""
    claim = Claim.objects.filter(uuid=subject, merged_into=None).select_related("opened_from__reading__revision__report__publisher").first()
    if claim is None:
        return ()
    seen = set(Evidence.objects.filter(claim=claim).values_list("statement_id", flat=True)) | {claim.opened_from_id}
    own = claim.opened_from.reading.revision.report_id if claim.opened_from else None
    bench = Bench()
    matches = []
    found = retrieval.candidate_statements(claim.text, at=retrieval.said_at(claim))
    bench.load(found, [claim])
    for statement in found:
        if (
            statement.pk not in seen
            and statement.reading.revision.report_id != own
            and comparing.kept(finding := bench.compare(claim, statement))
        ):
            matches.append(Match(claim, statement, finding))
    comparing.write(matches, now=now)
    bench.shelf.keep()
    return ()


__all__ = ["catch_up", "claims_on", "follow", "inherit", "recompare", "refresh", "retire"]
