from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar

from attrs import define as _attrs_define

if TYPE_CHECKING:
    from ..models.standard_contract_out_criteria import StandardContractOutCriteria


T = TypeVar("T", bound="StandardContractOut")


@_attrs_define
class StandardContractOut:
    """A standard contract: criteria under a name, and how it is delivered.

    Attributes:
        code (str):
        criteria (StandardContractOutCriteria):
        delivery_rule (str):
    """

    code: str
    criteria: StandardContractOutCriteria
    delivery_rule: str

    def to_dict(self) -> dict[str, Any]:
        code = self.code

        criteria = self.criteria.to_dict()

        delivery_rule = self.delivery_rule

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "code": code,
                "criteria": criteria,
                "deliveryRule": delivery_rule,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.standard_contract_out_criteria import StandardContractOutCriteria  # noqa: PLC0415

        d = dict(src_dict)
        code = d.pop("code")

        criteria = StandardContractOutCriteria.from_dict(d.pop("criteria"))

        delivery_rule = d.pop("deliveryRule")

        standard_contract_out = cls(
            code=code,
            criteria=criteria,
            delivery_rule=delivery_rule,
        )

        return standard_contract_out
