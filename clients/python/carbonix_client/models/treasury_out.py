from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar

from attrs import define as _attrs_define

if TYPE_CHECKING:
    from ..models.fee_line_out import FeeLineOut


T = TypeVar("T", bound="TreasuryOut")


@_attrs_define
class TreasuryOut:
    """What the exchange earned, from the events of the chain up to a block.

    Attributes:
        treasury (str):
        block (int):
        fee_bps (int):
        adds_up (bool):
        lines (list[FeeLineOut]):
    """

    treasury: str
    block: int
    fee_bps: int
    adds_up: bool
    lines: list[FeeLineOut]

    def to_dict(self) -> dict[str, Any]:
        treasury = self.treasury

        block = self.block

        fee_bps = self.fee_bps

        adds_up = self.adds_up

        lines = []
        for lines_item_data in self.lines:
            lines_item = lines_item_data.to_dict()
            lines.append(lines_item)

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "treasury": treasury,
                "block": block,
                "feeBps": fee_bps,
                "addsUp": adds_up,
                "lines": lines,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.fee_line_out import FeeLineOut  # noqa: PLC0415

        d = dict(src_dict)
        treasury = d.pop("treasury")

        block = d.pop("block")

        fee_bps = d.pop("feeBps")

        adds_up = d.pop("addsUp")

        lines = []
        _lines = d.pop("lines")
        for lines_item_data in _lines:
            lines_item = FeeLineOut.from_dict(lines_item_data)

            lines.append(lines_item)

        treasury_out = cls(
            treasury=treasury,
            block=block,
            fee_bps=fee_bps,
            adds_up=adds_up,
            lines=lines,
        )

        return treasury_out
