"""Says how a quantity came about, one sentence a step, with the numbers of each step."""

from __future__ import annotations

from fractions import Fraction

from oracle.domain.methodology import GridFactor
from oracle.domain.monitoring_report import decimal_text
from oracle.domain.readings import PPM
from oracle.domain.renewable_power import KG_PER_T, KWH_PER_MWH, Quantity


def explain_quantity(
    exported_kwh: Fraction, own_use_kwh: Fraction, factor: GridFactor, accuracy_ppm: int, quantity: Quantity
) -> list[str]:
    """The steps from energy (kWh) to whole credits; decimals are cut after nine digits, the calculation is exact."""
    share = Fraction(accuracy_ppm, PPM)
    low_exported, high_own_use = exported_kwh * (1 - share), own_use_kwh * (1 + share)
    net, low = decimal_text(quantity.net_mwh), decimal_text((low_exported - high_own_use) / KWH_PER_MWH)
    point, bound = decimal_text(quantity.point_exact_kg), decimal_text(quantity.lower_bound_exact_kg)
    emissions = f"{decimal_text(quantity.project_emissions_kg)} kg project emissions"
    by_factor = f"x {factor.text} tCO2e/MWh x {KG_PER_T} kg/t"
    return [
        f"net energy = {decimal_text(exported_kwh)} kWh exported - {decimal_text(own_use_kwh)} kWh own use = {net} MWh",
        f"baseline = {net} MWh {by_factor} = {decimal_text(quantity.baseline_kg)} kg",
        f"point estimate = baseline - {emissions} = {point} kg, rounded down: {quantity.point_kg} kg",
        f"exported less the accuracy of {accuracy_ppm} ppm = {decimal_text(low_exported)} kWh",
        f"own use plus the accuracy of {accuracy_ppm} ppm = {decimal_text(high_own_use)} kWh",
        f"lowest net energy = {low} MWh",
        f"lower bound = {low} MWh {by_factor} - {emissions} = {bound} kg, rounded down: {quantity.lower_bound_kg} kg",
        f"credits = {quantity.whole_credits} whole of {KG_PER_T} kg, {quantity.carried_kg} kg carried on",
    ]
