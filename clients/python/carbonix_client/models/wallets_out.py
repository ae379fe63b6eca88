from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, cast

from attrs import define as _attrs_define

T = TypeVar("T", bound="WalletsOut")


@_attrs_define
class WalletsOut:
    """An account's wallets, and the recipients that its orders may name; none listed means any.

    Attributes:
        wallets (list[str]):
        destinations (list[str]):
    """

    wallets: list[str]
    destinations: list[str]

    def to_dict(self) -> dict[str, Any]:
        wallets = self.wallets

        destinations = self.destinations

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "wallets": wallets,
                "destinations": destinations,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        wallets = cast(list[str], d.pop("wallets"))

        destinations = cast(list[str], d.pop("destinations"))

        wallets_out = cls(
            wallets=wallets,
            destinations=destinations,
        )

        return wallets_out
