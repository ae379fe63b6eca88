"""While a loss is claimed the owner moves nothing of the batch; what the loss takes, the pool alone cancels."""

from __future__ import annotations

import brownie
import pytest

from tests.contracts.conftest import keccak
from tests.contracts.ledger.conftest import statement
from tests.contracts.refusals import refused

LOSS = keccak("loss report")
EVERYTHING = 2**256 - 1


@pytest.fixture
def stock(bench, absorber):
    """3,000 kg of the bench's batch, all of it the absorber's."""
    bench.credit.issue(1, absorber, 3_000, 0, {"from": bench.oracle})
    return bench.credit


@pytest.fixture
def hold(bench, stock, absorber):
    return stock.holdForLoss(1, absorber, True, {"from": bench.oracle})


def test_a_hold_says_so_in_both_vocabularies(stock, absorber, hold):
    """Must emit HeldForLoss for us and Frozen for whoever knows ERC-7943 alone. L-6.5"""
    assert [event.name for event in hold.events] == ["HeldForLoss", "Frozen"]
    assert dict(hold.events["HeldForLoss"]) == {"batch": 1, "account": absorber, "held": True}
    assert dict(hold.events["Frozen"]) == {"account": absorber, "tokenId": 1, "amount": EVERYTHING}
    assert stock.isHeldForLoss(1, absorber)
    assert stock.getFrozenTokens(absorber, 1) == EVERYTHING


def test_what_is_held_goes_nowhere(stock, absorber, emitter, hold):
    """Must refuse to move, retire or cancel a single kilogram. L-6.5"""
    for leave in (
        lambda: stock.safeTransferFrom(absorber, emitter, 1, 1, "", {"from": absorber}),
        lambda: stock.retire(1, absorber, 1, statement(absorber), {"from": absorber}),
        lambda: stock.cancel(1, absorber, 1, LOSS, {"from": absorber}),
    ):
        with refused("ERC7943InsufficientUnfrozenBalance", absorber.address, 1, 1, 0):
            leave()


def test_what_arrives_is_held_too(bench, stock, absorber, emitter):
    """Must hold kilograms that come back while the loss is claimed."""
    stock.safeTransferFrom(absorber, emitter, 1, 500, "", {"from": absorber})
    stock.holdForLoss(1, absorber, True, {"from": bench.oracle})
    stock.safeTransferFrom(emitter, absorber, 1, 500, "", {"from": emitter})
    with refused("ERC7943InsufficientUnfrozenBalance", absorber.address, 1, 1, 0):
        stock.safeTransferFrom(absorber, emitter, 1, 1, "", {"from": absorber})


def test_others_are_not_held(bench, stock, absorber, emitter):
    """Must leave the buyers of the batch free."""
    stock.safeTransferFrom(absorber, emitter, 1, 500, "", {"from": absorber})
    stock.holdForLoss(1, absorber, True, {"from": bench.oracle})
    stock.retire(1, emitter, 500, statement(emitter), {"from": emitter})
    assert stock.supplyOf(1) == (3_000, 500, 0)


def test_a_void_claim_lets_go(bench, stock, absorber, emitter, hold):
    """Must move again, all of it. L-6.5"""
    transaction = stock.holdForLoss(1, absorber, False, {"from": bench.oracle})
    assert dict(transaction.events["Frozen"])["amount"] == 0
    stock.safeTransferFrom(absorber, emitter, 1, 3_000, "", {"from": absorber})
    assert not stock.isHeldForLoss(1, absorber)


def test_a_freeze_outlives_the_hold(bench, stock, admin, absorber, hold):
    """Must keep what compliance froze meanwhile, under the hold and after it."""
    frozen = stock.setFrozenTokens(absorber, 1, 2_000, {"from": admin})
    assert frozen.events["Frozen"]["amount"] == EVERYTHING
    transaction = stock.holdForLoss(1, absorber, False, {"from": bench.oracle})
    assert transaction.events["Frozen"]["amount"] == stock.getFrozenTokens(absorber, 1) == 2_000


def test_the_pool_cancels_what_the_loss_took(bench, stock, absorber, hold):
    """Must take held kilograms from the top of the batch, with the report as reason, and hold the rest on."""
    transaction = stock.cancelForLoss(1, absorber, 1_200, LOSS, {"from": bench.pool})
    assert [event.name for event in transaction.events] == ["TransferSingle", "CreditsCancelled"]
    assert dict(transaction.events["CreditsCancelled"]) == {
        "batch": 1,
        "holder": absorber,
        "kgStart": 1_800,
        "kgEnd": 3_000,
        "reasonHash": LOSS,
    }
    assert stock.supplyOf(1) == (3_000, 0, 1_200)
    assert stock.isHeldForLoss(1, absorber)


def test_the_pool_unfreezes_what_it_cancels(bench, stock, admin, absorber):
    """Must lower the freeze to what is left, before it takes anything (I-6)."""
    stock.setFrozenTokens(absorber, 1, 2_500, {"from": admin})
    transaction = stock.cancelForLoss(1, absorber, 1_200, LOSS, {"from": bench.pool})
    assert [event.name for event in transaction.events] == ["Frozen", "TransferSingle", "CreditsCancelled"]
    assert stock.getFrozenTokens(absorber, 1) == stock.balanceOf(absorber, 1) == 1_800


def test_the_pool_cancels_something_that_is_there(bench, stock, absorber):
    """Must refuse 0 kg, and more than the account holds."""
    with refused("ZeroKilograms"):
        stock.cancelForLoss(1, absorber, 0, LOSS, {"from": bench.pool})
    with refused("InsufficientCredits", absorber.address, 1, 3_000, 3_001):
        stock.cancelForLoss(1, absorber, 3_001, LOSS, {"from": bench.pool})


def test_only_the_oracle_holds(bench, stock, admin, absorber):
    """Must refuse the admin and the pool."""
    for account in (admin, bench.pool):
        with refused("CallerNotOracle", account.address, bench.oracle.address):
            stock.holdForLoss(1, absorber, True, {"from": account})


def test_only_the_pool_cancels_for_a_loss(bench, stock, admin, absorber):
    """Must refuse the admin, the oracle and the holder."""
    for account in (admin, bench.oracle, absorber):
        with refused("CallerNotPool", account.address, bench.pool.address):
            stock.cancelForLoss(1, absorber, 1, LOSS, {"from": account})


def test_the_pool_takes_its_share_without_a_hook(module_isolation, bench, absorber):
    """Must issue 2,000 kg to the owner and 1,000 kg to the pool, the pool first, and say both."""
    transaction = bench.credit.issue(1, absorber, 3_000, 1_000, {"from": bench.oracle})
    assert [event.name for event in transaction.events] == ["CreditsIssued", "TransferSingle", "TransferSingle"]
    assert [event["to"] for event in transaction.events["TransferSingle"]] == [bench.pool, absorber]
    assert dict(transaction.events["CreditsIssued"])["bufferKg"] == 1_000
    assert [bench.credit.balanceOf(who, 1) for who in (absorber, bench.pool)] == [2_000, 1_000]
    assert bench.credit.supplyOf(1) == (3_000, 0, 0)


def test_the_share_is_whole_and_not_more_than_the_batch(bench, absorber):
    """Must refuse a share of parts of a tonne, and one above the batch; all of it may be the pool's."""
    with refused("NotWholeCredits", 1, 1_500):
        bench.credit.issue(1, absorber, 3_000, 1_500, {"from": bench.oracle})
    with refused("BufferTooLarge", 2_000, 3_000):
        bench.credit.issue(1, absorber, 2_000, 3_000, {"from": bench.oracle})
    transaction = bench.credit.issue(1, absorber, 3_000, 3_000, {"from": bench.oracle})
    assert len(transaction.events["TransferSingle"]) == 1
    assert transaction.events["TransferSingle"]["from"] == brownie.ZERO_ADDRESS
