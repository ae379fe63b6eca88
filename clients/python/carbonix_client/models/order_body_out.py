from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from attrs import define as _attrs_define

from ..models.order_body_out_side import OrderBodyOutSide
from ..types import UNSET, Unset

T = TypeVar("T", bound="OrderBodyOut")


@_attrs_define
class OrderBodyOut:
    """The order as its maker signed it, field by field as in ICreditExchange.sol.

    Attributes:
        maker (str):
        batch (str):
        payment (str):
        side (OrderBodyOutSide):
        credits_ (str):
        price (str):
        expiry (str):
        epoch (str):
        max_fee_bps (str):
        salt (str):
        taker (str | Unset):  Default: '0x0000000000000000000000000000000000000000'.
        recipient (str | Unset):  Default: '0x0000000000000000000000000000000000000000'.
        kind (str | Unset):  Default: '0'.
        standard (str | Unset):  Default: '0'.
        country (str | Unset):  Default: '0x0000'.
        vintage_from (str | Unset):  Default: '0'.
        vintage_to (str | Unset):  Default: '0'.
        labels (str | Unset):  Default: '0'.
        flags (str | Unset):  Default: '0'.
        min_fill (str | Unset):  Default: '0'.
        memo (str | Unset):  Default: '0x0000000000000000000000000000000000000000000000000000000000000000'.
    """

    maker: str
    batch: str
    payment: str
    side: OrderBodyOutSide
    credits_: str
    price: str
    expiry: str
    epoch: str
    max_fee_bps: str
    salt: str
    taker: str | Unset = "0x0000000000000000000000000000000000000000"
    recipient: str | Unset = "0x0000000000000000000000000000000000000000"
    kind: str | Unset = "0"
    standard: str | Unset = "0"
    country: str | Unset = "0x0000"
    vintage_from: str | Unset = "0"
    vintage_to: str | Unset = "0"
    labels: str | Unset = "0"
    flags: str | Unset = "0"
    min_fill: str | Unset = "0"
    memo: str | Unset = "0x0000000000000000000000000000000000000000000000000000000000000000"

    def to_dict(self) -> dict[str, Any]:
        maker = self.maker

        batch = self.batch

        payment = self.payment

        side = self.side.value

        credits_ = self.credits_

        price = self.price

        expiry = self.expiry

        epoch = self.epoch

        max_fee_bps = self.max_fee_bps

        salt = self.salt

        taker = self.taker

        recipient = self.recipient

        kind = self.kind

        standard = self.standard

        country = self.country

        vintage_from = self.vintage_from

        vintage_to = self.vintage_to

        labels = self.labels

        flags = self.flags

        min_fill = self.min_fill

        memo = self.memo

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "maker": maker,
                "batch": batch,
                "payment": payment,
                "side": side,
                "credits": credits_,
                "price": price,
                "expiry": expiry,
                "epoch": epoch,
                "maxFeeBps": max_fee_bps,
                "salt": salt,
            }
        )
        if taker is not UNSET:
            field_dict["taker"] = taker
        if recipient is not UNSET:
            field_dict["recipient"] = recipient
        if kind is not UNSET:
            field_dict["kind"] = kind
        if standard is not UNSET:
            field_dict["standard"] = standard
        if country is not UNSET:
            field_dict["country"] = country
        if vintage_from is not UNSET:
            field_dict["vintageFrom"] = vintage_from
        if vintage_to is not UNSET:
            field_dict["vintageTo"] = vintage_to
        if labels is not UNSET:
            field_dict["labels"] = labels
        if flags is not UNSET:
            field_dict["flags"] = flags
        if min_fill is not UNSET:
            field_dict["minFill"] = min_fill
        if memo is not UNSET:
            field_dict["memo"] = memo

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        maker = d.pop("maker")

        batch = d.pop("batch")

        payment = d.pop("payment")

        side = OrderBodyOutSide(d.pop("side"))

        credits_ = d.pop("credits")

        price = d.pop("price")

        expiry = d.pop("expiry")

        epoch = d.pop("epoch")

        max_fee_bps = d.pop("maxFeeBps")

        salt = d.pop("salt")

        taker = d.pop("taker", UNSET)

        recipient = d.pop("recipient", UNSET)

        kind = d.pop("kind", UNSET)

        standard = d.pop("standard", UNSET)

        country = d.pop("country", UNSET)

        vintage_from = d.pop("vintageFrom", UNSET)

        vintage_to = d.pop("vintageTo", UNSET)

        labels = d.pop("labels", UNSET)

        flags = d.pop("flags", UNSET)

        min_fill = d.pop("minFill", UNSET)

        memo = d.pop("memo", UNSET)

        order_body_out = cls(
            maker=maker,
            batch=batch,
            payment=payment,
            side=side,
            credits_=credits_,
            price=price,
            expiry=expiry,
            epoch=epoch,
            max_fee_bps=max_fee_bps,
            salt=salt,
            taker=taker,
            recipient=recipient,
            kind=kind,
            standard=standard,
            country=country,
            vintage_from=vintage_from,
            vintage_to=vintage_to,
            labels=labels,
            flags=flags,
            min_fill=min_fill,
            memo=memo,
        )

        return order_body_out
