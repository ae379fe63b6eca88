from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from attrs import define as _attrs_define

T = TypeVar("T", bound="PlaceOut")


@_attrs_define
class PlaceOut:
    """Where a leaf lies: number `index` from 0 under a seal.

    Attributes:
        seal (str):
        index (str):
        size (str):
    """

    seal: str
    index: str
    size: str

    def to_dict(self) -> dict[str, Any]:
        seal = self.seal

        index = self.index

        size = self.size

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "seal": seal,
                "index": index,
                "size": size,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        seal = d.pop("seal")

        index = d.pop("index")

        size = d.pop("size")

        place_out = cls(
            seal=seal,
            index=index,
            size=size,
        )

        return place_out
