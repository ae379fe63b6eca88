"""Payment tokens are listed by rule, and an awkward one harms nobody but its own match."""

from __future__ import annotations

import pytest

from tests.contracts.orders import UNIT, buy, outcomes, reason_of, sell, settle, trade
from tests.contracts.refusals import refused

PRICE = 250 * UNIT
NOBODY = "0x" + "00" * 20


@pytest.fixture
def listed(deployed, exchange, registrar, emitter):
    """Deploys a token, lists it, fills the buyer's purse and approves the exchange."""

    def of(container, *arguments, purse=10**24):
        token = emitter.deploy(container, *arguments)
        exchange.listPayment(token, {"from": registrar})
        token.mint(emitter, purse, {"from": emitter})
        token.approve(exchange, purse, {"from": emitter})
        return token

    return of


@pytest.fixture
def pair(deployed, batch):
    def of(token, price=PRICE):
        money = {"payment": token.address}
        return buy(deployed, batch, 5, price, **money), sell(deployed, batch, 5, price, **money)

    return of


@pytest.mark.parametrize(("decimals", "tick"), [(6, 10**4), (8, 10**6), (18, 10**16)])
def test_the_tick_is_a_hundredth_of_the_token(exchange, FreeToken, registrar, stranger, decimals, tick):
    """Must list a token of 6 to 18 decimals with a tick of 0.01."""
    token = stranger.deploy(FreeToken, decimals)
    transaction = exchange.listPayment(token, {"from": registrar})
    assert exchange.tickOf(token) == tick
    assert dict(transaction.events["PaymentListed"]) == {"payment": token.address, "tick": tick}


@pytest.mark.parametrize("decimals", [0, 5, 19])
def test_other_decimals_are_refused(exchange, FreeToken, registrar, stranger, decimals):
    """Must refuse a token in which 45 basis points of a tick are no whole number, or whose prices do not fit."""
    token = stranger.deploy(FreeToken, decimals)
    with refused("PaymentDecimals", token.address, decimals):
        exchange.listPayment(token, {"from": registrar})


def test_nobody_is_no_token(exchange, registrar):
    """Must refuse the zero address by name."""
    with refused("ZeroAddress", "payment"):
        exchange.listPayment(NOBODY, {"from": registrar})


def test_eighteen_decimals_settle_exactly(deployed, listed, pair, FreeToken, absorber, treasury):
    """Must split 1,250 tokens of 18 decimals without a remainder."""
    token = listed(FreeToken, 18)
    assert outcomes(trade(deployed, *pair(token, 250 * 10**18), 5, 250 * 10**18)) == (1, 0)
    assert (token.balanceOf(absorber), token.balanceOf(treasury)) == (1_244_375 * 10**15, 5_625 * 10**15)


def test_a_token_that_returns_nothing_settles(deployed, listed, pair, SilentToken, absorber, treasury):
    """Must accept transfers without a return value."""
    token = listed(SilentToken)
    assert outcomes(trade(deployed, *pair(token), 5, PRICE)) == (1, 0)
    assert (token.balanceOf(absorber), token.balanceOf(treasury)) == (1_244_375_000, 5_625_000)


def test_a_blocked_seller_fails_alone(deployed, batch, listed, pair, BlacklistToken, exchange, absorber, token):
    """Must fail the match with the token's own reason and settle the next one."""
    awkward = listed(BlacklistToken)
    awkward.blockAccount(absorber, {"from": absorber})
    orders = [*pair(awkward), buy(deployed, batch, 5, PRICE), sell(deployed, batch, 5, PRICE)]
    transaction = settle(deployed, orders, [(0, 1, 5, PRICE), (2, 3, 5, PRICE)])
    assert outcomes(transaction) == (1, 1)
    assert reason_of(transaction, awkward) == ("AccountBlocked", absorber.address.lower())
    assert exchange.filledCredits(orders[0].hash) == 0
    assert token.balanceOf(absorber) == 1_244_375_000


def test_a_token_that_skims_is_refused(deployed, listed, pair, SkimmingToken, exchange, credit, batch, emitter):
    """Must refuse a payment of which less arrives than was signed."""
    token = listed(SkimmingToken)
    transaction = trade(deployed, *pair(token), 5, PRICE)
    expected = 1_244_375_000
    assert reason_of(transaction, exchange) == ("PaymentShort", expected, expected - expected // 100)
    assert credit.balanceOf(emitter, batch) == 0


def test_a_payment_to_oneself_is_refused(deployed, batch, exchange, emitter):
    """Must refuse a seller that has the buyer paid by the buyer."""
    circular = sell(deployed, batch, 5, PRICE, recipient=emitter.address)
    transaction = trade(deployed, buy(deployed, batch, 5, PRICE), circular, 5, PRICE)
    assert reason_of(transaction, exchange) == ("PaymentShort", 1_244_375_000, 0)
