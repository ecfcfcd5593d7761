"""Writes what was found as evidence, with its provenance, events and flags. What is compared with what is not decided here."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from tracker import events
from tracker.models import Statement
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
    """Findings into evidence: provenance first, then what is only a repetition, then the rows, events and flags.

    For claims that are *known* no flags are raised here, and no event is written where relation and level are as they were. *before* as in ``Bench``.
    """
    by_claim: dict[int, list[Match]] = {}
    for match in matches:
        by_claim.setdefault(match.claim.pk, []).append(match)
    made: list[Evidence] = []
    for group in by_claim.values():
        side = flagging.Side.of(group[0].claim, before=before)
        group.sort(key=lambda match: (match.statement.said_at, match.statement.part == Part.TITLE, match.statement.seq))
        link_provenance(side, [match.statement for match in group if match.finding.relation in OWN_SIDE], now=now)
        side.reckon([match.statement for match in group])
        onside = [match.statement for match in group if match.finding.relation in OWN_SIDE]
        tracing.propose(side.claim, [*side.statements, *onside], onside, side.reached, now=now)
        decided = set(Decision.objects.filter(claim=group[0].claim).values_list("statement_id", flat=True))
        for match in group:
            if match.statement.pk not in decided:  # a person has spoken on this pair
                made += _write_one(side, match, now=now, known=known)
        objects.examine(side.claim, [match.statement for match in group], now=now)
    weighing.follow(by_claim, now=now)
    return made


def link_provenance(side: flagging.Side, more: Iterable[Statement], *, now: datetime) -> None:
    """Edges that only this claim shows: to the outlet that a relay names; from a headline to its text; from bare words to attributed ones beside them."""
    own = [*side.statements, *more]
    for statement in own:
        if (carrier := origins.carried_by(statement, (one for one in own if one.pk != statement.pk))) is not None:
            origins.link(statement, carrier, method="attribution", confidence=0.9, now=now, claim=side.claim)
        report = statement.reading.revision.report_id
        here = [one for one in own if one.reading.revision.report_id == report and one.part == Part.BODY and one.pk != statement.pk]
        named = [one for one in here if attributed(one)]
        tied = statement.edges.filter(method="same report", cut_at=None, claim=side.claim).exists()
        if here and not tied and (statement.part == Part.TITLE or (named and not attributed(statement))):
            origins.link(
                statement, min(named or here, key=lambda one: one.seq), method="same report", confidence=0.95, now=now, claim=side.claim
            )
    tracing.trace(side.claim, own, now=now)


def _write_one(side: flagging.Side, match: Match, *, now: datetime, known: Known | None) -> list[Evidence]:
    finding, statement, claim = match.finding, match.statement, match.claim
    same = side.knows_origin_of(statement)
    relation = Relation.REPEATS if same and finding.relation is Relation.CORROBORATES else finding.relation
    notes = side.notes_on(statement) if relation in OWN_SIDE else {}
    evidence, created = Evidence.objects.get_or_create(
        claim=claim,
        statement=statement,
        comparer=COMPARER,
        retired_at=None,
        defaults={
            "relation": relation,
            "same_origin": same,
            "score": finding.score,
            "rule": finding.rule,
            "explanation": _explanation(finding) | notes,
            "made_at": now,
        },
    )
    if not created:
        return []
    retrieval.said_again(claim, statement.said_at)
    if known is None or claim.pk not in known.claims:
        _announce(evidence, statement, {}, now=now)
        flagging.flag_evidence(side, evidence, statement, now=now)
    elif (was := known.findings.get((claim.pk, statement.pk))) != (str(relation), statement.level):
        _announce(evidence, statement, {"relation": was[0], "level": was[1]} if was else {}, now=now)
    side.add(statement, relation)
    return [evidence]


def _announce(evidence: Evidence, statement: Statement, before: dict, *, now: datetime) -> None:
    report = statement.reading.revision.report
    events.record(
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
