"""Writes what was found as evidence, with its provenance, events and flags. What is compared with what is not decided here."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from tracker import events
from tracker.models import Claim, Event, Statement
from tracker.terms import Part, Relation
from verification import retrieval
from verification.comparing.finding import Finding
from verification.comparing.relation import COMPARER
from verification.models import Decision, Evidence
from verification.provenance import attributed
from verification.services import flagging, objects, origins, tracing, weighing
from verification.services.pairing import Known, Match
from verification.sides import OWN_SIDE


def write(matches: list[Match], *, now: datetime, known: Known | None = None, before: int | None = None) -> list[Evidence]:
    """Findings into evidence: provenance first, then what is only a repetition, then the rows, events and flags. For all claims at once.

    For claims that are *known* no flags are raised here, and no event is written where relation and level are as they were. *before* as in ``Bench``.
    """
    by_claim: dict[int, list[Match]] = {}
    for match in matches:
        by_claim.setdefault(match.claim.pk, []).append(match)
    sides = flagging.Side.of_all([group[0].claim for group in by_claim.values()], before=before)
    tracing.feeds_of(
        [one for side in sides.values() for one in side.statements] + [match.statement for match in matches]
    )  # for all at once
    for key, group in by_claim.items():
        group.sort(key=lambda match: (match.statement.said_at, match.statement.part == Part.TITLE, match.statement.seq))
        link_provenance(sides[key], _onside(group), now=now)
    flagging.reckon_all({key: (sides[key], [match.statement for match in group]) for key, group in by_claim.items()})
    settled = _settled(by_claim)
    lines: list[Written] = []
    for key, group in by_claim.items():
        side = sides[key]
        tracing.propose(side.claim, [*side.statements, *_onside(group)], _onside(group), side.reached, now=now)
        for match in group:
            if (key, match.statement.pk) not in settled:
                settled.add((key, match.statement.pk))
                lines.append(_found(side, match, now=now, known=known))
    made = [one.evidence for one in lines]
    Evidence.objects.bulk_create(made)
    retrieval.said_again((one.claim, one.statement.said_at) for one in made)
    _tell(lines, now=now)
    objects.examine([(sides[key].claim, [match.statement for match in group]) for key, group in by_claim.items()], now=now)
    weighing.follow(by_claim, now=now)
    return made


def _tied(statement: Statement, claim: Claim) -> bool:
    return statement.edges.filter(method="same report", cut_at=None, claim=claim).exists()


@dataclass(slots=True)
class Written:
    """One evidence with what the log is to say of it (None: nothing) and what it is a reason for."""

    evidence: Evidence
    announced: dict[str, Any] | None
    reasons: list[flagging.Reason]


def _onside(group: Iterable[Match]) -> list[Statement]:
    return [match.statement for match in group if match.finding.relation in OWN_SIDE]


def _settled(by_claim: dict[int, list[Match]]) -> set[tuple[int, int]]:
    """The pairs on which a person has spoken, or where this suggestion stands already."""
    said = {match.statement.pk for group in by_claim.values() for match in group}
    decided = Decision.objects.filter(claim__in=by_claim, statement__in=said)
    standing = Evidence.objects.standing().filter(claim__in=by_claim, statement__in=said, comparer=COMPARER)
    return {pair for rows in (decided, standing) for pair in rows.values_list("claim_id", "statement_id")}


def link_provenance(side: flagging.Side, more: Iterable[Statement], *, now: datetime) -> None:
    """Edges that only this claim shows: to the outlet that a relay names; from a headline to its text; from bare words to attributed ones beside them."""
    own = [*side.statements, *more]
    for statement in own:
        if (carrier := origins.carried_by(statement, (one for one in own if one.pk != statement.pk))) is not None:
            origins.link(statement, carrier, method="attribution", confidence=0.9, now=now, claim=side.claim)
        report = statement.reading.revision.report_id
        here = [one for one in own if one.reading.revision.report_id == report and one.part == Part.BODY and one.pk != statement.pk]
        named = [one for one in here if attributed(one)]
        if here and (statement.part == Part.TITLE or (named and not attributed(statement))) and not _tied(statement, side.claim):
            origins.link(
                statement, min(named or here, key=lambda one: one.seq), method="same report", confidence=0.95, now=now, claim=side.claim
            )
    tracing.trace(side.claim, own, now=now)


def _found(side: flagging.Side, match: Match, *, now: datetime, known: Known | None) -> Written:
    finding, statement, claim = match.finding, match.statement, match.claim
    same = side.knows_origin_of(statement)
    relation = Relation.REPEATS if same and finding.relation is Relation.CORROBORATES else finding.relation
    notes = side.notes_on(statement) if relation in OWN_SIDE else {}
    evidence = Evidence(
        claim=claim,
        statement=statement,
        comparer=COMPARER,
        relation=relation,
        same_origin=same,
        score=finding.score,
        rule=finding.rule,
        explanation=_explanation(finding) | notes,
        made_at=now,
    )
    found = Written(evidence, None, [])
    if known is None or claim.pk not in known.claims:
        found.announced = {}
        found.reasons = flagging.reasons(side, relation, statement, rule=finding.rule, sentence=finding.sentence)
    elif (was := known.findings.get((claim.pk, statement.pk))) != (str(relation), statement.level):
        found.announced = {"relation": was[0], "level": was[1]} if was else {}
    side.add(statement, relation)
    return found


def _tell(lines: list[Written], *, now: datetime) -> None:
    """Write the log and raise the flags, in the order in which the evidence was found."""
    flags = flagging.raise_all(((one.evidence.claim, reason) for one in lines for reason in one.reasons), now=now)
    raised = {(flag.claim_id, str(flag.kind), flag.cause): flag for flag in flags}
    told: list[Event] = []
    for one in lines:
        if one.announced is not None:
            told.append(_announcement(one.evidence, one.announced, now=now))
        for reason in one.reasons:
            if (flag := raised.pop((one.evidence.claim_id, str(reason.kind), reason.cause), None)) is not None:
                told.append(flagging.announcement(flag, now=now))
    events.record_all(told)
    flagging.settle_raised(flags, now=now)


def _announcement(evidence: Evidence, before: dict[str, Any], *, now: datetime) -> Event:
    statement = evidence.statement
    report = statement.reading.revision.report
    return events.line(
        "evidence.suggested",
        evidence,
        claim=evidence.claim,
        now=now,
        before=before,
        after={
            "relation": str(evidence.relation),
            "rule": evidence.rule,
            "score": round(evidence.score, 3),
            "statement": str(statement.uuid),
            "level": statement.level,
            "quote": statement.quote[:400],
            "publisher": report.publisher_name,
            "report": str(report.uuid),
            "same_origin": evidence.same_origin,
        },
    )


def _explanation(finding: Finding) -> dict:
    return {
        "sentence": finding.sentence,
        "claim_spans": [[span.start, span.end] for span in finding.claim_spans],
        "later_spans": [[span.start, span.end] for span in finding.later_spans],
        "certainty_gap": finding.certainty_gap,
        "features": {name: round(float(value), 4) for name, value in finding.features.items()},
        "opens": str(finding.opens) if finding.opens else None,
    }
