"""Whoever is called in the middle of a match, receiver, token or wallet, finds every door shut and fails alone."""

from __future__ import annotations

from dataclasses import astuple

import pytest
from brownie import chain

from scripts.deployment_plan import ROLE_IDS
from tests.contracts.attestations import DAY_S
from tests.contracts.orders import EMITTER, UNIT, buy, outcomes, reason_of, sell, settle, settle_own, trade
from tests.contracts.refusals import refused

PRICE = 250 * UNIT
HONEST, REENTERING = 0, 5
CREDITS = 100_000 * UNIT
DOORS = {
    "settle": "AccessManagedUnauthorized",
    "settleMatch": "CallerNotSelf",
    "settleOwn": "Reentered",
    "cancel": "Reentered",
    "raiseEpoch": "Reentered",
    "listPayment": "AccessManagedUnauthorized",
    "pauseSettlement": "AccessManagedUnauthorized",
    "unpauseSettlement": "AccessManagedUnauthorized",
    "setAuthority": "AccessManagedUnauthorized",
}


@pytest.fixture
def wallet(ContractWallet, exchange, token, emitter):
    """A wallet of the emitter with money, which approved the exchange and calls back when it receives credits."""
    wallet = emitter.deploy(ContractWallet, emitter)
    token.transfer(wallet, CREDITS, {"from": emitter})
    wallet.execute(token, token.approve.encode_input(exchange, CREDITS), {"from": emitter})
    wallet.setMoods(HONEST, REENTERING, {"from": emitter})
    return wallet


@pytest.fixture
def greedy(ReenteringToken, exchange, registrar, emitter):
    """A payment token that calls back in the middle of every transfer."""
    token = emitter.deploy(ReenteringToken)
    exchange.listPayment(token, {"from": registrar})
    token.mint(emitter, 10**24, {"from": emitter})
    token.approve(exchange, 10**24, {"from": emitter})
    return token


@pytest.fixture
def calls(exchange):
    """A call of every door that could hurt, for two orders."""

    def of(bid, ask):
        orders, signatures = [astuple(bid.order), astuple(ask.order)], [bid.signature, ask.signature]
        return {
            "settle": exchange.settle.encode_input(2, orders, signatures, [(0, 1, 1, PRICE)]),
            "settleMatch": exchange.settleMatch.encode_input(1, bid.proven, ask.proven, 1, PRICE),
            "settleOwn": exchange.settleOwn.encode_input(orders[0], orders[1], ask.signature, 1),
            "cancel": exchange.cancel.encode_input(orders[0]),
            "raiseEpoch": exchange.raiseEpoch.encode_input(),
            "listPayment": exchange.listPayment.encode_input(exchange),
            "pauseSettlement": exchange.pauseSettlement.encode_input(),
            "unpauseSettlement": exchange.unpauseSettlement.encode_input(),
            "setAuthority": exchange.setAuthority.encode_input(exchange),
        }

    return of


@pytest.mark.parametrize("door", DOORS)
def test_a_receiver_of_credits_finds_every_door_shut(deployed, batch, wallet, calls, exchange, credit, emitter, door):
    """Must fail the match of a wallet that calls back from its ERC-1155 hook, and move nothing."""
    bid = buy(deployed, batch, 5, PRICE, key=EMITTER, maker=wallet.address)
    ask = sell(deployed, batch, 5, PRICE)
    wallet.setReentry(exchange, calls(bid, ask)[door], {"from": emitter})
    assert reason_of(trade(deployed, bid, ask, 5, PRICE), exchange) == (DOORS[door], wallet.address.lower())
    assert (exchange.filledCredits(ask.hash), credit.balanceOf(wallet, batch)) == (0, 0)
    assert (exchange.epochOf(wallet), exchange.isCancelled(bid.hash)) == (0, False)


@pytest.mark.parametrize("door", DOORS)
def test_a_payment_token_finds_every_door_shut(deployed, batch, greedy, calls, exchange, emitter, door):
    """Must fail the match of a token that calls back from its transfer."""
    bid = buy(deployed, batch, 5, PRICE, payment=greedy.address)
    ask = sell(deployed, batch, 5, PRICE, payment=greedy.address)
    greedy.setReentry(exchange, calls(bid, ask)[door], {"from": emitter})
    transaction = trade(deployed, bid, ask, 5, PRICE)
    assert outcomes(transaction) == (0, 1)
    assert reason_of(transaction, exchange) == (DOORS[door], greedy.address.lower())


@pytest.mark.parametrize(("role", "door"), [("EXCHANGE_OPERATOR", "settle"), ("GUARDIAN", "pauseSettlement")])
def test_a_role_opens_no_door_into_a_match(deployed, batch, wallet, calls, exchange, admin, emitter, role, door):
    """Must never settle inside a settlement, whoever is operator; a guardian may stop what comes after."""
    deployed["RegistryAccess"].grantRole(ROLE_IDS[role], wallet, 0, {"from": admin})
    bid = buy(deployed, batch, 5, PRICE, key=EMITTER, maker=wallet.address)
    ask = sell(deployed, batch, 5, PRICE)
    wallet.setReentry(exchange, calls(bid, ask)[door], {"from": emitter})
    transaction = trade(deployed, bid, ask, 5, PRICE)
    if door == "settle":
        assert reason_of(transaction, exchange) == ("Reentered", wallet.address.lower())
    else:
        assert (outcomes(transaction), exchange.paused()) == ((1, 0), True)
    assert exchange.lastBatchNo() == 1


@pytest.mark.parametrize("door", ["settleOwn", "cancel", "raiseEpoch"])
def test_the_lock_holds_in_a_maker_s_own_settlement(deployed, batch, wallet, calls, exchange, emitter, door):
    """Must refuse the whole call of a maker whose recipient calls back."""
    expiry = chain[-1].timestamp + 30 * DAY_S
    ask = sell(deployed, batch, 5, PRICE, expiry=expiry)
    bid = buy(deployed, batch, 5, PRICE, expiry=expiry, recipient=wallet.address)
    wallet.setReentry(exchange, calls(bid, ask)[door], {"from": emitter})
    chain.sleep(int(exchange.silenceS()) + 1)
    with refused("Reentered", wallet.address):
        settle_own(deployed, bid, ask, 1)
    assert exchange.filledCredits(bid.hash) == 0


@pytest.mark.parametrize("door", DOORS)
def test_a_wallet_that_is_asked_for_its_word_changes_nothing(
    deployed, batch, calls, exchange, token, emitter, ContractWallet, door
):
    """Must let a wallet call back while it is asked (ERC-1271) in vain: what is asked by static call cannot write."""
    wallet = emitter.deploy(ContractWallet, emitter)
    bid = buy(deployed, batch, 5, PRICE, key=EMITTER, maker=wallet.address)
    ask = sell(deployed, batch, 5, PRICE)
    wallet.setReentry(exchange, calls(bid, ask)[door], {"from": emitter})
    wallet.setMoods(REENTERING, HONEST, {"from": emitter})
    transaction = settle(deployed, [bid, ask, buy(deployed, batch, 5, PRICE)], [(0, 1, 5, PRICE), (2, 1, 5, PRICE)])
    assert outcomes(transaction) == (1, 1)
    assert reason_of(transaction, exchange) == ("InvalidSignature", bid.hash, wallet.address.lower())
    assert (exchange.epochOf(wallet), exchange.isCancelled(bid.hash), exchange.filledCredits(bid.hash)) == (0, False, 0)
