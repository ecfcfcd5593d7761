"""The model's weighing of one claim as its page lays it open: blocs and their origins, what each adds, what is silent, the waterfall. Decides nothing."""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from tracker.models import Claim
from verification.pictures.picture import Picture
from verification.pictures.waterfall import Step, waterfall
from verification.supports import ClaimSupport, OriginCase, support_of_claim
from verification.weighing.constants import MATERIAL, PRIOR_CLAIM
from verification.weighing.support import BlocWeight

REPORTS = 20
NUMBERS = {
    1: "confirmed by other sources",
    2: "probably true",
    3: "possibly true",
    4: "doubtful",
    5: "improbable",
    6: "cannot be judged",
}


@dataclass(frozen=True, slots=True)
class OriginRow:
    """One origin: its net weight, above 0 for the claim, and whether it is heavy enough to count as material."""

    case: OriginCase
    weight: float
    material: bool


@dataclass(frozen=True, slots=True)
class BlocRow:
    """Origins under one hand or on one object, with what they come to together; an origin that stands alone is a bloc of its own."""

    name: str
    net: float
    origins: tuple[OriginRow, ...]
    sum: str

    @property
    def shared(self) -> bool:
        return len(self.origins) > 1


def support_panel(claim: Claim, *, as_of: datetime | None = None) -> dict[str, Any]:
    """What the panel shows to whoever may see it."""
    found = support_of_claim(claim, as_of=as_of)
    blocs = [bloc_row(bloc, found) for bloc in found.support.blocs]
    return {
        "support": found.support,
        "number_in_words": NUMBERS[found.support.number],
        "blocs": blocs,
        "silent": found.silent,
        "reports": [(one, NUMBERS[one.number]) for one in found.reports[:REPORTS]],
        "reports_more": max(0, len(found.reports) - REPORTS),
        "hangs_on": found.hangs_on,
        "version": found.version,
        "material": MATERIAL,
        "picture": picture_of(blocs, found),
    }


def bloc_row(bloc: BlocWeight, found: ClaimSupport) -> BlocRow:
    cases: dict[Hashable, OriginCase] = {case.weight.origin: case for case in found.origins}
    rows = tuple(origin_row(cases[origin]) for origin in bloc.origins)
    names = dict.fromkeys(found.bloc_names[key] for key in sorted(bloc.blocs, key=repr))
    return BlocRow(" + ".join(names), bloc.support - bloc.denial, rows, sum_of(rows) if len(rows) > 1 else "")


def origin_row(case: OriginCase) -> OriginRow:
    return OriginRow(case, case.weight_for - case.weight_against, case.weight.material)


def sum_of(rows: tuple[OriginRow, ...]) -> str:
    """ "1.673 + ¼ × (0.854 + 0.354)", each side of the bloc by itself."""
    told = []
    for side in (1, -1):
        weights = sorted((abs(row.weight) for row in rows if row.weight * side > 0), reverse=True)
        if weights:
            rest = " + ".join(f"{one:.3f}" for one in weights[1:])
            told.append(f"{weights[0]:.3f}" + (f" + ¼ × ({rest})" if rest else "") + (" against" if side < 0 else ""))
    return "; ".join(told)


def picture_of(blocs: list[BlocRow], found: ClaimSupport) -> Picture | None:
    """The waterfall; none where no probability is to be shown."""
    shown = found.support.shown
    if shown is None:
        return None
    return waterfall([Step(bloc.name, bloc.net) for bloc in blocs], start=PRIOR_CLAIM, shown=shown)


__all__ = ["support_panel"]
