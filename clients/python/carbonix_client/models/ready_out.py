from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal, TypeVar, cast

from attrs import define as _attrs_define

from ..types import UNSET, Unset

T = TypeVar("T", bound="ReadyOut")


@_attrs_define
class ReadyOut:
    """Ready: database, chain and follower answer. `block` is the newest block that pages show.

    Attributes:
        block (str):
        status (Literal['ready'] | Unset):  Default: 'ready'.
    """

    block: str
    status: Literal["ready"] | Unset = "ready"

    def to_dict(self) -> dict[str, Any]:
        block = self.block

        status = self.status

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "block": block,
            }
        )
        if status is not UNSET:
            field_dict["status"] = status

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        block = d.pop("block")

        status = cast(Literal["ready"] | Unset, d.pop("status", UNSET))
        if status != "ready" and not isinstance(status, Unset):
            raise ValueError(f"status must match const 'ready', got '{status}'")

        ready_out = cls(
            block=block,
            status=status,
        )

        return ready_out
