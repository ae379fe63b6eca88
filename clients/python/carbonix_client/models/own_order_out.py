from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar, cast

from attrs import define as _attrs_define

from ..models.own_order_out_side import OwnOrderOutSide
from ..models.own_order_out_status import OwnOrderOutStatus

if TYPE_CHECKING:
    from ..models.own_order_out_criteria import OwnOrderOutCriteria


T = TypeVar("T", bound="OwnOrderOut")


@_attrs_define
class OwnOrderOut:
    """An order of one's own with what became of it. `batch` 0 with criteria is an attribute bid.

    Attributes:
        id (str):
        client_order_id (None | str):
        sequence (int):
        timestamp (int):
        datetime_ (str):
        last_update_timestamp (int):
        symbol (str):
        batch (str):
        payment (str):
        maker (str):
        taker (None | str):
        side (OwnOrderOutSide):
        type_ (str):
        time_in_force (str):
        post_only (bool):
        price (str):
        amount (str):
        filled (str):
        remaining (str):
        status (OwnOrderOutStatus):
        reason (None | str):
        expires (str):
        criteria (OwnOrderOutCriteria):
    """

    id: str
    client_order_id: None | str
    sequence: int
    timestamp: int
    datetime_: str
    last_update_timestamp: int
    symbol: str
    batch: str
    payment: str
    maker: str
    taker: None | str
    side: OwnOrderOutSide
    type_: str
    time_in_force: str
    post_only: bool
    price: str
    amount: str
    filled: str
    remaining: str
    status: OwnOrderOutStatus
    reason: None | str
    expires: str
    criteria: OwnOrderOutCriteria

    def to_dict(self) -> dict[str, Any]:
        id = self.id

        client_order_id: None | str
        client_order_id = self.client_order_id

        sequence = self.sequence

        timestamp = self.timestamp

        datetime_ = self.datetime_

        last_update_timestamp = self.last_update_timestamp

        symbol = self.symbol

        batch = self.batch

        payment = self.payment

        maker = self.maker

        taker: None | str
        taker = self.taker

        side = self.side.value

        type_ = self.type_

        time_in_force = self.time_in_force

        post_only = self.post_only

        price = self.price

        amount = self.amount

        filled = self.filled

        remaining = self.remaining

        status = self.status.value

        reason: None | str
        reason = self.reason

        expires = self.expires

        criteria = self.criteria.to_dict()

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "id": id,
                "clientOrderId": client_order_id,
                "sequence": sequence,
                "timestamp": timestamp,
                "datetime": datetime_,
                "lastUpdateTimestamp": last_update_timestamp,
                "symbol": symbol,
                "batch": batch,
                "payment": payment,
                "maker": maker,
                "taker": taker,
                "side": side,
                "type": type_,
                "timeInForce": time_in_force,
                "postOnly": post_only,
                "price": price,
                "amount": amount,
                "filled": filled,
                "remaining": remaining,
                "status": status,
                "reason": reason,
                "expires": expires,
                "criteria": criteria,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.own_order_out_criteria import OwnOrderOutCriteria  # noqa: PLC0415

        d = dict(src_dict)
        id = d.pop("id")

        def _parse_client_order_id(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        client_order_id = _parse_client_order_id(d.pop("clientOrderId"))

        sequence = d.pop("sequence")

        timestamp = d.pop("timestamp")

        datetime_ = d.pop("datetime")

        last_update_timestamp = d.pop("lastUpdateTimestamp")

        symbol = d.pop("symbol")

        batch = d.pop("batch")

        payment = d.pop("payment")

        maker = d.pop("maker")

        def _parse_taker(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        taker = _parse_taker(d.pop("taker"))

        side = OwnOrderOutSide(d.pop("side"))

        type_ = d.pop("type")

        time_in_force = d.pop("timeInForce")

        post_only = d.pop("postOnly")

        price = d.pop("price")

        amount = d.pop("amount")

        filled = d.pop("filled")

        remaining = d.pop("remaining")

        status = OwnOrderOutStatus(d.pop("status"))

        def _parse_reason(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        reason = _parse_reason(d.pop("reason"))

        expires = d.pop("expires")

        criteria = OwnOrderOutCriteria.from_dict(d.pop("criteria"))

        own_order_out = cls(
            id=id,
            client_order_id=client_order_id,
            sequence=sequence,
            timestamp=timestamp,
            datetime_=datetime_,
            last_update_timestamp=last_update_timestamp,
            symbol=symbol,
            batch=batch,
            payment=payment,
            maker=maker,
            taker=taker,
            side=side,
            type_=type_,
            time_in_force=time_in_force,
            post_only=post_only,
            price=price,
            amount=amount,
            filled=filled,
            remaining=remaining,
            status=status,
            reason=reason,
            expires=expires,
            criteria=criteria,
        )

        return own_order_out
