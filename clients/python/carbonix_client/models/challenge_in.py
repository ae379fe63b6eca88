from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, cast

from attrs import define as _attrs_define

from ..models.purpose import Purpose
from ..types import UNSET, Unset

T = TypeVar("T", bound="ChallengeIn")


@_attrs_define
class ChallengeIn:
    """Who will sign, and for what; `target` is the wallet or destination that a change is about, else the signer.

    Attributes:
        address (str):
        purpose (Purpose | Unset): What a signed message is for; a message for one of them opens no other door.
        target (None | str | Unset):
    """

    address: str
    purpose: Purpose | Unset = UNSET
    target: None | str | Unset = UNSET

    def to_dict(self) -> dict[str, Any]:
        address = self.address

        purpose: str | Unset = UNSET
        if not isinstance(self.purpose, Unset):
            purpose = self.purpose.value

        target: None | str | Unset
        if isinstance(self.target, Unset):
            target = UNSET
        else:
            target = self.target

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "address": address,
            }
        )
        if purpose is not UNSET:
            field_dict["purpose"] = purpose
        if target is not UNSET:
            field_dict["target"] = target

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        address = d.pop("address")

        _purpose = d.pop("purpose", UNSET)
        purpose: Purpose | Unset
        if isinstance(_purpose, Unset):
            purpose = UNSET
        else:
            purpose = Purpose(_purpose)

        def _parse_target(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        target = _parse_target(d.pop("target", UNSET))

        challenge_in = cls(
            address=address,
            purpose=purpose,
            target=target,
        )

        return challenge_in
