"""ER = net MWh x EF - PE, exact, rounded down; losing or worsening data never raises it (I-12)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from oracle.domain.methodology import PROJECT_FACTOR, accept_factor, methodology_document
from oracle.domain.quality import sift
from oracle.domain.readings import Period, Reading, Row
from oracle.domain.renewable_power import Quantity, daily_cap_kg, measure, quantify, quantify_energy
from oracle.errors import FactorNotForProjects
from tests.oracle.meters import METER, START_S, period, reading, row

MINUTES = 12
POWERS = st.integers(METER.lowest_uw, METER.highest_uw)
GIVEN_READINGS = st.dictionaries(st.integers(0, MINUTES - 1), POWERS, min_size=1).map(
    lambda powers: [reading(minute, power) for minute, power in sorted(powers.items())]
)


def quantity_of(readings: Sequence[Reading], over: Period | None = None) -> Quantity:
    energy = measure(METER, over or period(MINUTES), readings)
    return quantify_energy(energy, METER, PROJECT_FACTOR, Fraction(0))


def test_a_gigawatt_hour_gives_the_golden_number() -> None:
    """Must give 556.2 t for 1 GWh: the T-VER project factor, not the footprint factor's 475.0 t."""
    quantity = quantify(Fraction(10**6), Fraction(0), PROJECT_FACTOR, 0, Fraction(0))
    assert (quantity.point_kg, quantity.lower_bound_kg, quantity.net_mwh) == (556_200, 556_200, 1000)


def test_project_emissions_and_own_use_reduce_the_result() -> None:
    """Must subtract both, exactly, and deduct the accuracy on either side of the meter."""
    quantity = quantify(Fraction(2000), Fraction(1000), PROJECT_FACTOR, 10_000, Fraction("56.2"))
    assert quantity.point_kg == 500
    assert quantity.lower_bound_exact_kg == (Fraction(1980) - 1010) * Fraction("0.5562") - Fraction("56.2")


def test_a_negative_result_stays_negative_and_rounds_away_from_credit() -> None:
    """Must never clip a reversal to zero; rounding down makes it larger, in favour of the atmosphere."""
    quantity = quantify(Fraction(0), Fraction(1), PROJECT_FACTOR, 0, Fraction(0))
    assert (quantity.point_kg, quantity.lower_bound_kg) == (-1, -1)
    assert (quantity.whole_credits, quantity.carried_kg) == (0, 0)


def test_gaps_export_nothing_and_are_charged_the_own_use() -> None:
    """Must credit no interval without a reading, and charge it what the idle plant may have drawn."""
    energy = measure(METER, period(10), [reading(0, 10**9), reading(1, -(10**7))])
    assert (energy.readings, energy.missing_s) == (2, 480)
    assert energy.exported_uws == 60 * 10**9
    assert energy.gap_charge_uws == 480 * METER.own_use_uw
    assert energy.own_use_uws == 60 * 10**7 + energy.gap_charge_uws


def test_a_reading_across_the_edge_of_the_period_is_not_counted() -> None:
    """Must count only intervals that lie wholly in the period: two periods never share one."""
    readings = [reading(minute, 10**9) for minute in range(4)]
    first = measure(METER, Period(START_S, START_S + 90), readings)
    second = measure(METER, Period(START_S + 90, START_S + 240), readings)
    assert (first.readings, second.readings) == (1, 2)


@given(GIVEN_READINGS, st.data())
def test_dropping_a_reading_never_raises_either_figure(readings: list[Reading], data: st.DataObject) -> None:
    """Must not reward lost data, own use at night included (I-12)."""
    lost = data.draw(st.integers(0, len(readings) - 1))
    before, after = quantity_of(readings), quantity_of(readings[:lost] + readings[lost + 1 :])
    assert after.point_exact_kg <= before.point_exact_kg
    assert after.lower_bound_exact_kg <= before.lower_bound_exact_kg
    assert after.lower_bound_kg <= before.lower_bound_kg


@given(GIVEN_READINGS, st.data())
def test_worsening_a_row_never_raises_the_lower_bound(readings: list[Reading], data: st.DataObject) -> None:
    """Must not reward a lower, an impossible or an unreadable value, through the sieve and the quantity (I-12)."""
    place = data.draw(st.integers(0, len(readings) - 1))
    lower = st.integers(METER.lowest_uw - 10**7, readings[place].power_uw).map(_watts)
    worse = data.draw(st.one_of(lower, st.sampled_from(["", "NaN", "99999", "-99999", "1e9"])))
    rows = [row(at, (each.start_s - START_S) // 60, _watts(each.power_uw)) for at, each in enumerate(readings)]
    spoiled = [Row(each.number, each.time, worse, each.unit) if each.number == place else each for each in rows]
    before, after = (quantity_of(sift(METER, each).accepted) for each in (rows, spoiled))
    assert after.lower_bound_exact_kg <= before.lower_bound_exact_kg


@given(GIVEN_READINGS, st.integers(0, 999_999))
def test_the_lower_bound_is_never_above_the_estimate(readings: list[Reading], accuracy_ppm: int) -> None:
    """Must hold lower bound <= point estimate for every accuracy: the contract refuses anything else."""
    meter = replace(METER, accuracy_ppm=accuracy_ppm)
    quantity = quantify_energy(measure(meter, period(MINUTES), readings), meter, PROJECT_FACTOR, Fraction(0))
    assert quantity.lower_bound_kg <= quantity.point_kg


@given(GIVEN_READINGS)
def test_no_day_can_beat_the_cap(readings: list[Reading]) -> None:
    """Must stay within the daily cap that follows from the meter's highest power."""
    quantity = quantity_of(readings)
    assert quantity.point_exact_kg * 86_400 <= (daily_cap_kg(METER, PROJECT_FACTOR) + 1) * period(MINUTES).length_s


@pytest.mark.parametrize("factor", ["0.4750", "0.475", "0.4999", "0.0812"])
def test_a_footprint_factor_is_refused_by_name(factor: str) -> None:
    """Must never credit by the factor of an organisation's footprint, however it is written."""
    with pytest.raises(FactorNotForProjects) as refused:
        accept_factor(factor)
    assert refused.value.name == "FactorNotForProjects"
    assert refused.value.facts["value"] == factor
    assert "footprint factor" in refused.value.facts["rule"]
    assert "0.5562" in refused.value.facts["rule"]


def test_any_other_factor_is_refused_as_well() -> None:
    """Must take the factor of the methodology's version and no other, however close."""
    with pytest.raises(FactorNotForProjects):
        accept_factor("0.5563")
    assert accept_factor("0.55620") is PROJECT_FACTOR


def test_the_document_names_the_factors_source_and_confidence() -> None:
    """Must show that the factor is from a secondary source."""
    factor = methodology_document()["factor"]
    assert isinstance(factor, dict)
    assert (factor["value"], factor["confidence"]) == ("0.5562", "secondary")
    assert "T-VER-S-METH-09-06" in factor["source"]


def _watts(power_uw: int) -> str:
    sign, (whole, rest) = "-" if power_uw < 0 else "", divmod(abs(power_uw), 10**6)
    return f"{sign}{whole}.{rest:06d}"
