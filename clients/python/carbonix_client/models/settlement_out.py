from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar

from attrs import define as _attrs_define

if TYPE_CHECKING:
    from ..models.trade_out import TradeOut


T = TypeVar("T", bound="SettlementOut")


@_attrs_define
class SettlementOut:
    """One settlement on chain with its trades in order.

    Attributes:
        number (str):
        transaction (str):
        block (int):
        fee (str):
        trades (list[TradeOut]):
    """

    number: str
    transaction: str
    block: int
    fee: str
    trades: list[TradeOut]

    def to_dict(self) -> dict[str, Any]:
        number = self.number

        transaction = self.transaction

        block = self.block

        fee = self.fee

        trades = []
        for trades_item_data in self.trades:
            trades_item = trades_item_data.to_dict()
            trades.append(trades_item)

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "number": number,
                "transaction": transaction,
                "block": block,
                "fee": fee,
                "trades": trades,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.trade_out import TradeOut  # noqa: PLC0415

        d = dict(src_dict)
        number = d.pop("number")

        transaction = d.pop("transaction")

        block = d.pop("block")

        fee = d.pop("fee")

        trades = []
        _trades = d.pop("trades")
        for trades_item_data in _trades:
            trades_item = TradeOut.from_dict(trades_item_data)

            trades.append(trades_item)

        settlement_out = cls(
            number=number,
            transaction=transaction,
            block=block,
            fee=fee,
            trades=trades,
        )

        return settlement_out
