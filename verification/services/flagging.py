"""Raises and closes flags: what is a reason to look at a claim now, and the certainty that was lost or gained on the way."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db.models import Case, IntegerField, Max, Min, Value, When

from tracker import events
from tracker.models import Claim, Event, Person, Statement
from tracker.terms import FlagKind, Level, Marker, Part, Relation, Status, label
from verification.models import Flag
from verification.provenance import attributed, level_at_origin, lineage_of, new_utterance, original_of, origins_of, speakers_in
from verification.sides import OWN_SIDE, sides_of

URGENCY: dict[FlagKind, int] = {
    FlagKind.RETRACTED: 9,
    FlagKind.CONTRADICTED: 8,
    FlagKind.CERTAINTY_INFLATED: 7,
    FlagKind.DISPUTED: 6,
    FlagKind.HARDENED: 4,
    FlagKind.SOFTENED: 4,
    FlagKind.UPDATED: 3,
    FlagKind.CORROBORATED: 2,
}
GRAVITY = Case(*(When(kind=kind, then=Value(weight)) for kind, weight in URGENCY.items()), default=Value(1), output_field=IntegerField())
GAP = 2  # levels that make a flag; one level is a note
LOST_MARKERS = (Marker.HEARSAY, Marker.UNVERIFIED)
VOIDING = (FlagKind.CONTRADICTED, FlagKind.RETRACTED, FlagKind.CERTAINTY_INFLATED)
RAISED_BY = {Relation.CORROBORATES: FlagKind.CORROBORATED, Relation.CONTRADICTS: FlagKind.CONTRADICTED, Relation.UPDATES: FlagKind.UPDATED}


@dataclass(slots=True)
class Side:
    """A claim's own side as it grows: who said it, from which origins, how firmly at the origins' own words."""

    claim: Claim
    statements: list[Statement]
    reached: dict[int, frozenset[Hashable]] = field(default_factory=dict)
    parents: dict[int, Statement] = field(default_factory=dict)
    members: frozenset[int] = frozenset()  # the claim and those that were merged into it

    @classmethod
    def of(cls, claim: Claim, *, before: int | None = None) -> Side:
        """The side as people and mergers have it now; with *before* only what came in earlier than that place in the record's order."""
        return cls.of_all([claim], before=before)[claim.pk]

    @classmethod
    def of_all(cls, claims: Iterable[Claim], *, before: int | None = None) -> dict[int, Side]:
        """The sides of many claims, by claim key, in a constant number of queries."""
        claims = list(claims)
        if not claims:
            return {}
        sides = sides_of(claims)
        found = {}
        for claim in claims:
            places = [place for place in sides.places[claim.pk] if place.side == "for"]
            members = frozenset(member.pk for member in sides.groups[claim.pk].members)
            said = [place.statement for place in places if before is None or place.opening or place.statement.order < before]
            found[claim.pk] = cls(claim, sorted(said, key=lambda one: (one.said_at, one.order)), members=members)
        return found

    def knows_origin_of(self, statement: Statement) -> bool:
        """Whether every origin that the statement reaches stands on this side already."""
        here = frozenset().union(*(self.reached[one.pk] for one in self.statements if one.pk != statement.pk))
        return bool(self.reached[statement.pk]) and self.reached[statement.pk] <= here

    def original_of(self, statement: Statement) -> Statement | None:
        return original_of(statement, self.statements, self.reached, self.parents)

    def level_of(self, statement: Statement) -> int:
        return level_at_origin(statement, self.statements, self.reached, self.parents)

    def strongest(self) -> int:
        return max((self.level_of(one) for one in self.statements), default=0)

    def notes_on(self, statement: Statement) -> dict[str, Any]:
        """How the certainty changed on the way to *statement*; empty where it did not."""
        original = self.original_of(statement)
        if original is None or original.polarity != statement.polarity or new_utterance(statement, original):
            return {}
        gap = statement.level - original.level
        return {"certainty_on_the_way": gap, "original": str(original.uuid)} if gap else {}

    def add(self, statement: Statement, relation: Relation) -> None:
        if relation in OWN_SIDE and all(one.pk != statement.pk for one in self.statements):
            self.statements.append(statement)


@dataclass(frozen=True, slots=True)
class Reason:
    """Why to look at a claim, whether or not it has been flagged: the kind, what it is unique by, and what the flag would say."""

    kind: FlagKind
    cause: str
    statement: Statement
    detail: dict[str, Any]


def reckon_all(sides: Mapping[int, tuple[Side, list[Statement]]]) -> None:
    """Work out origins and what each was taken from, for the sides and for the statements that may join each; in a constant number of queries."""
    everyone = {one.pk: one for side, more in sides.values() for one in [*side.statements, *more]}
    members = frozenset().union(*(side.members for side, _ in sides.values()))
    if not everyone:
        return
    lineage = lineage_of(everyone.values(), claims=members)
    speakers = speakers_in(lineage)
    for side, more in sides.values():
        within = lineage.within(side.members)
        here = list({one.pk: one for one in [*side.statements, *more]}.values())
        side.reached = origins_of(here, lineage=within, speakers=speakers)
        side.parents = within.parents()


def reasons(side: Side, relation: Relation, statement: Statement, *, rule: str, sentence: str) -> list[Reason]:
    """What one statement that comes upon a side is a reason for."""
    claim = side.claim
    found: list[Reason | None] = []
    looking_back = statement.order < claim.seq and claim.opened_from is not None and statement.said_at <= claim.opened_from.said_at
    cause = f"report:{statement.reading.revision.report.uuid}"
    if relation in RAISED_BY and not looking_back and rule != "earlier_and_smaller":
        found.append(Reason(RAISED_BY[relation], cause, statement, {"sentence": sentence, "rule": rule}))
    if relation in OWN_SIDE:
        found.append(_inflated(side, statement, cause=cause))
        found.append(_hardened_by_revision(side, statement, cause=cause))
        if not looking_back:
            found.append(_hardened(side, statement, cause=cause))
            found.append(_softened(side, statement, cause=cause))
    return [one for one in found if one is not None]


def _inflated(side: Side, statement: Statement, *, cause: str) -> Reason | None:
    """Origin "may have", relay "has": two levels or more, a lost marker, or the attribution dropped."""
    original = side.original_of(statement)
    if original is None or original.pk == statement.pk or original.polarity != statement.polarity or new_utterance(statement, original):
        return None
    headline = original.reading.revision.report_id == statement.reading.revision.report_id
    dropped = not headline and attributed(original) and not attributed(statement) and not _attributed_nearby(side, statement)
    return _gained(original, statement, dropped, cause=f"{cause}:headline" if headline else cause, headline=headline)


def _hardened_by_revision(side: Side, statement: Statement, *, cause: str) -> Reason | None:
    """An outlet that changed its own text and says now as fact what it had hedged, or names nobody any more."""
    revision = statement.reading.revision
    if revision.no == 1:
        return None
    before = [one for one in side.statements if one.reading.revision.report_id == revision.report_id and one.part == statement.part]
    if statement.first_seq is not None:
        path = "reading__revision__"
        before += Statement.objects.filter(**{f"{path}report": revision.report_id, "heir": statement}).with_context()
    before = [one for one in before if one.reading.revision.no < revision.no and one.polarity == statement.polarity]
    earlier = max(before, key=lambda one: (one.reading.revision.no, one.level, -one.seq), default=None)
    if earlier is None or earlier.quote == statement.quote:
        return None
    dropped = attributed(earlier) and not attributed(statement)
    return _gained(earlier, statement, dropped, cause=f"{cause}:revision", headline=False)


def _gained(original: Statement, statement: Statement, dropped: bool, *, cause: str, headline: bool) -> Reason | None:
    """The reason, with both quotes and what was lost, where the certainty that was gained on the way makes one."""
    gap = statement.level - original.level
    lost = [marker for marker in original.markers if marker in LOST_MARKERS and marker not in statement.markers]
    if gap < GAP and not (lost and gap >= 0) and not (dropped and gap >= 0):
        return None
    hedges = [cue["text"] for cue in original.cues if cue["kind"] in ("hedge", "marker") and cue["level"] <= original.level]
    detail = {
        "headline": headline,
        "revision": original.reading.revision.no if cause.endswith(":revision") else None,
        "original": str(original.uuid),
        "original_quote": original.quote,
        "original_level": original.level,
        "original_publisher": original.reading.revision.report.publisher_name,
        "relay_quote": statement.quote,
        "relay_level": statement.level,
        "relay_publisher": statement.reading.revision.report.publisher_name,
        "lost_cues": hedges,
        "lost_markers": [str(marker) for marker in lost],
        "attribution_dropped": dropped,
        "sentence": _inflation_sentence(original, statement, hedges, lost, dropped, headline),
    }
    return Reason(FlagKind.CERTAINTY_INFLATED, cause, statement, detail)


def _inflation_sentence(original: Statement, relay: Statement, hedges: list[str], lost: list, dropped: bool, headline: bool) -> str:
    who = "The headline" if headline else relay.reading.revision.report.publisher_name
    said = "its own text" if headline else original.reading.revision.report.publisher_name
    if not headline and original.reading.revision.report_id == relay.reading.revision.report_id:
        said = f"its own revision {original.reading.revision.no}"
    if relay.level > original.level:
        what = f"says “{label(Level(relay.level))}” where {said} said “{label(Level(original.level))}”"
        return f"{who} {what}" + (f": “{hedges[0]}” was dropped." if hedges else ".")
    if lost:
        return f"{who} drops the mark “{', '.join(lost)}” that {said} had."
    return f"{who} states it without naming who said so; {said} did."


def _attributed_nearby(side: Side, statement: Statement) -> bool:
    """Whether another statement of the same report names who said it."""
    report = statement.reading.revision.report_id
    return any(one.reading.revision.report_id == report and attributed(one) for one in side.statements) or (
        statement.pk in side.parents and side.parents[statement.pk].reading.revision.report_id == report
    )


def _hardened(side: Side, statement: Statement, *, cause: str) -> Reason | None:
    before, level = side.strongest(), side.level_of(statement)
    if statement.part == Part.TITLE or not before or not (level - before >= GAP or (level == Level.STATED_AS_FACT > before)):
        return None
    detail = {
        "before": before,
        "after": level,
        "sentence": f"Said as “{label(Level(level))}” now; “{label(Level(before))}” was the firmest before.",
    }
    return Reason(FlagKind.HARDENED, cause, statement, detail)


def _softened(side: Side, statement: Statement, *, cause: str) -> Reason | None:
    """A source's own later word that is two levels weaker."""
    mine = side.reached[statement.pk]
    own = [
        one
        for one in side.statements
        if one.pk != statement.pk
        and self_same(side.reached[one.pk], mine)
        and one.reading.revision.report_id != statement.reading.revision.report_id
        and one.said_at < statement.said_at
        and one.polarity == statement.polarity
        and new_utterance(statement, one)
    ]
    firmest = max(own, key=lambda one: side.level_of(one), default=None)
    if statement.part == Part.TITLE or firmest is None or side.level_of(firmest) - statement.level < GAP:
        return None
    detail = {
        "before": firmest.level,
        "after": statement.level,
        "sentence": f"The same source said “{label(Level(firmest.level))}” before and says “{label(Level(statement.level))}” now.",
    }
    return Reason(FlagKind.SOFTENED, cause, statement, detail)


def self_same(one: frozenset[Hashable], other: frozenset[Hashable]) -> bool:
    """Whether two statements come from one and the same single origin."""
    return one == other and len(one) == 1


def raise_flag(
    claim: Claim, kind: FlagKind, *, cause: str, statement: Statement | None, detail: dict[str, Any], now: datetime
) -> Flag | None:
    """Raise a flag once for its cause; None if it stands or stood already."""
    flag, created = Flag.objects.get_or_create(
        claim=claim, kind=kind, cause=cause, defaults={"statement": statement, "detail": detail, "raised_at": now}
    )
    if not created:
        return None
    events.record_all([announcement(flag, now=now)])
    settle_raised([flag], now=now)
    return flag


def raise_all(found: Iterable[tuple[Claim, Reason]], *, now: datetime) -> list[Flag]:
    """The flags for these reasons that neither stand nor stood, written at once. ``announcement`` and ``settle_raised`` are still to follow."""
    wanted: dict[tuple[int, str, str], tuple[Claim, Reason]] = {}
    for claim, reason in found:
        wanted.setdefault((claim.pk, str(reason.kind), reason.cause), (claim, reason))
    if not wanted:
        return []
    claims, causes = {claim for claim, _, _ in wanted}, {cause for _, _, cause in wanted}
    stood = set(Flag.objects.filter(claim__in=claims, cause__in=causes).values_list("claim_id", "kind", "cause"))
    fresh = [
        Flag(claim=claim, kind=reason.kind, cause=reason.cause, statement=reason.statement, detail=reason.detail, raised_at=now)
        for key, (claim, reason) in wanted.items()
        if key not in stood
    ]
    return Flag.objects.bulk_create(fresh)


def announcement(flag: Flag, *, now: datetime) -> Event:
    """What the log says of a flag that was raised."""
    said = str(flag.statement.uuid) if flag.statement else None
    after = {"kind": str(flag.kind), "statement": said, **flag.detail}
    return events.line("flag.raised", flag, claim=flag.claim, now=now, after=after, reason=flag.detail.get("sentence", ""))


def settle_raised(flags: Iterable[Flag], *, now: datetime) -> None:
    """What flags that were just raised do to their claims."""
    flags = list(flags)
    if not flags:
        return
    keep_gravest(*(flag.claim_id for flag in flags))
    grave = [flag for flag in flags if flag.kind in VOIDING]
    awaiting = Claim.objects.filter(pk__in=[flag.claim_id for flag in grave], status=Status.AWAITING_SECOND_SIGNATURE) if grave else ()
    voidable = {claim.pk for claim in awaiting}  # locked by keep_gravest, so nobody signs meanwhile
    for flag in grave:
        if flag.claim_id in voidable:
            void_if_grave(flag.claim, flag.kind, flag.detail, now=now)


def void_if_grave(claim: Claim, kind: FlagKind | str, detail: dict[str, Any], *, now: datetime) -> None:
    """A contradicting, retracting or inflating flag voids a first signature and asks again."""
    if kind in VOIDING and detail.get("rule") != "denial_of_evidence":
        from verification.services import reviewing

        reviewing.void_round(claim, because=detail.get("sentence") or label(FlagKind(kind)), now=now)


def close_flag(flag: Flag, *, by: Person | None, now: datetime, because: str) -> bool:
    """Close an open flag; False if it was closed already."""
    if Flag.objects.filter(pk=flag.pk, closed_at=None).update(closed_at=now, closed_by=by, closed_because=because) != 1:
        return False
    events.record("flag.closed", flag, claim=flag.claim, actor=by, now=now, after={"kind": flag.kind}, reason=because)
    if flag.claim_id is not None:
        keep_gravest(flag.claim_id)
    return True


def keep_gravest(*claims: int) -> None:
    """Write on the claims with these keys which of their open flags weighs most and since when the first stands: lists and the queue go by it.

    Call in the transaction that raises, closes or reopens one.
    """
    # Two who raise and close at the same moment must see each other's: the one who waits here looks after the other is done.
    list(Claim.objects.select_for_update().filter(pk__in=claims).order_by("pk").values_list("pk"))
    rows = Flag.objects.open().filter(claim__in=claims).order_by().values("claim")
    found = {row["claim"]: (row["gravest"], row["first"]) for row in rows.annotate(gravest=Max(GRAVITY), first=Min("raised_at"))}
    same: dict[tuple[int, datetime | None], list[int]] = {}
    for claim in dict.fromkeys(claims):
        same.setdefault(found.get(claim, (0, None)), []).append(claim)
    for (gravest, first), keys in same.items():
        Claim.objects.filter(pk__in=keys).update(gravest=gravest, flagged_at=first)


def close_flags_of(claim: Claim, statement: Statement, *, now: datetime, because: str, by: Person | None = None) -> int:
    """Close the open flags of *claim* that *statement* was the reason for."""
    return sum(close_flag(flag, by=by, now=now, because=because) for flag in claim.flags.open().filter(statement=statement))


__all__ = [
    "URGENCY",
    "Reason",
    "Side",
    "close_flag",
    "close_flags_of",
    "keep_gravest",
    "raise_all",
    "raise_flag",
    "reasons",
    "reckon_all",
    "settle_raised",
]
