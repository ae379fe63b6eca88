"""A match of two signed orders moves credits, proceeds and fee at once, and nothing else."""

from __future__ import annotations

from tests.contracts.exchange.conftest import PURSE
from tests.contracts.orders import UNIT, buy, outcomes, reason_of, sell, settle, trade

PRICE = 250 * UNIT


def test_a_trade_moves_credits_money_and_fee(deployed, batch, credit, token, absorber, emitter, treasury):
    """Must give the buyer 10 credits for 2,500, the seller 2,488.75 and the treasury 11.25."""
    transaction = trade(deployed, buy(deployed, batch, 10, PRICE), sell(deployed, batch, 10, PRICE), 10, PRICE)

    assert outcomes(transaction) == (1, 0)
    assert (credit.balanceOf(emitter, batch), credit.balanceOf(absorber, batch)) == (10_000, 6_000)
    assert token.balanceOf(emitter) == PURSE - 2_500 * UNIT
    assert token.balanceOf(absorber) == 2_488_750_000
    assert token.balanceOf(treasury) == 11_250_000


def test_a_trade_leaves_its_events(deployed, batch, exchange, token):
    """Must record the trade with both orders, notional and fee, then the batch."""
    bid, ask = buy(deployed, batch, 10, PRICE), sell(deployed, batch, 10, PRICE)
    transaction = trade(deployed, bid, ask, 10, PRICE)

    assert dict(transaction.events["Trade"]) == {
        "batchNo": 1,
        "buyOrder": bid.hash,
        "sellOrder": ask.hash,
        "batch": batch,
        "payment": token.address,
        "credits": 10,
        "price": PRICE,
        "notional": 2_500 * UNIT,
        "fee": 11_250_000,
    }
    assert dict(transaction.events["BatchSettled"]) == {"batchNo": 1, "settled": 1, "failed": 0}
    names = [event.name for event in transaction.events]
    assert names.index("Trade") < names.index("TransferSingle") < names.index("Transfer") < names.index("BatchSettled")
    assert exchange.lastBatchNo() == 1


def test_the_exchange_never_holds_anything(deployed, batch, credit, token, exchange, emitter):
    """Must end a settlement with the balances it began with, a donation included."""
    token.transfer(exchange, 7, {"from": emitter})
    trade(deployed, buy(deployed, batch, 10, PRICE), sell(deployed, batch, 10, PRICE), 10, PRICE)
    assert token.balanceOf(exchange) == 7
    assert credit.balanceOf(exchange, batch) == 0


def test_the_match_price_lies_between_the_limits(deployed, batch, token, emitter):
    """Must settle at the match price, to the tick: the buyer pays less than its limit."""
    tick = UNIT // 100
    transaction = trade(
        deployed, buy(deployed, batch, 1, PRICE + 2 * tick), sell(deployed, batch, 1, PRICE), 1, PRICE + tick
    )
    assert outcomes(transaction) == (1, 0)
    assert token.balanceOf(emitter) == PURSE - PRICE - tick


def test_credits_and_proceeds_go_where_the_makers_said(deployed, batch, credit, token, absorber2, stranger):
    """Must pay the recipients that the orders name."""
    bid = buy(deployed, batch, 1, PRICE, recipient=stranger.address)
    ask = sell(deployed, batch, 1, PRICE, recipient=absorber2.address)
    trade(deployed, bid, ask, 1, PRICE)
    assert credit.balanceOf(stranger, batch) == 1_000
    assert token.balanceOf(absorber2) == PRICE * 9_955 // 10_000


def test_an_order_fills_in_parts(deployed, batch, exchange):
    """Must count fills of one order over matches and batches, to its size and not beyond."""
    ask = sell(deployed, batch, 10, PRICE)
    first, second = buy(deployed, batch, 4, PRICE), buy(deployed, batch, 9, PRICE)
    assert outcomes(settle(deployed, [ask, first, second], [(1, 0, 4, PRICE), (2, 0, 5, PRICE)])) == (2, 0)
    assert exchange.filledCredits(ask.hash) == 9

    transaction = trade(deployed, second, ask, 2, PRICE)
    assert reason_of(transaction, exchange) == ("OrderOverfilled", ask.hash, 10, 9, 2)
    assert outcomes(trade(deployed, second, ask, 1, PRICE)) == (1, 0)
    assert (exchange.filledCredits(ask.hash), exchange.filledCredits(second.hash)) == (10, 6)


def test_fills_are_counted_within_a_batch(deployed, batch, exchange, credit, emitter):
    """Must refuse in one batch the match that would exceed the order, and settle the other."""
    bid, ask = buy(deployed, batch, 10, PRICE), sell(deployed, batch, 10, PRICE)
    transaction = settle(deployed, [bid, ask], [(0, 1, 6, PRICE), (0, 1, 5, PRICE)])
    assert outcomes(transaction) == (1, 1)
    assert reason_of(transaction, exchange, position=1) == ("OrderOverfilled", bid.hash, 10, 6, 5)
    assert credit.balanceOf(emitter, batch) == 6_000


def test_a_failing_match_fails_alone(deployed, batch, exchange, credit, emitter):
    """Must settle the matches before and after one that fails, and undo all of the failing one."""
    good, dead = sell(deployed, batch, 2, PRICE), sell(deployed, batch, 3, PRICE, expiry=1)
    bid = buy(deployed, batch, 10, PRICE)
    transaction = settle(deployed, [bid, good, dead], [(0, 1, 1, PRICE), (0, 2, 3, PRICE), (0, 1, 1, PRICE)])
    assert outcomes(transaction) == (2, 1)
    assert reason_of(transaction, exchange, position=1)[:3] == ("OrderExpired", dead.hash, 1)
    assert exchange.filledCredits(bid.hash) == 2
    assert credit.balanceOf(emitter, batch) == 2_000
    assert exchange.lastBatchNo() == 1


def test_a_batch_in_which_all_fails_is_still_a_batch(deployed, batch, exchange):
    """Must use up the batch number, so that the same batch is never sent twice."""
    dead = sell(deployed, batch, 3, PRICE, expiry=1)
    transaction = trade(deployed, buy(deployed, batch, 3, PRICE), dead, 3, PRICE)
    assert outcomes(transaction) == (0, 1)
    assert exchange.lastBatchNo() == 1
