from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar, cast

from attrs import define as _attrs_define

if TYPE_CHECKING:
    from ..models.marketplace_api_settlement_schemas_difference_out import MarketplaceApiSettlementSchemasDifferenceOut


T = TypeVar("T", bound="ReconciliationOut")


@_attrs_define
class ReconciliationOut:
    """How far chain and book were compared, and all that differs, newest block first.

    Attributes:
        block (int | None):
        agrees (bool):
        differences (list[MarketplaceApiSettlementSchemasDifferenceOut]):
    """

    block: int | None
    agrees: bool
    differences: list[MarketplaceApiSettlementSchemasDifferenceOut]

    def to_dict(self) -> dict[str, Any]:
        block: int | None
        block = self.block

        agrees = self.agrees

        differences = []
        for differences_item_data in self.differences:
            differences_item = differences_item_data.to_dict()
            differences.append(differences_item)

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "block": block,
                "agrees": agrees,
                "differences": differences,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.marketplace_api_settlement_schemas_difference_out import (
            MarketplaceApiSettlementSchemasDifferenceOut,  # noqa: PLC0415
        )

        d = dict(src_dict)

        def _parse_block(data: object) -> int | None:
            if data is None:
                return data
            return cast(int | None, data)

        block = _parse_block(d.pop("block"))

        agrees = d.pop("agrees")

        differences = []
        _differences = d.pop("differences")
        for differences_item_data in _differences:
            differences_item = MarketplaceApiSettlementSchemasDifferenceOut.from_dict(differences_item_data)

            differences.append(differences_item)

        reconciliation_out = cls(
            block=block,
            agrees=agrees,
            differences=differences,
        )

        return reconciliation_out
