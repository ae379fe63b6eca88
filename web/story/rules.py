"""What may be credited, to whom, and who vouches for it is on chain before anything is measured."""

from __future__ import annotations

from datetime import UTC, datetime
from hashlib import sha256

from oracle.domain.methods.method import Method
from registry.adapters.canonical_json import canonical
from web.story.cast import Accreditation, verifiers
from web.story.projects import StoryProject, projects
from web.story.record import Chapter, Figure, estimated
from web.story.stage import Stage

COUNTRY = "0x" + b"TH".hex()
ACCREDITED_UNTIL_S = 1_893_456_000  # 2030-01-01T00:00:00Z


def write_the_rules(stage: Stage) -> Chapter:
    """Registers methodologies and projects, fixes the monitoring plans, and accredits the three verifiers."""
    transactions: dict[str, str] = {}
    registered: dict[str, str] = {}
    for project in projects(stage.cast):
        method = project.method
        if method.id not in registered:
            registered[method.id], sent = _register_method(stage, method)
            transactions[f"methodology {method.id} registered"] = sent
        stage.oracle.plans.keep(project.plan)
        transactions[f"{project.label} registered"] = _register(stage, project, registered[method.id])
        if project.risk_share_bps:
            transactions[f"buffer share of {project.label} set"] = _set_share(stage, project)
    for verifier in verifiers(stage.cast):
        transactions[f"{verifier.layer.name.lower()} verifier accredited"] = _accredit(stage, verifier)
    return Chapter(
        "The rules",
        f"{len(registered)} methodologies, one for each kind of credit, five projects and three verifiers of distinct "
        "organisations are on chain. How each project is monitored is fixed before anything is measured. Two projects "
        "are SIMULATED, and of the fifth all dwellings but one.",
        tuple(_figures(stage)),
        transactions,
    )


def _figures(stage: Stage) -> list[Figure]:
    return [
        estimated("grid factor, tCO2e/MWh (T-VER project factor, secondary source)", "0.5562"),
        estimated("project 101: share of each issuance for the buffer pool, % (invented risk)", "20"),
        *(estimated(f"{project.label}: methodology", project.method.name) for project in projects(stage.cast)),
    ]


def _register_method(stage: Stage, method: Method[object]) -> tuple[str, str]:
    """The methodology's id on chain, and the transaction that registered it."""
    document = canonical(method.document())
    stage.registry.evidence.put(document)
    facts = {
        "resolver": stage.registry.chain.address_of(method.kind),
        "validFrom": _seconds(method.valid_from),
        "validUntil": _seconds(method.valid_until),
        "documentHash": _hash(document),
    }
    call = ("CreditRegistry", "registerMethodology", method.name, facts)
    receipt = stage.transact(f"methodology:{method.id}", stage.cast.registrar, *call)
    return receipt.event("MethodologyRegistered").arguments["methodology"], receipt.transaction


def _register(stage: Stage, project: StoryProject, methodology: str) -> str:
    document = canonical(project.facts)
    stage.registry.evidence.put(document)
    facts = {
        "owner": project.owner,
        "organisation": _hash(project.name.encode()),
        "methodology": methodology,
        "country": COUNTRY,
        "kind": project.kind,
        "wholeTonneOnly": False,
        "dailyCapKg": project.daily_cap_kg,
        "startsAt": project.period.start_s,
        "documentHash": _hash(document),
    }
    call = ("CreditRegistry", "registerProject", project.number, project.name, facts)
    return stage.transact(f"project:{project.number}", stage.cast.registrar, *call).transaction


def _set_share(stage: Stage, project: StoryProject) -> str:
    """A solar plant cannot lose what it avoided: the risk is invented, so that the pool has something to show."""
    assessment = {
        "type": "carbonix/risk-assessment/1",
        "project": str(project.number),
        "shareBps": str(project.risk_share_bps),
        "notice": "SIMULATED: an invented risk, to show what the buffer pool does.",
    }
    document = canonical(assessment)
    stage.registry.evidence.put(document)
    call = ("BufferPool", "setShare", project.number, project.risk_share_bps, _hash(document))
    return stage.transact(f"share:{project.number}", stage.cast.registrar, *call).transaction


def _accredit(stage: Stage, verifier: Accreditation) -> str:
    accreditation = {
        "organisation": _hash(verifier.organisation_name.encode()),
        "methodologies": [],
        "countries": [COUNTRY],
        "layer": int(verifier.layer),
        "validUntil": ACCREDITED_UNTIL_S,
    }
    call = ("VerifierSet", "accredit", verifier.signer.address, accreditation)
    return stage.transact(f"accredit:{verifier.layer.name}", stage.cast.registrar, *call).transaction


def _seconds(text: str) -> int:
    return int(datetime.strptime(text, "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=UTC).timestamp())


def _hash(data: bytes) -> str:
    return "0x" + sha256(data).hexdigest()
