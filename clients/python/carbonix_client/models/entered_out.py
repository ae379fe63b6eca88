from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar, cast

from attrs import define as _attrs_define

from ..types import UNSET, Unset

if TYPE_CHECKING:
    from ..models.entered_out_facts_type_0 import EnteredOutFactsType0
    from ..models.placed_out import PlacedOut


T = TypeVar("T", bound="EnteredOut")


@_attrs_define
class EnteredOut:
    """One order of a call: placed, or refused by name.

    Attributes:
        placed (None | PlacedOut | Unset):
        code (None | str | Unset):
        detail (None | str | Unset):
        facts (EnteredOutFactsType0 | None | Unset):
    """

    placed: None | PlacedOut | Unset = UNSET
    code: None | str | Unset = UNSET
    detail: None | str | Unset = UNSET
    facts: EnteredOutFactsType0 | None | Unset = UNSET

    def to_dict(self) -> dict[str, Any]:
        from ..models.entered_out_facts_type_0 import EnteredOutFactsType0  # noqa: PLC0415
        from ..models.placed_out import PlacedOut  # noqa: PLC0415

        placed: dict[str, Any] | None | Unset
        if isinstance(self.placed, Unset):
            placed = UNSET
        elif isinstance(self.placed, PlacedOut):
            placed = self.placed.to_dict()
        else:
            placed = self.placed

        code: None | str | Unset
        if isinstance(self.code, Unset):
            code = UNSET
        else:
            code = self.code

        detail: None | str | Unset
        if isinstance(self.detail, Unset):
            detail = UNSET
        else:
            detail = self.detail

        facts: dict[str, Any] | None | Unset
        if isinstance(self.facts, Unset):
            facts = UNSET
        elif isinstance(self.facts, EnteredOutFactsType0):
            facts = self.facts.to_dict()
        else:
            facts = self.facts

        field_dict: dict[str, Any] = {}

        field_dict.update({})
        if placed is not UNSET:
            field_dict["placed"] = placed
        if code is not UNSET:
            field_dict["code"] = code
        if detail is not UNSET:
            field_dict["detail"] = detail
        if facts is not UNSET:
            field_dict["facts"] = facts

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.entered_out_facts_type_0 import EnteredOutFactsType0  # noqa: PLC0415
        from ..models.placed_out import PlacedOut  # noqa: PLC0415

        d = dict(src_dict)

        def _parse_placed(data: object) -> None | PlacedOut | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, dict):
                    raise TypeError()
                placed_type_0 = PlacedOut.from_dict(data)

                return placed_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(None | PlacedOut | Unset, data)

        placed = _parse_placed(d.pop("placed", UNSET))

        def _parse_code(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        code = _parse_code(d.pop("code", UNSET))

        def _parse_detail(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        detail = _parse_detail(d.pop("detail", UNSET))

        def _parse_facts(data: object) -> EnteredOutFactsType0 | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, dict):
                    raise TypeError()
                facts_type_0 = EnteredOutFactsType0.from_dict(data)

                return facts_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(EnteredOutFactsType0 | None | Unset, data)

        facts = _parse_facts(d.pop("facts", UNSET))

        entered_out = cls(
            placed=placed,
            code=code,
            detail=detail,
            facts=facts,
        )

        return entered_out
