"""Readings become a quantity, three signatures open a claim, and after its window the credits mint themselves."""

from __future__ import annotations

import json
from typing import Any

from oracle.domain.monitoring_report import MonitoringReport
from registry.domain.events import Receipt
from registry.domain.units import ONE_CREDIT_KG
from web.story.cast import verifiers
from web.story.projects import StoryProject, projects
from web.story.record import Chapter, Figure, estimated, measured, verified
from web.story.stage import Stage

Reports = dict[int, MonitoringReport]  # by project


def build_reports(stage: Stage) -> Reports:
    """The report of each project's period, once: what it rests on stands in its document from here on."""
    reports: Reports = {}
    for project in projects(stage.cast):
        stage.say(f"quantifying {project.label}")
        reports[project.number] = stage.oracle.build_report(project.measured_by, project.period)
    return reports


def show_quantities(stage: Stage, reports: Reports) -> Chapter:
    """What each claim rests on, read from the document that the verifiers read, and what its quality costs."""
    figures: list[Figure] = []
    for project in projects(stage.cast):
        figures += _quantified(project, json.loads(reports[project.number].document))
    return Chapter(
        "The quantities",
        "Each methodology turned its readings, or the survey of its plots, into kilograms. What is credited is the "
        "lower bound, less what the quality of the data lacks: replayed readings carry a demonstration key, no "
        "calibration and no second source. Readings of projects 101, 102 and 105 are real; 103 and 104 are SIMULATED, "
        "and so is that 40 dwellings did as the one of project 105.",
        tuple(figures),
    )


def _quantified(project: StoryProject, document: dict[str, Any]) -> list[Figure]:
    label, reduction = project.label, document["reduction"]
    figures: list[Figure] = []
    for channel in document["channels"]:
        name = f"{label}: {channel['channel']} of {channel['device']}"
        figures += [
            measured(f"{name}: readings", channel["samples"]),
            measured(f"{name}: left out", channel["excluded"]),
            measured(f"{name}: total", channel["total"]),
        ]
    return [
        *figures,
        measured(f"{label}: leaves of evidence", document["data"]["size"]),
        estimated(f"{label}: point estimate, kg CO2e", reduction["pointKg"]),
        estimated(f"{label}: lower bound of the methodology, kg CO2e", reduction["beforeQualityKg"]),
        estimated(f"{label}: lower bound, kg CO2e", reduction["lowerBoundKg"]),
    ]


def open_claims(stage: Stage, reports: Reports) -> Chapter:
    """Seals the evidence, collects the attestations of all three layers and submits: five claims open."""
    figures: list[Figure] = []
    transactions: dict[str, str] = {}
    for project in projects(stage.cast):
        stage.say(f"verifying {project.label}")
        monitoring = reports[project.number]
        if project.plan.agreement:
            figures.append(_agreed(stage, project.label, monitoring))
        seals = stage.oracle.seal_report(monitoring, stage.cast.sealer, project.members)
        receipt = _verify(stage, monitoring)
        label = project.label
        opened = receipt.event("ReportSubmitted").arguments["finalisableAt"] - receipt.time
        figures.append(verified(f"{label}: window for challenges, s", opened))
        transactions[f"{label}: evidence sealed"] = seals.evidence.transaction
        transactions[f"{label}: report sealed"] = seals.report.transaction
        if seals.claims is not None:
            transactions[f"{label}: claims of the households sealed"] = seals.claims.transaction
        transactions[f"{label}: report verified, claim opened"] = receipt.transaction
    return Chapter(
        "Three signatures, and a claim opens",
        "The evidence was sealed first. Then the sensor layer, the model and the expert signed the same report. Their "
        "quorum mints nothing yet: it opens a claim, which anybody may challenge for an hour.",
        tuple(figures),
        transactions,
    )


def _agreed(stage: Stage, label: str, monitoring: MonitoringReport) -> Figure:
    """Five nodes recompute the report, each with a key of its own, promise a hash and then show what they found."""
    stage.say(f"five oracle nodes recompute {label}")
    verdict = stage.oracle.nodes.agree(monitoring).verdict
    votes = 0 if verdict is None else verdict.votes
    return verified(f"{label}: oracle nodes that agree, of five on one machine", votes)


def mint_credits(stage: Stage, reports: Reports) -> Chapter:
    """Lets all windows pass on the demonstration chain's clock; then a stranger makes the claims final."""
    stage.say("letting the windows pass")
    stage.pass_windows([monitoring.report_hash for monitoring in reports.values()])
    figures: list[Figure] = []
    transactions: dict[str, str] = {}
    for project in projects(stage.cast):
        receipt = stage.oracle.finalise(reports[project.number].report_hash, stage.cast.stranger)
        final, label = receipt.event("ReportFinalised").arguments, project.label
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
        "the claims final: whole credits of the lower bound were minted, of all four kinds, the buffer pool received "
        "its share, and what is below a tonne is carried on chain. Credits of SIMULATED projects stand for nothing.",
        tuple(figures),
        transactions,
    )


def _verify(stage: Stage, monitoring: MonitoringReport) -> Receipt:
    attestations = [stage.oracle.attest(monitoring, v.layer, v.signer) for v in verifiers(stage.cast)]
    return stage.oracle.submit(monitoring, attestations, stage.cast.oracle_operator)
