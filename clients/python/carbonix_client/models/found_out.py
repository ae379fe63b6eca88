from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from attrs import define as _attrs_define

T = TypeVar("T", bound="FoundOut")


@_attrs_define
class FoundOut:
    """One meaning of a hash.

    Attributes:
        kind (str):
        identity (str):
        sentence (str):
    """

    kind: str
    identity: str
    sentence: str

    def to_dict(self) -> dict[str, Any]:
        kind = self.kind

        identity = self.identity

        sentence = self.sentence

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "kind": kind,
                "identity": identity,
                "sentence": sentence,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        kind = d.pop("kind")

        identity = d.pop("identity")

        sentence = d.pop("sentence")

        found_out = cls(
            kind=kind,
            identity=identity,
            sentence=sentence,
        )

        return found_out
