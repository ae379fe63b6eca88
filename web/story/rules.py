"""What may be credited, to whom, and who vouches for it is on chain before anything is measured."""

from __future__ import annotations

from dataclasses import dataclass
from hashlib import sha256

from oracle.adapters.meter_files import SERF_EAST, TRIO_27_6, MeterFile
from oracle.domain.claim_basis import OracleProject
from oracle.domain.methodology import VALID_FROM_S, VALID_UNTIL_S
from registry.adapters.canonical_json import canonical
from registry.adapters.signer import LocalSigner
from registry.domain.cooperative import Member
from registry.domain.notices import DEMONSTRATION_NOTICE
from web.story.cast import Accreditation, Cast, roof_members, verifiers
from web.story.record import Chapter, estimated
from web.story.stage import Stage

COUNTRY = "0x" + b"TH".hex()
RENEWABLE_POWER = 2  # ICreditRegistry.Kind
ACCREDITED_UNTIL_S = 1_893_456_000  # 2030-01-01T00:00:00Z


@dataclass(frozen=True, slots=True)
class SolarProject:
    """A project of the story: its meter, its owner, and the largest reduction that its rated power allows in a day."""

    number: int
    name: str
    owner: LocalSigner
    file: MeterFile
    daily_cap_kg: int  # rated kW x 24 h x 0.5562 kg/kWh, rounded down
    members: tuple[Member, ...] = ()  # of a cooperative
    risk_share_bps: int = 0  # of each issuance, to the buffer pool

    @property
    def facts(self) -> dict[str, str]:
        """The project document; its SHA-256 is on chain."""
        return {
            "type": "carbonix/project/1",
            "number": str(self.number),
            "name": self.name,
            "meter": self.file.meter.id,
            "stands": self.file.stands,
            "provenance": self.file.provenance,
            "licence": self.file.licence,
            "notice": DEMONSTRATION_NOTICE,
        }

    @property
    def measured_by(self) -> OracleProject:
        return OracleProject(self.number, self.file.meter.id, members=self.members)


def projects(cast: Cast) -> tuple[SolarProject, SolarProject]:
    return (
        SolarProject(
            101, "Demonstration solar plant, 27.6 kW", cast.inverter_owner, TRIO_27_6, 368, risk_share_bps=2_000
        ),
        SolarProject(
            102, "Demonstration solar roof, 5 kW, of three households", cast.roof_owner, SERF_EAST, 66, roof_members()
        ),
    )


def write_the_rules(stage: Stage) -> Chapter:
    """Registers the methodology and the projects, and accredits the three verifiers."""
    document = stage.oracle.methodology_document()
    stage.registry.evidence.put(document)
    name = stage.oracle.methodology_name
    methodology = {
        "resolver": stage.registry.chain.address_of("RenewablePower"),
        "validFrom": VALID_FROM_S,
        "validUntil": VALID_UNTIL_S,
        "documentHash": _hash(document),
    }
    registered = stage.transact(
        "methodology", stage.cast.registrar, "CreditRegistry", "registerMethodology", name, methodology
    )
    methodology_id = registered.event("MethodologyRegistered").arguments["methodology"]
    transactions = {"methodology registered": registered.transaction}
    for project in projects(stage.cast):
        transactions[f"project {project.number} registered"] = _register(stage, project, methodology_id)
        if project.risk_share_bps:
            transactions[f"buffer share of project {project.number} set"] = _set_share(stage, project)
    for verifier in verifiers(stage.cast):
        transactions[f"{verifier.layer.name.lower()} verifier accredited"] = _accredit(stage, verifier)
    return Chapter(
        "The rules",
        f"The methodology “{name}”, two projects and three verifiers of distinct organisations are on chain.",
        (
            estimated("grid factor, tCO2e/MWh (T-VER project factor, secondary source)", "0.5562"),
            estimated("project 101: share of each issuance for the buffer pool, % (invented risk)", "20"),
        ),
        transactions,
    )


def _register(stage: Stage, project: SolarProject, methodology: str) -> str:
    document = canonical(project.facts)
    stage.registry.evidence.put(document)
    facts = {
        "owner": project.owner.address,
        "organisation": _hash(project.name.encode()),
        "methodology": methodology,
        "country": COUNTRY,
        "kind": RENEWABLE_POWER,
        "wholeTonneOnly": False,
        "dailyCapKg": project.daily_cap_kg,
        "startsAt": project.file.period.start_s,
        "documentHash": _hash(document),
    }
    call = ("CreditRegistry", "registerProject", project.number, project.name, facts)
    return stage.transact(f"project:{project.number}", stage.cast.registrar, *call).transaction


def _set_share(stage: Stage, project: SolarProject) -> str:
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


def _hash(data: bytes) -> str:
    return "0x" + sha256(data).hexdigest()
