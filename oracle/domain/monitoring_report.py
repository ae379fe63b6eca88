"""What was monitored, as plain strings for canonical JSON: everything that a verifier reads before signing."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import ROUND_FLOOR, Decimal, localcontext
from fractions import Fraction

from oracle.domain.methodology import METHODOLOGY_NAME, PROJECT_FACTOR
from oracle.domain.readings import Meter, Period, utc_text
from oracle.domain.renewable_power import Energy, Quantity, kwh
from registry.domain.report import Report

REPORT_TYPE = "carbonix/monitoring-report/1"
SHOWN_DECIMALS = 9


@dataclass(frozen=True, slots=True)
class Evidence:
    """What was quantified: the tree over the accepted readings, their raw files, and how many rows fell out."""

    root: str
    size: int
    files: tuple[str, ...]  # CIDs, in order of import
    refused_rows: int


@dataclass(frozen=True, slots=True)
class MonitoringReport:
    """A report with the documents behind it: canonical JSON of what was monitored and of the model that quantified it.

    `report_hash` is the EIP-712 struct hash of `report`, 0x hex; `files` are the CIDs of the raw rows.
    """

    report: Report
    report_hash: str
    meter: str
    document: bytes
    model: bytes
    files: tuple[str, ...]

    @property
    def period(self) -> Period:
        """The period that the report covers."""
        return Period(self.report.period_start, self.report.period_end)


def report_document(
    project: int,
    meter: Meter,
    period: Period,
    energy: Energy,
    quantity: Quantity,
    evidence: Evidence,
    model_hash: str,
    notice: str,
) -> dict[str, object]:
    """The monitoring report. Energies in kWh and masses in kg, decimals cut (never rounded up) after nine digits."""
    return {
        "type": REPORT_TYPE,
        "notice": notice,
        "project": str(project),
        "methodology": METHODOLOGY_NAME,
        "modelHash": model_hash,
        "period": {"start": utc_text(period.start_s), "end": utc_text(period.end_s)},
        "meter": meter.id,
        "data": {
            "root": evidence.root,
            "size": str(evidence.size),
            "files": list(evidence.files),
            "refusedRows": str(evidence.refused_rows),
            "missingSeconds": str(energy.missing_s),
        },
        "energy": {
            "exportedKwh": decimal_text(kwh(energy.exported_uws)),
            "ownUseKwh": decimal_text(kwh(energy.own_use_uws)),
            "gapChargeKwh": decimal_text(kwh(energy.gap_charge_uws)),
            "netKwh": decimal_text(energy.net_kwh),
        },
        "reduction": {
            "factor": PROJECT_FACTOR.text,
            "factorConfidence": PROJECT_FACTOR.confidence,
            "baselineKg": decimal_text(quantity.baseline_kg),
            "projectEmissionsKg": decimal_text(quantity.project_emissions_kg),
            "pointKg": str(quantity.point_kg),
            "lowerBoundKg": str(quantity.lower_bound_kg),
        },
    }


def decimal_text(value: Fraction, decimals: int = SHOWN_DECIMALS) -> str:
    """The value as a decimal, cut towards less after `decimals` digits, without trailing zeros."""
    with localcontext() as context:
        context.prec = 60
        cut = Decimal(value.numerator * 10**decimals // value.denominator).scaleb(-decimals)
        text = f"{cut.quantize(Decimal(1).scaleb(-decimals), rounding=ROUND_FLOOR):f}"
    return text.rstrip("0").rstrip(".") if "." in text else text
