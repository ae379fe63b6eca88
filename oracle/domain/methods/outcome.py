"""What a methodology answers: estimate, interval, deductions, and the kilograms that may be credited."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import floor

from oracle.domain.methods.exact import shown

KG_PER_T = 1000


@dataclass(frozen=True, slots=True)
class Deduction:
    """Kilograms that are taken off the estimate before credit, never negative, with the reason."""

    name: str
    kg: Fraction
    why: str


@dataclass(frozen=True, slots=True)
class Outcome:
    """The quantity of a period, exact kg of CO2e; positive reduces or removes, negative is a reversal.

    `low` and `high` are the interval that the method states. `missing` names what was not delivered and how it was
    counted. `lines` are the steps with their numbers.
    """

    point: Fraction
    low: Fraction
    high: Fraction
    deductions: tuple[Deduction, ...]
    lines: tuple[str, ...]
    missing: tuple[str, ...] = ()

    @property
    def point_kg(self) -> int:
        """The estimate, rounded down in favour of the atmosphere."""
        return floor(self.point)

    @property
    def creditable_kg(self) -> int:
        """The estimate less all deductions, rounded down; negative for a reversal, never clipped to zero."""
        return floor(self.point - sum(deduction.kg for deduction in self.deductions))


def settle(
    point: Fraction, error: Fraction, deductions: Sequence[Deduction], lines: Sequence[str], missing: Sequence[str] = ()
) -> Outcome:
    """The outcome of an estimate with a symmetric error (kg); closes the lines with what is credited."""
    return settle_between(point, point - error, point + error, deductions, lines, missing)


def settle_between(
    point: Fraction,
    low: Fraction,
    high: Fraction,
    deductions: Sequence[Deduction],
    lines: Sequence[str],
    missing: Sequence[str] = (),
) -> Outcome:
    """The outcome of an estimate with its interval (kg). What is missing without a rule of its own earns nothing."""
    kept = tuple(deduction for deduction in deductions if deduction.kg)
    closing = [f"interval = {shown(low)} to {shown(high)} kg"]
    closing += [f"deduction, {each.name} = {shown(each.kg)} kg: {each.why}" for each in kept]
    outcome = Outcome(point, low, high, kept, (), tuple(missing))
    closing.append(f"creditable = estimate - deductions, rounded down = {outcome.creditable_kg} kg")
    return Outcome(point, low, high, kept, (*lines, *closing), tuple(missing))


def withheld(point: Fraction, taken: Sequence[Deduction], why: str) -> Deduction:
    """Takes what is left of a gain where something that could lower it is missing; a loss stays as it is."""
    left = point - sum(each.kg for each in taken)
    return Deduction("missing data", max(left, Fraction(0)), why)
