"""What a collar kept apart meets when the collar lets it: an attribute bid is passed by, and never forgotten."""

from __future__ import annotations

from dataclasses import replace

from marketplace.domain.commands import Criteria, Market, Place, SetCollar, Side, Traded
from marketplace.domain.engine import Engine
from tests.marketplace.engine.streams import FACTS, MARKETS, stream

MARKET = Market(1, "baht")
SELL = Place("s1", "ann", MARKET, Side.Sell, 10, 108_000, expiry_s=100, at_s=1)
BUY = Place("b1", "bob", MARKET, Side.Buy, 1, 108_000, expiry_s=100, at_s=1)
BID = Place("bid", "cat", Market(0, "baht"), Side.Buy, 4, 115_000, 100, 1, criteria=Criteria(kind=1))
STEPS = 4_000


def engine_after(*commands: object) -> Engine:
    engine = Engine()
    for command in (FACTS[0], *commands):
        engine.apply(command)  # type: ignore[arg-type]
    return engine


def trades(events: list[object]) -> list[tuple[str, str, int, int]]:
    return [(e.buy, e.sell, e.credits, e.price_minor) for e in events if isinstance(e, Traded)]


def test_a_bid_takes_what_the_collar_kept_from_it_once_it_is_lifted() -> None:
    """Must not leave bid and ask crossed when a collar goes, or moves so that it admits the bid."""
    kept_apart = [SetCollar(MARKET, 0, 110_000), BID, SELL]
    for moved in (SetCollar(MARKET), SetCollar(MARKET, 50_000, 115_000)):
        engine = engine_after(*kept_apart)
        assert trades([*engine.apply(moved)]) == [("bid", "s1", 4, 108_000)]


def test_a_bid_above_the_moved_collar_goes_on_waiting() -> None:
    """Must pass a bid by as long as the collar does not admit its own price."""
    engine = engine_after(SetCollar(MARKET, 0, 110_000), BID, SELL)
    assert trades([*engine.apply(SetCollar(MARKET, 0, 114_999))]) == []
    assert [left for _, left in engine.queue(MARKET, Side.Buy)] == [4]


def test_a_bid_takes_what_a_moving_band_lets_it() -> None:
    """Must match within the command whose trade moved the band, after that command's own trades."""
    at_100 = [replace(SELL, order="s0", credits=1, price_minor=100_000), replace(BUY, order="b0")]
    engine = engine_after(SetCollar(MARKET, band_bps=1_000), *at_100, BID, SELL)
    assert trades([*engine.apply(BUY)]) == [("b1", "s1", 1, 108_000), ("bid", "s1", 4, 108_000)]
    assert engine.moved == []


def test_no_bid_that_a_collar_admits_stays_crossed() -> None:
    """Must leave no two plain orders of different makers crossed within the collar, after every command."""
    engine = Engine()
    for command in stream(8, STEPS, collars=True):
        engine.apply(command)
        for market in MARKETS:
            low, high = engine.market(market).bounds_minor()
            bids, asks = ([p for p, _ in engine.queue(market, side) if plain(p)] for side in (Side.Buy, Side.Sell))
            admitted = [p for p in bids if low <= p.price_minor <= (high or p.price_minor)]
            open_asks = [p for p in asks if low <= p.price_minor <= (high or p.price_minor)]
            assert not admitted or not open_asks or admitted[0].price_minor < open_asks[0].price_minor


def plain(place: Place) -> bool:
    return place.taker is None and not place.min_fill and not place.all_or_none


def test_a_trade_counts_as_the_last_even_where_the_newcomer_then_met_itself() -> None:
    """Must set the last price at every trade, also at one just before an order of the newcomer's own."""
    own = replace(SELL, order="s2", maker="bob")
    engine = engine_after(replace(SELL, credits=1), own, replace(BUY, credits=5))
    assert engine.market(MARKET).last_minor == SELL.price_minor
