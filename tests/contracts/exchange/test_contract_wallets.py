"""Contract wallets trade by ERC-1271, are asked at every fill, and harm nobody but their own match."""

from __future__ import annotations

import pytest

from tests.contracts.orders import EMITTER, UNIT, buy, outcomes, reason_of, sell, settle, trade

PRICE = 250 * UNIT
HONEST, WRONG, REFUSING, RAMBLING, BURNING, _, BOMBING = range(7)
LONGEST_REASON = 4 + 4 * 32


@pytest.fixture
def wallet(ContractWallet, exchange, token, emitter):
    """A wallet of the emitter with money, which approved the exchange."""
    wallet = emitter.deploy(ContractWallet, emitter)
    token.transfer(wallet, 100_000 * UNIT, {"from": emitter})
    wallet.execute(token, token.approve.encode_input(exchange, 100_000 * UNIT), {"from": emitter})
    return wallet


@pytest.fixture
def bid(deployed, batch, wallet):
    return buy(deployed, batch, 5, PRICE, key=EMITTER, maker=wallet.address)


@pytest.fixture
def ask(deployed, batch):
    return sell(deployed, batch, 10, PRICE)


def test_a_contract_wallet_buys(deployed, batch, credit, bid, ask, wallet):
    """Must settle an order that the wallet's owner signed for the wallet."""
    assert outcomes(trade(deployed, bid, ask, 5, PRICE)) == (1, 0)
    assert credit.balanceOf(wallet, batch) == 5_000


def test_a_wallet_is_asked_at_every_fill(deployed, bid, ask, wallet, exchange, emitter):
    """Must refuse the second fill of an order that the wallet no longer stands by."""
    trade(deployed, bid, ask, 1, PRICE)
    wallet.setMoods(WRONG, HONEST, {"from": emitter})
    transaction = trade(deployed, bid, ask, 1, PRICE)
    assert reason_of(transaction, exchange) == ("InvalidSignature", bid.hash, wallet.address.lower())


@pytest.mark.parametrize("mood", [WRONG, REFUSING, RAMBLING])
def test_a_wallet_that_does_not_agree_does_not_trade(deployed, bid, ask, wallet, exchange, emitter, mood):
    """Must refuse by name, whatever the wallet answers instead of the magic value."""
    wallet.setMoods(mood, HONEST, {"from": emitter})
    transaction = trade(deployed, bid, ask, 5, PRICE)
    assert reason_of(transaction, exchange) == ("InvalidSignature", bid.hash, wallet.address.lower())


def test_a_long_answer_costs_its_own_match_only(deployed, batch, bid, ask, wallet, exchange, emitter):
    """Must read the word of a wallet that answers 100 kB, within the allowance of its match."""
    wallet.setMoods(BOMBING, HONEST, {"from": emitter})
    transaction = settle(deployed, [bid, ask, buy(deployed, batch, 5, PRICE)], [(0, 1, 5, PRICE), (2, 1, 5, PRICE)])
    assert outcomes(transaction) == (2, 0)
    assert transaction.gas_used < 2 * exchange.MATCH_GAS()


@pytest.mark.parametrize("moods", [(BURNING, HONEST), (HONEST, BURNING)])
def test_burnt_gas_does_not_starve_the_batch(
    deployed, batch, bid, ask, wallet, token, absorber, emitter, exchange, moods
):
    """Must lose at most one match's allowance to a wallet that burns gas, and settle the next match."""
    wallet.setMoods(*moods, {"from": emitter})
    transaction = settle(deployed, [bid, ask, buy(deployed, batch, 5, PRICE)], [(0, 1, 5, PRICE), (2, 1, 5, PRICE)])
    assert outcomes(transaction) == (1, 1)
    assert token.balanceOf(absorber) == 1_244_375_000
    assert transaction.gas_used < 2 * exchange.MATCH_GAS()


def test_a_receiver_that_refuses_fails_alone(deployed, batch, bid, ask, wallet, token, absorber, emitter):
    """Must fail the match with the receiver's own reason and settle the next one."""
    wallet.setMoods(HONEST, REFUSING, {"from": emitter})
    transaction = settle(deployed, [bid, ask, buy(deployed, batch, 5, PRICE)], [(0, 1, 5, PRICE), (2, 1, 5, PRICE)])
    assert outcomes(transaction) == (1, 1)
    assert reason_of(transaction, wallet) == ("ReceiptRefused",)
    assert token.balanceOf(wallet) == 100_000 * UNIT
    assert token.balanceOf(absorber) == 1_244_375_000


def test_a_receiver_without_the_magic_value_fails_alone(deployed, bid, ask, wallet, credit, emitter):
    """Must fail the match of a receiver that answers wrongly."""
    wallet.setMoods(HONEST, WRONG, {"from": emitter})
    transaction = trade(deployed, bid, ask, 5, PRICE)
    assert reason_of(transaction, credit) == ("ERC1155InvalidReceiver", wallet.address.lower())


def test_a_long_reason_is_cut(deployed, bid, ask, wallet, emitter):
    """Must copy a selector and four words of a reason of 100 kB."""
    wallet.setMoods(HONEST, RAMBLING, {"from": emitter})
    transaction = trade(deployed, bid, ask, 5, PRICE)
    (reason,) = reason_of(transaction)
    assert reason == "0xdeadbeef" + "00" * (LONGEST_REASON - 4)


def test_credits_retire_without_a_hook_to_the_buyer(deployed, batch, ask, wallet, certificates, emitter):
    """Must retire for a wallet that would refuse to receive."""
    wallet.setMoods(HONEST, REFUSING, {"from": emitter})
    quiet = buy(deployed, batch, 5, PRICE, key=EMITTER, maker=wallet.address, flags=2, memo="0x" + "ab" * 32)
    assert outcomes(trade(deployed, quiet, ask, 5, PRICE)) == (1, 0)
    assert certificates.ownerOf(1) == wallet.address
