from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from attrs import define as _attrs_define

T = TypeVar("T", bound="StatementLineOut")


@_attrs_define
class StatementLineOut:
    """Sums of one market and one state of settlement; `received` is gross less fees.

    Attributes:
        symbol (str):
        batch (str):
        payment (str):
        status (str):
        fills (int):
        bought_credits (str):
        paid (str):
        sold_credits (str):
        gross (str):
        fees (str):
        received (str):
    """

    symbol: str
    batch: str
    payment: str
    status: str
    fills: int
    bought_credits: str
    paid: str
    sold_credits: str
    gross: str
    fees: str
    received: str

    def to_dict(self) -> dict[str, Any]:
        symbol = self.symbol

        batch = self.batch

        payment = self.payment

        status = self.status

        fills = self.fills

        bought_credits = self.bought_credits

        paid = self.paid

        sold_credits = self.sold_credits

        gross = self.gross

        fees = self.fees

        received = self.received

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "symbol": symbol,
                "batch": batch,
                "payment": payment,
                "status": status,
                "fills": fills,
                "boughtCredits": bought_credits,
                "paid": paid,
                "soldCredits": sold_credits,
                "gross": gross,
                "fees": fees,
                "received": received,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        symbol = d.pop("symbol")

        batch = d.pop("batch")

        payment = d.pop("payment")

        status = d.pop("status")

        fills = d.pop("fills")

        bought_credits = d.pop("boughtCredits")

        paid = d.pop("paid")

        sold_credits = d.pop("soldCredits")

        gross = d.pop("gross")

        fees = d.pop("fees")

        received = d.pop("received")

        statement_line_out = cls(
            symbol=symbol,
            batch=batch,
            payment=payment,
            status=status,
            fills=fills,
            bought_credits=bought_credits,
            paid=paid,
            sold_credits=sold_credits,
            gross=gross,
            fees=fees,
            received=received,
        )

        return statement_line_out
