"""A project that gives a fifth to the pool, losses through the real oracle, and a stage whose oracle is an account."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import brownie
import pytest

from tests.contracts.attestations import build_loss, mint, report_hash, submit_loss
from tests.contracts.conftest import METHODOLOGY, PROJECT, keccak, methodology_facts, project_facts
from tests.contracts.ledger.conftest import statement

ASSESSMENT = keccak("risk assessment")
FIFTH_BPS = 2_000
SECOND_PROJECT = 102


@pytest.fixture(scope="module")
def share(pool: Any, project: int, registrar: Any) -> int:
    """A fifth of each issuance of the project, from now on."""
    pool.setShare(project, FIFTH_BPS, ASSESSMENT, {"from": registrar})
    return FIFTH_BPS


@pytest.fixture(scope="module")
def batch(deployed: Mapping[str, Any], share: int, project: int) -> int:
    """16,000 kg: 13,000 the absorber's, 3,000 the pool's, 200 kg of its share carried."""
    return mint(deployed, project, 16_000)


@dataclass(frozen=True, slots=True)
class Lost:
    """A verified loss and the transaction that worked down the waterfall."""

    report_hash: str
    transaction: Any


@pytest.fixture
def lose(deployed: Mapping[str, Any]) -> Callable[[int, int], Lost]:
    """Verifies a loss of a batch through the oracle."""

    def lost(batch: int, kg: int) -> Lost:
        report = build_loss(deployed, batch, kg)
        transaction = submit_loss(deployed, report, batch)
        return Lost(report_hash(deployed["VerificationOracle"], report), transaction)

    return lost


@pytest.fixture
def retire(credit: Any) -> Callable[[int, Any, int], int]:
    """Retires for the holder itself and answers the certificate."""

    def retired(batch: int, holder: Any, kg: int) -> int:
        transaction = credit.retire(batch, holder, kg, statement(holder), {"from": holder})
        return int(transaction.events["CreditsRetired"]["certificate"])

    return retired


@dataclass(frozen=True, slots=True)
class Stage:
    """Ledger and pool whose oracle is an account: issuances and losses without reports."""

    registry: Any
    credit: Any
    certificates: Any
    pool: Any
    oracle: Any

    def issue(self, project: int, kg: int, owner: Any) -> int:
        """Mints as the oracle does; returns the batch."""
        by = {"from": self.oracle}
        count = int(self.registry.batchCount())
        batch = self.registry.openBatch(
            project, count + 1, count + 2, kg // 1_000, keccak("report"), keccak("data"), by
        )
        number = int(batch.return_value)
        buffer_kg = self.pool.accrue(project, number, kg, by).return_value
        self.credit.issue(number, owner, kg, buffer_kg, by)
        return number

    def open_loss(self, name: str, batch: int, kg: int, owner: Any, project: int = PROJECT) -> Any:
        return self.pool.openLoss(keccak(name), project, batch, owner, kg, {"from": self.oracle})


@pytest.fixture(scope="module")
def stage(module_isolation: None, admin: Any, operator: Any, absorber: Any) -> Stage:
    """Two projects of the absorber; the admin has every role."""
    access = admin.deploy(brownie.RegistryAccess, admin)
    registry = admin.deploy(brownie.CreditRegistry, access, operator, True)
    seals = admin.deploy(brownie.SealRegistry, access)
    ledger, pool_at = (admin.get_deployment_address(admin.nonce + ahead) for ahead in (1, 2))
    certificates = admin.deploy(brownie.RetirementCertificate, ledger, registry, seals, pool_at)
    credit = admin.deploy(brownie.CarbonCredit, access, registry, operator, certificates, pool_at, "", "")
    pool = admin.deploy(brownie.BufferPool, access, operator, credit)
    assert (credit.address, pool.address) == (ledger, pool_at)

    rule = admin.deploy(brownie.RenewablePower)
    registry.registerMethodology(METHODOLOGY, methodology_facts(rule), {"from": admin})
    for project in (PROJECT, SECOND_PROJECT):
        registry.registerProject(project, "Solar plant", project_facts(absorber), {"from": admin})
    return Stage(registry, credit, certificates, pool, operator)
