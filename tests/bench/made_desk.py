"""A desk in full swing, made by rule: claims in every status with evidence, copies, flags, tasks, signatures, topics and history. For measuring size."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import islice
from random import Random
from typing import Any

from tests.bench.made_claims import AT_ONCE, BEGINS, DAYS, SEED, World, outlets, write_claims, write_reports

NOW = BEGINS + timedelta(days=DAYS + 1)
EACH = 2  # further statements for each claim; half of them stand on one
REVIEWERS = 12
TOPICS = 60
STATUSES = {  # of a hundred claims
    "proposed": 60,
    "accepted": 22,
    "in_review": 2,
    "awaiting_second_signature": 1,
    "confirmed": 6,
    "partly_confirmed": 2,
    "refuted": 2,
    "unresolved": 2,
    "dismissed": 3,
}
RELATIONS = {"corroborates": 55, "repeats": 20, "contradicts": 15, "updates": 10}
FLAGGED = {"contradicts": "contradicted", "updates": "updated", "corroborates": "corroborated", "repeats": "certainty_inflated"}


@dataclass(slots=True)
class MadeDesk:
    """Who works at the desk and which of its claims a measurement asks for: one with the most evidence, and some of the usual size."""

    analyst: Any
    reviewer: Any
    lead: Any
    heaviest: int
    usual: list[int] = field(default_factory=list)


def write_desk(claims: int, *, say: Callable[[str], None]) -> MadeDesk:
    """Write *claims* claims, three statements for each, and everything that a desk of people adds to them."""
    write_claims(claims, fresh=0, say=say)
    chance = Random(SEED + 1)
    people = _people()
    keys, statements, times = _claims()
    status = _judged(keys, times, chance, people)
    _topics(keys, chance)
    _tasks(keys, status, chance, people)
    spoken = _spoken(keys, statements, chance, say)
    _history(keys, times, spoken)
    _finish()
    _count()
    many = sorted(spoken, key=lambda key: len(spoken[key]), reverse=True)
    return MadeDesk(people["ana"], people["ray0"], people["lena"], many[0], many[len(many) // 3 : len(many) // 3 + 40])


def _people() -> dict[str, Any]:
    from django.contrib.auth.models import Group

    from tracker.models import Person

    made = {}
    for name, role in [("ana", "analyst"), ("lena", "lead"), *((f"ray{n}", "reviewer") for n in range(REVIEWERS))]:
        made[name] = Person.objects.create_user(name, email=f"{name}@desk.example")
        made[name].groups.add(Group.objects.get(name=role))
    return made


def _claims() -> tuple[list[int], dict[int, int], dict[int, datetime]]:
    """The claims' keys in order, the statement that each was opened from, and when."""
    from tracker.models import Claim

    rows = list(Claim.objects.order_by("number").values_list("pk", "opened_from_id", "opened_at"))
    return [pk for pk, _, _ in rows], {pk: statement for pk, statement, _ in rows}, {pk: at for pk, _, at in rows}


def _judged(keys: list[int], times: dict[int, datetime], chance: Random, people: dict[str, Any]) -> dict[int, str]:
    """A status for each claim, written with who accepted it; one in a hundred is merged into an earlier one."""
    from tracker.models import Claim

    words = chance.choices(list(STATUSES), weights=list(STATUSES.values()), k=len(keys))
    status = dict(zip(keys, words, strict=True))
    by_word: dict[str, list[int]] = {}
    for key, word in status.items():
        by_word.setdefault(word, []).append(key)
    for word, some in by_word.items():
        column = "unverified" if word in ("proposed", "accepted") else word
        known = {} if word in ("proposed", "dismissed") else {"accepted_by": people["ana"], "accepted_at": NOW}
        for part in _parts(some, 5000):
            Claim.objects.filter(pk__in=part).update(status=column, **known)
    merged = [
        Claim(pk=key, merged_into_id=keys[chance.randrange(at)]) for at, key in enumerate(keys) if at > 100 and chance.random() < 0.01
    ]
    gone = {one.pk for one in merged}
    Claim.objects.bulk_update([one for one in merged if one.merged_into_id not in gone], ["merged_into"], batch_size=500)
    return status


def _topics(keys: list[int], chance: Random) -> None:
    from tracker.models import Claim, Topic

    topics = Topic.objects.bulk_create(Topic(name=f"Storyline {n}", slug=f"storyline-{n}") for n in range(TOPICS))
    through = Claim.topics.through
    under = [through(claim_id=key, topic=chance.choice(topics)) for key in keys if chance.random() < 0.5]
    through.objects.bulk_create(under, batch_size=5000)


def _tasks(keys: list[int], status: dict[int, str], chance: Random, people: dict[str, Any]) -> None:
    """Open rounds with their tasks, first signatures where they are due, closed rounds with two."""
    from verification.models import Assignment, Review, Round

    reviewers = [person for name, person in people.items() if name.startswith("ray")]
    settled = ("confirmed", "partly_confirmed", "refuted", "unresolved")
    reviewed = [key for key in keys if status[key] in ("in_review", "awaiting_second_signature", *settled)]
    rounds = {
        key: Round(
            claim_id=key,
            no=1,
            opened_at=NOW - timedelta(days=30),
            **({"closed_at": NOW - timedelta(days=2), "outcome": status[key]} if status[key] in settled else {}),
        )
        for key in reviewed
    }
    Round.objects.bulk_create(rounds.values(), batch_size=2000)
    tasks, reviews = [], []
    for key in reviewed:
        first, second = chance.sample(reviewers, 2)
        signers = [first, second] if status[key] in settled else [first] if status[key] == "awaiting_second_signature" else []
        verdict = status[key] if status[key] in settled else "confirmed"
        reviews += [
            Review(round=rounds[key], person=person, verdict=verdict, confidence="moderate", reason="Two crews say so.", at=NOW)
            for person in signers
        ]
        if status[key] not in settled and chance.random() < 0.8:
            due = NOW + timedelta(days=chance.randrange(-4, 6))
            tasks.append(Assignment(claim_id=key, person=second, by=people["lena"], at=NOW - timedelta(days=5), due=due))
    Review.objects.bulk_create(reviews, batch_size=2000)
    Assignment.objects.bulk_create(tasks, batch_size=2000)


def _spoken(keys: list[int], openings: dict[int, int], chance: Random, say: Callable[[str], None]) -> dict[int, list[tuple[int, str]]]:
    """Further reports, half of whose statements are evidence, a few claims having most of it; by claim its statements and relations."""
    from django.db.models import Max

    from tracker.models import Claim, Statement

    world = World(len(keys))
    world.chance = Random(SEED + 2)
    told, carriers = world.reports(), outlets(SEED + 3)
    number = 1 + max(Claim.objects.aggregate(n=Max("seq"))["n"], Statement.objects.aggregate(n=Max("seq"))["n"])
    spoken: dict[int, list[tuple[int, str]]] = {}
    written = 0
    while written < EACH * len(keys):
        said = write_reports(list(islice(told, AT_ONCE)), carriers, number)
        number += len(said)
        written += len(said)
        against = [(keys[int(len(keys) * chance.random() ** 2)], one.pk) for one in said[::2]]
        words = chance.choices(list(RELATIONS), weights=list(RELATIONS.values()), k=len(against))
        rows = [(claim, one, word) for (claim, one), word in zip(dict(reversed(against)).items(), words, strict=False)]
        _write_evidence(rows, openings, chance)
        for claim, one, word in rows:
            spoken.setdefault(claim, []).append((one, word))
        say(f"{written} statements")
    return spoken


def _write_evidence(rows: list[tuple[int, int, str]], openings: dict[int, int], chance: Random) -> None:
    from django.db import transaction

    from tracker.models import Edge
    from verification.models import Evidence, Flag

    with transaction.atomic():
        Evidence.objects.bulk_create(
            Evidence(
                claim_id=claim,
                statement_id=said,
                comparer="made",
                relation=relation,
                same_origin=relation == "repeats",
                score=0.8,
                rule="same_words",
                explanation={
                    "sentence": "Both say the same.",
                    "claim_spans": [[0, 12]],
                    "later_spans": [[0, 12]],
                    "features": {"words": 0.8},
                },
                made_at=NOW,
            )
            for claim, said, relation in rows
        )
        Edge.objects.bulk_create(
            Edge(child_id=said, parent_id=openings[claim], method="copy", confidence=0.9, made_at=NOW)
            for claim, said, relation in rows
            if relation == "repeats" and said != openings[claim]
        )
        Flag.objects.bulk_create(
            Flag(
                claim_id=claim,
                kind=FLAGGED[relation],
                cause=f"statement:{said}",
                statement_id=said,
                detail={"sentence": "It says otherwise.", "original_level": 2, "relay_level": 5},
                raised_at=NOW - timedelta(minutes=chance.randrange(500_000)),
                closed_at=NOW if chance.random() < 0.5 else None,
            )
            for claim, said, relation in rows
        )


def _history(keys: list[int], times: dict[int, datetime], spoken: dict[int, list[tuple[int, str]]]) -> None:
    from tracker.models import Event, WorkItem

    def lines() -> Iterator[Event]:
        for key in keys:
            yield Event(at=times[key], kind="claim.opened", subject=f"claim:{key}", claim_id=key, after={"text": "It was said."})
            for said, relation in spoken.get(key, ()):
                after = {"relation": relation, "publisher": "Lorn Courier", "quote": "It was said so."}
                yield Event(at=NOW, kind="evidence.suggested", subject=f"evidence:{said}", claim_id=key, after=after)

    for part in _parts(list(lines()), 5000):
        Event.objects.bulk_create(part)
    done = {"input_version": "1", "created_at": NOW, "due_at": NOW, "state": "done", "done_at": NOW}
    for part in _parts(keys, 5000):
        WorkItem.objects.bulk_create(WorkItem(kind="compare_back", subject=f"claim:{key}", **done) for key in part)
    waiting = {**done, "state": "todo", "done_at": None}
    WorkItem.objects.bulk_create(WorkItem(kind="compare", subject=f"later:{key}", **waiting) for key in keys[:500])


def _finish() -> None:
    """What services keep beside flags, and the database's own statistics."""
    from django.db import connection
    from django.db.models import Max, Min, OuterRef, Subquery

    from tracker.models import Claim
    from verification.models import Flag
    from verification.services.flagging import GRAVITY

    flags = Flag.objects.open().filter(claim=OuterRef("pk")).order_by().values("claim")
    Claim.objects.filter(flags__closed_at=None, flags__isnull=False).update(
        gravest=Subquery(flags.annotate(top=Max(GRAVITY)).values("top")[:1]),
        flagged_at=Subquery(flags.annotate(first=Min("raised_at")).values("first")[:1]),
    )
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE" if connection.vendor == "postgresql" else "ANALYZE")


def _count() -> None:
    """The tallies that the clock would have counted."""
    from tracker.models import Claim
    from verification.services import tallying

    tallying.changed(Claim.objects.values_list("pk", flat=True))
    while tallying.count_changed():
        pass


def _parts(rows: list, size: int) -> Iterator[list]:
    for start in range(0, len(rows), size):
        yield rows[start : start + size]
