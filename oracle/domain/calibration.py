"""The calibration of a channel: a ridge regression that extrapolates, and the hull inside which trees may speak.

Everything is decimal: the same model gives the same integer on every machine. A calibrated value is never below what
the quantity can be, and carries a lower bound that 90 % of the values of later blocks of the training time kept.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_FLOOR, ROUND_HALF_EVEN, Context, Decimal, localcontext
from fractions import Fraction

from oracle.domain.conformal import quantile
from oracle.domain.ridge import Ridge, Row, inverse
from registry.errors import InvalidInput

DIGITS = 12
PRECISION = 34
MISSED_PPM = 100_000
HULL_SHARE = Fraction(99, 100)
"""The hull holds this share of the training rows: the farthest hundredth is where a model has seen least."""
HULL_PENALTY = Fraction(1, 1000)
"""Added to each diagonal element of the inputs' correlations, so that inputs that say the same have an inverse."""


@dataclass(frozen=True, slots=True)
class Input:
    """A measured input in integers of its unit: how it is scaled, and the range that the training rows had."""

    name: str
    unit: str
    centre: Decimal
    scale: int
    lowest: int
    highest: int


@dataclass(frozen=True, slots=True)
class Calibration:
    """A fitted calibration of `quantity` in integers of `unit`.

    `precision` is the inverse of the inputs' correlations; a row lies inside the hull if each input is in its range
    and the row's squared Mahalanobis distance is at most `hull_limit`. `margin`: how far a bound lies below its value.
    """

    quantity: str
    unit: str
    inputs: tuple[Input, ...]
    intercept: Decimal
    weights: tuple[Decimal, ...]
    precision: tuple[tuple[Decimal, ...], ...]
    hull_limit: Decimal
    margin: int


@dataclass(frozen=True, slots=True)
class Calibrated:
    """A calibrated value with its lower bound, both integers of the calibration's unit, and who gave it."""

    value: int
    lower: int
    by: str
    inside: bool


def calibration_of(
    quantity: str, unit: str, inputs: Sequence[tuple[str, str]], model: Ridge, rows: Sequence[Row]
) -> Calibration:
    """The fitted model with its hull over the training rows; its margin is 0 until `with_margin` sets it."""
    ranges = [(min(column), max(column)) for column in zip(*(row.inputs for row in rows), strict=True)]
    told = zip(inputs, model.centres, model.scales, ranges, strict=True)
    named = tuple(Input(name, of, decimal_of(centre), scale, *span) for (name, of), centre, scale, span in told)
    penalised = [
        [one + (HULL_PENALTY if place == column else 0) for column, one in enumerate(row)]
        for place, row in enumerate(model.correlations)
    ]
    precision = tuple(tuple(decimal_of(one) for one in row) for row in inverse(penalised))
    weights = tuple(decimal_of(one) for one in model.weights)
    bare = Calibration(quantity, unit, named, decimal_of(model.intercept), weights, precision, Decimal(0), 0)
    distances = sorted(_distance(bare, row.inputs) for row in rows)
    limit = distances[max(0, -(-len(rows) * HULL_SHARE.numerator // HULL_SHARE.denominator) - 1)]
    return Calibration(quantity, unit, named, bare.intercept, weights, precision, limit, 0)


def values_of(calibration: Calibration, named: Mapping[str, int]) -> tuple[int, ...]:
    """The inputs in the calibration's order. Raises InvalidInput for one that is missing, or one too many."""
    wanted = [one.name for one in calibration.inputs]
    if set(named) != set(wanted):
        raise InvalidInput("inputs", ", ".join(sorted(named)), f"exactly {', '.join(wanted)}")
    return tuple(named[name] for name in wanted)


def estimate(calibration: Calibration, inputs: Sequence[int]) -> int:
    """The ridge's value, rounded half to even (in favour of nobody), never below 0."""
    with localcontext(Context(prec=PRECISION)):
        parts = zip(calibration.weights, _scaled(calibration, inputs), strict=True)
        exact = sum((weight * one for weight, one in parts), calibration.intercept)
        return max(0, int(exact.to_integral_value(ROUND_HALF_EVEN)))


def is_inside(calibration: Calibration, inputs: Sequence[int]) -> bool:
    """True inside the hull of the training rows: every input in its range, and the row near enough to their middle."""
    in_range = all(one.lowest <= value <= one.highest for one, value in zip(calibration.inputs, inputs, strict=True))
    return in_range and _distance(calibration, inputs) <= calibration.hull_limit


def bounded(calibration: Calibration, value: int, by: str, *, inside: bool) -> Calibrated:
    """The value with its lower bound."""
    return Calibrated(value, max(0, value - calibration.margin), by, inside)


def margin_of(errors: Sequence[int]) -> int:
    """What must be taken off a value so that 90 % of later truths lie above (split conformal, one-sided).

    `errors` are estimate - truth on rows that the fit had not seen. Raises InvalidInput where they are too few.
    """
    found = quantile((Fraction(error) for error in errors), MISSED_PPM)
    if found is None:
        raise InvalidInput("errors", len(errors), "enough for a bound that 90 % of the truths keep, 9 at least")
    return max(0, int(found))


def decimal_of(exact: Fraction) -> Decimal:
    """The fraction in twelve significant digits, rounded half to even: no more is stored of a coefficient."""
    with localcontext(Context(prec=DIGITS, rounding=ROUND_HALF_EVEN)):
        return Decimal(exact.numerator) / Decimal(exact.denominator)


def _distance(calibration: Calibration, inputs: Sequence[int]) -> Decimal:
    with localcontext(Context(prec=PRECISION, rounding=ROUND_FLOOR)):
        scaled = _scaled(calibration, inputs)
        rows = (
            one * sum(part * other for part, other in zip(row, scaled, strict=True))
            for one, row in zip(scaled, calibration.precision, strict=True)
        )
        return sum(rows, Decimal(0))


def _scaled(calibration: Calibration, inputs: Sequence[int]) -> list[Decimal]:
    told = zip(calibration.inputs, inputs, strict=True)
    return [(Decimal(value) - one.centre) / one.scale for one, value in told]
