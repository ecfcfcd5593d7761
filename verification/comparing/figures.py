"""Figures set against figures: brought up to date, agreeing, or in conflict. Whether both count the same thing is settled by the caller's alignment and ``comparable``."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal

from tracker.terms import Comparator, Relation
from verification.comparing.lexicon import behaviours
from verification.comparing.shapes import Point

MORE = "further "
START_TOLERANCE = timedelta(days=92)
ABOUT = Decimal("0.10")
PERSONS = frozenset(["person", "worker", "civilian", "child", "refugee", "protester", "demonstrator", "evacuee", "patient", "troop", "miner", "passenger", "resident", "citizen", "pupil", "student", "militant", "prisoner", "detainee", "hostage", "migrant", "doctor", "nurse", "journalist", "voter", "employee", "arrest"])
OPEN_ABOVE = {Comparator.AT_LEAST, Comparator.MORE_THAN}
OPEN_BELOW = {Comparator.AT_MOST, Comparator.LESS_THAN}
WIDENED = {Comparator.ABOUT, Comparator.NEARLY}


@dataclass(frozen=True, slots=True)
class FigureFinding:
    """What two figures say of each other, with the points that were set against one another."""

    relation: Relation
    rule: str
    sentence: str
    claim: Point
    later: Point


def moment(point: Point) -> datetime | None:
    """As of when a figure holds: what the text says, else when it was said."""
    return point.as_of_end or point.as_of_start or point.said_at


def same_moment(first: Point, second: Point) -> bool:
    """Whether both figures hold as of one time. Two bare days are one time if they are one day; a time unknown on either side is the same."""
    if first.as_of_start and second.as_of_start and first.as_of_end and second.as_of_end:
        return first.as_of_start < second.as_of_end and second.as_of_start < first.as_of_end
    a, b = moment(first), moment(second)
    if a is None or b is None:
        return True
    explicit = bool(first.as_of_start) != bool(second.as_of_start)
    if a.date() == b.date() and (_midnight(a) or _midnight(b)):
        return True
    return abs(a - b) < (timedelta(hours=3) if explicit else timedelta(hours=1))


def _midnight(value: datetime) -> bool:
    return (value.hour, value.minute) == (0, 0)


def is_later(first: Point, second: Point) -> bool:
    """Whether *second* holds as of a later time than *first*; False where it cannot be told."""
    a, b = moment(first), moment(second)
    return a is not None and b is not None and not same_moment(first, second) and b > a


def behaviour(point: Point) -> str:
    """cumulative, state or fixed. A count of things that nobody has described grows."""
    if point.cumulative is True:
        return "cumulative"
    if point.unit and (known := behaviours().get(point.unit) or behaviours().get(point.unit.split()[-1])):
        return known
    if point.cumulative is False or point.rate:
        return "state"
    return "cumulative" if point.unit else "state"


def same_unit(first: Point, second: Point) -> bool:
    """Whether both count the same: equal units, or one text leaves open what it counts."""
    if first.unit is None or second.unit is None:
        return first.unit == second.unit
    if first.unit.startswith(MORE) != second.unit.startswith(MORE):
        return False  # two more bodies are no count of all bodies
    if first.unit == second.unit or ("person" in (first.unit, second.unit) and {first.unit, second.unit} - {"person"} <= PERSONS):
        return True
    return first.unit.split()[-1] == second.unit.split()[-1] and first.unit.split()[-1] not in ("person",)


def bounds(point: Point) -> tuple[Decimal, Decimal]:
    """The range that the words allow; "about" widens it by a tenth, "more than" opens it upwards."""
    low = point.low if point.low is not None else Decimal("-Infinity")
    high = point.high if point.high is not None else Decimal("Infinity")
    if point.comparator in (Comparator.AT_LEAST, Comparator.MORE_THAN):
        high = Decimal("Infinity")
    if point.comparator in (Comparator.AT_MOST, Comparator.LESS_THAN):
        low = Decimal(0)
    return low, high


def central(point: Point) -> Decimal | None:
    """The value that the words name: the middle of a range, the bound of an open one."""
    if point.low is not None and point.high is not None:
        return (point.low + point.high) / 2
    return point.low if point.low is not None else point.high


def agree(first: Point, second: Point) -> bool:
    """Ranges that meet (two bounds of one kind: within a tenth), values equal when rounded to the coarser figure, or within a tenth if either says about."""
    low_a, high_a = bounds(first)
    low_b, high_b = bounds(second)
    a, b = central(first), central(second)
    if a is None or b is None:
        return low_a <= high_b and low_b <= high_a
    strict = {Comparator.MORE_THAN, Comparator.LESS_THAN}
    touching = a == b and (first.comparator in strict) != (second.comparator in strict) and Comparator.EXACT in (first.comparator, second.comparator)
    one_way = (first.comparator in OPEN_ABOVE and second.comparator in OPEN_ABOVE) or (first.comparator in OPEN_BELOW and second.comparator in OPEN_BELOW)
    if one_way:
        return abs(a - b) <= ABOUT * max(abs(a), abs(b))
    if low_a <= high_b and low_b <= high_a and not touching:
        return True
    if touching:
        return False
    if first.comparator in WIDENED or second.comparator in WIDENED:
        return abs(a - b) <= ABOUT * max(abs(a), abs(b))
    return _rounded(a, b) or _rounded(b, a)


def _rounded(coarse: Decimal, fine: Decimal) -> bool:
    """Whether *fine* gives *coarse* when rounded to its trailing zeros (two at least: 2,000 and 1,985, never 12 and 12.4 people), but to two digits at the least: 10,000 is not 9,000."""
    if coarse != coarse.to_integral_value() or coarse == 0 or fine == coarse:
        return fine == coarse
    digits = str(int(abs(coarse)))
    zeros = min(len(digits) - len(digits.rstrip("0")), len(digits) - 2)
    if len(digits) - len(digits.rstrip("0")) < 2 or zeros < 1:
        return False
    step = Decimal(10) ** zeros
    return (fine / step).to_integral_value() * step == coarse


def larger(earlier: Point, later: Point) -> bool:
    """Whether the later figure or its lower bound lies above the earlier one."""
    a, b = central(earlier), central(later)
    if a is None or b is None:
        return False
    if later.comparator in (Comparator.AT_MOST, Comparator.LESS_THAN) or earlier.comparator in (Comparator.AT_MOST, Comparator.LESS_THAN):
        return later.low is not None and earlier.high is not None and later.comparator not in (Comparator.AT_MOST, Comparator.LESS_THAN) and later.low > earlier.high
    return b > a


def point_for(series: tuple[Point, ...], later: Point) -> Point | None:
    """The point to set a figure against: the one with the same as-of, else the newest earlier one of its own bloc, else the newest earlier one, else the newest."""
    alike = [p for p in series if same_unit(p, later) and p.capacity == later.capacity] or [p for p in series if same_unit(p, later)]
    if not alike:
        return None
    ordered = sorted(alike, key=lambda p: when.timestamp() if (when := moment(p)) is not None else 0.0)
    timed = moment(later) is not None and all(moment(p) is not None for p in alike)
    if timed:
        same = [p for p in ordered if same_moment(p, later)]
        if same:
            own = [p for p in same if p.bloc is not None and p.bloc == later.bloc]
            return (own or same)[-1]
        earlier = [p for p in ordered if is_later(p, later)]
        own = [p for p in earlier if p.bloc is not None and p.bloc == later.bloc]
        return own[-1] if own else earlier[-1] if earlier else ordered[0]
    return ordered[-1]


# The rules, in order; the first that fits answers.


def capacity_not_count(earlier: Point, later: Point, revision: int) -> FigureFinding | None:
    """What something could hold is not how much there was."""
    if earlier.capacity != later.capacity:
        return FigureFinding(Relation.NONE, "capacity_not_count", "One figure is what could be held, the other what was counted.", earlier, later)
    return None


def other_scope(earlier: Point, later: Point, revision: int) -> FigureFinding | None:
    """A city's figure is not the country's; a weekly rate is not a total."""
    if earlier.scope != later.scope and (earlier.scope or later.scope):
        return FigureFinding(Relation.NONE, "other_scope", "One figure is for the whole country or region, the other is not.", earlier, later)
    if earlier.rate != later.rate:
        return FigureFinding(Relation.NONE, "other_scope", "One figure is a rate, the other is not.", earlier, later)
    return None


def other_period(earlier: Point, later: Point, revision: int) -> FigureFinding | None:
    """Counts that start over three months apart are two counts."""
    if earlier.since and later.since and abs(earlier.since - later.since) > START_TOLERANCE:
        return FigureFinding(Relation.NONE, "other_period", "The two counts start over three months apart.", earlier, later)
    return None


def figure_revised(earlier: Point, later: Point, revision: int) -> FigureFinding | None:
    """The words say that the figure was revised, and it is another one."""
    if revision == 2 and central(earlier) != central(later) and not is_later(later, earlier):
        return FigureFinding(Relation.UPDATES, "figure_revised", f"The figure was revised: {named(earlier)}, now {named(later)}.", earlier, later)
    return None


def later_and_larger(earlier: Point, later: Point, revision: int) -> FigureFinding | None:
    """A cumulative count that grew between two as-of dates was brought up to date, not contradicted."""
    if behaviour(later) != "cumulative" and behaviour(earlier) != "cumulative":
        return None
    untimed = moment(earlier) is None or moment(later) is None
    if larger(earlier, later) and (is_later(earlier, later) or (untimed and revision)):
        return FigureFinding(Relation.UPDATES, "later_and_larger", f"A count that grew: {named(earlier)}, later {named(later)}.", earlier, later)
    if larger(later, earlier) and is_later(later, earlier):
        return FigureFinding(Relation.UPDATES, "earlier_and_smaller", f"An earlier state of the count: {named(later)} before {named(earlier)}.", earlier, later)
    return None


def said_to_have_grown(earlier: Point, later: Point, revision: int) -> FigureFinding | None:
    """The later text itself says that the count has risen or now stands so, and it is larger; no hour that both name speaks against it."""
    both_timed = earlier.as_of_start is not None and later.as_of_start is not None and same_moment(earlier, later)
    if not revision or both_timed or agree(earlier, later) or not larger(earlier, later) or behaviour(later) == "fixed" or is_later(later, earlier):
        return None
    return FigureFinding(Relation.UPDATES, "later_and_larger", f"A count that grew: {named(earlier)}, later {named(later)}.", earlier, later)


def state_changed(earlier: Point, later: Point, revision: int) -> FigureFinding | None:
    """A state that may rise and fall, as of a later time."""
    if behaviour(later) == "state" and behaviour(earlier) == "state" and not agree(earlier, later) and is_later(earlier, later):
        return FigureFinding(Relation.UPDATES, "state_changed", f"A later state: {named(earlier)}, then {named(later)}.", earlier, later)
    return None


def figures_agree(earlier: Point, later: Point, revision: int) -> FigureFinding | None:
    if agree(earlier, later):
        return FigureFinding(Relation.CORROBORATES, "figures_agree", f"The figures agree: {named(earlier)} and {named(later)}.", earlier, later)
    return None


def figures_conflict(earlier: Point, later: Point, revision: int) -> FigureFinding | None:
    """Another value as of the same time, or of something that does not change."""
    if same_moment(earlier, later) or "fixed" in (behaviour(earlier), behaviour(later)):
        return FigureFinding(Relation.CONTRADICTS, "figures_conflict", f"Different figures as of the same time: {named(earlier)} and {named(later)}.", earlier, later)
    return None


def speakers_differ(earlier: Point, later: Point, revision: int) -> FigureFinding | None:
    """A smaller, later figure from another side is that side's own count."""
    if earlier.bloc is not None and later.bloc is not None and earlier.bloc != later.bloc:
        return FigureFinding(Relation.NONE, "speakers_differ", f"Two sides count differently: {named(earlier)} and {named(later)}.", earlier, later)
    return None


def possible_correction(earlier: Point, later: Point, revision: int) -> FigureFinding | None:
    """A cumulative count that shrank, from the same side."""
    return FigureFinding(Relation.CONTRADICTS, "possible_correction", f"A count that shrank, possible correction: {named(earlier)}, later {named(later)}.", earlier, later)


RULES = (capacity_not_count, other_scope, other_period, figure_revised, later_and_larger, said_to_have_grown, state_changed, figures_agree, figures_conflict, speakers_differ, possible_correction)


def set_against(series: tuple[Point, ...], later: Point, revision: int) -> FigureFinding | None:
    """What a figure says of a series; None where the series counts nothing of the kind."""
    earlier = point_for(series, later)
    if earlier is None:
        return None
    begun = [p for p in series if same_unit(p, later) and p.since is not None]
    if later.since is not None and earlier.since is None and begun:
        nearest = min(begun, key=lambda p: abs(p.since - later.since) if p.since and later.since else timedelta.max)
        if (apart := other_period(nearest, later, revision)) is not None:
            return apart
    answer = next(found for rule in RULES if (found := rule(earlier, later, revision)) is not None)
    if answer.relation is Relation.CONTRADICTS and len(series) > 1:
        told = next((p for p in series if same_unit(p, later) and p.capacity == later.capacity and central(p) == central(later) and later.comparator not in OPEN_BELOW), None)
        if told is not None:
            return FigureFinding(Relation.CORROBORATES, "figures_agree", f"A figure that was told before: {named(told)}.", told, later)
    return answer


PREFIXES = {Comparator.ABOUT: "about ", Comparator.AT_LEAST: "at least ", Comparator.AT_MOST: "at most ", Comparator.MORE_THAN: "more than ", Comparator.LESS_THAN: "less than ", Comparator.NEARLY: "nearly "}


def named(point: Point) -> str:
    """The figure as a reader would say it: "about 2,000", "3–4"."""
    low, high = point.low, point.high
    if low is not None and high is not None and low != high:
        return f"{_plain(low)}–{_plain(high)}"
    value = low if low is not None else high
    return PREFIXES.get(point.comparator, "") + (_plain(value) if value is not None else "?")


def _plain(value: Decimal) -> str:
    return f"{value:,.0f}" if value == value.to_integral_value() else f"{value.normalize():,f}"
