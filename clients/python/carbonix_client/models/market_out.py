from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, cast

from attrs import define as _attrs_define

T = TypeVar("T", bound="MarketOut")


@_attrs_define
class MarketOut:
    """A market by its name, with its best prices.

    Attributes:
        symbol (str):
        batch (str):
        payment (str):
        bid (None | str):
        ask (None | str):
        last (None | str):
        halted (bool):
    """

    symbol: str
    batch: str
    payment: str
    bid: None | str
    ask: None | str
    last: None | str
    halted: bool

    def to_dict(self) -> dict[str, Any]:
        symbol = self.symbol

        batch = self.batch

        payment = self.payment

        bid: None | str
        bid = self.bid

        ask: None | str
        ask = self.ask

        last: None | str
        last = self.last

        halted = self.halted

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "symbol": symbol,
                "batch": batch,
                "payment": payment,
                "bid": bid,
                "ask": ask,
                "last": last,
                "halted": halted,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        symbol = d.pop("symbol")

        batch = d.pop("batch")

        payment = d.pop("payment")

        def _parse_bid(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        bid = _parse_bid(d.pop("bid"))

        def _parse_ask(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        ask = _parse_ask(d.pop("ask"))

        def _parse_last(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        last = _parse_last(d.pop("last"))

        halted = d.pop("halted")

        market_out = cls(
            symbol=symbol,
            batch=batch,
            payment=payment,
            bid=bid,
            ask=ask,
            last=last,
            halted=halted,
        )

        return market_out
