"""Energy that a retrofit saved beside a metered baseline: ER = (modelled under the later conditions - used) x EF.

Source: IPMVP option C; ASHRAE guideline 14 for the error of a modelled sum; the T-VER table for what of it is deducted.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

from oracle.domain.methods.amounts import Count, Kg, Kwh, Ratio, Sha256, Share
from oracle.domain.methods.exact import root, shown
from oracle.domain.methods.method import Method, Parameter
from oracle.domain.methods.outcome import Deduction, Outcome, settle
from oracle.domain.methods.renewable import PROJECT_FACTOR
from oracle.domain.methods.t_quantile import t_90
from oracle.domain.methods.uncertainty_table import PARAMETERS, deducted_share
from oracle.errors import FactorNotForProjects
from registry.errors import InvalidInput


class Carrier(StrEnum):
    """What the meter measures."""

    ELECTRICITY = "electricity"
    GAS = "naturalGas"


GAS_FACTOR = Parameter(
    "EF_gas", "0.20196", "tCO2/MWh", "IPCC 2006 volume 2 table 1.4: 56.1 kg/GJ, net calorific value", "memory"
)
FACTORS = {Carrier.ELECTRICITY: PROJECT_FACTOR, Carrier.GAS: GAS_FACTOR}
SUM_OF_MODEL = Parameter("factor of a modelled sum", "1.26", "1", "ASHRAE guideline 14, Reddy and Claridge", "memory")
WORST_FIT = Parameter("largest CV(RMSE)", "0.5", "1", "a model that misses by more is no baseline", "house")


@dataclass(frozen=True, slots=True)
class BaselineModel:
    """How good the baseline model is: intervals it was fitted on, its parameters, CV(RMSE), lag-1 autocorrelation."""

    sha256: Sha256
    observations: Count
    parameters: Count
    cv_rmse: Ratio
    autocorrelation: Share


@dataclass(frozen=True, slots=True)
class EfficiencyInputs:
    """Sums over the intervals after the retrofit that have both figures; `expected` is how many the period has.

    `highest_kwh` is the most that the connection can deliver in an interval: what a missing one is charged.
    """

    carrier: Carrier
    baseline_kwh: Kwh
    used_kwh: Kwh
    model: BaselineModel
    intervals: Count
    expected: Count
    highest_kwh: Kwh
    grid_losses: Share
    project_emissions_kg: Kg
    factor: str | None = None


def error_kwh(inputs: EfficiencyInputs) -> Fraction:
    """Half-width at 90 % of the modelled sum, kWh: 1.26 t CV E sqrt(n/n' (1 + 2/n') / m), n' effective intervals."""
    model, after = inputs.model, inputs.intervals
    effective = model.observations * (1 - model.autocorrelation) / (1 + model.autocorrelation)
    spread = Fraction(model.observations) / effective * (1 + 2 / effective) / after
    quantile = t_90(model.observations - model.parameters)
    return SUM_OF_MODEL.value * quantile * model.cv_rmse * inputs.baseline_kwh * root(spread)


def quantify(inputs: EfficiencyInputs) -> Outcome:
    """ER with the model's error. Raises InvalidInput for a model that is no baseline, FactorNotForProjects."""
    _check(inputs)
    factor, absent = FACTORS[inputs.carrier], inputs.expected - inputs.intervals
    per_kwh = factor.value / (1 - inputs.grid_losses)  # t/MWh is kg/kWh
    charged = absent * inputs.highest_kwh
    saved, modelled_error = inputs.baseline_kwh - inputs.used_kwh - charged, error_kwh(inputs)
    point, error = saved * per_kwh - inputs.project_emissions_kg, modelled_error * per_kwh
    percent = error / abs(point) * 100 if point else Fraction(1_000)
    lines = [
        (
            f"saved = {shown(inputs.baseline_kwh)} kWh modelled - {shown(inputs.used_kwh)} kWh used"
            f" - {shown(charged)} kWh for {absent} missing intervals = {shown(saved)} kWh"
        ),
        f"factor = {factor.text} {factor.unit} / (1 - {shown(inputs.grid_losses)} losses) = {shown(per_kwh)} kg/kWh",
        f"estimate = saved x factor - {shown(inputs.project_emissions_kg)} kg project emissions = {shown(point)} kg",
        f"error at 90 % = {_error_text(inputs)} = {shown(modelled_error)} kWh = {shown(error)} kg",
    ]
    why = f"U = {shown(percent)} % of the estimate: this share of the error amount by T-VER-P-TOOL-01-02"
    taken = [Deduction("uncertainty of the baseline", deducted_share(percent) * error, why)]
    return settle(point, error, taken, lines, _missing(inputs, absent))


def _missing(inputs: EfficiencyInputs, absent: int) -> list[str]:
    charge = f"charged {shown(inputs.highest_kwh)} kWh each and nothing modelled"
    return [f"{absent} of {inputs.expected} intervals, {charge}"] if absent else []


def _check(inputs: EfficiencyInputs) -> None:
    model, free = inputs.model, inputs.model.observations - inputs.model.parameters
    if free < 1:
        raise InvalidInput("model.observations", model.observations, f"more than its {model.parameters} parameters")
    if inputs.intervals and inputs.used_kwh > inputs.highest_kwh * inputs.intervals:
        raise InvalidInput("usedKwh", shown(inputs.used_kwh), f"not above {inputs.intervals} x highestKwh")
    if model.cv_rmse > WORST_FIT.value:
        raise InvalidInput("model.cvRmse", shown(model.cv_rmse), f"not above {WORST_FIT.text}: {WORST_FIT.source}")
    if model.autocorrelation == 1 or inputs.grid_losses == 1:
        raise InvalidInput("model.autocorrelation, gridLosses", "1", "below 1")
    if not 0 < inputs.intervals <= inputs.expected:
        raise InvalidInput("intervals", inputs.intervals, f"from 1 to the {inputs.expected} expected")
    if inputs.carrier is Carrier.GAS and inputs.grid_losses:
        raise InvalidInput("gridLosses", shown(inputs.grid_losses), "0 for gas: losses are those of the grid")
    taken = FACTORS[inputs.carrier]
    if inputs.factor is not None and inputs.factor != taken.text:
        raise FactorNotForProjects(inputs.factor, "it is not the factor of this methodology's version", taken.text)


def _error_text(inputs: EfficiencyInputs) -> str:
    model = inputs.model
    free = model.observations - model.parameters
    return (
        f"{SUM_OF_MODEL.text} x t({free}) {shown(t_90(free))} x CV {shown(model.cv_rmse)} x modelled x sqrt of"
        f" {model.observations} intervals before, {inputs.intervals} after, lag {shown(model.autocorrelation)}"
    )


EFFICIENCY_METHOD = Method(
    id="efficiency@1",
    name="CarboniX EnergyEfficiency after IPMVP option C, v1",
    after="IPMVP option C; ASHRAE guideline 14; T-VER-P-TOOL-01-02",
    kind="EnergyEfficiency",
    formula="ER = (E_baseline(conditions after) - E_after) EF / (1 - losses) - PE",
    gas="CO2",
    inputs_type=EfficiencyInputs,
    rule=quantify,
    parameters=(*FACTORS.values(), SUM_OF_MODEL, WORST_FIT, *PARAMETERS),
    rules={
        "baseline": "a change-point regression on temperature, fitted before the retrofit and hashed",
        "factor": "electricity: the T-VER project factor, never a footprint factor; gas: its own carbon",
        "missing": "an interval without both figures has no baseline and is charged what the connection can deliver",
        "uncertainty": "error 1.26 t CV E sqrt(n/n' (1 + 2/n') / m), n' effective intervals before, m after; "
        "the T-VER table says what share of it is deducted",
    },
    evidence=("meter readings before and after", "temperatures", "what was changed, and when"),
)
