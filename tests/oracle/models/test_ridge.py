"""Facts about the exact ridge regression: it is the regression that everybody knows, without any rounding."""

from __future__ import annotations

import random
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from oracle.domain.ridge import Row, fit, solved, sums_of
from registry.errors import InvalidInput


def drawn_rows(count: int = 200) -> list[Row]:
    one = random.Random(1)
    inputs = [(one.randrange(5_000), one.randrange(-300, 900), one.randrange(40)) for _ in range(count)]
    return [Row(row, 3 * row[0] - 7 * row[1] + one.randrange(500)) for row in inputs]


def test_it_is_the_ridge_regression_of_scikit_learn() -> None:
    """Must give the values of the well-known implementation on the same scaled inputs, to nine digits."""
    numpy = pytest.importorskip("numpy")
    linear = pytest.importorskip("sklearn.linear_model")
    rows = drawn_rows()
    ours = fit(sums_of(rows), 10)
    centres, scales = [float(one) for one in ours.centres], list(ours.scales)
    table = (numpy.array([row.inputs for row in rows]) - centres) / scales
    theirs = linear.Ridge(alpha=10).fit(table, [row.target for row in rows])
    assert [float(one) for one in ours.weights] == pytest.approx(list(theirs.coef_), rel=1e-9)
    assert float(ours.intercept) == pytest.approx(float(theirs.intercept_), rel=1e-12)


def test_the_order_of_the_rows_changes_no_digit() -> None:
    """Must give equal fractions for the same rows in any order, and for sums that were added up in parts."""
    rows = drawn_rows()
    mixed = random.Random(2).sample(rows, len(rows))
    assert fit(sums_of(rows), 10) == fit(sums_of(mixed), 10)
    assert fit(sums_of(rows[:70]) + sums_of(rows[70:]), 10) == fit(sums_of(rows), 10)


@given(st.lists(st.tuples(st.integers(-(10**6), 10**6), st.integers(-(10**6), 10**6)), min_size=3, max_size=8))
def test_many_values_at_once_are_the_values_one_by_one(pairs: list[tuple[int, int]]) -> None:
    """Must round down what the exact value is, and never give a value below zero."""
    rows = [Row((left, right), left - right) for left, right in pairs]
    model = fit(sums_of(rows), 1)
    for row, whole in zip(rows, model.wholes(rows), strict=True):
        assert abs(max(Fraction(0), model.value(row.inputs)) - whole) <= 1


def test_inputs_that_say_the_same_still_have_a_solution() -> None:
    """Must fit two equal inputs, and a constant one, because of the penalty; and refuse to go without."""
    rows = [Row((one, one, 5), 2 * one) for one in range(50)]
    model = fit(sums_of(rows), 1)
    assert model.weights[0] == model.weights[1] > 0
    assert model.weights[2] == 0
    with pytest.raises(InvalidInput, match="penalty"):
        fit(sums_of(rows), 0)


def test_nothing_cannot_be_fitted() -> None:
    """Must refuse no rows, rows of unequal length, and a matrix without an inverse."""
    for rows in ([], [Row((1,), 1), Row((1, 2), 1)]):
        with pytest.raises(InvalidInput, match="rows"):
            sums_of(rows)
    with pytest.raises(InvalidInput, match="matrix"):
        solved([[Fraction(1), Fraction(1)], [Fraction(1), Fraction(1)]], [[Fraction(1)], [Fraction(1)]])
