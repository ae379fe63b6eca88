"""What mints beyond the members' signed total waits for the project's owner; nobody can hold up the members with it."""

from __future__ import annotations

import brownie
import pytest

from registry.domain.cooperative import allocate
from tests.contracts.attestations import accredit_quorum, beat
from tests.contracts.conftest import keccak, project_facts
from tests.contracts.cooperative.conftest import claims_over, submit_claims
from tests.contracts.refusals import ask, refused

WINDOW_S = 3_600  # between submission and finalising a share can fall: that is where a surplus comes from
WALLETS_PROJECT = 102
pytestmark = pytest.mark.window(WINDOW_S)


@pytest.fixture(scope="module")
def wallet(module_isolation, deployed, admin):
    """A contract that owns a project."""
    return admin.deploy(brownie.ContractWallet, admin)


@pytest.fixture(scope="module")
def waiting(deployed, oracle, registry, pool, registrar, wallet, members, chain, methodology):
    """A claim of 9,000 kg for the members of 10,000 kg, after whose submission the pool's tenth fell away."""
    registry.registerProject(WALLETS_PROJECT, "A village", project_facts(wallet), {"from": registrar})
    pool.setShare(WALLETS_PROJECT, 1_000, keccak("assessment"), {"from": registrar})
    accredit_quorum(deployed)
    beat(deployed)
    tree = claims_over(deployed, WALLETS_PROJECT, allocate(9_000, members), 10_000)
    submitted = submit_claims(deployed, WALLETS_PROJECT, tree, 10_000)
    pool.setShare(WALLETS_PROJECT, 0, keccak("assessment"), {"from": registrar})
    chain.sleep(WINDOW_S)
    chain.mine()
    return submitted.events["ReportSubmitted"]["reportHash"]


def test_a_surplus_waits_for_the_owner(credit, claims, oracle, wallet, waiting, stranger):
    """Must set 1,000 kg aside and hand them to the owner, once, whoever asks."""
    finalised = oracle.finalise(waiting, {"from": stranger})
    batch = finalised.events["ReportFinalised"]["batch"]
    aside = {"batch": batch, "owner": wallet, "kg": 1_000}
    assert dict(finalised.events["SurplusSetAside"]) == aside
    assert claims.surplusOf(batch) == (wallet, 1_000)
    assert credit.balanceOf(claims, batch) == 10_000

    collected = claims.collectSurplus(batch, {"from": stranger})
    assert dict(collected.events["SurplusCollected"]) == aside
    assert (credit.balanceOf(wallet, batch), credit.balanceOf(claims, batch)) == (1_000, 9_000)
    with refused("SurplusMissing", batch):
        ask(claims.collectSurplus, batch, {"from": stranger})


def test_neither_a_pause_nor_the_owner_holds_up_the_issuance(
    credit, claims, oracle, wallet, waiting, guardian, stranger
):
    """Must finalise though the owner refuses credits and transfers are paused; only the collection fails."""
    wallet.setMoods(0, 2)
    credit.pauseTransfers({"from": guardian})
    batch = oracle.finalise(waiting, {"from": stranger}).events["ReportFinalised"]["batch"]
    with refused("EnforcedPause"):
        ask(claims.collectSurplus, batch, {"from": stranger})
    assert claims.surplusOf(batch) == (wallet, 1_000)


def test_an_owner_that_refuses_credits_keeps_its_right(claims, oracle, wallet, waiting, stranger):
    """Must keep the surplus for an owner that refuses it today."""
    batch = oracle.finalise(waiting, {"from": stranger}).events["ReportFinalised"]["batch"]
    wallet.setMoods(0, 2)
    with refused("ReceiptRefused"):
        ask(claims.collectSurplus, batch, {"from": stranger})
    wallet.setMoods(0, 0)
    claims.collectSurplus(batch, {"from": stranger})


def test_a_batch_without_surplus_has_none(claims, stranger):
    """Must refuse to collect what never was set aside."""
    with refused("SurplusMissing", 1):
        ask(claims.collectSurplus, 1, {"from": stranger})
