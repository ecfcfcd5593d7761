"""What an export may say of claims: frozen cases, read from the case files in constant queries. Every builder beside this file works on these alone.

Sealed matter never gets in: of signatures only those of a round that settled the claim are read, and whoever may still sign a claim is
shown no decision of others.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.db.models import Max, Q
from django.urls import reverse

from tracker.models import Claim, Event, Grade, Source, Statement
from tracker.terms import Confidence, Letter, Level, Status, Verdict
from verification.casefile import CaseFile, Entry, case_files
from verification.models import Review, Round

SIGNED = tuple(Status(verdict) for verdict in Verdict)
LEAST_SURE_FIRST = (Confidence.LOW, Confidence.MODERATE, Confidence.HIGH)


@dataclass(frozen=True, slots=True)
class Desk:
    """Who exports: its name, where it is, and how many signatures settle a claim there."""

    name: str
    address: str
    signatures: int

    @property
    def rule(self) -> str:
        """What every export says where one person settles alone; else empty."""
        return "Settled by one signature." if self.signatures == 1 else ""


def this_desk() -> Desk:
    return Desk(settings.DESK_NAME, settings.PUBLIC_URL, settings.SIGNATURES)


@dataclass(frozen=True, slots=True)
class Party:
    """Somebody who says or carries something; ``letter`` is the newest that people gave, None without one."""

    uuid: UUID
    name: str
    kind: str
    country: str
    letter: Letter | None
    changed_at: datetime | None


@dataclass(frozen=True, slots=True)
class Said:
    """One statement set against the claim. ``speaker``: who it started with, None where nobody is known; ``publisher``: who published it.

    ``side`` is "for", "against" or "none"; ``ruling`` what a person decided on it, empty without.
    """

    uuid: UUID
    report: UUID
    title: str
    url: str
    publisher: Party | None
    publisher_name: str
    speaker: Party | None
    origin: str
    said_at: datetime
    published_at: datetime | None
    received_at: datetime
    quote: str
    level: Level
    low: float
    high: float
    polarity: str
    markers: tuple[str, ...]
    relation: str
    opening: bool
    side: str
    copy: bool
    withdrawn: bool
    ruling: str
    rule: str
    because: str
    score: float | None


@dataclass(frozen=True, slots=True)
class Signature:
    """One person's word in a round that settled a claim. Stays in the house: of the formats for others none holds it."""

    by: str
    confidence: Confidence
    number: int | None
    basis: str
    reason: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Signed:
    """What the desk concluded: the verdict of the round that settled the claim.

    Where its signers differ, ``number`` and ``confidence`` are the more cautious word; number None: nobody gave one, 6: cannot be judged.
    """

    verdict: Verdict
    number: int | None
    confidence: Confidence
    at: datetime
    by: tuple[Signature, ...]

    @property
    def signatures(self) -> int:
        return len(self.by)

    @property
    def signed_by(self) -> str:
        """ "one signature" or "2 signatures"."""
        return "one signature" if self.signatures == 1 else f"{self.signatures} signatures"


@dataclass(frozen=True, slots=True)
class Case:
    """One claim with what is set against it, as it may leave the house. ``counted`` is "7 reports · 2 origins"."""

    uuid: UUID
    number: int
    address: str
    text: str
    polarity: str
    status: Status
    level_first: Level
    level_last: Level
    reports: int
    origins: int
    counted: str
    flags: tuple[str, ...]
    topics: tuple[str, ...]
    opened_at: datetime
    changed_at: datetime
    signed: Signed | None
    said: tuple[Said, ...]
    as_of: datetime | None = None

    @property
    def opening(self) -> Said | None:
        """The words that it was opened from; None where it was typed."""
        return next((one for one in self.said if one.opening), None)

    @property
    def own_side(self) -> tuple[Said, ...]:
        """What speaks for it, the earliest first."""
        return tuple(one for one in self.said if one.side == "for")


def cases_of(claims: Iterable[Claim], *, blind: Mapping[int, int] | None = None, as_of: datetime | None = None) -> list[Case]:
    """The cases of *claims*, in order, in a constant number of queries; of an earlier day with *as_of*.

    *blind*: as in ``verification.casefile``; ``services.exporting`` knows whose eyes must not see what.
    """
    return [case for _, case in with_files(claims, blind=blind, as_of=as_of)]


def with_files(
    claims: Iterable[Claim], *, blind: Mapping[int, int] | None = None, as_of: datetime | None = None
) -> list[tuple[CaseFile, Case]]:
    """The same with the case files that they were read from: for pictures."""
    files = case_files(claims, as_of=as_of, blind=blind)
    known = _Known.read(files, as_of)
    return [(file, _case(file, known, as_of)) for file in files]


@dataclass(frozen=True, slots=True)
class _Known:
    """What stands beside the case files of a batch."""

    parties: dict[int, Party]
    signed: dict[int, Signed]
    changed: dict[int, datetime]
    topics: dict[int, tuple[str, ...]]

    @classmethod
    def read(cls, files: list[CaseFile], as_of: datetime | None) -> _Known:
        keys = [file.claim.pk for file in files]
        return cls(_parties(files, as_of), _signed(files, as_of), _changed(keys, as_of), _topics(keys))


def _case(file: CaseFile, known: _Known, as_of: datetime | None) -> Case:
    claim = file.claim
    said = tuple(_said(entry, known.parties) for entry in file.entries)
    signed = known.signed.get(claim.pk)
    moments = [claim.opened_at, *(one.received_at for one in said), *([signed.at] if signed else [])]
    return Case(
        uuid=claim.uuid,
        number=claim.number,
        address=settings.PUBLIC_URL + reverse("admin:tracker_claim_change", args=[claim.pk]),
        text=claim.text,
        polarity=str(claim.polarity),
        status=Status(claim.status),
        level_first=Level(file.level_first),
        level_last=Level(file.level_last),
        reports=file.reports,
        origins=file.origins,
        counted=file.counted,
        flags=tuple(dict.fromkeys(str(flag.kind) for flag in file.flags)),
        topics=known.topics.get(claim.pk, ()),
        opened_at=claim.opened_at,
        changed_at=max([*moments, known.changed.get(claim.pk, claim.opened_at)]),
        signed=signed,
        said=said,
        as_of=as_of,
    )


def _said(entry: Entry, parties: dict[int, Party]) -> Said:
    statement = entry.statement
    revision = statement.reading.revision
    report = revision.report
    speaker = _speaker(statement)
    evidence = entry.evidence
    return Said(
        uuid=statement.uuid,
        report=report.uuid,
        title=revision.title,
        url=report.canonical_url,
        publisher=parties.get(report.publisher_id) if report.publisher_id else None,
        publisher_name=report.publisher_name,
        speaker=parties.get(speaker.pk) if speaker else None,
        origin=entry.origin_name,
        said_at=revision.at,
        published_at=revision.published_at,
        received_at=revision.received_at,
        quote=statement.quote,
        level=Level(statement.level),
        low=statement.low,
        high=statement.high,
        polarity=str(statement.polarity),
        markers=tuple(str(marker) for marker in statement.markers),
        relation=str(entry.relation),
        opening=entry.opening,
        side=entry.side,
        copy=entry.is_copy,
        withdrawn=entry.struck,
        ruling=str(entry.ruling) if entry.ruling else "",
        rule=evidence.rule if evidence else "",
        because=entry.sentence,
        score=evidence.score if evidence else None,
    )


def _speaker(statement: Statement) -> Source | None:
    """Who the words started with: the first link of the chain that is a known source."""
    return next((link.source for link in sorted(statement.links.all(), key=lambda link: link.position) if link.source is not None), None)


def _parties(files: list[CaseFile], as_of: datetime | None) -> dict[int, Party]:
    """Every publisher and speaker of these case files, by key, with the letter that holds. Two queries."""
    sources: dict[int, Source] = {}
    for file in files:
        for entry in file.entries:
            for source in (entry.statement.reading.revision.report.publisher, _speaker(entry.statement)):
                if source is not None:
                    sources[source.pk] = source
    given = Grade.objects.filter(source__in=sources).order_by("at", "pk")
    changed = Event.objects.filter(subject__in=[f"source:{source.uuid}" for source in sources.values()])
    if as_of is not None:
        given, changed = given.filter(at__lte=as_of), changed.filter(at__lte=as_of)
    letters = {source: Letter(letter) for source, letter in given.values_list("source_id", "letter")}
    newest = dict(changed.order_by().values("subject").annotate(at=Max("at")).values_list("subject", "at"))
    return {
        key: Party(
            uuid=source.uuid,
            name=source.name,
            kind=str(source.kind),
            country=source.country,
            letter=letters.get(key),
            changed_at=newest.get(f"source:{source.uuid}"),
        )
        for key, source in sources.items()
    }


def _signed(files: list[CaseFile], as_of: datetime | None) -> dict[int, Signed]:
    """The verdict of each claim whose status is signed, from the round that ended in it. Two queries."""
    status = {file.claim.pk: file.claim.status for file in files if file.claim.status in SIGNED}
    rounds = Round.objects.filter(claim__in=status, closed_at__isnull=False).order_by("no")
    if as_of is not None:
        rounds = rounds.filter(closed_at__lte=as_of)
    last = {row.claim_id: row for row in rounds if row.outcome == status[row.claim_id]}
    signatures: dict[int, list[Review]] = defaultdict(list)
    for review in Review.objects.filter(round__in=last.values()).select_related("person").order_by("at", "pk"):
        signatures[review.round_id].append(review)
    return {claim: _agreed(row, signatures[row.pk]) for claim, row in last.items() if signatures[row.pk]}


def _agreed(row: Round, signatures: list[Review]) -> Signed:
    return Signed(
        verdict=Verdict(row.outcome),
        number=max((one.number for one in signatures if one.number is not None), default=None),
        confidence=min((Confidence(one.confidence) for one in signatures), key=LEAST_SURE_FIRST.index),
        at=row.closed_at or signatures[-1].at,
        by=tuple(Signature(str(one.person), Confidence(one.confidence), one.number, one.basis, one.reason, one.at) for one in signatures),
    )


def _changed(claims: list[int], as_of: datetime | None) -> dict[int, datetime]:
    """When anything last happened to each claim."""
    events = Event.objects.filter(claim__in=claims)
    if as_of is not None:
        events = events.filter(at__lte=as_of)
    return dict(events.order_by().values("claim").annotate(newest=Max("at")).values_list("claim", "newest"))


def _topics(claims: list[int]) -> dict[int, tuple[str, ...]]:
    found: dict[int, list[str]] = defaultdict(list)
    for claim, name in (
        Claim.objects.filter(Q(pk__in=claims), topics__isnull=False).order_by("topics__name").values_list("pk", "topics__name")
    ):
        found[claim].append(name)
    return {claim: tuple(names) for claim, names in found.items()}


__all__ = ["SIGNED", "Case", "Desk", "Party", "Said", "Signature", "Signed", "cases_of", "this_desk", "with_files"]
