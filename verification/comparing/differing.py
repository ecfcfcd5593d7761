"""The rules for texts that are worded alike and differ in one place: a value that rules the other out contradicts, another thing says nothing."""

from __future__ import annotations

from tracker.language.spans import Span
from tracker.terms import Kinship, Relation
from verification.comparing.case import Case, another_matter, found_of, none_of, obstacle_of, sign_of
from verification.comparing.counting import figures
from verification.comparing.figures import MORE, agree
from verification.comparing.finding import Finding
from verification.comparing.meeting import same_name
from verification.comparing.shapes import Frame
from verification.comparing.wording import ALIKE, NEARLY_ALL, Difference, Kind, differences, nearly_alike, spoken, worded_alike

RULED_OUT = (Kind.EXCLUSIVE, Kind.ORDINAL)
SWAPPED = ("other_place", "other_participants", "other_thing", "other_object")  # obstacles that the changed word itself may raise


def exclusive_value(case: Case) -> Finding | None:
    """The same is told of the same thing, with a value that rules the other out: the northern bridge / the southern bridge, armed / unarmed."""
    found = differences(case.claim.text, case.later.text)
    apart = [d for d in found if d.kind in RULED_OUT]
    if (
        len(apart) != 1
        or any(d.kind in (Kind.OTHER, Kind.DENIED) for d in found)
        or _sides_differ(case)
        or not _else_the_same(case, apart[0])
    ):
        return None
    if _within_a_name(case.claim, apart[0].claim) or _within_a_name(case.later, apart[0].later):
        return None  # Upper Vale and Lower Vale are two places
    words = f"{apart[0].claim.of(case.claim.text)} / {apart[0].later.of(case.later.text)}"
    return found_of(
        case,
        Relation.CONTRADICTS,
        "exclusive_value",
        f"Told of the same thing, and the one rules out the other: {words}.",
        0.7,
        opens=Kinship.RIVAL,
        claim_spans=(apart[0].claim,),
        later_spans=(apart[0].later,),
    )


def _within_a_name(frame: Frame, span: Span) -> bool:
    return any(t.name and t.span.overlap(span) and " " in t.key for t in frame.terms)


def denied_in_place(case: Case) -> Finding | None:
    """The same words with a "no" or "not" in one of the texts only."""
    found = differences(case.claim.text, case.later.text)
    denied = next((d for d in found if d.kind is Kind.DENIED), None)
    if (
        denied is None
        or len(found) > 1
        or _sides_differ(case)
        or worded_alike(case.claim.text, case.later.text) < NEARLY_ALL
        or not _else_the_same(case, denied)
    ):
        return None
    if case.pair is not None and (apart := another_matter(case, case.pair)) is not None:
        return apart
    return found_of(
        case,
        Relation.CONTRADICTS,
        "denial",
        "One side denies what the other says.",
        0.72,
        claim_spans=(denied.claim,),
        later_spans=(denied.later,),
    )


def another_number(case: Case) -> Finding | None:
    """The same words with another number, where the figures themselves settle nothing or agree only elsewhere."""
    settled = figures(case)
    if settled is not None and settled.relation is not Relation.CORROBORATES:
        return None
    found = differences(case.claim.text, case.later.text)
    if len(found) != 1 or found[0].kind is not Kind.NUMBER or _sides_differ(case) or not _else_the_same(case, found[0]):
        return None
    if any(p.unit and p.unit.startswith(MORE) and p.span and p.span.overlap(found[0].later) for p in case.later.figures):
        return None  # "seven more" is no other count
    if any(
        agree(mine, theirs)
        for mine in case.claim.figures
        for theirs in case.later.figures
        if mine.span and theirs.span and mine.span.overlap(found[0].claim) and theirs.span.overlap(found[0].later)
    ):
        return None
    words = f"{found[0].claim.of(case.claim.text)} / {found[0].later.of(case.later.text)}"
    return found_of(
        case,
        Relation.CONTRADICTS,
        "another_number",
        f"The same is told with another number: {words}.",
        0.6,
        claim_spans=(found[0].claim,),
        later_spans=(found[0].later,),
    )


def another_word(case: Case) -> Finding | None:
    """Worded alike, but another thing stands in the same place, or the statement tells only a part or offers a choice."""
    if not nearly_alike(case.claim.text, case.later.text) or _sides_differ(case):
        return None
    found = [
        d
        for d in differences(case.claim.text, case.later.text)
        if d.kind in (Kind.OTHER, Kind.PART, Kind.EITHER, *RULED_OUT) and not _met(case, d)
    ]
    if not found:
        return None
    first = found[0]
    if first.kind is Kind.PART:
        return none_of(case, "only_a_part", f"Says nothing of “{first.claim.of(case.claim.text)}”, which the claim tells too.", 0.65)
    if first.kind is Kind.EITHER:
        return none_of(case, "left_open", f"Offers a choice (“{first.later.of(case.later.text)}”) that the claim does not leave.", 0.65)
    return none_of(
        case,
        "another_word",
        f"Another word in the same place: {first.claim.of(case.claim.text)} / {first.later.of(case.later.text)}.",
        0.65,
    )


def _met(case: Case, difference: Difference) -> bool:
    """Whether the tables know the changed words as one thing or one happening, or as its opposite."""
    if difference.kind in (Kind.PART, Kind.EITHER):
        return False
    return any(t.span.overlap(difference.claim) for t, _ in case.alignment.terms) or any(
        p.claim.span.overlap(difference.claim) and p.later.span.overlap(difference.later) for p in case.alignment.pairs
    )


def _sides_differ(case: Case) -> bool:
    """Whether one text denies its own assertion and the other does not; then the difference says nothing more."""
    if case.pair is not None:
        return sign_of(case.claim, case.pair.claim) * sign_of(case.later, case.pair.later) * case.pair.turn < 0
    return case.claim.sign * case.later.sign < 0


def _else_the_same(case: Case, difference: Difference) -> bool:
    """Whether everything but the changed words is one event: no other date or kind, no other name, and enough words that meet."""
    blocked = obstacle_of(case, case.pair, SWAPPED)
    if blocked is not None or case.alignment.strangers:
        return False
    if any(not any(same_name(t, o) for o in case.later.terms if o.name) for t in _names(case.claim, difference, first=True)):
        return False
    theirs = {w.key for w in spoken(case.later.text) if w.telling}
    shared = {w.key for w in spoken(case.claim.text) if w.telling and w.key in theirs}
    alike = worded_alike(case.claim.text, case.later.text)
    if case.claim.ground and case.later.ground and not (case.alignment.names or case.alignment.ground >= 3):
        return False
    return (
        (len(shared) >= 2 and alike >= ALIKE)
        or (len(shared) >= 1 and alike >= NEARLY_ALL)
        or (len(shared) >= 3 and case.alignment.names >= 1)
    )


def _names(frame: Frame, difference: Difference, *, first: bool) -> list:
    span = difference.claim if first else difference.later
    return [t for t in frame.terms if t.name and not t.span.overlap(span)]
