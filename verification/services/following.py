"""Who hears of what: follows, the claims that are one's own work, and the events that a person has not been told of yet."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet

from tracker.errors import Refused
from tracker.events import name_of, record
from tracker.models import ChainLink, Claim, Event, Person, Report, Source, Statement, Topic
from tracker.roles import Act, may, require
from tracker.terms import Cadence, Relation
from verification.models import Assignment, DigestLine, Evidence, Flag, Follow, Review

EVERYTHING = "all"
MUTED = "muted:"
TARGET = re.compile(rf"{EVERYTHING}|(claim|topic|source):[0-9a-f]{{8}}(-[0-9a-f]{{4}}){{3}}-[0-9a-f]{{12}}")
# What followers of a claim are told of; and what only the holder of the task is told of.
TOLD = (
    "claim.opened",
    "evidence.suggested",
    "flag.raised",
    "review.first_signature",
    "review.voided",
    "review.settled",
    "review.disputed",
    "claim.reopened",
    "claim.superseded",
    "claim.dismissed",
    "claim.restored",
    "claim.merged",
)
NUDGES = ("assignment.due_soon", "assignment.overdue")
PERSONAL = ("assignment.made", "assignment.asked_again", *NUDGES)


@dataclass(frozen=True, slots=True)
class Heard:
    """One event for one person: the claim as it stands now (None for a source's flag), and why they are told."""

    event: Event
    claim: Claim | None
    why: str


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a person hears of a claim, and from when on."""

    since: datetime
    why: str


def target_of(thing: Claim | Topic | Source | str) -> str:
    """How a follow names what it is about."""
    if isinstance(thing, str):
        if thing != EVERYTHING:
            raise Refused("target", f"{thing[:40]!r} cannot be followed; use a claim, topic, source or “all”.", field="target")
        return thing
    return name_of(thing)


def thing_named(target: str) -> Claim | Topic | Source | str:
    """What a follow of that name is about: the claim, topic or source of "claim:UUID", "topic:UUID", "source:UUID", or "all"."""
    kind, _, key = target.partition(":")
    if target == EVERYTHING:
        return EVERYTHING
    if not TARGET.fullmatch(target):
        known = "claim:UUID, topic:UUID, source:UUID or all"
        raise Refused("target", f"{target[:80]!r} names nothing that can be followed; use {known}.", field="target")
    rows: dict[str, QuerySet[Any]] = {"claim": Claim.objects.all(), "topic": Topic.objects.all(), "source": Source.objects.all()}
    found: Claim | Topic | Source | None = rows[kind].filter(uuid=key).first()
    if found is None:
        raise Refused("unknown_target", f"There is no such {kind}.", field="target")
    return found


def words_for(thing: Claim | Topic | Source | str) -> str:
    """How a sentence names what is followed."""
    if isinstance(thing, Claim):
        return f"claim #{thing.number}"
    return "everything on this desk" if isinstance(thing, str) else thing.name


@transaction.atomic
def follow(person: Person, target: Claim | Topic | Source | str, *, now: datetime) -> Follow:
    """Hear of a claim, a topic, a source or everything from now on. Following twice changes nothing."""
    require(person, Act.CLAIM_FOLLOW)
    name = target_of(target)
    Follow.objects.filter(person=person, target=MUTED + name).delete()
    return Follow.objects.get_or_create(person=person, target=name, defaults={"since": now})[0]


@transaction.atomic
def unfollow(person: Person, target: Claim | Topic | Source | str, *, now: datetime) -> None:
    """Hear no more of it. A claim that one opened, accepted or signed is muted; an assigned one keeps telling until it is done."""
    require(person, Act.CLAIM_FOLLOW)
    name = target_of(target)
    Follow.objects.filter(person=person, target=name).delete()
    if isinstance(target, Claim) and own_claims(person, among=[target.pk]):
        Follow.objects.get_or_create(person=person, target=MUTED + name, defaults={"since": now})


def follows(person: Person, target: Claim | Topic | Source | str) -> bool:
    """Whether the person hears of it, by a follow of it or because the claim is their work."""
    name = target_of(target)
    rows = set(Follow.objects.filter(person=person, target__in=[name, MUTED + name]).values_list("target", flat=True))
    return name in rows or (isinstance(target, Claim) and MUTED + name not in rows and bool(own_claims(person, among=[target.pk])))


@transaction.atomic
def stop_digests(person: Person, *, now: datetime) -> None:
    """Switch a person's digests off, as by the link in a mail. What waits to be sent is cancelled when its turn comes."""
    person = Person.objects.select_for_update().get(pk=person.pk)
    if person.cadence != Cadence.OFF:
        before, person.cadence = person.cadence, Cadence.OFF
        person.save(update_fields=["cadence"])
        record("person.digests_off", person, now=now, actor=person, before={"cadence": before}, after={"cadence": Cadence.OFF})


def own_claims(person: Person, *, among: Iterable[int] | None = None) -> dict[int, Reason]:
    """Claims that are the person's own work: assigned and kept, signed, opened or accepted. The weightiest reason for each.

    *among*: only of these claims, by their keys; somebody may have accepted tens of thousands.
    """
    own: dict[int, Reason] = {}
    kept = Q(closed_at=None) | Q(closed_because__in=["signed", "settled"])
    tasks, reviews, claims = Assignment.objects.filter(kept), Review.objects.all(), Claim.objects.all()
    if among is not None:
        keys = set(among)
        tasks, reviews, claims = tasks.filter(claim__in=keys), reviews.filter(round__claim__in=keys), claims.filter(pk__in=keys)
    assigned = tasks.filter(person=person).values_list("claim_id", "at", "closed_at")
    found: list[Iterable[tuple[int, datetime, str]]] = [
        ((pk, at, "you are assigned to it" if closed is None else "you reviewed it") for pk, at, closed in assigned),
        ((pk, at, "you signed it") for pk, at in reviews.filter(person=person).values_list("round__claim_id", "at")),
        ((pk, at, "you opened it") for pk, at in claims.filter(opened_by=person).values_list("pk", "opened_at")),
        ((pk, at, "you accepted it") for pk, at in claims.filter(accepted_by=person).values_list("pk", "accepted_at") if at),
    ]
    for rows in found:
        for pk, at, why in rows:
            known = own.get(pk)
            own[pk] = Reason(min(at, known.since), known.why) if known else Reason(at, why)
    return own


def untold(person: Person, *, now: datetime) -> list[Heard]:
    """The followed events up to *now* that the person has no digest line for, in order; never their own doings."""
    if not may(person, Act.READ):
        return []
    interest = Interest(person)
    events = list(
        Event.objects.filter(interest.concerns(), at__lte=now)
        .filter(~Exists(DigestLine.objects.filter(person=person, event=OuterRef("pk"))))
        .exclude(actor=person)
        .select_related("claim__merged_into")
        .order_by("pk")
    )
    claims = sorted({event.claim_id for event in events if event.claim_id})
    for start in range(0, len(claims), 1000):
        interest.learn(set(claims[start : start + 1000]))
    heard = []
    for event in events:
        why = interest.why(event) if worth_telling(event) else None
        if why is not None:
            heard.append(Heard(event=event, claim=standing(event.claim), why=why))
    return heard


def worth_telling(event: Event) -> bool:
    """A suggestion that bears on nothing is no news."""
    return event.kind != "evidence.suggested" or event.after.get("relation") not in (None, "", Relation.NONE)


def urgent(event: Event, person: Person) -> bool:
    """Whether the event is mailed to this person at once: the kinds of flag that they want so, and a nudge whatever else they want."""
    if event.kind in NUDGES:
        return True
    return person.cadence == Cadence.AT_ONCE and event.kind == "flag.raised" and event.after.get("kind") in person.urgent_kinds


def listeners_of(event: Event) -> QuerySet[Person, Any]:
    """Whoever may hear of an event on a claim: some more than do, never fewer. ``untold`` has the last word on each."""
    if event.claim_id is None:
        return Person.objects.none()
    claim = standing(event.claim)
    several = Claim.objects.filter(Q(pk__in={event.claim_id, claim.pk}) | Q(merged_into__in={event.claim_id, claim.pk}))
    targets = {EVERYTHING} | {name_of(one) for one in several} | {f"topic:{uuid}" for uuid in _uuids(several, "topics__uuid")}
    sources = {pk for pk in ChainLink.objects.filter(statement__in=_statements_on(several)).values_list("source_id", flat=True) if pk}
    publishers = Statement.objects.filter(pk__in=_statements_on(several)).values_list("reading__revision__report__publisher_id", flat=True)
    targets |= {f"source:{uuid}" for uuid in above(sources | {pk for pk in publishers if pk})}
    working = Q(assignments__claim__in=several) | Q(reviews__round__claim__in=several)
    own = working | Q(pk__in=several.values("opened_by")) | Q(pk__in=several.values("accepted_by"))
    return Person.objects.filter(own | Q(follows__target__in=targets)).distinct()


def _statements_on(claims: QuerySet[Claim]) -> QuerySet[Statement, Any]:
    """The statements that these claims were opened from or that were set against them."""
    return Statement.objects.filter(Q(pk__in=claims.values("opened_from")) | Q(evidence__claim__in=claims)).values("pk")


def _uuids(rows: QuerySet[Any], path: str) -> set[Any]:
    return {uuid for uuid in rows.values_list(path, flat=True) if uuid}


def standing(claim: Claim | None) -> Claim | None:
    """The claim that speaks for it after merges."""
    seen: set[int] = set()
    while claim is not None and claim.merged_into is not None and claim.pk not in seen:
        seen.add(claim.pk)
        claim = claim.merged_into
    return claim


class Interest:
    """All that one person hears of: the query for the events, and the reason for each."""

    def __init__(self, person: Person) -> None:
        self.person = person
        self.own = own_claims(person)
        self.all_since: datetime | None = None
        self.claims: dict[str, datetime] = {}
        self.topics: dict[str, datetime] = {}
        self.sources: dict[str, datetime] = {}
        self.muted: set[str] = set()
        shelves = {"claim": self.claims, "topic": self.topics, "source": self.sources}
        for target, since in Follow.objects.filter(person=person).values_list("target", "since"):
            kind, _, key = target.partition(":")
            if target == EVERYTHING:
                self.all_since = since
            elif target.startswith(MUTED):
                self.muted.add(key.partition(":")[2])
            elif kind in shelves:
                shelves[kind][key] = since
        self.tasks = {name_of(task) for task in Assignment.objects.open().filter(person=person)}
        self.speakers = branches(self.sources)
        self.source_flags = {
            f"flag:{flag}": Reason(self.sources[self.speakers[source]], "you follow this source")
            for flag, source in Flag.objects.filter(source__in=self.speakers).values_list("uuid", "source_id")
        }
        self.reasons: dict[int, list[Reason]] = {}

    def concerns(self) -> Q:
        """Events that may be for this person; ``why`` has the last word."""
        mine = Q(kind__in=PERSONAL, subject__in=self.tasks) | Q(kind="flag.raised", subject__in=self.source_flags)
        if self.all_since is not None:
            return mine | Q(kind__in=TOLD, claim__isnull=False)
        tasks = Assignment.objects.filter(person=self.person).values("claim")
        signed = Review.objects.filter(person=self.person).values("round__claim")
        claims = Q(opened_by=self.person) | Q(accepted_by=self.person) | Q(pk__in=tasks) | Q(pk__in=signed) | Q(uuid__in=self.claims)
        if self.topics:
            claims |= Q(topics__uuid__in=self.topics)
        if self.speakers:
            claims |= Q(pk__in=spoken_in(self.speakers).values("claim_id")) | Q(opened_from__in=said_by(self.speakers))
        followed = Claim.objects.filter(claims).values("pk")
        return mine | (Q(kind__in=TOLD) & (Q(claim__in=followed) | Q(claim__merged_into__in=followed)))

    def learn(self, claims: set[int]) -> None:
        """Work out the reasons for these claims, in a constant number of queries."""
        rows = Claim.objects.filter(Q(pk__in=claims) | Q(absorbed__in=claims)).distinct()
        uuids = dict(rows.values_list("pk", "uuid"))
        muted = {pk for pk, uuid in uuids.items() if str(uuid) in self.muted}
        found: list[tuple[int, Reason]] = [
            (pk, self.own[pk]) for pk in uuids if pk in self.own and (pk not in muted or self.own[pk].why == "you are assigned to it")
        ]
        found += [(pk, Reason(self.claims[str(uuid)], "you follow this claim")) for pk, uuid in uuids.items() if str(uuid) in self.claims]
        if self.topics:
            for pk, topic, name in rows.filter(topics__uuid__in=self.topics).values_list("pk", "topics__uuid", "topics__name"):
                found.append((pk, Reason(self.topics[str(topic)], f"you follow the topic {name}")))
        if self.speakers:
            spoken = [*spoken_in(self.speakers).filter(claim__in=uuids).values_list("claim_id", "statement_id")]
            spoken += [(pk, opening) for pk, opening in rows.values_list("pk", "opened_from_id") if opening is not None]
            said = self._said({statement for _, statement in spoken})
            found += [(pk, reason) for pk, statement in spoken for reason in said.get(statement, ())]
        if self.all_since is not None:
            found += [(pk, Reason(self.all_since, "you follow everything")) for pk in uuids if pk not in muted]
        for pk, reason in found:
            self.reasons.setdefault(pk, []).append(reason)

    def _said(self, statements: set[int]) -> dict[int, list[Reason]]:
        """For each statement, the followed sources that said or published it."""
        named: dict[int, list[Reason]] = {}
        links = ChainLink.objects.filter(statement__in=statements, source__in=self.speakers).values_list("statement_id", "source_id")
        published = Statement.objects.filter(pk__in=statements, reading__revision__report__publisher__in=self.speakers).values_list(
            "pk", "reading__revision__report__publisher_id"
        )
        names = {str(uuid): name for uuid, name in Source.objects.filter(uuid__in=self.sources).values_list("uuid", "name")}
        for statement, source in [*links, *published]:
            followed = self.speakers[source]
            named.setdefault(statement, []).append(Reason(self.sources[followed], f"you follow the source {names[followed]}"))
        return named

    def why(self, event: Event) -> str | None:
        """The first reason that was in force when it happened; None if there is none."""
        if event.kind in PERSONAL:
            return "you are assigned to it" if event.subject in self.tasks else None
        if event.subject in self.source_flags:
            reason = self.source_flags[event.subject]
            return reason.why if reason.since <= event.at else None
        if event.claim is None:
            return None
        for pk in (event.claim.pk, event.claim.merged_into_id):
            for reason in self.reasons.get(pk, ()) if pk else ():
                if reason.since <= event.at:
                    return reason.why
        return None


def branches(followed: Iterable[str]) -> dict[int, str]:
    """The sources meant by following these: themselves, what was merged into them, and who speaks for them. Row id → followed uuid."""
    meant = {pk: str(uuid) for pk, uuid in Source.objects.filter(uuid__in=list(followed)).values_list("pk", "uuid")}
    fresh: dict[int, Any] = dict(meant)
    while fresh:
        below = Source.objects.filter(Q(parent__in=fresh) | Q(merged_into__in=fresh)).values_list("pk", "parent_id", "merged_into_id")
        fresh = {pk: meant.get(merged) or meant.get(parent) for pk, parent, merged in below if pk not in meant}
        meant |= fresh
    return meant


def above(sources: Iterable[int]) -> set[Any]:
    """These sources, what they were merged into and whom they speak for, upwards; their public identifiers."""
    found: dict[int, Any] = {}
    fresh = set(sources)
    while fresh:
        rows = Source.objects.filter(pk__in=fresh).values_list("pk", "uuid", "parent_id", "merged_into_id")
        further = set()
        for pk, uuid, parent, merged in rows:
            found[pk] = uuid
            further |= {key for key in (parent, merged) if key}
        fresh = further - set(found)
    return set(found.values())


def said_by(sources: Iterable[int]) -> QuerySet[Statement, Any]:
    """Statements that one of these sources said, relayed or published."""
    ids = list(sources)
    published = Report.objects.filter(publisher__in=ids).values("pk")
    spoken = ChainLink.objects.filter(source__in=ids).values("statement_id")
    return Statement.objects.filter(Q(pk__in=spoken) | Q(reading__revision__report__in=published)).values("pk")


def spoken_in(sources: Iterable[int]) -> QuerySet[Evidence]:
    """Evidence on any claim by one of these sources."""
    return Evidence.objects.filter(statement__in=said_by(sources)).exclude(relation=Relation.NONE)
