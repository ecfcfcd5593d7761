"""What a comparison hands over: the relation with its rule, reason, score and matched spans. That is the explanation a reviewer reads."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from tracker.language.spans import Span
from tracker.terms import Kinship, Relation


@dataclass(frozen=True, slots=True)
class Finding:
    """The answer of ``compare``. Deterministic; spans are offsets into ``Frame.text`` of each side.

    ``rule`` is the name of the function that decided ("presupposes", "later_and_larger", "denial_of_evidence", "no_position", "speakers_differ", …);
    ``sentence`` reads like a sentence for a person. ``score`` is a calibrated 0..1 probability that the relation is right.
    ``opens`` says that the statement also deserves a claim of its own beside this one (a rival cause, a narrower proposition).
    ``certainty_gap`` = statement level − claim level for the same proposition, else None. ``features`` holds contributions by name.
    ``distance`` says how the later text keeps away from what it tells ("hearsay", "possible", "question", "unverified", "unnamed"); empty where it
    stands by it, or where only frames were compared. It never decides the relation.
    """

    relation: Relation
    score: float
    rule: str
    sentence: str
    claim_spans: tuple[Span, ...] = ()
    later_spans: tuple[Span, ...] = ()
    opens: Kinship | None = None
    certainty_gap: int | None = None
    features: Mapping[str, float] = field(default_factory=dict)
    distance: tuple[str, ...] = ()
