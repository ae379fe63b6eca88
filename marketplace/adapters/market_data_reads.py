"""Reads tape, candles and orders back: one statement per page, keyset, filtered in the database."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from sqlalchemy import ColumnElement, or_
from sqlmodel import Session, col, func, select

from marketplace.adapters.data_tables import CandleRow, OrderHistoryRow, TapeRow
from marketplace.adapters.market_data_fold import candle, order_line, tape_trade
from marketplace.adapters.trade_settlements import settlements_of
from marketplace.domain.candles import MS_PER_S, Candle, Timeframe
from marketplace.domain.commands import Market
from marketplace.domain.tape import (
    MATCHED,
    Chosen,
    Fill,
    OrderLine,
    Owner,
    Page,
    SettledTrade,
    TapeTrade,
)
from registry.adapters.database import Database
from registry.domain.orders import Side

ROWS_PER_PIECE = 1_000  # of an export: what is held in memory at once


class MarketDataReads:
    """Market data as the database has it: as of the projection's cursor."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def trades(self, chosen: Chosen, page: Page) -> list[SettledTrade]:
        """Trades by number; `page.after` is the number of the last one seen."""
        with self._database.reading() as session:
            return _settled(session, _tape(session, chosen, page))

    def fills(self, owner: Owner, chosen: Chosen, page: Page) -> list[Fill]:
        """One's own sides of trades; a page holds `limit` trades, and both sides where both are one's own."""
        with self._database.reading() as session:
            conditions = [or_(col(TapeRow.buy).in_(_owned(owner)), col(TapeRow.sell).in_(_owned(owner)))]
            settled = _settled(session, _tape(session, chosen, page, conditions))
            named = [order for one in settled for order in (one.trade.buy, one.trade.sell)]
            own = set(session.exec(_owned(owner).where(col(OrderHistoryRow.hash).in_(named))))
        sides = ((one, side) for one in settled for side in (Side.Buy, Side.Sell))
        return [fill for fill in (Fill(one, side) for one, side in sides) if fill.order in own]

    def orders(self, owner: Owner | None, chosen: Chosen, page: Page) -> list[OrderLine]:
        """Orders by the step that they came with; `page.after` is the step of the last one seen."""
        query = select(OrderHistoryRow).where(*_order_conditions(chosen))
        if owner is not None:
            query = query.where(_belongs(owner))
        with self._database.reading() as session:
            rows = session.exec(_paged(query, col(OrderHistoryRow.sequence), page))
            return [order_line(row) for row in rows]

    def order(self, owner: Owner, order_hash: str) -> OrderLine | None:
        """An order of one's own."""
        with self._database.reading() as session:
            row = session.exec(select(OrderHistoryRow).where(OrderHistoryRow.hash == order_hash, _belongs(owner)))
            found = row.first()
            return order_line(found) if found else None

    def attribute_bids(self, page: Page) -> list[OrderLine]:
        """Open bids that name criteria instead of a batch, those for one taker only left out."""
        query = select(OrderHistoryRow).where(
            OrderHistoryRow.state == "open", OrderHistoryRow.batch == "0", col(OrderHistoryRow.taker).is_(None)
        )
        with self._database.reading() as session:
            return [order_line(row) for row in session.exec(_paged(query, col(OrderHistoryRow.sequence), page))]

    def candles(self, market: Market, frame: Timeframe, chosen: Chosen, page: Page) -> list[Candle]:
        """Candles of a market by their start; `page.after` is the start of the last one seen, in seconds."""
        start = col(CandleRow.start_s)
        query = select(CandleRow).where(
            CandleRow.batch == str(market.batch),
            CandleRow.payment == market.payment,
            CandleRow.width_s == int(frame),
        )
        if chosen.since_ms is not None:
            query = query.where(start >= -(-chosen.since_ms // MS_PER_S))
        if chosen.until_ms is not None:
            query = query.where(start < -(-chosen.until_ms // MS_PER_S))
        with self._database.reading() as session:
            return [candle(row) for row in session.exec(_paged(query, start, page))]

    def minutes(self, since_ms: int) -> dict[Market, list[Candle]]:
        """The minute candles of every market from a moment on, oldest first."""
        start = col(CandleRow.start_s)
        query = select(CandleRow).where(CandleRow.width_s == int(Timeframe.M1), start >= -(-since_ms // MS_PER_S))
        found: dict[Market, list[Candle]] = {}
        with self._database.reading() as session:
            for row in session.exec(query.order_by(start)):
                found.setdefault(Market(int(row.batch), row.payment), []).append(candle(row))
        return found

    def last_trades(self, up_to: int) -> list[TapeTrade]:
        """Of every market the last trade until a record and the last one that set a price, by their numbers."""
        last, priced = _last_numbers(up_to), _last_numbers(up_to).where(col(TapeRow.block).is_(False))
        numbers = or_(col(TapeRow.number).in_(last), col(TapeRow.number).in_(priced))
        query = select(TapeRow).where(numbers).order_by(col(TapeRow.number))
        with self._database.reading() as session:
            return [tape_trade(row) for row in session.exec(query)]

    def all_trades(self, chosen: Chosen, *, oldest_first: bool) -> Iterator[list[SettledTrade]]:
        """Every trade that is chosen, piece by piece."""
        after: int | None = None
        while piece := self.trades(chosen, Page(ROWS_PER_PIECE, after, oldest_first)):
            yield piece
            after = piece[-1].trade.number

    def all_fills(self, owner: Owner, chosen: Chosen, *, oldest_first: bool) -> Iterator[list[Fill]]:
        """Every fill of one's own that is chosen, piece by piece."""
        after: int | None = None
        while piece := self.fills(owner, chosen, Page(ROWS_PER_PIECE, after, oldest_first)):
            yield piece
            after = piece[-1].settled.trade.number

    def all_orders(self, owner: Owner, chosen: Chosen, *, oldest_first: bool) -> Iterator[list[OrderLine]]:
        """Every order of one's own that is chosen, piece by piece."""
        after: int | None = None
        while piece := self.orders(owner, chosen, Page(ROWS_PER_PIECE, after, oldest_first)):
            yield piece
            after = piece[-1].sequence

    def all_candles(self, market: Market, frame: Timeframe, chosen: Chosen) -> Iterator[list[Candle]]:
        """Every candle that is chosen, oldest first, piece by piece."""
        after: int | None = None
        while piece := self.candles(market, frame, chosen, Page(ROWS_PER_PIECE, after, oldest_first=True)):
            yield piece
            after = piece[-1].start_s


def _tape(
    session: Session, chosen: Chosen, page: Page, conditions: Sequence[ColumnElement[bool]] = ()
) -> list[TapeTrade]:
    query = select(TapeRow).where(*_trade_conditions(chosen), *conditions)
    return [tape_trade(row) for row in session.exec(_paged(query, col(TapeRow.number), page))]


def _settled(session: Session, trades: Sequence[TapeTrade]) -> list[SettledTrade]:
    known = settlements_of(session, [trade.number for trade in trades])
    return [SettledTrade(trade, known.get(trade.number, MATCHED)) for trade in trades]


def _owned(owner: Owner) -> Any:
    return select(OrderHistoryRow.hash).where(_belongs(owner))


def _belongs(owner: Owner) -> ColumnElement[bool]:
    return or_(col(OrderHistoryRow.account) == owner.account, col(OrderHistoryRow.maker).in_(owner.makers))


def _trade_conditions(chosen: Chosen) -> Iterator[ColumnElement[bool]]:
    if chosen.batch is not None:
        yield col(TapeRow.batch) == str(chosen.batch)
    if chosen.payment is not None:
        yield col(TapeRow.payment) == chosen.payment
    if chosen.since_ms is not None:
        yield col(TapeRow.time_ms) >= chosen.since_ms
    if chosen.until_ms is not None:
        yield col(TapeRow.time_ms) < chosen.until_ms
    if chosen.since_step is not None:
        yield col(TapeRow.sequence) > chosen.since_step


def _order_conditions(chosen: Chosen) -> Iterator[ColumnElement[bool]]:
    if chosen.batch is not None:
        yield col(OrderHistoryRow.batch) == str(chosen.batch)
    if chosen.payment is not None:
        yield col(OrderHistoryRow.payment) == chosen.payment
    if chosen.since_ms is not None:
        yield col(OrderHistoryRow.time_ms) >= chosen.since_ms
    if chosen.until_ms is not None:
        yield col(OrderHistoryRow.time_ms) < chosen.until_ms
    if chosen.state is not None:
        yield col(OrderHistoryRow.state) == chosen.state


def _paged(query: Any, key: Any, page: Page) -> Any:
    if page.after is not None:
        query = query.where(key > page.after if page.oldest_first else key < page.after)
    return query.order_by(key.asc() if page.oldest_first else key.desc()).limit(page.limit)


def _last_numbers(up_to: int) -> Any:
    query = select(func.max(TapeRow.number)).where(col(TapeRow.sequence) <= up_to)
    return query.group_by(col(TapeRow.batch), col(TapeRow.payment))
