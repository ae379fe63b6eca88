from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar, cast

from attrs import define as _attrs_define

from ..types import UNSET, Unset

if TYPE_CHECKING:
    from ..models.signed_in import SignedIn


T = TypeVar("T", bound="LinkIn")


@_attrs_define
class LinkIn:
    """The new wallet's own signature, and the consent of one that is linked already.

    Attributes:
        message (str):
        signature (str):
        address (str):
        consent (None | SignedIn | Unset):
    """

    message: str
    signature: str
    address: str
    consent: None | SignedIn | Unset = UNSET

    def to_dict(self) -> dict[str, Any]:
        from ..models.signed_in import SignedIn  # noqa: PLC0415

        message = self.message

        signature = self.signature

        address = self.address

        consent: dict[str, Any] | None | Unset
        if isinstance(self.consent, Unset):
            consent = UNSET
        elif isinstance(self.consent, SignedIn):
            consent = self.consent.to_dict()
        else:
            consent = self.consent

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "message": message,
                "signature": signature,
                "address": address,
            }
        )
        if consent is not UNSET:
            field_dict["consent"] = consent

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.signed_in import SignedIn  # noqa: PLC0415

        d = dict(src_dict)
        message = d.pop("message")

        signature = d.pop("signature")

        address = d.pop("address")

        def _parse_consent(data: object) -> None | SignedIn | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, dict):
                    raise TypeError()
                consent_type_0 = SignedIn.from_dict(data)

                return consent_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(None | SignedIn | Unset, data)

        consent = _parse_consent(d.pop("consent", UNSET))

        link_in = cls(
            message=message,
            signature=signature,
            address=address,
            consent=consent,
        )

        return link_in
