"""Kilograms that grid-connected renewable power displaces: ER = net MWh x EF - PE, exact, then rounded down.

Source: T-VER-S-METH-01-01, after ACM0002 and AMS-I.D. The lower bound takes the meter's whole declared
accuracy off what was exported and adds it to what was used. Losing or worsening a reading never raises either figure
(I-12): an interval without a reading counts as the lowest power that the meter can report.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction
from math import floor

from oracle.domain.methodology import GridFactor
from oracle.domain.readings import PPM, Meter, Period, Reading

UWS_PER_KWH = 3_600_000 * 10**6
KWH_PER_MWH = 1000
KG_PER_T = 1000
DAY_S = 86_400


@dataclass(frozen=True, slots=True)
class Energy:
    """What a meter saw in a period; energies in microwatt-seconds, positive; own use includes the gaps' charge."""

    exported_uws: int
    own_use_uws: int
    gap_charge_uws: int  # the part of own_use_uws that stands for missing intervals
    readings: int
    missing_s: int

    @property
    def net_kwh(self) -> Fraction:
        """Exported less own use, exact."""
        return kwh(self.exported_uws - self.own_use_uws)


@dataclass(frozen=True, slots=True)
class Quantity:
    """The reduction of a period. Kilograms of CO2e: exact values beside whole ones, which are rounded down."""

    net_mwh: Fraction
    baseline_kg: Fraction
    project_emissions_kg: Fraction
    point_exact_kg: Fraction
    lower_bound_exact_kg: Fraction

    @property
    def point_kg(self) -> int:
        """The estimate, rounded down in favour of the atmosphere."""
        return floor(self.point_exact_kg)

    @property
    def lower_bound_kg(self) -> int:
        """What may be credited, rounded down in favour of the atmosphere; negative for a reversal."""
        return floor(self.lower_bound_exact_kg)

    @property
    def whole_credits(self) -> int:
        """Whole tonnes that the lower bound mints by itself; 0 for a reversal."""
        return max(self.lower_bound_kg, 0) // KG_PER_T

    @property
    def carried_kg(self) -> int:
        """What stays below a tonne for the project's next period; 0 for a reversal."""
        return max(self.lower_bound_kg, 0) % KG_PER_T


def measure(meter: Meter, period: Period, readings: Iterable[Reading]) -> Energy:
    """Sums the readings whose whole interval lies in the period; the rest of the period is a gap.

    Readings must be those that `quality.sift` accepted: on the cadence, at most one per interval.
    """
    powers = [reading.power_uw for reading in readings if covers(period, reading, meter.cadence_s)]
    missing_s = period.length_s - len(powers) * meter.cadence_s
    gap_charge_uws = meter.own_use_uw * missing_s
    return Energy(
        exported_uws=meter.cadence_s * sum(power for power in powers if power > 0),
        own_use_uws=meter.cadence_s * -sum(power for power in powers if power < 0) + gap_charge_uws,
        gap_charge_uws=gap_charge_uws,
        readings=len(powers),
        missing_s=missing_s,
    )


def covers(period: Period, reading: Reading, cadence_s: int) -> bool:
    """True if the reading's whole interval lies in the period."""
    return period.start_s <= reading.start_s and reading.start_s + cadence_s <= period.end_s


def quantify(
    exported_kwh: Fraction, own_use_kwh: Fraction, factor: GridFactor, accuracy_ppm: int, project_emissions_kg: Fraction
) -> Quantity:
    """ER = net MWh x EF - PE. Energies in kWh, both not negative; accuracy in ppm of each; PE in kg."""
    kg_per_kwh = factor.t_per_mwh * KG_PER_T / KWH_PER_MWH
    share = Fraction(accuracy_ppm, PPM)
    net_kwh = exported_kwh - own_use_kwh
    lowest_kwh = exported_kwh * (1 - share) - own_use_kwh * (1 + share)
    return Quantity(
        net_mwh=net_kwh / KWH_PER_MWH,
        baseline_kg=net_kwh * kg_per_kwh,
        project_emissions_kg=project_emissions_kg,
        point_exact_kg=net_kwh * kg_per_kwh - project_emissions_kg,
        lower_bound_exact_kg=lowest_kwh * kg_per_kwh - project_emissions_kg,
    )


def quantify_energy(energy: Energy, meter: Meter, factor: GridFactor, project_emissions_kg: Fraction) -> Quantity:
    """The quantity of metered energy, with the accuracy that the meter declares."""
    exported, own_use = kwh(energy.exported_uws), kwh(energy.own_use_uws)
    return quantify(exported, own_use, factor, meter.accuracy_ppm, project_emissions_kg)


def daily_cap_kg(meter: Meter, factor: GridFactor) -> int:
    """The largest reduction that the meter could show in a day, at its highest power for 24 hours; rounded down."""
    return floor(kwh(meter.highest_uw * DAY_S) * factor.t_per_mwh * KG_PER_T / KWH_PER_MWH)


def kwh(energy_uws: int) -> Fraction:
    """Microwatt-seconds as exact kWh."""
    return Fraction(energy_uws, UWS_PER_KWH)
