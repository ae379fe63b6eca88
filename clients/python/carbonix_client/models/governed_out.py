from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from attrs import define as _attrs_define

T = TypeVar("T", bound="GovernedOut")


@_attrs_define
class GovernedOut:
    """The journal record that carries the word.

    Attributes:
        sequence (int):
        timestamp (int):
    """

    sequence: int
    timestamp: int

    def to_dict(self) -> dict[str, Any]:
        sequence = self.sequence

        timestamp = self.timestamp

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "sequence": sequence,
                "timestamp": timestamp,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        sequence = d.pop("sequence")

        timestamp = d.pop("timestamp")

        governed_out = cls(
            sequence=sequence,
            timestamp=timestamp,
        )

        return governed_out
