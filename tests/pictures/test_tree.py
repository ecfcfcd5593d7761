"""The provenance tree: every statement has its place, copies are hollow, proposals dashed, and the words say what the picture shows."""

from datetime import UTC, datetime, timedelta
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from verification.pictures.picture import broad
from verification.pictures.tree import MOST, WIDTH, Thing, Told, laid_out, parents, tree

DAY = datetime(2026, 3, 4, 9, tzinfo=UTC)
SVG = "{http://www.w3.org/2000/svg}"


def told(key, days=0, origin="Lorn Ministry", **more):
    return Told(key, more.pop("who", f"Outlet {key}"), DAY + timedelta(days=days), more.pop("level", 2), origin, **more)


def drawn(picture):
    return ElementTree.fromstring(picture.svg)


def groups(picture, name):
    return [g for g in drawn(picture).iter(f"{SVG}g") if name in (g.get("class") or "").split()]


WIRE = told("1", who="Lorn Wire")
COPY = told("2", 1, parent="1", copy=True, who="Harbour Post")
RELAY = told("3", 2, parent="2", copy=True, inflated=True, level=5, who="Metro Daily")
OTHER = told("4", 3, origin="Engineers Union", proposed=("1",), who="Hill Gazette")
ALL = (WIRE, COPY, RELAY, OTHER)


def test_nothing_said_draws_nothing():
    assert tree([]) is None


def test_origins_are_roots_and_what_was_taken_stands_below():
    assert [(line.depth, line.point.key if line.point else line.text) for line in laid_out(ALL, ())] == [
        (0, "Lorn Ministry"),
        (1, "1"),
        (2, "2"),
        (3, "3"),
        (0, "Engineers Union"),
        (1, "4"),
    ]


def test_copies_are_hollow_and_own_words_filled():
    fills = [circle.get("fill") for circle in drawn(tree(ALL)).iter(f"{SVG}circle")]
    assert fills == ["currentColor", "none", "none", "currentColor"]


def test_a_proposal_is_dashed_and_asks():
    [dashed] = [path for path in drawn(tree(ALL)).iter(f"{SVG}path") if path.get("class") == "edge-proposed"]
    assert dashed.get("stroke-dasharray")
    assert dashed.find(f"{SVG}title").text.startswith("proposed")


def test_inflation_is_marked_by_shape_and_word():
    [mark] = [path for path in drawn(tree(ALL)).iter(f"{SVG}path") if path.get("class") == "inflated"]
    assert mark.get("d")
    assert any("certainty inflated" in (text.text or "") for text in drawn(tree(ALL)).iter(f"{SVG}text"))


def test_a_denial_is_a_cross():
    picture = tree([told("1", side="against")])
    assert len(groups(picture, "side-against")) == 1
    assert not list(drawn(picture).iter(f"{SVG}circle"))


@pytest.mark.parametrize(
    ("points", "things", "text"),
    [
        ([WIRE], (), "1 statement from 1 origin. Lorn Ministry: 1 statement."),
        (
            ALL,
            (),
            "4 statements from 2 origins. Lorn Ministry: 3 statements; Engineers Union: 1 statement. 2 copies. "
            "Certainty inflated by Metro Daily. 1 proposed link to decide.",
        ),
        (
            [WIRE, told("4", 3, origin="Engineers Union")],
            [Thing("debris", ("Engineers Union", "Lorn Ministry"))],
            "2 statements from 2 origins. Lorn Ministry: 1 statement; Engineers Union: 1 statement. 2 origins on one object: debris.",
        ),
    ],
)
def test_the_words_say_what_the_picture_shows(points, things, text):
    picture = tree(points, things)
    assert picture.text == text
    assert drawn(picture).find(f"{SVG}title").text == text


def test_who_judged_by_a_thing_is_told_beside_the_name():
    picture = tree([WIRE], [Thing("debris", ("Lorn Ministry", "Engineers Union"))])
    assert "Lorn Ministry · judged by: debris" in [text.text for text in drawn(picture).iter(f"{SVG}text")]


def test_many_copies_are_grouped_and_counted():
    crowd = [WIRE, RELAY, *(told(f"c{n}", n + 1, parent="1", copy=True) for n in range(40))]
    lines = laid_out(sorted(crowd, key=lambda point: point.at), ())
    assert len(lines) <= MOST
    [more] = [line for line in lines if line.more]
    assert more.text == f"and {more.more} more copies"
    assert more.more + sum(line.point is not None for line in lines) == len(crowd)
    assert any(line.point and line.point.inflated for line in lines)


def test_a_circle_is_drawn_once_with_its_earliest_on_top():
    first, second = told("1", parent="2"), told("2", 1, parent="1")
    assert parents((first, second)) == {"1": None, "2": "1"}
    assert len(groups(tree([first, second]), "told")) == 2


def test_a_link_leads_to_the_statement():
    assert [a.get("href") for a in drawn(tree([told("1", href="#e-1"), told("2")])).iter(f"{SVG}a")] == ["#e-1"]


def test_hostile_names_are_escaped():
    picture = tree([told("1", who="<script>alert(1)</script>", origin='"><b>')])
    assert "<script>" not in picture.svg
    drawn(picture)


keys = st.integers(0, 45).map(str)
some = st.builds(
    Told,
    key=keys,
    who=st.text(max_size=90),
    at=st.datetimes(datetime(2020, 1, 1), datetime(2030, 1, 1), timezones=st.just(UTC)),
    level=st.integers(1, 5),
    origin=st.sampled_from(["A", "B", "unknown lineage", ""]),
    parent=st.none() | keys,
    also=st.lists(keys, max_size=2).map(tuple),
    proposed=st.lists(keys, max_size=2).map(tuple),
    side=st.sampled_from(["for", "against", "none"]),
    copy=st.booleans(),
    inflated=st.booleans(),
)


@given(st.lists(some, min_size=1, max_size=60, unique_by=lambda one: one.key))
def test_every_statement_is_drawn_or_counted_in_any_order(points):
    picture = tree(points)
    shown = len(groups(picture, "told"))
    lines = laid_out(sorted(points, key=lambda point: (point.at, point.key)), ())
    assert shown + sum(line.more for line in lines) == len(points)
    assert tree(list(reversed(points))).svg == picture.svg
    for circle in drawn(picture).iter(f"{SVG}circle"):
        assert 0 <= float(circle.get("cx")) <= WIDTH
    for text in drawn(picture).iter(f"{SVG}text"):
        assert float(text.get("x")) + broad(text.text or "") <= WIDTH


def test_a_long_name_is_cut_to_the_picture_and_whole_in_its_title():
    name = "The Ministry of Works and Roads of the Province of Lorn and of Upper and Lower Sel, Press Office of the Deputy for Dams"
    picture = tree([told("1", who=name, copy=True, inflated=True), told("2", 1, who=name, parent="1", origin="W" * 200)])
    for text in drawn(picture).iter(f"{SVG}text"):
        assert float(text.get("x")) + broad(text.text or "") <= WIDTH
    assert "certainty inflated" in picture.svg
