"""A claim that nobody inspected yet: sensor layer and model signed it, the expert's word is left to a reader."""

from __future__ import annotations

import json

from registry.domain.report import Layer
from registry.domain.roles import Principal, Role
from web.story.cast import verifiers
from web.story.devices import TENANT
from web.story.flare import FLARE
from web.story.projects import StoryProject, projects
from web.story.record import Chapter, estimated, measured
from web.story.stage import Stage

OWNER = Principal("demonstration-owner", TENANT, frozenset({Role.NET_ABSORBER}))
# An invented square of about 1.1 km in the Gulf of Thailand: the SIMULATED flare stands nowhere.
WEST, SOUTH, SIDE = 100.6, 12.9, 0.01
EXPECTED_T = 1_000


def leave_a_claim(stage: Stage) -> Chapter:
    """Draws the ground, builds, seals and twice signs the flare's next report; told again it changes nothing."""
    stage.say("leaving a claim to be inspected")
    project, oracle = _flare(stage), stage.oracle
    if oracle.field.boundaries.find(project.number) is None:
        oracle.field.draw(project.number, _ground(), "methane", EXPECTED_T, OWNER)
    monitoring = oracle.build_report(project.measured_by, FLARE.waiting)
    seals = oracle.seal_report(monitoring, stage.cast.sealer)
    signed = [
        oracle.attest(monitoring, one.layer, one.signer)
        for one in verifiers(stage.cast)
        if one.layer is not Layer.Expert
    ]
    reduction = json.loads(monitoring.document)["reduction"]
    return Chapter(
        "A claim that waits for its expert",
        "The SIMULATED flare ran for another four weeks. Sensor layer and model signed the report, the expert did not: "
        "it accrues, and nothing is issued. Whoever walks in as the verifier inspects it at /workbench and signs.",
        (
            measured(f"{project.label}: layers that signed the report", len(signed)),
            estimated(f"{project.label}: accruing, not issued, kg CO2e", reduction["lowerBoundKg"]),
        ),
        {
            f"{project.label}: evidence of the waiting claim sealed": seals.evidence.transaction,
            f"{project.label}: report of the waiting claim sealed": seals.report.transaction,
        },
    )


def _flare(stage: Stage) -> StoryProject:
    return next(one for one in projects(stage.cast) if one.number == FLARE.plan.project)


def _ground() -> dict[str, object]:
    east, north = round(WEST + SIDE, 6), round(SOUTH + SIDE, 6)
    ring = [[WEST, SOUTH], [east, SOUTH], [east, north], [WEST, north], [WEST, SOUTH]]
    return {"type": "Polygon", "coordinates": [ring]}
