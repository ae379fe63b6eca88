from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar, cast

from attrs import define as _attrs_define

if TYPE_CHECKING:
    from ..models.credit_balance_out import CreditBalanceOut
    from ..models.open_order_out import OpenOrderOut
    from ..models.trade_out import TradeOut


T = TypeVar("T", bound="AccountOut")


@_attrs_define
class AccountOut:
    """One wallet at one block: money in minor units of the payment token.

    Attributes:
        wallet (str):
        block (int):
        chain_time (str):
        payment (str):
        funds (str):
        allowance (str):
        promised (str):
        credits_approved (bool):
        credits_ (list[CreditBalanceOut]):
        orders (list[OpenOrderOut]):
        fills (list[TradeOut]):
        certificates (list[str]):
    """

    wallet: str
    block: int
    chain_time: str
    payment: str
    funds: str
    allowance: str
    promised: str
    credits_approved: bool
    credits_: list[CreditBalanceOut]
    orders: list[OpenOrderOut]
    fills: list[TradeOut]
    certificates: list[str]

    def to_dict(self) -> dict[str, Any]:
        wallet = self.wallet

        block = self.block

        chain_time = self.chain_time

        payment = self.payment

        funds = self.funds

        allowance = self.allowance

        promised = self.promised

        credits_approved = self.credits_approved

        credits_ = []
        for credits_item_data in self.credits_:
            credits_item = credits_item_data.to_dict()
            credits_.append(credits_item)

        orders = []
        for orders_item_data in self.orders:
            orders_item = orders_item_data.to_dict()
            orders.append(orders_item)

        fills = []
        for fills_item_data in self.fills:
            fills_item = fills_item_data.to_dict()
            fills.append(fills_item)

        certificates = self.certificates

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "wallet": wallet,
                "block": block,
                "chainTime": chain_time,
                "payment": payment,
                "funds": funds,
                "allowance": allowance,
                "promised": promised,
                "creditsApproved": credits_approved,
                "credits": credits_,
                "orders": orders,
                "fills": fills,
                "certificates": certificates,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.credit_balance_out import CreditBalanceOut  # noqa: PLC0415
        from ..models.open_order_out import OpenOrderOut  # noqa: PLC0415
        from ..models.trade_out import TradeOut  # noqa: PLC0415

        d = dict(src_dict)
        wallet = d.pop("wallet")

        block = d.pop("block")

        chain_time = d.pop("chainTime")

        payment = d.pop("payment")

        funds = d.pop("funds")

        allowance = d.pop("allowance")

        promised = d.pop("promised")

        credits_approved = d.pop("creditsApproved")

        credits_ = []
        _credits_ = d.pop("credits")
        for credits_item_data in _credits_:
            credits_item = CreditBalanceOut.from_dict(credits_item_data)

            credits_.append(credits_item)

        orders = []
        _orders = d.pop("orders")
        for orders_item_data in _orders:
            orders_item = OpenOrderOut.from_dict(orders_item_data)

            orders.append(orders_item)

        fills = []
        _fills = d.pop("fills")
        for fills_item_data in _fills:
            fills_item = TradeOut.from_dict(fills_item_data)

            fills.append(fills_item)

        certificates = cast(list[str], d.pop("certificates"))

        account_out = cls(
            wallet=wallet,
            block=block,
            chain_time=chain_time,
            payment=payment,
            funds=funds,
            allowance=allowance,
            promised=promised,
            credits_approved=credits_approved,
            credits_=credits_,
            orders=orders,
            fills=fills,
            certificates=certificates,
        )

        return account_out
