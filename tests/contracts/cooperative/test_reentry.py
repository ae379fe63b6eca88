"""A member or an owner that calls back from its receiver's hook finds its claim spent."""

from __future__ import annotations

import brownie
import pytest

from registry.domain.cooperative import Part
from tests.contracts.refusals import ask, refused

HONEST, REENTERING = 0, 5


@pytest.fixture(scope="module")
def wallet(module_isolation, deployed, admin):
    return admin.deploy(brownie.ContractWallet, admin)


@pytest.fixture
def village(cooperate, wallet, emitter):
    """The wallet has two parts, the emitter one."""
    parts = [Part(0, wallet.address, 5_000), Part(1, wallet.address, 3_000), Part(2, emitter.address, 4_000)]
    return cooperate(parts)


def reenter(wallet, claims, data):
    wallet.setReentry(claims, data)
    wallet.setMoods(HONEST, REENTERING)


def test_a_member_cannot_claim_twice_in_one(credit, claims, village, wallet, stranger):
    """Must find the bit set when the credits arrive, and undo the whole claim."""
    reenter(wallet, claims, claims.claim.encode_input(*village.proof(0)))
    with refused("ClaimedAlready", village.batch, 0):
        ask(claims.claim, *village.proof(0), {"from": stranger})
    assert credit.balanceOf(wallet, village.batch) == 0
    assert not claims.isClaimed(village.batch, 0)


def test_a_member_may_claim_for_another_from_its_hook(credit, claims, village, wallet, emitter, stranger):
    """Must count both claims, each once, whatever their nesting."""
    reenter(wallet, claims, claims.claim.encode_input(*village.proof(2)))
    claims.claim(*village.proof(0), {"from": stranger})
    assert (credit.balanceOf(wallet, village.batch), credit.balanceOf(emitter, village.batch)) == (5_000, 4_000)
    assert claims.cooperativeOf(village.batch).dict()["claimedKg"] == 9_000
    assert credit.balanceOf(claims, village.batch) == 3_000


def test_a_surplus_cannot_be_collected_twice_in_one(stage, wallet, stranger):
    """Must find nothing left when the credits arrive, and undo the whole collection."""
    claims, batch = stage.claims, stage.batch
    claims.setAside(batch, wallet, 1_000, {"from": stage.oracle})
    reenter(wallet, claims, claims.collectSurplus.encode_input(batch))
    with refused("SurplusMissing", batch):
        ask(claims.collectSurplus, batch, {"from": stranger})
    assert claims.surplusOf(batch) == (wallet, 1_000)
    wallet.setMoods(HONEST, HONEST)
    claims.collectSurplus(batch, {"from": stranger})
    assert stage.credit.balanceOf(wallet, batch) == 1_000
