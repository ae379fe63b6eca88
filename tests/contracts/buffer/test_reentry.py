"""An owner that calls back from the hook of its own issuance finds debts, stock and shares already settled."""

from __future__ import annotations

import brownie
import pytest

from tests.contracts.attestations import mint
from tests.contracts.buffer.conftest import SECOND_PROJECT
from tests.contracts.conftest import project_facts
from tests.contracts.refusals import refused

HONEST, REENTERING = 0, 5


@pytest.fixture(scope="module")
def wallet(module_isolation, deployed, admin):
    return admin.deploy(brownie.ContractWallet, admin)


@pytest.fixture
def owed(deployed, registry, credit, pool, batch, absorber, emitter, registrar, wallet, lose):
    """A debt of 5,000 kg of the first project; the wallet owns the second, and lets the pool cancel its credits."""
    registry.registerProject(SECOND_PROJECT, "A wallet's", project_facts(wallet), {"from": registrar})
    wallet.execute(credit, credit.setApprovalForAll.encode_input(pool, True))
    credit.safeTransferFrom(absorber, emitter, batch, 13_000, b"", {"from": absorber})
    return lose(batch, 8_000)


def reenter(wallet, target, data):
    wallet.setReentry(target, data)
    wallet.setMoods(HONEST, REENTERING)


def test_credits_repay_inside_their_own_issuance(deployed, credit, pool, batch, project, wallet, owed):
    """Must cancel 4,000 kg of the new batch while it mints, once, and lower the debt by as many."""
    reenter(wallet, pool, pool.repay.encode_input(owed.report_hash, batch + 1, 4_000))
    second = mint(deployed, SECOND_PROJECT, 6_000)
    assert second == batch + 1
    assert (credit.balanceOf(wallet, second), pool.outstandingDebtKg(project)) == (2_000, 1_000)
    assert credit.supplyOf(second) == (6_000, 0, 4_000)


def test_more_than_the_debt_is_refused_from_the_hook_too(deployed, pool, batch, project, wallet, owed):
    """Must undo the issuance with the repayment that goes too far."""
    reenter(wallet, pool, pool.repay.encode_input(owed.report_hash, batch + 1, 5_001))
    with refused("RepaymentExceedsDebt", owed.report_hash, 5_000, 5_001):
        mint(deployed, SECOND_PROJECT, 6_000)
    assert pool.outstandingDebtKg(project) == 5_000


def test_a_covered_loss_is_closed_to_the_hook(deployed, pool, wallet, owed):
    """Must refuse to draw on the pool for a loss that is covered."""
    reenter(wallet, pool, pool.cover.encode_input(owed.report_hash))
    with refused("LossIsCovered", owed.report_hash):
        mint(deployed, SECOND_PROJECT, 6_000)
