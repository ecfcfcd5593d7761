"""Figures as a picture: every value drawn once, a line for each that counts, and words that say the same."""

from datetime import UTC, datetime, timedelta
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from verification.pictures.series import LEFT, RIGHT, TALL, TOP, WIDTH, Amount, distinct, plain, series, short_form, ticks_to

DAY = datetime(2024, 2, 1, 9, tzinfo=UTC)
SVG = "{http://www.w3.org/2000/svg}"


def amount(days, low, high=None, comparator="exact", bloc="Seoul", **more):
    return Amount(
        DAY + timedelta(days=days), low, low if high is None and comparator in ("exact", "about") else high, comparator, bloc, **more
    )


def drawn(picture):
    return ElementTree.fromstring(picture.svg)


def groups(picture):
    return [group for group in drawn(picture).iter(f"{SVG}g") if group.get("class", "").startswith("series")]


def test_one_figure_is_no_series():
    assert series([]) is None
    assert series([amount(0, 5)]) is None
    assert series([amount(0, 5), amount(0, 5, copy=True)]) is None


def test_the_words_say_what_the_picture_shows():
    picture = series(
        [
            amount(30, 10_000, comparator="more_than", bloc="Washington"),
            amount(0, 2_000, comparator="about"),
            amount(31, 6_700),
            amount(40, 9_000, side="against"),
            amount(41, 3_000_000, 4_800_000, "range", bloc="Washington", copy=True),
        ],
        "containers",
    )
    assert picture.text == (
        "In containers. Seoul: about 2,000 (1 Feb 2024), 6,700 (3 Mar 2024), 9,000 (12 Mar 2024, against). "
        "Washington: more than 10,000 (2 Mar 2024), 3 million–4.8 million (13 Mar 2024, a copy)."
    )
    assert drawn(picture).find(f"{SVG}title").text == picture.text


def test_each_bloc_has_a_line_of_its_own_and_a_name_with_its_shape():
    figures = [amount(n, 10 * n, bloc=bloc) for n in range(1, 4) for bloc in ("Seoul", "Washington")]
    lines = [path for path in drawn(series(figures)).iter(f"{SVG}path") if path.get("stroke-opacity") == ".7"]
    assert len(lines) == 2
    assert len({line.get("stroke-dasharray") for line in lines}) == 2
    names = [text.text for group in groups(series(figures)) for text in group.iter(f"{SVG}text")]
    assert sorted(names) == ["Seoul", "Washington"]


def test_copies_and_what_is_said_against_do_not_bend_the_line():
    figures = [amount(0, 10), amount(5, 90, side="against"), amount(6, 70, copy=True), amount(9, 20)]
    line = next(path for path in drawn(series(figures)).iter(f"{SVG}path") if path.get("stroke-opacity") == ".7")
    assert line.get("d").count("L") == 1


@pytest.mark.parametrize(
    ("figure", "text"),
    [
        (amount(0, 2_000, comparator="about"), "~2,000"),
        (amount(0, 12, comparator="at_least"), "≥12"),
        (amount(0, 12, comparator="more_than"), ">12"),
        (amount(0, None, 12, "at_most"), "≤12"),
        (amount(0, None, 12, "less_than"), "<12"),
        (amount(0, 3, 5, "range"), "3–5"),
        (amount(0, 7), "7"),
    ],
)
def test_a_value_carries_its_comparator(figure, text):
    assert short_form(figure) == text
    assert text in [one.text for one in drawn(series([figure, amount(60, 40)])).iter(f"{SVG}text")]


def test_a_copy_that_adds_nothing_is_not_drawn_and_the_own_word_is_kept():
    own, copy, other = amount(0, 5), amount(3, 5, copy=True), amount(4, 6, copy=True)
    assert distinct([copy, other, own]) == [own, other]
    assert distinct([amount(0, None)]) == []


def test_beyond_the_shapes_the_least_counting_share_a_dot_and_the_first_keeps_its_own():
    figures = [amount(n, 10 + n, bloc=f"Bloc {n}") for n in range(8)] + [amount(9, 50, bloc="Bloc 7")]
    kinds = [group.get("class") for group in groups(series(figures))]
    assert kinds.count("series series-other") == 6  # three blocs, each with its mark and its name
    assert "Bloc 7" in "".join(next(group for group in groups(series(figures)) if group.get("class") == "series series-0").itertext())


@pytest.mark.parametrize(
    ("value", "text"), [(12_500.0, "12,500"), (1_200_000.0, "1.2 million"), (2.5, "2.5"), (0.0, "0"), (3e9, "3 billion")]
)
def test_numbers_read_as_people_write_them(value, text):
    assert plain(value) == text


ENDS = st.none() | st.floats(0, 1e12)
ANY = st.builds(
    lambda days, low, high, comparator, bloc, side, copy: Amount(DAY + timedelta(days=days), low, high, comparator, bloc, side, copy),
    st.integers(-4000, 4000),
    ENDS,
    ENDS,
    st.sampled_from(["exact", "about", "at_least", "at_most", "more_than", "less_than", "range", "nearly"]),
    st.text(max_size=30),
    st.sampled_from(["for", "against", "none"]),
    st.booleans(),
)


@given(st.lists(ANY, max_size=12))
def test_any_figures_give_one_whole_picture_whatever_their_order(figures):
    picture = series(figures)
    assert picture == series(figures[::-1])
    if picture is None:
        assert len(distinct(figures)) < 2
        return
    root = drawn(picture)
    for circle in root.iter(f"{SVG}circle"):
        assert LEFT <= float(circle.get("cx")) <= WIDTH - RIGHT + 20
        assert TOP - 1 <= float(circle.get("cy")) <= TOP + TALL + 200


@given(st.floats(0, 1e15))
def test_the_scale_reaches_over_the_highest_value_in_few_steps(most):
    ticks = ticks_to(most)
    assert ticks[0] == 0
    assert ticks[-1] >= most * (1 - 1e-8)
    assert 2 <= len(ticks) <= 7
