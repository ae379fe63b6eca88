"""Attribute bids, blocks, halts, collars, limits and the commands of a maker, by example."""

from __future__ import annotations

from dataclasses import replace

import pytest

from marketplace.domain.commands import (
    Accepted,
    Cancel,
    CancelAll,
    Cancelled,
    Command,
    Criteria,
    Event,
    Expire,
    Halt,
    Halted,
    Joined,
    Kill,
    ListContract,
    Market,
    Modify,
    OpenBatch,
    OrderType,
    Parted,
    Place,
    Rejected,
    Reopen,
    Replace,
    Rested,
    Resume,
    SelfTrade,
    SetCollar,
    SetLimits,
    Shrink,
    Shrunk,
    Side,
    TimeInForce,
    Traded,
)
from marketplace.domain.engine import Engine
from marketplace.domain.matching import BOTH, DECREMENT, FOK, GTC, IOC, NEWEST, OLDEST, POST

MARKET, OTHER, ANY = Market(1, "baht"), Market(2, "baht"), Market(0, "baht")
THAI_FOREST = OpenBatch(1, 1, 1, "0x5448", 2023, 0b1)
OLD_SOLAR = OpenBatch(2, 2, 1, "0x5448", 2019, 0)
SELL = Place("s1", "ann", MARKET, Side.Sell, 10, 50_000, expiry_s=100, at_s=1)
BUY = Place("b1", "bob", MARKET, Side.Buy, 4, 60_000, expiry_s=100, at_s=2)
BID = replace(BUY, market=ANY, criteria=Criteria(kind=1, country="0x5448", vintage_from=2023, labels=1))


def engine_after(*commands: Command) -> Engine:
    engine = Engine()
    for command in commands:
        assert isinstance(engine.apply(command)[0], Accepted)
    return engine


def rest(engine: Engine, market: Market, side: Side) -> list[tuple[str, int]]:
    return [(place.order, credits) for place, credits in engine.queue(market, side)]


def name_of(events: list[Event]) -> str:
    (event,) = events
    assert isinstance(event, Rejected)
    return event.name


def test_an_attribute_bid_takes_the_best_conforming_ask_of_all_markets() -> None:
    """Must pass by batches that do not conform, and say which batch is delivered."""
    cheap_but_solar = replace(SELL, order="s2", market=OTHER, price_minor=10_000)
    engine = engine_after(THAI_FOREST, OLD_SOLAR, SELL, cheap_but_solar)
    assert engine.apply(BID)[1:] == [Traded(1, MARKET, "b1", "s1", 4, 50_000, Side.Buy)]


def test_an_attribute_bid_waits_in_every_conforming_market_and_fills_once() -> None:
    """Must be one order with one quantity, wherever its ask comes from."""
    twin = replace(THAI_FOREST, batch=2)
    engine = engine_after(
        THAI_FOREST,
        twin,
        replace(SELL, price_minor=70_000),
        replace(SELL, order="s2", market=OTHER, price_minor=70_000),
    )
    assert engine.apply(BID)[1:] == [Rested("b1", ANY, Side.Buy, 4, 60_000, False, (MARKET, OTHER))]
    engine.apply(replace(SELL, order="s3", credits=3))
    assert [rest(engine, market, Side.Buy) for market in (MARKET, OTHER)] == [[("b1", 1)], [("b1", 1)]]
    events = engine.apply(replace(SELL, order="s4", market=OTHER, credits=1))
    assert events[1:] == [Traded(2, OTHER, "b1", "s4", 1, 60_000, Side.Sell)]
    assert [rest(engine, market, Side.Buy) for market in (MARKET, OTHER)] == [[], []]


def test_an_attribute_bid_keeps_its_time_among_the_bids_of_a_batch() -> None:
    """Must rank by price, then by arrival, across both kinds of bid."""
    engine = engine_after(THAI_FOREST, replace(BUY, order="b0"), BID, replace(BUY, order="b2"))
    assert rest(engine, MARKET, Side.Buy) == [("b0", 4), ("b1", 4), ("b2", 4)]


def test_a_new_market_is_joined_by_the_bids_that_wait_for_such_a_batch() -> None:
    """Must let a standing bid buy the first ask of a conforming batch."""
    engine = engine_after(THAI_FOREST, BID)
    assert engine.apply(SELL)[1:] == [
        Joined("b1", MARKET),
        Traded(1, MARKET, "b1", "s1", 4, 60_000, Side.Sell),
        Rested("s1", MARKET, Side.Sell, 6, 50_000),
    ]


def test_a_changed_label_moves_the_bids() -> None:
    """Must part where the batch lost the label, and trade at once where it gained it."""
    unlabelled = replace(THAI_FOREST, labels=0)
    engine = engine_after(THAI_FOREST, replace(SELL, price_minor=70_000), BID)
    assert engine.apply(unlabelled)[1:] == [Parted("b1", MARKET)]
    engine.apply(replace(SELL, order="s2", maker="cat"))
    assert engine.apply(THAI_FOREST)[1:] == [Joined("b1", MARKET), Traded(1, MARKET, "b1", "s2", 4, 50_000, Side.Buy)]


def test_a_bid_that_joins_while_the_house_stands_still_trades_afterwards() -> None:
    """Must not trade during a halt of the house because a batch's facts came, and must trade when it ends."""
    engine = engine_after(SELL, BID, Halt(None, "drill"))
    assert engine.apply(THAI_FOREST)[1:] == [Joined("b1", MARKET)]
    again = Engine.from_state(engine.state())
    for one in (engine, again):
        assert Traded(1, MARKET, "b1", "s1", 4, 50_000, Side.Buy) in one.apply(Resume(None))
    assert engine.digest() == again.digest()


def test_a_standard_contract_is_criteria_with_a_name() -> None:
    """Must keep the delivery rule that its ticket prints."""
    contract = ListContract("TH-FOREST-23", BID.criteria or Criteria(), "the batch of the matched ask")
    assert engine_after(contract).contracts == {"TH-FOREST-23": contract}


def test_a_block_trades_between_its_two_parties_and_sets_no_price() -> None:
    """Must print as a block, and leave a moving collar where it was."""
    block = replace(SELL, taker="bob", price_minor=20_000)
    engine = engine_after(SetCollar(MARKET, band_bps=1_000), block)
    events = engine.apply(replace(BUY, taker="ann", credits=10))
    assert events[1:] == [Traded(1, MARKET, "b1", "s1", 10, 20_000, Side.Buy, block=True)]
    assert isinstance(engine.apply(replace(SELL, order="s2", price_minor=90_000))[0], Accepted)


def test_a_halted_market_takes_cancellations_only() -> None:
    """Must refuse orders and changes by name, let makers leave, and trade again afterwards."""
    engine = engine_after(SELL)
    assert engine.apply(Halt(MARKET, "news"))[1:] == [Halted(MARKET, "news")]
    assert name_of(engine.apply(BUY)) == "MarketHalted"
    assert name_of(engine.apply(Modify("s1", 5))) == "MarketHalted"
    assert isinstance(engine.apply(replace(BUY, order="b2", market=OTHER))[0], Accepted)
    assert engine.apply(Cancel("s1", "Maker"))[1:] == [Cancelled("s1", 10, "Maker")]
    engine.apply(Resume(MARKET))
    assert isinstance(engine.apply(BUY)[0], Accepted)


def test_credits_that_come_back_to_a_halted_market_wait_until_it_trades() -> None:
    """Must lose no credits of a failed match, and match them when the halt ends."""
    engine = engine_after(SELL, replace(BUY, credits=10), replace(BUY, order="b2", maker="cat"), Halt(None, "drill"))
    engine.apply(Reopen("s1", 10, 3))
    assert engine.trades == 1
    assert [credits for _, credits in engine.resting_of("ann")] == [10]
    assert Traded(2, MARKET, "b2", "s1", 4, 60_000, Side.Sell) in engine.apply(Resume(None))


def test_the_kill_switch_halts_and_empties_the_house() -> None:
    """Must cancel every resting order, oldest first, and refuse new ones."""
    engine = engine_after(SELL, replace(BUY, market=OTHER))
    assert engine.apply(Kill("drill"))[1:] == [
        Halted(None, "drill"),
        Cancelled("s1", 10, "drill"),
        Cancelled("b1", 4, "drill"),
    ]
    assert name_of(engine.apply(replace(BUY, order="b2"))) == "MarketHalted"


def test_a_collar_refuses_prices_and_clears_what_lies_outside() -> None:
    """Must cancel resting orders outside, refuse new ones, and stop a market order at the bound."""
    engine = engine_after(SELL, replace(SELL, order="s2", price_minor=90_000))
    assert engine.apply(SetCollar(MARKET, 40_000, 80_000))[1:] == [Cancelled("s2", 10, "PriceOutsideCollar")]
    assert name_of(engine.apply(replace(BUY, price_minor=90_000))) == "PriceOutsideCollar"
    sweep = replace(BUY, price_minor=900_000, credits=12, kind=OrderType.MARKET, tif=TimeInForce.IOC)
    assert engine.apply(sweep)[2:] == [Cancelled("b1", 2, "ImmediateOrCancel")]


def test_a_band_moves_with_the_last_trade() -> None:
    """Must bound prices around the last trade, in basis points."""
    engine = engine_after(SetCollar(MARKET, band_bps=1_000), SELL, BUY)
    assert name_of(engine.apply(replace(SELL, order="s2", price_minor=44_999))) == "PriceOutsideCollar"
    assert isinstance(engine.apply(replace(SELL, order="s3", price_minor=45_000))[0], Accepted)


def in_a_moving_band() -> Engine:
    """Asks at 95,000 and 108,000 in a band of a tenth around 100,000; a trade at the first moves it off the other."""
    told = [SetCollar(MARKET, band_bps=1_000), replace(SELL, order="p", credits=1, price_minor=100_000)]
    told.append(replace(BUY, order="q", credits=1, price_minor=100_000))
    told += [replace(SELL, order=f"s{price}", credits=5, price_minor=price) for price in (95_000, 108_000)]
    return engine_after(*told)


def test_a_fill_or_kill_order_foresees_how_its_trades_move_the_band() -> None:
    """Must trade nothing where its first trade would put the next ask outside."""
    events = in_a_moving_band().apply(replace(BUY, price_minor=110_000, credits=10, tif=TimeInForce.FOK))
    assert events[1:] == [Cancelled("b1", 10, "FillOrKill")]


def test_an_order_whose_own_trades_move_the_band_away_does_not_rest() -> None:
    """Must not leave the book crossed when the collar is lifted."""
    engine = in_a_moving_band()
    events = engine.apply(replace(BUY, price_minor=110_000, credits=10))
    assert events[2:] == [Cancelled("b1", 5, "PriceOutsideCollar")]
    engine.apply(SetCollar(MARKET))
    assert rest(engine, MARKET, Side.Buy) == []


@pytest.mark.parametrize(
    ("limits", "name"),
    [
        (SetLimits(max_orders_per_maker=1), "TooManyOrders"),
        (SetLimits(max_credits_per_order=3), "OrderTooLarge"),
        (SetLimits(max_open_credits_per_maker=13), "TooManyOpenCredits"),
    ],
)
def test_a_maker_meets_its_limits(limits: SetLimits, name: str) -> None:
    """Must refuse by name, leave the resting order, and let others in."""
    engine = engine_after(SELL, limits)
    assert name_of(engine.apply(replace(SELL, order="s2", credits=4))) == name
    assert isinstance(engine.apply(replace(BUY, credits=3))[0], Accepted)


def test_a_modified_order_goes_to_the_back_and_never_above_its_signature() -> None:
    """Must lose priority, and give back what a change held back."""
    engine = engine_after(SELL, replace(SELL, order="s2", maker="cat"), Modify("s1", 6))
    assert rest(engine, MARKET, Side.Sell) == [("s2", 10), ("s1", 6)]
    assert name_of(engine.apply(Modify("s1", 11))) == "OrderAboveSigned"
    assert isinstance(engine.apply(Modify("s1", 10))[0], Accepted)


def test_a_replacement_enters_only_if_it_may() -> None:
    """Must leave the old order where the new one would be refused, and end it where it is not."""
    engine = engine_after(SELL)
    assert name_of(engine.apply(Replace("s1", replace(SELL, order="s2", at_s=100)))) == "OrderExpired"
    assert name_of(engine.apply(Replace("s1", replace(SELL, order="s2", maker="eve")))) == "OrderUnknown"
    assert engine.apply(Replace("s1", replace(SELL, order="s2", price_minor=40_000))) == [
        Accepted("s2", 2),
        Cancelled("s1", 10, "Replaced"),
        Rested("s2", MARKET, Side.Sell, 10, 40_000),
    ]


def test_a_shrunken_order_keeps_its_place() -> None:
    """Must seek at most what backs it, and leave with nothing."""
    engine = engine_after(SELL, replace(SELL, order="s2", maker="cat"))
    assert engine.apply(Shrink("s1", 3, "InsufficientCredits"))[1:] == [Shrunk("s1", 7, "InsufficientCredits")]
    assert rest(engine, MARKET, Side.Sell) == [("s1", 3), ("s2", 10)]
    assert engine.apply(Shrink("s1", 0, "InsufficientCredits"))[1:] == [Cancelled("s1", 3, "InsufficientCredits")]


def test_cancel_all_takes_every_order_of_one_maker() -> None:
    """Must leave the orders of others."""
    engine = engine_after(SELL, replace(SELL, order="s2", market=OTHER), BUY)
    assert engine.apply(CancelAll("ann", "Maker"))[1:] == [Cancelled("s1", 6, "Maker"), Cancelled("s2", 10, "Maker")]


def test_time_takes_out_what_is_over_and_forgets_it_a_day_later() -> None:
    """Must cancel at the expiry, and let the same hash be unknown when the chain refuses it anyway."""
    engine = engine_after(SELL)
    assert engine.apply(Expire(100))[1:] == [Cancelled("s1", 10, "OrderExpired")]
    engine.apply(Expire(100 + 86_400))
    assert engine.place_of("s1") is None
    assert name_of(engine.apply(SELL)) == "OrderExpired"


@pytest.mark.parametrize(
    ("mode", "events"),
    [
        (SelfTrade.CANCEL_NEWEST, [Cancelled("b1", 4, "SelfTrade")]),
        (SelfTrade.CANCEL_OLDEST, [Cancelled("s1", 10, "SelfTrade"), Rested("b1", MARKET, Side.Buy, 4, 60_000)]),
        (SelfTrade.CANCEL_BOTH, [Cancelled("s1", 10, "SelfTrade"), Cancelled("b1", 4, "SelfTrade")]),
        (SelfTrade.DECREMENT, [Shrunk("s1", 4, "SelfTrade"), Cancelled("b1", 4, "SelfTrade")]),
    ],
)
def test_a_maker_never_trades_with_itself(mode: SelfTrade, events: list[Event]) -> None:
    """Must follow the newcomer's mode and print no trade."""
    engine = engine_after(SELL)
    assert engine.apply(replace(BUY, maker="ann", self_trade=mode))[1:] == events


def test_the_engine_counts_instructions_as_a_signature_does() -> None:
    """Must know time in force and self-trade modes by the numbers that are signed in the salt."""
    assert [int(tif) for tif in TimeInForce] == [GTC, IOC, FOK, POST]
    assert [int(mode) for mode in SelfTrade] == [NEWEST, OLDEST, BOTH, DECREMENT]


@pytest.mark.parametrize(
    ("place", "name"),
    [
        (replace(BUY, price_minor=0), "PriceOffTick"),
        (replace(BUY, tif=TimeInForce.POST), "PostOnlyWouldTrade"),
        (replace(BUY, kind=OrderType.MARKET), "OrderInstructions"),
        (replace(SELL, order="s2", market=ANY, criteria=Criteria()), "OrderCriteria"),
        (replace(BUY, market=ANY), "OrderCriteria"),
        (replace(BUY, criteria=Criteria(kind=1)), "OrderCriteria"),
    ],
)
def test_an_order_that_contradicts_itself_is_refused(place: Place, name: str) -> None:
    """Must refuse by name and leave the book as it was."""
    engine = engine_after(SELL)
    before = engine.digest()
    assert name_of(engine.apply(place)) == name
    assert engine.digest() == before
