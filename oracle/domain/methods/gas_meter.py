"""Methane that a meter saw on its way to a flare that was burning: hour by hour, nothing without a flame signal.

Source: ACM0001, AMS-III.G and TOOL06 (default flare efficiencies).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from typing import Annotated

from oracle.domain.methods.amounts import Kg, Length, NormalCubicMetres, Ppm, Share
from oracle.domain.methods.exact import shown
from oracle.domain.methods.method import Method, Parameter
from oracle.domain.methods.outcome import KG_PER_T, Deduction, Outcome, settle
from oracle.domain.methods.warming import CH4, SET_OF_PROJECTS, check_set

PPM = 1_000_000
MOST_HOURS = 8_784  # a leap year


class Flare(StrEnum):
    """What the gas burns in."""

    ENCLOSED = "enclosed"
    OPEN = "open"


DENSITY = Parameter("density of CH4", "0.000716", "t/Nm3", "ACM0001, at 0 degrees Celsius and 101.325 kPa", "secondary")
EFFICIENCY = {
    flare: Parameter(f"efficiency_{flare.value}", text, "1", "CDM TOOL06, default", "secondary")
    for flare, text in zip(Flare, ("0.9", "0.5"), strict=True)
}


@dataclass(frozen=True, slots=True)
class GasHour:
    """One hour of the meter, as it was delivered: what is absent was not measured."""

    gas_nm3: NormalCubicMetres
    ch4_share: Share | None = None
    flame: bool | None = None


@dataclass(frozen=True, slots=True)
class Metered:
    """Kilograms of methane that were destroyed, the error of the two instruments, and the hours that earned nothing."""

    methane_kg: Fraction
    error_kg: Fraction
    burning: int
    dark: int
    unmeasured: int


@dataclass(frozen=True, slots=True)
class DestroyedInputs:
    """The hours of a flare, with the declared accuracy of flow meter and analyser (ppm of the value)."""

    flare: Flare
    hours: Annotated[tuple[GasHour, ...], Length(MOST_HOURS)]
    flow_accuracy_ppm: Ppm
    analyser_accuracy_ppm: Ppm
    project_emissions_kg: Kg
    gwp_set: str = SET_OF_PROJECTS


def metered(hours: Sequence[GasHour], flare: Flare, flow_ppm: int, analyser_ppm: int) -> Metered:
    """sum(Nm3 x CH4 share) x density x efficiency over the hours with a flame; both instruments err low."""
    counted = [hour for hour in hours if hour.flame and hour.ch4_share is not None]
    volume = sum((hour.gas_nm3 * hour.ch4_share for hour in counted if hour.ch4_share is not None), Fraction(0))
    methane = volume * DENSITY.value * KG_PER_T * EFFICIENCY[flare].value
    kept = (1 - Fraction(flow_ppm, PPM)) * (1 - Fraction(analyser_ppm, PPM))
    dark = sum(hour.flame is False for hour in hours)
    return Metered(methane, methane * (1 - kept), len(counted), dark, len(hours) - len(counted) - dark)


def metered_lines(found: Metered, flare: Flare) -> list[str]:
    """How the metered methane came about."""
    return [
        f"hours: {found.burning} with flame and analysis, {found.dark} without flame, {found.unmeasured} unmeasured",
        (
            f"destroyed = sum(Nm3 x share) x {DENSITY.text} t/Nm3 x {EFFICIENCY[flare].text} {flare.value} flare"
            f" x 1000 kg/t = {shown(found.methane_kg)} kg CH4"
        ),
    ]


def metered_missing(found: Metered) -> list[str]:
    """What the meter did not deliver."""
    return [f"{found.unmeasured} hours without flame signal or analysis earn nothing"] if found.unmeasured else []


def quantify(inputs: DestroyedInputs) -> Outcome:
    """ER = destroyed methane x GWP - PE; the whole accuracy of both instruments is deducted."""
    check_set(inputs.gwp_set)
    found = metered(inputs.hours, inputs.flare, inputs.flow_accuracy_ppm, inputs.analyser_accuracy_ppm)
    gross, error = found.methane_kg * CH4.value, found.error_kg * CH4.value
    point = gross - inputs.project_emissions_kg
    lines = [
        *metered_lines(found, inputs.flare),
        f"gross = {shown(found.methane_kg)} kg x {CH4.text} GWP = {shown(gross)} kg",
        f"estimate = gross - {shown(inputs.project_emissions_kg)} kg project emissions = {shown(point)} kg",
    ]
    why = f"flow {inputs.flow_accuracy_ppm} ppm and analysis {inputs.analyser_accuracy_ppm} ppm, both whole"
    return settle(point, error, [Deduction("metering", error, why)], lines, metered_missing(found))


DESTROYED = Method(
    id="methane-destroyed@1",
    name="CarboniX DestroyedMethane after ACM0001, v1",
    after="ACM0001; AMS-III.G; CDM TOOL06",
    kind="Methane",
    formula="ER = sum(Nm3 x CH4 share) x 0.000716 t/Nm3 x flare efficiency x GWP - PE, over hours with a flame",
    gas="CH4",
    gwp_set=SET_OF_PROJECTS,
    inputs_type=DestroyedInputs,
    rule=quantify,
    parameters=(DENSITY, *EFFICIENCY.values(), CH4),
    rules={
        "flame": "an hour without a flame signal earns nothing, whatever flowed",
        "missing": "an hour without analysis or flame signal, or not listed, earns nothing",
        "uncertainty": "the whole declared accuracy of flow meter and analyser is deducted",
    },
    evidence=("readings of flow, methane share and flame", "calibration certificates of both instruments"),
)
