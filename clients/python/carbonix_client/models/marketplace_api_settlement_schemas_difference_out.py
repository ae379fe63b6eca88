from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from attrs import define as _attrs_define

T = TypeVar("T", bound="MarketplaceApiSettlementSchemasDifferenceOut")


@_attrs_define
class MarketplaceApiSettlementSchemasDifferenceOut:
    """One thing on which chain and book differ at a block.

    Attributes:
        block (int):
        kind (str):
        subject (str):
        expected (str):
        found (str):
    """

    block: int
    kind: str
    subject: str
    expected: str
    found: str

    def to_dict(self) -> dict[str, Any]:
        block = self.block

        kind = self.kind

        subject = self.subject

        expected = self.expected

        found = self.found

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "block": block,
                "kind": kind,
                "subject": subject,
                "expected": expected,
                "found": found,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        block = d.pop("block")

        kind = d.pop("kind")

        subject = d.pop("subject")

        expected = d.pop("expected")

        found = d.pop("found")

        marketplace_api_settlement_schemas_difference_out = cls(
            block=block,
            kind=kind,
            subject=subject,
            expected=expected,
            found=found,
        )

        return marketplace_api_settlement_schemas_difference_out
