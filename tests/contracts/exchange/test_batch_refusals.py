"""A batch that the operator built wrongly is refused as a whole, and its number stays free."""

from __future__ import annotations

from dataclasses import astuple

import pytest

from tests.contracts.orders import UNIT, buy, outcomes, sell, settle
from tests.contracts.refusals import refused

PRICE = 250 * UNIT


@pytest.fixture
def pair(deployed, batch):
    return [buy(deployed, batch, 5, PRICE), sell(deployed, batch, 5, PRICE)]


@pytest.mark.parametrize("batch_no", [0, 2, 2**64 - 1])
def test_batches_come_in_order(deployed, pair, batch_no):
    """Must refuse any batch number but the last one + 1."""
    with refused("UnexpectedBatch", 1, batch_no):
        settle(deployed, pair, [(0, 1, 5, PRICE)], batch_no=batch_no)


def test_a_batch_settles_once(deployed, pair):
    """Must refuse to settle a batch number again: exactly once, however often it is sent."""
    settle(deployed, pair, [(0, 1, 1, PRICE)])
    with refused("UnexpectedBatch", 2, 1):
        settle(deployed, pair, [(0, 1, 1, PRICE)], batch_no=1)


def test_a_batch_is_not_empty(deployed, exchange, pair):
    """Must refuse a batch without matches."""
    with refused("EmptyBatch"):
        settle(deployed, pair, [])
    assert exchange.lastBatchNo() == 0


@pytest.mark.parametrize("signatures", [[], ["0x"], ["0x"] * 3])
def test_every_order_brings_a_signature(exchange, exchange_operator, pair, signatures):
    """Must refuse fewer or more signatures than orders."""
    with refused("SignaturesMissing", 2, len(signatures)):
        orders = [astuple(signed.order) for signed in pair]
        exchange.settle(1, orders, signatures, [(0, 1, 5, PRICE)], {"from": exchange_operator})


@pytest.mark.parametrize("match", [(2, 1), (0, 2), (65_535, 1)])
def test_a_match_points_at_orders_of_the_batch(deployed, exchange, pair, match):
    """Must refuse a match whose buy or sell is not among the orders, and settle nothing of the batch."""
    with refused("OrderIndexOutOfRange", 2, max(match)):
        settle(deployed, pair, [(0, 1, 1, PRICE), (*match, 1, PRICE)])
    assert exchange.filledCredits(pair[0].hash) == 0
    assert exchange.lastBatchNo() == 0


def test_a_match_is_never_starved_of_gas(deployed, exchange, pair):
    """Must refuse the batch when a match could not be given its whole allowance."""
    needed = exchange.GAS_BEFORE_MATCH()
    with refused("GasTooLow", needed, ...):
        settle(deployed, pair, [(0, 1, 5, PRICE)], gas_limit=needed)
    assert exchange.lastBatchNo() == 0


def test_the_second_match_is_not_starved_either(deployed, exchange, pair):
    """Must refuse the whole batch when gas runs out between two matches."""
    needed = exchange.GAS_BEFORE_MATCH()
    with refused("GasTooLow", needed, ...):
        settle(deployed, pair, [(0, 1, 1, PRICE)] * 3, gas_limit=needed + 300_000)
    assert exchange.filledCredits(pair[0].hash) == 0


def test_only_the_exchange_settles_a_match(exchange, exchange_operator, pair):
    """Must refuse the operator itself at the inner door."""
    bid, ask = pair
    with refused("CallerNotSelf", exchange_operator.address):
        exchange.settleMatch(1, bid.proven, ask.proven, 5, PRICE, {"from": exchange_operator})


def test_only_the_operator_settles(exchange, stranger, pair):
    """Must refuse a stranger, even with orders that both sides signed."""
    with refused("AccessManagedUnauthorized", stranger.address):
        orders, signatures = [astuple(each.order) for each in pair], [each.signature for each in pair]
        exchange.settle(1, orders, signatures, [(0, 1, 5, PRICE)], {"from": stranger})


def test_nothing_settles_while_paused(deployed, exchange, pair, guardian, admin):
    """Must stop the operator while the guardian paused, and go on when the admin ends it."""
    exchange.pauseSettlement({"from": guardian})
    with refused("EnforcedPause"):
        settle(deployed, pair, [(0, 1, 5, PRICE)])
    exchange.unpauseSettlement({"from": admin})
    assert outcomes(settle(deployed, pair, [(0, 1, 5, PRICE)])) == (1, 0)


def test_the_guardian_does_not_end_its_own_pause(exchange, guardian):
    """Must leave the end of a pause to the admin."""
    exchange.pauseSettlement({"from": guardian})
    with refused("AccessManagedUnauthorized", guardian.address):
        exchange.unpauseSettlement({"from": guardian})
