"""Whether a participant absorbs or emits: the interval of removals less emissions over one accounting year.

Method, in exact fractions until the square root:

1. The year is the twelve months that end with the series, or end where the caller says. A period that crosses an edge
   of the year counts with its share of time.
2. The point is the sum of what is inside. What no period covers counts with zero, and may have been anything between
   the greatest rate of the file taken away and the same added: a gap widens on both sides and never moves the point.
3. More than MOST_SINGLE periods in the year are summed up into its twelfths: what days share with their neighbours is
   then inside a block. The spread of the periods' (or blocks') rates is taken from second differences (Wolter 1985,
   variance of systematic samples): a season that turns slowly drops out, everything irregular counts as error. Below
   LEAST_FOR_DIFFERENCES periods it is the plain sample variance, which counts the season as error, too.
4. half width = t x spread x sqrt(sum of squared lengths); t is Student's two-sided quantile, its freedom rounded down.
5. Kilograms are rounded outwards. Entirely above zero: absorber. Entirely below: emitter. Else, and where there is one
   period only, neutral.
6. The class of a year that is not covered to the second is provisional, and allows nothing: the period that was left
   out may have emitted more than any other of the file, and leaving it out must not earn a better standing.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_UP, Decimal, localcontext
from enum import StrEnum
from fractions import Fraction
from itertools import pairwise

from oracle.domain.flux_series import DAY_S, FluxPeriod
from oracle.domain.readings import Period
from oracle.domain.student_t import quantile

METHOD = "carbonix/classification/1"
LEAST_FOR_DIFFERENCES = 8
LEAST_FOR_SPREAD = 2
MOST_SINGLE = 24
BLOCKS = 12
# Of d = x[i-1] - 2 x[i] + x[i+1] over independent x: variance 6, covariances -4 and 1 with the next and the one after.
DIFFERENCE_VARIANCE = 6
FREEDOM_OF_DIFFERENCES = Fraction(6**2, 6**2 + 2 * 4**2 + 2 * 1**2)
ROOT_DIGITS = 60
PPM = 1_000_000


class ParticipantClass(StrEnum):
    """The three classes of the specification."""

    ABSORBER = "absorber"
    NEUTRAL = "neutral"
    EMITTER = "emitter"


@dataclass(frozen=True, slots=True)
class Interval:
    """Bounds of the year's balance in kg, rounded outwards; positive removes."""

    low_kg: int
    high_kg: int

    @property
    def participant_class(self) -> ParticipantClass:
        """Which side of zero the whole interval is on."""
        if self.low_kg > 0:
            return ParticipantClass.ABSORBER
        return ParticipantClass.EMITTER if self.high_kg < 0 else ParticipantClass.NEUTRAL


@dataclass(frozen=True, slots=True)
class Classification:
    """A year's class with all that it came from. Kilograms of CO2e, positive removes; seconds; ppm of the year."""

    year: Period
    confidence_percent: int
    periods: int
    covered_ppm: int
    missing_s: int
    net_kg: Fraction
    spread_kg: Fraction | None  # half width that the periods' irregularity gives; None: one period has no spread
    gap_kg: Fraction  # half width that the gaps add
    interval: Interval | None
    participant_class: ParticipantClass

    @property
    def provisional(self) -> bool:
        """True for a year that lacks a part: what a class allows is allowed by a whole year only."""
        return self.missing_s > 0


def classify(series: Sequence[FluxPeriod], year: Period, confidence_percent: int) -> Classification:
    """The class over `year` of a series that is in order and free of overlaps (see `flux_series.read_series`).

    A year that lacks a part has a provisional class, widened by its gaps. Raises InvalidInput for another confidence
    than `student_t` holds.
    """
    within = _parts(series, year)
    covered_s = sum(part.length_s for part in within)
    missing_s = year.length_s - covered_s
    net_kg = sum((part.net_kg for part in within), Fraction(0))
    fastest = max((abs(period.rate_kg_per_s) for period in series), default=Fraction(0))
    gap_kg, spread_kg = missing_s * fastest, _half_width(_blocks(within, year), confidence_percent)
    interval = None if spread_kg is None else _outwards(net_kg, spread_kg + gap_kg)
    return Classification(
        year=year,
        confidence_percent=confidence_percent,
        periods=len(within),
        covered_ppm=covered_s * PPM // year.length_s,
        missing_s=missing_s,
        net_kg=net_kg,
        spread_kg=spread_kg,
        gap_kg=gap_kg,
        interval=interval,
        participant_class=ParticipantClass.NEUTRAL if interval is None else interval.participant_class,
    )


def explain(found: Classification) -> list[str]:
    """The class in steps that a reader can follow with a calculator."""
    covered, missing = found.covered_ppm / Decimal(10_000), Decimal(found.missing_s) / DAY_S
    steps = [
        f"{found.periods} periods cover {covered:.2f} % of the year, {missing:.2f} days are missing",
        f"removals less emissions of these periods: {_kg(found.net_kg)} kg",
    ]
    if found.spread_kg is None or found.interval is None:
        no_interval = f"{LEAST_FOR_SPREAD} periods are the least that show a spread: no interval"
        return [*steps, f"{no_interval}, hence {found.participant_class.value}", *_what_lacks(found)]
    how = "second differences" if found.periods >= LEAST_FOR_DIFFERENCES else "the plain sample variance"
    if found.periods > MOST_SINGLE:
        how = f"{how}, summed up into the twelfths of the year,"
    return [
        *steps,
        f"irregularity of the periods by {how}, at {found.confidence_percent} %: +/- {_kg(found.spread_kg)} kg",
        f"what is missing may have had the greatest rate of the file in either direction: +/- {_kg(found.gap_kg)} kg",
        f"interval {found.interval.low_kg} to {found.interval.high_kg} kg: {found.participant_class.value}",
        *_what_lacks(found),
    ]


def _what_lacks(found: Classification) -> list[str]:
    why = "provisional: a year that lacks a part allows nothing, since what was left out may have emitted more"
    return [why] if found.provisional else []


def _parts(series: Sequence[FluxPeriod], span: Period) -> list[FluxPeriod]:
    return [part for part in (_within(period, span) for period in series) if part is not None]


def _blocks(within: list[FluxPeriod], year: Period) -> list[FluxPeriod]:
    """The twelfths of the year, each as long as what is covered of it."""
    if len(within) <= MOST_SINGLE:
        return within
    edges = [year.start_s + year.length_s * edge // BLOCKS for edge in range(BLOCKS + 1)]
    blocks = []
    for start, end in pairwise(edges):
        parts = _parts(within, Period(start, end))
        if parts:
            covered_s = sum(part.length_s for part in parts)
            blocks.append(
                FluxPeriod(parts[0].row, start, start + covered_s, sum((p.net_kg for p in parts), Fraction(0)))
            )
    return blocks


def _within(period: FluxPeriod, year: Period) -> FluxPeriod | None:
    start, end = max(period.start_s, year.start_s), min(period.end_s, year.end_s)
    if start >= end:
        return None
    share = Fraction(end - start, period.length_s)
    return FluxPeriod(period.row, start, end, period.net_kg * share)


def _half_width(within: Sequence[FluxPeriod], confidence_percent: int) -> Fraction | None:
    if len(within) < LEAST_FOR_SPREAD:
        return None
    rates = [period.rate_kg_per_s for period in within]
    differences = len(rates) >= LEAST_FOR_DIFFERENCES
    variance, freedom = _from_differences(rates) if differences else _from_sample(rates)
    squared = variance * sum(period.length_s**2 for period in within)
    return quantile(confidence_percent, freedom) * _root_upwards(squared)


def _from_differences(rates: Sequence[Fraction]) -> tuple[Fraction, int]:
    bends = [before - 2 * at + after for before, at, after in zip(rates, rates[1:], rates[2:], strict=False)]
    variance = sum((bend**2 for bend in bends), Fraction(0)) / (DIFFERENCE_VARIANCE * len(bends))
    return variance, max(1, int(len(bends) * FREEDOM_OF_DIFFERENCES))


def _from_sample(rates: Sequence[Fraction]) -> tuple[Fraction, int]:
    mean = sum(rates, Fraction(0)) / len(rates)
    freedom = len(rates) - 1
    return sum(((rate - mean) ** 2 for rate in rates), Fraction(0)) / freedom, freedom


def _root_upwards(value: Fraction) -> Fraction:
    with localcontext() as context:
        context.prec, context.rounding = ROOT_DIGITS, ROUND_UP
        return Fraction((Decimal(value.numerator) / Decimal(value.denominator)).sqrt().next_plus()) if value else value


def _outwards(point_kg: Fraction, half_kg: Fraction) -> Interval:
    low, high = point_kg - half_kg, point_kg + half_kg
    return Interval(low.numerator // low.denominator, -(-high.numerator // high.denominator))


def _kg(value: Fraction) -> str:
    return f"{Decimal(value.numerator) / Decimal(value.denominator):.3f}"
