"""Ridge regression in whole numbers and fractions: the same rows give the same coefficients, digit for digit, anywhere.

Source: Hoerl and Kennard, Ridge Regression, Technometrics 12 (1970). Inputs are centred and scaled before the penalty;
the intercept carries none. The normal equations are summed as integers and solved as fractions, without any rounding.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import isqrt

from registry.errors import InvalidInput

STEP = 10**18
Matrix = list[list[Fraction]]


@dataclass(frozen=True, slots=True)
class Row:
    """One hour at the reference: the inputs in their order and the reference's value, integers of the smallest unit."""

    inputs: tuple[int, ...]
    target: int


@dataclass(frozen=True, slots=True)
class Sums:
    """What ridge regression needs of rows: sums of values and of products; sums of two sets of rows can be added."""

    rows: int
    inputs: tuple[int, ...]
    target: int
    products: tuple[tuple[int, ...], ...]
    with_target: tuple[int, ...]

    def __add__(self, other: Sums) -> Sums:
        return Sums(
            self.rows + other.rows,
            _added(self.inputs, other.inputs),
            self.target + other.target,
            tuple(_added(left, right) for left, right in zip(self.products, other.products, strict=True)),
            _added(self.with_target, other.with_target),
        )


@dataclass(frozen=True, slots=True)
class Ridge:
    """target = intercept + sum of weight x (input - centre) / scale; a scale is the whole part of the deviation."""

    centres: tuple[Fraction, ...]
    scales: tuple[int, ...]
    intercept: Fraction
    weights: tuple[Fraction, ...]
    correlations: tuple[tuple[Fraction, ...], ...]

    def value(self, inputs: Sequence[int]) -> Fraction:
        """The estimate for one row."""
        parts = zip(self.weights, inputs, self.centres, self.scales, strict=True)
        return self.intercept + sum((weight * (one - centre) / scale for weight, one, centre, scale in parts))

    def wholes(self, rows: Sequence[Row]) -> list[int]:
        """The estimates of many rows, rounded down and never below 0: coefficients are cut to 18 decimals once."""
        slopes = [int(weight * STEP / scale) for weight, scale in zip(self.weights, self.scales, strict=True)]
        drawn = sum((weight * at / by for weight, at, by in zip(self.weights, self.centres, self.scales, strict=True)))
        base = int((self.intercept - drawn) * STEP)
        return [max(0, (base + _dot(slopes, row.inputs)) // STEP) for row in rows]


def sums_of(rows: Sequence[Row]) -> Sums:
    """The sums of the rows. Raises InvalidInput for none at all, or rows of unequal length."""
    if not rows or len({len(row.inputs) for row in rows}) != 1:
        raise InvalidInput("rows", len(rows), "at least one row, all with the same inputs")
    columns = list(zip(*(row.inputs for row in rows), strict=True))
    targets = [row.target for row in rows]
    return Sums(
        len(rows),
        tuple(sum(column) for column in columns),
        sum(targets),
        tuple(tuple(_dot(left, right) for right in columns) for left in columns),
        tuple(_dot(column, targets) for column in columns),
    )


def fit(sums: Sums, penalty: int) -> Ridge:
    """The ridge regression with this penalty on scaled inputs. Raises InvalidInput for a penalty below 1."""
    if penalty < 1:
        raise InvalidInput("penalty", penalty, "at least 1: inputs that say the same must not break the solution")
    count = range(len(sums.inputs))
    centred = [[_centred(sums, row, column) for column in count] for row in count]
    scales = tuple(max(1, isqrt(int(centred[one][one] / sums.rows))) for one in count)
    scaled = [[centred[row][column] / (scales[row] * scales[column]) for column in count] for row in count]
    wanted = [
        (sums.with_target[one] - Fraction(sums.inputs[one] * sums.target, sums.rows)) / scales[one] for one in count
    ]
    penalised = [[scaled[row][column] + (penalty if row == column else 0) for column in count] for row in count]
    return Ridge(
        tuple(Fraction(total, sums.rows) for total in sums.inputs),
        scales,
        Fraction(sums.target, sums.rows),
        tuple(row[0] for row in solved(penalised, [[one] for one in wanted])),
        tuple(tuple(one / sums.rows for one in row) for row in scaled),
    )


def solved(matrix: Sequence[Sequence[Fraction]], wanted: Sequence[Sequence[Fraction]]) -> Matrix:
    """X with matrix x X = wanted, by elimination (Gauss). Raises InvalidInput for a matrix that has no inverse."""
    rows = [[*left, *right] for left, right in zip(matrix, wanted, strict=True)]
    for place in range(len(rows)):
        pivot = next((row for row in range(place, len(rows)) if rows[row][place]), None)
        if pivot is None:
            raise InvalidInput("matrix", f"{len(rows)} rows", "no row may be a combination of the others")
        rows[place], rows[pivot] = rows[pivot], rows[place]
        head = rows[place][place]
        rows[place] = [one / head for one in rows[place]]
        for other in range(len(rows)):
            factor = rows[other][place]
            if other != place and factor:
                rows[other] = [one - factor * two for one, two in zip(rows[other], rows[place], strict=True)]
    return [row[len(matrix) :] for row in rows]


def inverse(matrix: Sequence[Sequence[Fraction]]) -> Matrix:
    """The inverse. Raises InvalidInput as `solved` does."""
    count = range(len(matrix))
    return solved(matrix, [[Fraction(row == column) for column in count] for row in count])


def _centred(sums: Sums, row: int, column: int) -> Fraction:
    return sums.products[row][column] - Fraction(sums.inputs[row] * sums.inputs[column], sums.rows)


def _dot(left: Sequence[int], right: Sequence[int]) -> int:
    return sum(one * other for one, other in zip(left, right, strict=True))


def _added(left: tuple[int, ...], right: tuple[int, ...]) -> tuple[int, ...]:
    return tuple(one + other for one, other in zip(left, right, strict=True))
