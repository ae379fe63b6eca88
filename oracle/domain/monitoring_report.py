"""What was monitored, as plain strings for canonical JSON: everything that a verifier reads before signing."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from decimal import ROUND_FLOOR, Decimal, localcontext
from fractions import Fraction

from oracle.domain.claim_basis import ClaimBasis, OracleProject
from oracle.domain.readings import Period, utc_text
from registry.domain.report import Report

REPORT_TYPE = "carbonix/monitoring-report/1"
SHOWN_DECIMALS = 9


@dataclass(frozen=True, slots=True)
class MonitoringReport:
    """A report with the documents behind it: canonical JSON of what was monitored and of the model that quantified it.

    `report_hash` is the EIP-712 struct hash of `report`, 0x hex; `files` are the CIDs of the raw rows. `meter` is the
    declared meter that was read; it is empty where the project's monitoring plan says what measures it.
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

    @property
    def measured(self) -> OracleProject:
        """The project as the report's model has it; its members do not matter to a quantity."""
        emissions_kg = Fraction(json.loads(self.model)["parameters"].get("projectEmissionsKg", "0"))
        return OracleProject(self.report.project, self.meter, emissions_kg)

    @property
    def as_reported(self) -> OracleProject:
        """The project with the readings that the report knew; of an older report, that does not say, with all."""
        return replace(self.measured, read_up_to=self.read_up_to)

    @property
    def read_up_to(self) -> int | None:
        """How many readings of the bronze log the report looked at; None where it does not say."""
        said = json.loads(self.document)["data"].get("readUpTo")
        return None if said is None else int(said)


def report_document(basis: ClaimBasis, report: Report) -> dict[str, object]:
    """The monitoring report: what was monitored, how the kilograms follow from it, and the tree over its readings."""
    return {
        **basis.inputs,
        "type": REPORT_TYPE,
        "notice": basis.notice,
        "project": str(basis.project),
        "methodology": basis.methodology_name,
        "modelHash": report.model_hash,
        "period": {"start": utc_text(basis.period.start_s), "end": utc_text(basis.period.end_s)},
        "data": {
            "root": report.data_root,
            "size": str(report.data_size),
            "files": list(basis.files),
            "devices": list(basis.devices),
            "refusedRows": str(basis.refused_rows),
            "missingSeconds": str(basis.missing_s),
            **({} if basis.read_up_to is None else {"readUpTo": str(basis.read_up_to)}),
        },
        "reduction": {
            **basis.reduction,
            "pointKg": str(basis.point_kg),
            "lowerBoundKg": str(basis.lower_bound_kg),
        },
    }


def decimal_text(value: Fraction, decimals: int = SHOWN_DECIMALS) -> str:
    """The value as a decimal, cut towards less after `decimals` digits, without trailing zeros."""
    with localcontext() as context:
        context.prec = 60
        cut = Decimal(value.numerator * 10**decimals // value.denominator).scaleb(-decimals)
        text = f"{cut.quantize(Decimal(1).scaleb(-decimals), rounding=ROUND_FLOOR):f}"
    return text.rstrip("0").rstrip(".") if "." in text else text
