"""Which figures of a case file stand in one picture: by unit, each under the bloc that counts. Read-only; drawing lives in ``pictures.series``."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from tracker.models import Figure, Source
from tracker.templatetags.desk import plural
from tracker.terms import Ruling
from verification.casefile import CaseFile, Entry
from verification.pictures.picture import Picture
from verification.pictures.series import Amount, distinct, series

PICTURES = 3


@dataclass(frozen=True, slots=True)
class Drawn:
    """One picture with the unit that it is in."""

    unit: str
    picture: Picture


def blocs_of(entries: Iterable[Entry]) -> dict[int, str]:
    """Whose count each entry's figures are, by the statement's key: the bloc of its origin, else the origin itself. One query."""
    entries = list(entries)
    keys = {key for entry in entries for key in entry.origin_keys if isinstance(key, int)}
    bodies = Source.objects.in_bulk(keys)
    found = {}
    for entry in entries:
        first = min(entry.statement.links.all(), key=lambda link: link.position, default=None)
        own = first.source.bloc if first is not None and first.source is not None and not entry.is_copy else ""
        named = sorted({bodies[key].bloc or bodies[key].name for key in entry.origin_keys if key in bodies})
        found[entry.statement.pk] = own or " + ".join(named) or entry.origin_name
    return found


def counted(entry: Entry) -> bool:
    """Whether the entry's figures are shown at all: not what a person rejected or its own source took back."""
    return entry.ruling is not Ruling.REJECT and not entry.struck


def lines_of(file: CaseFile) -> list[dict[str, Any]]:
    """The figures of a claim's case file, oldest first; in the units of the claim's own figures, if it has any."""
    units = {figure.unit for entry in file.entries if entry.opening for figure in entry.statement.figures.all()}
    return [
        {"at": entry.statement.said_at, "figure": figure, "who": entry.origin_name, "entry": entry}
        for entry in file.entries
        for figure in entry.statement.figures.all()
        if (not units or figure.unit in units) and counted(entry)
    ]


def pictures_of(lines: Iterable[dict[str, Any]], *, of_claim: bool = True) -> list[Drawn]:
    """A picture for each unit in which there is a series, the most used first. What could be held is not drawn beside what was counted.

    There is one where one bloc counted twice; *of_claim*, also where the own side has two figures in the unit of the claim's own.
    """
    lines = [line for line in lines if not line["figure"].capacity]
    blocs = blocs_of(line["entry"] for line in lines)
    by_unit: dict[str, list[Amount]] = {}
    for line in lines:
        figure: Figure = line["figure"]
        entry: Entry = line["entry"]
        at = figure.as_of_to or figure.as_of_from or line["at"]
        by_unit.setdefault(figure.unit, []).append(
            Amount(
                # A count is as of a day that has begun when it is told.
                at=min(at, line["at"]),
                low=None if figure.low is None else float(figure.low),
                high=None if figure.high is None else float(figure.high),
                comparator=str(figure.comparator),
                bloc=blocs[entry.statement.pk],
                side=entry.side,
                copy=entry.is_copy and not entry.opening,
                href=f"#e-{entry.statement.uuid}" if of_claim else line.get("href", ""),
            )
        )
    own = {line["figure"].unit for line in lines if line["entry"].opening and of_claim}
    sizes = Counter({unit: len(amounts) for unit, amounts in by_unit.items() if grows(distinct(amounts), unit in own)})
    drawn = []
    for unit, _ in sizes.most_common():
        shown = plural(unit) if unit else ""
        if picture := series(by_unit[unit], shown):
            drawn.append(Drawn(shown, picture))
    return drawn[:PICTURES]


def grows(amounts: list[Amount], claims_own: bool) -> bool:
    """Whether these figures are a series worth a picture."""
    own = [one for one in amounts if one.side == "for"]
    counted_twice = any(n > 1 for n in Counter(one.bloc for one in own if not one.copy).values())
    return counted_twice or (claims_own and len(own) > 1)
