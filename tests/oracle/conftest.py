"""The oracle room on a real chain: methodology, two projects and three verifiers stand; each test is taken back."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from oracle.adapters.meter_files import SERF_EAST, TRIO_27_6, MeterFile
from oracle.bootstrap import Oracle, open_oracle
from oracle.domain.claim_basis import OracleProject
from oracle.domain.methodology import PROJECT_FACTOR, VALID_FROM_S, VALID_UNTIL_S
from oracle.domain.monitoring_report import MonitoringReport
from oracle.domain.renewable_power import daily_cap_kg
from registry.adapters.chain_clock import DemonstrationClock
from registry.adapters.database import Database
from registry.adapters.signer import LocalSigner
from registry.bootstrap import Registry, assemble
from registry.config import load_settings
from registry.domain.events import Receipt
from registry.domain.report import Attestation, Layer
from tests.deployed import Characters, DeployedChain

RENEWABLE_POWER_KIND = 2
YEAR_S = 365 * 86_400
GROUND, ROOF = OracleProject(101, TRIO_27_6.meter.id), OracleProject(102, SERF_EAST.meter.id)


@dataclass(slots=True)
class Room:
    """One process of the oracle room, with short words for what tests do to it."""

    chain: DeployedChain
    characters: Characters
    registry: Registry
    oracle: Oracle
    sent: int = 0

    def send(self, signer: LocalSigner, contract: str, function: str, *args: object) -> None:
        """A transaction of a character."""
        self.sent += 1
        self.registry.outbox.transact(f"test:{self.sent}", signer, contract, function, *args)

    def read(self, contract: str, function: str, *args: object) -> object:
        """An answer at the chain's head."""
        return self.registry.chain.call(contract, function, *args, at=self.registry.chain.head().number)

    def reported(self, file: MeterFile = SERF_EAST, project: OracleProject = ROOF) -> MonitoringReport:
        """The file imported, its report built and sealed."""
        self.oracle.import_file(file)
        monitoring = self.oracle.build_report(project, file.period)
        self.oracle.seal_report(monitoring, self.characters.sealer)
        return monitoring

    def attested(self, monitoring: MonitoringReport) -> list[Attestation]:
        """The word of all three layers."""
        return [self.oracle.attest(monitoring, layer, signer) for layer, signer in self.verifiers().items()]

    def submitted(self, monitoring: MonitoringReport) -> Receipt:
        """The claim opened, with all three attestations."""
        return self.oracle.submit(monitoring, self.attested(monitoring), self.characters.operator)

    def passed(self, report_hash: str) -> Receipt:
        """The claim's window passed on the chain's clock, and a stranger made it final."""
        self.clock.advance_to(self.oracle.claim(report_hash)["finalisableAt"])
        return self.oracle.finalise(report_hash, self.characters.stranger)

    @property
    def clock(self) -> DemonstrationClock:
        return DemonstrationClock(self.registry.chain)

    def verifiers(self) -> dict[Layer, LocalSigner]:
        """Who signs for which layer."""
        cast = self.characters
        return {Layer.Sensor: cast.sensor, Layer.Model: cast.model, Layer.Expert: cast.expert}

    def accredit(self, signer: LocalSigner, layer: Layer, organisation: str) -> None:
        """Admits a verifier for a year of chain time."""
        facts = {
            "organisation": organisation,
            "methodologies": [],
            "countries": [],
            "layer": int(layer),
            "validUntil": self.registry.chain.head().time + YEAR_S,
        }
        self.send(self.characters.registrar, "VerifierSet", "accredit", signer.address, facts)

    def restarted(self) -> Room:
        """The same home, opened by a new process."""
        registry = assemble(self.registry.settings, self.chain.gateway)
        return Room(self.chain, self.characters, registry, open_oracle(registry), self.sent)


@pytest.fixture(scope="module")
def registered_chain(
    session_deployment: DeployedChain, characters: Characters, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[DeployedChain]:
    """The chain with methodology, projects and verifiers on it, taken back when the module is done."""
    before = session_deployment.engine.snapshot()
    opened = open_room(session_deployment, characters, tmp_path_factory.mktemp("registrar"))
    _register(opened)
    opened.registry.close()
    yield session_deployment
    session_deployment.engine.revert(before)


@pytest.fixture
def room(registered_chain: DeployedChain, characters: Characters, tmp_path: Path) -> Iterator[Room]:
    """An empty home on the registered chain; whatever the test does on chain is undone."""
    before = registered_chain.engine.snapshot()
    opened = open_room(registered_chain, characters, tmp_path)
    yield opened
    opened.registry.close()
    registered_chain.engine.revert(before)


def open_room(chain: DeployedChain, characters: Characters, home: Path) -> Room:
    """The oracle room in a home of its own."""
    variables = {"CARBONIX_HOME": str(home), "CARBONIX_DEPLOYMENTS": str(chain.deployments_dir)}
    registry = assemble(load_settings(variables), chain.gateway)
    return Room(chain, characters, registry, open_oracle(registry))


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    """An empty, migrated database without any chain."""
    opened = Database(f"sqlite:///{tmp_path / 'carbonix.db'}")
    opened.migrate()
    yield opened
    opened.close()


def sha256(data: bytes) -> str:
    return "0x" + hashlib.sha256(data).hexdigest()


def _register(room: Room) -> None:
    registrar, oracle, cast = room.characters.registrar, room.oracle, room.characters
    methodology = {
        "resolver": room.registry.chain.address_of("RenewablePower"),
        "validFrom": VALID_FROM_S,
        "validUntil": VALID_UNTIL_S,
        "documentHash": sha256(oracle.methodology_document()),
    }
    room.send(registrar, "CreditRegistry", "registerMethodology", oracle.methodology_name, methodology)
    for project, file, owner in ((GROUND, TRIO_27_6, cast.absorber), (ROOF, SERF_EAST, cast.absorber2)):
        facts = {
            "owner": owner.address,
            "organisation": sha256(owner.address.encode()),
            "methodology": oracle.commitments.methodology_id(oracle.methodology_name),
            "country": "0x5448",
            "kind": RENEWABLE_POWER_KIND,
            "wholeTonneOnly": False,
            "dailyCapKg": daily_cap_kg(file.meter, PROJECT_FACTOR),
            "startsAt": file.period.start_s,
            "documentHash": sha256(f"project {project.number}".encode()),
        }
        room.send(registrar, "CreditRegistry", "registerProject", project.number, f"Project {project.number}", facts)
    for layer, signer in room.verifiers().items():
        room.accredit(signer, layer, sha256(f"organisation of {signer.address}".encode()))
