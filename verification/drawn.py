"""The pictures of one claim, from its case file as its reader may see it: for the desk, for print, for whoever is sent it. Drawing lives in ``pictures``."""

from __future__ import annotations

from datetime import datetime

from tracker.terms import Ruling
from verification.casefile import CaseFile
from verification.pictures.picture import Picture
from verification.pictures.trajectory import Point
from verification.pictures.tree import tree
from verification.provenance_tree import tree_of_claim


def points_of(file: CaseFile) -> list[Point]:
    """The marks of the trajectory: each statement at its own words, with a link to its place on the page."""
    return [
        Point(
            at=entry.statement.said_at,
            level=entry.level if entry.side == "for" else entry.statement.level,
            side=entry.side,
            copy=entry.is_copy,
            who=entry.origin_name,
            href=f"#e-{entry.statement.uuid}",
        )
        for entry in file.entries
        if entry.ruling is not Ruling.REJECT
    ]


def tree_picture(file: CaseFile, *, as_of: datetime | None = None) -> Picture | None:
    """The provenance tree of a claim; none for a single statement."""
    points, things = tree_of_claim(file.claim, as_of=as_of, file=file)
    return tree(points, things) if len(points) > 1 else None


__all__ = ["points_of", "tree_picture"]
