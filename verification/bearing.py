"""Which claims rest on some words: those that they are set against, or were opened from, and those that rest on words taken from them."""

from __future__ import annotations

from collections.abc import Iterable

from tracker.models import Claim, Edge, Statement
from verification.models import Evidence
from verification.past import heirs_of
from verification.sides import standing_for


def bearing_on(statements: Iterable[int]) -> set[int]:
    """The keys of the standing claims on which one of these statements, or one whose words were taken from them, stands."""
    said = set(statements)
    waiting = set(said)
    while waiting:  # down the edges, also from the older readings of a parent, and on to the heirs of what was taken
        older = set(Statement.objects.filter(heir__in=waiting).values_list("pk", flat=True))
        taken = set(Edge.objects.filter(parent__in=waiting | older, cut_at=None).values_list("child_id", flat=True))
        waiting = (older | taken | set(heirs_of(taken).values())) - said
        said |= waiting
    keys = set(Evidence.objects.standing().filter(statement__in=said).values_list("claim_id", flat=True))
    keys |= set(Claim.objects.filter(opened_from__in=said).values_list("pk", flat=True))
    return set(standing_for(keys).values())
