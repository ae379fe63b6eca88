"""Market data as it crosses the doors, in the words of CCXT; amounts are decimal strings, timestamps milliseconds."""

from __future__ import annotations

from typing import Self

from marketplace.adapters.export_files import time_text
from marketplace.adapters.market_feed import BookView
from marketplace.api.schemas import Amount
from marketplace.api.stream_messages import symbol_of
from marketplace.domain.candles import MS_PER_S, Candle
from marketplace.domain.commands import ListContract, Market
from marketplace.domain.depth import DepthLevel
from marketplace.domain.history import words_of
from marketplace.domain.ticker import Ticker
from registry.api.schema import Schema


class LevelOut(Schema):
    """One price: whole credits, orders, and of the credits those of attribute bids, which other markets share."""

    price: Amount
    amount: Amount
    orders: int
    shared: Amount

    @classmethod
    def of(cls, level: DepthLevel) -> Self:
        """A level of the depth."""
        return cls(price=level.price_minor, amount=level.credits, orders=level.orders, shared=level.shared_credits)


class OrderBookOut(Schema):
    """Depth of a market, best price first. `nonce` is the step whose differences the stream goes on from."""

    symbol: str
    batch: Amount
    payment: str
    timestamp: int
    datetime: str
    nonce: int
    sequence: int
    halted: bool
    group: Amount
    bids: list[LevelOut]
    asks: list[LevelOut]

    @classmethod
    def of(cls, view: BookView, group_minor: int) -> Self:
        """The depth as of a step of the journal."""
        return cls(
            symbol=symbol_of(view.market),
            batch=view.market.batch,
            payment=view.market.payment,
            timestamp=view.time_ms,
            datetime=time_text(view.time_ms),
            nonce=view.book_sequence,
            sequence=view.sequence,
            halted=view.quotes.halted,
            group=group_minor,
            bids=[LevelOut.of(level) for level in view.bids],
            asks=[LevelOut.of(level) for level in view.asks],
        )


class MarketOut(Schema):
    """A market by its name, with its best prices."""

    symbol: str
    batch: Amount
    payment: str
    bid: Amount | None
    ask: Amount | None
    last: Amount | None
    halted: bool

    @classmethod
    def of(cls, view: BookView) -> Self:
        """The market of a view."""
        quotes = view.quotes
        return cls(
            symbol=symbol_of(view.market),
            batch=view.market.batch,
            payment=view.market.payment,
            bid=quotes.bid.price_minor if quotes.bid else None,
            ask=quotes.ask.price_minor if quotes.ask else None,
            last=quotes.last_minor,
            halted=quotes.halted,
        )


class StandardContractOut(Schema):
    """A standard contract: criteria under a name, and how it is delivered."""

    code: str
    criteria: dict[str, str]
    delivery_rule: str

    @classmethod
    def of(cls, listed: ListContract) -> Self:
        """A contract that the engine lists."""
        return cls(code=listed.code, criteria=dict(words_of(listed.criteria)), delivery_rule=listed.delivery_rule)


class TickerOut(Schema):
    """Best prices now and 24 hours of trades; volumes in whole credits, quote volume in payment units."""

    symbol: str
    timestamp: int
    datetime: str
    bid: Amount | None
    bid_volume: Amount | None
    ask: Amount | None
    ask_volume: Amount | None
    last: Amount | None
    open: Amount | None
    high: Amount | None
    low: Amount | None
    close: Amount | None
    vwap: Amount | None
    change: str | None
    percentage: str | None
    base_volume: Amount
    quote_volume: Amount
    block_volume: Amount
    trades: int
    halted: bool

    @classmethod
    def of(cls, market: Market, ticker: Ticker, now_ms: int, *, halted: bool) -> Self:
        """The ticker of a market at a moment."""
        return cls(
            symbol=symbol_of(market),
            timestamp=now_ms,
            datetime=time_text(now_ms),
            bid=ticker.bid.price_minor if ticker.bid else None,
            bid_volume=ticker.bid.credits if ticker.bid else None,
            ask=ticker.ask.price_minor if ticker.ask else None,
            ask_volume=ticker.ask.credits if ticker.ask else None,
            last=ticker.last_minor,
            open=ticker.open_minor,
            high=ticker.high_minor,
            low=ticker.low_minor,
            close=ticker.last_minor,
            vwap=ticker.vwap_minor,
            change=None if ticker.change_minor is None else str(ticker.change_minor),
            percentage=None if ticker.percentage is None else str(ticker.percentage),
            base_volume=ticker.credits,
            quote_volume=ticker.notional_minor,
            block_volume=ticker.block_credits,
            trades=ticker.trades,
            halted=halted,
        )


class CandleOut(Schema):
    """A candle; prices are null where only blocks were printed."""

    timestamp: int
    datetime: str
    open: Amount | None
    high: Amount | None
    low: Amount | None
    close: Amount | None
    volume: Amount
    quote_volume: Amount
    block_volume: Amount
    trades: int

    @classmethod
    def of(cls, candle: Candle) -> Self:
        """A candle of the table."""
        return cls(
            timestamp=candle.start_s * MS_PER_S,
            datetime=time_text(candle.start_s * MS_PER_S),
            open=candle.open_minor,
            high=candle.high_minor,
            low=candle.low_minor,
            close=candle.close_minor,
            volume=candle.credits,
            quote_volume=candle.notional_minor,
            block_volume=candle.block_credits,
            trades=candle.trades,
        )
