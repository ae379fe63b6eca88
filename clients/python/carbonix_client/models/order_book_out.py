from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar

from attrs import define as _attrs_define

if TYPE_CHECKING:
    from ..models.level_out import LevelOut


T = TypeVar("T", bound="OrderBookOut")


@_attrs_define
class OrderBookOut:
    """Depth of a market, best price first. `nonce` is the step whose differences the stream goes on from.

    Attributes:
        symbol (str):
        batch (str):
        payment (str):
        timestamp (int):
        datetime_ (str):
        nonce (int):
        sequence (int):
        halted (bool):
        group (str):
        bids (list[LevelOut]):
        asks (list[LevelOut]):
    """

    symbol: str
    batch: str
    payment: str
    timestamp: int
    datetime_: str
    nonce: int
    sequence: int
    halted: bool
    group: str
    bids: list[LevelOut]
    asks: list[LevelOut]

    def to_dict(self) -> dict[str, Any]:
        symbol = self.symbol

        batch = self.batch

        payment = self.payment

        timestamp = self.timestamp

        datetime_ = self.datetime_

        nonce = self.nonce

        sequence = self.sequence

        halted = self.halted

        group = self.group

        bids = []
        for bids_item_data in self.bids:
            bids_item = bids_item_data.to_dict()
            bids.append(bids_item)

        asks = []
        for asks_item_data in self.asks:
            asks_item = asks_item_data.to_dict()
            asks.append(asks_item)

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "symbol": symbol,
                "batch": batch,
                "payment": payment,
                "timestamp": timestamp,
                "datetime": datetime_,
                "nonce": nonce,
                "sequence": sequence,
                "halted": halted,
                "group": group,
                "bids": bids,
                "asks": asks,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.level_out import LevelOut  # noqa: PLC0415

        d = dict(src_dict)
        symbol = d.pop("symbol")

        batch = d.pop("batch")

        payment = d.pop("payment")

        timestamp = d.pop("timestamp")

        datetime_ = d.pop("datetime")

        nonce = d.pop("nonce")

        sequence = d.pop("sequence")

        halted = d.pop("halted")

        group = d.pop("group")

        bids = []
        _bids = d.pop("bids")
        for bids_item_data in _bids:
            bids_item = LevelOut.from_dict(bids_item_data)

            bids.append(bids_item)

        asks = []
        _asks = d.pop("asks")
        for asks_item_data in _asks:
            asks_item = LevelOut.from_dict(asks_item_data)

            asks.append(asks_item)

        order_book_out = cls(
            symbol=symbol,
            batch=batch,
            payment=payment,
            timestamp=timestamp,
            datetime_=datetime_,
            nonce=nonce,
            sequence=sequence,
            halted=halted,
            group=group,
            bids=bids,
            asks=asks,
        )

        return order_book_out
