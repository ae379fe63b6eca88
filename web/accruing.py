"""What accrues and is not issued: reports that did not mint yet, what each waits for, and what is carried on chain."""

from __future__ import annotations

import json
from collections.abc import Collection
from dataclasses import dataclass

from oracle.domain.monitoring_report import MonitoringReport
from registry.domain.projection import Projection
from registry.domain.records import Claim
from registry.domain.report import ClaimStatus, Layer
from web.front import Front
from web.goals import is_simulated

MOST_REPORTS = 200
LAYERS = (Layer.Sensor, Layer.Model, Layer.Expert)


@dataclass(frozen=True, slots=True)
class Accrual:
    """A report on its way; masses in kg, times in Unix seconds. `missing` are layers that did not sign yet, by name.

    `state` is `unsigned`, `unsent`, `open`, `challenged` or `issued`; `until` ends the window of an open claim.
    """

    report_hash: str
    project: int
    name: str
    methodology: str
    simulated: bool
    period_start: int
    period_end: int
    point_kg: int
    lower_bound_kg: int
    state: str
    missing: tuple[str, ...]
    until: int
    batch: int


def reports_of(front: Front, ledger: Projection, projects: Collection[int] | None = None) -> list[Accrual]:
    """The reports of these projects, or of all, by project and period; voided claims are left out."""
    stored = front.oracle.workbench.claims("", MOST_REPORTS)
    chosen = [one for one in stored if projects is None or one.report.project in projects]
    found = [accrual_of(front, ledger, one) for one in chosen if not _is_void(ledger.claims.get(one.report_hash))]
    return sorted(found, key=lambda one: (one.project, one.period_start))


def carried_kg(ledger: Projection) -> dict[int, int]:
    """By project: what the last final claim left below a whole tonne, carried on chain."""
    carried: dict[int, int] = {}
    for claim in sorted(ledger.claims.values(), key=lambda one: one.block):
        if claim.finalised and claim.report is not None:
            carried[claim.report.project] = claim.carried_kg
    return {project: kg for project, kg in carried.items() if kg}


def accrual_of(front: Front, ledger: Projection, found: MonitoringReport) -> Accrual:
    """The report with where it stands."""
    report, claim = found.report, ledger.claims.get(found.report_hash)
    words = front.oracle.reports.attestations(found.report_hash)
    signed = {one.layer for one in (claim.attestations if claim else words)}
    missing = tuple(layer.name.lower() for layer in LAYERS if layer not in signed)
    project = ledger.projects.get(report.project)
    return Accrual(
        report_hash=found.report_hash,
        project=report.project,
        name=project.name if project else f"{report.project}",
        methodology=str(json.loads(found.document)["methodology"]),
        simulated=is_simulated(front, report.project),
        period_start=report.period_start,
        period_end=report.period_end,
        point_kg=report.point_kg,
        lower_bound_kg=report.lower_bound_kg,
        state=_state(claim, missing),
        missing=missing,
        until=claim.finalisable_at if claim else 0,
        batch=claim.batch if claim else 0,
    )


def _state(claim: Claim | None, missing: tuple[str, ...]) -> str:
    if claim is None or claim.report is None:
        return "unsigned" if missing else "unsent"
    if claim.finalised:
        return "issued"
    return "challenged" if claim.status is ClaimStatus.Challenged else "open"


def _is_void(claim: Claim | None) -> bool:
    return claim is not None and claim.status is ClaimStatus.Void
