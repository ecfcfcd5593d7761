"""The read side of evidence objects: which statements rest on one thing, and the blocs that origins fall into by it. Writes nothing.

``blocs_of(statements, reached)`` → {origin: keys of its objects}; origins that share a key examined one thing and weigh as one bloc.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from tracker.models import Statement
from tracker.terms import EdgeRuling
from verification.models import EvidenceObject, Examination, ExaminationDecision
from verification.weighing.independence import UNKNOWN

Bloc = tuple[str, int]  # ("object", its key)


@dataclass(frozen=True, slots=True)
class SharedObject:
    """One thing that several origins judged by."""

    object: EvidenceObject
    statements: tuple[int, ...]
    origins: frozenset[Hashable]

    @property
    def phrase(self) -> str:
        """ "4 origins on 1 object"."""
        return f"{len(self.origins)} origins on 1 object"


def examinations_of(statements: Iterable[int], *, as_of: datetime | None = None) -> list[Examination]:
    """The examinations in force of these statements, in one query; with *as_of* as people had decided by then."""
    rows = Examination.objects.filter(statement__in=set(statements)).select_related("object").order_by("pk")
    if as_of is None:
        return list(rows.standing())
    return [row for row in rows if row.pk in _standing_then(rows, as_of)]


def _standing_then(rows: Iterable[Examination], moment: datetime) -> set[int]:
    known = {row.pk: row for row in rows}
    decided: dict[int, list[ExaminationDecision]] = defaultdict(list)
    for one in ExaminationDecision.objects.filter(examination__in=known).order_by("at", "pk"):
        decided[one.examination_id].append(one)
    found = set()
    for key, row in known.items():
        held = [one for one in decided[key] if one.at <= moment and (one.withdrawn_at is None or one.withdrawn_at > moment)]
        if held:
            stood = held[-1].ruling != EdgeRuling.CUT
        elif decided[key]:
            stood = decided[key][0].ruling != EdgeRuling.ADD
        else:
            stood = row.cut_at is None or row.cut_at > moment
        if stood:
            found.add(key)
    return found


def blocs_of(
    statements: Iterable[Statement],
    reached: Mapping[int, frozenset[Hashable]],
    *,
    as_of: datetime | None = None,
    examinations: Iterable[Examination] | None = None,
) -> dict[Hashable, frozenset[Bloc]]:
    """For each origin that judged by things the keys of those things. *reached*: the origins of each statement within one claim.

    A copy or relay brings its origin nothing: only who speaks for himself has looked. *examinations* where they were asked for already.
    """
    keys = {one.pk for one in statements}
    found: dict[Hashable, set[Bloc]] = defaultdict(set)
    for row in examinations_of(keys, as_of=as_of) if examinations is None else examinations:
        if row.statement_id in keys:
            for origin in reached[row.statement_id] - {UNKNOWN}:
                found[origin].add(("object", row.object_id))
    return {origin: frozenset(blocs) for origin, blocs in found.items()}


def shared_in(
    statements: Iterable[Statement], reached: Mapping[int, frozenset[Hashable]], examinations: Iterable[Examination]
) -> list[SharedObject]:
    """The things that at least two origins among these statements judged by, those with most origins first."""
    keys = {one.pk for one in statements}
    said: dict[int, list[Examination]] = defaultdict(list)
    for row in examinations:
        if row.statement_id in keys:
            said[row.object_id].append(row)
    found = []
    for rows in said.values():
        origins = frozenset().union(*(reached[row.statement_id] for row in rows)) - {UNKNOWN}
        if len(origins) > 1:
            found.append(SharedObject(rows[0].object, tuple(sorted({row.statement_id for row in rows})), origins))
    return sorted(found, key=lambda one: (-len(one.origins), one.object.pk))


__all__ = ["SharedObject", "blocs_of", "examinations_of", "shared_in"]
