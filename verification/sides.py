"""Which statements are set against each claim, and how: after merges, re-reads, people's decisions and withdrawals. No origins, no counts."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from django.db.models import Q

from tracker.models import Claim, Statement
from tracker.terms import Part, Relation, Ruling
from verification import past
from verification.models import Decision, Evidence, Withdrawal
from verification.provenance import UNREAD, Lineage, lineage_of, origins_of, speakers_in, void_of

OWN_SIDE = (Relation.CORROBORATES, Relation.UPDATES, Relation.REPEATS)
MIRRORED = dict.fromkeys(OWN_SIDE, Relation.CONTRADICTS) | {
    Relation.CONTRADICTS: Relation.CORROBORATES,
    Relation.NONE: Relation.NONE,
}


@dataclass(slots=True)
class Place:
    """One statement's place in the case of one claim.

    ``relation`` is in force, ``suggested`` is the machine's word (None: it suggests nothing); both are turned round where the evidence is
    of a claim of opposite polarity that was merged into this one. ``resting`` is False where all that it was taken from was withdrawn.
    """

    claim: Claim
    statement: Statement
    evidence: Evidence | None
    decision: Decision | None
    relation: Relation
    suggested: Relation | None
    opening: bool = False
    withdrawn: Withdrawal | None = None
    resting: bool = True

    @property
    def ruling(self) -> Ruling | None:
        return Ruling(self.decision.ruling) if self.decision else None

    @property
    def side(self) -> str:
        """ "for", "against" or "none"; what was rejected or withdrawn stands on no side."""
        if self.ruling is Ruling.REJECT or self.withdrawn is not None or not self.resting:
            return "none"
        if self.opening or self.relation in OWN_SIDE:
            return "for"
        return "against" if self.relation is Relation.CONTRADICTS else "none"


@dataclass(slots=True)
class Group:
    """A claim with the claims that were merged into it, in any number of steps; ``mirrored`` are those of opposite polarity."""

    claim: Claim
    members: list[Claim] = field(default_factory=list)

    def mirrored(self, member: Claim) -> bool:
        return member.polarity != self.claim.polarity


def groups_of(claims: Iterable[Claim], *, as_of: datetime | None = None) -> dict[int, Group]:
    """Each claim with what was merged into it, by the claim's key."""
    claims = list(claims)
    into = past.merged_below((claim.pk for claim in claims), as_of)
    below: dict[int, list[int]] = defaultdict(list)
    for absorbed, target in into.items():
        below[target].append(absorbed)
    keys: dict[int, list[int]] = {}
    for claim in claims:
        found, waiting = [], [claim.pk]
        while waiting:
            key = waiting.pop()
            if key not in found:
                found.append(key)
                waiting += below.get(key, [])
        keys[claim.pk] = found[1:]
    others = {key for found in keys.values() for key in found}
    rows = {row.pk: row for row in past.claims_at(Claim.objects.filter(pk__in=others), as_of)} if others else {}
    return {claim.pk: Group(claim, [claim, *(rows[key] for key in sorted(keys[claim.pk]))]) for claim in claims}


def standing_for(claims: Iterable[int]) -> dict[int, int]:
    """The claim that each of these was merged into in the end, else itself; by their keys."""
    claims = list(claims)
    into = past.merged_above(claims)
    found = {}
    for claim in claims:
        here, seen = claim, set()
        while here in into and here not in seen:
            seen.add(here)
            here = into[here]
        found[claim] = here
    return found


@dataclass(slots=True)
class Sides:
    """The places of several claims, by claim key, and what their statements were taken from: at all, and for each claim."""

    places: dict[int, list[Place]]
    groups: dict[int, Group]
    lineage: Lineage
    lineages: dict[int, Lineage]

    def origins(self, *, as_of: datetime | None = None) -> dict[int, dict[int, frozenset[Hashable]]]:
        """For each claim the origins that its statements reach."""
        speakers = speakers_in(self.lineage, as_of=as_of)
        return {
            key: origins_of([place.statement for place in found], lineage=self.lineages[key], speakers=speakers, as_of=as_of)
            for key, found in self.places.items()
        }


def sides_of(claims: Iterable[Claim], *, as_of: datetime | None = None, blind: Mapping[int, int] | None = None) -> Sides:
    """Where every statement stands in the cases of *claims*, in a constant number of queries. *as_of* as people and texts were then.

    *blind*: keys of claims that are looked at without the decisions of others, each with the key of the person whose own still count.
    """
    groups = groups_of(claims, as_of=as_of)
    members = {member.pk: member for group in groups.values() for member in group.members}
    openings = {member.opened_from_id for member in members.values() if member.opened_from_id}
    rows = _evidence(members, as_of)
    wanted = {row.statement_id for row in rows} | openings
    said = Statement.objects.filter(pk__in=wanted).with_context().defer(*UNREAD).prefetch_related("figures")
    statements = {row.pk: row for row in past.put_back(said, as_of)}
    decisions = _decisions(members, as_of)
    newest = {None: _newest(decisions)} | {eyes: _newest(decisions, by=eyes) for eyes in set((blind or {}).values())}
    lineage = lineage_of(statements.values(), claims=members, as_of=as_of)
    lineages = {key: lineage.within({member.pk for member in group.members}) for key, group in groups.items()}
    taken_back = _withdrawn(lineage.statements.values(), as_of)
    withdrawals = {key: found for key, one in lineage.statements.items() if (found := taken_back.of(one)) is not None}
    by_claim: dict[int, list[Evidence]] = defaultdict(list)
    for row in rows:
        by_claim[row.claim_id].append(row)
    places: dict[int, list[Place]] = {}
    for key, group in groups.items():
        places[key] = list(_placed(group, by_claim, newest[(blind or {}).get(key)], statements))
        void = void_of(lineages[key], withdrawals)
        for place in places[key]:
            place.withdrawn = withdrawals.get(place.statement.pk)
            place.resting = place.statement.pk not in void
    return Sides(places, groups, lineage, lineages)


def _placed(
    group: Group, by_claim: dict[int, list[Evidence]], decided: dict[tuple[int, int], Decision], statements: dict[int, Statement]
) -> Iterable[Place]:
    """One place a statement: the opening statement's own; else the newest decided; else as the merger says; else the newest suggestion."""
    candidates: dict[int, list[tuple[Evidence, Claim]]] = defaultdict(list)
    for member in group.members:
        for row in by_claim[member.pk]:
            candidates[row.statement_id].append((row, member))
    claim = group.claim
    if claim.opened_from_id:
        candidates.pop(claim.opened_from_id, None)
        yield Place(claim, statements[claim.opened_from_id], None, None, Relation.CORROBORATES, None, opening=True)
    merged = {
        member.opened_from_id: member for member in group.members if member.opened_from_id and member.opened_from_id != claim.opened_from_id
    }
    for key in dict.fromkeys([*merged, *candidates]):
        several = candidates.get(key, [])
        ruled = [(decided[member.pk, key], row, member) for row, member in several if (member.pk, key) in decided]
        opener = merged.get(key)
        if opener is not None and opener.opened_by_id:  # a person opened a claim from it: a word like a decision, of that moment
            ruled = [one for one in ruled if one[0].at > opener.opened_at]
        if ruled:
            decision, row, member = max(ruled, key=lambda one: (one[0].at, one[0].pk, one[1].made_at, one[1].pk))
            suggested = _turned(Relation(row.relation), group.mirrored(member))
            relation = _turned(Relation(decision.relation), group.mirrored(member)) if decision.ruling == Ruling.RELABEL else suggested
            yield Place(claim, statements[key], row, decision, relation, suggested)
            continue
        newest = max(several, key=lambda one: (one[0].made_at, one[0].pk), default=None)
        suggested = _turned(Relation(newest[0].relation), group.mirrored(newest[1])) if newest else None
        if key in merged:
            says = _turned(Relation.CORROBORATES, group.mirrored(merged[key]))
            agrees = suggested is not None and (suggested in OWN_SIDE) == (says in OWN_SIDE) and suggested is not Relation.NONE
            yield Place(claim, statements[key], newest[0] if newest and agrees else None, None, suggested if agrees else says, suggested)
        else:
            yield Place(claim, statements[key], newest[0], None, suggested, suggested)


def _turned(relation: Relation, mirrored: bool) -> Relation:
    return MIRRORED[relation] if mirrored else relation


def _evidence(members: Iterable[int], as_of: datetime | None) -> list[Evidence]:
    """The suggestions in force on these claims' statements in force."""
    rows = Evidence.objects.filter(past.in_force_at(as_of), claim__in=members).order_by("statement__seq", "pk")
    if as_of is None:
        return list(rows.standing())
    then = list(rows.filter(Q(retired_at=None) | Q(retired_at__gt=as_of)))
    corrected = past.corrected_after(as_of, {row.statement_id for row in then})
    first: dict[tuple[int, int], Evidence] = {}
    for row in then:
        # What a later correction brought about was not suggested then; of the others the one retired first is the one that stood.
        if row.statement_id in corrected and row.made_at >= corrected[row.statement_id] and row.comparer != "hand":
            continue
        pair = (row.claim_id, row.statement_id)
        if pair not in first or (row.retired_at and (first[pair].retired_at is None or row.retired_at < first[pair].retired_at)):
            first[pair] = row
    return list(first.values())


def _decisions(members: Iterable[int], as_of: datetime | None) -> list[Decision]:
    """All that people decided on these claims, oldest first."""
    rows = Decision.objects.filter(claim__in=members).select_related("by").order_by("at", "pk")
    if as_of is not None:
        rows = rows.filter(at__lte=as_of)
    return list(rows)


def _newest(decisions: Iterable[Decision], *, by: int | None = None) -> dict[tuple[int, int], Decision]:
    """The newest decision on each pair of claim and statement; with *by* only this person's own."""
    return {(row.claim_id, row.statement_id): row for row in decisions if by is None or row.by_id == by}


@dataclass(slots=True)
class Withdrawn:
    """What was taken back: statements, and reports with all texts received until then."""

    statements: dict[int, Withdrawal]
    reports: dict[int, Withdrawal]

    def of(self, statement: Statement) -> Withdrawal | None:
        if statement.pk in self.statements:
            return self.statements[statement.pk]
        revision = statement.reading.revision
        whole = self.reports.get(revision.report_id)
        return whole if whole is not None and revision.received_at <= whole.at else None


def _withdrawn(statements: Iterable[Statement], as_of: datetime | None) -> Withdrawn:
    reports = {one.pk: one.reading.revision.report_id for one in statements}
    rows = Withdrawal.objects.filter(Q(statement__in=reports) | Q(report__in=set(reports.values())))
    rows = rows.select_related("by").order_by("at", "pk")
    if as_of is None:
        rows = rows.filter(undone_at=None)
    else:
        rows = rows.filter(Q(undone_at=None) | Q(undone_at__gt=as_of), at__lte=as_of)
    found = Withdrawn({}, {})
    for row in rows:
        if row.statement_id:
            found.statements[row.statement_id] = row
        else:
            found.reports[row.report_id] = row
    return found


def order_in(place: Place) -> tuple:
    """The order in which the statements came upon the claim: first what it looked back at, as it was said; then what arrived, as it came in."""
    statement, claim = place.statement, place.claim
    back = not place.opening and statement.order < claim.seq and not _same_report(statement, claim)
    said = statement.said_at.timestamp() if back else 0.0
    return (
        not place.opening,
        not back,
        said,
        statement.reading.revision.report_id if not back else 0,
        statement.part == Part.TITLE,
        statement.order,
    )


def _same_report(statement: Statement, claim: Claim) -> bool:
    opening = claim.opened_from
    return opening is not None and opening.reading.revision.report_id == statement.reading.revision.report_id


__all__ = ["OWN_SIDE", "Group", "Place", "Sides", "groups_of", "order_in", "sides_of", "standing_for"]
