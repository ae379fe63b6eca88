"""Methane of manure lagoons and of waste water: what would have escaped, and no more than a meter saw destroyed.

Sources: AMS-III.D (manure) and AMS-III.H (waste water).
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import Annotated

from oracle.domain.methods.amounts import (
    Count,
    CubicMetres,
    CubicMetresPerKg,
    Days,
    Kg,
    KgPerCubicMetre,
    KgPerDay,
    Length,
    Ppm,
    Share,
)
from oracle.domain.methods.exact import shown
from oracle.domain.methods.gas_meter import (
    DENSITY,
    EFFICIENCY,
    MOST_HOURS,
    Flare,
    GasHour,
    metered,
    metered_lines,
    metered_missing,
)
from oracle.domain.methods.method import Method, Parameter
from oracle.domain.methods.outcome import KG_PER_T, Deduction, Outcome, settle
from oracle.domain.methods.warming import CH4, SET_OF_PROJECTS, check_set
from registry.errors import InvalidInput

MOST_GROUPS = 200
MANURE_DENSITY = Parameter("density of CH4", "0.00067", "t/m3", "AMS-III.D, at 20 degrees Celsius", "memory")
MANURE_CORRECTION = Parameter("UF", "0.94", "1", "AMS-III.D, model uncertainty", "memory")
WATER_YIELD = Parameter("Bo", "0.25", "kg CH4/kg COD", "IPCC 2006 volume 5 table 6.2, as AMS-III.H", "secondary")
WATER_CORRECTION = Parameter("UF", "0.89", "1", "AMS-III.H, model uncertainty", "secondary")


@dataclass(frozen=True, slots=True)
class FlareRecord:
    """What the meter before the flare saw; without hours nothing was destroyed, and nothing is credited."""

    flow_accuracy_ppm: Ppm
    analyser_accuracy_ppm: Ppm
    flare: Flare = Flare.OPEN
    hours: Annotated[tuple[GasHour, ...], Length(MOST_HOURS)] = ()


@dataclass(frozen=True, slots=True)
class Herd:
    """Animals whose manure went to one system. `methane_yield` B0 per kg of volatile solids; `system_share` MS."""

    name: str
    head: Count
    days: Days
    volatile_solids_kg_per_day: KgPerDay
    methane_yield: CubicMetresPerKg
    methane_conversion: Share
    system_share: Share
    source: str


@dataclass(frozen=True, slots=True)
class ManureInputs:
    """Herds of the period under the baseline's system, and the flare's record."""

    herds: Annotated[tuple[Herd, ...], Length(MOST_GROUPS, 1)]
    flared: FlareRecord
    project_emissions_kg: Kg
    gwp_set: str = SET_OF_PROJECTS


@dataclass(frozen=True, slots=True)
class Stream:
    """Waste water of the period: volume, COD that was removed, and the baseline's methane correction factor."""

    name: str
    volume_m3: CubicMetres
    cod_kg_per_m3: KgPerCubicMetre
    methane_correction: Share
    source: str


@dataclass(frozen=True, slots=True)
class WaterInputs:
    """Streams of the period under the baseline's treatment, and the flare's record."""

    streams: Annotated[tuple[Stream, ...], Length(MOST_GROUPS, 1)]
    flared: FlareRecord
    project_emissions_kg: Kg
    gwp_set: str = SET_OF_PROJECTS


def herd_kg(herd: Herd) -> Fraction:
    """Kilograms of methane of a herd: density x UF x MCF x B0 x N x VS x MS."""
    solids = herd.head * herd.days * herd.volatile_solids_kg_per_day * herd.system_share
    per_kg = MANURE_DENSITY.value * KG_PER_T * MANURE_CORRECTION.value
    return per_kg * herd.methane_conversion * herd.methane_yield * solids


def stream_kg(stream: Stream) -> Fraction:
    """Kilograms of methane of a stream: Q x COD x Bo x MCF x UF."""
    cod = stream.volume_m3 * stream.cod_kg_per_m3
    return cod * WATER_YIELD.value * stream.methane_correction * WATER_CORRECTION.value


def quantify_manure(inputs: ManureInputs) -> Outcome:
    """ER = min(baseline, destroyed) x GWP - PE. Raises InvalidInput for a herd listed twice."""
    check_set(inputs.gwp_set)
    _check_once("herds", [herd.name for herd in inputs.herds])
    lines = [_herd_line(herd) for herd in inputs.herds]
    baseline = sum((herd_kg(herd) for herd in inputs.herds), Fraction(0))
    return _capped(baseline, inputs.flared, inputs.project_emissions_kg, lines)


def quantify_water(inputs: WaterInputs) -> Outcome:
    """ER = min(baseline, destroyed) x GWP - PE."""
    check_set(inputs.gwp_set)
    _check_once("streams", [stream.name for stream in inputs.streams])
    lines = [_stream_line(stream) for stream in inputs.streams]
    baseline = sum((stream_kg(stream) for stream in inputs.streams), Fraction(0))
    return _capped(baseline, inputs.flared, inputs.project_emissions_kg, lines)


def _check_once(field: str, names: list[str]) -> None:
    if len(set(names)) != len(names):
        raise InvalidInput(f"{field}.name", max(names, key=names.count), "each once: listed twice it would count twice")


def _capped(baseline: Fraction, flared: FlareRecord, emissions_kg: Fraction, lines: list[str]) -> Outcome:
    found = metered(flared.hours, flared.flare, flared.flow_accuracy_ppm, flared.analyser_accuracy_ppm)
    lowest = min(baseline, found.methane_kg - found.error_kg)
    counted = min(baseline, found.methane_kg)
    point = counted * CH4.value - emissions_kg
    error = (counted - lowest) * CH4.value
    lines = [
        *lines,
        f"baseline = {shown(baseline)} kg CH4",
        *metered_lines(found, flared.flare),
        f"counted = the smaller of both = {shown(counted)} kg CH4 x {CH4.text} GWP = {shown(counted * CH4.value)} kg",
        f"estimate = that - {shown(emissions_kg)} kg project emissions = {shown(point)} kg",
    ]
    why = f"flow {flared.flow_accuracy_ppm} ppm and analysis {flared.analyser_accuracy_ppm} ppm, both whole"
    missing = metered_missing(found) if flared.hours else ["no metered destruction: nothing is credited without it"]
    return settle(point, error, [Deduction("metering", error, why)], lines, missing)


def _herd_line(herd: Herd) -> str:
    return (
        f"{herd.name} = {herd.head} head x {herd.days} days x {shown(herd.volatile_solids_kg_per_day)} kg VS x"
        f" {shown(herd.system_share)} MS x {shown(herd.methane_yield)} B0 x {shown(herd.methane_conversion)} MCF"
        f" x {MANURE_DENSITY.text} t/m3 x {MANURE_CORRECTION.text} UF x 1000 = {shown(herd_kg(herd))} kg CH4"
        f" ({herd.source})"
    )


def _stream_line(stream: Stream) -> str:
    return (
        f"{stream.name} = {shown(stream.volume_m3)} m3 x {shown(stream.cod_kg_per_m3)} kg COD/m3"
        f" x {WATER_YIELD.text} Bo x {shown(stream.methane_correction)} MCF x {WATER_CORRECTION.text} UF"
        f" = {shown(stream_kg(stream))} kg CH4"
        f" ({stream.source})"
    )


_RULES = {
    "destroyed": "no more is credited than a meter saw destroyed with a flame burning",
    "missing": "without metered destruction nothing is credited; herds and streams that are not listed earn nothing",
    "uncertainty": "UF corrects the model; the whole accuracy of flow meter and analyser is deducted where it binds",
}
_EVIDENCE = ("readings of flow, methane share and flame", "calibration certificates", "sources of the factors")

MANURE = Method(
    id="manure@1",
    name="CarboniX ManureMethane after AMS-III.D, v1",
    after="AMS-III.D; CDM TOOL06",
    kind="Methane",
    formula="ER = min(0.00067 x 0.94 x sum(MCF B0 N VS MS), destroyed) x GWP - PE",
    gas="CH4",
    gwp_set=SET_OF_PROJECTS,
    inputs_type=ManureInputs,
    rule=quantify_manure,
    parameters=(MANURE_DENSITY, MANURE_CORRECTION, DENSITY, *EFFICIENCY.values(), CH4),
    rules=_RULES,
    evidence=("counts of the herds", *_EVIDENCE),
)

WASTEWATER = Method(
    id="wastewater@1",
    name="CarboniX WastewaterMethane after AMS-III.H, v1",
    after="AMS-III.H; CDM TOOL06",
    kind="Methane",
    formula="ER = min(sum(Q COD 0.25 MCF 0.89), destroyed) x GWP - PE",
    gas="CH4",
    gwp_set=SET_OF_PROJECTS,
    inputs_type=WaterInputs,
    rule=quantify_water,
    parameters=(WATER_YIELD, WATER_CORRECTION, DENSITY, *EFFICIENCY.values(), CH4),
    rules=_RULES,
    evidence=("volumes and laboratory reports of COD", *_EVIDENCE),
)
