"""What two readings of one text say differently, statement by statement. Pure; which of them is right is not decided here."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from tracker.language.reading import Reading, Statement

MOSTLY = 0.8  # of both spans


@dataclass(frozen=True, slots=True)
class Difference:
    """One statement before and after; None on the side where it is not there. ``fields`` names what differs: level, denial, markers, speaker, words."""

    before: Statement | None
    after: Statement | None
    fields: tuple[str, ...] = ()


def differences(before: Reading, after: Reading) -> tuple[Difference, ...]:
    """In the order of the text. Statements are paired where they stand in the same place, exactly or for the most part."""
    left, right = list(before.statements), list(after.statements)
    found: list[Difference] = []
    for one in left:
        other = next((two for two in right if same_place(one, two)), None) or next((two for two in right if mostly_there(one, two)), None)
        if other is None:
            found.append(Difference(one, None))
            continue
        right.remove(other)
        if fields := differing(one, other):
            found.append(Difference(one, other, fields))
    found += (Difference(None, two) for two in right)
    return tuple(sorted(found, key=place))


def place(one: Difference) -> tuple[bool, int]:
    statement = one.before or one.after
    return (statement.part != "title", statement.span.start) if statement else (True, 0)


def same_place(one: Statement, other: Statement) -> bool:
    return (one.part, one.span) == (other.part, other.span)


def mostly_there(one: Statement, other: Statement) -> bool:
    shared = min(one.span.end, other.span.end) - max(one.span.start, other.span.start)
    longer = max(one.span.end - one.span.start, other.span.end - other.span.start)
    return one.part == other.part and longer > 0 and shared >= MOSTLY * longer


def differing(one: Statement, other: Statement) -> tuple[str, ...]:
    """The names of what the two say differently."""
    pairs = (
        ("level", one.level, other.level),
        ("denial", one.polarity, other.polarity),
        ("markers", sorted(one.markers), sorted(other.markers)),
        ("speaker", speakers(one), speakers(other)),
        ("words", one.span, other.span),
    )
    return tuple(name for name, left, right in pairs if left != right)


def speakers(statement: Statement) -> list[str]:
    return [link.source for link in statement.chain]


def changed_level(found: Iterable[Difference]) -> int:
    """How many statements are held to be said more or less firmly."""
    return sum("level" in one.fields for one in found)
