"""Numbers are drawn one after another, by whomever, and none is given out twice or left out."""

from __future__ import annotations

import pytest

from tracker import sequence

pytestmark = pytest.mark.django_db


def test_numbers_follow_one_another():
    assert [sequence.draw("test"), sequence.draw("test", 3), sequence.draw("test")] == [1, 2, 5]
    assert sequence.hold("test") == 5


def test_numbers_that_are_given_out_one_by_one_are_written_once():
    sequence.draw("test", 4)
    drawing = sequence.Drawing("test", sequence.hold("test"))
    assert [drawing.next(), drawing.next()] == [5, 6]
    drawing.close()
    assert drawing.next() == 7
    drawing.close()
    drawing.close()
    assert sequence.draw("test") == 8


def test_whoever_draws_meanwhile_is_found_out():
    drawing = sequence.Drawing("test", sequence.hold("test"))
    drawing.next()
    sequence.draw("test")
    with pytest.raises(RuntimeError, match="somebody drew from 'test'"):
        drawing.close()
