"""Carbon dioxide that a forest took up: ER = 44/12 x CF x (1 + R) x (stock now - stock last credited) - PE - leakage.

Source: T-VER-S-METH-13-01; VM0047; Gold Standard A/R. Uncertainty by T-VER-P-TOOL-01-02: the project's stock moves down
and the last credited one up, each by its share of the error amount.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

from oracle.domain.methods.allometry import EQUATIONS
from oracle.domain.methods.amounts import Kg, Share, Year
from oracle.domain.methods.exact import shown
from oracle.domain.methods.method import Method, Parameter
from oracle.domain.methods.outcome import KG_PER_T, Deduction, Outcome, settle, withheld
from oracle.domain.methods.stock import Estimate, Stock, estimate
from oracle.domain.methods.uncertainty_table import PARAMETERS
from oracle.domain.methods.warming import CH4, N2O, SET_OF_PROJECTS, check_set
from registry.errors import InvalidInput


class Species(StrEnum):
    """Groups of species that root ratio and carbon fraction are known for."""

    GENERAL = "general"
    RHIZOPHORA = "rhizophora"
    PALM = "palm"


_TGO = "TGO tree tool v2"
CARBON_TO_CO2 = Parameter("44/12", "44/12", "1", "molar masses of CO2 and C", "read")
ROOTS = {
    species: Parameter(f"R_{species.value}", text, "1", _TGO, "secondary")
    for species, text in zip(Species, ("0.27", "0.48", "0.41"), strict=True)
}
CARBON = {
    species: Parameter(f"CF_{species.value}", text, "t C/t dry", _TGO, "secondary")
    for species, text in zip(Species, ("0.47", "0.4715", "0.413"), strict=True)
}
FIRE_COUNTS_ABOVE = Parameter("burnt share that counts", "0.05", "1", "T-VER-S-METH-13-01", "secondary")
FIRE_CH4 = Parameter("CH4 of fire", "0.0068", "kg/kg dry", "IPCC 2006 volume 4 table 2.5, tropical forest", "memory")
FIRE_N2O = Parameter("N2O of fire", "0.0002", "kg/kg dry", "IPCC 2006 volume 4 table 2.5, tropical forest", "memory")
LARGEST = Parameter("largest project", "16000", "tCO2e/year", "T-VER, end of the standard method", "secondary")


@dataclass(frozen=True, slots=True)
class ForestInputs:
    """Stock now and the stock that was credited last, of one group of species, with the years that lie between."""

    species: Species
    now: Stock
    last: Stock
    from_year: Year
    to_year: Year
    burnt_share: Share
    project_emissions_kg: Kg
    leakage_kg: Kg
    gwp_set: str = SET_OF_PROJECTS


def kg_per_tonne(species: Species) -> Fraction:
    """Kilograms of CO2 in a tonne of dry mass above ground with its roots."""
    return CARBON_TO_CO2.value * CARBON[species].value * (1 + ROOTS[species].value) * KG_PER_T


def quantify(inputs: ForestInputs) -> Outcome:
    """ER with the error of both stocks. Raises InvalidInput for years that do not rise and above 16,000 t a year."""
    check_set(inputs.gwp_set)
    if inputs.to_year <= inputs.from_year:
        raise InvalidInput("toYear", inputs.to_year, f"after fromYear {inputs.from_year}")
    now, last = estimate(inputs.now, "now"), estimate(inputs.last, "last")
    factor, fire = kg_per_tonne(inputs.species), _fire_kg(inputs, max(now.mean_t, last.mean_t))
    emissions = fire + inputs.project_emissions_kg + inputs.leakage_kg
    point = factor * (now.mean_t - last.mean_t) - emissions
    _check_size(point, inputs.to_year - inputs.from_year)
    taken = [*_deductions(factor, now, last)]
    missing = (*now.missing, *last.missing)
    if missing:
        why = "plots, trees or an uncertainty are missing: what they hold could lower the gain"
        taken.append(withheld(point, taken, why))
    lines = [
        *now.lines,
        *last.lines,
        (
            f"CO2 = 44/12 x {CARBON[inputs.species].text} CF x (1 + {ROOTS[inputs.species].text} R) x"
            f" ({shown(now.mean_t)} - {shown(last.mean_t)}) t x {KG_PER_T} kg/t = {shown(point + emissions)} kg"
        ),
        (
            f"emissions = {shown(inputs.project_emissions_kg)} project + {shown(inputs.leakage_kg)} leakage"
            f" + {shown(fire)} fire ({shown(inputs.burnt_share)} burnt) = {shown(emissions)} kg"
        ),
        f"estimate = {shown(point)} kg",
    ]
    return settle(point, factor * (now.error_t + last.error_t), taken, lines, missing)


def _deductions(factor: Fraction, now: Estimate, last: Estimate) -> list[Deduction]:
    why = "U = {} %: this share of the error amount by T-VER-P-TOOL-01-02; the stock moves {}"
    return [
        Deduction("uncertainty of the stock now", factor * now.deducted_t, why.format(shown(now.percent), "down")),
        Deduction("uncertainty of the stock last", factor * last.deducted_t, why.format(shown(last.percent), "up")),
    ]


def _fire_kg(inputs: ForestInputs, stock_t: Fraction) -> Fraction:
    """CH4 and N2O of the burnt share of the larger stock, as if all of it burnt; nothing up to 5 % burnt."""
    if inputs.burnt_share <= FIRE_COUNTS_ABOVE.value:
        return Fraction(0)
    per_kg = FIRE_CH4.value * CH4.value + FIRE_N2O.value * N2O.value
    return inputs.burnt_share * stock_t * KG_PER_T * per_kg


def _check_size(point: Fraction, years: int) -> None:
    """The standard method ends at 16,000 t a year: a larger project needs another one."""
    yearly_t = point / KG_PER_T / years
    if yearly_t > LARGEST.value:
        raise InvalidInput("now", f"{shown(yearly_t)} tCO2e a year", f"at most {LARGEST.text} tCO2e a year")


FORESTRY = Method(
    id="forestry@1",
    name="CarboniX Forestry after T-VER-S-METH-13-01, v1",
    after="T-VER-S-METH-13-01; VM0047; Gold Standard A/R; T-VER-P-TOOL-01-02",
    kind="Forestry",
    formula="ER = 44/12 CF (1 + R) (AGB_now - AGB_last) - PE - LK; U = 100 t(90%, n-1) s / sqrt(n) / mean",
    gas="CO2; CH4 and N2O of fire",
    gwp_set=SET_OF_PROJECTS,
    inputs_type=ForestInputs,
    rule=quantify,
    parameters=(
        CARBON_TO_CO2,
        *ROOTS.values(),
        *CARBON.values(),
        FIRE_COUNTS_ABOVE,
        FIRE_CH4,
        FIRE_N2O,
        CH4,
        N2O,
        LARGEST,
        *PARAMETERS,
    ),
    rules={
        "allometry": "; ".join(
            f"{key}: {each.formula} ({each.source}, {each.confidence}, {each.forest}, up to {shown(each.most_cm)} cm)"
            for key, each in EQUATIONS.items()
        ),
        "domain": "a tree outside of its equation's domain is refused: OUT_OF_DOMAIN",
        "sampling": "one plot shows no scatter: its whole mean is the error",
        "missing": "where a planned plot or a tallied tree is missing no gain is credited",
        "fire": "above 5 % burnt, CH4 and N2O of the burnt share of the larger stock count",
    },
    evidence=("field sheets of the plots with positions", "list of planned plots", "boundary of the area"),
)
