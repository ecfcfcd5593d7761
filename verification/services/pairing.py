"""One job's view of claims and statements: which are set against which, their frames and what the comparer finds. Nothing is written here."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime

from tracker.models import Claim, Statement
from tracker.terms import Level, Polarity
from verification import retrieval
from verification.comparing.figures import same_unit
from verification.comparing.finding import Finding
from verification.comparing.frames import Frame, Point, points_of
from verification.comparing.relation import compare, stands_apart
from verification.services.framing import corrected, load_corrections
from verification.services.kept_frames import Frames, Words, made
from verification.sides import OWN_SIDE, sides_of

MOST_MEANWHILE = 100  # claims opened while a report was compared


@dataclass(slots=True)
class Match:
    """A finding on its way to becoming evidence."""

    claim: Claim
    statement: Statement
    finding: Finding


@dataclass(frozen=True, slots=True)
class Known:
    """Claims that a report was set against before it was read or corrected anew, and what was found: (claim, statement) → relation, level."""

    claims: frozenset[int]
    findings: Mapping[tuple[int, int], tuple[str, int]]


@dataclass(slots=True)
class Bench:
    """Frames and findings of one job, each worked out once. ``before``: what came in from that place in the record's order on is not asked."""

    before: int | None = None
    shelf: Frames = field(default_factory=Frames)
    frames: dict[int, Frame] = field(default_factory=dict)
    series: dict[int, tuple[Point, ...]] = field(default_factory=dict)
    own_frames: dict[int, Frame] = field(default_factory=dict)
    claim_frames: dict[int, Frame] = field(default_factory=dict)
    candidates: dict[int, list[Claim]] = field(default_factory=dict)
    newest: int | None = None
    findings: dict[tuple[int, int], Finding] = field(default_factory=dict)
    at_first: dict[tuple[int, int], Finding] = field(default_factory=dict)  # of the claims' own words, without what was counted since

    def frame(self, statement: Statement) -> Frame:
        if statement.pk not in self.frames:
            self.frames[statement.pk] = corrected(self.shelf.of(statement), statement)
        return self.frames[statement.pk]

    def look_up(self, statements: Iterable[Statement]) -> None:
        """The claims that each of the statements may be about, by its own words and by those around it; for a whole report at once."""
        said = list(statements)
        self.newest = newest_claim()
        for statement, claims in zip(said, retrieval.claims_near([retrieval.text_of(one) for one in said]), strict=True):
            self.candidates[statement.pk] = claims
        self.load(said, [claim for claims in self.candidates.values() for claim in claims])

    def load(self, statements: Iterable[Statement], claims: Iterable[Claim] = ()) -> None:
        """What is kept of statements and claims and what people corrected on them, for many at once."""
        said, met = list(statements), list(claims)
        self.shelf.load(said, met)
        load_corrections([*said, *(claim.opened_from for claim in met if claim.opened_from is not None)])

    def candidates_of(self, statement: Statement) -> list[Claim]:
        if statement.pk not in self.candidates:
            self.look_up([statement])
        return self.candidates[statement.pk]

    def look_again(self) -> None:
        """Add the claims that were opened since to what was found, and forget all if one was merged since; call it under the record's lock.

        So few are opened meanwhile that every statement is set against all of them, instead of looking through the index with the lock held.
        """
        known = {claim.pk for claims in self.candidates.values() for claim in claims}
        opened = [] if self.newest is None else list(retrieval.opened_after(self.newest)[: MOST_MEANWHILE + 1])
        merged = known and Claim.objects.filter(pk__in=known).exclude(merged_into=None).exists()
        if merged or len(opened) > MOST_MEANWHILE or (self.newest is None and newest_claim() is not None):
            self.candidates.clear()
        elif opened:
            self.load([], opened)
            for claims in self.candidates.values():
                claims += opened

    def load_series(self, claims: Iterable[Claim]) -> None:
        """The figures so far on the own side of each claim that counts something: the opening statement's and those of its evidence."""
        new = {claim.pk: claim for claim in claims if claim.pk not in self.series and points_of(self.own_frame(claim))}
        if not new:
            return
        places = sides_of(new.values()).places
        sides = {
            key: [
                place.statement
                for place in sorted(found, key=lambda place: place.statement.order)
                if place.side == "for" and (place.opening or self.before is None or place.statement.order < self.before)
            ]
            for key, found in places.items()
        }
        self.load(statement for said in sides.values() for statement in said)
        for key, said in sides.items():
            self.series[key] = tuple(point for statement in said for point in points_of(self.frame(statement)))

    def own_frame(self, claim: Claim) -> Frame:
        """The claim's own words, without what was counted since."""
        if claim.pk not in self.own_frames:
            first = claim.opened_from
            shared = first is not None and claim.text == first.display
            self.own_frames[claim.pk] = self.frame(first) if first is not None and shared else self.shelf.of(claim)
        return self.own_frames[claim.pk]

    def claim_frame(self, claim: Claim) -> Frame:
        if claim.pk not in self.claim_frames:
            self.load_series([claim])
            own = self.own_frame(claim)
            counted = {point.unit for point in points_of(own)}  # a claim that counts nothing gathers no figures from what restates it
            series = tuple(point for point in self.series.get(claim.pk, ()) if point.unit in counted)
            self.claim_frames[claim.pk] = replace(own, series=series) if series else own
        return self.claim_frames[claim.pk]

    def extend(self, match: Match) -> None:
        """Let later statements of the same report meet the series as it is now."""
        points = points_of(self.frame(match.statement)) if match.finding.relation in OWN_SIDE else ()
        if points:
            self.load_series([match.claim])
        if points and match.claim.pk in self.series:
            self.series[match.claim.pk] += points
            self.claim_frames.pop(match.claim.pk, None)
            for pair in [pair for pair in self.findings if pair[0] == match.claim.pk]:
                del self.findings[pair]

    def compare(self, claim: Claim, statement: Statement) -> Finding:
        pair = (claim.pk, statement.pk)
        if pair not in self.findings:
            series = self.counts(claim, statement)
            self.findings[pair] = compare(self.claim_frame(claim), self.frame(statement)) if series else self._at_first(claim, statement)
        return self.findings[pair]

    def counts(self, claim: Claim, statement: Statement) -> bool:
        """Whether it matters what was counted since: the statement has a figure in the unit of one of the claim's own, and may be of the same event."""
        said = points_of(self.frame(statement))
        alike = bool(said) and any(same_unit(mine, later) for mine in points_of(self.own_frame(claim)) for later in said)
        return alike and not stands_apart(self._at_first(claim, statement))

    def _at_first(self, claim: Claim, statement: Statement) -> Finding:
        pair = (claim.pk, statement.pk)
        if pair not in self.at_first:
            self.at_first[pair] = compare(self.own_frame(claim), self.frame(statement))
        return self.at_first[pair]


def warm_up() -> None:
    """Let the comparer and the finder read their tables."""
    said = ("The dam at Lorn broke on Monday.", "Police denied that the dam at Lorn was mined.")
    first, second = (
        made(Words(words, datetime(2026, 1, 1, tzinfo=UTC), Level(5), Polarity(side)))
        for words, side in zip(said, ("affirmed", "denied"), strict=True)
    )
    compare(first, second)
    retrieval.closeness(retrieval.search_terms(said[0]), retrieval.Found(frozenset(retrieval.search_terms(said[1]))))


def newest_claim() -> int | None:
    """The place of the newest claim in the record's order."""
    return Claim.objects.order_by("-seq").values_list("seq", flat=True).first()


def statement_frame(statement: Statement) -> Frame:
    """A statement as the comparer sees it."""
    return corrected(Frames().of(statement), statement)
