"""What the statements of one report do to one another: the headline goes with its text, and nobody speaks against himself. Other reports are no matter here."""

from __future__ import annotations

from dataclasses import replace
from typing import Protocol, TypeVar

from tracker.models import Claim, Statement
from tracker.terms import Part, Relation
from verification.comparing.finding import Finding
from verification.provenance import speaker_key
from verification.sides import OWN_SIDE

WEAK_WITHIN_REPORT = ("told_in_passing", "presupposes")


class Found(Protocol):
    """A finding about a claim and a statement."""

    claim: Claim
    statement: Statement
    finding: Finding


Match = TypeVar("Match", bound=Found)


def idle_within_report(claim: Claim, statement: Statement, finding: Finding) -> bool:
    """Whether a finding inside one report says nothing: nobody contradicts himself in the next sentence, and what is taken for granted was just said."""
    first = claim.opened_from
    if first is None or first.reading.revision.report_id != statement.reading.revision.report_id:
        return False
    if finding.relation is Relation.CONTRADICTS:
        return statement.part == Part.TITLE or speaker_key(first) == speaker_key(statement)
    return finding.rule in WEAK_WITHIN_REPORT


def as_the_text_has_it(statement: Statement, matches: list[Match], before: list[Match]) -> list[Match]:
    """What a headline says of claims on which its own text has spoken: never against the text, and an update where the text brings up to date."""
    if statement.part != Part.TITLE:
        return matches
    said: dict[int, set[Relation]] = {}
    for match in before:
        if match.statement.part == Part.BODY and match.finding.relation is not Relation.NONE:
            said.setdefault(match.claim.pk, set()).add(match.finding.relation)
    kept = []
    for match in matches:
        text = said.get(match.claim.pk, set())
        if match.finding.relation in OWN_SIDE and text & set(OWN_SIDE):
            if Relation.UPDATES in text and match.finding.relation is not Relation.UPDATES:
                match.finding = replace(match.finding, relation=Relation.UPDATES)
            kept.append(match)
        elif not text or match.finding.relation in text or match.finding.relation is Relation.NONE:
            kept.append(match)
    return kept


def text_speaks(headline: Statement) -> bool:
    """Whether the report's own text says anything that can be checked; then a claim is opened from the text's words and not from the headline's."""
    return headline.reading.statements.filter(part=Part.BODY, check_worthy=True).exists()
