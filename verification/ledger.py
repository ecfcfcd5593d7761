"""Who staked what on a claim, and what each relay did to the words it passed on, told from the words on the claim. Settles nothing, writes nothing."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from tracker.models import Claim, Statement
from verification.weighing.charging import RELAY_ROLES, Charge, Fidelity, Utterance, charges
from verification.weighing.independence import UNKNOWN
from verification.words import Word


@dataclass(frozen=True, slots=True)
class PassedOn:
    """That the body *carrier* published *relay*, which passes on *original*, and what it did to the words."""

    claim: Claim
    carrier: int
    fidelity: Fidelity
    original: Statement
    relay: Statement


def charged(words: Iterable[Word]) -> tuple[Charge, ...]:
    """Who would be charged with what if the claim were settled: bodies by key, each once; ``words`` of a charge is the statement's key."""
    return charges(utterance for word in words for utterance in utterances(word))


def utterances(word: Word) -> list[Utterance]:
    """The statement as an utterance of each of its origins.

    The publisher answers where it changed the words; else the origin, or whoever vouched for an origin that is unnamed or unknown.
    """
    carrier = word.carrier if word.fidelity in RELAY_ROLES else word.answers if word.unnamed else word.carrier
    return [
        Utterance(
            origin=None if word.unnamed or origin == UNKNOWN else origin,
            carrier=carrier,
            p=word.p,
            said_at=word.at,
            fidelity=word.fidelity,
            words=word.statement.pk,
        )
        for origin in sorted(word.origins, key=repr)
    ]


def passed_on(words: Iterable[Word]) -> list[PassedOn]:
    """What was passed on from one report to another, or from a text to its headline. Nobody relays its own words."""
    found = []
    for word in words:
        original = word.measured_by
        if original is None or word.fidelity is None or word.carrier is None or word.carrier in word.origins:
            continue
        if word.headline or original.reading.revision.report_id != word.statement.reading.revision.report_id:
            found.append(PassedOn(word.place.claim, word.carrier, word.fidelity, original, word.statement))
    return found
