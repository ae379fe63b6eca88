from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar, cast

from attrs import define as _attrs_define

if TYPE_CHECKING:
    from ..models.trade_out import TradeOut


T = TypeVar("T", bound="PlacedOut")


@_attrs_define
class PlacedOut:
    """What became of an order at once. `withdrawn` says why a rest left the book, by the error's name.

    Attributes:
        order (str):
        sequence (int):
        trades (list[TradeOut]):
        resting_credits (str):
        withdrawn (None | str):
    """

    order: str
    sequence: int
    trades: list[TradeOut]
    resting_credits: str
    withdrawn: None | str

    def to_dict(self) -> dict[str, Any]:
        order = self.order

        sequence = self.sequence

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
            trades=trades,
            resting_credits=resting_credits,
            withdrawn=withdrawn,
        )

        return placed_out
