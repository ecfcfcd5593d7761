"""Arranges what weighing reads: outlets that say something in their own words, relays that carry it, claims that people settled."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from tests import make
from tracker.models import ChainLink, Claim, Edge, Source, Statement
from tracker.terms import SourceKind, SpeakerKind
from verification.models import Charge, Round, Settlement
from verification.services import reviewing

TEXT = "The dam at Lorn was mined."


def outlet(name: str, **fields: Any) -> Source:
    """The outlet of that name, made once."""
    return Source.objects.filter(name=name).first() or make.source(name, SourceKind.OUTLET, **fields)


def own_words(name: str, text: str = TEXT, *, day: float = 0, level: int = 5, **fields: Any) -> Statement:
    """What an outlet says as its own."""
    by = outlet(name)
    report = make.received(f"{text} {name} {day}", publisher=name, published=make.NOW + timedelta(days=day))
    made = make.statement(text, of=report, level=level, origin=by, **fields)
    made.links.update(kind=SpeakerKind.PUBLISHER, cue="")
    return made


def told_by(speaker: Source, text: str = TEXT, *, through: str, day: float = 0, level: int = 5, **fields: Any) -> Statement:
    """What a speaker says in an outlet's report."""
    outlet(through)
    report = make.received(f"{text} {speaker} {day}", publisher=through, published=make.NOW + timedelta(days=day))
    made = make.statement(text, of=report, level=level, origin=speaker, **fields)
    ChainLink.objects.create(statement=made, position=1, name=through, source=outlet(through), kind=SpeakerKind.PUBLISHER, level=5)
    return made


def copied(from_: Statement, name: str, text: str = TEXT, *, day: float = 1, level: int = 5, **fields: Any) -> Statement:
    """The same words in another outlet's report, known to be taken from there; as that outlet's own, unless *crediting* says whose they are."""
    crediting = fields.pop("crediting", None)
    told = {"text": text, "day": day, "level": level, **fields}
    child = told_by(crediting, through=name, **told) if crediting else own_words(name, **told)
    Edge.objects.create(child=child, parent=from_, method="copy", confidence=0.9, made_at=make.NOW)
    return child


def claim_from(said: Statement) -> Claim:
    return make.tracked(said.display, opened_from=said, level=said.level)


def settle(claim: Claim, y: float, *, now: datetime = make.NOW) -> Claim:
    """Two signatures that agree."""
    verdict = {1.0: "confirmed", 0.5: "partly_confirmed", 0.0: "refuted"}[y]
    for person in (make.person("reviewer"), make.person("lead")):
        reviewing.sign(
            claim, by=person, verdict=verdict, confidence="high", reason="the engineers' log", basis="the engineers' log", now=now
        )
    return Claim.objects.get(pk=claim.pk)


def ledger(*sources: Source, lines: list[tuple[float, float]], now: datetime = make.NOW) -> list[Settlement]:
    """Settled claims on each of which all of *sources* staked (p, y), written straight into the ledger."""
    found = []
    for n, (p, y) in enumerate(lines):
        said = make.statement(f"Bridge {n} of Lorn fell.")
        claim = make.tracked(f"Bridge {n} of Lorn fell.", opened_from=said)
        ended = Round.objects.create(claim=claim, no=1, opened_at=now, closed_at=now, outcome="confirmed")
        settlement = Settlement.objects.create(round=ended, claim=claim, y=y, at=now)
        for source in sources:
            Charge.objects.create(
                settlement=settlement, source=source, p=p, match=y if p >= 0.5 else 1 - y, role="origin", said_at=now, statement=said
            )
        found.append(settlement)
    return found


def theta_of_88(*sources: Source) -> None:
    """A record of θ = .880 for each of *sources*: α = 2.6 + 8 × .9 + .4667 = 10.2667 of 11.6667."""
    ledger(*sources, lines=[(0.95, 1.0)] * 8 + [(0.5 + 0.7 / 3, 1.0)])
