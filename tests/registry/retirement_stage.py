"""A registry over a chain with minted credits, and short words for retiring, sealing, proving and verifying on it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from registry.adapters.proof_tools import node_at
from registry.bootstrap import Registry, assemble
from registry.config import load_settings
from registry.domain.certificate import UseCase
from registry.domain.records import Certificate
from registry.domain.seals import SealedRoot
from registry.domain.verdict import Verdict
from registry.usecases.retire_credits import retire
from registry.usecases.seal_certificates import seal_certificates
from registry.usecases.verify_bundle import verify_bundle
from tests.deployed import Characters, DeployedChain
from tests.issue_credits import IssuedCredits, issue_credits
from tests.registry.bundle_parts import TOOLS

DETAILS = {"beneficiary": "Example Foods", "reason": "product line 2025"}
SALT = "5a" * 16


@dataclass(frozen=True)
class Stage:
    """A registry over a chain on which 16,400 kg were verified: 16 credits minted, 400 kg carried."""

    registry: Registry
    characters: Characters
    issued: IssuedCredits
    rpc_url: str

    def retire(self, kg: int = 2_500, salt: str = SALT) -> Certificate:
        certificate = retire(
            self.registry.outbox,
            self.issued.owner,
            self.issued.batch,
            kg,
            self.characters.emitter.address,
            DETAILS,
            salt,
            UseCase.Voluntary,
        )
        self.registry.follow()
        return certificate

    def seal(self, *certificates: int) -> SealedRoot:
        sealed = seal_certificates(
            certificates,
            ledger=self.registry.projection(),
            chain=self.registry.chain,
            tools=TOOLS,
            store=self.registry.seals,
            evidence=self.registry.evidence,
            outbox=self.registry.outbox,
            signer=self.characters.sealer,
        )
        self.registry.follow()
        return sealed

    def prove(self, certificate: int) -> bytes:
        return self.registry.prove(certificate, self.characters.sealer)

    def verify(self, data: bytes) -> Verdict:
        return verify_bundle(data, tools=TOOLS, open_chain=node_at(self.rpc_url))

    def newest(self) -> int:
        return self.registry.chain.head().number


@pytest.fixture
def stage(deployed_chain: DeployedChain, characters: Characters, tmp_path: Path) -> Iterator[Stage]:
    folders = {"CARBONIX_HOME": str(tmp_path), "CARBONIX_DEPLOYMENTS": str(deployed_chain.deployments_dir)}
    registry = assemble(load_settings(folders), deployed_chain.gateway)
    yield Stage(registry, characters, issue_credits(deployed_chain, characters), deployed_chain.rpc_url)
    registry.close()


@pytest.fixture
def proved(stage: Stage) -> bytes:
    """The bundle of certificate 1."""
    certificate = stage.retire()
    stage.seal(certificate.id)
    return stage.prove(certificate.id)
