"""Credits that the oracle minted to the absorber; and a ledger whose oracle is an account, for what no oracle asks."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import brownie
import pytest

from tests.contracts.attestations import ZERO32, mint
from tests.contracts.conftest import METHODOLOGY, PROJECT, keccak, methodology_facts, project_facts

DETAILS = keccak("salted details")
WHOLE_PROJECT = 102
WHOLE_CREDITS_KG = 5_000


def statement(
    beneficiary: Any, details: str = DETAILS, use_case: int = 0, footprint: str = ZERO32, beyond: bool = False
) -> tuple[Any, str, int, str, bool]:
    """IRetirementCertificate.Retirement."""
    return (beneficiary, details, use_case, footprint, beyond)


@pytest.fixture(scope="module")
def batch(deployed: Mapping[str, Any], project: int) -> int:
    """A batch of 16,000 kg, all of it the absorber's."""
    return mint(deployed, project, 16_000)


@pytest.fixture(scope="module")
def whole_batch(deployed: Mapping[str, Any], batch: int, registry: Any, registrar: Any, absorber: Any) -> int:
    """A batch of 5,000 kg that moves in whole credits only."""
    facts = project_facts(absorber, wholeTonneOnly=True)
    registry.registerProject(WHOLE_PROJECT, "Whole tonnes", facts, {"from": registrar})
    return mint(deployed, WHOLE_PROJECT, WHOLE_CREDITS_KG)


@dataclass(frozen=True, slots=True)
class Bench:
    """A registry and a ledger that take accounts for their oracle and their buffer pool; the admin has every role."""

    registry: Any
    seals: Any
    credit: Any
    certificates: Any
    oracle: Any
    pool: Any


def deploy_bench(admin: Any, oracle: Any, pool: Any, owner: Any) -> Bench:
    """One batch of 3 credits is open and not issued."""
    access = admin.deploy(brownie.RegistryAccess, admin)
    registry = admin.deploy(brownie.CreditRegistry, access, oracle, True)
    seals = admin.deploy(brownie.SealRegistry, access)
    ledger = admin.get_deployment_address(admin.nonce + 1)
    certificates = admin.deploy(brownie.RetirementCertificate, ledger, registry, seals, pool)
    credit = admin.deploy(brownie.CarbonCredit, access, registry, oracle, certificates, pool, "", "")
    assert credit.address == ledger

    rule = admin.deploy(brownie.RenewablePower)
    registry.registerMethodology(METHODOLOGY, methodology_facts(rule), {"from": admin})
    registry.registerProject(PROJECT, "Solar plant", project_facts(owner), {"from": admin})
    registry.openBatch(PROJECT, 1, 2, 3, keccak("report"), keccak("data"), {"from": oracle})
    return Bench(registry, seals, credit, certificates, oracle, pool)


@pytest.fixture(scope="module")
def bench(module_isolation: None, admin: Any, operator: Any, absorber: Any, treasury: Any) -> Bench:
    return deploy_bench(admin, operator, treasury, absorber)
