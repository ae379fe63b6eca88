from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar, cast

from attrs import define as _attrs_define

from ..types import UNSET, Unset

if TYPE_CHECKING:
    from ..models.retire_body_details import RetireBodyDetails


T = TypeVar("T", bound="RetireBody")


@_attrs_define
class RetireBody:
    """A purchase that retires at once: private details, of which only the salted hash goes on chain.

    Attributes:
        details (RetireBodyDetails):
        salt (None | str | Unset): lower-case hex, 16 bytes or more; else drawn
    """

    details: RetireBodyDetails
    salt: None | str | Unset = UNSET

    def to_dict(self) -> dict[str, Any]:
        details = self.details.to_dict()

        salt: None | str | Unset
        if isinstance(self.salt, Unset):
            salt = UNSET
        else:
            salt = self.salt

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "details": details,
            }
        )
        if salt is not UNSET:
            field_dict["salt"] = salt

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.retire_body_details import RetireBodyDetails  # noqa: PLC0415

        d = dict(src_dict)
        details = RetireBodyDetails.from_dict(d.pop("details"))

        def _parse_salt(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        salt = _parse_salt(d.pop("salt", UNSET))

        retire_body = cls(
            details=details,
            salt=salt,
        )

        return retire_body
