from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, cast

from attrs import define as _attrs_define

T = TypeVar("T", bound="TickerOut")


@_attrs_define
class TickerOut:
    """Best prices now and 24 hours of trades; volumes in whole credits, quote volume in payment units.

    Attributes:
        symbol (str):
        timestamp (int):
        datetime_ (str):
        bid (None | str):
        bid_volume (None | str):
        ask (None | str):
        ask_volume (None | str):
        last (None | str):
        open_ (None | str):
        high (None | str):
        low (None | str):
        close (None | str):
        vwap (None | str):
        change (None | str):
        percentage (None | str):
        base_volume (str):
        quote_volume (str):
        block_volume (str):
        trades (int):
        halted (bool):
    """

    symbol: str
    timestamp: int
    datetime_: str
    bid: None | str
    bid_volume: None | str
    ask: None | str
    ask_volume: None | str
    last: None | str
    open_: None | str
    high: None | str
    low: None | str
    close: None | str
    vwap: None | str
    change: None | str
    percentage: None | str
    base_volume: str
    quote_volume: str
    block_volume: str
    trades: int
    halted: bool

    def to_dict(self) -> dict[str, Any]:
        symbol = self.symbol

        timestamp = self.timestamp

        datetime_ = self.datetime_

        bid: None | str
        bid = self.bid

        bid_volume: None | str
        bid_volume = self.bid_volume

        ask: None | str
        ask = self.ask

        ask_volume: None | str
        ask_volume = self.ask_volume

        last: None | str
        last = self.last

        open_: None | str
        open_ = self.open_

        high: None | str
        high = self.high

        low: None | str
        low = self.low

        close: None | str
        close = self.close

        vwap: None | str
        vwap = self.vwap

        change: None | str
        change = self.change

        percentage: None | str
        percentage = self.percentage

        base_volume = self.base_volume

        quote_volume = self.quote_volume

        block_volume = self.block_volume

        trades = self.trades

        halted = self.halted

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "symbol": symbol,
                "timestamp": timestamp,
                "datetime": datetime_,
                "bid": bid,
                "bidVolume": bid_volume,
                "ask": ask,
                "askVolume": ask_volume,
                "last": last,
                "open": open_,
                "high": high,
                "low": low,
                "close": close,
                "vwap": vwap,
                "change": change,
                "percentage": percentage,
                "baseVolume": base_volume,
                "quoteVolume": quote_volume,
                "blockVolume": block_volume,
                "trades": trades,
                "halted": halted,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        symbol = d.pop("symbol")

        timestamp = d.pop("timestamp")

        datetime_ = d.pop("datetime")

        def _parse_bid(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        bid = _parse_bid(d.pop("bid"))

        def _parse_bid_volume(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        bid_volume = _parse_bid_volume(d.pop("bidVolume"))

        def _parse_ask(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        ask = _parse_ask(d.pop("ask"))

        def _parse_ask_volume(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        ask_volume = _parse_ask_volume(d.pop("askVolume"))

        def _parse_last(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        last = _parse_last(d.pop("last"))

        def _parse_open_(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        open_ = _parse_open_(d.pop("open"))

        def _parse_high(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        high = _parse_high(d.pop("high"))

        def _parse_low(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        low = _parse_low(d.pop("low"))

        def _parse_close(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        close = _parse_close(d.pop("close"))

        def _parse_vwap(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        vwap = _parse_vwap(d.pop("vwap"))

        def _parse_change(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        change = _parse_change(d.pop("change"))

        def _parse_percentage(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        percentage = _parse_percentage(d.pop("percentage"))

        base_volume = d.pop("baseVolume")

        quote_volume = d.pop("quoteVolume")

        block_volume = d.pop("blockVolume")

        trades = d.pop("trades")

        halted = d.pop("halted")

        ticker_out = cls(
            symbol=symbol,
            timestamp=timestamp,
            datetime_=datetime_,
            bid=bid,
            bid_volume=bid_volume,
            ask=ask,
            ask_volume=ask_volume,
            last=last,
            open_=open_,
            high=high,
            low=low,
            close=close,
            vwap=vwap,
            change=change,
            percentage=percentage,
            base_volume=base_volume,
            quote_volume=quote_volume,
            block_volume=block_volume,
            trades=trades,
            halted=halted,
        )

        return ticker_out
