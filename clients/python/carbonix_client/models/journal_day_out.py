from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

T = TypeVar("T", bound="JournalDayOut")


@_attrs_define
class JournalDayOut:
    """A day of the journal: its records, and how many of them stand under seals on chain.

    Attributes:
        day (str):
        first (str):
        last (str):
        sealed (str):
    """

    day: str
    first: str
    last: str
    sealed: str
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        day = self.day

        first = self.first

        last = self.last

        sealed = self.sealed

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "day": day,
                "first": first,
                "last": last,
                "sealed": sealed,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        day = d.pop("day")

        first = d.pop("first")

        last = d.pop("last")

        sealed = d.pop("sealed")

        journal_day_out = cls(
            day=day,
            first=first,
            last=last,
            sealed=sealed,
        )

        journal_day_out.additional_properties = d
        return journal_day_out

    @property
    def additional_keys(self) -> list[str]:
        return list(self.additional_properties.keys())

    def __getitem__(self, key: str) -> Any:
        return self.additional_properties[key]

    def __setitem__(self, key: str, value: Any) -> None:
        self.additional_properties[key] = value

    def __delitem__(self, key: str) -> None:
        del self.additional_properties[key]

    def __contains__(self, key: str) -> bool:
        return key in self.additional_properties
