from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar, cast

from attrs import define as _attrs_define

from ..models.placed_out_status import PlacedOutStatus

if TYPE_CHECKING:
    from ..models.trade_out import TradeOut


T = TypeVar("T", bound="PlacedOut")


@_attrs_define
class PlacedOut:
    """What became of an order at once. `withdrawn` says why a rest left the book, by the error's name.

    `status` is `open` while something rests, `closed` where all was filled, `canceled` where a rest left.

        Attributes:
            order (str):
            sequence (int):
            timestamp (int):
            client_order_id (None | str):
            status (PlacedOutStatus):
            trades (list[TradeOut]):
            resting_credits (str):
            withdrawn (None | str):
    """

    order: str
    sequence: int
    timestamp: int
    client_order_id: None | str
    status: PlacedOutStatus
    trades: list[TradeOut]
    resting_credits: str
    withdrawn: None | str

    def to_dict(self) -> dict[str, Any]:
        order = self.order

        sequence = self.sequence

        timestamp = self.timestamp

        client_order_id: None | str
        client_order_id = self.client_order_id

        status = self.status.value

        trades = []
        for trades_item_data in self.trades:
            trades_item = trades_item_data.to_dict()
            trades.append(trades_item)

        resting_credits = self.resting_credits

        withdrawn: None | str
        withdrawn = self.withdrawn

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "order": order,
                "sequence": sequence,
                "timestamp": timestamp,
                "clientOrderId": client_order_id,
                "status": status,
                "trades": trades,
                "restingCredits": resting_credits,
                "withdrawn": withdrawn,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.trade_out import TradeOut  # noqa: PLC0415

        d = dict(src_dict)
        order = d.pop("order")

        sequence = d.pop("sequence")

        timestamp = d.pop("timestamp")

        def _parse_client_order_id(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        client_order_id = _parse_client_order_id(d.pop("clientOrderId"))

        status = PlacedOutStatus(d.pop("status"))

        trades = []
        _trades = d.pop("trades")
        for trades_item_data in _trades:
            trades_item = TradeOut.from_dict(trades_item_data)

            trades.append(trades_item)

        resting_credits = d.pop("restingCredits")

        def _parse_withdrawn(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        withdrawn = _parse_withdrawn(d.pop("withdrawn"))

        placed_out = cls(
            order=order,
            sequence=sequence,
            timestamp=timestamp,
            client_order_id=client_order_id,
            status=status,
            trades=trades,
            resting_credits=resting_credits,
            withdrawn=withdrawn,
        )

        return placed_out
