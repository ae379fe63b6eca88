from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar, cast

from attrs import define as _attrs_define

from ..models.market_trade_out_side import MarketTradeOutSide

if TYPE_CHECKING:
    from ..models.fee_out import FeeOut


T = TypeVar("T", bound="MarketTradeOut")


@_attrs_define
class MarketTradeOut:
    """A trade as everybody may see it. `side` is that of the order that came second; a block sets no price.

    Attributes:
        id (str):
        sequence (int):
        timestamp (int):
        datetime_ (str):
        symbol (str):
        batch (str):
        payment (str):
        side (MarketTradeOutSide):
        price (str):
        amount (str):
        cost (str):
        fee (FeeOut): The fee of a trade in payment units, and its rate as a plain decimal.
        block (bool):
        buy (str):
        sell (str):
        status (str):
        settlement (None | str):
        transaction (None | str):
        block_number (int | None):
        certificate (None | str):
        error (None | str):
    """

    id: str
    sequence: int
    timestamp: int
    datetime_: str
    symbol: str
    batch: str
    payment: str
    side: MarketTradeOutSide
    price: str
    amount: str
    cost: str
    fee: FeeOut
    block: bool
    buy: str
    sell: str
    status: str
    settlement: None | str
    transaction: None | str
    block_number: int | None
    certificate: None | str
    error: None | str

    def to_dict(self) -> dict[str, Any]:
        id = self.id

        sequence = self.sequence

        timestamp = self.timestamp

        datetime_ = self.datetime_

        symbol = self.symbol

        batch = self.batch

        payment = self.payment

        side = self.side.value

        price = self.price

        amount = self.amount

        cost = self.cost

        fee = self.fee.to_dict()

        block = self.block

        buy = self.buy

        sell = self.sell

        status = self.status

        settlement: None | str
        settlement = self.settlement

        transaction: None | str
        transaction = self.transaction

        block_number: int | None
        block_number = self.block_number

        certificate: None | str
        certificate = self.certificate

        error: None | str
        error = self.error

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "id": id,
                "sequence": sequence,
                "timestamp": timestamp,
                "datetime": datetime_,
                "symbol": symbol,
                "batch": batch,
                "payment": payment,
                "side": side,
                "price": price,
                "amount": amount,
                "cost": cost,
                "fee": fee,
                "block": block,
                "buy": buy,
                "sell": sell,
                "status": status,
                "settlement": settlement,
                "transaction": transaction,
                "blockNumber": block_number,
                "certificate": certificate,
                "error": error,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.fee_out import FeeOut  # noqa: PLC0415

        d = dict(src_dict)
        id = d.pop("id")

        sequence = d.pop("sequence")

        timestamp = d.pop("timestamp")

        datetime_ = d.pop("datetime")

        symbol = d.pop("symbol")

        batch = d.pop("batch")

        payment = d.pop("payment")

        side = MarketTradeOutSide(d.pop("side"))

        price = d.pop("price")

        amount = d.pop("amount")

        cost = d.pop("cost")

        fee = FeeOut.from_dict(d.pop("fee"))

        block = d.pop("block")

        buy = d.pop("buy")

        sell = d.pop("sell")

        status = d.pop("status")

        def _parse_settlement(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        settlement = _parse_settlement(d.pop("settlement"))

        def _parse_transaction(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        transaction = _parse_transaction(d.pop("transaction"))

        def _parse_block_number(data: object) -> int | None:
            if data is None:
                return data
            return cast(int | None, data)

        block_number = _parse_block_number(d.pop("blockNumber"))

        def _parse_certificate(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        certificate = _parse_certificate(d.pop("certificate"))

        def _parse_error(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        error = _parse_error(d.pop("error"))

        market_trade_out = cls(
            id=id,
            sequence=sequence,
            timestamp=timestamp,
            datetime_=datetime_,
            symbol=symbol,
            batch=batch,
            payment=payment,
            side=side,
            price=price,
            amount=amount,
            cost=cost,
            fee=fee,
            block=block,
            buy=buy,
            sell=sell,
            status=status,
            settlement=settlement,
            transaction=transaction,
            block_number=block_number,
            certificate=certificate,
            error=error,
        )

        return market_trade_out
