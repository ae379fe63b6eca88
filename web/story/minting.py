"""Readings become a quantity, three signatures open a claim, and after its window the credits mint themselves."""

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

Reports = dict[int, MonitoringReport]  # by project


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


def open_claims(stage: Stage) -> tuple[Chapter, Reports]:
    """Seals the evidence, collects the attestations of all three layers and submits: two claims open."""
    reports: Reports = {}
    figures: list[Figure] = []
    transactions: dict[str, str] = {}
    for project in projects(stage.cast):
        stage.say(f"verifying project {project.number}")
        monitoring = stage.oracle.build_report(project.measured_by, project.file.period)
        seals = stage.oracle.seal_report(monitoring, stage.cast.sealer, project.members)
        receipt = _verify(stage, monitoring)
        reports[project.number] = monitoring
        label = f"project {project.number}"
        opened = receipt.event("ReportSubmitted").arguments["finalisableAt"] - receipt.time
        figures.append(verified(f"{label}: window for challenges, s", opened))
        transactions[f"{label}: readings sealed"] = seals.evidence.transaction
        transactions[f"{label}: report sealed"] = seals.report.transaction
        if seals.claims is not None:
            transactions[f"{label}: claims of the households sealed"] = seals.claims.transaction
        transactions[f"{label}: report verified, claim opened"] = receipt.transaction
    chapter = Chapter(
        "Three signatures, and a claim opens",
        "The readings were sealed first. Then the sensor layer, the model and the expert signed the same report. Their "
        "quorum mints nothing yet: it opens a claim, which anybody may challenge for an hour.",
        tuple(figures),
        transactions,
    )
    return chapter, reports


def mint_credits(stage: Stage, reports: Reports) -> Chapter:
    """Lets both windows pass on the demonstration chain's clock; then a stranger makes the claims final."""
    stage.say("letting the windows pass")
    stage.pass_windows([monitoring.report_hash for monitoring in reports.values()])
    figures: list[Figure] = []
    transactions: dict[str, str] = {}
    for number, monitoring in reports.items():
        receipt = stage.oracle.finalise(monitoring.report_hash, stage.cast.stranger)
        final, label = receipt.event("ReportFinalised").arguments, f"project {number}"
        issued = receipt.event("CreditsIssued").arguments
        figures += [
            verified(f"{label}: batch", final["batch"]),
            verified(f"{label}: credits minted", final["mintedKg"] // ONE_CREDIT_KG),
            verified(f"{label}: of them to the buffer pool", issued["bufferKg"] // ONE_CREDIT_KG),
            verified(f"{label}: carried to the next period, kg", final["carriedKg"]),
        ]
        transactions[f"{label}: claim final, credits minted"] = receipt.transaction
    return Chapter(
        "The window passes, and the credits mint themselves",
        "The clock of the demonstration chain was moved by an hour; on a real chain one waits. Then a stranger made "
        "both claims final: whole credits of the lower bound were minted, the buffer pool received its share, and what "
        "is below a tonne is carried on chain.",
        tuple(figures),
        transactions,
    )


def _verify(stage: Stage, monitoring: MonitoringReport) -> Receipt:
    attestations = [stage.oracle.attest(monitoring, v.layer, v.signer) for v in verifiers(stage.cast)]
    return stage.oracle.submit(monitoring, attestations, stage.cast.oracle_operator)
