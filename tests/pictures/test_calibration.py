"""The calibration picture: a dot for each step, its interval, the diagonal, and the words that say the same."""

from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from verification.pictures.calibration import HEIGHT, WIDTH, Settled, calibration
from verification.pictures.picture import broad

SVG = "{http://www.w3.org/2000/svg}"


def drawn(picture):
    return ElementTree.fromstring(picture.svg)


def test_nothing_settled_draws_nothing():
    assert calibration([]) is None


@pytest.mark.parametrize(
    ("realised", "lean"),
    [(0.7, "more firmly than it came true"), (0.94, "about as firmly as it came true"), (1.0, "less firmly than it came true")],
)
def test_the_words_say_every_step_and_which_way_it_leans(realised, lean):
    picture = calibration([Settled(0.95, realised, 0.6, 1.0, 20)])
    share = f"{realised * 100:.0f} %"
    assert picture.text == f"Said with 0.95, {share} of 20 came true (80 % interval 60 to 100 %). Over all, said {lean}."
    assert drawn(picture).find(f"{SVG}title").text == picture.text


def test_what_came_true_more_often_stands_higher_and_what_was_firmer_further_right():
    dots = [
        (float(dot.get("cx")), float(dot.get("cy")))
        for dot in drawn(calibration([Settled(0.55, 0.5, 0.3, 0.7, 9), Settled(0.95, 0.9, 0.8, 1.0, 30)])).iter(f"{SVG}circle")
    ]
    assert dots[0][0] < dots[1][0]
    assert dots[0][1] > dots[1][1]


def test_each_dot_says_of_how_many():
    texts = [text.text for text in drawn(calibration([Settled(0.95, 0.9, 0.8, 1.0, 30)])).iter(f"{SVG}text")]
    assert "n 30" in texts


share = st.floats(0, 1)
steps = st.builds(Settled, share, share, share, share, st.integers(0, 100_000))


@given(st.lists(steps, max_size=8))
def test_any_steps_make_the_same_picture_in_any_order_with_all_inside(some):
    picture = calibration(some)
    if not some:
        assert picture is None
        return
    assert calibration(list(reversed(some))) == picture
    root = drawn(picture)
    assert len(list(root.iter(f"{SVG}circle"))) == len(some)
    for text in root.iter(f"{SVG}text"):
        x, wide = float(text.get("x")), broad(text.text or "")
        left = x - {"end": wide, "middle": wide / 2}.get(text.get("text-anchor"), 0)
        assert left >= 0
        assert left + wide <= WIDTH
        assert 0 < float(text.get("y")) <= HEIGHT
