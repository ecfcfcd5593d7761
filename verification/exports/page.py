"""A claim's case file as one page that stands by itself: to print, to keep, to mail. Pictures are in it, and no address of another host is loaded."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from django.template.loader import render_to_string

from tracker.models import Claim
from tracker.showing import shown_in_letter
from verification import figures
from verification.drawn import points_of, tree_picture
from verification.exports.cases import Case, Desk, Said, with_files
from verification.pictures.trajectory import trajectory
from verification.supports import support_of_claim


def case_page(claim: Claim, desk: Desk, *, blind: Mapping[int, int], now: datetime, as_of: datetime | None = None) -> str:
    """The page. Where the claim is among *blind*, support and other people's decisions are not in it, and it says so."""
    [(file, case)] = with_files([claim], blind=blind, as_of=as_of)
    sealed = claim.pk in blind
    points, lines = points_of(file), figures.lines_of(file)
    page = render_to_string(
        "verification/print/case.html",
        {
            "desk": desk,
            "case": case,
            "groups": by_origin(case),
            "trajectory": trajectory(points) if len(points) > 1 else None,
            "tree": tree_picture(file, as_of=as_of),
            "series": figures.pictures_of(lines) if len(lines) > 1 else [],
            "support": None if sealed else support_of_claim(claim, as_of=as_of),
            "sealed": sealed,
            "now": now,
        },
    )
    return shown_in_letter(page)


def by_origin(case: Case) -> list[tuple[str, list[Said]]]:
    """Statements that take a side grouped by origin, the first said first; what takes none last."""
    groups: dict[str, list[Said]] = {}
    for said in sorted(case.said, key=lambda one: one.side == "none"):
        groups.setdefault(said.origin, []).append(said)
    return list(groups.items())
