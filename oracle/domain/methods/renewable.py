"""Power from renewable sources fed into the grid, by the announced project factor or by a combined margin.

Source: T-VER-S-METH-01-01, after ACM0002 and AMS-I.D; TOOL07 for the margin. The two are versions apart, never mixed.
"""

from __future__ import annotations

from dataclasses import dataclass

from oracle.domain import methodology
from oracle.domain.methods.amounts import Kg, Kwh, Ppm, TonnesPerMwh
from oracle.domain.methods.exact import shown
from oracle.domain.methods.grid_factors import WEIGHTS, Technology, combined_margin
from oracle.domain.methods.method import Method, Parameter
from oracle.domain.methods.outcome import Deduction, Outcome, settle_between
from oracle.domain.renewable_power import KWH_PER_MWH, quantify
from registry.errors import InvalidInput

PPM = 1_000_000
PROJECT_FACTOR = Parameter(
    "EF",
    methodology.PROJECT_FACTOR.text,
    "tCO2e/MWh",
    methodology.PROJECT_FACTOR.source,
    methodology.PROJECT_FACTOR.confidence,
)


@dataclass(frozen=True, slots=True)
class PowerInputs:
    """Energies of the period; gaps already charged to own use. `factor` may only repeat the version's own."""

    exported_kwh: Kwh
    own_use_kwh: Kwh
    project_emissions_kg: Kg
    meter_accuracy_ppm: Ppm
    factor: str = methodology.PROJECT_FACTOR.text


@dataclass(frozen=True, slots=True)
class MarginInputs:
    """Energies and the two margins of the grid, with the document that they stand in."""

    exported_kwh: Kwh
    operating_margin: TonnesPerMwh
    build_margin: TonnesPerMwh
    margin_source: str
    technology: Technology
    own_use_kwh: Kwh
    project_emissions_kg: Kg
    meter_accuracy_ppm: Ppm


def by_project_factor(inputs: PowerInputs) -> Outcome:
    """ER = net MWh x EF - PE. Raises FactorNotForProjects for any other factor."""
    factor = methodology.accept_factor(inputs.factor)
    return _outcome(inputs, factor, f"{factor.text} tCO2e/MWh ({factor.source}; {factor.confidence})")


def by_combined_margin(inputs: MarginInputs) -> Outcome:
    """ER = net MWh x (w OM + (1 - w) BM) - PE."""
    if not inputs.margin_source.strip():
        raise InvalidInput("marginSource", inputs.margin_source, "names the document that the margins stand in")
    value = combined_margin(inputs.operating_margin, inputs.build_margin, inputs.technology)
    weight = WEIGHTS[inputs.technology]
    about = (
        f"{weight.text} x {shown(inputs.operating_margin)} + {shown(1 - weight.value)} x {shown(inputs.build_margin)}"
        f" = {shown(value)} tCO2e/MWh ({inputs.margin_source})"
    )
    factor = methodology.GridFactor(f"{value.numerator}/{value.denominator}", inputs.margin_source, "stated")
    return _outcome(inputs, factor, about)


def _outcome(inputs: PowerInputs | MarginInputs, factor: methodology.GridFactor, about: str) -> Outcome:
    exported, own_use, accuracy_ppm = inputs.exported_kwh, inputs.own_use_kwh, inputs.meter_accuracy_ppm
    quantity = quantify(exported, own_use, factor, accuracy_ppm, inputs.project_emissions_kg)
    point, low = quantity.point_exact_kg, quantity.lower_bound_exact_kg
    lines = [
        (
            f"net energy = ({shown(exported)} exported - {shown(own_use)} own use) kWh / {KWH_PER_MWH}"
            f" = {shown(quantity.net_mwh)} MWh"
        ),
        f"factor = {about}",
        f"baseline = net energy x factor x 1000 kg/t = {shown(quantity.baseline_kg)} kg",
        f"estimate = baseline - {shown(inputs.project_emissions_kg)} kg project emissions = {shown(point)} kg",
    ]
    why = f"the meter's whole accuracy, {accuracy_ppm} ppm, off what was exported and on what was used"
    return settle_between(point, low, point + (point - low), [Deduction("metering", point - low, why)], lines)


RENEWABLE_POWER = Method(
    id="renewable-power@1",
    name=methodology.METHODOLOGY_NAME,
    after="T-VER-S-METH-01-01; ACM0002; AMS-I.D",
    kind="RenewablePower",
    formula="ER = net MWh x EF - PE",
    gas="CO2",
    inputs_type=PowerInputs,
    rule=by_project_factor,
    parameters=(PROJECT_FACTOR,),
    rules=methodology.RULES,
    evidence=("readings of the meter", "accuracy of the meter"),
    written=methodology.methodology_document(),
)

COMBINED_MARGIN = Method(
    id="renewable-power-margin@1",
    name="CarboniX RenewablePower after CDM TOOL07, v1",
    after="ACM0002; CDM TOOL07",
    kind="RenewablePower",
    formula="ER = net MWh x (w_OM EF_OM + (1 - w_OM) EF_BM) - PE",
    gas="CO2",
    inputs_type=MarginInputs,
    rule=by_combined_margin,
    parameters=tuple(WEIGHTS.values()),
    rules={
        "factor": "margins of the grid from a named document; factors of footprints are no margins",
        "uncertainty": "lower bound: exported energy less the meter's declared accuracy, own use plus the same",
        "missing": "gaps export nothing and are charged own use before the document is written",
    },
    evidence=("readings of the meter", "accuracy of the meter", "the document of the margins"),
)
