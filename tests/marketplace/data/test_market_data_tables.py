"""Facts about the tables: tape, candles and orders are what the journal says, on both databases, for their owner."""

from __future__ import annotations

from threading import Thread

import pytest
from sqlmodel import delete

from marketplace.adapters.data_tables import CandleRow, OrderHistoryRow, TapeRow
from marketplace.adapters.market_data_fold import fold_market_data
from marketplace.adapters.market_data_reads import MarketDataReads
from marketplace.adapters.sequencer import Desk
from marketplace.domain.candles import Timeframe, candles_of
from marketplace.domain.commands import Cancel, Criteria, Market, Modify, Reopen, Shrink, TimeInForce
from marketplace.domain.tape import Chosen, OrderLine, Owner, Page
from registry.domain.orders import Side
from tests.marketplace.data.stage import BEGIN_S, HERE, THERE, TICK, DataStage
from tests.marketplace.journal.orders import ANN, BAHT, BEN, PRICE

ALL, FIRST = Chosen(), Page(100, oldest_first=True)
CAT = "0x" + "cc" * 20
LONGEST_LOOK_S = 5.0


def traded_a_while(stage: DataStage) -> None:
    """Nine trades over some hours in two markets, one of them a block."""
    for step in range(4):
        stage.sell(2, PRICE + step * TICK)
        stage.buy(2, PRICE + 9 * TICK)
        stage.pass_s(41)
        stage.sell(3, PRICE, batch=2)
        stage.buy(1, PRICE, batch=2, maker=CAT)
        stage.pass_s(4_000)
    stage.sell(7, PRICE * 3, taker=CAT)
    stage.buy(7, PRICE * 3, maker=CAT)


def line(stage: DataStage, order: str) -> OrderLine:
    found = {one.hash: one for one in stage.data.reads().orders(None, ALL, FIRST)}
    return found[order]


def test_candles_in_the_table_are_those_of_the_tape(either: DataStage) -> None:
    """Must hold, for each market and width, exactly the candles that its trades make."""
    traded_a_while(either)
    reads = either.data.reads()
    for market in (HERE, THERE):
        tape = reads.trades(Chosen(market.batch, market.payment), FIRST)
        assert len(tape) == (5 if market == HERE else 4)
        for frame in Timeframe:
            assert reads.candles(market, frame, ALL, FIRST) == candles_of((one.trade.printed() for one in tape), frame)
    assert [one.trade.block for one in reads.trades(ALL, FIRST)] == [False] * 8 + [True]


def test_tables_folded_anew_are_the_same(either: DataStage) -> None:
    """Must give the same rows from the records in one go as from the desk's groups."""
    traded_a_while(either)
    reads = either.data.reads()
    tables = (TapeRow, CandleRow, OrderHistoryRow)

    def everything() -> tuple[object, ...]:
        candles = [reads.candles(market, frame, ALL, FIRST) for market in (HERE, THERE) for frame in Timeframe]
        return reads.trades(ALL, FIRST), reads.orders(None, ALL, FIRST), candles

    before = everything()
    with either.database.transaction() as session:
        for table in tables:
            session.execute(delete(table))
    with either.database.transaction() as session:
        fold_market_data(session, either.records)
    assert everything() == before


def test_what_became_of_an_order_is_told(stage: DataStage) -> None:
    """Must follow an order through fills, changes and its end: amount = filled + remaining while it lives."""
    ask = stage.sell(10)
    bid = stage.buy(4)
    assert (line(stage, ask).state, line(stage, ask).filled, line(stage, ask).remaining) == ("open", 4, 6)
    assert (line(stage, bid).state, line(stage, bid).filled, line(stage, bid).remaining) == ("closed", 4, 0)
    stage.tell(Modify(ask, 5, 1_000))
    assert (line(stage, ask).filled, line(stage, ask).remaining) == (4, 5)
    stage.tell(Shrink(ask, 3, "InsufficientCredits"))
    assert (line(stage, ask).state, line(stage, ask).remaining) == ("open", 3)
    stage.tell(Cancel(ask, "Maker"))
    gone = line(stage, ask)
    assert (gone.state, gone.reason, gone.filled, gone.remaining) == ("canceled", "Maker", 4, 0)
    dead = stage.buy(9, tif=TimeInForce.IOC)
    assert (line(stage, dead).state, line(stage, dead).tif, line(stage, dead).filled) == ("canceled", "ioc", 0)


def test_credits_of_a_failed_trade_come_back(stage: DataStage) -> None:
    """Must take a reopened fill out of what was filled, and show the order as open again."""
    ask = stage.sell(4)
    bid = stage.buy(4)
    assert line(stage, bid).state == "closed"
    stage.tell(Cancel(ask, "InsufficientCredits"))
    stage.tell(Reopen(bid, 4, 1_000))
    back = line(stage, bid)
    assert (back.state, back.filled, back.remaining) == ("open", 0, 4)


@pytest.mark.parametrize("oldest_first", [True, False])
def test_pages_by_key_miss_nothing_and_repeat_nothing(stage: DataStage, oldest_first: bool) -> None:
    """Must give every row once, whatever the length of the page, although rows are added meanwhile."""
    traded_a_while(stage)
    reads, seen, after = stage.data.reads(), list[int](), None
    whole = [one.trade.number for one in reads.trades(ALL, Page(100, oldest_first=oldest_first))]
    while page := reads.trades(ALL, Page(2, after, oldest_first)):
        seen += [one.trade.number for one in page]
        after = seen[-1]
        if len(seen) == 4 and not oldest_first:
            stage.sell(1, PRICE * 2)
            stage.buy(1, PRICE * 2)
            stage.data.reads()
    assert seen == whole


def test_filters_admit_what_they_name(stage: DataStage) -> None:
    """Must choose by market and by time, the end not included."""
    traded_a_while(stage)
    reads = stage.data.reads()
    second = BEGIN_S * 1_000 + 4_041_000
    assert [one.trade.number for one in reads.trades(Chosen(until_ms=second), FIRST)] == [1, 2]
    assert [one.trade.number for one in reads.trades(Chosen(1, BAHT, since_ms=second), FIRST)] == [3, 5, 7, 9]
    assert reads.trades(Chosen(3), FIRST) == []
    hours = reads.candles(HERE, Timeframe.H1, Chosen(since_ms=second, until_ms=second + 7_200_000), FIRST)
    assert all(second <= candle.start_s * 1_000 < second + 7_200_000 for candle in hours)


def test_nobody_sees_the_orders_and_fills_of_others(either: DataStage) -> None:
    """Must show an owner what its account sent and its wallets signed, and answer for the rest as if it were not."""
    ask = either.sell(5, account="t/ann")
    bid = either.buy(2, account="t/ben")
    reads = either.data.reads()
    ann, ben, wallet = Owner("t/ann"), Owner("t/ben"), Owner("t/nobody", (BEN,))
    assert [fill.order for fill in reads.fills(ann, ALL, FIRST)] == [ask]
    assert [(fill.order, fill.side, fill.took) for fill in reads.fills(wallet, ALL, FIRST)] == [(bid, Side.Buy, True)]
    assert [one.hash for one in reads.orders(ben, ALL, FIRST)] == [bid]
    assert reads.order(ann, bid) is None
    assert reads.fills(Owner("t/cat", (CAT,)), ALL, FIRST) == []
    both = Owner("t/ann", (BEN,))
    assert [fill.side for fill in reads.fills(both, ALL, FIRST)] == [Side.Buy, Side.Sell]


def test_attribute_bids_are_listed_with_their_criteria(stage: DataStage) -> None:
    """Must list open bids that name criteria, without those for one taker only."""
    stage.open_batch(1)
    criteria = Criteria(kind=1, vintage_from=2_023)
    shown = stage.buy(6, market=Market(0, BAHT), criteria=criteria)
    stage.buy(6, market=Market(0, BAHT), criteria=criteria, taker=ANN)
    (bid,) = stage.data.reads().attribute_bids(Page(9))
    assert (bid.hash, bid.remaining, bid.criteria) == (shown, 6, (("kind", "1"), ("vintage_from", "2023")))
    stage.sell(2)
    assert stage.data.reads().attribute_bids(Page(9))[0].remaining == 4


def test_the_last_trades_begin_the_tape_after_a_restart(stage: DataStage) -> None:
    """Must know last number and last price of each market, the block setting no price."""
    traded_a_while(stage)
    before = {market: stage.data.feed.view(market) for market in (HERE, THERE)}
    stage.restart()
    for market, view in before.items():
        again = stage.data.feed.view(market)
        assert (again.bids, again.asks, again.quotes, again.trade_number) == (
            view.bids,
            view.asks,
            view.quotes,
            view.trade_number,
        )
    assert before[HERE].quotes.last_minor == PRICE + 3 * TICK
    assert isinstance(stage.data.reads(), MarketDataReads)


def test_the_desk_goes_on_while_a_picture_waits_for_the_tables(
    stage: DataStage, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Must not hold the book while the tables come up, which may take seconds."""
    barrier, free = Desk.barrier, list[bool]()

    def watched(desk: Desk) -> int:
        other = Thread(target=lambda: desk.number, daemon=True)  # it takes the book's lock
        other.start()
        other.join(LONGEST_LOOK_S)
        free.append(not other.is_alive())
        return barrier(desk)

    stage.sell(2)
    monkeypatch.setattr(Desk, "barrier", watched)
    stage.restart()
    assert stage.data.feed.view(HERE).asks
    assert free
    assert all(free)
