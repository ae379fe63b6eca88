from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, cast

from attrs import define as _attrs_define

from ..types import UNSET, Unset

T = TypeVar("T", bound="CollarBody")


@_attrs_define
class CollarBody:
    """Bounds of one market's prices, fixed or around its last trade; all left out lifts them.

    Attributes:
        batch (str):
        payment (None | str | Unset):
        low (str | Unset):  Default: '0'.
        high (str | Unset):  Default: '0'.
        band_bps (int | Unset):  Default: 0.
    """

    batch: str
    payment: None | str | Unset = UNSET
    low: str | Unset = "0"
    high: str | Unset = "0"
    band_bps: int | Unset = 0

    def to_dict(self) -> dict[str, Any]:
        batch = self.batch

        payment: None | str | Unset
        if isinstance(self.payment, Unset):
            payment = UNSET
        else:
            payment = self.payment

        low = self.low

        high = self.high

        band_bps = self.band_bps

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "batch": batch,
            }
        )
        if payment is not UNSET:
            field_dict["payment"] = payment
        if low is not UNSET:
            field_dict["low"] = low
        if high is not UNSET:
            field_dict["high"] = high
        if band_bps is not UNSET:
            field_dict["bandBps"] = band_bps

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        batch = d.pop("batch")

        def _parse_payment(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        payment = _parse_payment(d.pop("payment", UNSET))

        low = d.pop("low", UNSET)

        high = d.pop("high", UNSET)

        band_bps = d.pop("bandBps", UNSET)

        collar_body = cls(
            batch=batch,
            payment=payment,
            low=low,
            high=high,
            band_bps=band_bps,
        )

        return collar_body
