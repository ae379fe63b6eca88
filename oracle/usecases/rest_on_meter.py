"""Rests a claim of renewable power on a declared meter: its stored rows, and for the sensor layer its raw files."""

from __future__ import annotations

from dataclasses import dataclass

from oracle.domain.claim_basis import ClaimBasis, OracleProject
from oracle.domain.methodology import METHODOLOGY_NAME, PROJECT_FACTOR, model_document
from oracle.domain.monitoring_report import decimal_text
from oracle.domain.quality import sift
from oracle.domain.readings import Period, Reading, reading_leaf
from oracle.domain.renewable_power import Energy, covers, kwh
from oracle.ports import Commitments, MeterBook, ReadingShelf
from oracle.usecases.quantify_period import QuantifiedPeriod, quantify_period
from registry.domain.cid import Cid
from registry.domain.notices import DEMONSTRATION_NOTICE
from registry.ports import EvidenceStore


@dataclass(frozen=True, slots=True)
class MeterSource:
    """Claims that rest on the rows of one declared meter."""

    meters: MeterBook
    readings: ReadingShelf
    evidence: EvidenceStore
    commitments: Commitments

    def basis(self, project: OracleProject, period: Period) -> ClaimBasis:
        """What the stored readings show. Raises MeterUnknown, NoReadings."""
        quantified = quantify_period(
            project.meter, period, project.project_emissions_kg, meters=self.meters, readings=self.readings
        )
        imports = self.readings.imports(project.meter, period)
        return ClaimBasis(
            project=project.number,
            period=period,
            methodology_name=METHODOLOGY_NAME,
            point_kg=quantified.quantity.point_kg,
            lower_bound_kg=quantified.quantity.lower_bound_kg,
            inputs={"meter": project.meter, "energy": _energy(quantified.energy)},
            reduction=_reduction(quantified),
            model=model_document(quantified.meter, project.project_emissions_kg, self.commitments.code_hashes()),
            leaves=tuple(reading_leaf(project.meter, reading) for reading in quantified.readings),
            files=tuple(found.cid for found in imports),
            devices=(project.meter,),
            refused_rows=sum(len(found.refused) for found in imports),
            missing_s=quantified.energy.missing_s,
            notice=DEMONSTRATION_NOTICE,
        )

    def stored_leaves(self, project: OracleProject, period: Period) -> list[bytes]:
        """The leaves of the stored readings of the period, in order of time. Raises MeterUnknown."""
        return self._leaves(project.meter, period, self.readings.readings(project.meter, period))

    def raw_leaves(self, project: OracleProject, period: Period) -> list[bytes]:
        """The same leaves from the raw files, read and sifted anew.

        Every import of the meter counts, in order of arrival: what stood before decides what was refused later.
        Raises MeterUnknown, EvidenceCorrupt, and NotFound("EvidenceUnknown").
        """
        meter = self.meters.meter(project.meter)
        accepted: list[Reading] = []
        for cid in self.readings.import_files(meter.id):
            rows = self.meters.rows(meter.id, self.evidence.get(Cid(cid)))
            accepted.extend(sift(meter, rows, [reading.start_s for reading in accepted]).accepted)
        return self._leaves(meter.id, period, sorted(accepted, key=lambda each: each.start_s))

    def _leaves(self, meter: str, period: Period, readings: list[Reading]) -> list[bytes]:
        cadence_s = self.meters.meter(meter).cadence_s
        return [reading_leaf(meter, reading) for reading in readings if covers(period, reading, cadence_s)]


def _energy(energy: Energy) -> dict[str, str]:
    """kWh, cut (never rounded up) after nine digits."""
    return {
        "exportedKwh": decimal_text(kwh(energy.exported_uws)),
        "ownUseKwh": decimal_text(kwh(energy.own_use_uws)),
        "gapChargeKwh": decimal_text(kwh(energy.gap_charge_uws)),
        "netKwh": decimal_text(energy.net_kwh),
    }


def _reduction(quantified: QuantifiedPeriod) -> dict[str, str]:
    return {
        "factor": PROJECT_FACTOR.text,
        "factorConfidence": PROJECT_FACTOR.confidence,
        "baselineKg": decimal_text(quantified.quantity.baseline_kg),
        "projectEmissionsKg": decimal_text(quantified.quantity.project_emissions_kg),
    }
