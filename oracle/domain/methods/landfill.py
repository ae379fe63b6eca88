"""Methane that waste would have made in a landfill, by first-order decay, in one year after it was kept out of it.

Source: CDM TOOL04 (emissions from solid waste disposal sites); IPCC 2006 volume 5 for its defaults.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from typing import Annotated

from oracle.domain.methods.amounts import Kg, Length, Ppm, Share, Tonnes, Year
from oracle.domain.methods.exact import exponential, shown
from oracle.domain.methods.method import Method, Parameter
from oracle.domain.methods.outcome import KG_PER_T, Deduction, Outcome, settle_between
from oracle.domain.methods.warming import CH4, SET_OF_PROJECTS, check_set
from registry.errors import InvalidInput

PPM = 1_000_000
MOST_DEPOSITS = 2_000
LONGEST_DECAY_YEARS = 100


class Waste(StrEnum):
    """Kinds of waste that decay."""

    FOOD = "food"
    GARDEN = "garden"
    PAPER = "paper"
    WOOD = "wood"
    TEXTILES = "textiles"
    SLUDGE = "sludge"


class Climate(StrEnum):
    """Climates of the decay rate: mean annual temperature above or below 20 degrees Celsius, wet or dry."""

    TROPICAL_WET = "tropicalWet"
    TROPICAL_DRY = "tropicalDry"
    TEMPERATE_WET = "temperateWet"
    TEMPERATE_DRY = "temperateDry"


class Site(StrEnum):
    """How the landfill is run: what share of the waste decays without air."""

    MANAGED = "managedAnaerobic"
    SEMI_AEROBIC = "managedSemiAerobic"
    DEEP = "unmanagedDeep"
    SHALLOW = "unmanagedShallow"
    UNKNOWN = "uncategorised"


_IPCC = "IPCC 2006 volume 5"
_LISTED = "as the package bonsai_ipcc 0.5.3 lists it"
PHI = Parameter("phi", "0.75", "1", "CDM TOOL04, model correction for a baseline in a humid climate", "memory")
OXIDISED = Parameter("OX", "0.1", "1", f"{_IPCC} table 3.2, managed site with a cover", "read")
METHANE_IN_GAS = Parameter("F", "0.5", "1", f"{_IPCC} section 3.2.3", "read")
DECOMPOSED = Parameter("DOCf", "0.5", "1", f"{_IPCC} section 3.2.3", "read")
CARBON_TO_METHANE = Parameter("16/12", "16/12", "1", "molar masses of CH4 and C", "read")


DEGRADABLE = {
    waste: Parameter(f"DOC_{waste.value}", text, "t C/t wet waste", source, confidence)
    for waste, text, source, confidence in (
        (Waste.FOOD, "0.15", f"{_IPCC} table 2.4, {_LISTED}", "read"),
        (Waste.GARDEN, "0.20", f"{_IPCC} table 2.4, {_LISTED}", "read"),
        (Waste.PAPER, "0.40", f"{_IPCC} table 2.4, {_LISTED}", "read"),
        (Waste.WOOD, "0.43", f"{_IPCC} table 2.4, {_LISTED}", "read"),
        (Waste.TEXTILES, "0.24", f"{_IPCC} table 2.4, {_LISTED}", "read"),
        (Waste.SLUDGE, "0.05", f"{_IPCC} section 2.3.2, domestic sludge", "memory"),
    )
}
# Columns: food, garden, paper, wood, textiles, sludge.
_RATES = {
    Climate.TROPICAL_WET: ("0.40", "0.17", "0.07", "0.035", "0.07", "0.40"),
    Climate.TROPICAL_DRY: ("0.085", "0.065", "0.045", "0.025", "0.045", "0.085"),
    Climate.TEMPERATE_WET: ("0.185", "0.10", "0.06", "0.03", "0.06", "0.185"),
    Climate.TEMPERATE_DRY: ("0.06", "0.05", "0.04", "0.02", "0.04", "0.06"),
}
RATES = {
    (climate, waste): Parameter(
        f"k_{waste.value}_{climate.value}",
        text,
        "1/year",
        f"{_IPCC} table 3.3, {_LISTED}",
        "read",
    )
    for climate, texts in _RATES.items()
    for waste, text in zip(Waste, texts, strict=True)
}
CORRECTIONS = {
    site: Parameter(f"MCF_{site.value}", text, "1", f"{_IPCC} table 3.1, {_LISTED}", "read")
    for site, text in zip(Site, ("1.0", "0.5", "0.8", "0.4", "0.6"), strict=True)
}


@dataclass(frozen=True, slots=True)
class Deposit:
    """Waste that was kept out of the landfill in a year."""

    year: Year
    waste: Waste
    tonnes: Tonnes


@dataclass(frozen=True, slots=True)
class LandfillInputs:
    """`year` is the monitored one; `captured` the share that the landfill would have burnt or used anyway."""

    year: Year
    climate: Climate
    site: Site
    deposits: Annotated[tuple[Deposit, ...], Length(MOST_DEPOSITS, 1)]
    captured: Share
    project_emissions_kg: Kg
    weighing_accuracy_ppm: Ppm
    gwp_set: str = SET_OF_PROJECTS


def avoided_t(inputs: LandfillInputs) -> Fraction:
    """Tonnes of CO2e that the deposits would have caused in the year.

    Raises InvalidInput for waste of a later year, or of more than 100 years ago.
    """
    decayed = sum((_decayed_t(inputs, deposit) for deposit in inputs.deposits), Fraction(0))
    weight = PHI.value * (1 - inputs.captured) * CH4.value * (1 - OXIDISED.value) * CARBON_TO_METHANE.value
    return weight * METHANE_IN_GAS.value * DECOMPOSED.value * CORRECTIONS[inputs.site].value * decayed


def quantify(inputs: LandfillInputs) -> Outcome:
    """ER = BE - PE of one year; the weighing error is deducted whole."""
    check_set(inputs.gwp_set)
    baseline = avoided_t(inputs) * KG_PER_T
    point = baseline - inputs.project_emissions_kg
    error = baseline * Fraction(inputs.weighing_accuracy_ppm, PPM)
    lines = [
        *(_deposit_line(inputs, deposit) for deposit in inputs.deposits),
        (
            f"baseline = {PHI.text} phi x (1 - {shown(inputs.captured)}) x {CH4.text} GWP x (1 - {OXIDISED.text} OX)"
            f" x 16/12 x {METHANE_IN_GAS.text} F x {DECOMPOSED.text} DOCf x {CORRECTIONS[inputs.site].text} MCF"
            f" x decayed carbon x {KG_PER_T} kg/t = {shown(baseline)} kg"
        ),
        f"estimate = baseline - {shown(inputs.project_emissions_kg)} kg project emissions = {shown(point)} kg",
    ]
    taken = [Deduction("weighing", error, f"the whole accuracy of the scale, {inputs.weighing_accuracy_ppm} ppm")]
    without_correction = baseline / PHI.value - inputs.project_emissions_kg
    return settle_between(point, point - error, without_correction + error, taken, lines)


def _decayed_t(inputs: LandfillInputs, deposit: Deposit) -> Fraction:
    """Tonnes of degradable carbon that decay in the monitored year."""
    age = inputs.year - deposit.year
    if not 0 <= age <= LONGEST_DECAY_YEARS:
        rule = f"from {inputs.year - LONGEST_DECAY_YEARS} to the monitored year {inputs.year}"
        raise InvalidInput("deposits.year", deposit.year, rule)
    rate = RATES[inputs.climate, deposit.waste].value
    share = exponential(-rate * age) * (1 - exponential(-rate))
    return deposit.tonnes * DEGRADABLE[deposit.waste].value * share


def _deposit_line(inputs: LandfillInputs, deposit: Deposit) -> str:
    rate, carbon = RATES[inputs.climate, deposit.waste], DEGRADABLE[deposit.waste]
    age, decayed = inputs.year - deposit.year, shown(_decayed_t(inputs, deposit))
    return (
        f"{deposit.waste.value} of {deposit.year} = {shown(deposit.tonnes)} t x {carbon.text} DOC"
        f" x exp(-{rate.text} x {age}) x (1 - exp(-{rate.text})) = {decayed} t carbon decayed"
    )


LANDFILL = Method(
    id="landfill@1",
    name="CarboniX LandfillMethane after CDM TOOL04, v1",
    after="CDM TOOL04; IPCC 2006 volume 5",
    kind="Methane",
    formula="ER = phi (1-f) GWP (1-OX) 16/12 F DOCf MCF sum_x sum_j W_jx DOC_j exp(-k_j (y-x)) (1-exp(-k_j)) - PE",
    gas="CH4",
    gwp_set=SET_OF_PROJECTS,
    inputs_type=LandfillInputs,
    rule=quantify,
    parameters=(
        PHI,
        CH4,
        OXIDISED,
        CARBON_TO_METHANE,
        METHANE_IN_GAS,
        DECOMPOSED,
        *DEGRADABLE.values(),
        *RATES.values(),
        *CORRECTIONS.values(),
    ),
    rules={
        "interval": "below: the accuracy of the scale; above: the same and no model correction",
        "uncertainty": "phi corrects the model; the whole accuracy of the scale is deducted",
        "missing": "waste that is not listed earns nothing",
    },
    evidence=("weighbridge records by load", "composition of the waste", "where the waste went instead"),
)
