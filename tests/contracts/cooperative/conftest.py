"""A cooperative whose members' claims are sealed and signed; its credits wait in the claim contract."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

import brownie
import pytest

from registry.domain.cooperative import Claims, Member, Part, Terms, allocate
from tests.contracts.attestations import SEALER, accredit_quorum, build_report, dev_account, submit
from tests.contracts.conftest import METHODOLOGY, PROJECT, keccak, methodology_facts, project_facts

CLAIMS = 5  # ISealRegistry.Kind.Claims


@dataclass(frozen=True, slots=True)
class Cooperative:
    """A batch that minted to the claim contract, and the tree of what its members may take."""

    batch: int
    claims: Claims

    def proof(self, index: int) -> tuple[int, int, str, int, list[bytes]]:
        """Arguments of claim: batch, index, holder, kg, path."""
        part = self.claims.parts[index]
        return self.batch, part.index, part.holder, part.kg, self.claims.path(index)


@pytest.fixture(scope="module")
def claims(deployed: Mapping[str, Any]) -> Any:
    return deployed["CooperativeClaims"]


@pytest.fixture(scope="module")
def members(absorber2: Any, emitter: Any, stranger: Any) -> list[Member]:
    """Three smallholders, measured by their trees."""
    return [Member(absorber2.address, 500), Member(emitter.address, 300), Member(stranger.address, 7)]


def claims_over(deployed: Mapping[str, Any], project: int, parts: list[Part], kg: int, /, **changes: Any) -> Claims:
    """The tree over the parts of the project's next report of so many kilograms, sealed; `changes` spoil its terms."""
    report = build_report(deployed, project, kg)
    at = deployed["CooperativeClaims"].address
    terms = Terms(brownie.chain.id, at, project, report.period_start, report.period_end)
    tree = Claims(replace(terms, **changes), parts)
    by = {"from": dev_account(SEALER).address}
    deployed["SealRegistry"].seal(CLAIMS, tree.root, tree.size, "ipfs://claims", by)
    return tree


def submit_claims(deployed: Mapping[str, Any], project: int, tree: Claims, kg: int, **changes: Any) -> Any:
    """Submits the project's next report with this root and total; returns the transaction."""
    stated = {"claims_root": "0x" + tree.root.hex(), "claims_kg": tree.total_kg} | changes
    return submit(deployed, build_report(deployed, project, kg, **stated))


@pytest.fixture(scope="module")
def cooperate(deployed: Mapping[str, Any], project: int) -> Callable[..., Cooperative]:
    """Mints 12,000 kg to the claim contract, for the members' parts or for those given."""
    accredit_quorum(deployed)

    def cooperating(parts: list[Part], kg: int = 12_000) -> Cooperative:
        tree = claims_over(deployed, project, parts, kg)
        transaction = submit_claims(deployed, project, tree, kg)
        return Cooperative(int(transaction.events["ReportFinalised"]["batch"]), tree)

    return cooperating


@pytest.fixture(scope="module")
def cooperative(cooperate: Callable[..., Cooperative], members: list[Member]) -> Cooperative:
    """12,000 kg over 807 trees: 7,435 kg, 4,461 kg and 104 kg."""
    return cooperate(allocate(12_000, members))


@dataclass(frozen=True, slots=True)
class Stage:
    """Ledger and claim contract whose oracle is an account; `batch` minted 2,000 kg to the claim contract."""

    credit: Any
    claims: Any
    oracle: Any
    batch: int

    def open(self, root: bytes, size: int, total_kg: int, project: int = PROJECT) -> None:
        self.claims.open(self.batch, project, 1, 2, root, size, total_kg, {"from": self.oracle})


def stage_of(admin: Any, oracle: Any, owner: Any, kg: int) -> Stage:
    """Deploys a stage of which one batch of so many kilograms belongs to the claim contract."""
    access = admin.deploy(brownie.RegistryAccess, admin)
    registry = admin.deploy(brownie.CreditRegistry, access, oracle, True)
    seals = admin.deploy(brownie.SealRegistry, access)
    ledger = admin.get_deployment_address(admin.nonce + 1)
    certificates = admin.deploy(brownie.RetirementCertificate, ledger, registry, seals, owner)
    credit = admin.deploy(brownie.CarbonCredit, access, registry, oracle, certificates, owner, "", "")
    claims = admin.deploy(brownie.CooperativeClaims, oracle, credit)
    rule = admin.deploy(brownie.RenewablePower)
    registry.registerMethodology(METHODOLOGY, methodology_facts(rule), {"from": admin})
    registry.registerProject(PROJECT, "A village", project_facts(owner), {"from": admin})
    registry.openBatch(PROJECT, 1, 2, kg // 1_000, keccak("report"), keccak("data"), {"from": oracle})
    credit.issue(1, claims, kg, 0, {"from": oracle})
    return Stage(credit, claims, oracle, 1)


@pytest.fixture(scope="module")
def stage(module_isolation: None, admin: Any, operator: Any, absorber: Any) -> Stage:
    return stage_of(admin, operator, absorber, 2_000)
