from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from attrs import define as _attrs_define

T = TypeVar("T", bound="RetirementOut")


@_attrs_define
class RetirementOut:
    """Keep the salt: with the details it opens the hash on the certificate, and nobody else has it.

    Attributes:
        details_hash (str):
        salt (str):
    """

    details_hash: str
    salt: str

    def to_dict(self) -> dict[str, Any]:
        details_hash = self.details_hash

        salt = self.salt

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "detailsHash": details_hash,
                "salt": salt,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        details_hash = d.pop("detailsHash")

        salt = d.pop("salt")

        retirement_out = cls(
            details_hash=details_hash,
            salt=salt,
        )

        return retirement_out
