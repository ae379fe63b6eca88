from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar

from attrs import define as _attrs_define

if TYPE_CHECKING:
    from ..models.statement_line_out import StatementLineOut


T = TypeVar("T", bound="StatementOut")


@_attrs_define
class StatementOut:
    """The statement of a period, from `since` up to but not including `until`.

    Attributes:
        since (int):
        until (int):
        lines (list[StatementLineOut]):
    """

    since: int
    until: int
    lines: list[StatementLineOut]

    def to_dict(self) -> dict[str, Any]:
        since = self.since

        until = self.until

        lines = []
        for lines_item_data in self.lines:
            lines_item = lines_item_data.to_dict()
            lines.append(lines_item)

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "since": since,
                "until": until,
                "lines": lines,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.statement_line_out import StatementLineOut  # noqa: PLC0415

        d = dict(src_dict)
        since = d.pop("since")

        until = d.pop("until")

        lines = []
        _lines = d.pop("lines")
        for lines_item_data in _lines:
            lines_item = StatementLineOut.from_dict(lines_item_data)

            lines.append(lines_item)

        statement_out = cls(
            since=since,
            until=until,
            lines=lines,
        )

        return statement_out
