from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar

from attrs import define as _attrs_define

if TYPE_CHECKING:
    from ..models.strike_out import StrikeOut


T = TypeVar("T", bound="StrikesOut")


@_attrs_define
class StrikesOut:
    """The strikes that count now; with more than `allowed` the account's orders are refused.

    Attributes:
        account (str):
        allowed (int):
        strikes (list[StrikeOut]):
    """

    account: str
    allowed: int
    strikes: list[StrikeOut]

    def to_dict(self) -> dict[str, Any]:
        account = self.account

        allowed = self.allowed

        strikes = []
        for strikes_item_data in self.strikes:
            strikes_item = strikes_item_data.to_dict()
            strikes.append(strikes_item)

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "account": account,
                "allowed": allowed,
                "strikes": strikes,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.strike_out import StrikeOut  # noqa: PLC0415

        d = dict(src_dict)
        account = d.pop("account")

        allowed = d.pop("allowed")

        strikes = []
        _strikes = d.pop("strikes")
        for strikes_item_data in _strikes:
            strikes_item = StrikeOut.from_dict(strikes_item_data)

            strikes.append(strikes_item)

        strikes_out = cls(
            account=account,
            allowed=allowed,
            strikes=strikes,
        )

        return strikes_out
