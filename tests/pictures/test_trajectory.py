"""Pictures: every statement drawn, nothing outside the frame, and words that say the same."""

import re
from datetime import UTC, date, datetime, timedelta
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from verification.pictures.bars import bars
from verification.pictures.trajectory import HEIGHT, LEFT, WIDTH, Point, places, trajectory

DAY = datetime(2024, 2, 1, 9, tzinfo=UTC)
SVG = "{http://www.w3.org/2000/svg}"


def point(days=0, level=3, side="for", **more):
    return Point(DAY + timedelta(days=days), level, side, **more)


def drawn(picture):
    return ElementTree.fromstring(picture.svg)


def test_nothing_said_draws_nothing():
    assert trajectory([]) is None


@pytest.mark.parametrize(
    ("points", "text"),
    [
        ([point()], "1 Feb 2024: 1 statement, 1 for. Said as probable throughout."),
        (
            [point(0, 2), point(60, 5), point(30, 5, "against")],
            "1 Feb 2024 to 1 Apr 2024: 3 statements, 2 for, 1 against. From possible (1 Feb 2024) to stated as fact (1 Apr 2024).",
        ),
        (
            [point(0, 2), point(1, 2, copy=True), point(2, 4, "none")],
            "1 Feb 2024 to 3 Feb 2024: 3 statements, 2 for, 1 without a position; 1 of them copies. Said as possible throughout.",
        ),
        (
            [point(0, 2), point(1, 4), point(2, 2)],
            "1 Feb 2024 to 3 Feb 2024: 3 statements, 3 for. Said as possible first and last, at its firmest as very likely (2 Feb 2024).",
        ),
    ],
)
def test_the_words_say_what_the_picture_shows(points, text):
    picture = trajectory(points)
    assert picture.text == text
    assert drawn(picture).find(f"{SVG}title").text == text


def test_copies_are_hollow_and_sides_differ_in_shape():
    root = drawn(trajectory([point(0), point(5, copy=True), point(9, side="against"), point(12, side="none")]))
    own, copy = root.iter(f"{SVG}circle")
    assert (own.get("fill"), copy.get("fill")) == ("currentColor", "none")
    assert len([g for g in root.iter(f"{SVG}g") if g.get("class") == "side-against"]) == 1
    assert len([g for g in root.iter(f"{SVG}g") if g.get("class") == "side-none"]) == 1


def test_firmer_words_stand_higher():
    low, high = drawn(trajectory([point(0, 1), point(5, 5)])).iter(f"{SVG}circle")
    assert float(high.get("cy")) < float(low.get("cy"))


def test_marks_of_one_moment_do_not_hide_each_other():
    spots = places([point(who=str(n)) for n in range(4)], DAY - timedelta(days=1), DAY + timedelta(days=1))
    assert len(set(spots)) == 4


def test_the_line_joins_only_the_own_sides_own_words():
    path = next(drawn(trajectory([point(0, 2), point(3, 5, copy=True), point(5, 5, "against"), point(9, 4)])).iter(f"{SVG}path"))
    assert path.get("d").count("H") == 1


def test_a_link_leads_to_the_statement():
    picture = trajectory([point(href="#s-1"), point(2)])
    assert [a.get("href") for a in drawn(picture).iter(f"{SVG}a")] == ["#s-1"]


some_points = st.builds(
    Point,
    st.datetimes(datetime(1950, 1, 1), datetime(2090, 1, 1), timezones=st.just(UTC)),
    st.integers(1, 5),
    st.sampled_from(["for", "against", "none"]),
    st.booleans(),
    st.text(max_size=20),
    st.text(max_size=20),
)


@given(st.lists(some_points, min_size=1, max_size=25))
def test_every_statement_is_drawn_inside_the_frame(points):
    picture = trajectory(points)
    root = drawn(picture)
    assert len(list(root.iter(f"{SVG}g"))) == len(points)
    for circle in root.iter(f"{SVG}circle"):
        assert LEFT <= float(circle.get("cx")) <= WIDTH
        assert 0 <= float(circle.get("cy")) <= HEIGHT
    assert trajectory(list(reversed(points))).svg == picture.svg


def test_bars_are_as_tall_as_their_counts():
    picture = bars([(date(2024, 2, 1), 4), (date(2024, 2, 2), 0), (date(2024, 2, 3), 2)], "reports")
    tall, none, half = (float(bar.get("height")) for bar in drawn(picture).iter(f"{SVG}rect"))
    assert tall == pytest.approx(2 * half, abs=0.2)
    assert none == 1
    assert picture.text == "6 reports in 3 days, at most 4 on one day."
    assert re.search("1 Feb.*3 Feb", picture.svg)


def test_no_days_draw_nothing():
    assert bars([], "reports") is None
