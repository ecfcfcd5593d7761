"""The waterfall: the steps add up to where it ends, either side by its shape, and the words say what the picture shows."""

from math import log
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from verification.pictures.picture import broad
from verification.pictures.waterfall import FARTHEST, MOST, WIDTH, Step, waterfall

SVG = "{http://www.w3.org/2000/svg}"


def drawn(picture):
    return ElementTree.fromstring(picture.svg)


def groups(picture, name):
    return [g for g in drawn(picture).iter(f"{SVG}g") if g.get("class") == name]


def test_no_step_draws_nothing():
    assert waterfall([], start=0.5, shown=0.5) is None
    assert waterfall([Step("Wire", 0.0), Step("Post", float("nan"))], start=0.5, shown=0.5) is None


@pytest.mark.parametrize(
    ("steps", "shown", "text"),
    [
        ([Step("Wire", log(3))], 0.75, "From 0.50: Wire +1.10 to 0.75. Model support 0.75."),
        (
            [Step("Wire", log(9)), Step("Ministry", -log(3))],
            0.75,
            "From 0.50: Wire +2.20 to 0.90; Ministry −1.10 to 0.75. Model support 0.75.",
        ),
        (
            [Step("Wire", log(9)), Step("Post", log(9))],
            0.97,
            "From 0.50: Wire +2.20 to 0.90; Post +2.20 to 0.99. Model support 0.97, beyond which the model does not go.",
        ),
    ],
)
def test_the_words_say_each_step_and_where_it_ends(steps, shown, text):
    picture = waterfall(steps, start=0.5, shown=shown)
    assert picture.text == text
    assert drawn(picture).find(f"{SVG}title").text == text


def test_a_step_begins_where_the_one_before_it_ended():
    picture = waterfall([Step("Wire", 1.0), Step("Post", 0.5), Step("Ministry", -0.7)], start=0.5, shown=0.69)
    first, second, third, whole = [
        (float(bar.get("x")), float(bar.get("x")) + float(bar.get("width"))) for bar in drawn(picture).iter(f"{SVG}rect")
    ]
    assert second[0] == pytest.approx(first[1], abs=0.2)
    assert third[1] == pytest.approx(second[1], abs=0.2)
    assert whole[1] == pytest.approx(third[0], abs=0.2)


def test_against_is_hollow_and_broken_not_only_coloured():
    picture = waterfall([Step("Wire", 1.0), Step("Ministry", -0.7)], start=0.5, shown=0.57)
    [down] = groups(picture, "step-against")
    bar = down.find(f"{SVG}rect")
    assert (bar.get("fill"), bool(bar.get("stroke-dasharray"))) == ("none", True)
    [rise] = groups(picture, "step-for")
    assert rise.find(f"{SVG}rect").get("fill") == "currentColor"


def test_too_many_steps_are_drawn_together_and_still_add_up():
    steps = [Step(f"Outlet {n}", 0.1 + n / 100) for n in range(40)]
    picture = waterfall(steps, start=0.5, shown=0.97)
    assert len(groups(picture, "step-for")) == MOST
    assert "29 smaller ones together" in picture.text
    together = sum(step.change for step in sorted(steps, key=lambda step: step.change)[:29])
    assert f"together +{together:.2f}" in picture.text


def test_hostile_names_are_escaped():
    picture = waterfall([Step("<script>alert(1)</script>", 1.0)], start=0.5, shown=0.73)
    assert "<script>" not in picture.svg
    drawn(picture)


steps = st.builds(Step, st.text(max_size=200), st.floats(allow_nan=True, allow_infinity=True) | st.floats(-3, 3))


@given(st.lists(steps, max_size=30), st.floats(0, 1), st.floats(0, 1))
def test_any_steps_make_a_picture_whose_texts_stay_inside(some, start, shown):
    picture = waterfall(some, start=start, shown=shown)
    if picture is None:
        assert not any(0 < abs(step.change) < FARTHEST for step in some)
        return
    root = drawn(picture)
    height = float(root.get("viewBox").split()[3])
    for text in root.iter(f"{SVG}text"):
        x, wide = float(text.get("x")), broad(text.text or "")
        left = x - {"end": wide, "middle": wide / 2}.get(text.get("text-anchor"), 0)
        assert left >= 0
        assert left + wide <= WIDTH
        assert 0 < float(text.get("y")) <= height
    for bar in root.iter(f"{SVG}rect"):
        assert float(bar.get("x")) >= 0
        assert float(bar.get("x")) + float(bar.get("width")) <= WIDTH + 1
