from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, cast

from attrs import define as _attrs_define

from ..types import UNSET, Unset

T = TypeVar("T", bound="CancelManyBody")


@_attrs_define
class CancelManyBody:
    """Which maker's orders leave; a signed word names the chain time at which it ends.

    Attributes:
        maker (str):
        signature (None | str | Unset):
        valid_until (None | str | Unset):
    """

    maker: str
    signature: None | str | Unset = UNSET
    valid_until: None | str | Unset = UNSET

    def to_dict(self) -> dict[str, Any]:
        maker = self.maker

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
                "maker": maker,
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
        maker = d.pop("maker")

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

        cancel_many_body = cls(
            maker=maker,
            signature=signature,
            valid_until=valid_until,
        )

        return cancel_many_body
