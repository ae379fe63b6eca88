from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, cast

from attrs import define as _attrs_define

from ..types import UNSET, Unset

T = TypeVar("T", bound="ModifyBody")


@_attrs_define
class ModifyBody:
    """How many credits the order seeks from here on.

    Attributes:
        credits_ (str):
        signature (None | str | Unset):
        valid_until (None | str | Unset):
    """

    credits_: str
    signature: None | str | Unset = UNSET
    valid_until: None | str | Unset = UNSET

    def to_dict(self) -> dict[str, Any]:
        credits_ = self.credits_

        signature: None | str | Unset
        if isinstance(self.signature, Unset):
            signature = UNSET
        else:
            signature = self.signature

        valid_until: None | str | Unset
        if isinstance(self.valid_until, Unset):
            valid_until = UNSET
        else:
            valid_until = self.valid_until

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "credits": credits_,
            }
        )
        if signature is not UNSET:
            field_dict["signature"] = signature
        if valid_until is not UNSET:
            field_dict["validUntil"] = valid_until

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        credits_ = d.pop("credits")

        def _parse_signature(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        signature = _parse_signature(d.pop("signature", UNSET))

        def _parse_valid_until(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        valid_until = _parse_valid_until(d.pop("validUntil", UNSET))

        modify_body = cls(
            credits_=credits_,
            signature=signature,
            valid_until=valid_until,
        )

        return modify_body
