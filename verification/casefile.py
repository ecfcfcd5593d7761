"""The read side of claims: what stands for and against each, counted in reports and independent origins, in a constant number of queries.

Everything that shows a claim (command, admin, API, digest, export) reads it here, so that the counts are the same everywhere.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Q

from tracker.models import UNNAMED_OUTLET, Claim, Figure, Statement
from tracker.terms import Part, Relation, Ruling
from verification import past
from verification.models import Evidence, Flag, Withdrawal
from verification.objects import SharedObject, examinations_of, shared_in
from verification.provenance import level_at_origin, source_names
from verification.sides import OWN_SIDE, Place, Sides, sides_of
from verification.weighing.independence import UNKNOWN

LISTED = (Relation.CORROBORATES, Relation.CONTRADICTS, Relation.UPDATES, Relation.REPEATS)


@dataclass(slots=True)
class Entry:
    """One statement in the case of a claim. ``evidence`` is None for the opening statement, ``ruling`` None until a person decided."""

    statement: Statement
    evidence: Evidence | None
    relation: Relation
    ruling: Ruling | None
    decided_by: Any
    origin_keys: frozenset[Hashable]
    origin_name: str
    is_copy: bool
    level: int
    opening: bool = False
    suggested: Relation | None = None
    withdrawn: Withdrawal | None = None
    resting: bool = True

    @property
    def side(self) -> str:
        """ "for", "against" or "none"; a rejected suggestion and what its own source took back stand on no side."""
        if self.ruling is Ruling.REJECT or self.struck:
            return "none"
        if self.opening or self.relation in OWN_SIDE:
            return "for"
        return "against" if self.relation is Relation.CONTRADICTS else "none"

    @property
    def struck(self) -> bool:
        """Whether its own source took it back, or all that it was taken from."""
        return self.withdrawn is not None or not self.resting

    @property
    def origin_key(self) -> str:
        return " + ".join(sorted(map(str, self.origin_keys)))

    @property
    def sentence(self) -> str:
        if self.evidence:
            return self.evidence.explanation.get("sentence", "")
        return "The words the claim was opened from." if self.opening else "The words a claim merged into this one was opened from."


@dataclass(slots=True)
class CaseFile:
    """A claim with everything that is set against it, as decided by people where they did."""

    claim: Claim
    entries: list[Entry] = field(default_factory=list)
    flags: list[Flag] = field(default_factory=list)
    shared: list[SharedObject] = field(default_factory=list)

    @property
    def own_side(self) -> list[Entry]:
        return [entry for entry in self.entries if entry.side == "for"]

    @property
    def level_first(self) -> int:
        return self.claim.level_first

    @property
    def level_last(self) -> int:
        """Of the newest own-side statement, at its origin's own words: an inflating relay does not change it."""
        bodies = [entry for entry in self.own_side if entry.statement.part == Part.BODY] or self.own_side
        newest = max(bodies, key=lambda entry: (entry.statement.said_at, entry.statement.order), default=None)
        return newest.level if newest else self.claim.level_first

    @property
    def reports(self) -> int:
        """Reports on the claim's own side: opening, corroborating, repeating, updating."""
        return len({entry.statement.reading.revision.report_id for entry in self.own_side})

    @property
    def origins(self) -> int:
        """Independent origins on the claim's own side."""
        return len(frozenset().union(*(entry.origin_keys for entry in self.own_side)))

    @property
    def objects(self) -> int:
        """Things that several origins on the claim's own side judged by."""
        return len(self.shared)

    @property
    def unknown_lineage(self) -> int:
        """Reports on the own side of which nobody knows where they have it from; together they count as one origin."""
        return len({entry.statement.reading.revision.report_id for entry in self.own_side if UNKNOWN in entry.origin_keys})

    @property
    def counted(self) -> str:
        """ "7 reports · 2 origins", with what origins share and what is unknown of them."""
        return " · ".join([_plural(self.reports, "report"), _plural(self.origins, "origin"), *self.beside])

    @property
    def beside(self) -> list[str]:
        """What stands beside the count of origins wherever it is shown: "4 origins on 1 object", "unknown lineage · 3"."""
        told = [one.phrase for one in self.shared]
        return told + ([f"{UNKNOWN} · {self.unknown_lineage}"] if self.unknown_lineage else [])

    def _with(self, relation: Relation) -> list[Entry]:
        return [
            entry
            for entry in self.entries
            if entry.relation is relation and not entry.opening and entry.ruling is not Ruling.REJECT and not entry.struck
        ]

    @property
    def corroborated_by(self) -> list[Entry]:
        return self._with(Relation.CORROBORATES)

    @property
    def contradicted_by(self) -> list[Entry]:
        return self._with(Relation.CONTRADICTS)

    @property
    def updated_by(self) -> list[Entry]:
        return self._with(Relation.UPDATES)

    @property
    def repeated_by(self) -> list[Entry]:
        return self._with(Relation.REPEATS)

    @property
    def newest_figure(self) -> Figure | None:
        """The newest figure on the own side that stands in the unit of the claim's own figure."""
        units = {figure.unit for entry in self.entries if entry.opening for figure in entry.statement.figures.all()}
        dated = [
            (entry.statement.said_at, entry.statement.seq, figure)
            for entry in self.own_side
            for figure in entry.statement.figures.all()
            if figure.unit in units
        ]
        return max(dated, key=lambda row: row[:2], default=(None, None, None))[2]

    def by_origin(self) -> list[tuple[str, list[Entry]]]:
        """Entries that take a side, grouped by origin, the first said origin first; open marks last."""
        groups: dict[str, list[Entry]] = {}
        for entry in sorted(self.entries, key=lambda entry: (entry.side == "none", entry.statement.said_at, entry.statement.seq)):
            groups.setdefault(entry.origin_name, []).append(entry)
        return list(groups.items())


def _plural(count: int, word: str) -> str:
    return f"{count} {word}{'' if count == 1 else 's'}"


def case_files(claims: Iterable[Claim], *, as_of: datetime | None = None, blind: Mapping[int, int] | None = None) -> list[CaseFile]:
    """The case files of *claims*, in order, with those of the claims that were merged into them.

    *as_of* keeps what was received or decided up to that time, computed with today's engine; the claims are then copies as they stood.
    *blind*: as in ``sides_of``; ``services.reviewing.files_for`` knows whose eyes must not see what.
    """
    claims = past.claims_at(claims, as_of)
    sides = sides_of(claims, as_of=as_of, blind=blind)
    origins = sides.origins(as_of=as_of)
    names = source_names(frozenset().union(*(keys for reached in origins.values() for keys in reached.values())))
    flags = _flags(sides, as_of)
    everyone = {place.statement.pk for places in sides.places.values() for place in places}
    examinations = examinations_of(everyone, as_of=as_of)
    files = []
    for claim in claims:
        reached, parents = origins[claim.pk], sides.lineages[claim.pk].parents()
        file = CaseFile(claim, [_entry(place, reached, parents, names) for place in sides.places[claim.pk]], flags[claim.pk])
        own = [entry.statement for entry in file.own_side]
        file.shared = shared_in(own, reached, examinations)
        for entry in file.entries:
            entry.level = level_at_origin(entry.statement, own, reached, parents)
        file.entries.sort(key=lambda entry: (entry.statement.said_at, entry.statement.order))
        files.append(file)
    return files


def _flags(sides: Sides, as_of: datetime | None) -> dict[int, list[Flag]]:
    """The open flags of each claim and of what was merged into it, one for each kind and cause."""
    members = [member.pk for group in sides.groups.values() for member in group.members]
    flags = Flag.objects.filter(claim__in=members).select_related("statement").order_by("raised_at", "pk")
    if as_of is None:
        flags = flags.open()
    else:
        flags = flags.filter(raised_at__lte=as_of).filter(Q(closed_at=None) | Q(closed_at__gt=as_of))
    by_claim: dict[int, list[Flag]] = {}
    for flag in flags:
        by_claim.setdefault(flag.claim_id, []).append(flag)
    found = {}
    for key, group in sides.groups.items():
        found[key] = once(flag for member in group.members for flag in by_claim.get(member.pk, ()))
    return found


def once(flags: Iterable[Any]) -> list[Any]:
    """One of several open flags for one kind and cause, which a claim and what was merged into it may both have."""
    return list({(flag.kind, flag.cause): flag for flag in reversed(list(flags))}.values())[::-1]


def _entry(place: Place, reached: dict, parents: dict, names: dict) -> Entry:
    statement = place.statement
    keys = reached[statement.pk]
    return Entry(
        statement=statement,
        evidence=place.evidence,
        relation=place.relation,
        ruling=place.ruling,
        decided_by=place.decision.by if place.decision else None,
        origin_keys=keys,
        origin_name=" + ".join(sorted(names[key] for key in keys)),
        is_copy=statement.pk in parents or place.relation is Relation.REPEATS,
        level=statement.level,
        opening=place.opening,
        suggested=place.suggested,
        withdrawn=place.withdrawn,
        resting=place.resting,
    )


def as_json(file: CaseFile) -> dict[str, Any]:
    """A claim as ``manage.py claims --format json`` and the API list it."""
    named = (file.corroborated_by, file.contradicted_by, file.updated_by, file.repeated_by)
    related = file.claim.related_to
    return as_listed(
        file.claim,
        related_to=related.uuid if related else None,
        level_last=file.level_last,
        counts=(file.reports, file.origins, file.objects, file.unknown_lineage),
        placed={relation: [_line(entry) for entry in entries] for relation, entries in zip(LISTED, named, strict=True)},
        flags=[(flag.kind, flag.statement.uuid if flag.statement else None) for flag in file.flags],
    )


def as_listed(
    claim: Any,
    *,
    related_to: UUID | None,
    level_last: int,
    counts: tuple[int, int, int, int],
    placed: Mapping[Relation, list[dict[str, Any]]],
    flags: Iterable[tuple[str, UUID | None]],
) -> dict[str, Any]:
    """The same of what is known of a case. *claim* is one or a row of its columns; *counts* are reports, origins, objects and unknown lineage;
    *placed* is by ``LISTED`` relation.
    """
    reports, origins, objects, unknown_lineage = counts
    return {
        "id": str(claim.uuid),
        "number": claim.number,
        "text": claim.text,
        "polarity": claim.polarity,
        "status": claim.status,
        "level_first": claim.level_first,
        "level_last": level_last,
        "reports": reports,
        "origins": origins,
        "objects": objects,
        "unknown_lineage": unknown_lineage,
        "related_to": str(related_to) if related_to else None,
        "kinship": claim.kinship or None,
        "corroborated_by": placed[Relation.CORROBORATES],
        "contradicted_by": placed[Relation.CONTRADICTS],
        "updated_by": placed[Relation.UPDATES],
        "repeated_by": placed[Relation.REPEATS],
        "flags": [{"kind": kind, "statement": str(statement) if statement else None} for kind, statement in flags],
    }


def as_line(*, report: UUID, statement: UUID, publisher: str | None, published: datetime | None, quote: str, level: int) -> dict[str, Any]:
    """A statement in such a list: where it stands, when that was published, its words and how firm they are."""
    return {
        "report": str(report),
        "statement": str(statement),
        "publisher": publisher or UNNAMED_OUTLET,
        "published": published.isoformat() if published else None,
        "quote": quote,
        "level": level,
    }


def _line(entry: Entry) -> dict[str, Any]:
    statement, revision = entry.statement, entry.statement.reading.revision
    return as_line(
        report=revision.report.uuid,
        statement=statement.uuid,
        publisher=revision.report.publisher_name,
        published=revision.published_at,
        quote=statement.quote,
        level=statement.level,
    )


__all__ = ["LISTED", "CaseFile", "Entry", "as_json", "as_line", "as_listed", "case_files", "once"]
