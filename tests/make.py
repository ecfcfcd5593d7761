"""Rows for tests: plain functions with sane defaults. ``make.person(role="lead")``, ``make.report("The dam broke, officials said.")``."""

from __future__ import annotations

import itertools
from datetime import UTC, datetime
from typing import Any

from django.contrib.auth.models import Group

from tracker import work
from tracker.intake.record import receive
from tracker.models import Claim, Person, Report, Source, Statement
from tracker.terms import LEVEL_RANGES, Level, Role, SourceKind, Via

NOW = datetime(2026, 3, 4, 12, tzinfo=UTC)
_count = itertools.count(1)


def person(role: Role | str | None = Role.ANALYST, *, username: str = "", **fields: Any) -> Person:
    """Somebody with an account, in one role (None: in none)."""
    n = next(_count)
    made = Person.objects.create_user(
        username or f"{role or 'nobody'}{n}", email=f"p{n}@desk.example", password="correct horse", is_staff=True, **fields
    )
    if role:
        # A test with real transactions empties the tables, the groups of the migration too.
        made.groups.add(Group.objects.get_or_create(name=str(role))[0])
    return made


def source(name: str = "", kind: SourceKind = SourceKind.OUTLET, **fields: Any) -> Source:
    """A source with its own name as its only alias."""
    from tracker.models.naming import add_alias

    made = Source.objects.create(name=name or f"Outlet {next(_count)}", kind=kind, **fields)
    add_alias(made, made.name)
    return made


def received(
    text: str,
    *,
    publisher: str | None = "Harbour Post",
    published: datetime | None = NOW,
    now: datetime = NOW,
    by: Person | None = None,
    **fields: Any,
) -> Report:
    """A report that has come in and waits to be read."""
    return receive(
        text=text, publisher=publisher, published_at=published, now=now, entered_by=by, via=fields.pop("via", Via.PASTE), **fields
    ).report


def report(text: str, *, now: datetime = NOW, **fields: Any) -> Report:
    """A report that has come in and has been read and compared."""
    made = received(text, now=now, **fields)
    work.run_until_idle(now=now)
    return made


def statements(of: Report) -> list[Statement]:
    """The statements of a report's current reading, in order."""
    return list(Statement.objects.filter(reading__revision__report=of, reading__current=True).order_by("seq"))


def claim(text: str = "The dam at Lorn was mined.", *, publisher: str = "Lorn Wire", **fields: Any) -> Claim:
    """A claim proposed by the machine from a report that says just this."""
    made = report(f"{text}\n", publisher=publisher, **fields)
    return Claim.objects.get(opened_from__reading__revision__report=made)


def statement(
    text: str = "The dam at Lorn was mined.", *, of: Report | None = None, level: int = 5, origin: Source | None = None, **fields: Any
) -> Statement:
    """A statement written by hand on a current reading, so that what is tested does not hang on the reader."""
    from django.db import transaction

    from tracker import sequence
    from tracker.models import ChainLink, Reading

    revision = (of or received(text, publisher=f"Outlet {next(_count)}")).latest
    reading, _ = Reading.objects.get_or_create(revision=revision, current=True, defaults={"engine": "hand", "lexicon": "0", "made_at": NOW})
    low, high = LEVEL_RANGES[Level(level)]
    given = {
        "part": "body",
        "start": 0,
        "end": len(text),
        "quote": text,
        "display": text,
        "low": low,
        "high": high,
        "polarity": "affirmed",
        "check_worthy": True,
    }
    with transaction.atomic():
        made = Statement.objects.create(reading=reading, seq=sequence.draw("record"), level=level, **{**given, **fields})
    if origin:
        ChainLink.objects.create(statement=made, position=0, name=origin.name, source=origin, kind="named_body", cue="said", level=level)
    return made


def tracked(
    text: str = "The dam at Lorn was mined.", *, by: Person | None = None, level: int = 5, now: datetime = NOW, **fields: Any
) -> Claim:
    """A claim opened from a statement written by hand, or typed by *by*; nothing is read or compared."""
    from verification.services.claims import open_claim

    said = fields.pop("opened_from", None) or (None if by else statement(text, level=level))
    return open_claim(text=text, level=level, now=now, opened_from=said, opened_by=by, **{"polarity": "affirmed", **fields})


def set_against(against: Claim, relation: str = "corroborates", *, said: Statement | None = None, **fields: Any) -> Any:
    """A row of evidence by hand, without the events and flags that ``evidence`` brings."""
    from verification.models import Evidence

    given = {"comparer": "hand", "score": 0.8, "rule": "same_words", "explanation": {"sentence": "Both say the same."}, "made_at": NOW}
    return Evidence.objects.create(claim=against, statement=said or statement(against.text), relation=relation, **{**given, **fields})


def flag(on: Claim, kind: str = "contradicted", *, said: Statement | None = None, **fields: Any) -> Any:
    """An open flag on a claim."""
    from verification.models import Flag
    from verification.services import flagging

    made = Flag.objects.create(claim=on, kind=kind, cause=f"hand:{next(_count)}", statement=said, **{"raised_at": NOW, **fields})
    flagging.keep_gravest(on.pk)
    return made


def edge(child: Statement | None = None, parent: Statement | None = None, *, decided: bool = False, **fields: Any) -> Any:
    """One statement taken from another; *decided*: confirmed by somebody."""
    from tracker.models import Edge, EdgeDecision

    ends = {"child": child or statement(), "parent": parent or statement()}
    made = Edge.objects.create(**ends, **{"method": "copy", "confidence": 0.8, "made_at": NOW, **fields})
    if decided:
        made.decided_by = person(Role.REVIEWER)
        made.save(update_fields=["decided_by"])
        EdgeDecision.objects.create(edge=made, ruling="confirm", by=made.decided_by, at=NOW, reason="the same byline")
    return made


def token(of: Person, *scopes: str, days: int = 30) -> str:
    """A token of theirs as its text; with every scope unless some are named."""
    from django.utils import timezone

    from tracker.services import tokens

    return tokens.issue(person=of, scopes=scopes or ("read", "ingest", "review"), days=days, now=timezone.now())[1]


def client(of: Person | None = None, *scopes: str) -> Any:
    """A program that calls the API with a token of theirs; without one for None."""
    from rest_framework.test import APIClient

    made = APIClient()
    if of is not None:
        made.credentials(HTTP_AUTHORIZATION=f"Token {token(of, *scopes)}")
    return made


def claim_by_hand(
    text: str = "The dam at Lorn may have been mined.",
    *,
    level: int = 2,
    origin: str = "Lorn Ministry",
    by: Person | None = None,
    now: datetime = NOW,
    **fields: Any,
) -> Claim:
    """A claim opened from a statement written by hand; by the machine unless *by* is given."""
    from verification.services.claims import open_claim

    opening = fields.pop("opened_from", None) or statement(text, level=level, origin=body(origin))
    return open_claim(text=text, polarity="affirmed", level=level, now=now, opened_from=opening, opened_by=by, **fields)


def body(name: str) -> Source:
    """The body of that name, made once."""
    return Source.objects.filter(name=name).first() or source(name, SourceKind.BODY)


def evidence(
    on: Claim,
    relation: str = "corroborates",
    *,
    text: str = "The dam at Lorn was mined.",
    origin: str = "Engineers Union",
    now: datetime = NOW,
    level: int = 5,
    **fields: Any,
) -> Any:
    """Evidence on a claim with its events and flags, as if the comparer had found this relation."""
    from tracker.terms import Relation
    from verification.comparing.finding import Finding
    from verification.services.comparing import Match, write

    said = statement(text, level=level, origin=body(origin), **fields)
    return write([Match(on, said, Finding(Relation(relation), 0.9, "by_hand", f"It {relation} the claim."))], now=now)[0]
