"""The one methodology of this room: its name, its factor with source and confidence, and the rules that it follows.

Source of the formula: T-VER-S-METH-01-01 (grid-connected renewable power), after ACM0002 and AMS-I.D.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from oracle.domain.readings import Meter, utc_text
from oracle.errors import FactorNotForProjects

METHODOLOGY_NAME = "CarboniX RenewablePower after T-VER-S-METH-01-01, v1"
METHODOLOGY_TYPE = "carbonix/methodology/1"
MODEL_TYPE = "carbonix/model/1"

# A report's period begins inside [VALID_FROM_S, VALID_UNTIL_S): wide enough for the metered years of the demonstration.
VALID_FROM_S = 1_451_606_400  # 2016-01-01T00:00:00Z
VALID_UNTIL_S = 1_893_456_000  # 2030-01-01T00:00:00Z


@dataclass(frozen=True, slots=True)
class GridFactor:
    """Emissions that a net MWh displaces, tCO2e/MWh, as text so that no digit is lost, with where it comes from."""

    text: str
    source: str
    confidence: str

    @property
    def t_per_mwh(self) -> Fraction:
        """The exact factor."""
        return Fraction(self.text)


PROJECT_FACTOR = GridFactor("0.5562", "T-VER project factor, as quoted in T-VER-S-METH-09-06 v02", "secondary")

# Factors of the same grid that count an organisation's footprint: 17 % from the project factor, and never credited.
FOOTPRINT_FACTORS = {
    Decimal("0.4999"): "it is the organisational footprint factor until 31 March 2026",
    Decimal("0.4750"): "it is the organisational footprint factor from 1 January 2026",
    Decimal("0.0812"): "it is the organisational footprint factor of scope 3",
}

RULES = {
    "activity": "net MWh = exported energy - own use, each reading exact",
    "baseline": "net MWh x grid factor of the T-VER project series",
    "reading": "a reading is the mean power of the cadence interval that begins at its time",
    "ownUse": "negative readings are own use and reduce the net",
    "gaps": "an interval without an accepted reading exports nothing and is charged the meter's declared own use",
    "uncertainty": "lower bound: exported energy less the meter's declared accuracy, own use plus the same",
    "rounding": "kilograms are rounded down, in favour of the atmosphere; nothing is rounded before that",
    "negative": "a negative result stays negative; it is never clipped to zero",
    "leakage": "none for grid-connected solar",
}


def accept_factor(text: str) -> GridFactor:
    """The project factor if this is it.

    Raises FactorNotForProjects for a footprint factor and for any other number: the factor is part of the version.
    """
    value = Decimal(text)
    if value == Decimal(PROJECT_FACTOR.text):
        return PROJECT_FACTOR
    raise FactorNotForProjects(
        text, FOOTPRINT_FACTORS.get(value, "it is not the T-VER project factor"), PROJECT_FACTOR.text
    )


def methodology_document() -> dict[str, object]:
    """The methodology as values for canonical JSON; its SHA-256 is the document hash that the chain registers."""
    return {
        "type": METHODOLOGY_TYPE,
        "name": METHODOLOGY_NAME,
        "after": "T-VER-S-METH-01-01; ACM0002; AMS-I.D",
        "formula": "ER = net MWh x EF - PE",
        "gas": "CO2",
        "factor": {
            "name": "EF",
            "value": PROJECT_FACTOR.text,
            "unit": "tCO2e/MWh",
            "source": PROJECT_FACTOR.source,
            "confidence": PROJECT_FACTOR.confidence,
        },
        "factorsRefused": {str(value): why for value, why in FOOTPRINT_FACTORS.items()},
        "rules": RULES,
        "validFrom": utc_text(VALID_FROM_S),
        "validUntil": utc_text(VALID_UNTIL_S),
        "standing": "a methodology of CarboniX; its units are not units of T-VER",
    }


def model_document(meter: Meter, project_emissions_kg: Fraction, code: dict[str, str]) -> dict[str, object]:
    """Methodology, parameters of the meter and hashes of the code: all that decides the quantity besides the readings.

    `code` maps file names to their SHA-256 as 0x hex. The document's SHA-256 is the report's model hash.
    """
    return {
        "type": MODEL_TYPE,
        "methodology": methodology_document(),
        "parameters": {
            "meter": meter.id,
            "unit": meter.unit,
            "cadenceSeconds": str(meter.cadence_s),
            "ratedMicrowatts": str(meter.rated_uw),
            "tolerancePpm": str(meter.tolerance_ppm),
            "ownUseMicrowatts": str(meter.own_use_uw),
            "accuracyPpm": str(meter.accuracy_ppm),
            "confidence": "declared for the demonstration: assumptions, not certificates",
            "projectEmissionsKg": str(project_emissions_kg),
        },
        "code": code,
    }
