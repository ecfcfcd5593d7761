"""One claim that is two propositions: a new claim is opened and takes chosen evidence along, by decisions that can be undone."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction

from tracker import events, work
from tracker.errors import Refused
from tracker.models import Claim, Person, Statement
from tracker.reasons import given
from tracker.roles import Act, require
from tracker.terms import Kinship, Polarity, Relation, Ruling
from verification import retrieval
from verification.services import deciding, origins
from verification.services.claims import locked, open_claim, save, worded
from verification.services.merging import make_open
from verification.sides import Place, sides_of


@transaction.atomic
def split(
    claim: Claim,
    *,
    statements: Iterable[Statement],
    text: str,
    by: Person,
    reason: str,
    now: datetime,
    polarity: Polarity | str | None = None,
    kinship: Kinship | str = "",
    version: int | None = None,
) -> Claim:
    """Open a claim in these words and take *statements* along as they stand on this one; they are rejected here. The new claim.

    The earliest of them on the new claim's side is what it is opened from. The opening statement stays: it is what the claim is. A settled claim
    is reopened first. Merging the new claim back undoes it.
    """
    require(by, Act.CLAIM_SPLIT)
    reason, text = given(reason), worded(text)
    claim = make_open(locked(claim, version=version), by=by, now=now, reason=reason)
    places = {place.statement.pk: place for place in sides_of([claim]).places[claim.pk]}
    chosen = [_movable(claim, places, statement) for statement in statements]
    if not chosen:
        raise Refused("nothing_chosen", "choose the evidence that the new claim takes along.", field="statements")
    side = Polarity(polarity or claim.polarity)
    turned = side is not Polarity(claim.polarity)
    wanted = "against" if turned else "for"
    own = sorted((place for place in chosen if place.side == wanted), key=lambda place: (place.statement.said_at, place.statement.order))
    opener = own[0].statement if own else None
    fresh = open_claim(
        text=text,
        polarity=side,
        level=opener.level if opener else claim.level_first,
        now=now,
        opened_from=opener,
        opened_by=by,
        related_to=claim if kinship else None,
        kinship=kinship,
        topics=list(claim.topics.all()),
    )
    retrieval.index_claim(fresh)
    for place in chosen:
        because = f"split to #{fresh.number}: {reason}"
        deciding.decide(
            place.evidence.claim, place.statement, ruling=Ruling.REJECT, by=by, now=now, reason=because, suggested=place.evidence
        )
        if opener is None or place.statement.pk != opener.pk:
            relation = _turned(place) if turned else place.relation
            deciding.set_by_hand(fresh, place.statement, relation=relation, by=by, now=now, reason=f"split from #{claim.number}: {reason}")
    origins.carry_over(claim, fresh, [place.statement for place in chosen], now=now)
    save(claim)
    took = {"claim": str(fresh.uuid), "number": fresh.number, "statements": [str(place.statement.uuid) for place in chosen]}
    events.record("claim.split", claim, now=now, actor=by, claim=claim, after=took, reason=reason)
    came = {"claim": str(claim.uuid), "number": claim.number}
    events.record("claim.split_off", fresh, now=now, actor=by, claim=fresh, before=came, after={"text": text}, reason=reason)
    work.enqueue("compare_back", fresh.uuid, now=now)
    return fresh


def _movable(claim: Claim, places: dict[int, Place], statement: Statement) -> Place:
    place = places.get(statement.pk)
    if place is None:
        raise Refused("no_evidence", f"“{str(statement)[:80]}” is not set against claim #{claim.number}.", field="statements")
    if place.opening or place.evidence is None:
        raise Refused(
            "opening", f"“{str(statement)[:80]}” is what the claim was opened from; it stays. Split off the others.", field="statements"
        )
    return place


def _turned(place: Place) -> Relation:
    return {"for": Relation.CONTRADICTS, "against": Relation.CORROBORATES}.get(place.side, Relation(place.relation))
