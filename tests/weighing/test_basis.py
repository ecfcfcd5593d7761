"""A written basis that only counts reports is told from one that names something."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from verification.weighing.basis import only_counts


@pytest.mark.parametrize(
    "basis",
    [
        "12",
        "Twelve reports.",
        "all outlets agree",
        "Many independent sources report the same",
        "5 origins, 9 reports",
        "REPORTED WIDELY!",
        "majority of the media",
    ],
)
def test_counting_is_no_basis(basis):
    assert only_counts(basis)


@pytest.mark.parametrize(
    "basis",
    [
        "harbour log",
        "Two of the reports quote the court ruling",
        "satellite picture",
        "the outlet retracted it",
        "Footage",
        "судовой журнал",
        "3 photographs",
    ],
)
def test_whatever_names_something_else_is_one(basis):
    assert not only_counts(basis)


@pytest.mark.parametrize("basis", ["", "  ", "—"])
def test_an_empty_basis_is_another_matter(basis):
    assert not only_counts(basis)


@given(st.text(max_size=40))
def test_one_more_thing_named_is_always_enough(words):
    assert not only_counts(f"{words} logbook")
