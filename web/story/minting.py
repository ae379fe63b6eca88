"""Chapters 2 and 3: readings become a quantity, three signatures a quorum, and the credits mint themselves."""

from __future__ import annotations

from oracle.domain.imports import ReadingsImport
from oracle.domain.monitoring_report import MonitoringReport, decimal_text
from oracle.usecases.quantify_period import QuantifiedPeriod
from registry.domain.events import Receipt
from registry.domain.units import ONE_CREDIT_KG
from web.story.cast import verifiers
from web.story.record import Chapter, Figure, estimated, measured, verified
from web.story.rules import SolarProject, projects
from web.story.stage import Stage


def read_the_meters(stage: Stage) -> Chapter:
    """Imports both meter files and quantifies them."""
    figures: list[Figure] = []
    for project in projects(stage.cast):
        stage.say(f"reading meter {project.file.meter.id}")
        imported = stage.oracle.import_file(project.file)
        quantified = stage.oracle.quantify(project.file.meter.id, project.file.period)
        figures += _metered(project, imported, quantified)
    return Chapter(
        "The meters",
        "The output of two real inverters is read from the files that their owners published, checked row by row, "
        "and turned into kilograms that the grid did not emit.",
        tuple(figures),
    )


def _metered(project: SolarProject, imported: ReadingsImport, quantified: QuantifiedPeriod) -> list[Figure]:
    label = f"project {project.number}"
    quantity = quantified.quantity
    return [
        measured(f"{label}: rows received", imported.rows),
        measured(f"{label}: rows refused, each with its reason", len(imported.refused)),
        measured(f"{label}: net energy, kWh", decimal_text(quantified.energy.net_kwh, 3)),
        estimated(f"{label}: point estimate, kg CO2e", quantity.point_kg),
        estimated(f"{label}: lower bound, kg CO2e", quantity.lower_bound_kg),
    ]


def mint_credits(stage: Stage) -> Chapter:
    """Seals the evidence, collects the attestations of all three layers and submits: the contract mints."""
    figures: list[Figure] = []
    transactions: dict[str, str] = {}
    for project in projects(stage.cast):
        stage.say(f"verifying and minting project {project.number}")
        monitoring = stage.oracle.build_report(project.measured_by, project.file.period)
        seals = stage.oracle.seal_report(monitoring, stage.cast.sealer)
        receipt = _verify(stage, monitoring)
        final = receipt.event("ReportFinalised").arguments
        label = f"project {project.number}"
        figures += [
            verified(f"{label}: batch", final["batch"]),
            verified(f"{label}: credits minted", final["mintedKg"] // ONE_CREDIT_KG),
            verified(f"{label}: carried to the next period, kg", final["carriedKg"]),
        ]
        transactions[f"{label}: readings sealed"] = seals.evidence.transaction
        transactions[f"{label}: report sealed"] = seals.report.transaction
        transactions[f"{label}: report verified, credits minted"] = receipt.transaction
    return Chapter(
        "Three signatures, and the credits mint themselves",
        "The readings were sealed first. Then the sensor layer, the model and the expert signed the same report, and "
        "the contract minted whole credits of the lower bound; what is below a tonne is carried on chain.",
        tuple(figures),
        transactions,
    )


def _verify(stage: Stage, monitoring: MonitoringReport) -> Receipt:
    attestations = [stage.oracle.attest(monitoring, v.layer, v.signer) for v in verifiers(stage.cast)]
    return stage.oracle.submit(monitoring, attestations, stage.cast.oracle_operator)
