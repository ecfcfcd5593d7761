"""The Beta distribution, against closed forms that need no continued fraction."""

from __future__ import annotations

from math import asin, comb, pi, sqrt

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from verification.weighing.beta import beta_probability, beta_quantile

unhurried = settings(deadline=None)  # a busy machine is no defect
shares, shapes = st.floats(0.001, 0.999), st.floats(0.2, 400)


@unhurried
@given(shares, st.floats(0.2, 60))
def test_with_one_parameter_at_one_it_is_a_power(x, a):
    assert beta_probability(x, a, 1) == pytest.approx(x**a, abs=1e-11)
    assert beta_probability(x, 1, a) == pytest.approx(1 - (1 - x) ** a, abs=1e-11)


@unhurried
@given(shares, st.integers(1, 40), st.integers(1, 40))
def test_with_whole_parameters_it_is_a_binomial_tail(x, a, b):
    n = a + b - 1
    tail = sum(comb(n, k) * x**k * (1 - x) ** (n - k) for k in range(a, n + 1))
    assert beta_probability(x, a, b) == pytest.approx(tail, abs=1e-10)


@unhurried
@given(shares)
def test_at_a_half_and_a_half_it_is_the_arcsine_law(x):
    assert beta_probability(x, 0.5, 0.5) == pytest.approx(2 / pi * asin(sqrt(x)), abs=1e-11)


@unhurried
@given(shares, shapes, shapes)
def test_turning_it_round_swaps_the_parameters(x, a, b):
    assert beta_probability(x, a, b) + beta_probability(1 - x, b, a) == pytest.approx(1, abs=1e-10)


@unhurried
@given(st.floats(0.01, 0.99), st.floats(0.5, 400), st.floats(0.5, 400))
def test_the_quantile_undoes_the_probability(q, a, b):
    assert beta_probability(beta_quantile(q, a, b), a, b) == pytest.approx(q, abs=1e-9)


@unhurried
@given(shapes, shapes)
def test_the_interval_is_in_order_and_within_bounds(a, b):
    assert 0 <= beta_quantile(0.1, a, b) <= beta_quantile(0.9, a, b) <= 1


def test_beyond_the_ends_there_is_nothing_and_everything():
    assert (beta_probability(-1, 2, 3), beta_probability(2, 2, 3)) == (0, 1)


@pytest.mark.parametrize(
    ("call", "says"), [(lambda: beta_probability(0.5, 0, 1), "above 0"), (lambda: beta_quantile(1.2, 1, 1), r"outside 0\.\.1")]
)
def test_what_does_not_exist_is_refused(call, says):
    with pytest.raises(ValueError, match=says):
        call()
