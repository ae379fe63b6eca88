from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from attrs import define as _attrs_define

from ..types import UNSET, Unset

T = TypeVar("T", bound="ContractBody")


@_attrs_define
class ContractBody:
    """A standard contract: which batches deliver, and the rule that tickets print.

    Attributes:
        code (str):
        delivery_rule (str):
        kind (str | Unset):  Default: '0'.
        standard (str | Unset):  Default: '0'.
        country (str | Unset):  Default: '0x0000'.
        vintage_from (str | Unset):  Default: '0'.
        vintage_to (str | Unset):  Default: '0'.
        labels (str | Unset):  Default: '0'.
    """

    code: str
    delivery_rule: str
    kind: str | Unset = "0"
    standard: str | Unset = "0"
    country: str | Unset = "0x0000"
    vintage_from: str | Unset = "0"
    vintage_to: str | Unset = "0"
    labels: str | Unset = "0"

    def to_dict(self) -> dict[str, Any]:
        code = self.code

        delivery_rule = self.delivery_rule

        kind = self.kind

        standard = self.standard

        country = self.country

        vintage_from = self.vintage_from

        vintage_to = self.vintage_to

        labels = self.labels

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "code": code,
                "deliveryRule": delivery_rule,
            }
        )
        if kind is not UNSET:
            field_dict["kind"] = kind
        if standard is not UNSET:
            field_dict["standard"] = standard
        if country is not UNSET:
            field_dict["country"] = country
        if vintage_from is not UNSET:
            field_dict["vintageFrom"] = vintage_from
        if vintage_to is not UNSET:
            field_dict["vintageTo"] = vintage_to
        if labels is not UNSET:
            field_dict["labels"] = labels

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        code = d.pop("code")

        delivery_rule = d.pop("deliveryRule")

        kind = d.pop("kind", UNSET)

        standard = d.pop("standard", UNSET)

        country = d.pop("country", UNSET)

        vintage_from = d.pop("vintageFrom", UNSET)

        vintage_to = d.pop("vintageTo", UNSET)

        labels = d.pop("labels", UNSET)

        contract_body = cls(
            code=code,
            delivery_rule=delivery_rule,
            kind=kind,
            standard=standard,
            country=country,
            vintage_from=vintage_from,
            vintage_to=vintage_to,
            labels=labels,
        )

        return contract_body
