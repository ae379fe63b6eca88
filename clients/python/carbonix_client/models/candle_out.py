from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, cast

from attrs import define as _attrs_define

T = TypeVar("T", bound="CandleOut")


@_attrs_define
class CandleOut:
    """A candle; prices are null where only blocks were printed.

    Attributes:
        timestamp (int):
        datetime_ (str):
        open_ (None | str):
        high (None | str):
        low (None | str):
        close (None | str):
        volume (str):
        quote_volume (str):
        block_volume (str):
        trades (int):
    """

    timestamp: int
    datetime_: str
    open_: None | str
    high: None | str
    low: None | str
    close: None | str
    volume: str
    quote_volume: str
    block_volume: str
    trades: int

    def to_dict(self) -> dict[str, Any]:
        timestamp = self.timestamp

        datetime_ = self.datetime_

        open_: None | str
        open_ = self.open_

        high: None | str
        high = self.high

        low: None | str
        low = self.low

        close: None | str
        close = self.close

        volume = self.volume

        quote_volume = self.quote_volume

        block_volume = self.block_volume

        trades = self.trades

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "timestamp": timestamp,
                "datetime": datetime_,
                "open": open_,
                "high": high,
                "low": low,
                "close": close,
                "volume": volume,
                "quoteVolume": quote_volume,
                "blockVolume": block_volume,
                "trades": trades,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        timestamp = d.pop("timestamp")

        datetime_ = d.pop("datetime")

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

        volume = d.pop("volume")

        quote_volume = d.pop("quoteVolume")

        block_volume = d.pop("blockVolume")

        trades = d.pop("trades")

        candle_out = cls(
            timestamp=timestamp,
            datetime_=datetime_,
            open_=open_,
            high=high,
            low=low,
            close=close,
            volume=volume,
            quote_volume=quote_volume,
            block_volume=block_volume,
            trades=trades,
        )

        return candle_out
