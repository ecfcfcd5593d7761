"""The track record of a source, read from the ledger of settled claims: ``record_of(source)`` for a page, ``Thetas`` for weighing many claims.

    record_of(source, as_of=None) -> SourceRecord
        .source, .body        who was asked about, and the body that answers for it: its record is the body's, spokesmen and branches included
        .record               weighing.track_record.TrackRecord: theta, low, high (80 %), n, brier, overclaim, settled, still_open, suggested, curve
        .lines                LedgerLine, settled ones first in the order in which they were said, then the open ones (y is None)
        .relays               RelayRecord: faithful, hardened, softened, unattributed, misquoted, with the share that was faithful
        .passed_on            PassedOn: what became of each thing it passed on, both statements at hand for their quotes; newest first
        .letter, .grade       the newest letter that a person gave it (None: not graded) and its row, with by, at and reason
        .letter_from_suggestion   that the letter only repeats what the program had suggested, so that it is no evidence for the suggestion
        .disagrees            whether the record suggests another letter than the person's
        .speaks_on, .looked_at    on how many claims it speaks, and at how many of those, the newest, this looked for open lines and relays (``MOST``)

Nothing here is stored but charges (written when a claim is settled). Whether a person may see it is asked of
``services.reviewing.may_see_record``.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import islice

from django.db.models import Q, QuerySet

from tracker.events import name_of
from tracker.models import Claim, Event, Grade, Report, Source, Statement
from tracker.terms import Letter, Status
from verification import past
from verification.ledger import PassedOn, charged, passed_on
from verification.models import Charge, Evidence, Settlement
from verification.provenance import below, bodies_of
from verification.weighing.charging import Role
from verification.weighing.scales import commitment
from verification.weighing.track_record import RelayRecord, Staked, TrackRecord, record_disagrees, relay_record, theta_of, track_record
from verification.words import Word, words_of

OPEN = (Status.UNVERIFIED, Status.IN_REVIEW, Status.AWAITING_SECOND_SIGNATURE)
MOST = 400  # claims that one page looks at for what is open and what was passed on, the newest first
AT_ONCE = 100


@dataclass(frozen=True, slots=True)
class LedgerLine:
    """On *claim* the source staked *p* (the claim's probability by its words); people settled it at *y*, None while it is open."""

    claim: Claim
    p: float
    y: float | None
    role: Role
    said_at: datetime
    statement: Statement
    settled_at: datetime | None

    @property
    def staked(self) -> Staked:
        return Staked(self.claim.pk, self.p, self.y, self.said_at)

    @property
    def commitment(self) -> float:
        """How much was staked, 0..1."""
        return commitment(self.p)

    @property
    def match(self) -> float | None:
        """How far what was asserted came true; None while it is open."""
        return self.staked.match


@dataclass(frozen=True, slots=True)
class SourceRecord:
    """What the record says of a source; the module's opening names every field."""

    source: Source
    body: Source
    record: TrackRecord
    lines: tuple[LedgerLine, ...]
    relays: RelayRecord
    passed_on: tuple[PassedOn, ...]
    grade: Grade | None
    letter_from_suggestion: bool
    speaks_on: int
    looked_at: int
    as_of: datetime | None = None

    @property
    def letter(self) -> Letter | None:
        return Letter(self.grade.letter) if self.grade else None

    @property
    def disagrees(self) -> bool:
        return record_disagrees(self.record, self.letter)


@dataclass(slots=True)
class Thetas:
    """The θ of bodies, from one load of the ledger; each claim may be left out, so that no settlement supports itself."""

    lines: dict[int, list[Staked]] = field(default_factory=dict)
    known: dict[tuple[int, int | None], float | None] = field(default_factory=dict)

    def of(self, body: Hashable | None, *, but_for: int | None = None) -> float | None:
        """None where nothing is settled but that claim."""
        if not isinstance(body, int):
            return None
        lines = self.lines.get(body, [])
        own = but_for if any(line.claim == but_for for line in lines) else None
        if (body, own) not in self.known:
            counted = [line for line in lines if line.claim != own]
            self.known[body, own] = theta_of(counted) if counted else None
        return self.known[body, own]


def thetas_of(bodies: Iterable[Hashable | None], *, as_of: datetime | None = None) -> Thetas:
    """The records of these bodies, in a constant number of queries."""
    wanted = {body for body in bodies if isinstance(body, int)}
    found = Thetas()
    if not wanted:
        return found
    members = _charged_members(wanted, as_of)
    rows = Charge.objects.filter(source__in=members, settlement__in=Settlement.objects.standing(as_of=as_of))
    for source, claim, p, y, said_at in rows.values_list("source_id", "settlement__claim_id", "p", "settlement__y", "said_at"):
        found.lines.setdefault(members[source], []).append(Staked(claim, p, y, said_at))
    return found


def _charged_members(bodies: set[int], as_of: datetime | None) -> dict[int, int]:
    """Of the sources that were ever charged those for which one of *bodies* answers, with that body."""
    everyone = set(Charge.objects.order_by().values_list("source_id", flat=True).distinct())
    return {source: body for source, body in bodies_of(everyone, as_of=as_of).items() if body in bodies}


def record_of(source: Source, *, as_of: datetime | None = None) -> SourceRecord:
    """The track record of a source as it stands, or as it stood at *as_of* by today's arithmetic."""
    body_key = bodies_of([source.pk], as_of=as_of)[source.pk]
    body = source if source.pk == body_key else Source.objects.get(pk=body_key)
    family = family_of(body_key, as_of=as_of)
    spoken = claims_with(family)
    if as_of is not None:
        spoken = spoken.filter(opened_at__lte=as_of)
    claims = list(spoken.select_related("opened_from").order_by("-number")[:MOST])
    lines = _settled_lines(family, as_of)
    relayed: dict[tuple[int, int], PassedOn] = {}  # a sentence that bears on several claims was passed on once
    for words in _words_on(claims, as_of):
        for one in passed_on(words):
            if one.carrier == body_key:
                relayed.setdefault((one.original.pk, one.relay.pk), one)
        lines += _open_line(words, body_key)
    record = track_record(line.staked for line in lines)
    counted = {(line.claim, line.p, line.said_at) for line in record.ledger}
    kept = {line.claim.pk: line for line in reversed(lines) if (line.claim.pk, line.p, line.said_at) in counted}
    grade = _grade(source, body, as_of)
    return SourceRecord(
        source=source,
        body=body,
        record=record,
        lines=tuple(sorted(kept.values(), key=lambda line: (line.y is None, line.said_at, line.claim.number))),
        relays=relay_record(one.fidelity for one in relayed.values()),
        passed_on=tuple(sorted(relayed.values(), key=lambda one: (one.relay.said_at, one.relay.seq), reverse=True)),
        grade=grade,
        letter_from_suggestion=grade is not None and from_suggestion(grade),
        speaks_on=spoken.count(),
        looked_at=len(claims),
        as_of=as_of,
    )


def ledger_record(family: set[int], *, as_of: datetime | None = None) -> TrackRecord:
    """The arithmetic of what was settled for these sources together, without what is open."""
    standing = Settlement.objects.standing(as_of=as_of)
    rows = Charge.objects.filter(source__in=family, settlement__in=standing).order_by("said_at", "pk")
    return track_record(Staked(*row) for row in rows.values_list("settlement__claim_id", "p", "settlement__y", "said_at"))


def family_of(body: int, *, as_of: datetime | None = None) -> set[int]:
    """The sources that a body answers for, itself among them: branches, spokesmen, and what was merged into any of these."""
    found = below([body]) | (set(past.sources_at(as_of)) if as_of is not None else set())
    return {source for source, answering in bodies_of(found, as_of=as_of).items() if answering == body}


def _settled_lines(family: set[int], as_of: datetime | None) -> list[LedgerLine]:
    standing = Settlement.objects.standing(as_of=as_of)
    rows = Charge.objects.filter(source__in=family, settlement__in=standing).select_related(
        "settlement__claim", "statement__reading__revision__report__publisher"
    )
    return [
        LedgerLine(row.settlement.claim, row.p, row.settlement.y, Role(row.role), row.said_at, row.statement, row.settlement.at)
        for row in rows.order_by("said_at", "pk")
    ]


def claims_with(family: set[int]) -> QuerySet[Claim]:
    """The standing claims on which one of these sources spoke, or carried what was said."""
    published = Report.objects.filter(publisher__in=family).values("pk")
    said = Statement.objects.filter(Q(links__source__in=family) | Q(reading__revision__report__in=published)).values("pk")
    heard = Evidence.objects.standing().filter(statement__in=said).values("claim")
    return Claim.objects.standing().filter(Q(pk__in=heard) | Q(opened_from__in=said))


def _words_on(claims: Sequence[Claim], as_of: datetime | None) -> Iterator[list[Word]]:
    """The words on each claim, a hundred claims at a time."""
    waiting = iter(claims)
    while some := list(islice(waiting, AT_ONCE)):
        yield from words_of(past.claims_at(some, as_of), as_of=as_of).values()


def _open_line(words: list[Word], body: int) -> list[LedgerLine]:
    """What the body has staked on a claim that nobody has settled; at most one line."""
    if not words or words[0].place.claim.status not in OPEN:
        return []
    claim = words[0].place.claim
    said: dict[Hashable, Statement] = {word.statement.pk: word.statement for word in words}
    return [LedgerLine(claim, one.p, None, one.role, one.said_at, said[one.words], None) for one in charged(words) if one.source == body]


def _grade(source: Source, body: Source, as_of: datetime | None) -> Grade | None:
    """The newest letter of the source itself, else of the body that answers for it."""
    rows = Grade.objects.filter(source__in={source.pk, body.pk}).select_related("by", "source").order_by("-at", "-pk")
    if as_of is not None:
        rows = rows.filter(at__lte=as_of)
    newest = list(rows)
    return next((row for row in newest if row.source_id == source.pk), newest[0] if newest else None)


def from_suggestion(grade: Grade) -> bool:
    """Whether the letter was taken over from the program's suggestion; the log says so beside the letter."""
    told = Event.objects.filter(kind="source.graded", subject=name_of(grade.source), at=grade.at, after__letter=str(grade.letter))
    return any(event.after.get("from_suggestion") for event in told)


__all__ = ["LedgerLine", "SourceRecord", "Thetas", "claims_with", "family_of", "ledger_record", "record_of", "thetas_of"]
