"""The engine by example: what each command does, and what it refuses."""

from __future__ import annotations

from dataclasses import replace

import pytest

from marketplace.domain.commands import (
    Accepted,
    Cancel,
    Cancelled,
    Lifted,
    Market,
    Place,
    Rejected,
    Reopen,
    Rested,
    Traded,
)
from marketplace.domain.engine import Engine
from registry.domain.orders import Side

MARKET = Market(1, "baht")
SELL = Place("s1", "ann", MARKET, Side.Sell, 10, 50_000, expiry_s=100, at_s=1)
BUY = Place("b1", "bob", MARKET, Side.Buy, 4, 60_000, expiry_s=100, at_s=2)


def engine_with(*places: Place) -> Engine:
    engine = Engine()
    for place in places:
        assert isinstance(engine.apply(place)[0], Accepted)
    return engine


def test_a_crossing_order_trades_at_the_resting_price() -> None:
    """Must give the price improvement to the newcomer."""
    engine = engine_with(SELL)
    assert engine.apply(BUY) == [Accepted("b1", 2), Traded(1, MARKET, "b1", "s1", 4, 50_000, Side.Buy)]
    assert engine.queue(MARKET, Side.Sell) == ((SELL, 6),)
    assert engine.queue(MARKET, Side.Buy) == ()


def test_the_better_price_trades_first_then_the_older_order() -> None:
    """Must rank by price, then by arrival."""
    engine = engine_with(
        replace(SELL, order="dear", price_minor=60_000, credits=1),
        replace(SELL, order="old", credits=1),
        replace(SELL, order="young", credits=1),
    )
    fills = [event.sell for event in engine.apply(replace(BUY, credits=3)) if isinstance(event, Traded)]
    assert fills == ["old", "young", "dear"]


def test_orders_of_different_markets_never_meet() -> None:
    """Must keep another batch and another payment token apart."""
    elsewhere = [replace(BUY, market=Market(2, "baht")), replace(BUY, order="b2", market=Market(1, "dollar"))]
    engine = engine_with(SELL, *elsewhere)
    assert engine.trades == 0
    assert engine.queue(MARKET, Side.Sell) == ((SELL, 10),)
    assert [engine.queue(buy.market, Side.Buy) for buy in elsewhere] == [((buy, 4),) for buy in elsewhere]


def test_a_self_trade_withdraws_the_newcomer() -> None:
    """Must leave the resting order and cancel the newcomer's rest by the name SelfTrade."""
    engine = engine_with(SELL)
    assert engine.apply(replace(BUY, maker="ann")) == [Accepted("b1", 2), Cancelled("b1", 4, "SelfTrade")]
    assert engine.queue(MARKET, Side.Sell) == ((SELL, 10),)


def test_an_expired_resting_order_leaves_when_time_comes_to_it() -> None:
    """Must not trade an order at or after its expiry, by the chain time of the newcomer."""
    engine = engine_with(SELL)
    late = replace(BUY, at_s=100, expiry_s=200)
    assert engine.apply(late) == [
        Accepted("b1", 2),
        Cancelled("s1", 10, "OrderExpired"),
        Rested("b1", MARKET, Side.Buy, 4, 60_000),
    ]
    assert engine.queue(MARKET, Side.Buy) == ((late, 4),)


def test_a_rest_below_its_own_minimum_leaves() -> None:
    """Must not keep a rest that the exchange could never settle."""
    engine = engine_with(replace(SELL, credits=5, min_fill=2))
    assert engine.apply(BUY)[1:] == [
        Traded(1, MARKET, "b1", "s1", 4, 50_000, Side.Buy),
        Cancelled("s1", 1, "OrderBelowMinimum"),
    ]
    assert [engine.queue(MARKET, side) for side in Side] == [(), ()]


def test_an_all_or_none_order_waits_for_one_counter_order_that_takes_it_whole() -> None:
    """Must pass by an order that it cannot settle whole, and keep its place."""
    whole = replace(SELL, all_or_none=True)
    engine = engine_with(whole)
    assert engine.apply(BUY)[1:] == [Rested("b1", MARKET, Side.Buy, 4, 60_000)]
    assert engine.apply(replace(BUY, order="b2", maker="cat", credits=12))[1] == Traded(
        1, MARKET, "b2", "s1", 10, 50_000, Side.Buy
    )


def test_a_named_taker_trades_with_nobody_else() -> None:
    """Must reserve a private order for its counterparty."""
    engine = engine_with(replace(SELL, taker="cat"), BUY)
    assert engine.trades == 0
    assert engine.apply(replace(BUY, order="b2", maker="cat"))[1] == Traded(
        1, MARKET, "b2", "s1", 4, 50_000, Side.Buy, block=True
    )


def test_a_cancelled_order_leaves_with_its_rest() -> None:
    """Must report the credits that were withdrawn, after a partial fill."""
    engine = engine_with(SELL, BUY)
    assert engine.apply(Cancel("s1", "Maker")) == [Accepted("s1", 3), Cancelled("s1", 6, "Maker")]
    assert engine.apply(Cancel("s1", "Maker"))[0] == Rejected("s1", "OrderWasCancelled", (("order", "s1"),))


def test_reopened_credits_return_at_the_back_of_their_price() -> None:
    """Must put credits of a failed match behind those who waited, joined with the order's own rest."""
    younger = replace(SELL, order="s2", maker="cat")
    engine = engine_with(SELL, younger, BUY)
    events = engine.apply(Reopen("s1", 4, 3))
    assert events == [Accepted("s1", 4), Lifted("s1", 6), Rested("s1", MARKET, Side.Sell, 10, 50_000)]
    assert engine.queue(MARKET, Side.Sell) == ((younger, 10), (SELL, 10))


def test_reopened_credits_trade_at_once_where_they_cross() -> None:
    """Must match what returns, so that the book stays uncrossed."""
    engine = engine_with(replace(SELL, credits=4), BUY, replace(BUY, order="b2", maker="cat"))
    assert engine.apply(Reopen("s1", 4, 5))[1:] == [Traded(2, MARKET, "b2", "s1", 4, 60_000, Side.Sell)]


def test_credits_do_not_return_to_an_order_that_its_maker_withdrew() -> None:
    """Must respect a cancellation that came while a match was on its way."""
    engine = engine_with(replace(SELL, credits=4), BUY)
    assert engine.apply(Cancel("s1", "Maker"))[1] == Cancelled("s1", 0, "Maker")
    assert isinstance(engine.apply(Reopen("s1", 4, 5))[0], Rejected)


@pytest.mark.parametrize(
    ("command", "name"),
    [
        (SELL, "OrderDuplicated"),
        (replace(SELL, order="s9", credits=0), "ZeroCredits"),
        (replace(SELL, order="s9", at_s=100), "OrderExpired"),
        (replace(SELL, order="s9", min_fill=11), "OrderBelowMinimum"),
        (Cancel("s9", "Maker"), "OrderUnknown"),
        (Reopen("s9", 1, 3), "OrderUnknown"),
        (Reopen("s1", 0, 3), "ZeroCredits"),
    ],
)
def test_a_refused_command_changes_nothing(command: Place | Cancel | Reopen, name: str) -> None:
    """Must refuse by name and keep digest and sequence."""
    engine = engine_with(SELL)
    before = engine.digest()
    (event,) = engine.apply(command)
    assert isinstance(event, Rejected)
    assert event.name == name
    assert (engine.digest(), engine.sequence) == (before, 1)


def test_a_price_has_no_bound() -> None:
    """Must rest and trade at prices wider than any machine word."""
    engine, price = Engine(), 10**100
    assert isinstance(engine.apply(replace(SELL, price_minor=price))[-1], Rested)
    (trade,) = (
        each for each in engine.apply(replace(BUY, credits=20, price_minor=price + 1)) if isinstance(each, Traded)
    )
    assert trade.price_minor == price
