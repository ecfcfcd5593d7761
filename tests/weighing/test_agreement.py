"""Krippendorff's alpha: his own worked examples, and what always holds."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from verification.weighing.agreement import Metric, alpha, in_words

# Four observers, twelve units; a dot is a value that is missing (example C of the paper).
FOUR = """
1 2 3 3 2 1 4 1 2 . . .
1 2 3 3 2 2 4 1 2 5 . 3
. 3 3 3 2 3 4 2 2 5 1 .
1 2 3 3 2 4 4 1 2 5 1 .
"""
TWO_BINARY = "0 1 0 0 0 0 0 0 1 0\n1 1 1 0 0 1 0 0 0 0"  # example A
TWO_NOMINAL = "a a b b d c c c e d d a\nb a b b b c c c e d d d"  # example B


def units(table: str, kind=str) -> list[list]:
    """The columns of a table of observers, the missing values left out."""
    rows = [line.split() for line in table.strip().splitlines()]
    return [[kind(value) for value in column if value != "."] for column in zip(*rows, strict=True)]


@pytest.mark.parametrize(
    ("table", "kind", "metric", "value"),
    [
        (TWO_BINARY, str, Metric.NOMINAL, 0.095),
        (TWO_NOMINAL, str, Metric.NOMINAL, 0.692),
        (FOUR, str, Metric.NOMINAL, 0.743),
        (FOUR, int, Metric.ORDINAL, 0.815),
        (FOUR, int, Metric.INTERVAL, 0.849),
    ],
)
def test_the_worked_examples_come_out(table, kind, metric, value):
    assert alpha(units(table, kind), metric) == pytest.approx(value, abs=0.0005)


def test_those_who_agree_everywhere_have_one_and_those_who_never_do_less_than_nought():
    assert alpha([["yes", "yes"], ["no", "no"]]) == 1
    assert alpha([["yes", "no"], ["no", "yes"]]) < 0


@pytest.mark.parametrize("some", [[], [["yes"]], [["yes"], ["no"]], [["yes", "yes"], ["yes", "yes"]]])
def test_where_nothing_can_be_told_nothing_is(some):
    assert alpha(some) is None


def test_a_unit_that_one_person_judged_says_nothing():
    judged = [["yes", "yes"], ["no", "no"], ["yes", "no"]]
    assert alpha([*judged, ["no"]]) == alpha(judged)


def test_a_near_miss_weighs_less_than_a_far_one_where_values_have_an_order():
    near, far = [[1, 1], [3, 3], [2, 3]], [[1, 1], [3, 3], [1, 3]]
    for metric in (Metric.ORDINAL, Metric.INTERVAL):
        assert alpha(near, metric) > alpha(far, metric)


@pytest.mark.parametrize(
    ("value", "words"),
    [(None, "too little to tell"), (0.9, "reliable"), (0.8, "reliable"), (0.7, "tentative"), (0.5, "unreliable"), (-1, "unreliable")],
)
def test_it_is_put_in_words(value, words):
    assert in_words(value) == words


@given(st.lists(st.lists(st.integers(1, 5), max_size=4), max_size=12), st.sampled_from(list(Metric)), st.randoms())
def test_it_is_never_above_one_and_hangs_on_no_order(some, metric, chance):
    value = alpha(some, metric)
    shuffled = [chance.sample(unit, len(unit)) for unit in some]
    chance.shuffle(shuffled)
    again = alpha(shuffled, metric)
    assert (value is None) == (again is None)
    if value is not None:
        assert value <= 1
        assert again == pytest.approx(value)
