from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, cast

from attrs import define as _attrs_define

from ..models.trade_out_state import TradeOutState
from ..models.trade_out_status import TradeOutStatus
from ..types import UNSET, Unset

T = TypeVar("T", bound="TradeOut")


@_attrs_define
class TradeOut:
    """A trade: the hashes of both orders, whole credits, payment units per credit, and what became of it.

    Attributes:
        number (str):
        batch (str):
        payment (str):
        buy (str):
        sell (str):
        credits_ (str):
        price (str):
        status (TradeOutStatus):
        state (TradeOutState | Unset):  Default: TradeOutState.MATCHED.
        notional (None | str | Unset):
        fee (None | str | Unset):
        certificate (None | str | Unset):
        settlement (None | str | Unset):
        transaction (None | str | Unset):
        block (int | None | Unset):
        error (None | str | Unset):
        reason (None | str | Unset):
    """

    number: str
    batch: str
    payment: str
    buy: str
    sell: str
    credits_: str
    price: str
    status: TradeOutStatus
    state: TradeOutState | Unset = TradeOutState.MATCHED
    notional: None | str | Unset = UNSET
    fee: None | str | Unset = UNSET
    certificate: None | str | Unset = UNSET
    settlement: None | str | Unset = UNSET
    transaction: None | str | Unset = UNSET
    block: int | None | Unset = UNSET
    error: None | str | Unset = UNSET
    reason: None | str | Unset = UNSET

    def to_dict(self) -> dict[str, Any]:
        number = self.number

        batch = self.batch

        payment = self.payment

        buy = self.buy

        sell = self.sell

        credits_ = self.credits_

        price = self.price

        status = self.status.value

        state: str | Unset = UNSET
        if not isinstance(self.state, Unset):
            state = self.state.value

        notional: None | str | Unset
        if isinstance(self.notional, Unset):
            notional = UNSET
        else:
            notional = self.notional

        fee: None | str | Unset
        if isinstance(self.fee, Unset):
            fee = UNSET
        else:
            fee = self.fee

        certificate: None | str | Unset
        if isinstance(self.certificate, Unset):
            certificate = UNSET
        else:
            certificate = self.certificate

        settlement: None | str | Unset
        if isinstance(self.settlement, Unset):
            settlement = UNSET
        else:
            settlement = self.settlement

        transaction: None | str | Unset
        if isinstance(self.transaction, Unset):
            transaction = UNSET
        else:
            transaction = self.transaction

        block: int | None | Unset
        if isinstance(self.block, Unset):
            block = UNSET
        else:
            block = self.block

        error: None | str | Unset
        if isinstance(self.error, Unset):
            error = UNSET
        else:
            error = self.error

        reason: None | str | Unset
        if isinstance(self.reason, Unset):
            reason = UNSET
        else:
            reason = self.reason

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "number": number,
                "batch": batch,
                "payment": payment,
                "buy": buy,
                "sell": sell,
                "credits": credits_,
                "price": price,
                "status": status,
            }
        )
        if state is not UNSET:
            field_dict["state"] = state
        if notional is not UNSET:
            field_dict["notional"] = notional
        if fee is not UNSET:
            field_dict["fee"] = fee
        if certificate is not UNSET:
            field_dict["certificate"] = certificate
        if settlement is not UNSET:
            field_dict["settlement"] = settlement
        if transaction is not UNSET:
            field_dict["transaction"] = transaction
        if block is not UNSET:
            field_dict["block"] = block
        if error is not UNSET:
            field_dict["error"] = error
        if reason is not UNSET:
            field_dict["reason"] = reason

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        number = d.pop("number")

        batch = d.pop("batch")

        payment = d.pop("payment")

        buy = d.pop("buy")

        sell = d.pop("sell")

        credits_ = d.pop("credits")

        price = d.pop("price")

        status = TradeOutStatus(d.pop("status"))

        _state = d.pop("state", UNSET)
        state: TradeOutState | Unset
        if isinstance(_state, Unset):
            state = UNSET
        else:
            state = TradeOutState(_state)

        def _parse_notional(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        notional = _parse_notional(d.pop("notional", UNSET))

        def _parse_fee(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        fee = _parse_fee(d.pop("fee", UNSET))

        def _parse_certificate(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        certificate = _parse_certificate(d.pop("certificate", UNSET))

        def _parse_settlement(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        settlement = _parse_settlement(d.pop("settlement", UNSET))

        def _parse_transaction(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        transaction = _parse_transaction(d.pop("transaction", UNSET))

        def _parse_block(data: object) -> int | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(int | None | Unset, data)

        block = _parse_block(d.pop("block", UNSET))

        def _parse_error(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        error = _parse_error(d.pop("error", UNSET))

        def _parse_reason(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        reason = _parse_reason(d.pop("reason", UNSET))

        trade_out = cls(
            number=number,
            batch=batch,
            payment=payment,
            buy=buy,
            sell=sell,
            credits_=credits_,
            price=price,
            status=status,
            state=state,
            notional=notional,
            fee=fee,
            certificate=certificate,
            settlement=settlement,
            transaction=transaction,
            block=block,
            error=error,
            reason=reason,
        )

        return trade_out
