"""Figures as series: each side's own count, counts with another start, what could be held, a part of the whole, and what was told before."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest

from tests.comparing.test_gold import GOLD, moment, rows_of
from tracker.terms import Comparator, Relation
from verification.comparing.figures import set_against
from verification.comparing.frames import frame_of, points_of
from verification.comparing.relation import compare, stands_apart
from verification.comparing.shapes import Frame, Point

START = datetime(2026, 1, 5, 9, tzinfo=UTC)
BRIDGE = "Quake hits Orlan\nAn earthquake struck the province of Orlan on Monday."


def point(
    value: int,
    day: float,
    bloc: str | None = None,
    *,
    since: int | None = None,
    capacity: bool = False,
    comparator: Comparator = Comparator.EXACT,
    unit: str = "container",
) -> Point:
    at = START + timedelta(days=day)
    begun = None if since is None else START + timedelta(days=since)
    return Point(bloc, unit, Decimal(value), Decimal(value), comparator, said_at=at, since=begun, capacity=capacity)


def said(text: str, hours: float, series: tuple[Point, ...] = (), bloc: str | None = None) -> Frame:
    return frame_of(text, said_at=START + timedelta(hours=hours), series=series, bloc=bloc, context=BRIDGE)


SERIES = (point(2000, 0, "Kasia"), point(1000, 1, "Veria"), point(10_000, 40, "Veria"))


@pytest.mark.parametrize(
    ("later", "relation", "rule"),
    [
        (point(6700, 43, "Kasia"), Relation.UPDATES, "later_and_larger"),
        (point(11_000, 60, "Veria"), Relation.UPDATES, "later_and_larger"),
        (point(9000, 60, "Dorland"), Relation.NONE, "speakers_differ"),
        (point(8000, 60, "Veria"), Relation.CONTRADICTS, "possible_correction"),
        (point(12_000, 40, "Veria"), Relation.CONTRADICTS, "figures_conflict"),
        (point(48_000, 60, "Kasia", capacity=True), Relation.NONE, "capacity_not_count"),
        (point(1000, 60, "Veria"), Relation.CORROBORATES, "figures_agree"),
    ],
)
def test_a_figure_is_set_against_its_own_sides_series(later: Point, relation: Relation, rule: str) -> None:
    answer = set_against(SERIES, later, 0)
    assert answer is not None
    assert (answer.relation, answer.rule) == (relation, rule)


def test_a_count_that_starts_a_year_earlier_is_another_count() -> None:
    series = (point(10_000, 10, "Veria", since=-120), point(11_000, 20, "Veria"))
    answer = set_against(series, point(13_000, 30, "Kasia", since=-480), 0)
    assert answer is not None
    assert (answer.relation, answer.rule) == (Relation.NONE, "other_period")


def test_a_count_that_starts_about_then_belongs_to_the_series() -> None:
    series = (point(10_000, 10, "Veria", since=-120), point(11_000, 20, "Veria"))
    answer = set_against(series, point(13_000, 30, "Kasia", since=-150), 0)
    assert answer is not None
    assert answer.relation is Relation.UPDATES


def deaths(*counts: tuple[int, float]) -> tuple[Point, ...]:
    return tuple(point(count, hours / 24, unit="death") for count, hours in counts)


@pytest.mark.parametrize(
    ("later", "hours", "relation"),
    [
        ("The death toll from the earthquake in Orlan rose to 112.", 8, Relation.UPDATES),
        ("The earthquake in Orlan killed 121 people.", 0, Relation.CONTRADICTS),
        ("It had put the toll at 41 in the morning.", 9, Relation.CORROBORATES),
        ("The hospitals in Tarsk and Belgar alone reported 20 dead.", 0, Relation.NONE),
        ("The death toll from the earthquake that struck Orlan on Monday has risen to 187.", 31, Relation.UPDATES),
    ],
)
def test_a_toll_grows_and_differs_only_at_the_same_hour(later: str, hours: float, relation: Relation) -> None:
    claim = said("At least 41 people were killed in the earthquake in Orlan.", 0, deaths((41, 0), (112, 8) if hours > 8.5 else (41, 0)))
    assert compare(claim, said(later, hours)).relation is relation


def test_what_is_of_another_event_stays_so_whatever_was_counted_since():
    """Over all own pairs of claims and statements with figures, each claim set against each statement of its topic: no series makes another finding."""
    rows = [row for row in rows_of(GOLD) if row["claim"] != row["later"]]
    asked = 0
    for first, second in zip(rows, rows[1:] + rows[:1], strict=True):
        for claim_of, later_of in ((first, first), (first, second)):
            claim = frame_of(claim_of["claim"], said_at=moment(claim_of["claim_date"]))
            later = frame_of(later_of["later"], said_at=moment(later_of["later_date"]))
            finding = compare(claim, later)
            if stands_apart(finding) and points_of(later):
                asked += 1
                series = tuple(replace(one, said_at=later.said_at) for one in (*points_of(claim), *points_of(later)))
                assert compare(replace(claim, series=series), later).rule == finding.rule, claim_of["claim"]
    assert asked >= 20
